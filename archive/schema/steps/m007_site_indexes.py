"""Schema: what lets the pages of the site find their rows at once among a hundred thousand reports.

Migrations m007, m009 and m021: only added to.
"""

from __future__ import annotations

FINDING = """
create index if not exists reports_first_seen on reports (first_seen);
create index if not exists reports_reading on reports (reading_id);
create index if not exists publishers_region on publishers (region_code);
create index if not exists captures_body on captures (body_sha256);
"""

SUCCESSORS = """
create index publishers_successor on publishers (successor_key) where successor_key is not null;
"""
"""Migration m009: every report that is filed asks whom its body succeeded, and few bodies succeeded any."""

FACETS = """
create index reports_form on reports (form);
"""
"""Migration m021: what the facets of reports are counted by."""
