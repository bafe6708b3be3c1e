"""What the row of a link tells that its own words do not: what stands behind the report of each body, and whose report 下载 is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from urllib.parse import urlsplit

from archive.urls import host
from crawler.listdata import script_clicks, script_effects
from crawler.page import vocabulary as words
from crawler.page.page import Found, Page
from parsers.lexicon.normalize import tidy
from parsers.lexicon.titles import TitleFacts, read_title
from parsers.lexicon.urls import Base
from parsers.page.tree import Element

FEWEST, MOST_ROWS, MOST_LINKS, MOST_CELLS = 2, 1_000, 4, 20
"""Rows of one kind that make a list of them; rows, links of a row and cells of a row that are looked at."""
MOST_WITHIN = 200
"""Elements of a cell that are looked at: one of more is the page around a table."""
_ROWS, _UP, _LONGEST = ("tr", "li", "dt", "dd", "p", "div"), 4, 120
_MOST_PICTURES = 12
"""The buttons of a menu of pictures without words; more are a gallery."""
_FEW, _BEHIND = 3, 2
"""Characters of words that may say nothing; boxes behind a list in which its pager may stand."""
_HAN = re.compile(r"[\u4e00-\u9fff]")
_SILENT = re.compile(r"[!-~]{0,12}|\W?[^<«‹←◀大中小]\W?|[\ue000-\uf8ff]{1,4}")
_BACK = re.compile(r"(?:<|«|‹|←|◀|&lt;){1,3}|(?:prev\w{0,9}|first|home|top|back|en|rss|newer)\W{0,3}", re.I)
_MORE = re.compile(r"(?:查看|点击|浏览)更多\W{0,3}$")
_FOOT = re.compile(r"foot|bottom|copyright|friend", re.I)
_AROUND, _WHOLE = 5, frozenset(("body", "html"))
_LINES = ("li", "dt", "dd", "p")
_SAVES = re.compile(
    r"^\W*(?:点击|在线|立即|免费)?(?:下载|预览|打印|收藏|分享|附件|原文|word|pdf|docx?|html?)(?:查看|文件|附件|报告|全文|word|pdf)?\W*$",
    re.I,
)
"""Words that name a file or what is done with it, not what it is."""
_FILE = re.compile(r"\.(?:docx?|pdf|wps|xlsx?|et|ofd|zip|rar|7z|jpe?g|png|gif)$", re.I)
_NUMBER = re.compile(r"^[!-~]{0,20}\d[!-~]{0,40}$")
"""The index number of a paper."""
_TICK = re.compile(r"[^\w\s<>«»‹›→▶…]{1,2}$|[有是]$")
_YEAR = re.compile(r"^(20[012]\d)(?:年度?|年度?报告|年报)?$")


def links(page: Page) -> list[Found]:
    """The links that a column's rows explain."""
    if page.root is None or not page.is_column or page.outline.kind == "report":
        return []
    base = Base(page.base, page.encoding)
    ways = _ways(page, page.root, base)
    return [
        *_behind(page, page.root, base),
        *_named_by_cells(page.root, ways),
        *_named_by_line(page.root, ways),
        *_named_by_heads(page.root, ways),
    ]


def _behind(page: Page, root: Element, base: Base) -> list[Found]:
    """The links beside the reports, one or a few in each row: they lead to the other years of each body."""
    found: dict[str, Found] = {}
    for link, row, facts in _reports(root):
        known = {page.url, base.join(link.get("href") or "")}
        others = ((base.join(a.get("href") or ""), words.line(_said(a))) for a in _others(row, link))
        for url, said in others:
            if url and url not in known and _leads(url, said):
                found.setdefault(url, Found(url, said if len(said) > 1 else facts.head or "", kind="list"))
    return list(found.values()) if len(found) >= FEWEST else []


def wordless(page: Page) -> list[Found]:
    """Pictures without words that are links beside the reports of a column: a button may lead to its other years."""
    root = page.root
    if root is None or not page.is_column or page.outline.kind == "report" or page.entry.further:
        return []
    return pictures(page, (a for box in _boxes(root) for a in box.iter("a") if is_picture(a)))


def speechless(page: Page) -> list[Found]:
    """Links beside the reports of a column whose words say nothing (an icon, a glyph, +, Older): one may lead to more of them."""
    root = page.root
    if root is None or not page.is_column or page.outline.kind == "report" or page.entry.further:
        return []
    base, named, mine = Base(page.base, page.encoding), _named(page), host(page.url)
    silent = (a for box in _boxes(root) for a in box.iter("a") if not is_picture(a) and _is_silent(a))
    urls = (base.join((a.get("href") or "").strip()) for a in islice(silent, MOST_ROWS))
    return _no_gallery(page, (url for url in urls if url and url not in named and host(url) == mine))


def _named(page: Page) -> set[str]:
    """Addresses that another link of the page names."""
    said = ((link.url, words.line(link.title or link.text)) for link in page.outline.links)
    return {url for url, text in said if len(_HAN.findall(text)) > _FEW and not _MORE.search(text)}


def _is_silent(link: Element) -> bool:
    """Whether the words of a link tell neither what it leads to nor that it leads back or to a copy."""
    said = words.line(link.get("title") or _said(link))
    if _MORE.search(said):
        return True
    told = words.UNTOLD.search(said) or _SAVES.match(said) or _BACK.fullmatch(said)
    return not told and _SILENT.fullmatch(said) is not None and not (said and words.BARE.match(said))


def pictures(page: Page, links: Iterable[Element]) -> list[Found]:
    """Where links lead that are pictures without words; nowhere where these are many."""
    base = Base(page.base, page.encoding)
    return _no_gallery(page, (base.join(a.get("href") or "") for a in islice(links, 2 * _MOST_PICTURES)))


def _no_gallery(page: Page, led: Iterable[str | None]) -> list[Found]:
    """Links without words to addresses that are no files, as long as they are few."""
    urls = dict.fromkeys(led)
    found = [url for url in urls if url and url != page.url and not _FILE.search(urlsplit(url).path)]
    return [Found(url, "") for url in found] if len(found) <= _MOST_PICTURES else []


def _part(root: Element) -> Element | None:
    """The part of a page that holds all of its reports; None where that is the page itself."""
    links = [link for link, _, _ in _reports(root)]
    if not links:
        return None
    last = set(links[-1].iterancestors())
    around = [e for e in islice(links[0].iterancestors(), _AROUND) if e in last and e.tag not in _WHOLE]
    return around[-1] if around else None


def _boxes(root: Element) -> Iterator[Element]:
    """What holds the reports of a page, and the little that stands right behind it, where all of that stands in the page itself."""
    links = [link for link, _, _ in _reports(root)]
    part = _part(root)
    if part is not None and part.getparent() is not None and part.getparent().tag not in _WHOLE:
        yield part
        return
    if not links:
        return
    first, last = (_outermost(link, part) for link in (links[0], links[-1]))
    yield first
    passed = first is last
    behind = 0
    for box in first.itersiblings():
        if not isinstance(box.tag, str):
            continue
        behind += passed
        if behind > _BEHIND or (passed and _is_foot(box)):
            return
        yield box
        passed = passed or box is last


def _outermost(link: Element, part: Element | None) -> Element:
    """The part of a page, or what stands in the page itself around a link."""
    if part is not None:
        return part
    return next(
        e for e in (link, *link.iterancestors()) if e.getparent() is None or e.getparent().tag in _WHOLE
    )


def _is_foot(box: Element) -> bool:
    marks = f"{box.get('class') or ''} {box.get('id') or ''}"
    return box.tag == "footer" or bool(_FOOT.search(marks)) or sum(1 for _ in box.iter("a")) > _MOST_PICTURES


def is_picture(link: Element) -> bool:
    """Whether a link holds a picture, and neither words nor a title."""
    picture = next(link.iter("img"), None)
    told = None if picture is None else (picture.get("alt"), picture.get("title"), link.get("title"))
    return told is not None and not any(told) and not _said(link)


def _reports(root: Element) -> Iterator[tuple[Element, Element, TitleFacts]]:
    """The first report of each row: its link, the row, and what its title says."""
    rows: set[Element] = set()
    for link in islice(root.iter("a"), 2 * MOST_ROWS):
        facts = read_title(words.line(link.get("title") or _said(link)))
        row = next((e for e in islice(link.iterancestors(), _UP) if e.tag in _ROWS), None)
        if row is not None and row not in rows and facts.is_report and facts.year:
            rows.add(row)
            yield link, row, facts


def _others(row: Element, link: Element) -> list[Element]:
    """The other links of a row; none where it is no row but holds several."""
    others = [a for a in islice(row.iter("a"), MOST_LINKS + 1) if a is not link]
    return others if len(others) < MOST_LINKS else []


def _leads(url: str, said: str) -> bool:
    """Whether a link beside a report may lead to more of them: it is no report itself, no file and no page of every portal."""
    if _FILE.search(urlsplit(url).path) or read_title(said).is_report is not None:
        return False
    return not (
        _SAVES.match(said) or words.BARE.match(said) or words.UNTOLD.search(said) or words.NEXT.match(said)
    )


def _ways(page: Page, root: Element, base: Base) -> dict[Element, str]:
    """Elements without a name that lead somewhere, by an address or by what a click opens."""
    found: dict[Element, str] = {}
    if script_clicks.has_scripts(page):
        for element, said, effects in script_clicks.clicks(page):
            urls = (script_effects.gone_to(page, effect) for effect in effects)
            if _is_nameless(words.line(said)) and (url := next(filter(None, urls), None)):
                found[element] = url
    for link in islice(root.iter("a"), 2 * MOST_ROWS):
        if _is_nameless(words.line(_said(link))) and (url := base.join(link.get("href") or "")):
            found[link] = url
    return found


def _named_by_cells(root: Element, ways: dict[Element, str]) -> Iterator[Found]:
    """Links without a name in the rows of a table whose cells name a report, or a body and a year."""
    for cells in _tables(root):
        named = _report_of([words.line(_said(cell)) for cell in cells])
        inside = chain.from_iterable(islice(cell.iter(), MOST_WITHIN) for cell in cells) if named else ()
        links = {e for e in inside if e in ways or (e.tag == "a" and e.get("href"))}
        if len(links) == 1 and (url := ways.get(links.pop())):
            yield Found(url, named, kind="report")


def _named_by_heads(root: Element, ways: dict[Element, str]) -> Iterator[Found]:
    """Links that say nothing (√) in a table of bodies and years: the heads of their row and of their column tell whose report they are."""
    heads: list[str] = []
    for cells in _tables(root):
        said = [words.line(_said(cell)) for cell in cells]
        if sum(map(_is_head, said[1:])) >= FEWEST:
            heads = said
        elif len(said) == len(heads):
            for head, cell in zip(heads[1:], cells[1:], strict=True):
                named = _report_of([said[0], head]) or _report_of([head, said[0]])
                links = [e for e in cell.iter() if e in ways] if named else []
                yield from (Found(ways[e], named, kind="report") for e in links[:1])


def _is_head(said: str) -> bool:
    return bool(_YEAR.match(said)) or words.names_body(said)


def _named_by_line(root: Element, ways: dict[Element, str]) -> Iterator[Found]:
    """Links without a name that stand alone in a line, beside the words of a report."""
    for link, url in islice(ways.items(), MOST_ROWS):
        line = next((e for e in islice(link.iterancestors(), _UP) if e.tag in _LINES), None)
        if line is None or sum(1 for e in line.iter() if e in ways or e.tag == "a") != 1:
            continue
        said = words.line(_said(line).removesuffix(_said(link)).rstrip(" （([【"))
        facts = read_title(said) if 10 <= len(said) <= _LONGEST else None
        if facts and facts.is_report and facts.year:
            yield Found(url, said, kind="report")


def _tables(root: Element) -> Iterator[list[Element]]:
    """The cells of each row, with those that reach down from rows above it."""
    reaching: list[tuple[Element, int]] = []
    for row in islice(root.iter("tr"), MOST_ROWS):
        own = [cell for cell in islice(row, MOST_CELLS) if cell.tag in ("td", "th")]
        yield [*(cell for cell, _ in reaching), *own]
        reaching = [(cell, left - 1) for cell, left in reaching if left > 1]
        reaching += [(cell, span - 1) for cell in own if (span := _span(cell)) > 1]


def _span(cell: Element) -> int:
    said = (cell.get("rowspan") or "").strip()
    return int(said) if said.isdecimal() and len(said) < 5 else 1


def _report_of(cells: list[str]) -> str:
    """The title of a report that a cell prints, or a body and a year that two of them print."""
    for text in cells:
        facts = read_title(text) if 10 <= len(text) <= _LONGEST else None
        if facts and facts.is_report and facts.year:
            return text
    year = next((match[1] for text in cells if (match := _YEAR.match(text))), None)
    body = next(filter(words.names_body, cells), None)
    return f"{body} {year}" if body and year else ""


def _is_nameless(said: str) -> bool:
    return not said or bool(
        _SAVES.match(said) or words.BARE.match(said) or _NUMBER.match(said) or _TICK.match(said)
    )


def _said(element: Element) -> str:
    return tidy(" ".join(islice(element.itertext(), 40))[:400])
