"""Schema of migration m004: what a visit expected and saw, since when a list is dead, and who is visiting now."""

from __future__ import annotations

VISITS = """
alter table visits add column scope text not null default 'discovery' check (scope in ('discovery', 'update'));
alter table visits add column expected integer not null default 0;
alter table visits add column seen integer not null default 0;
alter table visits add column lists_expected integer not null default 0;
alter table visits add column lists_seen integer not null default 0;
alter table visits add column moved_to text;
alter table endpoints add column ended_at text;
alter table frontier add column unchanged integer not null default 0;
"""
"""`expected` and `seen` are report addresses: known before, and linked or fetched in this visit. `lists_` are the
endpoints that were to be asked, and those that still list reports. `frontier.unchanged` counts the answers in a row
that were what we had already."""

LEASES = """
create table leases (
    id integer primary key,
    key text not null unique,
    portal_id integer not null unique references portals (id),
    run_id integer not null references runs (id),
    machine text not null,
    pid integer not null,
    process_started integer not null,
    expires_at text not null
);
"""
"""Who is at a portal now. State of this machine and this hour: not exported, not merged."""
