"""How a portal looks: templates, class names, wording of its boilerplate, encoding; drawn once for each portal."""

import random
from dataclasses import dataclass
from typing import Any

from samples.farm.words import pick, words
from samples.markup import Markup

BASES = ("bands", "tables", "plain", "shell", "side")
LISTINGS = ("ul", "table", "dl", "cards", "lines", "register")
ARTICLES = ("table", "line", "items", "bare")
PAGERS = ("links", "next", "bracket", "arrows", "select")

_MARKUPS = (
    Markup(
        para='<p style="text-indent:2em">{}</p>',
        heading='<p style="text-indent:2em"><strong>{}</strong></p>',
        subheading="<p>{}</p>",
        sign='<p style="text-align:right">{}</p>',
        note='<p class="note">{}</p>',
        cell="<span>{}</span>",
        blank="&nbsp;",
    ),
    Markup(
        para="<P><FONT size=3>　　{}</FONT></P>",
        heading="<P><FONT size=3 face=黑体>　　{}</FONT></P>",
        subheading="<P><FONT size=3>　　{}</FONT></P>",
        sign="<P align=right>{}</P>",
        note="<P align=center>{}</P>",
        table="border=1 cellSpacing=0 width=680",
        figure="<DIV align=center>{}</DIV>",
    ),
    Markup(
        para='<p class=MsoNormal style="text-indent:32pt"><span>{}</span></p>',
        heading='<p class=MsoNormal><span style="font-family:黑体">{}</span></p>',
        subheading="<p class=MsoNormal><span>{}</span></p>",
        sign="<p class=MsoNormal align=right><span>{}</span></p>",
        note="<p class=MsoNormal><span>{}</span></p>",
        table="class=MsoTableGrid border=1",
        cell="<p class=MsoNormal><span>{}</span></p>",
        blank="<o:p></o:p>",
        broken_labels=True,
    ),
    Markup(
        para="<div>　　{}</div>",
        heading="<h3>{}</h3>",
        subheading="<h4>{}</h4>",
        sign='<div class="sign">{}</div>',
        note="<div>{}</div>",
    ),
)


@dataclass(frozen=True)
class Encoding:
    """`charset` of the bytes, what the header says, what the page's meta says (empty: nothing)."""

    charset: str
    header: str
    meta: str


ENCODINGS = {
    "plain": Encoding("utf-8", "text/html; charset=utf-8", "utf-8"),
    "silent": Encoding("utf-8", "text/html", ""),
    "gbk": Encoding("gb18030", "text/html", "gb2312"),
    "gbk-header": Encoding("gb18030", "text/html; charset=GBK", ""),
    "wrong-meta": Encoding("utf-8", "text/html;charset=UTF-8", "gb2312"),
    "wrong-header": Encoding("gb18030", "text/html; charset=utf-8", "gbk"),
    "mark": Encoding("utf-8-sig", "text/html", "utf-8"),
}


@dataclass(frozen=True)
class Look:
    """The drawn choices; templates read them as `look.…`."""

    base: str
    listing: str
    article: str
    pager: str
    encoding: Encoding
    markup: Markup
    hrefs: str
    size: int
    titles: str
    next: str
    names: dict[str, str]
    bars: list[str]
    foot: list[str]
    labels: list[str]
    extras: list[str]
    line: str
    tail: str
    metas: bool
    heading: str


def look(rng: random.Random, pagers: tuple[str, ...] = PAGERS, encodings: tuple[str, ...] = ()) -> Look:
    """Draw how a portal looks; `pagers` and `encodings` as its software allows."""
    boilerplate: dict[str, Any] = words()["boilerplate"]
    classes = rng.sample(boilerplate["classes"].split(), 12)
    roles = ("top", "menu", "main", "list", "item", "date", "title", "info", "body", "page", "foot", "side")
    names = {role: f"{c}{rng.randint(1, 9)}" for role, c in zip(roles, classes, strict=True)}
    usual = ("plain", "plain", "plain", "plain", "silent", "mark", "wrong-meta")
    return Look(
        base=rng.choice(BASES),
        listing=rng.choice(LISTINGS),
        article=rng.choice(ARTICLES),
        pager=rng.choice(pagers),
        encoding=ENCODINGS[rng.choice(encodings or usual)],
        markup=rng.choice(_MARKUPS),
        hrefs=rng.choice(("root", "root", "relative", "scheme", "full", "www")),
        size=rng.choice((10, 12, 15, 20)),
        titles=rng.choice(("full", "full", "cut", "attribute")),
        next=pick(rng, "menu", "next"),
        names=names,
        bars=rng.sample(boilerplate["bars"], 5),
        foot=rng.sample(boilerplate["foot"], 4),
        labels=pick(rng, "boilerplate", "labels"),
        extras=pick(rng, "boilerplate", "extras"),
        line=pick(rng, "boilerplate", "lines"),
        tail=pick(rng, "boilerplate", "tails"),
        metas=rng.random() < 0.6,
        heading=rng.choice(("h1", "h2", "div", "p")),
    )
