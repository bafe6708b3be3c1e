"""Which scripts a page has: those written in it, and those that it loads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from parsers.lexicon.urls import Base
from parsers.page.tree import Element

_LIBRARY = re.compile(
    r"(?:^|[/._-])(?:jquery(?:[.\-_]\w+)*|bootstrap\w*|vue(?:x|-router)?|react(?:-dom)?|angular|layui|layer|laydate|swiper\w*|"
    r"echarts|ueditor|kindeditor|lodash|underscore|moment|polyfill\w*|babel\w*|require|sea|modernizr|html5\w*|respond|selectivizr|"
    r"superslide\w*|scroll\w*|slick|owl\w*|fancybox|lightbox|video\w*|player|swf\w*|qrcode\w*|share\w*|bdshare|weixin|jweixin\S*|"
    r"stat\w*|hm|tongji|analytics|counter|hits?|ga|piwik|matomo|wza\w*|accessib\w*|toolbar\w*|barrier\w*|easyui\S*|"
    r"ztree\S*|element-ui|iview|mock|crypto\S*|md5|sm[234]|chunk-vendors\S*|vendors?\S*|runtime\S*|manifest\S*)"
    r"(?:[.\-_](?:min|pack|all|core|exedit|excheck|slim|prod|umd|common|bundle|v?\d[\w.\-]*))*\.js",
    re.I,
)
"""Files that every portal has, which hold no address of its own."""
_CODE = re.compile(r"javascript|ecmascript|module|babel|^$", re.I)
_DATA = re.compile(r"json", re.I)


def loaded(root: Element, url: str) -> list[str]:
    """Addresses of the scripts that a page loads, libraries aside, in their order."""
    base = _base(root, url)
    sources = (base.join(node.get("src") or "") for node in root.iter("script"))
    return [source for source in dict.fromkeys(sources) if source and not _LIBRARY.search(source)]


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
