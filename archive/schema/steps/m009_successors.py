"""Schema of migration m009: every report that is filed asks whom its body succeeded, and few bodies succeeded any."""

from __future__ import annotations

SUCCESSORS = """
create index publishers_successor on publishers (successor_key) where successor_key is not null;
"""
