"""Scoring of links: words and addresses as real portals use them."""

from __future__ import annotations

import pytest

from archive.crawl.frontier import Entry, Kind
from crawler.discovery.discover import discover
from crawler.discovery.grounds import Grounds
from crawler.discovery.scoring import score_link
from crawler.discovery.unread_lists import LEFT
from crawler.families import FAMILIES
from crawler.page.page import Found, Page
from crawler.page.vocabulary import SITE_OF_BODY_SCORE, WORTH_ASKING
from parsers.model import Context
from parsers.page.outline import outline

HOST = "baiyan.example"
HOME = f"http://www.{HOST}/"


def page(
    html: str, url: str = HOME, kind: Kind = "page", score: float = 60.0, anchor: str = "政务公开"
) -> Page:
    body = f"<html><head><meta charset=utf-8></head><body>{html}</body></html>".encode()
    entry = Entry(1, url, kind, score, 1, None, anchor, False)
    return Page(url, entry, body, outline(body, Context(url)))


def kinds(html: str, **where: object) -> dict[str, str]:
    """Address -> kind of everything on a page that its words or its place speak for."""
    found = discover(page(html, **where), Grounds(HOST), FAMILIES)  # type: ignore[arg-type]
    return {c.url: c.kind for c in found.candidates if c.kind != "guess"}


@pytest.mark.parametrize(
    ("text", "path", "kind"),
    [
        ("白岩县人民政府2021年政府信息公开工作年度报告", "/a.html", "report"),
        ("白岩县财政局2023年政府信息公开年报", "/a.html", "report"),
        ("白岩县人民政府2021年政府信息公开工…", "/a.html", "report"),
        ("政府信息公开年报", "/c/", "list"),
        ("政府信息公开工作年度报告", "/c/", "list"),
        ("部门年报", "/c/", "list"),
        ("年度报告", "/c/", "list"),
        ("白岩县2023年度政府信息公开工作年度报告专栏", "/zt/", "list"),
        ("2022年政府信息公开年报汇总", "/zt/", "list"),
        ("信息", "/zfxxgk/zfxxgknb/", "list"),
        ("更多", "/zfxxgk/zfxxgkndbg_70842/index.html", "list"),
        ("政府信息公开", "/x/", "page"),
        ("政务公开", "/x/", "page"),
        ("部门乡镇信息公开", "/x/", "page"),
        ("信息公开目录", "/x/", "page"),
        ("县财政局", "/czj/", "page"),
        ("县财政局（12）", "/czj/", "page"),
        ("柳洼镇", "/lwz/", "page"),
    ],
)
def test_the_way_to_the_reports(text: str, path: str, kind: str) -> None:
    got, score = score_link(page(""), Found(HOME.rstrip("/") + path, text))
    assert got == kind
    assert score >= WORTH_ASKING


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("县领导调研春耕生产", "/xw/1.html"),
        ("2021年政府网站工作年度报表", "/zfxxgk/zfxxgknb/202201/t1.html"),
        ("白岩县2021年法治政府建设年度报告", "/a.html"),
        ("《白岩县人民政府2021年政府网站工作年度报表》解读", "/a.html"),
        ("一图读懂白岩县2021年政府工作报告", "/a.html"),
        ("关于报送2021年政府信息公开工作年度报告的通知", "/a.html"),
        ("2022年部门预算公开", "/a.html"),
        ("政府信息公开指南", "/zn/"),
        ("首页", "/"),
        ("政府信息公开年报", "/logo.png"),
    ],
)
def test_noise_is_not_asked_for(text: str, path: str) -> None:
    assert score_link(page(""), Found(HOME.rstrip("/") + path, text))[1] < WORTH_ASKING


def test_reports_come_before_columns_before_the_way_there() -> None:
    texts = ("白岩县人民政府2021年政府信息公开工作年度报告", "政府信息公开年报", "政府信息公开", "县财政局")
    scores = [score_link(page(""), Found(HOME + "x/", t))[1] for t in texts]
    assert scores == sorted(scores, reverse=True)


def test_organs_count_only_on_disclosure_pages() -> None:
    organ = Found(HOME + "czj/", "县财政局")
    assert score_link(page("", kind="home", score=100.0), organ) == ("page", SITE_OF_BODY_SCORE)
    assert score_link(page("", score=33.0), organ)[1] < WORTH_ASKING


def test_other_hosts_are_left_alone() -> None:
    links = "".join(
        f'<a href="{u}">政府信息公开年报</a>'
        for u in ("http://other.example/", f"http://xxgk.{HOST}/nb/", "http://baiyan.example.evil.example/")
    )
    assert kinds(links) == {f"http://xxgk.{HOST}/nb/": "list"}


def test_a_column_is_followed_to_its_last_page() -> None:
    html = '<a href="index_2.html">下一页</a><a href="index_3.html">3</a><a href="/xw/2.html">2</a>'
    found = kinds(html, url=HOME + "zfxxgk/nb/index.html", kind="list", score=90.0)
    assert found == {HOME + "zfxxgk/nb/index_2.html": "more", HOME + "zfxxgk/nb/index_3.html": "more"}


def test_a_list_of_news_is_not_paged() -> None:
    assert kinds('<a href="/xw/1.html">会议</a><a href="index_2.html">下一页</a>') == {}


def test_further_pages_of_mixed_lists_are_followed_to_a_bound() -> None:
    def html(month: int) -> str:
        rows = (f"<li><a href='/{n}.html'>关于停水的公告</a>2021-{month:02}-0{n}</li>" for n in range(1, 10))
        return "".join(rows) + '<a href="index_2.html">下一页</a>'

    following = {HOME + "index_2.html": "page"}
    assert kinds(html(3), anchor="通知公告") == following
    assert kinds(html(9), anchor="县水利局") == following
    assert kinds(html(3), anchor="新闻动态") == {}
    scores = []
    found = discover(page(html(9), anchor="县水利局"), Grounds(HOST), FAMILIES)
    while not found.unread:
        (score,) = (c.score for c in found.candidates if c.kind == "page")
        scores.append(score)
        found = discover(page(html(9), anchor="县水利局", score=score), Grounds(HOST), FAMILIES)
    assert found.unread == LEFT
    assert len(scores) > 10
    assert scores == sorted(scores, reverse=True)


def test_a_mixed_list_is_paged_while_it_holds_reports() -> None:
    html = '<a href="/1.html">白岩县2021年政府信息公开工作年度报告</a><a href="index_2.html">下一页</a>'
    assert kinds(html)[HOME + "index_2.html"] == "page"


@pytest.mark.parametrize(
    "html",
    [
        '<script>window.location.replace("/nb/list.shtml")</script>',
        "<script>location.href='/nb/list.shtml';</script>",
        '<iframe src="/nb/list.shtml"></iframe>',
        '<meta http-equiv="refresh" content="0; url=/nb/list.shtml">',
        "<meta http-equiv=refresh content='0;URL=/nb/list.shtml'>",
        '<meta http-equiv="Refresh" content="0,/nb/list.shtml">',
        '<meta content="1;list.shtml" http-equiv="refresh">',
    ],
)
def test_a_page_that_only_points_elsewhere_is_followed(html: str) -> None:
    found = kinds(html, url=HOME + "nb/redirect_firstChannel.shtml", kind="list", score=90.0)
    assert found == {HOME + "nb/list.shtml": "list"}


@pytest.mark.parametrize(
    "code",
    [
        "var to = '/zfxxgk/main.html'; window.top.location = to;",
        "var way = 'main.html'; setTimeout(function(){ if (way != '') self.location.href = '/zfxxgk/' + way }, 100)",
    ],
)
def test_a_page_without_text_goes_where_its_script_does(code: str) -> None:
    assert f"{HOME}zfxxgk/main.html" in kinds(f"<script>{code}</script>")
    assert (
        kinds(
            f"<script>var i = new Image(); i.src = '/zfxxgk/hit.gif'; {code.replace('main', 'hit').replace('html', 'js')}</script>"
        )
        == {}
    )


def test_a_frame_may_be_set_from_the_address_of_its_page() -> None:
    shown = f"{HOME}show.html?src=/list/nb1.html"
    script = "<script>document.getElementById('f').src = location.search.match(/src=(.+)/)[1] || '/zn.html'</script>"
    assert kinds(f"<iframe id=f></iframe>{script}", url=shown, kind="list", anchor="政府信息公开年报") == {
        f"{HOME}list/nb1.html": "list"
    }


def test_what_a_click_opens_is_relative_to_what_the_page_states() -> None:
    rows = "".join(
        f"<tr onclick=\"window.open('a/{n}.html')\"><td>白岩县财政局202{n}年政府信息公开年报</td></tr>"
        for n in range(3)
    )
    stated = f"<base href='//www.{HOST}/XXGK/'><table>{rows}</table>"
    assert sorted(kinds(stated, url=f"{HOME}l.jsp", kind="list")) == [
        f"{HOME}XXGK/a/{n}.html" for n in range(3)
    ]


def test_a_picture_is_called_by_the_title_of_its_link() -> None:
    link = "<a href='/a/{0}.htm' title='{0}年度报告'><img src='/i/y{0}.gif'></a>"
    assert kinds(link.format(2022) + link.format(2023)) == {f"{HOME}a/{y}.htm": "list" for y in (2022, 2023)}


def test_the_script_pager_of_trs() -> None:
    where = {"url": HOME + "zfxxgk/zfxxgknb/", "kind": "list", "score": 90.0}
    first = kinds('<script>createPageHTML(3, 0, "index", "html");</script>', **where)
    assert first == {HOME + "zfxxgk/zfxxgknb/index_1.html": "more"}
    last = kinds('<script>createPageHTML(3, 2, "index", "html");</script>', **where)
    assert last == {}


def test_years_are_children_of_a_column() -> None:
    html = '<a href="2021n/">2021年</a><a href="2022n/">2022年度报告</a>'
    assert set(kinds(html, url=HOME + "nb/", kind="list", score=90.0).values()) == {"list"}
    assert "2021n" not in str(kinds('<a href="2021n/">2021年</a>'))


COLUMN = {"url": HOME + "nb/", "kind": "list", "score": 90.0}


def test_entries_of_a_column_need_no_title() -> None:
    """Organs under a year's heading, or 查看 in a table of organs and years, beside a menu of the same column."""
    menu = (
        '<a href="/lm/1.html">通知公告</a><a href="/lm/2.html">人事信息</a><a href="/lm/3.html">新闻中心</a>'
    )
    book = "".join(
        f'<a href="/gk/{n}.html">{organ}</a>' for n, organ in enumerate(("财政局", "柳洼镇", "教育局"))
    )
    assert kinds(menu + book, **COLUMN) == {HOME + f"gk/{n}.html": "list" for n in range(3)}
    table = "".join(f'<td><a href="/2024/t{n}_88.html">查看</a></td>' for n in range(4))
    assert kinds(menu + table, **COLUMN) == {HOME + f"2024/t{n}_88.html": "list" for n in range(4)}
    assert kinds(menu + table) == {}


def test_what_nothing_speaks_for_is_guessed_last() -> None:
    found = discover(
        page('<a href="/dj/">党建之窗</a><a href="/dl/">登录</a>'), Grounds(HOST), FAMILIES
    ).candidates
    assert [(c.url, c.kind) for c in found] == [(HOME + "dj/", "guess")]
    assert found[0].score < WORTH_ASKING


@pytest.mark.parametrize(
    "html",
    [
        "<a href='javascript:;' onclick=\"window.open('/nb/list.html')\">政府信息公开年报</a>",
        "<a href=\"javascript:toUrl('/nb/list.html')\">政府信息公开年报</a>",
        '<li data-url="/nb/list.html">政府信息公开年报</li>',
        '<select><option value="/nb/list.html">政府信息公开年报</option></select>',
        '<script>document.write(\'<a href="/nb/list.html" title="政府信息公开年报">年报</a>\')</script>',
        '<noscript><a href="/nb/list.html">政府信息公开年报</a></noscript>',
        "<script>function go(c, p) { var w = 1; window.location.href = '/' + c + '/' + p + '.html'; }</script>"
        "<a href=\"javascript:void(0)\" onclick=\"go('nb', 'list')\">政府信息公开年报</a>",
        '<script>var show=function(id){window.open("/nb/"+id)}</script><a href="javascript:show(\'list.html\')">年度报告</a>',
    ],
)
def test_links_that_are_no_anchors(html: str) -> None:
    assert kinds(html) == {HOME + "nb/list.html": "list"}


@pytest.mark.parametrize(
    ("own", "further"),
    [
        ("portal/col/27419", "portal/col/27419/p/2"),
        ("year/19/2025.html", "year/19/2025/page_2.html"),
        ("year/19/2025/page_2.html", "year/19/2025/page_3.html"),
        ("list.php?cat=7", "list.php?cat=7&page=2"),
        ("nb/index.html", "nb/index_2.html"),
    ],
)
def test_a_number_leads_to_the_same_list(own: str, further: str) -> None:
    html = f'<a href="/{further}">2</a><a href="/xw/zx/2.html">2</a>'
    assert kinds(html, url=HOME + own, kind="list", score=90.0) == {HOME + further: "more"}


def test_the_next_page_may_be_the_last() -> None:
    html = '<a href="index_3.html">›</a> <a href="index_3.html">尾页</a>'
    assert kinds(html, url=HOME + "nb/index_2.html", kind="more", score=89.0) == {
        HOME + "nb/index_3.html": "more"
    }


def test_a_page_that_is_called_a_column_is_one() -> None:
    html = '<title>政府信息公开年报-白岩县人民政府</title><a href="/a/1.html">2023年</a>'
    assert kinds(html, url=HOME + "x/") == {HOME + "a/1.html": "list"}


def test_a_report_names_its_own_column() -> None:
    headings = "<p>一、总体情况</p><p>二、主动公开政府信息情况</p><p>三、收到和处理政府信息公开申请情况</p>"
    prose = f"<p>本报告可在政府信息公开年报专栏下载（链接：http://www.{HOST}/zfxxgk/nb/）。</p>"
    assert kinds(headings + prose, kind="report") == {HOME + "zfxxgk/nb/": "list"}


@pytest.mark.parametrize(
    "script",
    [
        'var rows = [{"id": 7, "title": "白岩县2023年政府信息公开工作年度报告", "url": "\\/nb\\/7.html", "hits": 3}];',
        "list.push({docTitle:'白岩县2023年政府信息公开工作年度报告',docPubUrl:'./nb/7.html'})",
        r'{"title":"\u767d\u5ca9\u53bf2023\u5e74\u653f\u5e9c\u4fe1\u606f\u516c\u5f00\u5e74\u5ea6\u62a5\u544a","link":"/nb/7.html"}',
    ],
)
def test_rows_in_a_script(script: str) -> None:
    assert kinds(f"<script>{script}</script>") == {HOME + "nb/7.html": "report"}


def test_a_column_may_show_its_list_in_a_frame() -> None:
    html = "<p>" + "政府信息公开年报由各单位编制。" * 30 + '</p><iframe src="/nb/rows.html"></iframe>'
    assert kinds(html, **COLUMN) == {HOME + "nb/rows.html": "list"}


@pytest.mark.parametrize(
    "button", ['<input type=button value="下一页" onclick="page(2)">', '<a onclick="page(2)">2</a>']
)
def test_a_pager_that_calls_the_pages_own_function(button: str) -> None:
    script = "<script>function page(n){ if(n<1) return; location.href='index.html?page='+n; }</script>"
    found = kinds(script + button, url=HOME + "nb/index.html", kind="list", score=90.0)
    assert found == {HOME + "nb/index.html?page=2": "more"}


def test_a_script_that_is_not_understood_leads_nowhere() -> None:
    script = "<script>function go(n){ location.href = base + n; } function to(n){ location.href = url(n) }</script>"
    assert kinds(script + '<a onclick="go(2)">政府信息公开年报</a><a onclick="to(3)">年度报告</a>') == {}


def test_a_row_says_what_its_only_link_does_not() -> None:
    row = (
        '<tr><td>财政局2023年政府信息公开年度报告</td><td>2024-01-20</td><td><a href="{}">查看</a></td></tr>'
    )
    news = '<tr><td>县领导调研春耕生产工作</td><td><a href="/xw/1.html">查看</a></td></tr>'
    html = f"<table>{row.format('/1.html')}{news}</table>"
    assert kinds(html) == {HOME + "1.html": "report"}


def test_a_date_in_the_link_is_no_part_of_the_title() -> None:
    html = "<li onclick=\"location.href='/1.html'\">· 财政局2023年政府信息公开年度报告<i>2024-01-20</i></li>"
    assert kinds(html) == {HOME + "1.html": "report"}


def test_a_piece_of_a_picture_is_called_by_its_words() -> None:
    for said in ('alt="政府信息公开年报"', 'title="政府信息公开年报"'):
        found = kinds(f'<map name="m"><area shape="rect" coords="0,0,9,9" href="/nb/" {said}></map>')
        assert found == {f"{HOME}nb/": "list"}


def test_a_link_to_the_next_numbers_is_one_to_further_pages() -> None:
    rows = "".join(
        f"<li><a href='/a/{n}.html'>白岩县财政局202{n}年政府信息公开年报</a></li>" for n in range(3)
    )
    pager = "<em>1</em><a href='?p=2'>2</a><a href='?p=4'>下三页</a>"
    found = kinds(f"<ul>{rows}</ul>{pager}", url=f"{HOME}l.php", kind="list", anchor="政府信息公开年报")
    assert {url for url, kind in found.items() if kind == "more"} == {f"{HOME}l.php?p=2", f"{HOME}l.php?p=4"}


def test_a_pager_of_numbers_in_groups_goes_on() -> None:
    rows = "".join(
        f'<li><a href="/a/{n}.html">白岩县财政局202{n}年政府信息公开年报</a></li>' for n in range(3)
    )
    html = f'<ul>{rows}</ul>1 <a href="/list.aspx?c=7&p=2">2</a> <a href="/list.aspx?c=7&p=3">...</a> <a href="/b.aspx">...</a>'
    found = kinds(html, url=f"{HOME}list.aspx?c=7&p=1", kind="list", anchor="政府信息公开年报")
    assert {f"{HOME}list.aspx?c=7&p={n}" for n in (2, 3)} <= found.keys() and f"{HOME}b.aspx" not in found


def test_a_button_is_called_by_its_picture() -> None:
    html = '<a href="p2.htm"><img src="/images/next.gif"></a>'
    assert kinds(html, **COLUMN) == {HOME + "nb/p2.htm": "more"}


def test_a_page_that_names_report_upon_report_is_a_column() -> None:
    html = "".join(f'<a href="/{y}.html">白岩县{y}年政府信息公开年度报告</a>' for y in range(2018, 2023))
    found = kinds(html + '<a href="2.html">下一页</a>', kind="guess", score=12.0, url=HOME + "x/1.html")
    assert found.pop(HOME + "x/2.html") == "more"
    assert set(found.values()) == {"report"}


@pytest.mark.parametrize(
    ("links", "empty"),
    [
        ((), True),
        (("政府信息公开年报",), True),
        (("部门信息公开年报",), True),
        (("县政府信息公开年报", "部门信息公开年报"), False),
    ],
)
def test_a_column_that_links_other_columns_is_not_empty(links: tuple[str, ...], empty: bool) -> None:
    html = "".join(f"<li><a href='/{n}/'>{name}</a></li>" for n, name in enumerate(links))
    shown = page(f"<ul>{html}</ul>", kind="list", anchor="政府信息公开年报")
    assert discover(shown, Grounds(HOST), FAMILIES).claims.column is empty


@pytest.mark.parametrize(
    "text", ["往年", "历年", "往年年报", "部门历史数据", "2014年及以前", "2014年度以前年报"]
)
def test_a_column_leads_to_its_older_years(text: str) -> None:
    at = Found(HOME + "wn/", text)
    assert score_link(page("", kind="list", anchor="年报"), at)[0] == "list"
    assert score_link(page("", anchor="新闻"), at)[1] < WORTH_ASKING or "年报" in text


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("白岩县林业局2012年政务信息公开工作总结", True),
        ("关于报送林业局2022年政府信息公开工作年度报告的报告", True),
        ("2022年度报告（含统计表）-林业局", True),
        ("白岩县林业局2022年法治政府建设年度报告", False),
        ("白岩县2022年政府信息公开工作要点", False),
        ("关于做好2022年政府信息公开工作年度报告的通知", False),
        ("白岩县林业局政府信息公开工作情况", False),
    ],
)
def test_rows_of_a_column_may_be_worded_otherwise(text: str, asked: bool) -> None:
    row = Found(HOME + "a/7.html", text)
    assert (score_link(page("", kind="list", anchor="年报"), row)[1] >= WORTH_ASKING) is asked


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("二○一○年度白岩县政府信息公开工作总结", True),
        ("白岩县2010年政府信息公开工作总结暨年度报告", True),
        ("白岩县2010年财政工作总结", False),
    ],
)
def test_a_summary_of_disclosure_is_asked_for_among_mixed_papers(text: str, asked: bool) -> None:
    row = Found(HOME + "a/7.html", text)
    assert (score_link(page("", anchor="工作动态"), row)[1] >= WORTH_ASKING) is asked
