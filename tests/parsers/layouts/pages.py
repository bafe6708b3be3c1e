"""Stage `page`: what stands around the tables, and the tables inside others."""

from __future__ import annotations

import random

from tests.parsers.layouts.model import Page, Text
from tests.parsers.layouts.registry import transformation

_NAVIGATION = (
    '<table width="1000" align="center"><tr><td><a href="/">首页</a></td><td><a href="/zwgk/">政务公开</a></td>'
    '<td><a href="/zwfw/">政务服务</a></td><td><a href="/hdjl/">互动交流</a></td></tr></table>'
)
_METADATA = (
    '<table class="xxgk_top"><tr><th>索 引 号：</th><td>005293-2022-00012</td><th>主题分类：</th><td>综合政务</td></tr>'
    "<tr><th>发布机构：</th><td>{publisher}</td><th>发布日期：</th><td>{year}-01-20</td></tr>"
    '<tr><th>名　　称：</th><td colspan="3">{title}</td></tr><tr><th>文　　号：</th><td>无</td><th>有效性：</th><td>有效</td></tr></table>'
)
_RANKING = (
    "<table><tr><td>排名</td><td>单位</td><td>信息数</td><td>得分</td></tr><tr><td>1</td><td>县教育局</td><td>352</td><td>98</td></tr>"
    "<tr><td>2</td><td>县民政局</td><td>241</td><td>92</td></tr><tr><td>3</td><td>县交通运输局</td><td>187</td><td>90</td></tr></table>"
)
_CHANNELS = (
    "<table border=1><tr><td>公开渠道</td><td>条数</td></tr><tr><td>政府网站</td><td>1284</td></tr>"
    "<tr><td>政务微信</td><td>356</td></tr><tr><td>合计</td><td>1640</td></tr></table>"
)
_BOILERPLATE = (
    '<div class="position">您当前的位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; <a href="/nb/">年报</a></div>'
    '<div class="info"><span>来源：{publisher}</span><span>发布时间：{year}-01-20 09:12</span><span>浏览次数：<i id="hits">356</i>次</span>'
    "<span>字号：[<a>大</a> <a>中</a> <a>小</a>]</span><span>【打印本页】</span></div>"
)
_FOOT = (
    '<div class="ewm">扫一扫在手机打开当前页</div><div class="pn">上一篇：<a href="1.html">关于开展培训的通知</a> 下一篇：<a href="2.html">工作动态</a></div>'
    '<div class="foot"><p>主办：{publisher} 网站标识码：4103240001</p><p>版权所有 豫ICP备05000000号</p></div>'
)


def _fill(page: Page, template: str) -> str:
    values = {"publisher": page.publisher, "year": str(page.year + 1), "title": page.title}
    for name, value in values.items():
        template = template.replace(f"{{{name}}}", value)
    return template


@transformation("page")
def metadata_table(page: Page, rng: random.Random) -> None:
    """索引号, 发布机构, 发布日期, 名称: the header table of disclosure platforms."""
    html = _fill(page, _METADATA)
    if rng.random() < 0.5:
        page.top.append(html)
    else:
        page.parts.insert(0, Text("extra", html))


@transformation("page")
def ranking_table(page: Page, rng: random.Random) -> None:
    """A table of ranks or channels in the narrative, before the tables of the form."""
    at = next(i for i, p in enumerate(page.parts) if isinstance(p, Text) and p.kind == "prose")
    page.parts.insert(at + 1, Text("extra", rng.choice((_RANKING, _CHANNELS))))


@transformation("page")
def table_behind(page: Page, rng: random.Random) -> None:
    """Another table behind the tables of the form, in section five or six."""
    at = max(i for i, p in enumerate(page.parts) if isinstance(p, Text) and p.kind == "prose")
    page.parts.insert(at + 1, Text("extra", rng.choice((_RANKING, _CHANNELS))))


@transformation("page")
def navigation_tables(page: Page, rng: random.Random) -> None:
    """Menus and footers drawn with tables."""
    page.top.insert(0, _NAVIGATION)
    page.bottom.append(_NAVIGATION.replace("首页", "网站地图"))


@transformation("page", "around")
def nested_layout_tables(page: Page, rng: random.Random) -> None:
    """The whole page in layout tables, three deep (ASP-era portals)."""
    side = '<td width="200" valign="top"><ul><li><a href="/a">领导之窗</a></li><li><a href="/b">机构职能</a></li></ul></td>'
    inner = f'<table width="100%"><tr>{side}<td>%s</td></tr></table>'
    page.whole = f'<table align="center" width="1000"><tr><td>{inner}</td></tr></table>'
    page.container = "<table><tbody><tr><td>%s</td></tr></tbody></table>"


@transformation("page", "around")
def div_boilerplate(page: Page, rng: random.Random) -> None:
    """Breadcrumb, font sizes, print, QR code, neighbours and footer in divs."""
    page.top.append(_fill(page, _BOILERPLATE))
    page.bottom.append(_fill(page, _FOOT))


@transformation("page", "around")
def unknown_container(page: Page, rng: random.Random) -> None:
    """No id or class that any CMS is known by."""
    page.container = '<section><div class="k7a"><div>%s</div></div></section>'


@transformation("page", "around")
def bare_body(page: Page, rng: random.Random) -> None:
    """The report straight in the body."""
    page.container = "%s"


@transformation("page", "around")
def custom_elements(page: Page, rng: random.Random) -> None:
    """<ucaptitle>, <publishtime> and <ucapcontent> round the report."""
    page.container = f"<ucaptitle>{page.title}</ucaptitle><publishtime>{page.year + 1}-01-20</publishtime><ucapcontent>%s</ucapcontent>"


@transformation("page")
def wrapped_tables(page: Page, rng: random.Random) -> None:
    """Each table in a table of one cell, or in a div that scrolls."""
    wrap = rng.choice(
        (
            "<table><tr><td>%s</td></tr></table>",
            '<div style="overflow-x:auto">%s</div>',
            "<center><table><tbody><tr><td align=center><p></p>%s</td></tr></tbody></table></center>",
        )
    )
    for table in page.tables("t2", "t3", "t4"):
        table.wrap = wrap


@transformation("page")
def captions_above_tables(page: Page, rng: random.Random) -> None:
    """A line above each table: 表1, 单位：件."""
    for number, table in enumerate(list(page.tables("t2", "t3", "t4")), 1):
        page.replace(table, Text("extra", f"<p>表{number}　（单位：件）</p>"), table)


@transformation("page", "title")
def title_in_h1(page: Page, rng: random.Random) -> None:
    """The title in a heading outside the container."""
    for text in page.texts("title"):
        page.parts.remove(text)
    page.top.append(f"<h1>{page.title}</h1>")


@transformation("page", "title")
def title_over_lines(page: Page, rng: random.Random) -> None:
    """The title broken over two lines or paragraphs."""
    at = page.title.index("政府信息公开") if rng.random() < 0.5 else page.title.index(str(page.year))
    left, right = page.title[:at], page.title[at:]
    joint = rng.choice(("<br>", "</p><p>", "</span><br/><span>"))
    page.texts("title")[0].html = f'<p align="center"><span>{left}{joint}{right}</span></p>'


@transformation("page", "title")
def title_in_metas_only(page: Page, rng: random.Random) -> None:
    """The title only in meta ArticleTitle and <title> with the site's name behind it."""
    for text in page.texts("title"):
        page.parts.remove(text)
    page.metas.append(f'<meta name="ArticleTitle" content="{page.title}">')
    page.page_title = f"{page.title}_{page.publisher}门户网站"


@transformation("page")
def site_metas(page: Page, rng: random.Random) -> None:
    """The metas that government sites must carry."""
    names = {
        "SiteName": "政府门户网站",
        "ColumnName": "政府信息公开年报",
        "PubDate": f"{page.year + 1}-01-20 10:00",
    }
    names |= {"ArticleTitle": page.title, "ContentSource": page.publisher}
    page.metas.extend(f'<meta name="{name}" content="{value}">' for name, value in names.items())


@transformation("page")
def headings_in_spans(page: Page, rng: random.Random) -> None:
    """Headings of sections in h2 or in spans of Word, with blanks inside."""
    for text in page.texts("heading"):
        text.html = rng.choice(
            ("<h2>%s</h2>", "<p><span>%s</span></p>", "<div><b>&nbsp;&nbsp;%s</b></div>")
        ).replace("%s", text.html.replace("<p>", "").replace("</p>", ""))


@transformation("page", "one_table")
def everything_in_one_line(page: Page, rng: random.Random) -> None:
    """No paragraphs: narrative parts end with <br>, tables stand between them."""
    for part in page.parts:
        if isinstance(part, Text) and part.kind in ("prose", "heading", "sign"):
            part.html = part.html.replace("<p>", "　　").replace("</p>", "<br>")


@transformation("page")
def headings_missing(page: Page, rng: random.Random) -> None:
    """Tables without their section headings above (headings are pictures)."""
    for text in page.texts("heading"):
        if any(h in text.html for h in ("二、主动", "三、收到", "四、政府")):
            page.parts.remove(text)
