"""What the scripts of a page left behind once it is loaded: each click is tried from there, as if it were the first."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

from crawler.script.values import Function, Parameters, Scope

MOST_SCOPES, MOST_MEMBERS = 500, 200
"""Scopes and objects, and names of each, that are kept."""
_Kept = list[tuple[dict[Any, Any], dict[Any, Any]]]


class State:
    """Numbers and texts that functions may count up or change, in their scopes and in the objects that stand there."""

    def __init__(self, globals_: Scope, functions: Iterable[Function]) -> None:
        scopes: dict[int, dict[Any, Any]] = {id(globals_): globals_}
        for function in islice(functions, MOST_SCOPES):
            scope: Scope | None = function.scope
            while scope is not None and id(scope) not in scopes and len(scopes) < MOST_SCOPES:
                scopes[id(scope)] = scope
                scope = scope.around
        objects = {
            id(value): value
            for scope in tuple(scopes.values())
            for value in islice(scope.values(), MOST_MEMBERS)
            if type(value) is dict
        }
        held = (*scopes.values(), *islice(objects.values(), MOST_SCOPES))
        self._kept: _Kept = [(values, _plain(values)) for values in held]

    def put_back(self) -> None:
        for values, kept in self._kept:
            values.update(kept)


def _plain(values: dict[Any, Any]) -> dict[Any, Any]:
    return {
        name: value
        for name, value in islice(values.items(), MOST_MEMBERS)
        if isinstance(value, int | float | str) and not isinstance(value, Parameters)
    }
