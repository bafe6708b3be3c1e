"""Columns that go on in a way that nobody follows are not complete, and those that were read to their end are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.crawler import child
from tests.crawler.stage import Stage, column, home, report

YEARS = range(2016, 2025)


def visited(pages: dict[str, str], data: Path) -> dict[str, Any]:
    """What a visit to a portal of these pages came to."""
    with Stage(pages=pages) as stage:
        summary = child.run(data, [stage.url], {**child.FAST, "parse": False})
    (portal,) = summary["portals"]
    found: dict[str, Any] = portal
    return found


def portal(*pages: str) -> dict[str, str]:
    """A home page, a column of these pages, and the reports of all years."""
    columns = {f"/gknb/{'' if not n else f'{7 * n}c.html'}": page for n, page in enumerate(pages)}
    return {"/": home(), **columns, **{f"/{year}.html": report(year) for year in YEARS}}


def part(number: int, pager: str) -> str:
    """A page of three years, with its pager."""
    years = list(YEARS)[::-1][3 * number : 3 * number + 3]
    return column(years).replace("</ul>", f"</ul><div class='page'>{pager}</div>")


@pytest.mark.parametrize(
    "pager",
    [
        "<span>1</span><span data-n='2'>2</span><span data-n='3'>3</span>",
        "<ul><li class='on'>1</li><li class='no'>2</li><li class='no'>3</li></ul>",
    ],
)
def test_numbers_that_a_script_works_are_pages(pager: str, tmp_path: Path) -> None:
    script = "<script src='http://files.example/pager.js'></script>"
    found = visited(portal(part(0, pager + script)), tmp_path)
    assert (found["outcome"], found["reports"]) == ("partial", 3)


def test_numbers_that_are_links_in_folders_of_their_own(tmp_path: Path) -> None:
    def pager(own: int) -> str:
        places = ("/gknb/", "/gknb_2/index.html", "/gknb_3/index.html")
        links = [f"<a href='{at}'>{n + 1}</a>" for n, at in enumerate(places)]
        links[own] = f"<span>{own + 1}</span>"
        return " ".join(links)

    pages = portal(part(0, pager(0))) | {f"/gknb_{n + 1}/index.html": part(n, pager(n)) for n in (1, 2)}
    found = visited(pages, tmp_path)
    assert (found["outcome"], found["reports"]) == ("complete", len(YEARS))


@pytest.mark.parametrize(
    "words",
    [
        "<i class='icon-r'></i>",
        "<svg viewBox='0 0 8 8'><path d='M2 0l4 4-4 4'/></svg>",
        "&#xe61f;",
        "",
        "Older",
        "2 &gt;",
        "首页查看更多",
    ],
)
@pytest.mark.parametrize("around", ["<div class='main'>{}</div>", "{}"])
def test_a_link_behind_a_list_whose_words_say_nothing(words: str, around: str, tmp_path: Path) -> None:
    def page(number: int, links: str) -> str:
        start, rows, end = part(number, links).partition("<ul>")
        return start + around.format(
            rows + end.replace("<p>", "</div><p>", 1) if "main" in around else rows + end
        )

    back = "<a href='/gknb/'>&lt;</a>"
    pages = [
        page(0, f"<a href='7c.html'>{words}</a>"),
        page(1, f"{back}<a href='14c.html'>{words}</a>"),
        page(2, back),
    ]
    found = visited(portal(*pages), tmp_path)
    assert (found["outcome"], found["reports"]) == ("complete", len(YEARS))


@pytest.mark.parametrize("words", ["上一年", "上一年度", "前一年度"])
def test_a_chain_of_years(words: str, tmp_path: Path) -> None:
    def page(year: int) -> str:
        before = f"<p><a href='/gknb/{year - 1}.html'>{words}</a></p>" if year > YEARS[0] else ""
        return column([year], f"{year}年度政府信息公开年报").replace("</ul>", f"</ul>{before}")

    pages = portal(page(YEARS[-1])) | {f"/gknb/{year}.html": page(year) for year in YEARS[:-1]}
    found = visited(pages, tmp_path)
    assert (found["outcome"], found["reports"]) == ("complete", len(YEARS))


def test_what_stands_behind_every_list_costs_nothing(tmp_path: Path) -> None:
    behind = (
        "<div class='share'><a href='javascript:big()'>大</a><a href='#top'><i></i></a><a href='/en/'>English</a>"
        "<a href='/gknb/all.pdf'>PDF</a><a href='/'>首页</a></div>"
        "<div class='footer'><a href='/wza/'><i></i></a><a href='/x/'>APP</a></div>"
    )
    pages = portal(column(YEARS).replace("</ul>", f"</ul>{behind}"))
    with Stage(pages=pages) as stage:
        summary = child.run(tmp_path, [stage.url], {**child.FAST, "parse": False})
        asked = {path for path in stage.paths() if path in ("/en/", "/gknb/all.pdf", "/wza/", "/x/")}
    assert (summary["portals"][0]["outcome"], asked) == ("complete", set())


TURNS = "<div id='fy'></div><script src='/turn.js'></script><script>fenYe(%d, %d, '%s', 'html');</script>"
OF_FILE = "function fenYe(at, all, base, end) { /* %s */ }" % ("x" * 40)


def turned(base: str, *, pages: int, shown: tuple[int, ...]) -> dict[str, str]:
    """A column at `/gknb/l.html` whose pager a file writes, as `base` says."""
    parts = {n: part(n, TURNS % (n + 1, pages, base)) for n in shown}
    if pages == 1:
        parts = {0: column(YEARS).replace("</ul>", "</ul>" + TURNS % (1, 1, base))}
    listed = {f"/gknb/l{f'-{n + 1}' if n else ''}.html": page for n, page in parts.items()}
    start = home().replace("/gknb/", "/gknb/l.html")
    return {"/": start, "/turn.js": OF_FILE, **listed, **{f"/{year}.html": report(year) for year in YEARS}}


@pytest.mark.parametrize("base", ["/gknb/l", "/gknb/l-"])
def test_the_page_of_a_list_does_not_explain_the_base_of_its_pages(base: str, tmp_path: Path) -> None:
    found = visited(turned(base, pages=3, shown=(0, 1, 2)), tmp_path)
    assert (found["outcome"], found["reports"]) == ("partial", 3)


def test_a_list_that_has_one_page_claims_no_other(tmp_path: Path) -> None:
    found = visited(turned("/gknb/l", pages=1, shown=()), tmp_path)
    assert (found["outcome"], found["reports"]) == ("complete", len(YEARS))
