"""Schema: what lets the pages of the site find their rows at once among a hundred thousand reports.

Migration m007: only added to.
"""

from __future__ import annotations

FINDING = """
create index if not exists reports_first_seen on reports (first_seen);
create index if not exists reports_reading on reports (reading_id);
create index if not exists publishers_region on publishers (region_code);
create index if not exists captures_body on captures (body_sha256);
"""
