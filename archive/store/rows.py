"""Rows of the tables that more than one module reads, with their columns and types; `Archive.typed` fetches them.

A query of a few columns stays a `sqlite3.Row` in the function that asks it: it is read where its SQL stands.
"""

from __future__ import annotations

from typing import Literal, TypedDict

from archive.grades import GradeName, Role, Unjudged

SqlValue = str | int | float | bytes | None
"""What a column of SQLite holds."""
SqlRow = tuple[SqlValue, ...]


RecordType = Literal["response", "revisit", "conversion"]
"""conversion: a document that a browser made of another capture (`page_key`)."""
HOLDING = "('response', 'conversion')"
"""SQL: record types whose record holds the body of its row."""


class CaptureRow(TypedDict):
    """A row of `captures`. Instants are UTC text, `headers` and `context` JSON, `source` JSON of who brought it."""

    id: int
    key: str
    run_id: int | None
    portal_id: int | None
    url: str
    address: str
    final_url: str
    fetched_at: str
    status: int
    media_type: str | None
    headers: str
    grade: GradeName | Unjudged
    why: str | None
    role: Role
    context: str
    parent: str | None
    body_sha256: str
    body_bytes: int
    warc: str
    offset: int
    length: int
    record_id: str
    record_type: RecordType
    source: str | None
    form: str | None
    origin: str | None
    page_key: str | None


class TakenRow(TypedDict):
    """Of a row of `captures` what a takedown needs to know."""

    id: int
    key: str
    url: str
    address: str
    body_sha256: str
    warc: str
    offset: int
    record_id: str


TAKEN = "c.id, c.key, c.url, c.address, c.body_sha256, c.warc, c.offset, c.record_id"
"""The columns of `TakenRow`, of a capture `c`."""


class PublisherRow(TypedDict):
    """A row of `publishers`. `printed` is a JSON list of names; `expected_…` is what a person decided."""

    id: int
    key: str
    name: str
    printed: str
    kind: str | None
    level: str | None
    region_code: str | None
    province: str | None
    prefecture: str | None
    county: str | None
    successor_key: str | None
    expected_from: int | None
    expected_to: int | None
    expected_basis: str | None
    sample: int


class FiledReadingRow(TypedDict):
    """Of a row of `readings` what decides where it belongs, with the address, the format and the content of its version."""

    id: int
    parser: str
    publisher: str | None
    publisher_printed: str | None
    publisher_kind: str | None
    level: str | None
    region_code: str | None
    posted_by: str | None
    report_year: int | None
    evidence: str
    address: str
    format: str
    content_sha256: str


FILED_READING = (
    "select readings.id, readings.parser, readings.publisher, readings.publisher_printed, readings.publisher_kind,"
    " readings.level, readings.region_code, readings.posted_by, readings.report_year, readings.evidence,"
    " renditions.address, renditions.format, versions.content_sha256 from readings"
    " join versions on versions.id = readings.version_id join renditions on renditions.id = versions.rendition_id"
)
"""The query of `FiledReadingRow`, to be limited and ordered."""
