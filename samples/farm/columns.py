"""The columns of a portal as a tree: which there are, what they are called, and what is filed in them."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from samples.farm.words import pick, words
from samples.model import Document, Organ
from samples.places import Place

Kind = Literal["list", "links", "words"]
Structure = Literal["single", "years", "groups", "organs"]


@dataclass(eq=False)
class Column:
    """One column; `links` shows its children, `list` its documents (and its children beside them)."""

    name: str
    slug: str
    kind: Kind = "list"
    number: int = 0
    parent: "Column | None" = None
    organ: Organ | None = None
    annual: bool = False
    documents: list[Document] = field(default_factory=list)
    children: list["Column"] = field(default_factory=list)

    def child(self, name: str, slug: str, kind: Kind = "list", **more: Any) -> "Column":
        """A new column below this one."""
        made = Column(name, slug, kind, parent=self, **more)
        self.children.append(made)
        return made

    @property
    def folder(self) -> str:
        """The slugs from the root on: /zfxxgk/zfxxgknb/."""
        return f"{self.parent.folder}{self.slug}/" if self.parent else "/"

    @property
    def trail(self) -> list["Column"]:
        """The columns from the root to this one."""
        return [*(self.parent.trail if self.parent else []), self]

    def walk(self) -> Iterator["Column"]:
        """This column and all below it."""
        yield self
        for column in self.children:
            yield from column.walk()


@dataclass(frozen=True)
class Papers:
    """All that a portal publishes."""

    reports: list[Document]
    near: list[Document]
    news: list[Document]


def tree(rng: random.Random, place: Place, papers: Papers, structures: tuple[Structure, ...]) -> Column:
    """A portal's columns with everything filed."""
    root = Column(pick(rng, "menu", "home"), "", "links")
    disclosure = _disclosure(rng, place, root)
    annual = disclosure.child(pick(rng, "menu", "annual"), pick(rng, "slugs", "annual"), annual=True)
    structure = rng.choice(structures)
    mixed = _near_columns(rng, disclosure, papers.near)
    _file_reports(rng, place, disclosure, annual, papers.reports, structure)
    target = next((c for c in annual.walk() if c.kind == "list" and c.documents), annual)
    target.documents += mixed
    _ordinary(rng, root, papers)
    if rng.random() < 0.25:
        root.children.append(annual)
    number = rng.randint(1000, 90000)
    for column in dict.fromkeys(root.walk()):
        number += rng.randint(1, 9)
        column.number = number
        column.documents.sort(key=lambda d: (d.posted_on, d.key), reverse=True)
    return root


def _disclosure(rng: random.Random, place: Place, root: Column) -> Column:
    """The page with the tabs 指南, 制度, 法定主动公开内容, 年报; on some portals one level further down."""
    above = root
    if rng.random() < 0.35:
        above = root.child(pick(rng, "menu", "open"), pick(rng, "slugs", "open"), "links")
    tabs = above.child(pick(rng, "menu", "disclosure"), pick(rng, "slugs", "disclosure"), "links")
    if above.slug == tabs.slug:
        tabs.slug += "_1"
    tabs.child(pick(rng, "menu", "guide"), "zfxxgkzn", "words")
    tabs.child(pick(rng, "menu", "system"), "zfxxgkzd", "words")
    statutory = tabs.child(pick(rng, "menu", "statutory"), pick(rng, "slugs", "statutory"), "links")
    for slug, name in rng.sample(words()["menu"]["others"], 4):
        statutory.child(name, f"{slug}_x")
    tabs.child(pick(rng, "menu", "apply"), "ysqgk", "words")
    return tabs


def _file_reports(
    rng: random.Random,
    place: Place,
    disclosure: Column,
    annual: Column,
    reports: list[Document],
    structure: Structure,
) -> None:
    if structure == "organs":
        _by_organ(rng, disclosure, annual, reports)
    elif structure == "years":
        _by_year(rng, annual, reports)
    elif structure == "groups":
        annual.kind = "links"
        for index, name in enumerate(pick(rng, "menu", "groups")):
            group = annual.child(name, words()["slugs"]["group"][index], annual=True)
            group.documents = [d for d in reports if _group(d) == index]
    else:
        annual.documents = list(reports)


def _group(document: Document) -> int:
    kind = document.organ.kind if document.organ else ""
    return {"department": 1, "township": 2}.get(kind, 0)


def _by_year(rng: random.Random, annual: Column, reports: list[Document]) -> None:
    name, slug = pick(rng, "menu", "years"), pick(rng, "slugs", "year")
    years = sorted({d.report.year for d in reports if d.report}, reverse=True)
    annual.kind = rng.choice(("links", "list"))
    for year in years:
        filed = [d for d in reports if d.report and d.report.year == year]
        if annual.kind == "list" and year == years[0]:
            annual.documents += filed
            continue
        annual.child(name.format(y=year), slug.format(y=year), annual=True).documents = filed


def _by_organ(rng: random.Random, disclosure: Column, annual: Column, reports: list[Document]) -> None:
    directory = disclosure.child(pick(rng, "menu", "directory"), pick(rng, "slugs", "directory"), "links")
    own_tabs, label = rng.random() < 0.5, pick(rng, "menu", "annual")
    organs = dict.fromkeys(d.organ for d in reports if d.organ and _group(d))
    annual.documents = [d for d in reports if not _group(d)]
    for organ in organs:
        place = directory.child(organ.short, organ.key, "links" if own_tabs else "list", organ=organ)
        filed = place
        if own_tabs:
            place.child("机构职能", "jgzn", "words")
            place.child(pick(rng, "menu", "guide"), "gkzn", "words")
            filed = place.child(label, annual.slug, annual=True, organ=organ)
        filed.annual = True
        filed.documents = [d for d in reports if d.organ is organ]


def _near_columns(rng: random.Random, disclosure: Column, near: list[Document]) -> list[Document]:
    """Columns whose names look like ours; returns the near misses that stand among the reports instead."""
    columns = [disclosure.child(n, s) for s, n in rng.sample(words()["menu"]["near"], 3)]
    mixed = rng.sample(near, len(near) // 3)
    for document in near:
        if document not in mixed:
            rng.choice(columns).documents.append(document)
    return mixed


def _ordinary(rng: random.Random, root: Column, papers: Papers) -> None:
    chosen = rng.sample(words()["menu"]["others"], 9)
    columns = [root.child(name, slug) for slug, name in chosen]
    deeper = [c for c in root.walk() if c.slug.endswith("_x")]
    for index, document in enumerate(papers.news):
        (columns + deeper)[index % (len(columns) + len(deeper))].documents.append(document)
    rng.shuffle(root.children)
    if rng.random() < 0.35:
        # A report is announced under 通知公告 too: the same document at a second address.
        rng.choice(columns).documents += rng.sample(papers.reports, 2)
