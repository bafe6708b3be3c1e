"""Schema of migration m020: sums kept by what writes, and indexes, so that no page counts through the whole archive."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

_DUE = "json_array({row}.due_basis, {row}.due_binding, substr({row}.due_on, 6), {row}.year)"
_PLACE = "(select region_code from publishers where id = {row}.publisher_id)"
_REGION_YEAR = "coalesce({row}.region_code, '') || ' ' || {row}.year"
_CERTAIN = "min(coalesce({row}confirmed_at, '9999'), strftime('%Y-%m-%dT%H:%M:%SZ', {row}at, '+7 days'))"
_PRESENT = """exists (select 1 from publishers p join reports r on r.publisher_id = p.id
    where p.key = {body} and r.year = {year} and r.reading_id is not null)"""

INDEXES = f"""
create index publishers_kind on publishers (kind, level, region_code);
create index publishers_province on publishers (province);
create index expected_region on expected (region_code, year) where region_code is not null;
create index expected_absent on expected (year, region_code) where not present;
create index expected_portal on expected (portal_id) where portal_id is not null;
create index frontier_queued on frontier (portal_id) where state = 'queued';
create index frontier_url on frontier (portal_id, url);
create index visit_claims_bodies on visit_claims (visit_id) where kind = 'bodies' and state = 'open';
create index visits_run on visits (run_id);
create index changes_kind_certain on changes (kind, {_CERTAIN.format(row="")}) where not passing;
create index changes_certain on changes ({_CERTAIN.format(row="")}) where not passing;
"""
"""Partial where they are, so that who asks for everything gets it in the order that it had."""


@dataclass(frozen=True, slots=True)
class Tally:
    """A sum `of`: the rows of a table for which `when` holds, by `part`; `{{row}}` stands for the row, `columns` are those it
    depends on."""

    of: str
    table: str
    part: str = "''"
    when: str = "1"
    columns: str = ""

    @property
    def tables(self) -> frozenset[str]:
        """Those whose rows it rests on."""
        return frozenset({self.table, "publishers"} if _PLACE in self.part else {self.table})


TALLIES = (
    Tally("reports", "reports"),
    Tally(
        "places",
        "reports",
        f"{_PLACE} || ' ' || {{row}}.year",
        f"{{row}}.year is not null and {_PLACE} is not null",
        "publisher_id, year",
    ),
    Tally("captures", "captures"),
    Tally("publishers", "publishers"),
    Tally("queued", "frontier", "''", "{row}.state = 'queued'", "state"),
    Tally("issues", "issues", "{row}.code", columns="code"),
    Tally("changes", "changes", "{row}.kind", columns="kind"),
    Tally(
        "certain",
        "changes",
        f"date({_CERTAIN.format(row='{row}.')}, '+8 hours') || ' ' || {{row}}.kind",
        "not {row}.passing",
        "confirmed_at, at, kind, passing",
    ),
    Tally("expected", "expected", _REGION_YEAR, columns="region_code, year"),
    Tally("present", "expected", _REGION_YEAR, "{row}.present", "region_code, year, present"),
    Tally("due", "expected", _DUE, "{row}.due_on is not null", "due_basis, due_binding, due_on, year"),
)

_MARKED = """
create trigger expected_present after insert on expected when {there} begin
    update expected set present = 1 where publisher_key = new.publisher_key and year = new.year;
end;
create trigger reports_present_insert after insert on reports when new.reading_id is not null begin
    {new}
end;
create trigger reports_present_update after update of publisher_id, year, reading_id on reports begin
    {old} {new}
end;
create trigger reports_present_delete after delete on reports when old.reading_id is not null begin
    {old}
end;
create trigger publishers_places after update of region_code on publishers when old.region_code is not new.region_code begin
    insert into tallies select 'places', old.region_code || ' ' || year, -count(*) from reports
        where publisher_id = old.id and year is not null and old.region_code is not null group by year
        on conflict (of, part) do update set n = n + excluded.n;
    insert into tallies select 'places', new.region_code || ' ' || year, count(*) from reports
        where publisher_id = old.id and year is not null and new.region_code is not null group by year
        on conflict (of, part) do update set n = n + excluded.n;
end;
"""
_MARK = """update expected set present = {there} where year = {row}.year
        and publisher_key = (select key from publishers where id = {row}.publisher_id) and present is not ({there});"""


def grow(conn: sqlite3.Connection) -> None:
    """Make the sums of what is there, the triggers that keep them, and the indexes."""
    conn.execute("alter table expected add column present integer not null default 0")
    there = _PRESENT.format(body="expected.publisher_key", year="expected.year")
    conn.execute(f"update expected set present = 1 where {there}")
    conn.execute(
        "create table tallies (of text not null, part text not null, n integer not null, primary key (of, part)) without rowid"
    )
    for tally in TALLIES:
        conn.execute(f"insert into tallies {counted(tally)}")
        for event in ("insert", "update", "delete"):
            if event != "update" or tally.columns:
                conn.execute(_trigger(tally, event))
    for statement in (*_marking(), *INDEXES.split(";\n")):
        if statement.strip():
            conn.execute(statement)


def counted(tally: Tally) -> str:
    """SQL: the rows that a tally should have."""
    part, when = (text.format(row=tally.table) for text in (tally.part, tally.when))
    return f"select '{tally.of}' as of, {part} as part, count(*) as n from {tally.table} where {when} group by 1, 2"


def _trigger(tally: Tally, event: str) -> str:
    sides = {"insert": {"new": 1}, "update": {"old": -1, "new": 1}, "delete": {"old": -1}}[event]
    turned = " ".join(
        f"insert into tallies select '{tally.of}', {tally.part.format(row=row)}, {n} where {tally.when.format(row=row)}"
        " on conflict (of, part) do update set n = n + excluded.n;"
        for row, n in sides.items()
    )
    of_columns = f" of {tally.columns}" if event == "update" else ""
    return f"create trigger tally_{tally.of}_{event} after {event}{of_columns} on {tally.table} begin {turned} end"


def _marking() -> list[str]:
    sides = {}
    for row in ("old", "new"):
        there = _PRESENT.format(body="expected.publisher_key", year="expected.year")
        sides[row] = _MARK.format(row=row, there=there)
    there = _PRESENT.format(body="new.publisher_key", year="new.year")
    text = _MARKED.format(there=there, **sides)
    return [f"{statement} end" for statement in text.split("\nend;\n")[:-1]]
