"""The archive at 100,000 reports: what `make bench` measures of it, held to its targets."""

from __future__ import annotations

import pytest

from benchmarks import archive


@pytest.mark.accept
def test_a_hundred_thousand_reports() -> None:
    """Ingest beside plain executemany, its growth and memory, bytes a report, and the queries of the site."""
    found = list(archive.results())
    assert [r.name for r in found] == [
        "ingest_vs_executemany",
        "ingest_growth",
        "ingest_memory_mb",
        "db_bytes_per_report",
        "query_p95_ms",
    ]
    assert [f"{r.name} {r.value:.4g} {r.unit}, {r.ratio:.2f} of {r.target}" for r in found if not r.met] == []
