"""What truly needs a browser: a signed request, a bundle that computes its request, a postback with a state."""

from __future__ import annotations

import base64
import hashlib
import random
from collections.abc import Iterator

from tests.crawler.foreign.browser import Browser
from tests.crawler.foreign.county import County
from tests.crawler.foreign.lists import Keys, pages
from tests.crawler.foreign.portal import Portal
from tests.crawler.foreign.standing import stand, static_column
from tests.crawler.foreign.web import Asked, Reply, as_json

_SIGNED = """<div class="{box}"></div><script src="{md5}"></script><script>
function {load}({p}){{ var {t}=new Date().getTime(), {s}=hex_md5("{salt}"+{t}+"{column}"+{p});
 $.ajax({{url:"{rows}",data:{{{cat}:"{column}",{page}:{p},{stamp}:{t},{sign}:{s}}},dataType:"json",success:function({d}){{
  $.each({d}.{rows_key},function(i,o){{ $(".{box}").append("<p><a href='"+o.{url}+"'>"+o.{title}+"</a></p>"); }}); }} }}); }}
{load}(1);
</script>"""


def signed_request(rng: random.Random, county: County) -> Portal:
    """The county's own reports stand plainly; the bodies' list wants a digest of the time of asking."""
    portal = Portal(county, rng)
    names, keys, size = portal.names, Keys.drawn(portal.names), portal.look.size
    words = {w: names.var() for w in ("p", "t", "s", "d", "cat", "page", "stamp", "sign")}
    words |= {
        "load": names.function(),
        "box": names.css(),
        "salt": names.hexadecimal(16),
        "column": names.digits(6),
    }
    rows, md5 = f"/{names.slug()}/{names.slug()}.{names.dynamic}", f"/{names.slug()}/md5.js"
    others = [r for r in county.reports if r not in county.own]
    portal.text(md5, "function hex_md5(s){return core(s)}")

    def digest(stamp: str, number: int) -> str:
        return hashlib.md5(f"{words['salt']}{stamp}{words['column']}{number}".encode()).hexdigest()

    def answer(asked: Asked) -> Reply:
        number, stamp = asked.number(words["page"]), asked.params.get(words["stamp"], "")
        if not stamp or asked.params.get(words["sign"]) != digest(stamp, number):
            return Reply("", 403)
        return as_json(keys.answer(portal, others, number, size))

    portal.handle(rows, answer)
    body = _SIGNED.format(**words, **vars(keys) | {"rows_key": keys.rows, "rows": rows}, md5=md5)
    path = portal.page(f"/{names.slug()}/", "部门信息公开年报", body)
    own = static_column(portal, "政府信息公开年报", county.own)
    stand(portal, [("政府信息公开年报", own), ("部门信息公开年报", path)])
    portal.closed |= {r.key for r in others}
    portal.named.append(path)

    def clicks(browser: Browser) -> Iterator[str]:
        disclosure = browser.disclosure()
        yield from (url for url, _ in browser.follow(disclosure, "政府信息公开年报").links())
        page = browser.follow(disclosure, "部门信息公开年报")
        for number in range(1, pages(others, size) + 1):
            query = f"{words['cat']}={words['column']}&{words['page']}={number}&{words['stamp']}=17"
            url = f"{page.url.rpartition(path)[0]}{rows}?{query}&{words['sign']}={digest('17', number)}"
            yield from browser.addresses(page, keys.addresses(browser.go(url, page).json()))

    portal.clicks = clicks
    return portal


def computed_bundle(rng: random.Random, county: County) -> Portal:
    """An application in a bundle: address and parameters are put together from a coded string and the route."""
    portal = Portal(county, rng)
    names, keys, size = portal.names, Keys.drawn(portal.names), portal.look.size
    rows, cat, page, column = (
        f"/{names.slug()}-api/{names.slug()}/{names.slug()}",
        names.var(),
        names.var(),
        names.digits(4),
    )
    coded = base64.b64encode(rows[::-1].encode()).decode()
    bundle = f"/static/js/app.{names.hexadecimal(8)}.js"
    portal.text(
        bundle,
        f'!function(e){{var t=function(n){{return atob(n).split("").reverse().join("")}},r=location.hash.split("/");'
        f'function i(n){{return fetch(t("{coded}")+"?"+[r[1],n].map(function(v,k){{return["{cat}","{page}"][k]+"="+v}}).join("&"))}}'
        f"i(1).then(function(n){{return n.json()}}).then(function(n){{e.innerHTML=n.{keys.rows}.map(function(v){{"
        f'return"<p><a href="+v.{keys.url}+">"+v.{keys.title}+"</a></p>"}}).join("")}})}}(document.getElementById("app"));',
    )

    def answer(asked: Asked) -> Reply:
        mine = county.reports if asked.params.get(cat) == column else []
        return as_json(keys.answer(portal, mine, asked.number(page), size))

    portal.handle(rows, answer)
    shell = f"/{names.slug()}/"
    portal.page(shell, "政府信息公开年报", f'<div id="app"></div><script src="{bundle}"></script>')
    stand(portal, [("政府信息公开年报", f"{shell}#/{column}")])
    portal.closed |= {r.key for r in county.reports}
    portal.named.append(shell)

    def clicks(browser: Browser) -> Iterator[str]:
        shown = browser.follow(browser.disclosure(), "政府信息公开年报")
        root = shown.url.rpartition(shell)[0]
        for number in range(1, pages(county.reports, size) + 1):
            answer = browser.go(f"{root}{rows}?{cat}={column}&{page}={number}", shown)
            yield from browser.addresses(shown, keys.addresses(answer.json()))

    portal.clicks = clicks
    return portal


_STATE = """<form method="post" action="{path}" id="form1"><input type="hidden" name="__VIEWSTATE" value="{state}">
<input type="hidden" name="__EVENTTARGET" value=""><input type="hidden" name="__EVENTARGUMENT" value="">{rows}
<a id="{target}" href="javascript:__doPostBack('{target}','')">{next}</a></form><script>
function __doPostBack(t,a){{var f=document.forms['form1'];f.__EVENTTARGET.value=t;f.__EVENTARGUMENT.value=a;f.submit();}}</script>"""


def postback(rng: random.Random, county: County) -> Portal:
    """ASP.NET: the next page is what the state of this one and the name of a button lead to."""
    portal = Portal(county, rng)
    names = portal.names
    lists = portal.cut(county.reports)
    path, target = f"/{names.slug()}/{names.slug()}.aspx", f"ctl00${names.var()}$lbNext"
    states = [names.hexadecimal(64) for _ in lists]

    def shown(number: int) -> Reply:
        rows = portal.listing(lists[number])
        more = portal.look.next if number + 1 < len(lists) else ""
        form = _STATE.format(path=path, state=states[number], rows=rows, target=target, next=more)
        return Reply(portal.framed("政府信息公开年报", form))

    def answer(asked: Asked) -> Reply:
        state = asked.params.get("__VIEWSTATE", "")
        if asked.params.get("__EVENTTARGET") != target or state not in states:
            return shown(0)
        return shown(min(states.index(state) + 1, len(lists) - 1))

    portal.handle(path, answer)
    stand(portal, [("政府信息公开年报", path)])
    portal.closed |= {r.key for mine in lists[1:] for r in mine}
    portal.named.append(path)

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), "政府信息公开年报")
        yield from (url for url, _ in page.links())
        for state in states[:-1]:
            page = browser.ask(page, path, {"__VIEWSTATE": state, "__EVENTTARGET": target})
            yield from (url for url, _ in page.links())

    portal.clicks = clicks
    return portal
