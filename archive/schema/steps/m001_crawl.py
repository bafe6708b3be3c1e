"""Schema, first part: places, and what was fetched. Part of migration m001: not to be changed, only added
to.
"""

from __future__ import annotations

PLACES = """
create table regions (
    id integer primary key,
    code text not null unique,
    name text not null,
    level text,
    province text,
    prefecture text,
    county text,
    valid_from text,
    valid_to text
);
create table publishers (
    id integer primary key,
    key text not null unique,
    name text not null,
    printed text not null default '[]',
    kind text,
    level text,
    region_code text,
    province text,
    prefecture text,
    county text,
    successor_key text,
    expected_from integer,
    expected_to integer,
    expected_basis text,
    sample integer not null default 0
);
create index publishers_name on publishers (name);
create table portals (
    id integer primary key,
    key text not null unique,
    host text not null unique,
    home text not null,
    name text,
    region_code text,
    source text,
    proved_on text,
    sample integer not null default 0
);
create table endpoints (
    id integer primary key,
    key text not null unique,
    portal_id integer not null references portals (id),
    url text not null,
    address text not null,
    family text not null,
    kind text not null,
    first_seen text not null,
    last_seen text not null
);
create index endpoints_portal on endpoints (portal_id);
"""

CRAWLS = """
create table runs (
    id integer primary key,
    key text not null unique,
    started_at text not null,
    ended_at text,
    outcome text,
    user_agent text not null,
    software text not null
);
create table visits (
    id integer primary key,
    key text not null unique,
    run_id integer not null references runs (id),
    portal_id integer not null references portals (id),
    started_at text not null,
    ended_at text,
    outcome text,
    why text,
    pages integer not null default 0,
    reports integer not null default 0,
    new_reports integer not null default 0,
    failures integer not null default 0
);
create index visits_portal on visits (portal_id);
create table frontier (
    id integer primary key,
    key text not null unique,
    portal_id integer not null references portals (id),
    url text not null,
    address text not null,
    parent text,
    anchor text,
    title text,
    kind text not null,
    score real not null,
    depth integer not null,
    state text not null default 'queued' check (state in ('queued', 'done', 'failed', 'refused')),
    tries integer not null default 0,
    run_id integer references runs (id),
    capture_id integer references captures (id),
    added_at text not null,
    done_at text
);
create index frontier_next on frontier (portal_id, state, score desc, id);
create table captures (
    id integer primary key,
    key text not null unique,
    run_id integer references runs (id),
    portal_id integer references portals (id),
    url text not null,
    address text not null,
    final_url text not null,
    fetched_at text not null,
    status integer not null,
    media_type text,
    headers text not null,
    grade text not null,
    why text,
    role text not null check (role in ('report', 'list', 'page', 'attachment')),
    context text not null,
    parent text,
    body_sha256 text not null,
    body_bytes integer not null,
    warc text not null,
    offset integer not null,
    length integer not null,
    record_id text not null,
    record_type text not null check (record_type in ('response', 'revisit'))
);
create index captures_address on captures (address, fetched_at);
create index captures_role on captures (role, grade);
create unique index captures_place on captures (warc, offset);
"""
