"""All reports of a portal: the published one with its real figures, and the invented ones."""

import random
from datetime import date

from samples.data import json_rows
from samples.figures import forms_for, series
from samples.figures2014 import figures_2014
from samples.forms import BLOCKS, columns, field_keys
from samples.model import Figures, Organ, Report, Stage
from samples.places import Place, organ_of, quirks

_TITLES = (
    "{o}{y}年政府信息公开工作年度报告",
    "{o}{y}年度政府信息公开工作年度报告",
    "{y}年{o}政府信息公开工作年度报告",
    "{o}{y}年政府信息公开年度报告",
    "{o}政府信息公开工作年度报告（{y}年度）",
)
_ITEMS = {
    "government": (1800, 9000),
    "government_office": (120, 600),
    "department": (60, 480),
    "township": (40, 260),
}


def portal_reports(place: Place, stage: Stage = "settled") -> list[Report]:
    """The published report of the portal's county, then every invented one by organ and year."""
    return [_published(place), *(r for organ in place.organs for r in _organ_reports(place, organ, stage))]


def _published(place: Place) -> Report:
    row = next(r for r in json_rows("published") if r["portal"] == place.key)
    organ = organ_of(row["publisher_kind"], "published", row["publisher"], (row["report_year"],))
    return Report(
        portal=place.key,
        organ=organ,
        year=row["report_year"],
        form=row["form"],
        title=row["title"],
        figures=row["figures"],
        sample="published",
        published_on=date.fromisoformat(row["posted_on"]),
        proactive_items=row["proactive_items"],
        quirks={"thousands": row["form"] == "2019"},
    )


def _organ_reports(place: Place, organ: Organ, stage: Stage) -> list[Report]:
    forms = forms_for(organ.years)
    forms |= {y: f for y in forms if (f := quirks(f"{place.key}/{organ.key}/{y}").get("form"))}
    figures = series(place.key, organ, forms)
    return [
        _invented(place, organ, year, forms.get(year, "2014"), figures.get(year), stage)
        for year in organ.years
    ]


def _invented(
    place: Place, organ: Organ, year: int, form: str, drawn: Figures | None, stage: Stage
) -> Report:
    key = f"{place.key}/{organ.key}/{year}"
    rng = random.Random(f"{key}/report")
    quirk = quirks(key, stage)
    figures = figures_2014(key) if drawn is None else drawn
    figures = {name: figures[name] for name in field_keys(form)}
    _bend(figures, quirk)
    day = date(year + 1, rng.randint(2, 3), rng.randint(1, 28))
    if organ.kind != "government":
        day = date(year + 1, 1, rng.randint(5, 30))
    # A county's own report is often headed by the bare name of the county.
    name = place.invented if organ.kind == "government" and year % 3 == 0 else organ.name
    title = rng.choice(_TITLES if organ.kind != "government" else _TITLES[:2]).format(o=name, y=year)
    items = figures.get("s2014.proactive_total") or rng.randint(*_ITEMS[organ.kind])
    return Report(
        portal=place.key,
        organ=organ,
        year=year,
        form=form,
        title=title,
        figures=figures,
        sample="invented",
        published_on=None if quirk.get("dateless") else quirk.get("posted", day),
        proactive_items=int(items),
        quirks={"sign": rng.random() < 0.6, **quirk},
    )


def _bend(figures: Figures, quirk: dict[str, object]) -> None:
    """Make this report's figures as imperfect as its quirks say; the truth is what is then printed."""
    if quirk.get("error") == "carried_out":
        figures["t3.carried_out.total"] = (figures["t3.carried_out.total"] or 0) + 1
    if quirk.get("error") == "review":
        figures["t4.review.total"] = (figures["t4.review.total"] or 0) + 2
    if "delta" in quirk:
        figures[f"t2.art20_5.{quirk['delta']}.items_delta"] = -568 + 27
    if "slip" in quirk:  # the last key was struck twice: a zero too many
        key = f"t2.{quirk['slip']}.decisions"
        figures[key] = (figures[key] or 0) * 10
    if "slash" in quirk:
        figures.update({key: None for key in figures if key.split(".")[2] == quirk["slash"]})
    _blank(figures, quirk.get("blank"))


def _blank(figures: Figures, what: object) -> None:
    """Leave cells empty: of all tables, of the organisations of table 3, or of a block of table 4."""
    match what:
        case "all":
            figures.update(dict.fromkeys(figures, None))
        case "orgs":
            blank = [key for key in figures if key.startswith("t3.") and key.split(".")[2] in columns()[1:-1]]
            figures.update(dict.fromkeys(blank, None))
        case str(block) if block in BLOCKS:
            figures.update({key: None for key in figures if key.startswith(f"t4.{block}.")})
