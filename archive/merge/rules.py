"""How the rows of two archives become one row: rules that give the same result in whatever order and however often.

A row that only one archive has is taken as it is. Where both have the key, the rule of its table chooses: the row
that comes first, or last, in an order over everything the row says. Such a choice is commutative, associative and
idempotent, which is all that merging promises. References are compared and written by key, never by id.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Rule:
    """`lead` orders the rows, everything else they say breaks ties; `keep` picks the last or the first of them.

    Columns in `least` and `most` take the smaller or greater of both; those in `ours` are never overwritten, for they
    say where the bytes are in this directory or are derived anew from the other rows.
    """

    table: str
    lead: tuple[str, ...] = ()
    keep: Literal["last", "first"] = "last"
    least: tuple[str, ...] = ()
    most: tuple[str, ...] = ()
    ours: tuple[str, ...] = ()


PLACE = ("warc", "offset", "length", "record_id", "record_type", "body_bytes")
"""Columns of `captures` that say where the bytes are."""

CRAWLS = (
    Rule("regions"),
    Rule("publishers", ours=("printed",)),
    Rule("portals", lead=("proved_on",)),
    Rule("endpoints", lead=("last_seen",), least=("first_seen",), most=("recipe",)),
    Rule("runs", lead=("ended_at",)),
    Rule("visits", lead=("ended_at",)),
    Rule("visit_claims", lead=("since",)),
    Rule("fields"),
)
"""Tables merged whole, before the captures."""

CAPTURES = Rule("captures", lead=("origin is null", "grade <> 'unjudged'"), ours=PLACE)
"""A stranger's record gives way to the same record of one's own, one that recovery took in to the same as the crawl judged it."""

AFTER = (
    Rule("frontier", lead=("done_at",)),
    Rule("sightings"),
    Rule("decisions", lead=("at",)),
    Rule("pending_takedowns", lead=("taken_down_at",)),
    Rule("tombstones", lead=("taken_down_at",), keep="first", ours=("warc",)),
)
"""Tables merged whole, after everything they refer to."""

VALUES = {"tombstones": {"warc": "''"}}
"""Table -> columns that are not copied, with what stands instead: which file is to go, each directory knows of its own."""

REPORTS = Rule(
    "reports", least=("first_seen",), ours=("reading_id", "title", "published_on", "form", "scope")
)
RENDITIONS = Rule("renditions", lead=("first_seen",), keep="first", most=("last_seen",))
VERSIONS = Rule("versions", lead=("first_seen",), keep="first", most=("last_seen",))

DERIVED = frozenset({"changes", "report_checks", "expected", "stale", "publisher_names"})
"""Not merged but derived anew: for every report that merging touched, or once at the end (`archive.refresh`)."""

LOCAL = frozenset({"leases", "manifests", "queue", "row_digests", "tallies"})
"""State and attestations of one directory: not merged."""

PIECEWISE = frozenset(
    {
        "locators",
        "operand_lists",
        "readings",
        "sections",
        "figures",
        "checks",
        "parses",
        "issues",
        "announced",
    }
)
"""Merged by code of their own in `archive.merge.merge`."""

KEYS = {"regions": "code", "locators": "locator"}
"""The unique column that derives from content, where it is not `key`."""


def known_tables() -> frozenset[str]:
    """Every table that merging knows what to do with."""
    rules = (*CRAWLS, CAPTURES, *AFTER, REPORTS, RENDITIONS, VERSIONS)
    return frozenset(rule.table for rule in rules) | DERIVED | LOCAL | PIECEWISE


class Merger:
    """The statements that apply one rule from `other` (an attached database) to `main`."""

    def __init__(self, conn: sqlite3.Connection, rule: Rule, values: dict[str, str] | None = None) -> None:
        """`values`: expressions over the alias `o` for columns that are not simply copied."""
        self._conn = conn
        self.rule = rule
        self.key = KEYS.get(rule.table, "key")
        info = conn.execute(f"pragma main.table_info({rule.table})").fetchall()
        self._columns = [row["name"] for row in info if row["name"] != "id"]
        refs = conn.execute(f"pragma main.foreign_key_list({rule.table})").fetchall()
        self._refs = {row["from"]: row["table"] for row in refs}
        self._values = values or {}

    def insert(self, where: str, *parameters: object) -> int:
        """Take over the rows of `other` (alias `o`) that are not known here; returns their number."""
        columns = [c for c in self._columns if not (c in self.rule.ours and c in self._refs)]
        values = ", ".join(self._value(c) for c in columns)
        sql = f"insert into main.{self.rule.table} ({', '.join(columns)}) select {values} from other.{self.rule.table} o"
        known = f"exists (select 1 from main.{self.rule.table} m where m.{self.key} = o.{self.key})"
        return self._conn.execute(f"{sql} where {where} and not {known}", parameters).rowcount

    def choose(self, where: str, *parameters: object) -> int:
        """Choose between the rows that both have; returns the number of rows that changed here."""
        rule, table = self.rule, self.rule.table
        special = {*rule.ours, *rule.least, *rule.most, self.key}
        plain = [c for c in self._columns if c not in special]
        better = ">" if rule.keep == "last" else "<"
        rank = [*rule.lead, *(c for c in plain if c not in rule.lead)]
        theirs = ", ".join(self._ranked(c, "o", "other") for c in rank)
        here = ", ".join(self._ranked(c, table, "main") for c in rank)
        changed = 0
        joined = f"from other.{table} o where o.{self.key} = {table}.{self.key} and {where}"
        if plain:
            chosen = ", ".join(f"{c} = {self._value(c)}" for c in plain)
            sql = f"update main.{table} set {chosen} {joined} and ({theirs}) {better} ({here})"
            changed += self._conn.execute(sql, parameters).rowcount
        for column, sign in [(c, "<") for c in rule.least] + [(c, ">") for c in rule.most]:
            sql = f"update main.{table} set {column} = o.{column} {joined} and o.{column} {sign} {table}.{column}"
            changed += self._conn.execute(sql, parameters).rowcount
        return changed

    def overwrite(self, where: str, *parameters: object) -> None:
        """Make rows that both have say what `other` says."""
        table = self.rule.table
        chosen = ", ".join(f"{c} = {self._value(c)}" for c in self._columns if c != self.key)
        sql = f"update main.{table} set {chosen} from other.{table} o where o.{self.key} = {table}.{self.key} and {where}"
        self._conn.execute(sql, parameters)

    def merge(self, where: str = "1", *parameters: object) -> int:
        return self.insert(where, *parameters) + self.choose(where, *parameters)

    def _value(self, column: str) -> str:
        if column in self._values:
            return self._values[column]
        if column not in self._refs:
            return f"o.{column}"
        target = self._refs[column]
        unique = KEYS.get(target, "key")
        return (
            f"(select m.id from other.{target} r join main.{target} m on m.{unique} = r.{unique}"
            f" where r.id = o.{column})"
        )

    def _ranked(self, column: str, alias: str, schema: str) -> str:
        """What a column says, comparable across the two archives. NULL comes last in SQLite's order of types as ''."""
        if column in self._refs:
            target = self._refs[column]
            unique = KEYS.get(target, "key")
            return f"coalesce((select {unique} from {schema}.{target} where id = {alias}.{column}), '')"
        name, _, rest = column.partition(" ")
        return f"coalesce({alias}.{name}{' ' + rest if rest else ''}, '')"
