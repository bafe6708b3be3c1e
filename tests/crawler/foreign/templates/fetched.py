"""Lists that a page fetches: data files by scripts of the newer manner, a tree of bodies in a file of XML, pages of years that a script counts."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from html import escape

from samples.model import Document
from tests.crawler.foreign.browser import Browser
from tests.crawler.foreign.county import County
from tests.crawler.foreign.lists import Keys, pages
from tests.crawler.foreign.portal import Portal
from tests.crawler.foreign.standing import stand, static_column
from tests.crawler.foreign.templates.plain import turned
from tests.crawler.foreign.web import Reply, as_json

NAME = "政府信息公开年报"


def _year(document: Document) -> int:
    return document.report.year if document.report else 0


# -- scripts of the newer manner ------------------------------------------------------------------------------------

_FETCHES = (
    """const {conf} = {{ root: '{root}', id: '{id}', ext: '{ext}' }};
let {page} = 1;
const {show} = async () => {{
  const res = await fetch(`${{{conf}.root}}/${{{conf}.id}}/{word}${{{page}}}${{{conf}.ext}}`);
  const {{ {rows}, {total} }} = await res.json();
  {rows}.forEach(r => document.querySelector('#{box}').insertAdjacentHTML('beforeend', `<li><a href="${{r.{url}}}">${{r.{title}}}</a><i>${{r.{day}}}</i></li>`));
  document.querySelector('#{more}').hidden = {page} * {size} >= {total};
}};
document.querySelector('#{more}').addEventListener('click', () => {{ {page}++; {show}(); }});
{show}();""",
    """const {conf} = '{root}/{id}/';
function {show}({page}) {{
  axios.get({conf} + '{word}' + {page} + '{ext}').then(({{ data }}) => {{
    document.getElementById('{box}').innerHTML += data.{rows}.map(r => '<li><a href="' + r.{url} + '">' + r.{title} + '</a>' + r.{day} + '</li>').join('');
    if ({page} * {size} < data.{total}) document.getElementById('{more}').onclick = () => {show}({page} + 1);
  }});
}}
{show}(1);""",
)


def modern_fetch(rng: random.Random, county: County) -> Portal:
    """Rows in files of JSON whose address is a template of three variables and the number of the page; a button asks for the next."""
    portal = Portal(county, rng)
    names, keys, size = portal.names, Keys.drawn(portal.names), 7
    root, column_id = f"/{names.slug()}/{names.slug()}", names.digits(5)
    word, ext = rng.choice((("p", ".json"), ("list_", ".json"), ("", ".json"), ("page-", ".txt")))
    for number in range(1, pages(county.reports, size) + 1):
        text = as_json(keys.answer(portal, county.reports, number, size)).body
        portal.text(f"{root}/{column_id}/{word}{number}{ext}", text, "application/json")
    box, more = names.css(), names.css()
    code = rng.choice(_FETCHES).format(
        conf=names.var(), root=root, id=column_id, ext=ext, page=names.var(), show=names.function(), word=word, box=box, more=more, size=size,
        rows=keys.rows, total=keys.total, url=keys.url, title=keys.title, day=keys.day,
    )  # fmt: skip
    body = f'<ul id="{box}"></ul><button id="{more}">加载更多</button><script>{code}</script>'
    column = portal.page(f"/{names.slug()}/", NAME, body)
    stand(portal, [(NAME, column)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), NAME)
        for number in range(1, pages(county.reports, size) + 1):
            answer = browser.ask(page, f"{root}/{column_id}/{word}{number}{ext}").json()
            yield from browser.addresses(page, keys.addresses(answer))

    portal.clicks = clicks
    return portal


# -- a tree in XML --------------------------------------------------------------------------------------------------

_TREES = (
    (
        '<?xml version="1.0" encoding="utf-8"?>\n<tree id="0"><item text="{name}" id="{top}" open="1">{items}</item></tree>',
        '<item text="{words}" id="{id}"><userdata name="{key}">{url}</userdata></item>',
        """var {tree} = new dhtmlXTreeObject("{box}", "100%", "100%", 0);
{tree}.setImagePath("/images/tree/");
{tree}.setOnClickHandler(function (id) {{ document.getElementById("{frame}").src = {tree}.getUserData(id, "{key}"); }});
{tree}.loadXML("{path}");""",
    ),
    (
        '<?xml version="1.0" encoding="utf-8"?>\n<menu><folder name="{name}" no="{top}">{items}</folder></menu>',
        '<node name="{words}" no="{id}" {key}="{url}"/>',
        """$.ajax({{ url: "{path}", dataType: "xml", success: function (x) {{
  $(x).find("node").each(function () {{
    var {tree} = $(this);
    $("<li>").text({tree}.attr("name")).click(function () {{ $("#{frame}").attr("src", {tree}.attr("{key}")); }}).appendTo("#{box}");
  }});
}} }});""",
    ),
)


def xml_menu(rng: random.Random, county: County) -> Portal:
    """The directory of bodies is a tree that a script draws from a file of XML; a click on a node loads its list into a frame."""
    portal = Portal(county, rng)
    names = portal.names
    own = static_column(portal, NAME, county.own)
    whole, line, code = rng.choice(_TREES)
    folder, key = f"/{names.slug()}/", rng.choice(("url", "link", names.key()))
    lists = []
    for organ in county.bodies:
        path = static_column(portal, f"{organ.short}年报", county.of(organ), f"{folder}{names.slug()}/")
        lists.append((organ.short, path))
    items = "".join(
        line.format(words=escape(w), id=names.digits(5), key=key, url=escape(p)) for w, p in lists
    )
    text = whole.format(name="公开主体", top=names.digits(5), items=items)
    path = f"{folder}{names.slug()}.{rng.choice(('xml', 'xml', names.dynamic))}"
    portal.handle(path, lambda _: Reply(text, kind="text/xml"))
    box, frame = names.css(), names.css()
    code = code.format(tree=names.var(), box=box, frame=frame, key=key, path=path)
    words = rng.choice(("部门乡镇年报", "部门信息公开", "各单位信息公开年报"))
    body = f'<div id="{box}"></div><iframe id="{frame}" width="700" height="600"></iframe><script>{code}</script>'
    column = portal.page(folder, words, body)
    stand(portal, [(NAME, own), (words, column)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.disclosure()
        for shown in turned(browser, browser.follow(page, NAME), portal.look.next):
            yield from (url for url, _ in shown.links())
        page = browser.follow(page, words)
        tree = browser.ask(page, path)
        for place in re.findall(rf'(?:"{key}">|\b{key}=")([^"<]+)', tree.text):
            for shown in turned(browser, browser.ask(page, place), portal.look.next):
                yield from (url for url, _ in shown.links())

    portal.clicks = clicks
    return portal


# -- years up to now ------------------------------------------------------------------------------------------------

_COUNTED = (
    """var {now} = new Date().getFullYear();
for (var {y} = {now} - 1; {y} >= {first}; {y}--) {{
  document.write('<li><a href="{folder}' + {y} + '.{end}">' + {y} + '年度</a></li>');
}}""",
    """var {now} = new Date();
var s = "";
for (var {y} = {first}; {y} < {now}.getFullYear(); {y}++) {{
  s = "<li><a href='{folder}" + {y} + ".{end}'>" + {y} + "年</a></li>" + s;
}}
document.getElementById("{box}").innerHTML = s;""",
)


def years_until_now(rng: random.Random, county: County) -> Portal:
    """A page for each year; a script counts the years from the first one to that of the visitor's clock."""
    portal = Portal(county, rng)
    names = portal.names
    years = sorted({_year(r) for r in county.reports})
    folder, end, box = f"/{names.slug()}/", names.static, names.css()
    for year in years:
        mine = [r for r in county.reports if _year(r) == year]
        portal.page(f"{folder}{year}.{end}", f"{year}年度", portal.listing(mine))
    code = rng.choice(_COUNTED).format(
        now=names.var(), y=names.key(), first=years[0], folder=folder, end=end, box=box
    )
    column = portal.page(folder, NAME, f'<ul id="{box}"></ul><script>{code}</script>')
    stand(portal, [(NAME, column)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), NAME)
        browser.printed(f"{folder}{years[0]}.{end}", page)
        for year in years:
            yield from (url for url, _ in browser.go(f"{page.url}{year}.{end}", page).links())

    portal.clicks = clicks
    return portal
