"""Whether a reading still says what its bytes say: each locator leads to the raw text, and today's parser agrees."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from archive.reports.fields import to_stored
from archive.store.captures import Place, context_from, place_of
from archive.store.db import Archive
from archive.store.rows import SqlRow
from archive.store.warc_reading import DamagedRecord, read_slice
from parsers import PARSER_VERSION, Resolver, parse_report
from parsers.model import Context, Reading

MOST = 5
"""Doubts told of one reading; more of them say the same."""
Cell = tuple[str, int | None, str, str | None, str | None, int]
"""Field, stored value, state, raw text, locator, scale."""


@dataclass(frozen=True, slots=True)
class Doubt:
    reading: str
    what: str


@dataclass(frozen=True, slots=True)
class Task:
    """A reading, its cells, and where its bytes are."""

    reading: str
    directory: Path
    warc: str
    offset: int
    length: int
    body_sha256: str
    context: Context
    address: str
    cells: list[Cell]
    sections: list[tuple[str, str]]
    checks: list[tuple[str, str, str]]
    facts: SqlRow


def tasks_of(archive: Archive, reading_id: int) -> Task | None:
    """None where the bytes were taken down, and where another version of the parsers read them."""
    row = archive.row(
        "select r.key, c.key as capture, c.* from readings r join captures c on c.id = r.capture_id where r.id = ?"
        " and exists (select 1 from parses where reading_id = r.id and parser = ?)"
        " and not exists (select 1 from tombstones where capture_key = c.key)",
        reading_id,
        PARSER_VERSION,
    )
    if row is None:
        return None
    try:
        place = place_of(archive.conn, row["capture"])  # of a revisit: that of the record that it repeats
    except DamagedRecord:
        place = Place(row["warc"], row["offset"], row["length"], row["body_sha256"])
    return Task(
        *(row[0], archive.warcs.directory, place.warc, place.offset, place.length),
        *(row["body_sha256"], context_from(row["context"]), row["address"]),
        [tuple(r) for r in archive.rows(_CELLS, reading_id)],
        [
            tuple(r)
            for r in archive.rows(
                "select heading, text from sections where reading_id = ? order by position", reading_id
            )
        ],
        [tuple(r) for r in archive.rows(_CHECKS, reading_id)],
        tuple(archive.rows(f"select {', '.join(FACTS)} from readings where id = ?", reading_id)[0]),
    )


_CELLS = """
select fields.key, value, state, raw, locator, fields.scale from figures join fields on fields.id = field_id
left join locators on locators.id = locator_id where reading_id = ? order by fields.key
"""


_CHECKS = "select check_key, severity, outcome from checks where reading_id = ? order by check_key"
FACTS = ("title", "publisher", "publisher_kind", "level", "posted_by", "report_year", "form")


def verify_reading(task: Task) -> tuple[str, list[Doubt]]:
    """In a worker: the doubts about one reading."""
    try:
        data = read_slice(task.directory, task.warc, task.offset, task.length, task.body_sha256)
    except DamagedRecord as error:
        return "read", [Doubt(task.reading, f"its bytes are damaged: {error}")]
    doubts = _places(task, Resolver(data))
    doubts += _anew(task, parse_report(data, context=task.context, name=task.address))
    return "read", [Doubt(task.reading, what) for what in doubts[:MOST]]


def _places(task: Task, resolver: Resolver) -> list[str]:
    """Cells whose place no longer reads their raw text."""
    doubts = []
    for field, value, _, raw, locator, _ in task.cells:
        expected = raw if raw is not None else None if value is None else str(value)
        if locator is None or expected is None:
            continue
        text = resolver.text(locator)
        if text is None or text.split() != expected.split():
            doubts.append(f"{field} says {expected!r}, its cell ({locator}) {text!r}")
    return doubts


def _anew(task: Task, reading: Reading) -> list[str]:
    """What the same parser reads otherwise in the same bytes: the rows were edited."""
    scales = {cell[0]: cell[5] for cell in task.cells}
    anew = {}
    for figure in reading.figures:
        try:
            value, state = to_stored(figure.value, scales.get(figure.key, 0)), figure.state
        except ValueError:
            value, state = None, "unreadable"
        anew[figure.key] = (value, state)
    doubts = [
        f"{field} says {value} ({state}), reading it again gives {anew.get(field)}"
        for field, value, state, *_ in task.cells
        if anew.get(field) != (value, state)
    ]
    doubts += [f"{field} is missing" for field in anew.keys() - scales.keys()]
    if [(s.heading, s.text) for s in reading.sections] != task.sections:
        doubts.append("the text of its sections is not what reading it again gives")
    if sorted((c.key, c.severity, c.outcome) for c in reading.checks) != task.checks:
        doubts.append("its checks do not come out as reading it again gives")
    facts = tuple(getattr(reading, name) for name in FACTS)
    doubts += [
        f"{name} says {ours!r}, reading it again gives {theirs!r}"
        for name, ours, theirs in zip(FACTS, task.facts, facts, strict=True)
        if ours != theirs
    ]
    return doubts
