"""Names as programmers of portals make them up: drawn anew for each portal, never the same twice in one."""

from __future__ import annotations

import random
from collections.abc import Callable

_SYLLABLES = "ba ke lun shi mo rui tan fei gu ning du pao xi wen zhe kuo lan hui sang qie bo mian tuo ruo ye chu po dang"
_NOUNS = "sheet pack bin shelf feed stock crop fold tray card batch heap strip slice pile deck belt roll"
_VERBS = "paint fetch pull show turn draw fill load bring spread place push lay hang mount"
_STATIC = ("html", "html", "htm", "shtml", "jhtml", "phtml")
_DYNAMIC = ("act", "do", "jspx", "psp", "ashx", "api", "svc", "dhtml", "action")


class Names:
    """A portal's own vocabulary, from its seed."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._used: set[str] = set()
        self.static = rng.choice(_STATIC)
        self.dynamic = rng.choice(_DYNAMIC)

    def slug(self) -> str:
        """A folder: two or three syllables."""
        return self._fresh(lambda: "".join(self._rng.sample(_SYLLABLES.split(), self._rng.choice((2, 3)))))

    def css(self) -> str:
        """A class of the style sheet."""
        glue = self._rng.choice(("", "-", "_"))
        return self._fresh(
            lambda: f"{self._syllables(1)}{glue}{self._noun()}{self._rng.choice(('', '2', '3'))}"
        )

    def var(self) -> str:
        """A variable or parameter of a script."""
        form = self._rng.choice(("{a}{N}", "{a}_{n}", "{n}{A}", "_{a}{n}"))
        return self._fresh(lambda: self._formed(form, self._noun()))

    def function(self) -> str:
        """A function of a script."""
        form = self._rng.choice(("{n}{A}", "{n}_{a}", "{n}{A}List"))
        return self._fresh(lambda: self._formed(form, self._rng.choice(_VERBS.split())))

    def key(self) -> str:
        """A key of JSON: short as programmers write it, or a word."""
        return self._fresh(
            lambda: self._rng.choice((self._syllables(1) + self._rng.choice("qwzxjk"), self._syllables(2)))
        )

    def digits(self, length: int) -> str:
        """An identifier of digits."""
        return self._fresh(lambda: str(self._rng.randint(10 ** (length - 1), 10**length - 1)))

    def hexadecimal(self, length: int) -> str:
        """An identifier of hexadecimal digits."""
        return self._fresh(lambda: f"{self._rng.getrandbits(length * 4):0{length}x}")

    def _noun(self) -> str:
        return self._rng.choice(_NOUNS.split())

    def _syllables(self, count: int) -> str:
        return "".join(self._rng.sample(_SYLLABLES.split(), count))

    def _formed(self, form: str, noun: str) -> str:
        own = self._syllables(self._rng.choice((1, 2)))
        return form.format(a=own, A=own.capitalize(), n=noun, N=noun.capitalize())

    def _fresh(self, make: Callable[[], str]) -> str:
        for _ in range(1000):
            name = make()
            if name not in self._used:
                self._used.add(name)
                return name
        raise AssertionError("out of names")
