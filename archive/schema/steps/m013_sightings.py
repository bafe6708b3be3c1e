"""Schema of migration m013: every list in which the link of a report was found, not the first alone."""

from __future__ import annotations

SIGHTINGS = """
create table sightings (
    id integer primary key,
    key text not null unique,
    frontier_id integer not null references frontier (id),
    list text not null,
    route text not null check (route in ('list', 'report', 'sitemap'))
);
create index sightings_frontier on sightings (frontier_id);
"""
"""`list`: the list, by the canonical address of its first page. `route`: the link stood in a list, inside a report, or in a
site map."""
