"""The view `gaps`: expectations that are due and not met, counted by portal, year and kind of body."""

from __future__ import annotations

VIEW = """create view gaps as
select portal, year, kind, count(*) as expected, count(report) as present,
    sum(status in ('overdue', 'not_published')) as not_published, sum(status = 'not_observable') as not_read,
    max(sample) as sample
from coverage where status <> 'not_due' group by portal, year, kind having count(report) < count(*)"""
"""What peers and directories let expect beside it is worked out by `archive.coverage.gaps`."""
