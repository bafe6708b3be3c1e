"""A mobile copy is asked for as a site of its own, and what it names is what the portal names, as far as paths and titles are the same."""

from __future__ import annotations

from archive.crawl.frontier import Candidate, Kind
from archive.urls import canonicalize
from crawler.discovery.discover import discover
from crawler.discovery.grounds import Grounds
from crawler.families import FAMILIES
from tests.crawler.discovery.test_discover import HOME, HOST, page

COPY = f"http://m.{HOST}/"


def look(html: str, url: str = HOME, kind: Kind = "home", score: float = 100.0) -> list[Candidate]:
    return discover(page(html, url, kind, score, ""), Grounds(HOST), FAMILIES).candidates


def test_the_entrance_has_a_key_of_its_own() -> None:
    for words in ("手机版", "移动版", "触屏版", "WAP", "<img src=p.png>"):
        (found,) = look(f'<p>县人民政府门户网站</p><a href="{COPY}">{words}</a>')
        assert canonicalize(found.url) != canonicalize(HOME) == canonicalize(COPY), words
        assert found.kind == "page" and found.score < 34
    assert look(f'<a href="http://m.elsewhere.example/">手机版</a><a href="{COPY}x/1.html">要闻</a>') == []


def test_its_lists_are_lists_of_their_own_and_its_reports_are_those_of_the_portal() -> None:
    html = '<a href="/nb/">信息公开年报</a><a href="/a/1.html">白岩县2020年政府信息公开年报</a><a href="/q/">问政</a>'
    found = {c.kind: c.url for c in look(html, f"{COPY}#!m", "page", 33.0)}
    assert found == {"list": f"{COPY}nb/#!m", "report": f"{COPY}a/1.html"}
    assert canonicalize(found["report"]) == canonicalize(f"{HOME}a/1.html")
    assert {c.url for c in look(html)} >= {f"{HOME}nb/", f"{HOME}a/1.html"}
