"""What a script would do to the world: noted, never done."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Literal

from crawler.script.methods import as_json
from crawler.script.values import COUNT, Count, Function, Parameters, plain, text_of

_COUNTED_IN_TEXT = re.compile(rf"[?&\"']?([\w.\[\]$%-]{{1,60}})[\"']?[=:]{COUNT}")
EffectKind = Literal["html", "go", "ask", "submit"]


@dataclass(frozen=True, slots=True)
class Effect:
    """`html`: a piece of it, in `text`; `go`: an address; `ask`: a request, in `options`; `submit`: a form, its fields in
    `options`, where it leads in `text`. `loose`: in a loop without a known end; `counters`: names of parameters whose value
    is counted up.
    """

    kind: EffectKind
    text: str = ""
    options: dict[str, Any] = field(default_factory=dict)
    loose: bool = False
    counters: frozenset[str] = frozenset()


def html(value: Any, *, loose: bool) -> Effect:
    return Effect("html", plain(text_of(value)), loose=loose)


def go(value: Any, *, loose: bool) -> Effect:
    return Effect("go", plain(text_of(value)), loose=loose, counters=counted(value))


def ask(options: dict[str, Any], *, loose: bool) -> Effect:
    """A request as an object describes it (`url`, `type`, `data`, …)."""
    options = {
        name: value.encoded if isinstance(value, Parameters) else value
        for name, value in options.items()
        if not isinstance(value, Function)
    }
    return Effect("ask", options=as_json(options), loose=loose, counters=counted(options))


def counted(value: Any, name: str = "", depth: int = 0) -> frozenset[str]:
    """Names of what is counted up within a value."""
    if isinstance(value, Count):
        return frozenset({name}) if name else frozenset()
    if isinstance(value, str):
        return frozenset(_COUNTED_IN_TEXT.findall(value)) if COUNT in value else frozenset()
    if isinstance(value, dict) and depth < 6:
        return frozenset().union(*(counted(inner, plain(key), depth + 1) for key, inner in value.items()))
    return frozenset()
