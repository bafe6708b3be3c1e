"""All templates: name, classes of structure, and the function that draws a portal of it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from tests.crawler.foreign.county import County
from tests.crawler.foreign.portal import Portal
from tests.crawler.foreign.templates import plain

Draw = Callable[[random.Random, County], Portal]


@dataclass(frozen=True)
class Template:
    """`classes`: numbers of the structures that a portal of it shows; none for the gentle controls."""

    name: str
    classes: tuple[int, ...]
    draw: Draw
    needs_browser: bool = False


TEMPLATES: tuple[Template, ...] = (
    Template("plain_column", (), plain.column),
    Template("plain_years", (), plain.years),
    Template("plain_bodies", (), plain.bodies),
)
