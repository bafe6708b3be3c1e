"""Empty pages that same-host script files fill: ids in metas, hidden fields, addresses and `data-` attributes."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import count

from tests.crawler.foreign.browser import Browser
from tests.crawler.foreign.county import County
from tests.crawler.foreign.lists import Keys
from tests.crawler.foreign.portal import Portal
from tests.crawler.foreign.standing import links, stand, static_column
from tests.crawler.foreign.web import Asked, Reply, as_json

_DRAWING = """
    var html = "";
    for (var i = 0; i < {d}.{rows}.length; i++) {{
      html += '<li><a href="' + {d}.{rows}[i].{url} + '">' + {d}.{rows}[i].{title} + "</a></li>";
    }}
    $("#{box}").html(html);
    {pager}(Math.ceil({d}.{total} / {size}), {n});
"""
_REQUESTS = (
    """$.post({conf}.{root} + "{rest}", {{{col}: {no}, {site}: {conf}.{siteno}, {page}: {n}}}, function ({d}) {{"""
    + _DRAWING
    + """}}, "json");""",
    """$.ajax({{type: "POST", url: {conf}.{root} + "{rest}", dataType: "json",
   data: {{"{col}": {no}, "{site}": {conf}.{siteno}, "{page}": {n}}}, success: function ({d}) {{"""
    + _DRAWING
    + """}}}});""",
    """var ask = new XMLHttpRequest();
   ask.open("POST", {conf}.{root} + "{rest}", true);
   ask.setRequestHeader("Content-Type", "application/x-www-form-urlencoded");
   ask.onload = function () {{ var {d} = JSON.parse(ask.responseText);"""
    + _DRAWING
    + """}};
   ask.send("{col}=" + {no} + "&{site}=" + {conf}.{siteno} + "&{page}=" + {n});""",
    """fetch({conf}.{root} + "{rest}", {{method: "POST", body: new URLSearchParams({{{col}: {no}, {site}: {conf}.{siteno}, {page}: {n}}})}})
   .then(function (r) {{ return r.json(); }}).then(function ({d}) {{"""
    + _DRAWING
    + """}});""",
)
_POSTING = """var {no} = $("meta[name={meta}]").attr("content");
function {show}({n}) {{
  @request@
}}
function {pager}(all, now) {{
  var html = "";
  for (var p = 1; p <= all; p++) html += p == now ? p : '<a onclick="{show}(' + p + ')">' + p + "</a>";
  $("#{box}p").html(html);
}}
$(function () {{ {show}(1); }});
"""


def meta_and_two_files(rng: random.Random, county: County) -> Portal:
    """The column's id in a meta, the site's in one file, the POST in another."""
    portal = Portal(county, rng)
    names, keys, size = portal.names, Keys.drawn(portal.names), portal.look.size
    root, rest = f"/{names.slug()}", f"/{names.slug()}.{names.dynamic}"
    words = {w: names.var() for w in ("no", "conf", "root", "siteno", "n", "d", "col", "site", "page")}
    words |= {"show": names.function(), "pager": names.function(), "box": names.css(), "meta": names.var()}
    column, site = f"c{names.digits(4)}", names.hexadecimal(12)
    scripts = f"/{names.slug()}"
    conf = f'var {words["conf"]} = {{{words["siteno"]}: "{site}", {words["root"]}: "{root}"}};'
    portal.text(f"{scripts}/conf.js", conf)
    posting = _POSTING.replace("@request@", rng.choice(_REQUESTS))
    portal.text(f"{scripts}/{words['show']}.js", posting.format(**words, rest=rest, size=size, **vars(keys)))

    def rows(asked: Asked) -> Reply:
        if (
            asked.method != "POST"
            or asked.params.get(words["col"]) != column
            or asked.params.get(words["site"]) != site
        ):
            return as_json({keys.total: 0, keys.rows: []})
        return as_json(keys.answer(portal, county.reports, asked.number(words["page"]), size))

    portal.handle(root + rest, rows)
    files = "".join(f'<script src="{scripts}/{f}.js"></script>' for f in ("conf", words["show"]))
    path = portal.page(
        f"/{names.slug()}/",
        "政府信息公开年报",
        f'<ul id="{words["box"]}"></ul><div id="{words["box"]}p"></div>{files}',
        f'<meta name="{words["meta"]}" content="{column}">',
    )
    stand(portal, [("政府信息公开年报", path)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), "公开年报")
        for number in count(1):
            form = {words["col"]: column, words["site"]: site, words["page"]: number}
            answer = browser.ask(page, root + rest, form)
            if not answer.json()[keys.rows]:
                return
            yield from browser.addresses(page, keys.addresses(answer.json()))

    portal.clicks = clicks
    return portal


_REST = """function {load}({n}) {{
  var {body} = {{ {token}: {guid}, {params}: {{ {cat}: {query}("{q}"), {page}: {n}, {size_key}: {size} }} }};
  $.ajax({{ url: {base} + "/{verb}", type: "post", contentType: "application/json;charset=utf-8",
    data: JSON.stringify({body}), success: function ({d}) {{
      var list = {d}.{custom}.{rows}, html = [];
      $.each(list, function (i, it) {{ html.push('<li><a href="' + it.{url} + '">' + it.{title} + "</a></li>"); }});
      $(".{box}").html(html.join(""));
      $(".{box}").next().page({{ total: {d}.{custom}.{total}, size: {size}, go: {load} }});
    }} }});
}}
$(document).ready(function () {{ {load}(0); }});
"""
_COMMON = """var {guid} = '{site}', {base} = '{root}';
function {query}(name) {{
  var m = new RegExp('(^|&)' + name + '=([^&]*)').exec(location.search.substr(1));
  return m ? decodeURIComponent(m[2]) : '';
}}
"""


def rest_with_json(rng: random.Random, county: County) -> Portal:
    """The column's id in the page's own address, the request a JSON body, pages counted from 0."""
    portal = Portal(county, rng)
    names, keys, size = portal.names, Keys.drawn(portal.names), portal.look.size
    words = {w: names.var() for w in ("n", "body", "guid", "base", "d", "q", "custom")}
    words |= {w: names.key() for w in ("token", "params", "cat", "page", "size_key")}
    words |= {
        "load": names.function(),
        "query": names.function(),
        "box": names.css(),
        "verb": names.function(),
    }
    column, site, root = names.digits(9), names.hexadecimal(32), f"/{names.slug()}/rest/{names.slug()}"
    scripts = f"/{names.slug()}/js"
    portal.text(f"{scripts}/common.js", _COMMON.format(**words, site=site, root=root))
    portal.text(f"{scripts}/{words['load']}.js", _REST.format(**words, size=size, **vars(keys)))

    def rows(asked: Asked) -> Reply:
        sent = asked.json if isinstance(asked.json, dict) else {}
        wanted = sent.get(words["params"], {})
        right = (
            sent.get(words["token"]) == site
            and isinstance(wanted, dict)
            and wanted.get(words["cat"]) == column
        )
        page = int(wanted.get(words["page"], 0)) + 1 if right else 0
        return as_json({words["custom"]: keys.answer(portal, county.reports if right else [], page, size)})

    portal.handle(f"{root}/{words['verb']}", rows)
    files = "".join(f'<script src="{scripts}/{f}.js"></script>' for f in ("common", words["load"]))
    shell = f"/{names.slug()}/{names.slug()}.{names.static}"
    portal.page(shell, "政府信息公开年报", f'<div class="{words["box"]}"></div><div></div>{files}')
    stand(portal, [("信息公开年报", f"{shell}?{words['q']}={column}")])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), "信息公开年报")
        for number in count(0):
            params = {words["cat"]: column, words["page"]: number, words["size_key"]: size}
            body = {words["token"]: site, words["params"]: params}
            answer = browser.ask(page, f"{root}/{words['verb']}", body=body).json()[words["custom"]]
            if not answer[keys.rows]:
                return
            yield from browser.addresses(page, keys.addresses(answer))

    portal.clicks = clicks
    return portal


_UNIT = """(function () {{
  var {box} = document.querySelector(".{css}"), {unit} = {box}.getAttribute("data-{attr}"), {now} = 0;
  function {load}() {{
    fetch("{path}?{pu}=" + {unit} + "&{pp}=" + (++{now}) + "&{ps}={size}").then(function (r) {{ return r.json(); }})
      .then(function ({d}) {{
        {d}.{rows}.forEach(function (it) {{
          {box}.insertAdjacentHTML("beforeend", "<p><a href='" + it.{url} + "'>" + it.{title} + "</a></p>");
        }});
        if ({now} * {size} >= {d}.{total}) document.getElementById("{css}m").style.display = "none";
      }});
  }}
  document.getElementById("{css}m").onclick = {load};
  {load}();
}})();
"""


def good_column_and_filled_departments(rng: random.Random, county: County) -> Portal:
    """The county's reports stand plainly; those of its bodies are filled in by a file, from a `data-` attribute."""
    portal = Portal(county, rng)
    names, keys, size = portal.names, Keys.drawn(portal.names), 2
    words = {w: names.var() for w in ("box", "unit", "now", "d", "pu", "pp", "ps")}
    words |= {"css": names.css(), "attr": names.key(), "load": names.function()}
    path, script = f"/{names.slug()}/{names.slug()}", f"/{names.slug()}/{names.slug()}.js"
    portal.text(script, _UNIT.format(**words, path=path, size=size, **vars(keys)))
    units = {names.hexadecimal(8): organ for organ in county.bodies}

    def rows(asked: Asked) -> Reply:
        organ = units.get(asked.params.get(words["pu"], ""))
        mine = county.of(organ) if organ else []
        return as_json(keys.answer(portal, mine, asked.number(words["pp"]), size))

    portal.handle(path, rows)
    own = static_column(portal, "政府信息公开年报", county.own)
    directory, found = f"/{names.slug()}/", []
    for unit, organ in units.items():
        box = f'<div class="{words["css"]}" data-{words["attr"]}="{unit}"></div><a id="{words["css"]}m">加载更多</a>'
        annual = portal.page(
            f"{directory}{names.slug()}/nb.{names.static}",
            f"{organ.short}信息公开年报",
            f'{box}<script src="{script}"></script>',
        )
        news = static_column(portal, "工作动态", county.news_of(organ, 8))
        home = f"{directory}{names.slug()}/"
        portal.page(home, organ.short, f"<ul>{links([('工作动态', news), ('信息公开年报', annual)])}</ul>")
        found.append((organ.short, home))
    portal.page(directory, "部门信息公开", f"<ul>{links(found)}</ul>")
    stand(portal, [("政府信息公开年报", own), ("部门信息公开", directory)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.disclosure()
        yield from (url for url, _ in browser.follow(page, "公开年报").links())
        page = browser.follow(page, "部门信息公开")
        for (short, _), unit in zip(found, units, strict=True):
            annual = browser.follow(browser.follow(page, short), "信息公开年报")
            for number in count(1):
                query = f"{path}?{words['pu']}={unit}&{words['pp']}={number}&{words['ps']}={size}"
                answer = browser.ask(annual, query).json()
                if not answer[keys.rows]:
                    break
                yield from browser.addresses(annual, keys.addresses(answer))

    portal.clicks = clicks
    return portal
