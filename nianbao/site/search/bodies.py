"""Bodies that a reader may mean: by their name in any characters, by what people call them, by pinyin or initials, or nearly."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal

from nianbao.site.search.typed import Typed, Word

MOST = 30
"""Bodies that are believed to be meant."""
LOOKED_AT = 60
"""Names with most characters of what was typed, which are compared closely."""
ALIKE = 0.65
"""Least similarity of a name that is offered: two of three characters."""
LONGEST = 60
"""Characters of a name that are compared."""
Why = Literal["name", "called", "sound", "near"]


@dataclass(frozen=True, slots=True)
class Body:
    """`why`: by its name, as people call it, by its sound, or since its name is near."""

    id: int
    name: str
    why: Why


def bodies(conn: sqlite3.Connection, query: Typed) -> list[Body]:
    """Bodies that every word but years names, the best first; none where no word may name one."""
    if not query.named:
        return []
    wheres, values = [], list[object]()
    for word in query.named:
        tests = list(_tests(word))
        wheres.append("(" + " or ".join(test for test, _ in tests) + ")")
        values += [value for _, value in tests]
    first = query.named[0]
    column = "n.pinyin" if first.latin else "n.full_name"
    sql = (
        f"select n.publisher_id, p.name, n.full_name from publisher_names n join publishers p on p.id = n.publisher_id"
        f" where {' and '.join(wheres)}"
        f" order by instr({column}, ?) = 1 desc, p.kind is 'government' desc, length(n.full_name), n.full_name, n.publisher_id limit {MOST}"
    )
    rows = conn.execute(sql, [*values, first.names[0]]).fetchall()
    return [Body(row[0], row[1], _why(query, row[2])) for row in rows]


def _tests(word: Word) -> Iterator[tuple[str, str]]:
    """Conditions, of which one must hold, each with its value."""
    if word.latin:
        yield "instr(n.pinyin, ?) > 0", word.text
        yield "instr(n.initials, ?) > 0", word.text
    for name in word.names:
        yield "instr(n.full_name || coalesce(p.prefecture, '') || coalesce(p.province, ''), ?) > 0", name


def _why(query: Typed, full_name: str) -> Why:
    if any(word.latin and word.text not in full_name for word in query.named):
        return "sound"
    return "name" if all(word.names[0] in full_name for word in query.named) else "called"


def near(conn: sqlite3.Connection, query: Typed) -> list[Body]:
    """Bodies whose names are nearly what was typed, the nearest first."""
    only = query.named[0] if len(query.named) == 1 else None
    wanted = (only.names[-1] if only else "".join(word.text for word in query.named))[:LONGEST]
    if len(wanted) < 2:
        return []
    latin = wanted.isascii()
    column = "n.pinyin" if latin else "n.full_name"
    parts = sorted({"".join(pair) for pair in pairwise(wanted)} if latin else set(wanted))
    shared = " + ".join(f"(instr({column}, ?) > 0)" for _ in parts)
    rows = conn.execute(
        f"select n.publisher_id, p.name, {column} from publisher_names n join publishers p on p.id = n.publisher_id"
        f" order by {shared} desc, length({column}), n.publisher_id limit {LOOKED_AT}",
        parts,
    ).fetchall()
    rated = sorted(((_alike(wanted, row[2]), row) for row in rows), key=lambda pair: -pair[0])
    return [Body(row[0], row[1], "near") for score, row in rated if score >= ALIKE][:MOST]


def _alike(wanted: str, name: str) -> float:
    """How much of a name, or of its beginning or end, is what was typed: from 0 to 1, the whole name first."""
    size = len(wanted)
    whole = SequenceMatcher(None, wanted, name, autojunk=False).ratio()
    parts = (
        SequenceMatcher(None, wanted, part, autojunk=False).ratio() for part in (name[:size], name[-size:])
    )
    return max(whole, *(0.99 * ratio for ratio in parts))
