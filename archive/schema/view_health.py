"""The view `health`: what the visits of a portal say of it, and since when."""

from __future__ import annotations

from archive.outcomes import OUTCOMES

_STATES = " ".join(
    f"when '{name}' then '{meaning.state}'" for name, meaning in OUTCOMES.items() if meaning.state
)
_SAYS_NOTHING = ", ".join(f"'{name}'" for name, meaning in OUTCOMES.items() if meaning.state is None)
DEAD_AFTER = 3
"""Visits in a row without a sound answer."""

HEALTH_VIEW = f"""create view health as
with judged as (
    select visits.*, case outcome {_STATES} end as class,
        row_number() over (partition by portal_id order by started_at desc, id desc) as back
    from visits where outcome is not null and outcome not in ({_SAYS_NOTHING})
),
streaks as (
    select portal_id, min(class) as class, count(*) as visits, min(started_at) as since from (
        select judged.*, sum(class <> lead_class) over (partition by portal_id order by back) as breaks from (
            select judged.*, first_value(class) over (partition by portal_id order by back) as lead_class
            from judged
        ) as judged
    ) where breaks = 0 group by portal_id
)
select portals.key as key, portals.host as host, portals.home as home, portals.name as name,
    portals.region_code as region_code,
    case when streaks.class is null then 'never_seen'
        when streaks.class <> 'failing' then streaks.class
        when streaks.visits >= {DEAD_AFTER} then 'dead' else 'failing' end as state,
    streaks.since as since, coalesce(streaks.visits, 0) as visits,
    last.started_at as last_visit, last.outcome as outcome, last.why as why,
    last.expected as expected, last.seen as seen, last.failures as failed,
    last.lists_expected as lists_expected, last.lists_seen as lists_seen,
    last.new_reports as new_reports, last.moved_to as moved_to,
    (select outcome from visits where portal_id = portals.id order by started_at desc, id desc limit 1) as last_outcome,
    (select max(started_at) from judged where portal_id = portals.id and class = 'healthy') as last_healthy,
    portals.proved_on as proved_on, portals.sample as sample
from portals
left join streaks on streaks.portal_id = portals.id
left join judged as last on last.portal_id = portals.id and last.back = 1"""
