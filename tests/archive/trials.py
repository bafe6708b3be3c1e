"""Trials of what is told: many pages that change and do not, or change and do; each day a notifier asks for news."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import parsers
from archive import open_archive
from archive.history import announced
from parsers.model import Context
from tests.archive.alterations import altered, content
from tests.archive.visiting import Answer, SetClock, visit
from tests.parsers.layouts.model import Page, Text

HOST = "http://www.baiyan.example"
FIRST = date(2025, 3, 1)
REGION = "411523"
SENTENCE = "全年共组织公开业务培训{n}次，参训人员覆盖各股室和下属单位。"

Change = Callable[[Page], None]


@dataclass
class Trial:
    """One report, of a seed, at one address. `expected`: the kind and difference that is to be told, None for none."""

    seed: int
    address: str
    change: Change | None = None
    moves_to: str | None = None
    removed: bool = False
    expected: tuple[str, Any] | None = None


@dataclass
class Told:
    """What the notifier was given: report address of the first capture -> (kind, difference), in order."""

    by_address: dict[str, list[tuple[str, Any]]] = field(default_factory=dict)

    def extra(self, trials: list[Trial]) -> list[tuple[Trial, list[tuple[str, Any]]]]:
        """The trials that were told anything but what they should be, once."""
        wrong = []
        for trial in trials:
            told = self.by_address.get(_canonical(trial.address), [])
            expected = [("new", {})] + ([trial.expected] if trial.expected else [])
            if told != expected:
                wrong.append((trial, told))
        return wrong


class Newsroom:
    """An archive that is crawled on one day after another and asked for news after each."""

    def __init__(self, data: Path) -> None:
        self.clock = SetClock(datetime(2025, 3, 1, tzinfo=UTC))
        self.archive = open_archive(data, self.clock)
        self.told = Told()
        self._day = FIRST

    def crawl(self, answers: list[Answer]) -> None:
        self.clock.set(self._day.isoformat())
        visit(self.archive, answers, home=f"{HOST}/", region=REGION)
        self._day += timedelta(days=1)
        keys = announced.due(self.archive.conn, "trial", self.clock())
        announced.mark(self.archive, "trial", keys)
        for row in self.archive.rows(
            "select kind, difference, (select address from renditions where report_id = changes.report_id"
            " order by first_seen limit 1) as address"
            " from changes where key in (select value from json_each(?)) order by at, kind",
            json.dumps(keys),
        ):
            told = self.told.by_address.setdefault(row["address"], [])
            told.append((row["kind"], _plain(json.loads(row["difference"]))))


def _plain(difference: Any) -> Any:
    """Of a diff the lines that went and came, without where they stood; of cells state and value, not how they were
    written."""
    if isinstance(difference, dict):
        return {field: [side[:2] for side in sides] for field, sides in difference.items()}
    return [line for line in difference if not line.startswith(("---", "+++", "@@"))]


def answer(address: str, body: bytes, year: int | None = None) -> Answer:
    """A page as a crawl hands it to the parsers."""
    reading = parsers.parse_report(body, context=Context(url=address, region=REGION))
    return Answer(address, reading, body)


def gone(address: str) -> Answer:
    return Answer(address, status=404, grade="gone", role="page")


def unchanged(data: Path, reports: int, times: int) -> list[str]:
    """Each report captured `times` times, never the same page and always the same report; gives what was told or found
    of any of them beside that it is new."""
    room = Newsroom(data)
    with room.archive:
        for day in range(times + 1):
            room.crawl(
                [
                    answer(f"{HOST}/{seed}.html", altered(seed, random.Random(f"{seed}/{day}")))
                    for seed in range(reports)
                ]
            )
        rows = room.archive.rows("select kind, difference from changes where kind <> 'new'")
        return [f"{r['kind']}: {r['difference'][:300]}" for r in rows]


def changed(data: Path, trials: list[Trial]) -> list[tuple[Trial, list[tuple[str, Any]]]]:
    """Each report as it was, changed, and changed still on the day after; gives the trials that were told wrongly."""
    room = Newsroom(data)
    with room.archive:
        for day in range(4):
            room.crawl([a for trial in trials for a in _answers(trial, day)])
        return room.told.extra(trials)


def _answers(trial: Trial, day: int) -> Iterator[Answer]:
    rng = random.Random(f"{trial.seed}/{day}")
    before = day == 0
    if not before and (trial.removed or trial.moves_to):
        yield gone(trial.address)
        if trial.moves_to:
            yield answer(trial.moves_to, altered(trial.seed, rng))
    else:
        yield answer(trial.address, altered(trial.seed, rng, None if before else trial.change))


# -- what changes


def trials(count: int) -> list[Trial]:
    """As many trials of each kind in turn: a digit, a sentence, a table, a removed page, a move."""
    makers = (_digit, _sentence, _table, _removed, _move)
    return [makers[n % len(makers)](n) for n in range(count)]


def _address(n: int) -> str:
    return f"{HOST}/zfxxgk/{n}.html"


def _canonical(address: str) -> str:
    return address.replace("www.", "")


def _digit(n: int) -> Trial:
    """One figure by one."""
    rng = random.Random(f"digit {n}")
    page = content(n)
    cells = [c for c in page.cells("value") if c.text.isdigit()]
    at = rng.randrange(len(cells))
    key, old = str(cells[at].key), cells[at].text

    def change(page: Page) -> None:
        [c for c in page.cells("value") if c.text.isdigit()][at].text = str(int(old) + 1)

    scale = 10**6 if key.endswith("amount_wan") else 1
    sides = [["value", (int(old) + more) * scale] for more in (0, 1)]
    return Trial(n, _address(n), change, expected=("revised_figures", {key: sides}))


def _sentence(n: int) -> Trial:
    """A sentence more in the narrative."""
    said = SENTENCE.replace("{n}", str(n + 2))
    page = content(n)
    first = next(p for p in page.parts if isinstance(p, Text) and p.kind == "prose")
    old = first.html.removeprefix("<p>").removesuffix("</p>")

    def change(page: Page) -> None:
        prose = next(p for p in page.parts if isinstance(p, Text) and p.kind == "prose")
        prose.html = prose.html.replace("</p>", said + "</p>")

    return Trial(n, _address(n), change, expected=("revised_text", [f"-{old}", f"+{old}{said}"]))


def _table(n: int) -> Trial:
    """Table 4 with other figures in each of its cells."""
    keys: dict[str, list[Any]] = {}
    (table,) = content(n).tables("t4")
    for cell in table.cells("value"):
        old = int(cell.text)
        keys[str(cell.key)] = [["value", old], ["value", old + 3]]

    def change(page: Page) -> None:
        (table,) = page.tables("t4")
        for cell in table.cells("value"):
            cell.text = str(int(cell.text) + 3)

    return Trial(n, _address(n), change, expected=("revised_figures", keys))


def _removed(n: int) -> Trial:
    return Trial(n, _address(n), removed=True, expected=("withdrawn", [f"-{_canonical(_address(n))}"]))


def _move(n: int) -> Trial:
    to = f"{HOST}/new/{n}.html"
    places = [f"-{_canonical(_address(n))}", f"+{_canonical(to)}"]
    return Trial(n, _address(n), moves_to=to, expected=("moved", places))
