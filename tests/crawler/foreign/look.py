"""How a foreign portal writes its pages: a frame, a way to print lists, a way to print an article."""

from __future__ import annotations

import random
from dataclasses import dataclass
from html import escape

from samples.markup import Markup
from tests.crawler.foreign.names import Names

_FRAMES = (
    """<!DOCTYPE html><html lang="zh"><head><meta charset="{charset}"><title>{title}-{site}</title>{head}</head>
<body><header class="{c[0]}"><b>{site}</b></header><nav class="{c[1]}">{menu}</nav>
<div class="{c[2]}">当前位置：{crumbs}</div><section class="{c[3]}"><h2>{heading}</h2>{body}</section>
<footer class="{c[4]}">{foot}</footer></body></html>""",
    """<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}"><title>{title}</title>{head}</head>
<body><table width="1000" align="center"><tr><td>{site}</td></tr><tr><td class="{c[1]}">{menu}</td></tr>
<tr><td class="{c[2]}">您现在所在的位置：{crumbs}</td></tr><tr><td class="{c[3]}"><b>{heading}</b><br>{body}</td></tr>
<tr><td align="center" class="{c[4]}">{foot}</td></tr></table></body></html>""",
    """<!doctype html><html><head><meta charset={charset}><meta name="SiteName" content="{site}"><title>{site} - {title}</title>{head}</head>
<body id="{c[0]}"><div class="{c[1]}"><div class="{c[2]}">{menu}</div></div><div class="{c[3]}"><div>{crumbs}</div>
<p>{heading}</p>{body}</div><div class="{c[4]}">{foot}</div></body></html>""",
    """<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head><meta http-equiv="Content-Type" content="text/html; charset={charset}" /><title>{title}_{site}</title>{head}</head>
<body><div id="{c[0]}"><div id="{c[1]}"><ul>{menu}</ul></div><div id="{c[2]}"><a>首页</a> &gt;&gt; {crumbs}</div>
<div id="{c[3]}"><h1>{heading}</h1>{body}</div><div id="{c[4]}">{foot}</div></div></body></html>""",
)
_LISTS = (
    (
        "<ul class='{c}'>{rows}</ul>",
        "<li><a href='{href}' title='{title}'>{title}</a><span>{day}</span></li>",
    ),
    (
        "<table class={c}>{rows}</table>",
        '<tr><td>·</td><td><a href="{href}">{title}</a></td><td>{day}</td></tr>',
    ),
    ('<dl class="{c}">{rows}</dl>', '<dt><i>[{day}]</i> <a target="_blank" href="{href}">{title}</a></dt>'),
    ('<div class="{c}">{rows}</div>', '<p><a href="{href}" target=_blank><em>{title}</em></a> ({day})</p>'),
)
_MARKUPS = (
    Markup(
        para='<p style="text-indent: 2em;">{}</p>',
        heading="<p><strong>{}</strong></p>",
        subheading="<p>{}</p>",
        sign='<p style="text-align: right;">{}</p>',
        note="<p>{}</p>",
        blank="&nbsp;",
    ),
    Markup(
        para="<p class=MsoNormal><span style='font-size:16pt'>{}</span></p>",
        heading="<p class=MsoNormal><b><span>{}</span></b></p>",
        subheading="<p class=MsoNormal><span>{}</span></p>",
        sign="<p class=MsoNormal align=right>{}</p>",
        note="<p class=MsoNormal>{}</p>",
        table="class=MsoNormalTable border=1 cellspacing=0",
        cell="<p class=MsoNormal><span>{}</span></p>",
    ),
    Markup(
        para="<div>　　{}</div>",
        heading="<h3>{}</h3>",
        subheading="<h4>{}</h4>",
        sign="<div align=right>{}</div>",
        note="<div>{}</div>",
        cell="<font>{}</font>",
    ),
)


@dataclass(frozen=True)
class Row:
    """A line of a list."""

    title: str
    href: str
    day: str


@dataclass(frozen=True)
class Look:
    """The drawn choices of a portal."""

    frame: str
    lists: tuple[str, str]
    markup: Markup
    charset: str
    classes: tuple[str, ...]
    next: str
    size: int

    def rows(self, rows: list[Row]) -> str:
        """The lines alone, as a script would write them too."""
        return "".join(
            self.lists[1].format(href=escape(r.href), title=escape(r.title), day=r.day) for r in rows
        )

    def listing(self, rows: list[Row]) -> str:
        """A list as it stands in a page."""
        return self.lists[0].format(c=self.classes[5], rows=self.rows(rows))


def draw(rng: random.Random, names: Names) -> Look:
    """Draw how a portal looks."""
    return Look(
        frame=rng.choice(_FRAMES),
        lists=rng.choice(_LISTS),
        markup=rng.choice(_MARKUPS),
        charset=rng.choice(("utf-8", "utf-8", "utf-8", "gb18030")),
        classes=tuple(names.css() for _ in range(6)),
        next=rng.choice(("下一页", "下页", "下一页>", "后页", "下一页»")),
        size=rng.choice((5, 6, 8)),
    )
