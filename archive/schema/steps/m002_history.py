"""Schema, third part: who should have published, checks across reports, and what history has yet to be told.

Migration m002: only added to.
"""

from __future__ import annotations

EXPECTATIONS = """
create table expected (
    publisher_key text not null,
    year integer not null,
    name text not null,
    kind text,
    level text,
    region_code text,
    province text,
    prefecture text,
    county text,
    sample integer not null default 0,
    basis text not null,
    due_on text not null,
    due_basis text not null,
    portal_id integer references portals (id),
    primary key (publisher_key, year)
) without rowid;
create index expected_year on expected (year, region_code);
"""

ACROSS = """
create table report_checks (
    report_id integer not null references reports (id),
    check_key text not null,
    severity text not null,
    against_id integer references reports (id),
    operands text not null,
    lhs,
    rhs,
    outcome text not null,
    primary key (report_id, check_key)
) without rowid;
create index report_checks_outcome on report_checks (outcome, check_key);
create index report_checks_against on report_checks (against_id);
"""

TELLING = """
alter table changes add column parser text;
alter table changes add column confirmed_at text;
alter table changes add column passing integer not null default 0;
create index changes_kind on changes (kind, at);
create index decisions_subject on decisions (kind, subject_key);
create table stale (report_id integer primary key references reports (id));
create trigger captures_touch_reports after insert on captures begin
    insert or ignore into stale select report_id from renditions where address = new.address;
end;
"""
