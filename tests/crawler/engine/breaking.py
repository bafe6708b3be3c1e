"""A crawl in which one function of ours raises wherever it deals with the portal `broken`: an error that nobody foresaw.

`python -m tests.crawler.engine.breaking TARGET DATA OPTIONS-JSON HOME…`; TARGET is `module:Class.function`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from typing import Any

from tests.crawler.child import _main

BROKEN = "broken.localhost"


def concerns(value: Any) -> bool:
    """Whether a request, an answer, an entry, a visit or what holds one is of the broken portal."""
    names = ("url", "host", "visit", "entry", "response", "request", "path")
    held = [str(getattr(value, name, "")) for name in names]
    return any(BROKEN in text for text in (str(value), *held))


def break_at(target: str) -> None:
    module, _, path = target.partition(":")
    *owners, name = path.split(".")
    owner: Any = import_module(module)
    for step in owners:
        owner = getattr(owner, step)
    setattr(owner, name, breaking(getattr(owner, name)))


def breaking(function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def raising(*args: Any, **named: Any) -> Any:
        if any(map(concerns, (*args, *named.values()))):
            raise RuntimeError("nobody foresaw this")
        return function(*args, **named)

    return raising


if __name__ == "__main__":
    break_at(sys.argv[1])
    _main(sys.argv[2], sys.argv[3], sys.argv[4:])
