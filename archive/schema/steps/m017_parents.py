"""Schema of migration m017: which entries continue a page, found at once."""

from __future__ import annotations

PARENTS = """
create index frontier_parent on frontier (parent) where kind in ('more', 'list');
"""
