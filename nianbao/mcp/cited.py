"""What every answer says of the report behind it: enough to cite it (`nianbao.site.cite.citation.Cited`)."""

from __future__ import annotations

from dataclasses import dataclass

REPORT = """p.name as publisher, r.key, r.title, r.year, r.published_on, r.form, r.sample, g.parser, c.key as capture, c.url,
    c.fetched_at, c.body_sha256"""
"""Columns of the tables `publishers` p, `reports` r, `readings` g, `captures` c."""


@dataclass(frozen=True, slots=True)
class CitedReport:
    """A report as one capture shows it; the columns of REPORT."""

    publisher: str
    key: str
    title: str | None
    year: int | None
    published_on: str | None
    form: str | None
    sample: int
    parser: str | None
    capture: str
    url: str | None
    fetched_at: str | None
    body_sha256: str | None
