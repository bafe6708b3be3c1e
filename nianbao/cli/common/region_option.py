"""How a command is told a region: a code, the beginning of one, or the name of a place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from parsers import regions


def region_option(*names: str) -> Callable[[Any], Any]:
    """An option for the beginning of a GB/T 2260 code: two digits a province, four a prefecture, six a county."""
    return click.option(
        *names,
        "region",
        callback=lambda _context, _parameter, value: value and code_prefix(value),
        help="Only this region: 41, 4115, 411523, or a name (河南, 信阳市, 新县).",
    )


def code_prefix(text: str) -> str:
    """The beginning of the code that a text means.

    :raises BadParameter: No list of regions has it.
    """
    text = "".join(text.split())
    if text.isdigit():
        code = text.ljust(6, "0") if len(text) % 2 == 0 and len(text) <= 6 else ""
        if regions.by_code(code) is None:
            raise click.BadParameter(f"no list of regions has {text}; a code has two, four or six digits")
        return _trimmed(code)
    found = {_trimmed(e.code) for e in regions.named(text)}
    if len(found) != 1:
        why = (
            f"{text} is the name of several places: {', '.join(sorted(found))}"
            if found
            else f"no region is called {text}"
        )
        raise click.BadParameter(f"{why}; give the code")
    return found.pop()


def _trimmed(code: str) -> str:
    while code.endswith("00"):
        code = code[:-2]
    return code
