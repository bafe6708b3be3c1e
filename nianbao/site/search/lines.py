"""Reports as lines of the search, each with why it is there."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from archive.search import marked, words
from nianbao.site.search.bodies import Body, Why
from nianbao.site.search.query import Query, limits, where
from nianbao.site.web.rows import REPORT_LINE, ReportLine, rows_as

PAGE = 20

Pieces = list[tuple[str, bool]]
"""Texts, and whether each is a hit."""


@dataclass(slots=True, kw_only=True)
class Hit(ReportLine):
    """`passage`: the first of the narrative that has a word of the query."""

    passage: Pieces = field(default_factory=list)
    title_pieces: Pieces = field(default_factory=list)
    why: list[str] = field(default_factory=list)
    """Where the words stand (`title`, `text`, `publisher`), or how else its body was found (`called`, `sound`, `near`)."""


def newest_first(
    conn: sqlite3.Connection, query: Query, ids: str, values: list[object]
) -> tuple[list[Hit], bool]:
    """The reports of one page out of those with these ids, and whether there are more.

    First the keys of one page and one more, then what the page says of each: not of every hit.
    """
    order = "order by r.year desc, r.id desc"
    keys = f"{ids} {order} limit {PAGE + 1} offset {(query.page - 1) * PAGE}"
    lines = rows_as(conn, Hit, f"{REPORT_LINE} where r.id in ({keys}) {order}", *values)
    return lines[:PAGE], len(lines) > PAGE


def of_bodies(
    conn: sqlite3.Connection, query: Query, year: int | None, meant: list[Body], most: int
) -> list[Hit]:
    """Reports of bodies in the order of these, the newest first; of the year that was typed, where one was."""
    if not meant:
        return []
    wheres, values = limits(query)
    if year is not None:
        wheres.append("r.year = ?")
        values.append(year)
    sql = (
        f"{REPORT_LINE} join (select key as place, value as body from json_each(?)) m on m.body = r.publisher_id"
        f"{where(wheres)} order by m.place, r.year desc, r.id desc limit ?"
    )
    return rows_as(conn, Hit, sql, json.dumps([body.id for body in meant]), *values, most)


def explained(
    conn: sqlite3.Connection,
    line: Hit,
    query: Query,
    *,
    whys: Mapping[str, Why] = MappingProxyType({}),
    also: Sequence[str] = (),
) -> Hit:
    """A line with its passage, and why it is there. `whys`: why a body of this name is meant; `also`: words that count too."""
    if not words(query.text):
        return line
    line.passage = _passage(conn, line.reading_id, query.text, also)
    line.title_pieces = marked(line.title or "", query.text, 200, also)
    publisher = marked(line.publisher or "", query.text, 200, also)
    places = {"title": line.title_pieces, "text": line.passage, "publisher": publisher}
    line.why = [name for name, pieces in places.items() if any(hit for _, hit in pieces)]
    if (why := whys.get(line.publisher or "", "name")) != "name":
        line.why.append(why)
    return line


def _passage(conn: sqlite3.Connection, reading: int | None, text: str, also: Sequence[str]) -> Pieces:
    """The first passage of the narrative with a hit, else its beginning."""
    first: Pieces = []
    for row in conn.execute("select text from sections where reading_id = ? order by position", [reading]):
        pieces = marked(" ".join(row["text"].split("\n")), text, 130, also)
        if any(hit for _, hit in pieces):
            return pieces
        first = first or pieces
    return first
