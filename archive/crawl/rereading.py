"""Which known reports are asked for again where no validator makes that cheap: a share at each visit, the oldest first.

A report whose server sends no validator, or does not heed it, costs a whole page each time it is looked at. So all of a
portal's are gone through once in `ROUND_DAYS`, evenly: what a week may cost is the week's share of the round. Beside
it, up to `MOST` of them in a week, those of the newest year are looked at sooner, for they are what is still corrected:
after `NEWEST_DAYS`, from January to April after as little as any report rests.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from archive.clock import SHANGHAI

if TYPE_CHECKING:  # who looks at pages only has no use for the database's libraries
    from archive.store.db import Archive

ROUND_DAYS = 150.0
"""Each report is looked at twice a year, and visits may be weeks apart."""
MOST = 0.1
"""Share of a portal's reports that a week may cost."""
WEEK = 7.0
NEWEST_DAYS = 28.0
SEASON = (1, 4)
"""First and last month in which the newest reports are published and corrected."""

CHEAP = """coalesce((
    select headers like '%"etag"%' or headers like '%"last-modified"%' from captures where address = frontier.address
    and record_type = 'response' and grade = 'ok' and source is null and origin is null order by fetched_at desc limit 1
) and (select count(*) from (
    select status from captures where address = frontier.address and source is null and origin is null
    order by fetched_at desc limit 2) where status = 200) < 2, 0)"""
"""SQL over a row of `frontier`: its server sends validators and heeds them, as far as was tried: the last two answers
were not both in full."""

_COSTLY = f"""
select id, julianday(:now) - julianday(coalesce(done_at, added_at)) as age,
    exists (select 1 from renditions join reports on reports.id = report_id
        where renditions.address = frontier.address and year = :newest) as newest
from frontier
where portal_id = :portal and kind in ('report', 'attachment') and state = 'done' and not {CHEAP}
order by coalesce(done_at, added_at), id
"""
_NEWEST = """
select max(year) from reports join renditions on report_id = reports.id join frontier using (address)
where portal_id = ? and year <= ?
"""


def due(archive: Archive, portal_id: int, rest_days: float) -> list[int]:
    """Ids of the entries whose turn it is in a visit that begins now; all of them where nothing rests.

    `rest_days`: days that each report is left alone at the least.
    """
    today = archive.clock().astimezone(SHANGHAI)
    newest = archive.value(_NEWEST, portal_id, today.year)
    known = archive.conn.execute(
        _COSTLY, {"now": archive.now(), "portal": portal_id, "newest": newest}
    ).fetchall()
    rested = [row for row in known if row["age"] >= rest_days]
    if not rest_days or not rested:
        return [row["id"] for row in rested]
    # What was asked for within a week is of this week's share; after a longer silence the share is larger.
    span = max(WEEK, known[-1]["age"])
    spent = sum(row["age"] < WEEK for row in known)
    most = int(len(known) * MOST * (span // WEEK)) - spent
    share = max(0, min(most, math.ceil(len(known) * span / ROUND_DAYS) - spent))
    patience = rest_days if SEASON[0] <= today.month <= SEASON[1] else NEWEST_DAYS
    sooner = [row for row in rested[share:] if row["newest"] and row["age"] >= patience]
    return [row["id"] for row in [*rested[:share], *sooner[: max(0, most - share)]]]
