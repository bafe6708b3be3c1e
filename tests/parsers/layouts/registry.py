"""The register of transformations: each a named function with a stage, what it excludes and what it explains.

Stages run in order: `truth` changes what is published, `text` how a cell prints it, `shape`, `cut`, `table4` and
`whole` the tables, `markup` the inside of cells, `page` what stands around the tables, `source` the markup as written,
`encoding` the bytes. All but the first leave the true reading as it is.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

STAGES = ("truth", "text", "shape", "cut", "table4", "whole", "markup", "page", "source", "encoding")
Apply = Callable[[Any, random.Random], Any]


@dataclass(frozen=True, slots=True)
class Transformation:
    """`slots`: of two that share one, a page gets only the first. `flags` and `issues`: what a reading may say
    because of it, `checks` the identities (by prefix) that then fail. `forms`: the forms of table 3 that it can be applied to."""

    name: str
    stage: str
    apply: Apply
    seen: str
    slots: frozenset[str]
    flags: frozenset[str]
    issues: frozenset[str]
    checks: tuple[str, ...]
    forms: frozenset[str]


REGISTER: dict[str, Transformation] = {}


def transformation(
    stage: str,
    *slots: str,
    flags: tuple[str, ...] = (),
    issues: tuple[str, ...] = (),
    checks: tuple[str, ...] = (),
    forms: tuple[str, ...] = ("2021", "2019"),
) -> Callable[[Apply], Apply]:
    """Register a function under its name; its docstring says where the layout is seen."""
    assert stage in STAGES

    def add(apply: Apply) -> Apply:
        name = apply.__name__.rstrip("_")
        assert name not in REGISTER and apply.__doc__, name
        REGISTER[name] = Transformation(
            name,
            stage,
            apply,
            apply.__doc__.strip(),
            frozenset(slots),
            frozenset(flags),
            frozenset(issues),
            checks,
            frozenset(forms),
        )
        return apply

    return add


def in_order(names: frozenset[str] | set[str]) -> list[Transformation]:
    """Transformations by stage, and within one as they are registered."""
    chosen = [t for name, t in REGISTER.items() if name in names]
    return sorted(chosen, key=lambda t: STAGES.index(t.stage))
