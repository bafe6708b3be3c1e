"""A crawl of the farm in a process of its own, counted against the truth."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from archive import open_archive
from tests.crawler import child
from tests.crawler.foreign.farm import Farm
from tests.crawler.foreign.server import ForeignServer, Hit
from tests.crawler.foreign.truth import TruePortal, truth

OPTIONS = {**child.FAST, "parse": False, "max_pages": 600}
PATIENCE = 1500.0


@dataclass(frozen=True)
class Counted:
    """One portal after the crawl. `believed`: what was taken for a report; `asked`: the requests to its hosts."""

    portal: TruePortal
    believed: frozenset[str]
    asked: tuple[Hit, ...]
    outcome: str
    reason: str

    @property
    def found(self) -> set[str]:
        """Addresses of reports that were found, whether they need a browser or not."""
        return {r.address for r in self.portal.reports} & self.believed

    @property
    def lost(self) -> set[str]:
        """Addresses of reports that were not."""
        return {r.address for r in self.portal.reports} - self.believed

    @property
    def wrong(self) -> set[str]:
        """What was believed and is no report."""
        return set(self.believed) - {r.address for r in self.portal.reports} - self.portal.covers

    @property
    def forbidden(self) -> list[str]:
        """Requests that robots.txt disallows."""
        return [h.path for h in self.asked if h.path.startswith(self.portal.disallow)]

    @property
    def names_what_is_closed(self) -> bool:
        """Whether the visit's reason names a list that needs a browser, and the visit is not called complete."""
        return self.outcome != "complete" and any(path in self.reason for path in self.portal.named)

    @property
    def crowded(self) -> list[str]:
        """Requests that met another one at the same host."""
        return [h.path for h in self.asked if h.open > 1]


def measure(seed: int, only: Sequence[str] = ()) -> list[Counted]:
    """Crawl a farm of a seed once; a portal of each template, or of those named."""
    with tempfile.TemporaryDirectory() as folder, ForeignServer(Farm(seed, only)) as server:
        return crawl(server, Path(folder))


def crawl(server: ForeignServer, folder: Path) -> list[Counted]:
    """Crawl what a server serves, into an archive at a folder; the other hosts of its portals are admitted."""
    admitted = {p.host: [p.side.host] for p in server.farm.portals if p.side is not None}
    summary = child.run(folder, server.homes, {**OPTIONS, "also_on": admitted}, PATIENCE)
    with open_archive(folder, read_only=True) as archive:
        rows = archive.rows(
            "select distinct address from captures where grade = 'ok' and (role = 'report'"
            " or role = 'attachment' and address not in (select address from captures where role = 'report'))"
        )
        believed = {row["address"] for row in rows}
    ends = {p["host"]: p for p in summary["portals"]}
    return [_counted(p, believed, server.log, ends.get(p.host, {})) for p in truth(server.farm)]


def _counted(portal: TruePortal, believed: set[str], log: Iterable[Hit], end: dict[str, str]) -> Counted:
    mine = frozenset(a for a in believed if a.split("/")[2] in portal.hosts)
    asked = tuple(h for h in log if h.host.removeprefix("www.") in portal.hosts)
    return Counted(portal, mine, asked, end.get("outcome", ""), end.get("why") or "")


def table(counted: Iterable[Counted]) -> str:
    """A line for each portal: reports, found, requests, outcome, reason."""
    rows = list(counted)
    found = [
        f"{'template':<24} {'classes':<10} {'all':>4} {'found':>5} {'wrong':>5} {'asked':>5}  outcome       reason"
    ]
    for row in rows:
        classes = "+".join(map(str, row.portal.classes)) or "control"
        mark = " (browser)" if row.portal.needs_browser else ""
        found.append(
            f"{row.portal.template:<24} {classes:<10} {len(row.portal.reports):>4} {len(row.found):>5} "
            f"{len(row.wrong):>5} {len(row.asked):>5}  {row.outcome:<13} {row.reason}{mark}"
        )
    ends = Counter(row.outcome for row in rows)
    reports, read = sum(len(r.portal.reports) for r in rows), sum(len(r.found) for r in rows)
    return "\n".join([*found, f"{reports} reports, {read} found; {dict(ends)}"])
