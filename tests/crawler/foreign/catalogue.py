"""All templates: name, classes of structure, and the function that draws a portal of it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from tests.crawler.foreign.county import County
from tests.crawler.foreign.portal import Portal
from tests.crawler.foreign.templates import plain, shells, tabs, written

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
    Template("meta_and_two_files", (1,), shells.meta_and_two_files),
    Template("rest_with_json", (1,), shells.rest_with_json),
    Template("filled_departments", (1,), shells.good_column_and_filled_departments),
    Template("written_chain", (2,), written.chain),
    Template("written_counter", (2,), written.counter),
    Template("year_tabs", (4, 12), tabs.year_tabs_with_rows_in_scripts),
    Template("cards_of_bodies", (4,), tabs.cards_of_bodies),
    Template("rows_by_number", (12,), tabs.rows_by_number),
    Template("function_with_globals", (7,), written.function_with_globals),
    Template("written_loop", (16,), written.loop),
    Template("computed_loop", (16,), written.loop_with_computed_bound),
)
