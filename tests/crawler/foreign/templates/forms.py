"""Pagers that are forms with dotted or bracketed names, and what asks for a cookie or a Referer."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from itertools import count

from samples.model import Document
from tests.crawler.foreign.browser import Browser
from tests.crawler.foreign.county import County
from tests.crawler.foreign.lists import Keys
from tests.crawler.foreign.portal import Portal
from tests.crawler.foreign.standing import links, stand, static_column
from tests.crawler.foreign.web import Asked, Handler, Reply, as_json, moved

_FORM = """<form name="{form}" id="{form}" action="{rows}" method="{method}">
<input type="hidden" name="{page}" value="{number}"><input type="hidden" name="{org}" value="{column}">
<input type="hidden" name="{size_key}" value="{size}"></form>
<script>function {turn}({n}) {{ var {f} = document.forms["{form}"]; {f}.elements["{page}"].value = {n}; {f}.submit(); }}</script>
<p>共 {pages} 页 {links}</p>"""
_ENTRY = "政府信息公开年报"


def _form_pager(portal: Portal, page: str, org: str, method: str) -> tuple[str, str, dict[str, str]]:
    """A column whose further pages a form asks for; its address, that of the rows, and the form's fixed fields."""
    names, pages = portal.names, portal.cut(portal.county.reports)
    column, rows = names.digits(4), f"/{names.slug()}/{names.slug()}.{names.dynamic}"
    words = {"form": names.css(), "turn": names.function(), "n": names.var(), "f": names.var()}
    words |= {"size_key": names.var(), "page": page, "org": org, "column": column, "method": method}

    def shown(number: int) -> str:
        turn, last = words["turn"], len(pages)
        further = f'<a href="javascript:{turn}({number + 1})">{portal.look.next}</a>' if number < last else ""
        form = _FORM.format(
            **words, rows=rows, number=number, size=portal.look.size, pages=last, links=further
        )
        return portal.framed(_ENTRY, portal.listing(pages[number - 1]) + form)

    def answer(asked: Asked) -> Reply | None:
        number = asked.number(page, 0)
        right = asked.params.get(org) == column and asked.method == method.upper()
        return Reply(shown(number)) if right and 1 <= number <= len(pages) else None

    portal.handle(rows, answer)
    path = portal.handle(f"/{names.slug()}/", lambda _: Reply(shown(1)))
    return path, rows, {org: column, words["size_key"]: str(portal.look.size)}


def _form_clicks(portal: Portal, rows: str, fields: dict[str, str], page_name: str) -> None:
    pages = len(portal.cut(portal.county.reports))

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), _ENTRY)
        yield from (url for url, _ in page.links())
        for number in range(2, pages + 1):
            form = {page_name: number, **fields}
            page = browser.ask(page, rows, form)
            yield from (url for url, _ in page.links())

    portal.clicks = clicks


def dotted_form(rng: random.Random, county: County) -> Portal:
    """Struts: `page.currentPage`."""
    portal = Portal(county, rng)
    page = f"{portal.names.key()}.{rng.choice(('currentPage', 'pageNo', 'curPage'))}"
    path, rows, fields = _form_pager(portal, page, f"{portal.names.key()}.{portal.names.key()}", "post")
    stand(portal, [(_ENTRY, path)])
    _form_clicks(portal, rows, fields, page)
    return portal


def bracketed_form_with_session(rng: random.Random, county: County) -> Portal:
    """PHP: `q[page]`; without the cookie of the page before, the form leads to the entrance."""
    portal = Portal(county, rng)
    cookie, value, name = portal.names.var(), portal.names.hexadecimal(26), portal.names.key()
    page = f"{name}[{rng.choice(('page', 'p', 'pageno'))}]"
    path, rows, fields = _form_pager(portal, page, f"{name}[{portal.names.key()}]", "post")
    given, asked_rows = portal.pages[path], portal.pages[rows]

    def with_cookie(asked: Asked) -> Reply | None:
        reply = given(asked)
        return reply and Reply(reply.body, headers=(("Set-Cookie", f"{cookie}={value}; path=/; HttpOnly"),))

    def only_with_cookie(asked: Asked) -> Reply | None:
        return asked_rows(asked) if f"{cookie}={value}" in asked.cookie else moved("/")

    portal.pages |= {path: with_cookie, rows: only_with_cookie}
    stand(portal, [(_ENTRY, path)])
    _form_clicks(portal, rows, fields, page)
    return portal


def cookie_bounce(rng: random.Random, county: County) -> Portal:
    """Each page answers a visitor without a cookie with a redirect to itself, as some load balancers do."""
    portal = Portal(county, rng)
    cookie, value = portal.names.var(), portal.names.hexadecimal(16)

    def guard(asked: Asked) -> Reply | None:
        if f"{cookie}={value}" in asked.cookie or asked.path == "/robots.txt":
            return None
        return moved(asked.target, ("Set-Cookie", f"{cookie}={value}; Max-Age=3600; path=/"))

    portal.guard = guard
    own = static_column(portal, _ENTRY, county.own)
    others = [r for r in county.reports if r not in county.own]
    departments = static_column(portal, "部门信息公开年报", others)
    stand(portal, [(_ENTRY, own), ("部门信息公开年报", departments)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.disclosure()
        for words, path in ((_ENTRY, own), ("部门信息公开年报", departments)):
            shown = browser.follow(page, words)
            for place in [path, *(p for p in portal.pages if p.startswith(f"{path}list_"))]:
                yield from (url for url, _ in browser.ask(shown, place).links())

    portal.clicks = clicks
    return portal


_INLINE = """<div id="{box}"></div><p id="{box}2"></p><script>
function {load}({n}){{
 $.getJSON("{rows}",{{{cat}:"{column}",{page}:{n},{limit}:{size}}},function({d}){{
  var h="";$.each({d}.{rows_key},function(i,v){{h+="<li><a href='"+v.{url}+"'>"+v.{title}+"</a>"+v.{day}+"</li>";}});
  $("#{box}").html(h);
  $("#{box}2").html("<a href='javascript:{load}("+({n}+1)+")'>{next}</a> 共"+{d}.{total}+"条");
 }});
}}
{load}(1);
</script>"""


def referer_needed(rng: random.Random, county: County) -> Portal:
    """Two lists whose rows are sent only to who comes from the page that shows them."""
    portal = Portal(county, rng)
    names, keys, size = portal.names, Keys.drawn(portal.names), portal.look.size
    others = [r for r in county.reports if r not in county.own]
    columns = [("县政府信息公开年报", county.own), ("部门乡镇信息公开年报", others)]
    found, asks = [], []
    for name, documents in columns:
        words = {w: names.var() for w in ("n", "cat", "page", "limit", "d")} | {"load": names.function()}
        column, rows = names.digits(5), f"/{names.slug()}/{names.slug()}.{names.dynamic}"
        values = vars(keys) | {"rows_key": keys.rows, "rows": rows}
        script = _INLINE.format(
            **words, **values, box=names.css(), column=column, size=size, next=portal.look.next
        )
        path = portal.page(f"/{names.slug()}/", name, script)
        portal.handle(rows, _only_from(portal, path, _rows_of(portal, keys, documents, words, column)))
        found.append((name, path))
        asks.append((name, f"{rows}?{words['cat']}={column}&{words['limit']}={size}&{words['page']}="))
    stand(portal, [], body=f"<ul>{links(found)}</ul>")

    def clicks(browser: Browser) -> Iterator[str]:
        for name, address in asks:
            page = browser.follow(browser.disclosure(), name)
            for number in count(1):
                answer = browser.ask(page, f"{address}{number}").json()
                if not answer[keys.rows]:
                    break
                yield from browser.addresses(page, keys.addresses(answer))

    portal.clicks = clicks
    return portal


def _rows_of(
    portal: Portal, keys: Keys, documents: list[Document], words: dict[str, str], column: str
) -> Callable[[Asked], Reply]:
    def rows(asked: Asked) -> Reply:
        mine = documents if asked.params.get(words["cat"]) == column else []
        return as_json(keys.answer(portal, mine, asked.number(words["page"]), portal.look.size))

    return rows


def _only_from(portal: Portal, path: str, rows: Callable[[Asked], Reply]) -> Handler:
    def answer(asked: Asked) -> Reply | None:
        return rows(asked) if portal.host in asked.referer and path in asked.referer else None

    return answer
