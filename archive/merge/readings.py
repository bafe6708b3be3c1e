"""Merging what was read: one report with its renditions, versions, readings and everything that hangs on a reading.

A reading with its details is one thing: where both archives have it, that of the earlier capture stands whole, for
its locators lead into the bytes of that capture.
"""

from __future__ import annotations

import sqlite3

from archive.merge.rules import RENDITIONS, REPORTS, VERSIONS, Merger, Rule
from archive.reports import search_index
from archive.schema import digests
from archive.store.db import Archive
from archive.store.rows import SqlValue

DETAILS = ("sections", "figures", "checks")
RANK = "({p}.outcome not in ('read', 'not_report'), {c}.fetched_at, {c}.key)"
"""Of several parses of the same bytes at one address, the first of the earliest capture that gave a reading stands."""
BEFORE = f"""exists (
    select 1 from main.captures x join main.parses y on y.capture_id = x.id
    where x.address = c.address and x.body_sha256 = c.body_sha256 and y.parser = p.parser
    and {RANK.format(p="y", c="x")} < {RANK.format(p="p", c="c")})"""
"""Whether another parse here ranks before the parse `p` of the capture `c`."""


class Readings:
    """Merges reports and readings of `other` into `main`, inside the caller's transactions."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._conn = archive.conn
        self._reports = Merger(self._conn, REPORTS)
        self._renditions = Merger(self._conn, RENDITIONS)
        self._versions = Merger(self._conn, VERSIONS)
        self._readings = Merger(self._conn, Rule("readings"))
        self._issues = Merger(self._conn, Rule("issues"))

    def report(self, other_id: int) -> None:
        """One report of `other`; where anything changed, what derives from it is to be worked out anew."""
        before = self._conn.total_changes
        self._reports.merge("o.id = ?", other_id)
        self._renditions.merge("o.report_id = ?", other_id)
        renditions = "(select id from other.renditions where report_id = ?)"
        self._versions.merge(f"o.rendition_id in {renditions}", other_id)
        readings = self._conn.execute(
            "select r.id from other.readings r join other.versions v on v.id = r.version_id"
            f" where v.rendition_id in {renditions} order by r.id",
            (other_id,),
        ).fetchall()
        for row in readings:
            self._reading(row["id"])
        if self._conn.total_changes > before:
            self._conn.execute(
                "insert or ignore into main.stale (report_id)"
                " select m.id from main.reports m join other.reports o on o.key = m.key where o.id = ?",
                (other_id,),
            )

    def rest(self) -> None:
        """Readings of pages that are no report, captures that gave no reading, issues, what was announced."""
        for row in self._conn.execute("select id from other.readings where version_id is null").fetchall():
            self._reading(row["id"])
        self._parses("p.reading_id is null")
        self._conn.execute(
            "delete from main.parses where (capture_id, parser) in"
            f" (select p.capture_id, p.parser from main.parses p join main.captures c on c.id = p.capture_id where {BEFORE})"
        )
        self._issues.insert("o.reading_id is null")
        self._conn.execute(  # an issue is that of the first capture that raised it
            "update main.issues set capture_id = mine.id, raised_at = o.raised_at"
            " from other.issues o join other.captures oc on oc.id = o.capture_id"
            " join main.captures mine on mine.key = oc.key, main.captures first"
            " where o.key = issues.key and o.reading_id is null and first.id = issues.capture_id"
            " and (mine.fetched_at, mine.key) < (first.fetched_at, first.key)"
        )
        self._conn.execute(
            "insert into main.announced (change_key, channel, at) select change_key, channel, at from other.announced"
            " where 1 on conflict do update set at = min(at, excluded.at)"
        )

    def _reading(self, other_id: int) -> None:
        theirs = self._first_capture("other", "r.id = ?", other_id)
        if theirs is None or self._taken_down(theirs["capture"]):
            return
        ours = self._first_capture("main", "r.key = ?", theirs["key"])
        if ours is None:
            self._readings.insert("o.id = ?", other_id)
            ours_id = self._archive.value("select id from main.readings where key = ?", theirs["key"])
            self._details(other_id, ours_id)
        elif (theirs["at"], theirs["capture"]) < (ours["at"], ours["capture"]):
            self._replace(other_id, ours["id"])
        self._parses("p.reading_id = ?", other_id)

    def _taken_down(self, capture_key: str) -> bool:
        return (
            self._archive.row("select 1 from main.tombstones where capture_key = ?", capture_key) is not None
        )

    def _first_capture(self, schema: str, where: str, *parameters: SqlValue) -> sqlite3.Row | None:
        return self._archive.row(
            "select r.id as id, r.key as key, c.fetched_at as at, c.key as capture"
            f" from {schema}.readings r join {schema}.captures c on c.id = r.capture_id where {where}",
            *parameters,
        )

    def _replace(self, other_id: int, ours_id: int) -> None:
        """Theirs stands: the row keeps its id here, everything it says and has is theirs."""
        shown = self._archive.value("select id from main.reports where reading_id = ?", ours_id)
        if shown is not None:
            search_index.remove(self._archive, shown)
            self._conn.execute("update main.reports set reading_id = null where id = ?", (shown,))
        for table in (*DETAILS, "issues"):
            self._conn.execute(f"delete from main.{table} where reading_id = ?", (ours_id,))
        self._readings.overwrite("o.id = ?", other_id)
        self._details(other_id, ours_id)

    def _details(self, other_id: int, ours_id: int) -> None:
        """Sections, figures, checks and issues of a reading, from theirs to ours."""
        ids = (ours_id, other_id)
        self._conn.execute(
            "insert into main.sections (reading_id, number, position, section_key, heading, text)"
            " select ?, number, position, section_key, heading, text from other.sections where reading_id = ?",
            ids,
        )
        self._conn.execute(
            "insert or ignore into main.operand_lists (operands) select l.operands from other.checks c"
            " join other.operand_lists l on l.id = c.operands where c.reading_id = ?",
            (other_id,),
        )
        self._conn.execute(
            "insert into main.checks (reading_id, check_key, severity, operands, lhs, rhs, outcome)"
            " select ?, check_key, severity, ours.id, lhs, rhs, outcome from other.checks"
            " join other.operand_lists theirs on theirs.id = checks.operands"
            " join main.operand_lists ours on ours.operands = theirs.operands where reading_id = ?",
            ids,
        )
        self._conn.execute(
            "insert into main.locators (locator) select l.locator from other.figures f"
            " join other.locators l on l.id = f.locator_id where f.reading_id = ? on conflict do nothing",
            (other_id,),
        )
        self._conn.execute(
            "insert into main.figures (reading_id, field_id, value, state, raw, unit, note, flags, locator_id)"
            " select ?, mf.id, f.value, f.state, f.raw, f.unit, f.note, f.flags, ml.id from other.figures f"
            " join other.fields fields on fields.id = f.field_id join main.fields mf on mf.key = fields.key"
            " left join other.locators l on l.id = f.locator_id"
            " left join main.locators ml on ml.locator = l.locator where f.reading_id = ?",
            ids,
        )
        digests.add(self._conn, ours_id)
        self._issues.insert("o.reading_id = ?", other_id)

    def _parses(self, where: str, *parameters: object) -> None:
        self._conn.execute(
            "insert into main.parses (capture_id, parser, outcome, reading_id)"
            " select c.id, p.parser, p.outcome, m.id from other.parses p"
            " join other.captures oc on oc.id = p.capture_id join main.captures c on c.key = oc.key"
            " left join other.readings r on r.id = p.reading_id left join main.readings m on m.key = r.key"
            f" where {where} and not {BEFORE} on conflict do nothing",
            parameters,
        )
