"""Directories of bodies that a script draws as a tree, and Guangdong's platform below a department's path."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

from samples.model import Organ
from tests.crawler.foreign.browser import Browser
from tests.crawler.foreign.county import County, newest_first
from tests.crawler.foreign.portal import Clicks, Portal
from tests.crawler.foreign.standing import stand, static_column
from tests.crawler.foreign.web import Asked, Reply, as_json


def _unit_page(portal: Portal, path: str, param: str) -> dict[str, Organ]:
    """One address that shows the papers of the body whose number is its parameter; returns numbers and bodies."""
    units = {
        str(portal.rng.randint(1, 40) + 50 * n): organ for n, organ in enumerate(portal.county.bodies, 1)
    }

    def papers(asked: Asked) -> Reply | None:
        organ = units.get(asked.params.get(param, ""))
        if organ is None:
            return None
        mine = newest_first([*portal.county.of(organ), *portal.county.news_of(organ, 5)])
        return Reply(portal.framed(f"{organ.short}信息公开目录", portal.listing(mine)))

    portal.handle(path, papers)
    return units


def tree_in_a_frame(rng: random.Random, county: County) -> Portal:
    """A dTree in a frame, its addresses with `;jsessionid=`, as on Java portals of the 2000s."""
    portal = Portal(county, rng)
    names = portal.names
    folder, unit, param = f"/{names.slug()}/", f"{names.slug()}.{names.dynamic}", names.var()
    units = _unit_page(portal, folder + unit, param)
    session, tree, main = names.hexadecimal(32).upper(), names.var(), names.css()
    lines = [
        f"{tree} = new dTree('{tree}');",
        f"{tree}.add(0,-1,'信息公开机构');",
        f"{tree}.add(1,0,'县直部门和乡镇','');",
    ]
    for number, organ in units.items():
        address = f"{unit};jsessionid={session}?{param}={number}"
        lines.append(f"{tree}.add({number},1,'{organ.short}','{address}','','{main}');")
    code = "\n".join(lines)
    portal.page(
        f"{folder}left.{names.static}",
        "机构",
        f'<div class="dtree"><script type="text/javascript">\n{code}\ndocument.write({tree});\n</script></div>',
        '<script src="/js/dtree.js"></script>',
    )
    portal.text("/js/dtree.js", "function dTree(n){this.obj=n;this.aNodes=[]}")
    portal.page(f"{folder}main.{names.static}", "说明", "<p>请在左边选择机构。</p>" * 6)
    frames = (
        f'<iframe src="left.{names.static}" width="220"></iframe>'
        f'<iframe name="{main}" src="main.{names.static}" width="760"></iframe>'
    )
    portal.page(folder, "部门信息公开目录", frames)
    own = static_column(portal, "政府信息公开年报", county.own)
    stand(portal, [("政府信息公开年报", own), ("部门信息公开目录", folder)])
    portal.clicks = _clicks(
        portal, [f"{folder}{unit};jsessionid={session}?{param}={n}" for n in units], "部门信息公开目录"
    )
    return portal


def nodes_in_a_file(rng: random.Random, county: County) -> Portal:
    """A zTree whose nodes stand in a script file, the address under a key of any name."""
    portal = Portal(county, rng)
    names = portal.names
    folder, unit, param = f"/{names.slug()}/", f"{names.slug()}.{names.dynamic}", names.var()
    units = _unit_page(portal, folder + unit, param)
    var, page, label, script = names.var(), names.key(), names.key(), f"/{names.slug()}/{names.slug()}.js"
    nodes: list[dict[str, Any]] = [{"id": 1, "pId": 0, label: "县政府部门", "open": True}]
    nodes += [
        {"id": int(n), "pId": 1, label: organ.short, page: f"{unit}?{param}={n}"}
        for n, organ in units.items()
    ]
    setting = (
        f'var setting={{data:{{simpleData:{{enable:true}},key:{{name:"{label}"}}}},'
        f"callback:{{onClick:function(e,t,n){{if(n.{page})location.href=n.{page};}}}}}};"
    )
    portal.text(script, f"var {var}={json.dumps(nodes, ensure_ascii=False)};\n{setting}")
    body = f"""<ul id="{var}T" class="ztree"></ul><script src="{script}"></script>
<script>$(function(){{ $.fn.zTree.init($("#{var}T"), setting, {var}); }});</script>"""
    portal.page(folder, "各部门信息公开", body)
    own = static_column(portal, "政府信息公开年报", county.own)
    stand(portal, [("政府信息公开年报", own), ("各部门信息公开", folder)])
    portal.clicks = _clicks(portal, [f"{folder}{unit}?{param}={n}" for n in units], "各部门信息公开")
    return portal


def platform_below_departments(rng: random.Random, county: County) -> Portal:
    """Each department has the disclosure platform at a path of its own, with its own SID, tree and API."""
    portal = Portal(county, rng)
    names = portal.names
    annual = rng.choice(("政府信息公开年报", "信息公开年报", "政府信息公开年度报告"))
    own = static_column(portal, annual, county.own)
    directory, asks, found = f"/{names.slug()}/", [], ""
    for organ in county.bodies:
        root, sid, node = f"/{names.slug()}/gkmlpt", names.digits(4), int(names.digits(5))
        _platform(portal, organ, root, sid, node, annual)
        asks.append((organ.short, f"{root}/api/all/{node}?page=1&sid={sid}"))
        found += f'<li><a href="{root}/index">{organ.short}</a></li>'
    portal.page(directory, "部门信息公开", f"<ul>{found}</ul>")
    stand(portal, [(annual, own), ("部门信息公开", directory)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.disclosure()
        yield from (url for url, _ in browser.follow(page, annual).links())
        page = browser.follow(page, "部门信息公开")
        for short, path in asks:
            unit = browser.follow(page, short)
            answer = browser.ask(unit, path).json()
            yield from (article["url"] for article in answer["articles"])

    portal.clicks = clicks
    return portal


def _platform(portal: Portal, organ: Organ, root: str, sid: str, node: int, annual: str) -> None:
    mine, news = portal.county.of(organ), portal.county.news_of(organ, 6)
    names = portal.names
    tree = [
        {"id": node - 3, "name": "机构职能", "post_count": 0, "jump_url": "", "children": []},
        {"id": node - 2, "name": "工作动态", "post_count": len(news), "jump_url": "", "children": []},
        {"id": node, "name": annual, "post_count": len(mine), "jump_url": "", "children": []},
    ]
    config = json.dumps({"SID": sid, "SITE_NAME": organ.name, "TREE": tree}, ensure_ascii=False)
    code = 'axios.get(BASE+"/api/all/"+t.id,{params:{page:n,sid:window._CONFIG.SID}})'
    portal.text(
        script := f"{root}/static/js/app.{names.hexadecimal(8)}.js",
        f'var BASE=location.pathname.replace(/\\/index.*/,"");{code}',
    )
    body = f'<script>window._CONFIG={config};</script><div id="app"></div><script src="{script}"></script>'
    portal.page(f"{root}/index", f"{organ.short}政府信息公开", body)
    lists = {node: mine, node - 2: news}

    def api(asked: Asked) -> Reply | None:
        documents = lists[int(asked.path.rpartition("/")[2])]
        if asked.params.get("sid") != sid:
            return as_json({"errno": 400, "total": 0, "articles": []})
        shown = documents if asked.number("page") == 1 else []
        articles = [
            {
                "id": n,
                "title": d.title,
                "url": portal.absolute(portal.article(d)),
                "post_url": portal.absolute(portal.article(d)),
                "publisher": organ.name,
                "created_at": f"{d.posted_on} 09:00:00",
                "display_publish_time": str(d.posted_on),
            }
            for n, d in enumerate(shown, 1)
        ]
        return as_json({"total": len(documents), "articles": articles})

    for number in (node, node - 2):
        portal.handle(f"{root}/api/all/{number}", api)


def _clicks(portal: Portal, paths: list[str], directory: str) -> Clicks:
    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.disclosure()
        yield from (url for url, _ in browser.follow(page, "公开年报").links())
        page = browser.follow(page, directory)
        for path in paths:
            yield from (url for url, _ in browser.ask(page, path).links())

    return clicks
