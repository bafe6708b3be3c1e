"""The cheap look at a page that the crawler steers by: what it is, what it links, what it is called.

One parse of the page, no full reading: kind, title, links, attachments. Pure, like everything in this room.
"""

from __future__ import annotations

import re

from parsers.lexicon.encoding import decode
from parsers.lexicon.normalize import squeeze, tidy
from parsers.lexicon.titles import TitleFacts, read_title
from parsers.model import Context, Link, Outline, PageKind
from parsers.page.links import cited, links_of
from parsers.page.tree import leave, page_tree, without
from parsers.readers.html.reader import attachments_of
from parsers.readers.html.standard_tree import Element
from parsers.readers.html.tree import INVISIBLE_TAGS
from parsers.readers.media_type import media_type

_HEADINGS = (
    "总体情况",
    "主动公开政府信息",
    "收到和处理政府信息公开申请",
    "行政复议、行政诉讼",
    "存在的主要问题",
    "其他需要报告",
)
_OLD_HEADINGS = ("概述", "主动公开", "依申请公开", "收费及减免", "复议", "主要问题")
_TABLE_WORDS = ("第二十条第", "本年新收", "结转下年度", "统计指标")
_DATED = re.compile(r"20\d\d\s*[-年./]\s*\d{1,2}\s*[-月./]\s*\d{1,2}")
_TITLE_METAS = ("articletitle", "ucaptitle")
_LIST_LINKS = 8
_MOST_FILES = 12
"""Files of one report; a page of more is the list of those of many bodies or years."""
_SHORTEST = 300
"""Characters beside those of links that make a narrative: a small township says no more."""


def outline(data: bytes, context: Context | None = None) -> Outline:
    """Look at a page. Files that are not HTML come back as kind not_html, judged by the text of their link alone."""
    context = context or Context()
    url = context.url or ""
    if media_type(data) != "text/html":
        said = read_title(context.anchor or "")
        return Outline("not_html", context.anchor, said.year, said.is_report is True, (), (), 0, 0)
    root = page_tree(data)
    if root is None:
        return Outline("page", None, None, False, (), (), 0, 0)
    links = links_of(root, url, decode(data)[1])
    with without(root, INVISIBLE_TAGS):
        found = _outlined(root, links, context)
    leave(data, root)
    return found


def _outlined(root: Element, links: tuple[Link, ...], context: Context) -> Outline:
    """What the visible part of a page says of it."""
    text = squeeze(_visible(root))
    metas = _metas(root)
    title, facts = _title(root, metas, context)
    names_report = bool(facts and facts.is_report)
    headings = sum(word in text for word in _HEADINGS)
    # Only a page that names or prints a report is searched for files: a menu links hundreds.
    likely = headings >= 2 or names_report or _wraps(facts)
    attachments = tuple(attachments_of(root, context.url or None)) if likely else ()
    tables = sum(word in text for word in _TABLE_WORDS)
    files = sum(file.role != "table_image" for file in attachments)
    kind = _kind(text, headings, tables, facts, links, bool(attachments) and files <= _MOST_FILES)
    return Outline(
        kind=kind,
        title=title,
        report_year=facts.year if facts else None,
        names_report=names_report,
        links=links,
        attachments=attachments if kind == "report" else (),
        text_length=len(text),
        headings=headings,
        tables=tables,
        metas=metas,
        cited=cited(text) if kind == "report" else (),
    )


def _kind(
    text: str, headings: int, tables: int, facts: TitleFacts | None, links: tuple[Link, ...], has_files: bool
) -> PageKind:
    """A report prints the form's headings or tables, or is named as one and says enough or carries a file."""
    named = _named(facts, tables)
    if named is not False:
        if headings >= 3 or (headings >= 1 and tables >= 2) or tables >= 3:
            return "report"
        if named and (tables or has_files or _tells(text, links)):
            return "report"
        if _wraps(facts) and has_files:
            return "report"
    return "list" if _is_list(text, links) else "page"


def _wraps(facts: TitleFacts | None) -> bool:
    """Whether a title is that of a notice by which a body publishes its report of a year."""
    return bool(facts and facts.is_report is None and facts.year and facts.head)


def _named(facts: TitleFacts | None, tables: int) -> bool | None:
    """What the title says; nothing where the whole form stands under that of another paper."""
    if facts is None or (facts.form_decides and tables >= len(_TABLE_WORDS) - 1):
        return None
    return facts.is_report


def _tells(text: str, links: tuple[Link, ...]) -> bool:
    """Whether a page without the form's headings says enough of its chapters to be a report."""
    old = sum(word in text for word in _OLD_HEADINGS)
    prose = len(text) - sum(len(link.text) for link in links)
    return old >= 3 and (len(text) > 600 or prose >= _SHORTEST)


def _is_list(text: str, links: tuple[Link, ...]) -> bool:
    """Whether a page lists others: by their dates, by titles of reports, or because it is links and little else."""
    if len(_DATED.findall(text)) >= _LIST_LINKS:
        return True
    reports = {link.url for link in links if read_title(link.title or link.text).is_report}
    return len(reports) >= 2 or (len(links) >= 20 and len(text) < 60 * len(links))


def _visible(root: Element) -> str:
    """All text of the page."""
    body = root.find("body")
    return "" if body is None else str(body.xpath("string()"))


def _metas(root: Element) -> dict[str, str]:
    metas: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = (meta.get("name") or "").strip().lower()
        if name:
            metas.setdefault(name, tidy(meta.get("content") or ""))
    for node in root.iter("ucaptitle"):
        metas.setdefault("ucaptitle", tidy("".join(node.itertext())))
    return metas


def _title(root: Element, metas: dict[str, str], context: Context) -> tuple[str | None, TitleFacts | None]:
    """The page's own best title: the first that names a report, else the first that decides, else the first."""
    candidates = [metas[key] for key in _TITLE_METAS if metas.get(key)]
    for tag in ("h1", "h2", "h3", "title"):
        candidates += [tidy("".join(node.itertext())) for node in root.iter(tag)][:3]
    candidates += [c.split(mark)[0] for c in candidates[-1:] for mark in ("-", "_", "|", "—") if mark in c]
    candidates += [context.anchor] if context.anchor else []
    read = [(c, read_title(c)) for c in candidates if c]
    for wanted in (True, False):
        for text, facts in read:
            if facts.is_report is wanted:
                return text, facts
    return read[0] if read else (None, None)
