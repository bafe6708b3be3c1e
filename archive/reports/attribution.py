"""What decides where a reading belongs: whose report of which year it is."""

from __future__ import annotations

import json
from dataclasses import dataclass

from archive.store.rows import FiledReadingRow
from parsers import regions
from parsers.facts.publishers import read_publisher
from parsers.facts.report_facts import FROM_PAGE
from parsers.model import Reading, Region


@dataclass(frozen=True, slots=True)
class Attribution:
    """As the machine read it, or as a person overrode it.

    `said`: which of `publisher` and `report_year` the document itself says; the rest was told by the page that links it.
    `filed_at`: the address under which a report of unknown publisher or year is kept, where that is not its own.
    """

    publisher: str | None
    printed: str | None
    kind: str | None
    level: str | None
    region: Region
    year: int | None
    format: str
    posted_by: str | None
    content_sha256: str
    parser: str
    said: frozenset[str]
    filed_at: str | None = None
    overridden: bool = False

    @classmethod
    def of(cls, reading: Reading) -> Attribution:
        return cls(
            reading.publisher,
            reading.publisher_printed,
            reading.publisher_kind,
            reading.level,
            reading.region,
            reading.report_year,
            reading.source.media_type,
            reading.posted_by,
            reading.content_sha256,
            reading.parser,
            frozenset(name for name, e in reading.evidence.items() if e.source != FROM_PAGE),
        )

    @classmethod
    def stored(cls, row: FiledReadingRow) -> Attribution:
        """Of a reading that is filed already."""
        return cls(
            row["publisher"],
            row["publisher_printed"],
            row["publisher_kind"],
            row["level"],
            _region(row["publisher"], row["region_code"]),
            row["report_year"],
            row["format"],
            row["posted_by"],
            row["content_sha256"],
            row["parser"],
            frozenset(n for n, e in json.loads(row["evidence"]).items() if e["source"] != FROM_PAGE),
        )


def _region(publisher: str | None, code: str | None) -> Region:
    """The names to a code; a place that is on no list is named by its government alone."""
    entry = regions.by_code(code)
    if entry is not None:
        return entry.region
    return Region(code, county=read_publisher(publisher).region.county) if publisher else Region(code)
