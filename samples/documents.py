"""Everything a portal publishes: its reports, the ordinary news, and what must not be taken for a report."""

import random
from datetime import date, timedelta
from typing import Any

from samples.data import toml
from samples.model import Block, Document, Organ, Report, Stage, Text
from samples.noise import noise_documents
from samples.places import Place, absent
from samples.prose import report_blocks
from samples.reports import portal_reports

_NEWS = {"news": 56, "notice": 34, "policy": 30}


def documents(place: Place, stage: Stage = "settled") -> list[Document]:
    """All documents of a portal at a stage, those that are absent too, newest first in each column."""
    reports = [_report_document(place, report, stage) for report in portal_reports(place, stage)]
    found = [*reports, *noise_documents(place), *_news(place)]
    return sorted(found, key=lambda d: (d.posted_on or date(2018, 3, 20), d.key), reverse=True)


def _report_document(place: Place, report: Report, stage: Stage) -> Document:
    own_column = report.organ.kind in ("department", "township")
    return Document(
        key=report.key,
        title=report.title,
        column=f"unit:{report.organ.key}" if own_column else "annual",
        posted_by=report.organ.name if own_column else f"{_region(place, report)}人民政府办公室",
        posted_on=report.published_on,
        blocks=lambda: report_blocks(
            report, place.county if report.sample == "published" else place.invented
        ),
        report=report,
        organ=report.organ,
        changed_on=report.quirks.get("changed"),
        absent=absent(report.key, stage),
    )


def _region(place: Place, report: Report) -> str:
    return place.county if report.sample == "published" else place.invented


def _news(place: Place) -> list[Document]:
    rng = random.Random(f"{place.key}/news")
    pool = toml("news")
    found: list[Document] = []
    for column, count in _NEWS.items():
        titles: set[str] = set()
        while len(titles) < count:
            words = _words(place, rng, pool["words"]["w"])
            title = rng.choice(pool["titles"][column]).format(**words)
            if title not in titles:
                titles.add(title)
                day = date(2019, 1, 8) + timedelta(days=rng.randint(0, 2500))
                found.append(_news_item(f"{place.key}/{column}/{len(titles)}", title, column, day, words))
    return found


def _words(place: Place, rng: random.Random, topics: list[str]) -> dict[str, Any]:
    organ: Organ = rng.choice(place.organs)
    return {
        "c": place.invented,
        "d": organ.name,
        "t": rng.choice(place.towns),
        "m": rng.randint(1, 12),
        "k": rng.randint(2, 60),
        "w": rng.choice(topics),
    }


def _news_item(key: str, title: str, column: str, day: date, words: dict[str, Any]) -> Document:
    def blocks() -> list[Block]:
        rng = random.Random(key)
        sentences = toml("news")["sentences"]
        chosen = [
            rng.choice(sentences["open"]),
            *rng.sample(sentences["middle"], 5),
            rng.choice(sentences["close"]),
        ]
        lines = [text.format(**words) for text in chosen]
        body: list[Block] = [
            Text("para", lines[0] + lines[1]),
            *(Text("para", line) for line in lines[2:] if line),
        ]
        return [Text("note", "样例 sample：虚构地名与数据"), *body]

    return Document(key, title, column, words["d"], day, blocks)
