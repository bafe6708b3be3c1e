"""Schema of migration m019: portals that workers on other machines fetch one by one."""

from __future__ import annotations

QUEUE = """
create table queue (
    id integer primary key,
    key text not null unique,
    portal_id integer not null unique references portals (id),
    run_id integer not null references runs (id),
    state text not null default 'waiting' check (state in ('waiting', 'out', 'brought', 'done')),
    since text not null,
    worker text,
    tries integer not null default 0,
    broken integer not null default 0,
    brought text,
    manifest text,
    outcome text,
    why text,
    pages integer not null default 0,
    reports integer not null default 0,
    new_reports integer not null default 0,
    failures integer not null default 0
);
create index queue_by_run on queue (run_id);
"""
"""What one run still has to give out, in the order of `id`, and how its portals went. `since`: of the state; `tries`: how often the
portal went out, `broken`: how often a visit came to nothing; `brought`: the order of which
`manifest` says what came and waits to be merged."""
