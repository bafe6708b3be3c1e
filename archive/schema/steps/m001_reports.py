"""Schema, second part: what was read, and its history. Part of migration m001: not to be changed, only
added to.
"""

from __future__ import annotations

REPORTS = """
create table reports (
    id integer primary key,
    key text not null unique,
    publisher_id integer references publishers (id),
    year integer,
    title text,
    published_on text,
    form text,
    scope text,
    sample integer not null default 0,
    provisional integer not null default 0,
    first_seen text not null,
    reading_id integer references readings (id)
);
create index reports_publisher on reports (publisher_id, year);
create index reports_year on reports (year);
create table renditions (
    id integer primary key,
    key text not null unique,
    report_id integer not null references reports (id),
    address text not null,
    url text not null,
    format text not null,
    posted_by text,
    first_seen text not null,
    last_seen text not null
);
create index renditions_report on renditions (report_id);
create index renditions_address on renditions (address);
create table versions (
    id integer primary key,
    key text not null unique,
    rendition_id integer not null references renditions (id),
    content_sha256 text not null,
    capture_id integer not null references captures (id),
    first_seen text not null,
    last_seen text not null
);
create index versions_rendition on versions (rendition_id);
create table readings (
    id integer primary key,
    key text not null unique,
    version_id integer references versions (id),
    capture_id integer not null references captures (id),
    parser text not null,
    is_report integer not null,
    title text,
    title_locator text,
    publisher text,
    publisher_printed text,
    publisher_kind text,
    level text,
    region_code text,
    posted_by text,
    report_year integer,
    published_on text,
    form text,
    form_t2 text,
    form_t3 text,
    evidence text not null,
    narrative text not null,
    attachments text not null,
    read_at text not null
);
create index readings_version on readings (version_id);
create table parses (
    capture_id integer not null references captures (id),
    parser text not null,
    outcome text not null
        check (outcome in ('read', 'not_report', 'unreadable', 'failed', 'died', 'timeout')),
    reading_id integer references readings (id),
    primary key (capture_id, parser)
) without rowid;
create index parses_reading on parses (reading_id);
"""

DETAIL = """
create table sections (
    reading_id integer not null references readings (id),
    number integer,
    position integer not null,
    section_key text,
    heading text not null,
    text text not null,
    primary key (reading_id, position)
);
create table fields (
    id integer primary key,
    key text not null unique,
    forms text not null,
    zh text not null,
    en text not null,
    unit text,
    scale integer not null default 0,
    position integer not null,
    table_no text not null,
    row_key text not null,
    column_key text not null
);
create table locators (id integer primary key, locator text not null unique);
create table figures (
    reading_id integer not null references readings (id),
    field_id integer not null references fields (id),
    value integer,
    state text not null,
    raw text,
    unit text,
    note text,
    flags text,
    locator_id integer references locators (id),
    primary key (reading_id, field_id)
) without rowid;
create index figures_ranking on figures (field_id, value);
create table checks (
    reading_id integer not null references readings (id),
    check_key text not null,
    severity text not null,
    operands text not null,
    lhs,
    rhs,
    outcome text not null,
    primary key (reading_id, check_key)
) without rowid;
create index checks_outcome on checks (outcome, severity);
create table issues (
    id integer primary key,
    key text not null unique,
    capture_id integer references captures (id),
    reading_id integer references readings (id),
    code text not null,
    message text not null,
    locator text,
    address text not null,
    raised_at text not null
);
create index issues_reading on issues (reading_id);
create index issues_code on issues (code);
"""

HISTORY = """
create table changes (
    id integer primary key,
    key text not null unique,
    report_id integer not null references reports (id),
    kind text not null,
    at text not null,
    difference text not null,
    version_from integer references versions (id),
    version_to integer references versions (id)
);
create index changes_at on changes (at);
create index changes_report on changes (report_id);
create table announced (
    change_key text not null,
    channel text not null,
    at text not null,
    primary key (change_key, channel)
) without rowid;
create table decisions (
    id integer primary key,
    key text not null unique,
    kind text not null,
    subject_key text not null,
    verdict text not null,
    note text,
    by text not null,
    at text not null,
    operands_hash text
);
"""

SEARCH = """
create virtual table reports_fts using fts5 (
    title, body, content='', tokenize='ascii'
);
create view report_texts as
select reports.id as id, reports.key as key, coalesce(readings.title, '') as title,
    coalesce(readings.publisher, '') || char(10) || coalesce((
        select group_concat(text, char(10))
        from (select text from sections where reading_id = reports.reading_id order by position)
    ), '') as body
from reports join readings on readings.id = reports.reading_id;
create view report_figures as
select reports.key as report, publishers.name as publisher, reports.year as year, fields.key as field,
    fields.zh as zh, fields.en as en,
    case when fields.scale = 0 then figures.value
        else round(figures.value / cast('1e' || fields.scale as real), fields.scale) end as value,
    coalesce(figures.raw, case when figures.state = 'value' then cast(figures.value as text) end) as raw,
    figures.state as state, coalesce(figures.unit, fields.unit) as unit, figures.note as note,
    figures.flags as flags, locators.locator as locator, reports.sample as sample
from reports
join figures on figures.reading_id = reports.reading_id
join fields on fields.id = figures.field_id
left join publishers on publishers.id = reports.publisher_id
left join locators on locators.id = figures.locator_id;
"""
