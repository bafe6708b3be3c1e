"""Schema of migration m003: what was taken down, what each run attested, and where captures that nobody crawled are from."""

from __future__ import annotations

TOMBSTONES = """
create table tombstones (
    id integer primary key,
    key text not null unique,
    capture_key text not null,
    url text not null,
    address text not null,
    body_sha256 text not null,
    reason text not null,
    taken_down_at text not null,
    warc text not null
);
create index tombstones_capture on tombstones (capture_key);
"""
"""One row a capture whose bytes were removed; the row of the capture stays. `warc` is the file that held the bytes and
is to be deleted: a kill in between leaves it, and the next start finishes."""

MANIFESTS = """
create table manifests (
    id integer primary key,
    key text not null unique,
    name text not null unique,
    sha256 text not null,
    previous text,
    made_at text not null,
    last_capture integer not null
);
"""
"""The chain of manifest files of this directory (`archive.custody.manifest`): attestations are not merged."""

SOURCES = """
alter table captures add column source text;
"""
"""Null for a capture of our own crawl; else who or what the bytes were taken in from (`archive.exchange.ingest`)."""
