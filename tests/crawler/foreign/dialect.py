"""The same script as different programmers write it: with `let`, with `jQuery`, packed into one line, commented."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

_SCRIPT = re.compile(r"(<script(?![^>]*\bsrc=)[^>]*>)(.*?)(</script>)", re.S)
_DOLLAR = re.compile(r"(?<![\w$])\$(?=[.(])")
_JOINED = re.compile(r"(?<=[{};,])\n\s*")


@dataclass(frozen=True)
class Dialect:
    """`declares`: how variables begin; `packed`: line breaks after statements are left out."""

    declares: str
    dollar: str
    packed: bool
    comment: str

    def script(self, code: str) -> str:
        """A script in this dialect."""
        code = re.sub(r"\bvar (?=\w)", f"{self.declares} ", code)
        code = _DOLLAR.sub(self.dollar, code)
        if self.packed and "//" not in code:
            code = _JOINED.sub("", code.strip())
        return self.comment + code

    def page(self, html: str) -> str:
        """A page with its inline scripts in this dialect."""
        return _SCRIPT.sub(lambda m: m[1] + self.script(m[2]) + m[3] if m[2].strip() else m[0], html)


def draw(rng: random.Random) -> Dialect:
    """Draw a dialect."""
    return Dialect(
        declares=rng.choice(("var", "var", "let")),
        dollar=rng.choice(("$", "$", "jQuery")),
        packed=rng.random() < 0.4,
        comment=rng.choice(("", "", "/* 列表 2019-03 */\n", "\n")),
    )
