"""How a visit ends, and what each end means: one table, which code and views follow and `docs/evidence.md` shows.

It stands in the order of precedence: what is true of a visit first is its outcome. The first four end a visit on the spot;
the others are said when nothing is left to ask.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Outcome = Literal[
    "interrupted",
    "budget",
    "blocked",
    "unreachable",
    "refused",
    "moved",
    "failed",
    "needs_family",
    "silent",
    "partial",
    "complete",
]
BUSY = "busy"
"""Said of a portal that another crawl is visiting: no visit began, so it is no outcome of one."""
Absence = Literal["every list", "lists read to their end", "nothing"]
"""What may be called absent after a visit: a report or a body of any list; of a list that the visit read to its end; none."""
State = Literal[
    "never_seen", "healthy", "partial", "silent", "needs_family", "blocked", "moved", "failing", "dead"
]
"""Health of a portal. never_seen: no visit has ended. dead: failing from the third visit in a row on."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """`when` it is said; `state` in health, None where it changes nothing; `absence`: what withdrawal, coverage and gaps may
    conclude; `goes_on`: it leaves its work to the next visit."""

    when: str
    state: State | None
    absence: Absence = "nothing"
    goes_on: bool = False


OUTCOMES: dict[Outcome, Meaning] = {
    "interrupted": Meaning("stopped, killed, or the hours are over", None, goes_on=True),
    "budget": Meaning(
        "the pages, bytes or hours of a visit are used up", "partial", "lists read to their end", goes_on=True
    ),
    "blocked": Meaning(
        "a challenge or a wall at the home page or at two addresses, a long Retry-After or Crawl-delay",
        "blocked",
    ),
    "unreachable": Meaning("no answer at the home page, or none from robots.txt", "failing"),
    "refused": Meaning("robots.txt, or an address that is not public, forbids the home page", "blocked"),
    "moved": Meaning("the home page leads to another host", "moved"),
    "failed": Meaning("three failures in a row, or no page was what it should be", "failing"),
    "needs_family": Meaning(
        "lists go on where no family can read them, or as many are unread as are read",
        "needs_family",
        "lists read to their end",
    ),
    "silent": Meaning("no report was seen in the whole visit", "silent"),
    "partial": Meaning(
        "reports were seen, and something that the portal claims, or shows to be worked, was not read; the reason names it",
        "partial",
        "lists read to their end",
    ),
    "complete": Meaning(
        "all that the portal claims was asked and answered, and nothing on its lists is left unexplained",
        "healthy",
        "every list",
    ),
}
CUT_SHORT = tuple(name for name, meaning in OUTCOMES.items() if meaning.goes_on)
"""Of visits that leave their work to the next one."""
SEES_ALL = tuple(name for name, meaning in OUTCOMES.items() if meaning.absence == "every list")
"""Of visits after which any report may be called absent."""
SEES_LISTS = tuple(name for name, meaning in OUTCOMES.items() if meaning.absence == "lists read to their end")
"""Of visits after which a report may be called absent where the visit read its list to the end."""
STATES: dict[State, tuple[str, str]] = {
    "never_seen": ("从未采集", "never seen"),
    "healthy": ("正常", "healthy"),
    "partial": ("未读全", "not read whole"),
    "silent": ("未见报告", "silent"),
    "needs_family": ("软件尚不能读", "software not read yet"),
    "blocked": ("被拦截", "blocked"),
    "moved": ("已迁址", "moved"),
    "failing": ("连接失败", "failing"),
    "dead": ("无法连接", "dead"),
}
"""Every state of health, with its words for people."""
NAMES: dict[str, tuple[str, str]] = {
    "interrupted": ("中断", "interrupted"),
    "budget": ("到达页数上限", "page budget reached"),
    "blocked": ("被拦截", "blocked"),
    "unreachable": ("无法连接", "unreachable"),
    "refused": ("被拒绝", "refused"),
    "moved": ("已迁址", "moved"),
    "failed": ("失败过多", "too many failures"),
    "needs_family": ("软件尚不能读", "software not read yet"),
    "silent": ("未见报告", "silent"),
    "partial": ("未读全", "not read whole"),
    "complete": ("完成", "complete"),
    BUSY: ("正被采集", "being crawled"),
}
"""Every outcome, with its words for people."""
