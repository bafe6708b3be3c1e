"""A reading held against the truth about a page: each cell right, flagged or wrong."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from parsers import Context, Figure, Reading, Resolver, parse_report
from tests.parsers.layouts.figures import BLANK, MISSING, Truth
from tests.parsers.layouts.plans import Made, Plan
from tests.parsers.layouts.said import REWRITINGS, Said

CONTEXT = Context(url="http://www.example.gov.cn/zfxxgknb/t20220120_1.html")


@dataclass(slots=True)
class Verdict:
    """What a page's reading came to. `complaints` are for people, `counts` for the rates."""

    cells: int = 0
    cells_t2: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    complaints: list[str] = field(default_factory=list)

    def add(self, kind: str, complaint: str) -> None:
        self.counts[kind] += 1
        self.complaints.append(f"{kind}: {complaint}")


def says(figure: Figure | None) -> Truth:
    return MISSING if figure is None else Truth(figure.state, figure.value)


def judge(made: Made, plan: Plan) -> Verdict:
    """Every cell and fact of a page whose layout leaves the truth as it was."""
    reading = parse_report(made.data, context=CONTEXT)
    verdict = Verdict()
    _cells(reading, made, plan, verdict)
    _facts(reading, made, verdict)
    _locators(reading, made.data, verdict)
    for issue in reading.issues:
        if issue.code not in plan.issues:
            verdict.add("issue", f"{issue.code} {issue.message} {issue.locator}")
    for check in reading.failed():
        if check.severity == "hard" and not check.key.startswith(plan.checks or ("-",)):
            verdict.add("failed_check", f"{check.key} {check.left} {check.right}")
    return verdict


def _cells(reading: Reading, made: Made, plan: Plan, verdict: Verdict) -> None:
    """`wrong`, `lost`: not the truth and nothing says so; `doubted`: not the truth, but flagged; `flagged`: the truth, with a
    flag that nothing on the page calls for."""
    read = {f.key: f for f in reading.figures}
    said = Said(reading, made.page)
    for key in read.keys() - made.truth.keys():
        if read[key].state != "missing":
            verdict.add("invented", f"{key} = {read[key].raw!r}")
    for key, truth in made.truth.items():
        verdict.cells += 1
        figure = read.get(key)
        extra = set(figure.flags) - plan.flags if figure else set()
        if says(figure) == truth:
            if extra:
                verdict.add("flagged", f"{key} {sorted(extra)}")
            continue
        state = figure.state if figure else "missing"
        if state == "missing" and truth != BLANK and not said.names(key, [f"{truth.value}"]):
            kind = "lost"
        elif state in ("missing", "unreadable") or extra - REWRITINGS:
            kind = "doubted"
        else:
            kind = "wrong"
        verdict.add(kind, f"{key} is {truth}, read {figure}")


def _facts(reading: Reading, made: Made, verdict: Verdict) -> None:
    page = made.page
    for name, wanted, got in (
        ("is_report", True, reading.is_report),
        ("title", page.title, reading.title),
        ("publisher", page.publisher, reading.publisher),
        ("report_year", page.year, reading.report_year),
        ("form2", page.form2, reading.forms.t2),
        ("form3", page.form3, reading.forms.t3),
    ):
        if wanted != got:
            verdict.add("fact", f"{name} is {wanted!r}, read {got!r}")


def _locators(reading: Reading, data: bytes, verdict: Verdict) -> None:
    resolver = Resolver(data)
    for figure in reading.figures:
        if figure.state == "missing":
            continue
        if figure.locator is None or resolver.text(figure.locator) != figure.raw:
            verdict.add("locator", f"{figure.key}: {figure.locator} does not read {figure.raw!r}")
