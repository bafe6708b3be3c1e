"""Schema of migration m014: a deadline set by law or order, and a customary day."""

from __future__ import annotations

BINDING = """
alter table expected add column due_binding integer not null default 1;
update expected set due_binding = 0 where due_basis like '惯例%';
"""
"""The shipped customs say so in their ground; rows of other rules are derived again at the next refresh."""
