"""An archive filled to any size with the counties of `benchmarks.nation.counties`, each copy at real counties of the list.

A copy is one transaction, so that the filling goes on where it was stopped. Keys of bodies and reports are those that the
archive itself would give; the bytes of a copy are those of its original, which the rows of its captures do not find.
"""

from __future__ import annotations

import re
import sys
from functools import cache
from pathlib import Path

from archive import Archive, open_archive
from archive.coverage import expected
from archive.keys import key
from archive.reports import names
from archive.reports.publishers import body_key
from archive.store.captures import portal_key
from benchmarks.nation import counties
from parsers import regions
from parsers.model import Region

AGENT = "nianbao (copy {})"
CACHE_KIB = 600_000
STRIDE = 1009
"""Counties that follow each other lie all over the country: so far apart on the list, whose length it does not divide."""
HOURS = 6
"""So much earlier than the copy before it a copy was crawled."""
TABLES: dict[str, dict[str, str]] = {
    "portals": {},
    "publishers": {},
    "endpoints": {"portal_id": "portals"},
    "runs": {},
    "visits": {"run_id": "runs", "portal_id": "portals"},
    "visit_claims": {"visit_id": "visits"},
    "captures": {"run_id": "runs", "portal_id": "portals"},
    "frontier": {"portal_id": "portals", "run_id": "runs", "capture_id": "captures"},
    "sightings": {"frontier_id": "frontier"},
    "reports": {"publisher_id": "publishers", "reading_id": "readings"},
    "renditions": {"report_id": "reports"},
    "versions": {"rendition_id": "renditions", "capture_id": "captures"},
    "readings": {"version_id": "versions", "capture_id": "captures"},
    "parses": {"capture_id": "captures", "reading_id": "readings"},
    "sections": {"reading_id": "readings"},
    "figures": {"reading_id": "readings"},
    "checks": {"reading_id": "readings"},
    "issues": {"capture_id": "captures", "reading_id": "readings"},
    "changes": {"report_id": "reports", "version_from": "versions", "version_to": "versions"},
    "report_checks": {"report_id": "reports", "against_id": "reports"},
}
"""Table -> its columns that hold ids of copied tables."""
SHARED = {
    "field_id": ("fields", "key"),
    "locator_id": ("locators", "locator"),
    "operands": ("operand_lists", "operands"),
}
"""Columns that hold ids of rows that all copies share, of `figures` and `checks`: the table and what its rows are known by."""
PLACED = {
    *("host", "home", "name", "printed", "url", "address", "final_url", "parent", "list", "context", "title"),
    *("publisher", "publisher_printed", "posted_by", "evidence", "region_code"),
}
"""Columns that name the county."""
INSTANTS = {
    *("first_seen", "last_seen", "fetched_at", "added_at", "done_at", "started_at", "ended_at", "at"),
    *("confirmed_at", "read_at"),
}
_PLACE = re.compile(r"样(\d)县|99000(\d)")


def fill(data: Path, reports: int) -> int:
    """Bring an archive to at least so many reports, beginning or going on; returns how many it has."""
    source = data.parent / "counties"
    counties.make(source)
    with open_archive(data) as archive:
        _prepare(archive, source)
        while (there := int(archive.value("select count(*) from reports"))) < reports:
            done = archive.value("select count(*) from runs where user_agent like ?", AGENT.format("%"))
            with archive.transaction():
                _copy(archive, done + 1)
            archive.trim_log()
        names.refresh(archive)
        archive.checkpoint()
    return there


def _prepare(archive: Archive, source: Path) -> None:
    """The archive of the counties as `made`, what their rows refer to, and their words, made once."""
    conn = archive.conn
    for pragma in (
        "foreign_keys = off",
        "synchronous = off",
        f"cache_size = -{CACHE_KIB}",
        "temp_store = memory",
    ):
        conn.execute(f"pragma {pragma}")
    conn.execute("attach ? as made", (str(source / "nianbao.db"),))
    for column, (table, known_by) in SHARED.items():
        columns = ", ".join(
            row["name"] for row in archive.rows(f"pragma table_info({table})") if row["name"] != "id"
        )
        conn.execute(
            f"insert into {table} ({columns}) select {columns} from made.{table} where true on conflict do nothing"
        )
        conn.execute(
            f"create temp table shared_{column} as select o.id as old, t.id as new from made.{table} o"
            f" join main.{table} t on t.{known_by} = o.{known_by}"
        )
        conn.execute(f"create unique index temp.shared_{column}_old on shared_{column} (old)")
    conn.execute(
        "create temp table words as select r.id as id, g.title as title, bigrams(coalesce(g.publisher, '') || char(10) ||"
        " (select group_concat(text, char(10)) from (select text from made.sections where reading_id = g.id order by position)))"
        " as body from made.reports r join made.readings g on g.id = r.reading_id"
    )


def _copy(archive: Archive, number: int) -> None:
    """Copy `number` of everything, inside the caller's transaction."""
    conn = archive.conn
    within = tuple(_county((number - 1) * counties.COUNTIES + n) for n in range(counties.COUNTIES))

    @cache
    def placed(text: str | None) -> str | None:
        return text and _PLACE.sub(lambda m: within[int(m[1])].name if m[1] else within[int(m[2])].code, text)

    def place(code: str, part: str) -> str | None:
        found: str | None = getattr(within[int(code[-1])], part)
        return found

    conn.create_function("placed", 1, placed, deterministic=True)
    conn.create_function("place", 2, place, deterministic=True)
    conn.create_function(
        "body_key", 2, lambda name, code: _body_key(str(placed(name)), within[int(code[-1])])
    )
    conn.create_function("portal_key", 1, lambda home: portal_key(str(placed(home))))
    conn.create_function("report_key", 2, lambda body, year: key("report", body, year))
    conn.executemany(
        "insert into regions (code, name, level, province, prefecture, county) values (?, ?, 'county', ?, ?, ?)"
        " on conflict do nothing",
        [(e.code, e.name, e.province, e.prefecture, e.name) for e in within],
    )
    bases = {
        t: int(archive.value(f"select coalesce(max(rowid), 0) from {t}"))
        for t in TABLES
        if _has_id(archive, t)
    }
    for table in TABLES:
        columns = [row["name"] for row in archive.rows(f"pragma table_info({table})")]
        values = ", ".join(_value(table, column, number, bases) for column in columns)
        shared = " ".join(
            f"join temp.shared_{c} on shared_{c}.old = t.{c}" for c in SHARED if c in columns and table in ("figures", "checks")
        )  # fmt: skip
        conn.execute(
            f"insert into main.{table} ({', '.join(columns)}) select {values} from made.{table} t {shared}"
        )
    conn.execute(
        "insert into reports_fts (rowid, title, body) select id + ?, bigrams(placed(title)), body from words",
        (bases["reports"],),
    )


def _county(at: int) -> regions.Entry:
    found = _counties()
    return found[at * STRIDE % len(found)]


@cache
def _counties() -> list[regions.Entry]:
    return [entry for entry in regions.today() if entry.level == "county" and entry.prefecture]


def _body_key(name: str, entry: regions.Entry) -> str:
    return body_key(name, Region(entry.code, entry.province, entry.prefecture, entry.name), "")


def _has_id(archive: Archive, table: str) -> bool:
    return any(row["name"] == "id" for row in archive.rows(f"pragma table_info({table})"))


def _value(table: str, column: str, number: int, bases: dict[str, int]) -> str:
    """The SQL expression of a column in copy `number`."""
    if column == "id":
        return f"t.id + {bases[table]}"
    if column in TABLES[table]:
        return f"t.{column} + {bases[TABLES[table][column]]}"
    if column in SHARED and table in ("figures", "checks"):
        return f"shared_{column}.new"
    if (table, column) in _OWN:
        return _OWN[table, column]
    if column == "key":
        return f"printf('%08x', {number}) || substr(t.key, 9)"
    if column in PLACED:
        return f"placed(t.{column})"
    if column in INSTANTS:
        earlier = f"strftime('%Y-%m-%dT%H:%M:%S', substr(t.{column}, 1, 19), '-{number * HOURS} hours')"
        return f"{earlier} || substr(t.{column}, 20)"
    if column == "body_sha256":
        return f"printf('%08x', {number}) || substr(t.{column}, 9)"
    if column in ("warc", "record_id"):
        return f"t.{column} || '.{number}'"
    return f"'{AGENT.format(number)}'" if column == "user_agent" else f"t.{column}"


_OWN = {
    ("portals", "key"): "portal_key(t.home)",
    ("publishers", "key"): "body_key(t.name, t.region_code)",
    (
        "reports",
        "key",
    ): "report_key((select body_key(p.name, p.region_code) from made.publishers p where p.id = t.publisher_id), t.year)",
    **{("publishers", part): f"place(t.region_code, '{part}')" for part in ("province", "prefecture")},
    ("publishers", "county"): "place(t.region_code, 'name')",
}


def expectations(data: Path) -> None:
    """Who is expected of the archive as it is now."""
    with open_archive(data) as archive:
        expected.refresh(archive)
        archive.checkpoint()


if __name__ == "__main__":
    print(fill(Path(sys.argv[1]), int(sys.argv[2])))
