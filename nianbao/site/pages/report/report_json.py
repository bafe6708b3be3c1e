"""A report as JSON types."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal

from nianbao.site.pages.report.model import Report
from nianbao.site.web.rows import Json


def number(value: int | Decimal | str | None) -> int | float | str | None:
    """A figure as a JSON number."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def as_json(report: Report) -> Json:
    """The report as JSON types, for `/report/<key>.json`."""
    facts = ("key", "title", "year", "published_on", "form", "form_t2", "form_t3", "publisher", "kind",
             "level", "province", "prefecture", "county", "region_code", "publisher_printed", "posted_by",
             "parser", "first_seen")  # fmt: skip
    row = report.row
    return {
        **{fact: getattr(row, fact) for fact in facts},
        "sample": bool(row.sample),
        "source": {"url": row.url, "capture": row.capture, "fetched_at": row.fetched_at,
                   "sha256": row.body_sha256, "brought_by": row.brought_by,
                   "rendered": bool(row.rendered), "page_url": row.page_url},
        "addresses": [n.url for n in report.renditions],
        "figures": [
            {"key": f.key, "value": number(f.value), "state": f.state, "text": f.text, "unit": f.unit,
             "note": f.note, "flags": list(f.flags), "locator": f.locator}
            for f in report.figures.values()
        ],
        "failed_checks": [
            {"key": c.key, "severity": c.severity, "operands": list(c.operands), "left": number(c.left),
             "right": number(c.right)}
            for c in report.failed
        ],
        "sections": [asdict(section) for section in report.sections],
        "evidence": report.evidence,
        "issues": [asdict(issue) for issue in report.issues],
    }  # fmt: skip
