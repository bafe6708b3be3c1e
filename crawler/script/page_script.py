"""Which scripts a page has: those written in it, and those that it loads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from urllib.parse import urlsplit

from crawler.script.values import HOLE
from parsers.lexicon.urls import Base
from parsers.page.tree import Element

_LIBRARIES = frozenset(
    [
        "jquery",
        "bootstrap",
        "vue",
        "vuex",
        "react",
        "angular",
        "layui",
        "layer",
        "laydate",
        "swiper",
        "echarts",
        "ueditor",
        "kindeditor",
        "lodash",
        "underscore",
        "moment",
        "polyfill",
        "polyfills",
        "babel",
        "require",
        "sea",
        "modernizr",
        "html5",
        "html5shiv",
        "respond",
        "selectivizr",
        "superslide",
        "scroll",
        "slick",
        "owl",
        "fancybox",
        "lightbox",
        "video",
        "player",
        "swfobject",
        "qrcode",
        "share",
        "bdshare",
        "weixin",
        "jweixin",
        "stat",
        "stats",
        "tongji",
        "analytics",
        "counter",
        "hit",
        "hits",
        "ga",
        "piwik",
        "matomo",
        "wza",
        "accessibility",
        "toolbar",
        "barrier",
        "easyui",
        "ztree",
        "element",
        "iview",
        "mock",
        "crypto",
        "md5",
        "sm2",
        "sm3",
        "sm4",
        "vendor",
        "vendors",
        "runtime",
        "manifest",
        "dtree",
        "hm",
        "axios",
        "tether",
        "popper",
        "wow",
        "animate",
        "iconfont",
    ]
)
"""Files that every portal has, which hold no address of its own, by the first part of their names."""
_PARTS = re.compile(r"[.\-_@?]")
_SOURCE = re.compile(r"<script\b[^<>]{0,200}?\bsrc\s{0,9}=\s{0,9}\\?[\"']?([^\"'<>\s\\]{1,300})", re.I)
_MOST_WRITTEN = 40
_CODE = re.compile(r"javascript|ecmascript|module|babel|^$", re.I)
_DATA = re.compile(r"json", re.I)


def loaded(root: Element, url: str, nodes: Iterable[Element] | None = None) -> list[str]:
    """Addresses of the scripts that a page loads, all or these, libraries aside, in their order."""
    base = _base(root, url)
    sources = (base.join(node.get("src") or "") for node in (root.iter("script") if nodes is None else nodes))
    return [source for source in dict.fromkeys(sources) if source and not is_library(source)]


def written_sources(texts: Iterable[str], base: str) -> list[str]:
    """Addresses of scripts in pieces of HTML, as far as they are whole, libraries aside."""
    found = (
        Base(base).join(source) for text in texts if HOLE not in text for source in _SOURCE.findall(text)
    )
    return [url for url in islice(dict.fromkeys(found), _MOST_WRITTEN) if url and not is_library(url)]


def is_library(url: str) -> bool:
    name = urlsplit(url).path.rpartition("/")[2].lower()[:100]
    return _PARTS.split(name)[0] in _LIBRARIES


def codes(root: Element, url: str, files: Mapping[str, str]) -> Iterator[str]:
    """The scripts of a page in their order; of files those that are at hand."""
    base = _base(root, url)
    for node in root.iter("script"):
        source = node.get("src")
        yield files.get(base.join(source) or "", "") if source else _inline(node)


def _base(root: Element, url: str) -> Base:
    stated = next((b.get("href") for b in root.iter("base") if b.get("href")), None)
    return Base(Base(url).join(stated) or url if stated else url)


def _inline(node: Element) -> str:
    """The code of an element; an island of JSON as the value of a variable."""
    kind, text = (node.get("type") or "").strip(), node.text or ""
    if _CODE.search(kind):
        return text
    return f"var _data_of_the_page = {text};" if _DATA.search(kind) and "ld+" not in kind else ""
