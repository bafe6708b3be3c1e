"""The search: reports, publishers and regions with every word that was asked for; else what may have been meant.

First stand reports with every word, exactly. Reports of the few bodies that the words name lead them. Where no report has
every word, the words are tried as names that people use, pinyin, initials, words of the same meaning, and at last as names
with an error of typing; the page says which of these it was.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, field, replace
from itertools import islice

from archive.search import alternatives, match_all, match_pairs, match_query, variants, words
from nianbao.site.search.bodies import Body, bodies, near
from nianbao.site.search.lines import PAGE, Hit, explained, newest_first, of_bodies
from nianbao.site.search.query import Query, limits, where
from nianbao.site.search.typed import Typed, typed
from nianbao.site.web.rows import Row, rows_of

COUNTED = 1000
"""Hits are counted so far: a word that every report has would be counted for longer than a page may take."""

HIT = "r.id in (select value from json_each(?))"
"""Of few hits the index is asked once: a long word of common pairs takes it long."""
LISTED = "r.id in (select rowid from reports_fts where reports_fts match ?)"
PROBED = "select 1 from reports_fts where reports_fts match ? and rowid = ?"
"""Of many hits the newest are looked for among the newest reports, then among the newest with the pairs of the words, before all are
listed: of half a million reports a list of those with a word of seven characters takes half a second, and one by one a thousand."""
BEFORE, BEHIND, PROBED_PAGES = 60, 300, 10
"""How many in vain among each, and on which pages."""
FEW = 8
"""Bodies, up to which a query means these; more are what many names have in common."""
LEADING = 5
"""Reports of the bodies that are meant, before all others."""


@dataclass(frozen=True)
class Results:
    query: Query
    total: int = 0
    """At most COUNTED."""
    beyond: bool = False
    """There are more than `total`."""
    leading: list[Hit] = field(default_factory=list)
    """The newest reports of the few bodies that the words name."""
    reports: list[Hit] = field(default_factory=list)
    publishers: list[Row] = field(default_factory=list)
    regions: list[Row] = field(default_factory=list)
    more: bool = False
    way: str = "exact"
    """How the reports were found: by every word, or in place of it `called`, `sound`, `related` or `near`."""
    meant: list[str] = field(default_factory=list)
    """Names of bodies or words that were taken in place of what was typed."""
    others: list[str] = field(default_factory=list)
    """Words of the same meaning, to search for beside."""
    alone: list[tuple[str, int]] = field(default_factory=list)
    """Where nothing was found: each word with the reports that have it."""


def search(conn: sqlite3.Connection, query: Query) -> Results:
    """Reports and publishers with every word of the query; without words, all that the filters let through."""
    if query.text.strip() and not words(query.text):
        return Results(query)  # something was typed, but no word: nothing contains it
    asked = typed(query.text)
    hits = _hits(conn, query)
    if not asked.words:
        return _exact(conn, query, hits)
    meant = bodies(conn, asked)
    if hits:
        found = replace(_exact(conn, query, hits), leading=_leading(conn, query, asked, meant))
    else:
        found = (
            _by_name(conn, query, asked, meant)
            or _by_related(conn, query, asked)
            or _by_name(conn, query, asked, near(conn, asked))
            or Results(query, alone=_alone(conn, asked))
        )
    if query.page > 1:
        return found
    others = list(dict.fromkeys(other for word in asked.words for other in word.others))[:FEW]
    publishers = found.publishers or _publishers(conn, meant)
    return replace(found, publishers=publishers, regions=_regions(conn, query.text), others=others)


def _exact(conn: sqlite3.Connection, query: Query, hits: list[int]) -> Results:
    """Every report with every word, the newest first; `hits` as `_hits` returns them."""
    beyond = len(hits) > COUNTED
    wheres, values = _among(conn, query) if beyond else _these(hits)
    # A word of many reports is walked from the newest year on, where sorting all that have it would take longer.
    walk = " indexed by reports_year" if HIT not in wheres else ""
    lines, more = newest_first(conn, query, f"select r.id from reports r{walk}{where(wheres)}", values)
    reports = [explained(conn, line, query) for line in lines]
    return Results(query, total=min(len(hits), COUNTED), beyond=beyond, reports=reports, more=more)


def _these(numbers: list[int]) -> tuple[list[str], list[object]]:
    """The conditions of just these reports, and their values."""
    return [HIT], [json.dumps(numbers)]


def _among(
    conn: sqlite3.Connection, query: Query, groups: list[list[str]] | None = None
) -> tuple[list[str], list[object]]:
    """The conditions, and their values, of the newest of many reports with a word of each group: those of the query, or others."""
    groups = alternatives(query.text) if groups is None else groups
    newest = _newest(conn, query, groups) if groups else None
    if newest is not None:
        return _these(newest)
    wheres, values = limits(query)
    return ([*wheres, LISTED], [*values, match_all(groups)]) if groups else (wheres, values)


def _newest(conn: sqlite3.Connection, query: Query, groups: list[list[str]]) -> list[int] | None:
    """Ids of the newest reports with a word of each group, as many as the page asked for needs; None where they are not among few."""
    if query.page > PROBED_PAGES:
        return None
    needed, exact, pairs = query.page * PAGE + 1, match_all(groups), match_pairs(groups)
    wheres, values = limits(query)
    ways: list[tuple[int, list[str], list[object]]] = [(BEFORE, wheres, values)]
    if pairs != exact:
        ways.append((BEHIND, [*wheres, LISTED], [*values, pairs]))
    for in_vain, conditions, given in ways:
        newest = f"select r.id from reports r indexed by reports_year{where(conditions)} order by r.year desc, r.id desc limit ?"
        looked_at = conn.execute(newest, [*given, needed + in_vain])
        found = (number for (number,) in looked_at if conn.execute(PROBED, (exact, number)).fetchone())
        if len(ids := list(islice(found, needed))) == needed:
            return ids
    return None


def _hits(conn: sqlite3.Connection, query: Query) -> list[int]:
    """The ids of the hits, of COUNTED + 1 where there are more: in the order of the index, and no more."""
    hits = "reports r"
    wheres, values = limits(query)
    if words(query.text):
        hits = "reports_fts f cross join reports r on r.id = f.rowid"  # never the reports first
        wheres.append("reports_fts match ?")
        values.append(match_query(query.text))
    sql = f"select r.id from {hits}{where(wheres)} limit {COUNTED + 1}"
    return [found for (found,) in map(tuple, conn.execute(sql, values))]


def _leading(conn: sqlite3.Connection, query: Query, asked: Typed, meant: list[Body]) -> list[Hit]:
    """Reports of the few bodies that are meant."""
    few = query.page == 1 and len(meant) <= FEW
    lines = of_bodies(conn, query, asked.year, meant, LEADING) if few else []
    return [explained(conn, line, query, whys={body.name: body.why for body in meant}) for line in lines]


def _by_name(conn: sqlite3.Connection, query: Query, asked: Typed, meant: list[Body]) -> Results | None:
    """Reports of bodies that are called so, sound so, or nearly so; None where there are none."""
    start = (query.page - 1) * PAGE
    lines = of_bodies(conn, query, asked.year, meant, start + PAGE + 1)[start:]
    if not lines:
        return None
    whys = {body.name: body.why for body in meant}
    return Results(
        query,
        total=start + len(lines[:PAGE]),
        beyond=len(lines) > PAGE,
        reports=[explained(conn, line, query, whys=whys) for line in lines[:PAGE]],
        publishers=_publishers(conn, meant) if query.page == 1 else [],
        more=len(lines) > PAGE,
        way=meant[0].why,
        meant=[body.name for body in meant][:FEW],
    )


def _by_related(conn: sqlite3.Connection, query: Query, asked: Typed) -> Results | None:
    """Reports that say about the same in other words; None where there are none."""
    also = list(dict.fromkeys(other for word in asked.words for other in word.related if other != word.text))
    wheres, values = _among(conn, query, [word.related for word in asked.words])
    lines, more = newest_first(conn, query, f"select r.id from reports r{where(wheres)}", values)
    if not also or not lines:
        return None
    reports = [explained(conn, line, query, also=also) for line in lines]
    total = (query.page - 1) * PAGE + len(lines)
    return Results(query, total=total, beyond=more, reports=reports, more=more, way="related", meant=also)


def _alone(conn: sqlite3.Connection, asked: Typed) -> list[tuple[str, int]]:
    """Each of several words with the reports that have it."""
    several = asked.words if len(asked.words) > 1 else ()
    return [(word.text, min(len(_hits(conn, Query(word.text))), COUNTED)) for word in several]


def _publishers(conn: sqlite3.Connection, meant: list[Body]) -> list[Row]:
    """The first of the bodies, each with how many reports it has."""
    return rows_of(
        conn,
        """select p.key, p.name, p.kind, p.province, p.prefecture, p.county, p.region_code, p.sample,
        count(r.id) as reports, min(r.year) as first, max(r.year) as last
        from json_each(?) m join publishers p on p.id = m.value
        left join reports r on r.publisher_id = p.id group by p.id order by m.key""",
        json.dumps([body.id for body in meant[:FEW]]),
    )


def _regions(conn: sqlite3.Connection, text: str) -> list[Row]:
    """Regions of the archive whose name has every word of the query."""
    where, values = _has_words("name", text)
    return rows_of(
        conn,
        f"select code, name, province, prefecture from regions where {where} order by code limit 8",
        *values,
    )


def _has_words(column: str, text: str) -> tuple[str, list[str]]:
    """A condition that holds where the column has each word, in simplified or in traditional characters."""
    groups = [variants(word) for word in words(text)]
    where = " and ".join(f"({' or '.join(f'instr({column}, ?) > 0' for _ in group)})" for group in groups)
    return where or "0", [variant for group in groups for variant in group]
