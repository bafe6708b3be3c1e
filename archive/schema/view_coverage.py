"""The SQL behind `archive.coverage.query`: the table `expected` against reports and visits."""

from __future__ import annotations

from archive.grades import sql_list
from archive.outcomes import SEES_ALL, SEES_LISTS


def judges(visit: str, address: str) -> str:
    """SQL: whether a visit may call absent what stands in the list at an address; null is any list."""
    return (
        f"({visit}.outcome in {sql_list(SEES_ALL)} or ({visit}.outcome in {sql_list(SEES_LISTS)} and exists"
        f" (select 1 from visit_claims k where k.visit_id = {visit}.id and k.address = {address} and k.kind = 'list'"
        " and k.state = 'read')))"
    )


TODAY = "date('now', '+8 hours')"


def select(today: str, which: str = "1") -> str:
    """One row an expectation; `today` is an SQL expression of a day in Asia/Shanghai, `which` a condition on `expected e`.

    The day of publication is believed where it is not before the year after the report's; without one, a report
    that was already there when it was due was in time. Where no law or order sets the day, nobody is late: a report is
    there, or a visit after the customary day did not find it.
    """
    return f"""select publisher_key, coalesce(publisher, name) as publisher, kind, level, region_code, province,
    prefecture, county, year, due_on, due_basis, due_binding, basis, report, published_on, seen_on,
    case when report is not null and not due_binding then 'published'
        when report is not null and published_on is not null then
            case when published_on <= due_on then 'on_time' else 'late' end
        when report is not null then case when seen_on <= due_on then 'on_time' else 'unknown_date' end
        when {today} <= due_on then 'not_due'
        when observed_on > due_on then case when due_binding then 'overdue' else 'not_published' end
        else 'not_observable' end as status,
    cast(case when not due_binding then null
        when report is not null and published_on > due_on then julianday(published_on) - julianday(due_on)
        when report is null and {today} > due_on and observed_on > due_on
            then julianday({today}) - julianday(due_on) end as integer) as days,
    observed_on, portal, sample
from (
    select e.publisher_key, e.name, p.name as publisher, e.kind, e.level, e.region_code, e.province, e.prefecture,
        e.county, e.year, e.due_on, e.due_basis, e.due_binding, e.basis, e.sample, r.key as report,
        case when r.published_on >= (e.year + 1) || '-01-01' then r.published_on end as published_on,
        date(r.first_seen, '+8 hours') as seen_on,
        case when r.id is null then (select date(max(started_at), '+8 hours') from visits v
            where v.portal_id = e.portal_id and {judges("v", "e.list")}) end as observed_on,
        (select host from portals where id = e.portal_id) as portal
    from expected e left join publishers p on p.key = e.publisher_key
    left join reports r on r.publisher_id = p.id and r.year = e.year and r.reading_id is not null
    where {which}
)"""


VIEW = "create view coverage as\n" + select(TODAY)
"""The same for people who ask in SQL; `today` is the day of the question."""
