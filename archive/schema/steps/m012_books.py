"""Schema of migration m012: what a portal claims of its lists, against what was asked and answered."""

from __future__ import annotations

BOOKS = """
alter table frontier add column list text;
alter table frontier add column further integer not null default 0;
alter table frontier add column claims text;
create index frontier_address on frontier (address);
alter table expected add column list text;
create table visit_claims (
    id integer primary key,
    key text not null unique,
    visit_id integer not null references visits (id),
    kind text not null,
    address text not null,
    url text not null,
    name text,
    claimed integer,
    seen integer not null,
    state text not null check (state in ('read', 'known', 'open')),
    why text,
    named text not null default '[]',
    since text
);
create index visit_claims_visit on visit_claims (visit_id, address);
"""
"""`frontier.list`: the list that an address was found in, by the address of its first page; of a further page (`further`)
the list that it continues. `frontier.claims`: what the page claimed when it was last answered, JSON. `expected.list`: the
list that showed the body's newest report."""
