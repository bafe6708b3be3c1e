"""The schema of the archive, as numbered migrations. Table and column names are part of the interface.

Every table but pure detail (rows that belong to one reading) has a private `id` and a public `key`, the
hash of a canonical tuple (`archive.keys`). Ids are never exported, linked or merged. Instants are UTC
text `YYYY-MM-DDTHH:MM:SS[.ffffff]Z`, dates are days of Asia/Shanghai, booleans are 0 and 1.

`figures.value` is the number times ten to the power of `fields.scale` (counts 0, 万元 6), so that no
amount is ever a float; `raw` stands where the printed text differs from the plain number, and always
where the scale is not 0. `parses` says what became of each capture under each parser version: what has
no row there is still to be read. `reports_fts` holds pairs of characters (`archive.search`): how words
are cut is decided there alone.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

migrations = Migrations("nianbao")

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


@migrations()
def m001_first_schema(db: Database) -> None:
    """Every table of the design; columns that later work fills are there from the start."""
    for script in (PLACES, CRAWLS, REPORTS, DETAIL, HISTORY, SEARCH):
        db.executescript(script)
