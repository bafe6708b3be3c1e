"""What an answer holds, as a recipe says: its rows, and whether more stand behind it."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from html import unescape
from itertools import islice
from typing import Any, NamedTuple

from crawler.listdata import rows
from crawler.page.list_request import join
from crawler.page.recipe import AS_BASE64, AS_JSON, Recipe, address_of

MOST_ROWS, MOST_PAGES, DEEPEST = 2_000, 200, 3
"""Rows of an answer, pages of a list, objects within a row."""
_TAGS = re.compile(r"<[^<>]*>")
_BASE64 = re.compile(r"[A-Za-z0-9+/\-_=\s]{8,}")


class Row(NamedTuple):
    """A row of a list as a reader sees it: where it leads, its words, and what is printed as its date."""

    url: str
    title: str
    date: str = ""


def rows_of(recipe: Recipe, text: str, base: str) -> list[Row]:
    """The rows of an answer; empty where nothing stands at the recipe's place. `base`: the page that shows the list."""
    value = at(recipe.rows, text)
    if not recipe.title:
        return (
            [Row(found.url, found.text) for found in rows.of_text(value, base)]
            if isinstance(value, str)
            else []
        )
    found = islice(value, MOST_ROWS) if isinstance(value, list) else ()
    return [row for one in found if isinstance(one, dict) and (row := _row(recipe, flat(one), base))]


def goes_on(recipe: Recipe, text: str, number: int, shown: int) -> bool:
    """Whether a page stands behind this one, which is the `number`th and has `shown` rows."""
    if not recipe.is_paged or not shown or number >= MOST_PAGES:
        return False
    pages, total = _number(at(recipe.pages, text)), _number(at(recipe.total, text))
    if recipe.pages and pages is not None:
        return number < pages
    if recipe.total and total is not None and recipe.size:
        return number * recipe.size < total
    return shown >= recipe.size


def token_of(path: tuple[str, ...], text: str) -> str | None:
    """The value that a request for rows has to carry."""
    value = at(path, text)
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else None


def at(path: tuple[str, ...], text: str) -> Any:
    """What stands at a path of an answer; None where nothing does."""
    value: Any = text
    for step in path:
        if step in (AS_JSON, AS_BASE64):
            value = _read(step, value)
        elif isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def flat(row: dict[str, Any]) -> dict[str, Any]:
    """The members of a row, those of objects within it with a dot."""
    return dict(_members(row, "", 0))


def words_of(value: Any) -> str:
    """The words of a member: without tags, entities and blanks at its ends."""
    return unescape(_TAGS.sub("", str(value))).strip()


def decoded(value: str) -> str | None:
    """The text that a text is the base64 of; None where it is none."""
    if not _BASE64.fullmatch(value):
        return None
    plain = "".join(value.split()).replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True).decode()
    except (binascii.Error, ValueError):
        return None


def _row(recipe: Recipe, row: dict[str, Any], base: str) -> Row | None:
    address = address_of(recipe.address, row)
    url = join(base, address) if address else None
    title = words_of(row.get(recipe.title) or "")
    if url is None or not title:
        return None
    date = row.get(recipe.date) if recipe.date else None
    return Row(url, title, words_of(date) if isinstance(date, str | int) else "")


def _members(row: dict[str, Any], before: str, depth: int) -> Iterator[tuple[str, Any]]:
    for name, value in row.items():
        if isinstance(value, dict) and depth < DEEPEST:
            yield from _members(value, f"{before}{name}.", depth + 1)
        else:
            yield f"{before}{name}", value


def _read(step: str, value: Any) -> Any:
    if not isinstance(value, str):
        return None
    return decoded(value) if step == AS_BASE64 else rows.as_json(value)


def _number(value: Any) -> int | None:
    if isinstance(value, str) and value.strip().isdecimal() and len(value) < 10:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
