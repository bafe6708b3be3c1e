"""Schema of migration m018: the names of bodies as people type them."""

from __future__ import annotations

import sqlite3

from archive.romanise import forms

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


def add_names(conn: sqlite3.Connection) -> None:
    """Make the table, with the bodies that are known."""
    conn.execute(NAMES)
    known = conn.execute("select id, name, county from publishers").fetchall()
    conn.executemany(
        "insert into publisher_names values (?, ?, ?, ?, ?)",
        [(body, name, *forms(name, county)) for body, name, county in known],
    )
