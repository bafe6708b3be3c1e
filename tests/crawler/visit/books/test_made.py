"""The books of a visit, from what a portal's pages claim and what was answered."""

from __future__ import annotations

from dataclasses import replace

from archive.crawl.books import Claim, LooseEnd, Page, PageClaims
from crawler.discovery.unread_lists import UNSEEN
from crawler.visit.books.made import books_of

SITE = "http://baiyan.example"
HOME = f"{SITE}/"
COLUMN = f"{SITE}/nb/"


def page(address: str, kind: str = "list", parent: str | None = HOME, **more: object) -> Page:
    made = Page(address, address, parent, "政府信息公开年报", None, kind, "done", None, False, None, None,
                PageClaims(), "ok", None, True, False)  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


def report(number: int, body: str = "财政局", at: str = COLUMN, year: int = 2024, **more: object) -> Page:
    title = f"白岩县{body}{year}年政府信息公开工作年度报告"
    return page(f"{SITE}/a/{number}.html", "report", at, **{"list": at, "title": title, **more})


def open_claims(*pages: Page) -> dict[str, Claim]:
    claims = books_of([page(HOME, "home", None), *pages], HOME)
    return {claim.kind: claim for claim in claims if claim.state == "open"}


def further(number: int, **more: object) -> Page:
    return page(f"{COLUMN}index_{number}.html", "more", COLUMN, further=True, list=COLUMN, **more)


def test_a_list_whose_pages_were_all_answered_is_read() -> None:
    column = page(COLUMN, claims=PageClaims(rows=1, pages=2))
    assert open_claims(column, further(1), report(1)) == {}


def test_pages_that_are_missing_are_counted() -> None:
    column = page(COLUMN, claims=PageClaims(rows=1, pages=3))
    found = open_claims(column, further(1), report(1))
    assert (found["pages"].claimed, found["pages"].seen) == (3, 2)
    assert found["list"].why == "2 of 3 pages"


def test_a_further_page_that_a_rule_forbids_is_named_before_their_number() -> None:
    column = page(COLUMN, claims=PageClaims(rows=1, pages=3))
    forbidden = further(1, state="refused", grade=None)
    assert "a rule forbids" in (open_claims(column, forbidden, report(1))["list"].why or "")


def test_what_a_browser_was_shown_to_the_end_needs_no_further_page() -> None:
    seen = PageClaims(rows=2, lines=2, pages=3, whole=True)
    lost = further(1, state="failed", grade="gone", why="status 404")
    assert open_claims(page(COLUMN, claims=seen), lost, report(1), report(2)) == {}
    short = page(COLUMN, claims=replace(seen, total=40))
    assert open_claims(short, report(1), report(2))["list"].why == "2 of 40 rows"


def test_a_page_that_is_gone_ends_a_list_that_says_no_number() -> None:
    gone = further(1, state="failed", grade="gone", why="status 404")
    assert "status 404" in (open_claims(page(COLUMN), gone, report(1))["list"].why or "")
    whole = page(COLUMN, claims=PageClaims(rows=2, total=2))
    assert open_claims(whole, gone, report(1)) == {}


def test_a_column_without_a_row_is_open_and_one_that_led_to_reports_is_not() -> None:
    column = page(COLUMN, claims=PageClaims(column=True))
    assert open_claims(column)["list"].why == "a column without a row"
    assert open_claims(column, report(1)) == {}


def test_the_years_of_a_column_are_known_by_its_own_bodies() -> None:
    years = tuple(LooseEnd("name", f"{year}年") for year in (2024, 2023))
    column = page(COLUMN, claims=PageClaims(rows=2, loose=years))
    mine = [report(1), report(2, "水利局"), report(6, "审计局")]
    elsewhere = report(3, "民政局", f"{SITE}/gk/", 2023)
    found = open_claims(column, *mine, elsewhere)
    assert found["loose"].named == ("2023年",), "another body's report says nothing of these"
    older = [report(n, body, f"{SITE}/gk/", 2023) for n, body in ((4, "财政局"), (5, "水利局"))]
    assert open_claims(column, *mine, *older) == {}


def test_a_title_whose_address_is_gone_is_no_report() -> None:
    said = "白岩县民政局2023年政府信息公开工作年度报告"
    column = page(COLUMN, claims=PageClaims(rows=2, loose=(LooseEnd("title", said),)))
    asked = report(9, "民政局", year=2023)
    assert open_claims(column, report(1), asked) == {}
    gone = replace(asked, state="failed", grade="gone")
    assert open_claims(column, report(1), gone)["loose"].named == (said,)


def test_pages_of_one_list_that_the_page_and_its_answer_tell_are_counted_together() -> None:
    rows = f"{SITE}/rows.inc"
    column = page(COLUMN, claims=PageClaims(asks=True))
    first = page(f"{rows}?c=7&p=1", parent=COLUMN, claims=PageClaims(rows=1, pages=2, answer=True))
    second = page(
        f"{rows}?c=7&p=2", "more", COLUMN, further=True, list=COLUMN, claims=PageClaims(rows=1, answer=True)
    )
    mine = (report(1, at=first.address), report(2, "水利局", at=second.address))
    assert open_claims(column, first, second, *mine) == {}
    other = replace(second, address=f"{rows}?c=8&p=1", url=f"{rows}?c=8&p=1")
    assert open_claims(column, first, other, *mine)["list"].why == "1 of 2 pages", "the rows of another list"


def test_a_page_on_the_way_that_could_not_be_looked_at_is_named() -> None:
    lost = page(f"{SITE}/gk/", "page", unread=UNSEEN)
    assert open_claims(page(COLUMN), report(1), lost)["list"].why == UNSEEN
    guess = page(f"{SITE}/x/", "guess", unread=UNSEEN)
    assert open_claims(page(COLUMN), report(1), guess) == {}


def test_a_list_that_was_never_there_is_open_and_one_that_was_removed_is_not() -> None:
    gone = page(COLUMN, state="failed", grade="gone", why="status 404")
    assert open_claims(gone)["list"].why == "status 404"
    assert open_claims(replace(gone, once=True)) == {}


def test_a_body_is_missed_where_its_neighbours_have_reports() -> None:
    names = ("财政局", "水利局", "民政局", "教育局", "审计局")
    bodies = tuple((name, f"{SITE}/{n}/") for n, name in enumerate(names))
    directory = page(f"{SITE}/bm/", "page", claims=PageClaims(bodies=bodies))
    reports = [report(n, name) for n, name in enumerate(names)]
    assert open_claims(directory, page(COLUMN), *reports) == {}
    claim = open_claims(directory, page(COLUMN), *reports[:4])["bodies"]
    assert (claim.claimed, claim.seen, claim.named) == (5, 4, ("审计局",))
    assert open_claims(directory, page(COLUMN), *reports[:2]) == {}, "most of them are none that report"


def test_a_body_whose_own_list_goes_on_is_missed_whatever_its_neighbours_have() -> None:
    own = page(f"{SITE}/sjj/", "page", claims=PageClaims(pages=6))
    bodies = (("审计局", own.address), ("体育中心", f"{SITE}/ty/"), ("党校", f"{SITE}/dx/"))
    directory = page(f"{SITE}/bm/", "page", claims=PageClaims(bodies=bodies))
    assert open_claims(directory, own)["bodies"].named == ("审计局",)


def test_the_page_of_a_body_in_a_column_of_reports_is_a_list_of_its_own() -> None:
    finance = page(f"{SITE}/czj/", parent=COLUMN, anchor="财政局", claims=PageClaims(rows=1))
    lost = page(
        f"{SITE}/jyj/", parent=COLUMN, anchor="教育局", state="failed", grade="error", why="status 500"
    )
    known = report(1, at=finance.address), report(2, "教育局", f"{SITE}/ls/")
    claim = open_claims(page(COLUMN), finance, lost, *known)["list"]
    assert (claim.url, claim.why) == (lost.url, "status 500"), "what stands elsewhere says nothing of it"
    alone = page(COLUMN, claims=PageClaims(column=True))
    assert open_claims(alone, lost)["list"].url == lost.url
    menu = page(COLUMN, claims=PageClaims(rows=1))
    assert open_claims(menu, lost, report(1)) == {}, "the column has its own rows, and bodies in its frame"


def test_a_row_that_is_called_a_report_and_is_none_is_named() -> None:
    tip = replace(report(2, "教育局"), kind="page")
    claim = open_claims(page(COLUMN), report(1), tip)["reports"]
    assert (claim.claimed, claim.seen, claim.named) == (2, 1, (tip.title,))
    assert "none that can be read" in (claim.why or "")
    file = page(f"{SITE}/f.doc", "attachment", tip.url)
    assert open_claims(page(COLUMN), report(1), tip, file) == {}
    assert open_claims(page(COLUMN), report(1), tip, report(3, "教育局")) == {}, "it is known elsewhere"
    index = replace(tip, claims=PageClaims(rows=4))
    assert "reports" not in open_claims(page(COLUMN), report(1), index)
    drawing = replace(tip, title=f"一图读懂{tip.title}")
    assert open_claims(page(COLUMN), report(1), drawing) == {}


def answer(number: int, rows: int, total: int) -> Page:
    url, claims = f"{SITE}/rows.do?c=7&p={number}", PageClaims(rows=rows, total=total, answer=True)
    if number == 1:
        return page(url, parent=COLUMN, claims=claims)
    return page(url, "more", COLUMN, further=True, list=COLUMN, claims=claims)


def test_rows_that_fit_on_no_page_that_was_seen_are_missed_though_all_pages_were() -> None:
    short = page(COLUMN, claims=PageClaims(rows=6, lines=7, pages=2, total=40))
    turned = further(1, claims=PageClaims(rows=6, lines=7, pages=2, total=40))
    assert open_claims(short, turned, report(1))["list"].why == "12 of 40 rows"
    mixed = [replace(p, claims=replace(p.claims, lines=20)) for p in (short, turned)]
    assert open_claims(*mixed, report(1)) == {}, "papers of other kinds stand beside the reports"
    one_twice = [replace(p, claims=replace(p.claims, total=13)) for p in (short, turned)]
    assert open_claims(*one_twice, report(1)) == {}


def test_answers_are_counted_once_and_those_that_show_nothing_new_hold_no_row() -> None:
    column, first = page(COLUMN, claims=PageClaims(asks=True)), answer(1, 10, 24)
    mine = report(1, at=first.address)
    later = [answer(2, 10, 24), answer(3, 4, 24)]
    assert open_claims(column, first, *later, mine) == {}
    again = replace(later[1], claims=replace(later[0].claims, again=True))
    assert open_claims(column, first, later[0], again, mine)["rows"].why == "20 of 24 rows"
    empty = replace(later[1], claims=PageClaims(total=24, answer=True))
    assert open_claims(column, first, later[0], empty, mine)["rows"].seen == 20


def test_a_guess_at_a_request_that_a_recipe_makes_says_nothing() -> None:
    column = page(COLUMN, claims=PageClaims(column=True, asks=True))
    shown = PageClaims(rows=1, pages=1, answer=True)
    told = page(f"{SITE}/l.do?callback=jQuery3&c=7&p=1", parent=COLUMN, title="recipe 1", claims=shown)
    empty = replace(shown, rows=0, pages=4)
    guess = page(f"{SITE}/l.do?callback=?&c=7&p=1", parent=COLUMN, claims=empty, unread="in vain")
    turned = further(9, url=f"{SITE}/l.do?callback=?&c=7&p=2", claims=empty)
    mine = report(1, at=told.address)
    assert open_claims(column, told, guess, turned, mine) == {}
    other = replace(guess, url=f"{SITE}/l.do?callback=?&c=8&p=1")
    assert "list" in open_claims(column, told, other, mine), "the rows of another list"


def test_a_mixed_list_counts_where_no_column_names_its_reports() -> None:
    mixed = page(f"{SITE}/gg/", "page", claims=PageClaims(rows=3, pages=9))
    announced = report(1, at=mixed.address)
    assert open_claims(mixed, announced)["list"].why == "1 of 9 pages"
    assert open_claims(mixed, announced, page(COLUMN), report(2)) == {}


def test_a_report_belongs_to_every_list_that_names_it() -> None:
    mixed = page(f"{SITE}/gg/", "page", claims=PageClaims(rows=3, pages=9))
    both = report(1, at=mixed.address, also_in=(mixed.address, COLUMN))
    assert open_claims(mixed, page(COLUMN), both) == {}
    assert (
        open_claims(mixed, page(COLUMN), both, report(2, "教育局", at=mixed.address))["list"].why
        == "1 of 9 pages"
    )


def test_a_list_of_reports_is_a_column_whatever_it_is_called() -> None:
    mixed, own = page(f"{SITE}/gg/", "page", claims=PageClaims(rows=3, pages=9)), f"{SITE}/xiang/"
    listed = [report(n, at=own, year=2020 + n) for n in range(1, 4)]
    again = report(9, at=mixed.address, year=2021)
    of_body = page(own, "page", claims=PageClaims(rows=3, total=3))
    assert open_claims(mixed, of_body, *listed, again) == {}
    assert "list" in open_claims(mixed, replace(of_body, claims=PageClaims(rows=30)), *listed, again)


def test_a_list_under_a_spelling_that_leads_nowhere_is_that_list() -> None:
    column, slash = (
        page(f"{SITE}/col/5"),
        page(f"{SITE}/col/5/", state="failed", grade="gone", why="status 404"),
    )
    assert open_claims(column, report(1, at=column.address), slash) == {}
    assert open_claims(slash, page(COLUMN), report(1))["list"].why == "status 404"


def test_links_without_an_answer_are_open_and_those_that_are_gone_are_not() -> None:
    gone = report(2, state="failed", grade="gone")
    assert open_claims(page(COLUMN), report(1), gone) == {}
    failed = report(3, state="failed", grade="error", why="status 500")
    claim = open_claims(page(COLUMN), report(1), gone, failed)["reports"]
    assert (claim.claimed, claim.seen) == (3, 2) and "status 500" in (claim.why or "")


def test_a_title_that_is_cut_short_is_open_until_it_is_asked() -> None:
    cut = (("白岩县财政局2024年政府信息…", f"{SITE}/a/1.html"),)
    mixed = page(f"{SITE}/gg/", "page", claims=PageClaims(cut=cut))
    assert open_claims(mixed)["reports"].named == (cut[0][0],)
    assert open_claims(mixed, page(COLUMN), report(1)) == {}


def test_tabs_and_columns_elsewhere() -> None:
    other = ("政府信息公开年报", "http://gk.upper.example/81/")
    column = page(COLUMN, claims=PageClaims(years=(2023, 2024), elsewhere=(other,)))
    found = open_claims(column, report(1))
    assert found["years"].named == ("2023",)
    assert other[1] in (found["elsewhere"].why or "")


def loose(*ends: tuple[str, str], **more: object) -> Page:
    claims = PageClaims(rows=1, loose=tuple(LooseEnd(*end) for end in ends))  # type: ignore[arg-type]
    return page(COLUMN, claims=claims, **more)


def test_what_nothing_explains_is_a_loose_end_and_the_most_telling_is_named() -> None:
    claim = open_claims(loose(("control", "查询"), ("pager", "下一页")), report(1))["loose"]
    assert claim.why == "what is behind 下一页 was not reached" and claim.named == ("下一页", "查询")


def test_what_the_home_page_has_too_is_no_loose_end() -> None:
    ends = (LooseEnd("control", "查询"),)
    home = page(HOME, "home", None, claims=PageClaims(loose=ends))
    claims = books_of([home, loose(*ends), report(1)], HOME)
    assert [claim.kind for claim in claims if claim.state == "open"] == []


def test_what_was_asked_or_is_known_is_no_loose_end() -> None:
    asked = (("frame", f"{SITE}/f.html"), ("address", "/rows.do?k="), ("name", "2024年"), ("name", "财政局"))
    frame, rows = page(f"{SITE}/f.html", "page"), page(f"{SITE}/rows.do?k=7", "more", further=True)
    assert open_claims(loose(*asked), report(1), frame, rows) == {}
    named = open_claims(loose(*asked, ("name", "2019年")), report(1), frame, rows)["loose"].named
    assert named == ("2019年",)
    assert set(open_claims(loose(*asked), report(1))["loose"].named) == {f"{SITE}/f.html", "/rows.do?k="}


def test_a_list_that_says_its_length_and_was_seen_whole_has_no_pager_that_counts() -> None:
    column = loose(("pager", "下一页"))
    whole = replace(column, claims=replace(column.claims, total=1))
    assert open_claims(whole, report(1)) == {}
    short = replace(column, claims=replace(column.claims, total=30))
    assert "loose" in open_claims(short, report(1))


def test_a_page_that_led_to_no_report_has_only_names_and_titles() -> None:
    ends = (LooseEnd("control", "查询"), LooseEnd("name", "水利局"))
    directory = page(f"{SITE}/bm/", "page", anchor="部门信息公开", claims=PageClaims(loose=ends))
    assert open_claims(directory, page(COLUMN), report(1))["loose"].named == ("水利局",)


def test_links_of_a_column_that_nobody_asked_are_loose() -> None:
    pages = [page(HOME, "home", None), page(COLUMN), report(1)]
    claims = books_of(pages, HOME, {COLUMN: ["往年信息"]})
    assert [(c.kind, c.named) for c in claims if c.state == "open"] == [("loose", ("往年信息",))]


def test_a_list_that_ends_at_a_round_number_is_capped_where_older_reports_stand_in_none() -> None:
    column = page(COLUMN, claims=PageClaims(rows=10))
    listed = [report(n, year=2015 + n) for n in range(10)]
    older = report(99, at=listed[0].address, year=2012, list=listed[0].address)
    assert open_claims(column, *listed) == {}
    assert open_claims(column, *listed, older)["loose"].named == ("10",)
    assert open_claims(column, *listed[:9], replace(older, parent=COLUMN, list=COLUMN)) == {}
    eleven = replace(column, claims=PageClaims(rows=11))
    assert open_claims(eleven, *listed, older) == {}


def test_links_whose_words_were_asked_elsewhere_are_told_by_that() -> None:
    asked = page(f"{SITE}/zn/", "guess", anchor="机构职能")
    pages = [page(HOME, "home", None), page(COLUMN), report(1), asked]
    claims = books_of(pages, HOME, {COLUMN: ["机构职能", "2月"]})
    assert [c.named for c in claims if c.state == "open"] == [("2月",)]


def test_a_mobile_copy_that_gave_no_answer_is_named() -> None:
    copy = page("http://baiyan.example/#!m", "page", url="http://m.baiyan.example/#!m", anchor="手机版")
    assert open_claims(page(COLUMN), report(1), copy) == {}
    lost = replace(copy, state="failed", grade=None, why="no answer")
    assert open_claims(page(COLUMN), report(1), lost)["list"].url == copy.url
    gone = replace(copy, state="failed", grade="gone", why="status 404")
    assert open_claims(page(COLUMN), report(1), gone) == {}


def test_other_papers_that_nobody_read_are_named_where_the_reports_are_of_the_last_years_alone() -> None:
    others = page(f"{SITE}/qt/", "guess", anchor="其他")
    left = page(
        f"{SITE}/qt/list_2.html", "page", others.url, further=True, list=others.address, state="queued"
    )
    newest = [report(n, year=2024 - n) for n in range(3)]
    assert open_claims(page(COLUMN), *newest, others, left)["list"].url == others.url
    assert open_claims(page(COLUMN), *newest, others, replace(left, state="done")) == {}
    assert open_claims(page(COLUMN), *newest, report(3, year=2020), others, left) == {}


def test_the_request_for_a_page_of_a_list_that_was_seen_whole_is_no_loose_end() -> None:
    column = loose(("address", "/rows.do?page=1&amp;col=7"), ("address", "/older.do?k=7"))
    whole = replace(column, claims=replace(column.claims, total=1))
    assert open_claims(whole, report(1))["loose"].named == ("/older.do?k=7",)


def test_years_that_nobody_asked_are_named_on_every_page_that_led_to_reports() -> None:
    parent = page(f"{SITE}/fd/", "guess", anchor="法定公开")
    folder = page(f"{SITE}/fd/2024/", "page", parent.url, anchor="2024年")
    found = report(1, at=folder.address)
    pages = [page(HOME, "home", None), page(COLUMN), parent, folder, found, report(2)]
    claims = books_of(pages, HOME, {parent.url: ["2019年", "机构职能"]})
    assert [c.named for c in claims if c.state == "open"] == [("2019年",)]


def test_a_year_that_is_still_to_come_is_no_open_list() -> None:
    years = [page(f"{COLUMN}{year}/", parent=COLUMN, anchor=f"{year}年") for year in (2023, 2024)]
    found = [report(n, at=year.address) for n, year in enumerate(years)]
    gone = {"state": "failed", "grade": "gone", "why": "status 404", "parent": COLUMN}
    to_come, before = (page(f"{COLUMN}{year}/", anchor=f"{year}年", **gone) for year in (2025, 2022))
    assert open_claims(page(COLUMN), *years, *found, to_come) == {}
    assert open_claims(page(COLUMN), *years, *found, before)["list"].address == before.address


def test_the_file_behind_the_last_one_of_a_list_of_data_is_its_end() -> None:
    answer = page(COLUMN, claims=PageClaims(rows=7, answer=True))
    second = further(2, claims=PageClaims(rows=7, answer=True))
    gone = further(3, state="failed", grade="gone", why="status 404")
    assert open_claims(answer, second, gone, report(1)) == {}
    assert open_claims(answer, gone, second, report(1))["list"].why
    more = replace(second, claims=PageClaims(rows=7, total=30, answer=True))
    assert open_claims(answer, more, gone, report(1))["list"].why


def test_a_title_of_the_same_body_and_year_is_the_same_report() -> None:
    ends = (
        LooseEnd("title", "2024年白岩县财政局政府信息公开年报"),
        LooseEnd("title", "白岩县水利局2024年政府信息公开年报"),
    )
    column = page(COLUMN, claims=PageClaims(rows=1, loose=ends))
    assert open_claims(column, report(1))["loose"].named == (ends[1].words,)


def test_a_column_on_another_port_is_open_until_it_was_read_there() -> None:
    url = f"{SITE}:8081/nb/"
    column = page(COLUMN, claims=PageClaims(rows=1, elsewhere=(("政府信息公开年报", url),)))
    assert url in (open_claims(column, report(1))["elsewhere"].why or "")
    there = page(f"{SITE}/nb/x/", url=url, claims=PageClaims(rows=1))
    assert open_claims(column, there, report(1), report(2, at=there.address)) == {}


def test_a_drawing_claims_its_report_until_it_is_opened() -> None:
    title = "白岩县财政局2019年政府信息公开工作年度报告"
    column = page(COLUMN, claims=PageClaims(rows=1, column=True, loose=(LooseEnd("title", title),)))
    drawing = page(f"{SITE}/t/1.html", "page", COLUMN, anchor=f"一图读懂：{title}")
    assert "loose" in open_claims(column, report(1), replace(drawing, state="queued"))
    assert open_claims(column, report(1), drawing) == {}


def test_a_title_that_names_no_body_is_known_where_its_own_page_led_to_it() -> None:
    title = "2019年政府信息公开工作年度报告"
    column = page(COLUMN, claims=PageClaims(rows=1, column=True, loose=(LooseEnd("title", title),)))
    others = report(1, title=f"白岩县财政局{title}")
    assert "loose" in open_claims(column, others)
    assert open_claims(column, others, report(2, title=title)) == {}
    elsewhere = report(2, title=title, at=f"{SITE}/other/")
    assert "loose" in open_claims(column, others, elsewhere)


def test_a_pager_that_shows_the_first_page_again_turned_nothing() -> None:
    again = PageClaims(rows=10, again=True)
    column = page(COLUMN, claims=PageClaims(rows=10))
    stuck = further(1, claims=again)
    assert stuck.url in (open_claims(column, stuck, report(1))["loose"].why or "")
    assert open_claims(page(COLUMN, claims=PageClaims(rows=7)), stuck, report(1)) == {}
    assert open_claims(column, stuck, further(2, claims=PageClaims(rows=3)), report(1)) == {}
    told = page(COLUMN, claims=PageClaims(rows=10, pages=3))
    found = open_claims(told, stuck, further(2, claims=again), report(1))
    assert (found["list"].why, found["pages"].seen) == ("1 of 3 pages", 1)
    counted = page(COLUMN, claims=PageClaims(rows=10, total=20))
    assert open_claims(counted, stuck, report(1))["list"].state == "open"
