"""Schema of migration m017: the names of bodies as people type them."""

from __future__ import annotations

NAMES = """
create table publisher_names (
    publisher_id integer primary key references publishers (id),
    name text not null,
    full_name text not null,
    pinyin text not null,
    initials text not null
);
"""
"""Derived from `publishers` by `archive.reports.names`. `name`: that of the publisher, of which the others were made; `full_name`:
with the county before it, in simplified characters."""
