"""A scripted life: bodies that publish, correct, overwrite, move, vanish, return and republish, quarter after quarter.

The script writes the history itself, in the words of `changes`: (kind, body, year, difference). Each quarter is crawled on
two days; in a blocked quarter the portal shows errors and challenges, and nothing may be concluded.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from archive import Archive
from parsers.model import Reading, Region, Section, Source
from tests.archive.conftest import READING
from tests.archive.visiting import Answer, SetClock, visit

HOST = "http://www.baiyan.example"
REGION = Region("411523", "河南省", "信阳市", "新县")
FIELD = "t3.new_received.total"
ACTIONS = ("correct", "reword", "move", "vanish", "pdf", "pdf_that_differs")
Event = tuple[str, str, int, Any]


@dataclass
class Report:
    """`places`: format -> address, where it stands now; `shown`: what each address was last read as."""

    body: str
    year: int
    requests: int
    words: str
    address: str
    places: dict[str, str]
    wrong_pdf: bool = False
    withdrawn: list[str] = field(default_factory=list)


class Life:
    """`bodies` x `years` reports over as many years and one more; `told` is the history that the script writes."""

    def __init__(self, archive: Archive, clock: SetClock, seed: int, bodies: int, years: int) -> None:
        self.archive = archive
        self.clock = clock
        self.rng = random.Random(seed)
        self.bodies = [f"新县第{n + 1}中学" for n in range(bodies)]
        self.years = range(2016, 2016 + years)
        self.reports: list[Report] = []
        self.told: list[Event] = []
        self._read: dict[str, str] = {}

    def run(self) -> None:
        """Live it, quarter by quarter."""
        for year in range(self.years[0] + 1, self.years[-1] + 3):
            for quarter in range(4):
                day = date(year, 3 * quarter + 2, 1)
                if quarter == 3 and self.rng.random() < 0.5:
                    self._blocked(day)
                    continue
                first, second = self._act(year - 1, quarter)
                self.told += first
                self._crawl(day)
                self.told += second
                self._crawl(day + timedelta(days=1))

    def _act(self, report_year: int, quarter: int) -> tuple[list[Event], list[Event]]:
        """Change the portal; what is to be told of the first and of the second day."""
        first: list[Event] = []
        second: list[Event] = []
        if quarter == 0 and report_year in self.years:
            for body in self.bodies:
                self._publish(body, report_year, first, second)
            return first, second
        for report in self.reports:
            if self.rng.random() < 0.15:
                self._one(report, first, second)
        return first, second

    def _publish(self, body: str, year: int, first: list[Event], second: list[Event]) -> None:
        """At an address of its own, or over last year's."""
        last = next(
            (r for r in self.reports if (r.body, r.year) == (body, year - 1) and list(r.places) == ["html"]),
            None,
        )
        overwrites = last is not None and self.rng.random() < 0.4
        address = last.places["html"] if last and overwrites else f"{HOST}/{len(self.reports)}/{year}.html"
        if last and overwrites:
            second.append(("withdrawn", body, last.year, _went(*_all(last))))
            last.withdrawn, last.places, last.address = ["overwritten"], {}, ""
        report = Report(
            body, year, 10 + self.rng.randrange(80), "本年度复议2件。", address, {"html": address}
        )
        self.reports.append(report)
        first.append(("new", body, year, {}))

    def _one(self, report: Report, first: list[Event], second: list[Event]) -> None:
        if report.withdrawn:
            if report.address:
                self._return(report, first)
            return
        alone = list(report.places) == ["html"]
        action = self.rng.choice(ACTIONS if alone else ("vanish",))
        who = (report.body, report.year)
        if action == "correct":
            old, report.requests = report.requests, report.requests + 1 + self.rng.randrange(9)
            first.append(("revised_figures", *who, {FIELD: [old, report.requests]}))
        elif action == "reword":
            old_words, report.words = report.words, f"本年度复议{self.rng.randrange(100, 999)}件。"
            first.append(("revised_text", *who, [f"-{old_words}", f"+{report.words}"]))
        elif action == "move":
            old_address, new = report.places["html"], f"{HOST}/moved/{self.rng.randrange(10**9)}.html"
            report.places["html"] = report.address = new
            first.append(("moved", *who, [f"-{_key(old_address)}", f"+{_key(new)}"]))
        elif action == "vanish":
            second.append(("withdrawn", *who, _went(*_all(report))))
            report.withdrawn, report.places = list(report.places.values()), {}
        else:
            self._pdf(report, first, differs=action == "pdf_that_differs")

    def _pdf(self, report: Report, first: list[Event], *, differs: bool) -> None:
        pdf = report.address.replace(".html", ".pdf")
        report.places["pdf"], report.wrong_pdf = pdf, differs
        first.append(("rendition_added", report.body, report.year, [f"+{_key(pdf)}"]))
        if differs:
            sides = [report.requests, report.requests + 100]
            first.append(("figures_disagree", report.body, report.year, {FIELD: sides}))

    def _return(self, report: Report, first: list[Event]) -> None:
        """Where it stood, the page alone."""
        gone = sorted(_key(a) for a in report.withdrawn)
        report.withdrawn, report.places = [], {"html": report.address}
        difference = [*(f"-{a}" for a in gone), f"+{_key(report.address)}"]
        first.append(("back", report.body, report.year, difference))

    # -- the crawl

    def _crawl(self, day: date) -> None:
        self.clock.set(day.isoformat())
        standing = {a: (r, kind) for r in self.reports for kind, a in r.places.items()}
        known = [a for a in self._read if a not in standing]
        answers = [self._shown(a, r, kind) for a, (r, kind) in standing.items()]
        visit(self.archive, [*answers, *(_gone(a) for a in known)], home=HOST + "/", region="411523")

    def _shown(self, address: str, report: Report, kind: str) -> Answer:
        requests = report.requests + 100 * (kind == "pdf" and report.wrong_pdf)
        content = f"{report.body}{report.year}{requests}{report.words}{kind}"
        if self._read.get(address) == content:
            return Answer(address, None, content.encode())
        self._read[address] = content
        return Answer(address, _reading(report, requests, kind, content), content.encode())

    def _blocked(self, day: date) -> None:
        """Nothing can be seen: challenges, errors, and pages said to be gone in a visit that ended badly."""
        for n, outcome in enumerate(("blocked", "failed", "unreachable")):
            self.clock.set((day + timedelta(days=n)).isoformat())
            answers = [
                _gone(a) if n else Answer(a, status=412, grade="challenge", role="page") for a in self._read
            ]
            visit(self.archive, answers, outcome, home=HOST + "/")  # type: ignore[arg-type]


def _reading(report: Report, requests: int, kind: str, content: str) -> Reading:
    first = replace(READING.figures[0], value=requests, raw=str(requests))
    return replace(
        READING,
        source=Source(None, None, "0" * 64, "text/html" if kind == "html" else "application/pdf"),
        title=f"{report.body}{report.year}年政府信息公开工作年度报告",
        publisher=report.body,
        publisher_printed=report.body,
        publisher_kind="institution",
        region=REGION,
        report_year=report.year,
        published_on=date(report.year + 1, 1, 20),
        figures=(first, *READING.figures[1:]),
        sections=(Section(1, "s1_overview", "一、总体情况", report.words),),
        content_sha256=content,
    )


def _gone(address: str) -> Answer:
    return Answer(address, status=404, grade="gone", role="page")


def _key(address: str) -> str:
    return address.replace("www.", "")


def _all(report: Report) -> list[str]:
    return list(report.places.values())


def _went(*addresses: str) -> list[str]:
    return [f"-{a}" for a in sorted(_key(a) for a in addresses)]
