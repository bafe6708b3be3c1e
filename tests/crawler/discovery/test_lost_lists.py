"""Portals on which a way to reports is easily lost: they are found, or the visit says what is not; a portal that has all is complete."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from archive import open_archive
from tests.crawler import child
from tests.crawler.odd_portals import FILED, ORGANS, Odd, link, serve, title

COLUMN = "/gk/nb/"
ROWS = [(y, o) for y, o in FILED if o < 3 and y > 2016]
BODIES = list(enumerate(ORGANS[:3]))


def _path(year: int, organ: int) -> str:
    return f"/gk/{year}/{organ}.html"


def _items(rows: list[tuple[int, int]]) -> str:
    return "".join(f"<li>{link(_path(y, o), title(y, o))}</li>" for y, o in rows)


def _portal(*column: str, rows: list[tuple[int, int]] = ROWS) -> Odd:
    odd = Odd()
    odd.page("/", link(COLUMN, "政府信息公开年报"))
    odd.page(COLUMN, *column)
    for y, o in rows:
        odd.report(_path(y, o), title(y, o))
    return odd


def _app(mark: str, script: str) -> Odd:
    """Each body's link leads to one page, whose script shows what the mark names."""
    odd = _portal(*(f"<li>{link(f'/gk/app.html#{mark}{o}', name)}</li>" for o, name in BODIES))
    odd.page("/gk/app.html", f"<ul id=l></ul><script>{script}</script>")
    for o, _ in BODIES:
        rows = [{"t": title(y, n), "u": _path(y, n)} for y, n in ROWS if n == o]
        odd.pages[f"/gk/data/{o}.json"] = json.dumps({"rows": rows})
    return odd


_FILL = (
    ".then(r => r.json()).then(d => {l.innerHTML = d.rows.map(r => '<a href=' + r.u + '>' + r.t + '</a>')});"
)


def marks_with_values() -> Odd:
    return _app("unit=", f"fetch('/gk/data/' + location.hash.split('=')[1] + '.json'){_FILL}")


def marks_as_a_query() -> Odd:
    return _app("?org=", f"fetch('/gk/data/' + location.hash.substring(6) + '.json'){_FILL}")


def plain_marks() -> Odd:
    return _app("u", f"fetch('/gk/data/' + (location.hash.slice(2) || '0') + '.json'){_FILL}")


def marks_of_places() -> Odd:
    """The control: one page holds the reports of all bodies, each below a heading of its own."""
    odd = _portal(*(f"<li>{link(f'/gk/all.html#u{o}', name)}</li>" for o, name in BODIES))
    parts = (
        f"<h3 id=u{o}>{name}</h3><ul>{_items([r for r in ROWS if r[1] == o])}</ul>" for o, name in BODIES
    )
    odd.page("/gk/all.html", *parts)
    return odd


def _newest(*beside: str) -> Odd:
    """The column shows its newest report itself, and the years of the others beside it."""
    rows = [(year, 0) for year in range(2016, 2020)]
    odd = _portal(rows=rows)
    odd.report(COLUMN, title(2020, 0))
    odd.pages[COLUMN] = odd.pages[COLUMN].replace("</h1>", f"</h1>{''.join(beside)}")
    return odd


_YEARS = "".join(f"<option value={year}>{year}年</option>" for year in range(2020, 2015, -1))


def years_that_load() -> Odd:
    return _newest(
        f"<p><select onchange='show(this.value)'>{_YEARS}</select></p>",
        "<script>function show(y) { fetch('/gk/' + y + '/0.html').then(r => r.text()).then(h => put(h)) }</script>",
    )


def years_of_a_form() -> Odd:
    odd = _newest(
        f"<form action=/gk/see><select name=y>{_YEARS.replace('年', '')}</select><button>查看</button></form>"
    )
    for year in range(2016, 2020):
        odd.report(f"/gk/see?y={year}", title(year, 0))
        odd.reports.discard(_path(year, 0))
    return odd


def years_of_a_search() -> Odd:
    """The control: what is chosen belongs to a search for words."""
    odd = _newest(
        f"<form action=/find><input name=q><select name=y>{_YEARS}</select><button>搜索</button></form>"
    )
    odd.reports = {COLUMN}
    return odd


def years_without_a_way() -> Odd:
    return _newest(f"<select id=y>{_YEARS}</select><script>window['on' + k]('y')</script>")


def _drawn(script: str, button: str = "<a href='javascript:;' id=n>下一页</a>") -> Odd:
    """Rows by their numbers, in a variable of the page, three of which its script draws at a time."""
    rows = json.dumps([{"t": title(y, o), "i": f"{y}/{o}"} for y, o in ROWS])
    draw = (
        "function draw() { l.innerHTML = A.slice(k * 3, k * 3 + 3).map(function (r) {"
        "return '<li><a href=\"/gk/' + r.i + '.html\">' + r.t + '</a></li>' }).join('') }"
    )
    return _portal(f"<ul id=l></ul>{button}<script>var A = {rows}, k = 0; {draw} {script} draw();</script>")


def drawn_to_the_end() -> Odd:
    return _drawn("document.getElementById('n').onclick = function () { if (k < 3) k++; draw() };")


def drawn_in_a_circle() -> Odd:
    return _drawn("function turn() { k = (k + 1) % 4; draw() }", "<button onclick='turn()'>下一页</button>")


def drawn_without_end() -> Odd:
    """Each click writes what none before did, so that nobody knows when all was seen."""
    turn = "var c = 0; function turn() { k = (k + 1) % 2; draw(); c++; l.innerHTML += '<a href=#>' + c + '</a>' }"
    return _drawn(turn, "<button onclick='turn()'>下一页</button>")


def _deep(last: str) -> Odd:
    """A way of eight clicks beside the column, behind which stands another link."""
    odd = _portal(_items(ROWS))
    odd.page("/", link(COLUMN, "政府信息公开年报"), link("/d0/", "政务公开"))
    for n in range(8):
        odd.page(f"/d{n}/", link(f"/d{n + 1}/", "政府信息公开") if n < 7 else last)
    return odd


def deeper_than_is_asked() -> Odd:
    odd = _deep(link("/d8/2021.html", title(2021, 4)))
    odd.report("/d8/2021.html", title(2021, 4))
    return odd


def deep_to_what_is_known() -> Odd:
    """The control: the last page links what a shorter way led to."""
    return _deep(link(_path(*ROWS[0]), title(*ROWS[0])))


FOUND: list[Callable[[], Odd]] = [
    marks_with_values,
    marks_as_a_query,
    marks_of_places,
    years_that_load,
    years_of_a_form,
    years_of_a_search,
    drawn_to_the_end,
    drawn_in_a_circle,
    deep_to_what_is_known,
]
NAMED: list[Callable[[], Odd]] = [plain_marks, years_without_a_way, drawn_without_end, deeper_than_is_asked]
PORTALS = {make.__name__.replace("_", "-"): make() for make in (*FOUND, *NAMED)}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive of one crawl of all of them."""
    data: Path = tmp_path_factory.mktemp("lost")
    with serve(PORTALS) as port:
        homes = [f"http://{name}.sample.localhost:{port}/" for name in PORTALS]
        child.run(data, homes, {**child.FAST, "parse": False})
    return data


def _outcomes(data: Path) -> dict[str, str]:
    sql = "select p.host, v.outcome from visits v join portals p on p.id = v.portal_id"
    with open_archive(data, read_only=True) as archive:
        return {host.partition(".")[0]: outcome for host, outcome in archive.rows(sql)}


def _believed(data: Path, name: str) -> set[str]:
    with open_archive(data, read_only=True) as archive:
        urls = [
            row["url"]
            for row in archive.rows("select url from captures where role = 'report' and grade = 'ok'")
        ]
    parts = map(urlsplit, urls)
    return {
        part.path + (f"?{part.query}" if part.query else "")
        for part in parts
        if (part.hostname or "").startswith(f"{name}.")
    }


@pytest.mark.parametrize("make", FOUND)
def test_every_report_is_found(data: Path, make: Callable[[], Odd]) -> None:
    name = make.__name__.replace("_", "-")
    assert _believed(data, name) == PORTALS[name].reports
    assert _outcomes(data)[name] == "complete"


@pytest.mark.parametrize("make", NAMED)
def test_what_is_lost_is_said(data: Path, make: Callable[[], Odd]) -> None:
    name = make.__name__.replace("_", "-")
    assert _believed(data, name) != PORTALS[name].reports
    assert _outcomes(data)[name] in ("partial", "needs_family")
