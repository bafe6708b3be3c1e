"""Title, year, publisher and day of a document, each with where it came from.

Order of trust (domain rule): what the report prints first, its signature, what the page's metas state, the text of
the link that led here. The portal's 发布机构 is often another body and is kept apart as `posted_by`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from parsers.facts.publisher_mentions import LEAD, QUOTED, SIGNATURE_LINES, is_letterhead, publishers_named
from parsers.facts.publishers import Publisher, read_publisher
from parsers.lexicon.dates import date_in, published_on
from parsers.lexicon.normalize import squeeze, tidy
from parsers.lexicon.sections import heading_key
from parsers.lexicon.titles import TitleFacts, read_title, year_in
from parsers.lexicon.urls import year_asked
from parsers.model import Cell, Context, Document, Evidence, Line

FROM_PAGE = "page title"
"""Source of what is not in the file but in the title of the page that links it."""
_TOP_LINES = 12
_LONGEST_TITLE = 80
_TOP_ROWS = 3
_PERIOD = re.compile(r"(?:统计期限|自|从|时间为?).{0,12}(20\d\d)年1月1日")
_PERIOD_STATED = re.compile(r"(20\d\d)年1月1日(?:起|开始)?[至到—－~-]+(?:\1年)?12月31日")
_POSTED = ("发布机构", "contentsource", "来源")
_TITLE_METAS = ("ucaptitle", "h1", "h1.1", "h2", "articletitle", "名称", "title")
_POSTED_ON = ("pubdate", "发布日期", "publishdate")
_OTHER_DAYS = ("成文日期", "更新日期")
_MARKDOWN = re.compile(r"^(?:#{1,6}|>)\s+|^\*{2}|\*{2}$")
_SITE_MARK = re.compile(r"(?:(?<!\s)\s+)?[-_|—–>»·]+\s*")

_DAY = re.compile(
    r"(?:20\d\d|二[〇○零OoО]..)[-年./].{1,3}[-月./].{1,3}?(?:日|(?!\d))(?:\d{1,2}:\d\d(?::\d\d)?)?"
)
# What may stand beside a day that is the paper's own; other words make the line one of a list: 2025-02-01 财政局2024年报.
_BESIDE_DAY = re.compile(r"[()\[\]【】:,.|]|星期.|发布|公布|印发|成文|生成|公开|发稿|报送|日期|时间|于")

_Candidate = tuple[str, str, str | None, TitleFacts]
"""A title: its source, text, locator and what it says."""


@dataclass(slots=True)
class ReportFacts:
    """Who, what and when, and the evidence for each."""

    title: str | None = None
    facts: TitleFacts | None = None
    year: int | None = None
    publisher: Publisher | None = None
    published_on: date | None = None
    posted_by: str | None = None
    evidence: dict[str, Evidence] = field(default_factory=dict)

    @property
    def called_report(self) -> bool | None:
        """Whether the title is that of a report; None where it cannot decide or there is none."""
        return self.facts.is_report if self.facts else None

    @property
    def form_decides(self) -> bool:
        """Whether the title is another paper's, under which the whole form may stand all the same."""
        return self.facts is not None and self.facts.form_decides


def identify(document: Document, context: Context) -> ReportFacts:
    """Find title, year, publisher, posted_by and date of a document."""
    found = ReportFacts()
    near = _near(document, context)
    _title(document, context, found)
    _year(document, context, found)
    for key in _POSTED:
        if value := document.metas.get(key):
            found.posted_by = value
            found.evidence["posted_by"] = Evidence(f"meta:{key}", value)
            break
    _publisher(document, found, near)
    _date(document, found)
    return found


def _near(document: Document, context: Context) -> str | None:
    """The region of the portal: as stored with the capture, else the first six digits of its SiteIDCode."""
    if context.region:
        return context.region
    code = document.metas.get("siteidcode", "")
    return code[:6] if re.fullmatch(r"\d{10}", code) and code[:6].strip("0") else None


def _title(document: Document, context: Context, found: ReportFacts) -> None:
    """The first candidate that is a report's title with year and publisher, else with one of them; else the first that
    decides against; else none."""
    said = ((s, _MARKDOWN.sub("", tidy(t)), where) for s, t, where in _title_candidates(document, context))
    candidates = [(source, text, where, read_title(text)) for source, text, where in said]
    if not any(_is_whole(c) or _is_part(c) for c in candidates):
        in_cells = ((tidy(c.text), c.locator, read_title(c.text)) for c in _top_cells(document))
        candidates += [("printed", *cell) for cell in in_cells if cell[2].is_report]
    order = (_is_whole, _is_part, _refuses)
    decided = next((c for wanted in order for c in candidates if wanted(c)), None)
    chosen = decided or _of_page(context) or next(filter(_is_undecided, candidates), None)
    if chosen:
        _accept(chosen, found)


def _is_whole(candidate: _Candidate) -> bool:
    """Whether a title is a report's and names year and publisher."""
    facts = candidate[3]
    return bool(facts.is_report and facts.head and facts.year)


def _is_part(candidate: _Candidate) -> bool:
    """Whether a title is a report's and names year or publisher."""
    facts = candidate[3]
    return bool(facts.is_report and (facts.head or facts.year))


def _refuses(candidate: _Candidate) -> bool:
    """Whether a title says that this is no report; the text of a link may be wrong about what it leads to."""
    return candidate[3].is_report is False and candidate[0] != "link text"


def _is_undecided(candidate: _Candidate) -> bool:
    """Whether a title has year and publisher and says neither that it is a report's nor that it is none."""
    facts = candidate[3]
    return facts.is_report is None and bool(facts.year and facts.head)


def _of_page(context: Context) -> _Candidate | None:
    """A file may say nothing of itself: then the page that links it names it, if that names a report."""
    facts = read_title(context.page_title or "")
    return (FROM_PAGE, tidy(context.page_title or ""), None, facts) if facts.is_report else None


def _accept(candidate: _Candidate, found: ReportFacts) -> None:
    source, text, where, facts = candidate
    found.title, found.facts = text, facts
    found.evidence["title"] = Evidence(source, text, where)


def _title_candidates(document: Document, context: Context) -> Iterator[tuple[str, str, str | None]]:
    """(source, text, locator): the first lines, alone and joined over line breaks, then headings, metas, the link."""
    top = _top_lines(document)
    for count in (1, 2, 3):
        for index in range(len(top) - count + 1):
            lines = top[index : index + count]
            text = "".join(item.text for item in lines)
            if len(squeeze(text)) <= _LONGEST_TITLE and (count == 1 or _joins(lines)):
                yield "printed", text, lines[0].locator
    for key in _TITLE_METAS:
        for text in _titles_in(key, document.metas.get(key, "")):
            yield f"meta:{key}", text, None
    if context.anchor:
        yield "link text", context.anchor, None


def _top_lines(document: Document) -> list[Line]:
    """The first lines of a document, up to its first chapter, without the head of an official paper."""
    top: list[Line] = []
    for line in document.lines():
        if heading_key(line.text) not in (None, "other") or len(top) >= _TOP_LINES:
            break
        if not is_letterhead(line.text):
            top.append(line)
    return top


def _top_cells(document: Document) -> Iterator[Cell]:
    """The cells of the first rows above the first chapter: in a sheet a title may have a neighbour."""
    for block in document.blocks[:_TOP_LINES]:
        if isinstance(block, Line):
            if heading_key(block.text) not in (None, "other"):
                return
            continue
        yield from (cell for row in block.rows[:_TOP_ROWS] for cell in row[:_TOP_LINES] if cell.text)


def _titles_in(key: str, value: str) -> Iterator[str]:
    """A meta, and before it its parts: the site's name and the column stand before or behind a page's own title."""
    if key == "title" and read_title(value).is_report is not False:
        parts = [p for p in _SITE_MARK.split(value) if p]
        yield from parts if len(parts) > 1 else ()
    if value:
        yield value


def _joins(lines: list[Line]) -> bool:
    """Whether lines are one title broken over lines: only together do they make one."""
    return read_title("".join(item.text for item in lines)).is_report is True and not any(
        read_title(item.text).is_report and read_title(item.text).head for item in lines
    )


def _year(document: Document, context: Context, found: ReportFacts) -> None:
    """The title's year; that of the linking page, or of the address, only where the text names none."""
    titled = found.evidence["title"] if found.facts and found.facts.year else None
    if titled is None or titled.source == FROM_PAGE:
        _year_in_text(document, found)
    if titled is not None and found.year is None and found.facts:
        found.year = found.facts.year
        found.evidence["report_year"] = titled
    asked = year_asked(context.url or "")
    if found.year is None and asked is not None:
        found.year = asked
        found.evidence["report_year"] = Evidence("address", context.url or "")


def period_stated(document: Document) -> tuple[int, str] | None:
    """The one year whose first to last day the text names as its own, and where; None where it names none or several."""
    stated = [(m, line) for line in document.lines() for m in _PERIOD_STATED.finditer(squeeze(line.text))]
    years = {int(match[1]) for match, _ in stated}
    return (years.pop(), stated[0][1].locator) if len(years) == 1 else None


def _year_in_text(document: Document, found: ReportFacts) -> None:
    for line in document.lines():
        text = squeeze(line.text)
        for source, pattern in (("lead", LEAD), ("period", _PERIOD)):
            match = pattern.search(QUOTED.sub("", text))
            if match:
                found.year = int(match["year"] if source == "lead" else match[1])
                found.evidence["report_year"] = Evidence(source, match[0], line.locator)
                return
    for line in document.lines():
        year = year_in(squeeze(line.text)[:60]) if re.search(r"20\d\d年", squeeze(line.text)[:60]) else None
        if year and not date_in(line.text):
            found.year = year
            found.evidence["report_year"] = Evidence("text", line.text[:60], line.locator)
            return


def _publisher(document: Document, found: ReportFacts, near: str | None) -> None:
    for source, text, where in _publisher_candidates(document, found):
        publisher = read_publisher(text, near)
        if publisher.kind != "other" or source in ("title", FROM_PAGE):
            found.publisher = publisher
            found.evidence["publisher"] = Evidence(source, text, where)
            return


def _publisher_candidates(document: Document, found: ReportFacts) -> Iterator[tuple[str, str, str | None]]:
    from_page = "title" in found.evidence and found.evidence["title"].source == FROM_PAGE
    if found.facts and found.facts.head and not from_page:
        yield "title", found.facts.head, found.evidence["title"].locator
    yield from publishers_named(document.lines())
    if found.facts and found.facts.head and from_page:
        yield FROM_PAGE, found.facts.head, None
    if found.posted_by:
        # Often another body: the last to be asked, and an issue says that it was.
        yield found.evidence["posted_by"].source, found.posted_by, None


def _date(document: Document, found: ReportFacts) -> None:
    candidates: list[tuple[str, str, str | None]] = [
        (f"meta:{key}", document.metas[key], None)
        for key in (*_POSTED_ON, "bare_date")
        if key in document.metas
    ]
    if published_on(candidates, found.year) is None:
        # A paper is written before it is published: its own day counts only where no other is stated.
        candidates += [(f"meta:{k}", document.metas[k], None) for k in _OTHER_DAYS if k in document.metas]
    lines = document.lines()
    for line in lines[-SIGNATURE_LINES:]:
        text = squeeze(line.text)
        if len(text) <= 40 and re.search(r"日$|日[)）]?$", text):
            candidates.append(("signature", line.text, line.locator))
    for line in lines[:6]:
        text = squeeze(line.text)
        if len(text) <= 20 and date_in(text) and _is_own_day(text, found):
            candidates.append(("printed", line.text, line.locator))
    chosen = published_on(candidates, found.year)
    if chosen:
        found.published_on = chosen[0]
        source, text, where = candidates[chosen[1]]
        found.evidence["published_on"] = Evidence(source, text, where)


def _is_own_day(text: str, found: ReportFacts) -> bool:
    """Whether a line prints a day and nothing else but words for it, or whose day it is."""
    beside = _BESIDE_DAY.sub("", _DAY.sub("", text))
    return not beside or bool(found.publisher and beside in squeeze(found.publisher.printed))
