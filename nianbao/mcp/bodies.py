"""Which body a text means; a name that only resembles one is never taken for it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from nianbao.mcp.answers import Json, Refused
from nianbao.mcp.asked import Asked
from nianbao.mcp.places import Meant, meant, region
from nianbao.site.search.bodies import Body as Found
from nianbao.site.search.bodies import bodies, near
from nianbao.site.search.typed import typed
from parsers import regions
from parsers.lexicon.traditional import simplified

OFFERED = 8
KEY = re.compile("[0-9a-f]{32}")
GOVERNMENT = "人民政府"
IN_REGION = "coalesce(region_code, '') like ? || '%'"
LINES = """
select p.key, p.name, p.kind, p.level, p.province, p.prefecture, p.county, p.region_code, p.sample,
    count(r.id) as reports, min(r.year) as first, max(r.year) as last
from publishers p left join reports r on r.publisher_id = p.id and r.reading_id is not null
where p.id = ? group by p.id"""
SAME = """
select n.publisher_id from publisher_names n
where n.full_name in ({names}) or n.name in ({names}) or n.pinyin in ({sounds}) or n.initials in ({starts}) limit ?"""


@dataclass(frozen=True, slots=True)
class Body:
    id: int
    key: str
    name: str


def resolve(asked: Asked, text: str) -> Body:
    """The one body of this key or name: in any characters, as people call it, in pinyin or initials; of a place alone its government.

    :raises Refused: none, or several; the nearest are told.
    """
    conn = asked.conn
    column = "key" if KEY.fullmatch(text) else "name"
    rows = conn.execute(f"select id, key, name from publishers where {column} = ?", [text]).fetchall()
    rows = rows or next((found for name in meant(text) if (found := _same(conn, name))), [])
    if len(rows) == 1:
        return Body(*rows[0])
    if rows:
        raise Refused("ambiguous_body", asked=text, candidates=_lines(asked, [row[0] for row in rows]))
    raise Refused("unknown_body", asked=text, nearest=_lines(asked, nearest(conn, text)))


def _same(conn: sqlite3.Connection, wanted: Meant) -> list[Sequence[object]]:
    """Bodies of exactly this name; the name of a place means its government."""
    query = typed(wanted.name)
    if not query.named:
        return []
    tries: list[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]]
    if all(word.latin for word in query.named):
        text = "".join(word.text for word in query.named)
        tries = [((), (text,), (text,)), ((), (f"{text}renminzhengfu",), (f"{text}rmzf",))]
    else:
        *before, last = query.named
        start = "".join(word.names[0] for word in before)
        names = tuple(start + name for name in last.names)
        tries = [(names, (), ()), (tuple(name + GOVERNMENT for name in names), (), ())]
    for names, sounds, starts in tries:
        sql = SAME.format(names=_marks(names), sounds=_marks(sounds), starts=_marks(starts))
        found = conn.execute(sql, [*names, *names, *sounds, *starts, OFFERED]).fetchall()
        if found:
            ids = [row[0] for row in found]
            return conn.execute(
                f"select id, key, name from publishers where id in ({_marks(ids)}) and {IN_REGION}",
                [*ids, wanted.low],
            ).fetchall()
    return []


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


def nearest(conn: sqlite3.Connection, text: str) -> list[int]:
    """Ids of bodies that may be meant: those whose names have every word, else those whose names are nearly so."""
    return [body.id for body in _named(conn, text) or near(conn, typed(text))][:OFFERED]


def _named(conn: sqlite3.Connection, text: str) -> list[Found]:
    """Bodies whose names have every word, in one of the ways in which they may be meant."""
    return next(
        (
            found
            for name in meant(text)
            if (found := _in_region(conn, name.low, bodies(conn, typed(name.name))))
        ),
        [],
    )


def _near(conn: sqlite3.Connection, text: str) -> list[Found]:
    """Bodies whose names are nearly so; what names a place of the list rightly is no other place by an error of typing."""
    query = typed(text)
    place = regions.leading(simplified(query.named[0].text)).last if query.named else None
    return _in_region(conn, region(place.code) or "" if place else "", near(conn, query))


def _in_region(conn: sqlite3.Connection, low: str, found: list[Found]) -> list[Found]:
    if not low or not found:
        return found
    ids = [body.id for body in found]
    sql = f"select id from publishers where id in ({_marks(ids)}) and {IN_REGION}"
    inside = {row[0] for row in conn.execute(sql, [*ids, low])}
    return [body for body in found if body.id in inside]


def find(asked: Asked, text: str) -> list[Json]:
    """Bodies that may be meant, each with why and the years of its reports."""
    found = _named(asked.conn, text) or _near(asked.conn, text)
    if not found:
        raise Refused("unknown_body", asked=text, nearest=[])
    return [{**line(asked, body.id), "why": body.why} for body in found]


def _lines(asked: Asked, ids: Sequence[int | object]) -> list[Json]:
    return [{name: line(asked, id)[name] for name in ("key", "name", "page")} for id in ids]


def line(asked: Asked, publisher_id: int | object) -> Json:
    """A body with the years of its reports, which its page shows."""
    row = dict(asked.conn.execute(LINES, [publisher_id]).fetchone())
    place = [row[name] for name in ("province", "prefecture", "county") if row[name]]
    return {
        "key": row["key"],
        "name": row["name"],
        "kind": row["kind"],
        "level": row["level"],
        "place": "".join(place) or None,
        "region": row["region_code"],
        "reports": {"count": row["reports"], "first_year": row["first"], "last_year": row["last"]},
        "sample": bool(row["sample"]),
        "page": asked.site.publisher(row["key"]),
        "proof": asked.site.publisher(row["key"]),
    }
