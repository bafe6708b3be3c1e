"""Schema of migration m010: which captures came from a stranger's archive, and what strangers took down."""

from __future__ import annotations

ORIGIN = """
alter table captures add column origin text;
create index captures_origin on captures (address) where origin is not null;
create table pending_takedowns (
    id integer primary key,
    key text not null unique,
    capture_key text not null,
    url text not null,
    address text not null,
    body_sha256 text not null,
    reason text not null,
    taken_down_at text not null,
    origin text not null
);
"""
"""`captures.origin`: whose archive the record was taken from (`archive.merge.strangers`); null for what an archive of our
own fetched or took in. A pending takedown deletes nothing: it waits for a person's word (`nianbao review`)."""
