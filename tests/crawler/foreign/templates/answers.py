"""Lists in other clothes: a plug-in with a proxy of another name, base64, JSONP."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Iterator

from tests.crawler.foreign.browser import Browser
from tests.crawler.foreign.county import County
from tests.crawler.foreign.lists import Keys
from tests.crawler.foreign.portal import Portal
from tests.crawler.foreign.standing import links, stand, static_column
from tests.crawler.foreign.web import Asked, Reply, as_json

_PLUGIN = """(function($){$.fn.jpage=function(o){var box=this,group=o.perPage*o.groupSize;
 function load(g){var s=g*group+1,e=Math.min(s+group-1,o.totalRecord);
  $.post(o.proxyUrl+"?startrecord="+s+"&endrecord="+e+"&perpage="+o.perPage,o.ajaxParam,function(d){
   var rows=$($.parseXML(d.@member@)).find("record").map(function(){return $(this).text();}).get();
   box.html(rows.join(""));},"json");}
 load(0);};})(jQuery);"""


def jpage_with_another_proxy(rng: random.Random, county: County) -> Portal:
    """`jpage` with an address of its own, three pages a request; the answer is XML in a member of JSON."""
    portal = Portal(county, rng)
    names, reports = portal.names, county.reports
    size, group, param, column, member = 3, 3, names.var(), f"c{names.digits(5)}", names.key()
    proxy, box, other = f"/{names.slug()}/{names.slug()}.{names.dynamic}", names.css(), names.var()
    file = rng.choice(("jquery.jpage.js", "jpage.js", f"{names.slug()}.js"))
    plugin = portal.text(f"/{names.slug()}/{file}", _PLUGIN.replace("@member@", member))

    def records(first: int, last: int) -> str:
        rows = portal.rows(reports[max(0, first - 1) : last])
        cells = "".join(f"<record><![CDATA[{portal.look.rows([row])}]]></record>" for row in rows)
        return (
            f"<datastore><totalrecord>{len(reports)}</totalrecord><recordset>{cells}</recordset></datastore>"
        )

    def answer(asked: Asked) -> Reply:
        right = asked.params.get(param) == column
        return as_json(
            {member: records(asked.number("startrecord"), asked.number("endrecord")) if right else ""}
        )

    portal.handle(proxy, answer)
    call = (
        f"$('#{box}').jpage({{ totalRecord:{len(reports)}, perPage:{size}, groupSize:{group}, "
        f"proxyUrl:'{proxy}', ajaxParam:{{{param}:'{column}', {other}:'1'}} }});"
    )
    body = (
        f'<div id="{box}"></div><script src="{plugin}"></script><script>$(function(){{ {call} }});</script>'
    )
    path = portal.page(f"/{names.slug()}/", "政府信息公开年报", body)
    stand(portal, [("政府信息公开年报", path)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), "公开年报")
        for first in range(1, len(reports) + 1, size * group):
            last = min(first + size * group - 1, len(reports))
            target = f"{proxy}?startrecord={first}&endrecord={last}&perpage={size}"
            shown = browser.ask(page, target, {param: column, other: "1"})
            shown.text = shown.json()[member]
            yield from (url for url, _ in shown.links())

    portal.clicks = clicks
    return portal


def packed(rng: random.Random, county: County) -> Portal:
    """All rows as base64 in a variable; the rows of the bodies in a second column of the kind."""
    portal = Portal(county, rng)
    keys = Keys.drawn(portal.names)
    others = [r for r in county.reports if r not in county.own]
    found = []
    for name, documents in (("政府信息公开年报", county.own), ("部门信息公开年报", others)):
        names = portal.names
        rows = json.dumps([keys.row(portal, d) for d in documents], ensure_ascii=False)
        var, box, paint = names.var(), names.css(), names.function()
        pack = base64.b64encode(rows.encode()).decode()
        body = f"""<ul class="{box}"></ul><script>var {var}="{pack}";
function {paint}(a){{for(var i=0;i<a.length;i++)$(".{box}").append('<li><a href="'+a[i].{keys.url}+'">'+a[i].{keys.title}+'</a></li>');}}
{paint}(JSON.parse(decodeURIComponent(escape(window.atob({var})))));</script>"""
        found.append((name, portal.page(f"/{names.slug()}/", name, body)))
    stand(portal, [], body=f"<ul>{links(found)}</ul>")

    def clicks(browser: Browser) -> Iterator[str]:
        for name, _ in found:
            page = browser.follow(browser.disclosure(), name)
            pack = page.text.partition('="W3')[2].partition('"')[0]
            rows = json.loads(base64.b64decode("W3" + pack))
            yield from browser.addresses(page, keys.addresses({keys.rows: rows}))

    portal.clicks = clicks
    return portal


def with_callback(rng: random.Random, county: County) -> Portal:
    """A script address with a callback is a file of rows: one for each body, and the county's plain column."""
    portal = Portal(county, rng)
    names, keys = portal.names, Keys.drawn(portal.names)
    own = static_column(portal, "政府信息公开年报", county.own)
    folder, callback, call = f"/{names.slug()}", names.var(), names.function()
    directory, found, box = f"/{names.slug()}/", [], names.css()
    for organ in county.bodies:
        rows = json.dumps([keys.row(portal, d) for d in county.of(organ)], ensure_ascii=False)
        name = f"{folder}/{names.slug()}.js"

        def data(asked: Asked, rows: str = rows) -> Reply:
            return Reply(f"{asked.params.get(callback, 'cb')}({rows})", kind="application/javascript")

        portal.handle(name, data)
        body = f"""<ul id="{box}"></ul><script>function {call}(a){{var h='';for(var i in a)h+='<li><a href="'+a[i].{keys.url}+'">'+a[i].{keys.title}+'</a>';
document.getElementById('{box}').innerHTML=h;}}</script><script src="{name}?{callback}={call}"></script>"""
        path = f"{directory}{names.slug()}.{names.static}"
        found.append((organ.short, portal.page(path, f"{organ.short}信息公开年报", body)))
    portal.page(directory, "部门信息公开年报", f"<ul>{links(found)}</ul>")
    stand(portal, [("政府信息公开年报", own), ("部门信息公开年报", directory)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.disclosure()
        yield from (url for url, _ in browser.follow(page, "政府信息公开年报").links())
        page = browser.follow(page, "部门信息公开年报")
        for short, _ in found:
            unit = browser.follow(page, short)
            rows = json.loads(unit.code.rpartition(f"{call}(")[2].rstrip(")"))
            yield from browser.addresses(unit, keys.addresses({keys.rows: rows}))

    portal.clicks = clicks
    return portal
