"""Schema of migration m011: a digest over the rows of each table, so that a row that changed on the disk is found."""

from __future__ import annotations

DIGESTS = """
create table row_digests (
    of text not null,
    part integer not null,
    digest integer not null,
    primary key (of, part)
) without rowid;
"""
"""Kept by triggers (`archive.schema.digests`), compared by `nianbao verify`. It belongs to one directory: not merged."""
