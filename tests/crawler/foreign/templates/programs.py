"""Programs that open and hide: years opened from hidden text, a tree whose branches are asked for one by one, entries that are forms,
files of rows loaded by number; and what needs a browser or a person: a challenge before a list, a sealed answer, a picture to copy."""

from __future__ import annotations

import base64
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from html import escape, unescape
from typing import Any

from samples.model import Document
from tests.crawler.foreign.browser import Browser, Shown
from tests.crawler.foreign.county import County
from tests.crawler.foreign.lists import Keys
from tests.crawler.foreign.lists import pages as pages_of
from tests.crawler.foreign.portal import Portal
from tests.crawler.foreign.standing import stand, static_column
from tests.crawler.foreign.templates.plain import turned
from tests.crawler.foreign.web import Asked, Reply, as_json, as_script, moved

NAME = "政府信息公开年报"
BODIES = "部门乡镇年报"


def _year(document: Document) -> int:
    return document.report.year if document.report else 0


def _own(browser: Browser, portal: Portal) -> Iterator[str]:
    """The county's own reports, which stand in a plain column."""
    for shown in turned(browser, browser.follow(browser.disclosure(), NAME), portal.look.next):
        yield from (url for url, _ in shown.links())


# -- years to open --------------------------------------------------------------------------------------------------------


def accordion(rng: random.Random, county: County) -> Portal:
    """A heading for each year; a click fills the panel below it from text that lies hidden in the page."""
    portal = Portal(county, rng)
    names = portal.names
    years = sorted({_year(r) for r in county.reports}, reverse=True)
    css, panel, store, attr, turn = names.css(), names.css(), names.var(), names.key(), names.function()
    lists = {y: portal.listing([r for r in county.reports if _year(r) == y]) for y in years}
    codes = {year: f"{names.key()}{year}" for year in years}
    heads = "".join(
        f'<h3 class="{css}" data-{attr}="{codes[year]}" onclick="{turn}(this)">{year}年<i>+</i></h3><div class="{panel}"></div>'
        for year in years
    )
    open_panel = f"""function {turn}(e) {{
  var p = $(e).next(), t = FILL;
  if (p.html()) p.toggle(); else p.html(t);
}}"""
    way = rng.randrange(4)
    if way == 0:
        hidden = "".join(
            f'<textarea id="{codes[y]}" style="display:none">{escape(lists[y])}</textarea>' for y in years
        )
        fill = f'$("#" + $(e).attr("data-{attr}")).val()'
    elif way == 1:
        hidden = "".join(f'<script type="text/html" id="{codes[y]}">{lists[y]}</script>' for y in years)
        fill = f'$("#" + $(e).attr("data-{attr}")).html()'
    elif way == 2:
        hidden = "".join(f'<div id="{codes[y]}" style="display:none"><!--{lists[y]}--></div>' for y in years)
        fill = f'document.getElementById($(e).attr("data-{attr}")).firstChild.nodeValue'
    else:
        texts = json.dumps({codes[y]: lists[y] for y in years})
        for mark, code in (("<", "\\u003c"), (">", "\\u003e"), ("/", "\\/")):
            texts = texts.replace(mark, code)
        hidden = f"<script>var {store} = {texts};</script>"
        fill = f'{store}[$(e).attr("data-{attr}")]'
    script = f"<script>{open_panel.replace('FILL', fill)}\n{turn}(document.querySelector('.{css}'));</script>"
    path = portal.page(f"/{names.slug()}/", NAME, heads + hidden + script)
    stand(portal, [(NAME, path)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), NAME)
        text = page.text
        if way == 0:
            text = unescape(text)
        elif way == 3:
            found = text.partition(f"{store} = ")[2].partition("};")[0]
            text = "".join(json.loads(f"{found}}}").values())
        yield from (url for url, _ in Shown(page.url, text, text).links())

    portal.clicks = clicks
    return portal


# -- a tree that grows ------------------------------------------------------------------------------------------------------

_TREE = """var setting = {{
  async: {{ enable: true, type: "get", dataType: "json", url: "{rest}", autoParam: ["{no}={parent}"], otherParam: {{ "{site}": "{code}" }} }},
  data: {{ key: {{ name: "{label}", isParent: "{folder}" }} }},
  callback: {{ onClick: function (e, t, {n}) {{
    if (!{n}.{folder}) parent.document.getElementById("{frame}").src = "{rows}?{column}=" + {n}.{no};
  }} }}
}};
$(function () {{ $.fn.zTree.init($("#{tree}"), setting); }});"""


def async_tree(rng: random.Random, county: County) -> Portal:
    """A platform in two frames: a tree whose branches are asked for when they are opened, its leaves lists in the other frame."""
    portal = Portal(county, rng)
    names = portal.names
    words = {w: names.key() for w in ("no", "parent", "site", "label", "folder", "column")}
    words |= {"code": names.hexadecimal(8), "n": names.var(), "frame": names.css(), "tree": names.css()}
    base = f"/{names.slug()}/"
    rest, rows = f"{base}{names.slug()}.{names.dynamic}", f"{base}{names.slug()}.{names.dynamic}"
    page_param = names.key()
    branches: dict[str, list[dict[str, Any]]] = defaultdict(list)
    leaves: dict[str, tuple[str, list[Document]]] = {}

    def branch(parent: str, label: str) -> str:
        code = names.digits(5)
        branches[parent].append({words["no"]: code, words["label"]: label, words["folder"]: True})
        return code

    def leaf(parent: str, label: str, papers: Sequence[Document]) -> None:
        code = names.digits(5)
        branches[parent].append({words["no"]: code, words["label"]: label, words["folder"]: False})
        leaves[code] = (label, list(papers))
        portal.rows(papers)

    government = branch("", "县政府信息公开目录")
    leaf(government, "政策文件", county.news[60:72])
    leaf(government, NAME, county.own)
    groups = {True: branch("", "乡镇信息公开目录"), False: branch("", "县直部门信息公开目录")}
    for organ in county.bodies:
        unit = branch(groups[organ.kind == "township"], organ.short)
        leaf(unit, "工作动态", county.news_of(organ, 6))
        leaf(unit, rng.choice(("信息公开年报", "年度报告", NAME)), county.of(organ))

    def nodes(asked: Asked) -> Reply:
        right = asked.params.get(words["site"]) == words["code"]
        return as_json(branches.get(asked.params.get(words["parent"], ""), []) if right else [])

    def listed(asked: Asked) -> Reply | None:
        label, papers = leaves.get(asked.params.get(words["column"], ""), ("", []))
        pages, number = portal.cut(papers), asked.number(page_param)
        if not label or not 1 <= number <= len(pages):
            return Reply("<html><body>请在左侧选择栏目</body></html>")
        to = f"{rows}?{words['column']}={asked.params[words['column']]}&amp;{page_param}={number + 1}"
        further = f'<a href="{to}">{portal.look.next}</a>' if number < len(pages) else ""
        body = f"<h4>{label}</h4>{portal.listing(pages[number - 1])}<p>{further}</p>"
        return Reply(f"<html><body>{body}</body></html>")

    portal.handle(rest, nodes)
    portal.handle(rows, listed)
    portal.text("/js/jquery.ztree.core.min.js", "/*! zTree */ jQuery.fn.zTree = {init: function () {}};")
    code = _TREE.format(**words, rest=rest, rows=rows)
    inline = rng.random() < 0.5
    file = "" if inline else portal.text(f"{base}{names.slug()}.js", code)
    own = f"<script>{portal.dialect.script(code)}</script>" if inline else f'<script src="{file}"></script>'
    left, right = f"{base}{names.slug()}.{names.static}", f"{base}{names.slug()}.{names.static}"
    jquery = portal.text(
        "/js/jquery-1.4.4.min.js", "/*! jQuery */ window.jQuery = window.$ = function () {};"
    )
    library = f'<script src="{jquery}"></script><script src="/js/jquery.ztree.core.min.js"></script>'
    tree = (
        f'<html><head>{library}</head><body><ul id="{words["tree"]}" class="ztree"></ul>{own}</body></html>'
    )
    portal.handle(left, lambda _: Reply(tree))
    portal.handle(right, lambda _: Reply("<html><body>请在左侧选择栏目</body></html>"))
    frames = f'<iframe src="{left}" width="240"></iframe><iframe src="{right}" id="{words["frame"]}" width="740"></iframe>'
    portal.page(base, "政府信息公开平台", frames)
    stand(portal, [("政府信息公开平台", base)])

    def grown(browser: Browser, page: Shown, query: str) -> Iterator[str]:
        """Open a branch, go through its leaves, and open the branches below it."""
        for node in browser.ask(page, f"{rest}?{words['site']}={words['code']}{query}").json():
            number = node[words["no"]]
            if node[words["folder"]]:
                yield from grown(browser, page, f"&{words['parent']}={number}")
                continue
            first = browser.ask(page, f"{rows}?{words['column']}={number}")
            for shown in turned(browser, first, portal.look.next):
                yield from (url for url, _ in shown.links())

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.ask(browser.follow(browser.disclosure(), "政府信息公开平台"), left)
        yield from grown(browser, browser.go(page.url, page), "")

    portal.clicks = clicks
    return portal


# -- entries that are forms -------------------------------------------------------------------------------------------------

_ENTRY = """<form name="{form}" action="{rest}" method="post" target="_blank"><input type="hidden" name="{unit}" value="{chosen}">
<input type="hidden" name="{kind}" value="{annual}"></form>"""


def post_entry(rng: random.Random, county: County) -> Portal:
    """更多 and the names of bodies send a form: the lists have one address, and only a POST with the right fields shows one."""
    portal = Portal(county, rng)
    names = portal.names
    words = {w: names.key() for w in ("unit", "kind")} | {"annual": names.digits(4)}
    rest, opens, param = f"/{names.slug()}/{names.slug()}.{names.dynamic}", names.function(), names.var()
    own_form, form = names.var(), names.var()
    units = {names.digits(6): ("县政府", county.own)}
    units |= {names.digits(6): (organ.short, county.of(organ)) for organ in county.bodies}
    government, *others = units

    def listed(asked: Asked) -> Reply:
        short, papers = units.get(asked.params.get(words["unit"], ""), ("", []))
        if asked.method != "POST" or asked.params.get(words["kind"]) != words["annual"] or not short:
            return Reply(portal.framed("提示", "<p>参数错误，请从首页进入。</p>"))
        return Reply(portal.framed(f"{short}信息公开年报", portal.listing(papers)))

    portal.handle(rest, listed)
    portal.rows(county.reports)
    entry = _ENTRY.format(form=own_form, rest=rest, chosen=government, **words)
    more = f'<a href="javascript:document.{own_form}.submit();">更多&gt;&gt;</a>'
    box = f"<div><h3>{NAME}</h3>{portal.listing(county.own[:2])}{more}</div>{entry}"
    directory = f"/{names.slug()}/"
    call = rng.choice((
        "<li><a href=\"javascript:{opens}('{code}')\">{short}</a></li>",
        "<li><a href=\"#\" onclick=\"{opens}('{code}');return false;\">{short}</a></li>",
        "<li onclick=\"{opens}('{code}')\">{short}</li>",
    ))  # fmt: skip
    entries = "".join(call.format(opens=opens, code=code, short=units[code][0]) for code in others)
    script = f"""<script>function {opens}({param}) {{
  document.{form}.{words["unit"]}.value = {param};
  document.{form}.submit();
}}</script>"""
    body = f"<ul>{entries}</ul>{_ENTRY.format(form=form, rest=rest, chosen='', **words)}{script}"
    portal.page(directory, BODIES, body)
    stand(portal, [(BODIES, directory)], body=box)

    def clicks(browser: Browser) -> Iterator[str]:
        disclosure = browser.disclosure()
        page = browser.follow(disclosure, BODIES)
        for code in units:
            since = disclosure if code == government else page
            shown = browser.ask(since, rest, {words["unit"]: code, words["kind"]: words["annual"]})
            yield from (url for url, _ in shown.links())

    portal.clicks = clicks
    return portal


# -- files of rows by number --------------------------------------------------------------------------------------------------

_LOADING = """<ul id="{box}"></ul><div id="{box}p"></div><script src="{conf}"></script><script>
function {load}({n}) {{
  var {s} = document.createElement("script");
  {s}.charset = "utf-8";
  {s}.src = {dir} + "{stem}" + {n} + ".js";
  document.getElementsByTagName("head")[0].appendChild({s});
}}
function {draw}({rows}) {{
  var h = "";
  for (var i = 0; i < {rows}.length; i++) h += '<li><a href="' + {rows}[i].{url} + '">' + {rows}[i].{title} + "</a> " + {rows}[i].{day} + "</li>";
  document.getElementById("{box}").innerHTML = h;
}}
(function () {{
  var h = "";
  for (var p = 1; p <= {total}; p++) h += '<label onclick="{load}(' + p + ')">' + p + "</label> ";
  document.getElementById("{box}p").innerHTML = h;
}})();
{load}(1);
</script>"""


def numbered_files(rng: random.Random, county: County) -> Portal:
    """Each page of rows is a file of script that the page appends to its head; how many there are stands in one more file."""
    portal = Portal(county, rng)
    names, keys = portal.names, Keys.drawn(portal.names)
    words = {w: names.var() for w in ("n", "s", "dir", "rows", "total")}
    words |= {"box": names.css(), "load": names.function(), "draw": names.function()}
    words |= {"stem": rng.choice(("list", "data", "p")) + rng.choice(("", "_", "-"))}
    folder = f"/{names.slug()}/{names.slug()}/"
    pages = portal.cut(county.reports)
    settings = f'var {words["total"]} = {len(pages)}, {words["dir"]} = "{folder}";'
    conf = portal.text(f"{folder}{names.slug()}.js", settings)
    files = []
    for number, mine in enumerate(pages, 1):
        rows = json.dumps([keys.row(portal, d) for d in mine], ensure_ascii=rng.random() < 0.5)
        files.append(f"{folder}{words['stem']}{number}.js")
        portal.handle(files[-1], lambda _, rows=rows: as_script(f"{words['draw']}({rows});"))
    shown = {"url": keys.url, "title": keys.title, "day": keys.day}
    path = portal.page(f"/{names.slug()}/", NAME, _LOADING.format(**words, **shown, conf=conf))
    stand(portal, [(NAME, path)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), NAME)
        for file in files:
            browser.printed(folder, page)
            browser.printed(words["stem"], page)
            text = browser.go(f"{page.url.rpartition(path)[0]}{file}", page).text
            rows = json.loads(text.removeprefix(f"{words['draw']}(").removesuffix(");"))
            yield from browser.addresses(page, keys.addresses({keys.rows: rows}))

    portal.clicks = clicks
    return portal


# -- what needs a browser ---------------------------------------------------------------------------------------------------

_QUESTION = """<html><head><meta charset="utf-8"><script>
var {q} = "{question}", {f} = {factor}, {u} = "{path}";
function {count}() {{
  var t = 0;
  for (var i = 0; i < {q}.length; i++) t += {q}.charCodeAt(i) * (i % {f} + 1);
  return "{salt}" + t * {f};
}}
window.location = {u} + "?{param}=" + encodeURIComponent(btoa({count}()));
</script></head><body></body></html>"""


def challenge_page(rng: random.Random, county: County) -> Portal:
    """The directory of bodies lies behind a firewall that sets each visitor a sum; its answer earns a cookie."""
    portal = Portal(county, rng)
    names = portal.names
    words = {w: names.var() for w in ("q", "f", "u", "param")} | {"count": names.function()}
    words |= {"salt": names.hexadecimal(8).upper()}
    factor, cookie, value = rng.randint(5, 31), names.var(), names.hexadecimal(24)
    directory = f"/{names.slug()}/"
    seed, given = rng.random(), set[str]()

    def result(question: str) -> str:
        total = sum(ord(c) * (i % factor + 1) for i, c in enumerate(question))
        return base64.b64encode(f"{words['salt']}{total * factor}".encode()).decode()

    def guard(asked: Asked) -> Reply | None:
        if not asked.path.startswith(directory) or f"{cookie}={value}" in asked.cookie:
            return None
        if asked.params.get(words["param"], "") in given:
            return moved(asked.path, ("Set-Cookie", f"{cookie}={value}; path=/; HttpOnly"))
        question = f"{random.Random(f'{seed}/{len(given)}').getrandbits(64):016x}"
        given.add(result(question))
        return Reply(_QUESTION.format(**words, question=question, factor=factor, path=asked.path))

    portal.guard = guard
    own = static_column(portal, NAME, county.own)
    others = [r for r in county.reports if r not in county.own]
    static_column(portal, BODIES, others, directory)
    stand(portal, [(NAME, own), (BODIES, directory)])
    portal.closed |= {r.key for r in others}
    portal.named.append(directory)

    def clicks(browser: Browser) -> Iterator[str]:
        yield from _own(browser, portal)
        page = browser.follow(browser.disclosure(), BODIES)
        question = page.text.partition(f'{words["q"]} = "')[2].partition('"')[0]
        solved = result(question).replace("=", "%3D").replace("+", "%2B").replace("/", "%2F")
        page = browser.go(f"{page.url}?{words['param']}={solved}", page)
        for shown in turned(browser, page, portal.look.next):
            yield from (url for url, _ in shown.links())

    portal.clicks = clicks
    return portal


_SEALED = """(function (w) {{
  var {k} = [{codes}].map(function (c, i) {{ return String.fromCharCode(c ^ (i * {step} & 255)); }}).join("");
  function {unseal}(t) {{
    var s = [], i, j = 0, x, o = "", b = atob(t);
    for (i = 0; i < 256; i++) s[i] = i;
    for (i = 0; i < 256; i++) {{ j = (j + s[i] + {k}.charCodeAt(i % {k}.length)) % 256; x = s[i]; s[i] = s[j]; s[j] = x; }}
    i = j = 0;
    for (var y = 0; y < b.length; y++) {{
      i = (i + 1) % 256; j = (j + s[i]) % 256; x = s[i]; s[i] = s[j]; s[j] = x;
      o += String.fromCharCode(b.charCodeAt(y) ^ s[(s[i] + s[j]) % 256]);
    }}
    return JSON.parse(decodeURIComponent(escape(o)));
  }}
  w.{load} = function ({n}) {{
    $.getJSON("{rest}", {{ {cat}: $("#{box}").attr("data-{attr}"), {page}: {n} }}, function ({d}) {{
      var r = {unseal}({d}.{sealed});
      $("#{box}").html($.map(r.{rows}, function (v) {{ return "<li><a href='" + v.{url} + "'>" + v.{title} + "</a></li>"; }}).join(""));
      $("#{box}p").html($.map(new Array(Math.ceil(r.{total} / {size})), function (v, i) {{
        return '<a href="javascript:{load}(' + (i + 1) + ')">' + (i + 1) + "</a>"; }}).join(" "));
    }});
  }};
  $(function () {{ w.{load}(1); }});
}})(window);"""


def _rc4(data: bytes, key: bytes) -> bytes:
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    i = j = 0
    found = bytearray()
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        found.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(found)


def sealed_answer(rng: random.Random, county: County) -> Portal:
    """The request is printed plainly, but its answer is encrypted: the program of the page holds the key in pieces."""
    portal = Portal(county, rng)
    names, keys, size = portal.names, Keys.drawn(portal.names), portal.look.size
    words = {w: names.var() for w in ("k", "n", "d", "cat", "page")}
    words |= {"unseal": names.function(), "load": names.function(), "box": names.css()}
    words |= {"attr": names.key(), "sealed": names.key()}
    key, step, column = names.hexadecimal(16), rng.randint(3, 60), names.digits(5)
    codes = ",".join(str(ord(c) ^ (i * step & 255)) for i, c in enumerate(key))
    rest, file = f"/{names.slug()}/{names.slug()}.{names.dynamic}", f"/{names.slug()}/{names.slug()}.js"
    portal.text(file, _SEALED.format(**words, **vars(keys), codes=codes, step=step, rest=rest, size=size))

    def answer(asked: Asked) -> Reply:
        mine = county.reports if asked.params.get(words["cat"]) == column else []
        plain = json.dumps(keys.answer(portal, mine, asked.number(words["page"]), size), ensure_ascii=False)
        packed = base64.b64encode(_rc4(plain.encode(), key.encode())).decode()
        return as_json({"code": 200, "msg": "操作成功", words["sealed"]: packed})

    portal.handle(rest, answer)
    box = f'<ul id="{words["box"]}" data-{words["attr"]}="{column}"></ul><div id="{words["box"]}p"></div>'
    path = portal.page(f"/{names.slug()}/", NAME, f'{box}<script src="{file}"></script>')
    stand(portal, [(NAME, path)])
    portal.closed |= {r.key for r in county.reports}
    portal.named += [path, rest]  # the request that a reason may name is as telling as its page

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), NAME)
        browser.printed(codes, page)
        for number in range(1, pages_of(county.reports, size) + 1):
            query = f"{rest}?{words['cat']}={column}&{words['page']}={number}"
            sealed = base64.b64decode(browser.ask(page, query).json()[words["sealed"]])
            yield from browser.addresses(page, keys.addresses(json.loads(_rc4(sealed, key.encode()))))

    portal.clicks = clicks
    return portal


_STROKES = (
    "00 10 12 02 00", "10 12", "00 10 11 01 02 12", "00 10 11 01 11 12 02", "00 01 11 10 12",
    "10 00 01 11 12 02", "10 00 02 12 11 01", "00 10 12", "00 10 12 02 00 01 11", "11 01 00 10 12 02",
)  # fmt: skip
"""Each digit as the corners that a pen goes through, column and row."""
_QUERY = """<form action="{rest}" method="post"><table><tr><td>公开单位</td><td><select name="{unit}"><option value="">全部</option>{options}</select></td></tr>
<tr><td>验证码</td><td><input name="{code}" size="4" autocomplete="off"><img src="{picture}" onclick="this.src='{picture}?'+Math.random()" alt="看不清？换一张"></td></tr>
<tr><td colspan="2"><input type="submit" value="查询"></td></tr></table></form>{said}"""


def _drawn(code: str, rng: random.Random) -> str:
    """Four digits as a picture of strokes, each a little out of its place, with a line through them."""
    paths = []
    for at, digit in enumerate(code):
        x, y = 12 + at * 26 + rng.randint(-3, 3), 8 + rng.randint(-4, 4)
        points = [(x + 12 * int(p[0]), y + 12 * int(p[1])) for p in _STROKES[int(digit)].split()]
        paths.append("M" + " L".join(f"{a} {b}" for a, b in points))
    lines = "".join(f'<path d="{d}" stroke="#333" stroke-width="2" fill="none"/>' for d in paths)
    noise = f'<path d="M0 {rng.randint(5, 35)} L120 {rng.randint(5, 35)}" stroke="#999" fill="none"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="120" height="44">{lines}{noise}</svg>'


def _read(picture: str) -> str:
    """The digits of a picture, as eyes see them."""
    digits = ""
    for stroke in re.findall(r'd="M([^"]+)" stroke="#333"', picture):
        points = [tuple(map(int, p.split())) for p in stroke.split(" L")]
        x = min(a for a, _ in points) - (12 if len(points) == 2 else 0)
        y = min(b for _, b in points)
        digits += str(_STROKES.index(" ".join(f"{(a - x) // 12}{(b - y) // 12}" for a, b in points)))
    return digits


def captcha_query(rng: random.Random, county: County) -> Portal:
    """The reports of bodies come as the answer to a form that wants the digits of a picture; only a person is to copy them."""
    portal = Portal(county, rng)
    names = portal.names
    words = {"unit": names.key(), "code": names.key()}
    folder, page_param = f"/{names.slug()}/", names.key()
    rest, picture = f"{folder}{names.slug()}.{names.dynamic}", f"{folder}{names.slug()}.{names.dynamic}"
    cookie, seed, codes, passed = names.var(), rng.random(), dict[str, str](), dict[str, str]()
    units = {names.digits(4): organ for organ in county.bodies}
    options = "".join(f'<option value="{code}">{organ.name}</option>' for code, organ in units.items())
    others = [r for r in county.reports if r not in county.own]
    portal.rows(others)

    def form(said: str) -> str:
        return portal.framed(
            BODIES, _QUERY.format(**words, rest=rest, picture=picture, options=options, said=said)
        )

    def session(asked: Asked) -> str:
        return asked.cookie.partition(f"{cookie}=")[2].partition(";")[0]

    def drawn(asked: Asked) -> Reply:
        dice = random.Random(f"{seed}/{len(codes)}")
        mine = session(asked) or f"{dice.getrandbits(64):016x}"
        codes[mine] = f"{dice.randrange(10_000):04d}"
        given = (("Set-Cookie", f"{cookie}={mine}; path=/"), ("Cache-Control", "no-store"))
        return Reply(_drawn(codes[mine], dice), kind="image/svg+xml", headers=given)

    def listed(asked: Asked) -> Reply:
        mine = session(asked)
        if asked.method == "POST":
            if not mine or codes.pop(mine, "") != asked.params.get(words["code"], "-"):
                return Reply(form("<p style='color:red'>验证码错误，请重新输入！</p>"))
            passed[mine] = asked.params.get(words["unit"], "")
        if mine not in passed:
            return Reply(form(""))
        organ = units.get(passed[mine])
        pages, number = portal.cut(county.of(organ) if organ else others), asked.number(page_param)
        shown = pages[min(number, len(pages)) - 1]
        further = f'<a href="{rest}?{page_param}={number + 1}">{portal.look.next}</a>'
        more = further if number < len(pages) else ""
        return Reply(portal.framed("查询结果", f"{portal.listing(shown)}<p>{more}</p>"))

    portal.handle(rest, listed)
    portal.handle(picture, drawn)
    path = portal.handle(folder, lambda _: Reply(form("")))
    own = static_column(portal, NAME, county.own)
    stand(portal, [(NAME, own), (BODIES, path)])
    portal.closed |= {r.key for r in others}
    portal.named.append(path)

    def clicks(browser: Browser) -> Iterator[str]:
        yield from _own(browser, portal)
        page = browser.follow(browser.disclosure(), BODIES)
        seen = _read(browser.ask(page, picture).text)
        browser.printed(words["code"], page)
        host = page.url.rpartition(path)[0]
        first = browser.go(f"{host}{rest}", page, {words["unit"]: "", words["code"]: seen})
        for shown in turned(browser, first, portal.look.next):
            yield from (url for url, _ in shown.links())

    portal.clicks = clicks
    return portal
