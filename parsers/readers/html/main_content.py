"""Where in a page the report stands.

Order of trust: the container a CMS is known to use, the lowest common ancestor of the form's own words (section
headings and table labels), the element that holds most of the page's prose, the body.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from parsers.lexicon.normalize import squeeze
from parsers.readers.html.standard_tree import Element
from parsers.readers.html.tree import invisible
from parsers.readers.html.visibility import GENERATED, UNSEEN

# Words that every report prints; each alternative is one mark, whether as heading or as table label.
_MARKS = {
    "s1": "总体情况",
    "s2": "主动公开政府信息",
    "s3": "收到和处理",
    "s4": "行政复议",
    "s5": "存在的",
    "s6": "需要报告",
    "t2": "第二十条第",
    "t3a": "本年新收",
    "t3b": "结转下",
    "t4": "未经复议",
    "o1": "概述",
    "o2": "依申请公开",
    "o3": "统计指标",
    "o4": "收费及减免",
}
MARK = re.compile("|".join(f"(?P<{key}>{words})" for key, words in _MARKS.items()))
"""Words that every report prints, each under a name of its own."""
_ENOUGH = 3
# Containers of the CMS families met on county portals, most specific first.
_SELECTORS = (
    '//*[@id="zoom" or @id="Zoom" or @id="zoomcon" or @id="UCAP-CONTENT" or @id="ivs_content"]',
    "//ucapcontent",
    '//*[starts-with(@id,"vsb_content")]',
    "//*[contains(concat(' ',@class,' '),' TRS_Editor ') or contains(@class,'TRS_UEDITOR') or "
    "contains(@class,'trs_editor_view') or contains(@class,'Custom_UnionStyle')]",
    "//*[contains(@class,'j-fontContent') or contains(@class,'v_news_content') or contains(@class,'wzcon') or "
    "contains(@class,'news_conent_two_text') or contains(@class,'gknbxq_detail') or contains(@class,'xxgk_content')]",
    "//*[contains(@class,'article-content') or contains(@class,'article_content') or contains(@class,'Article_content') "
    "or contains(@class,'main-txt') or @id='content' or contains(concat(' ',@class,' '),' content ')]",
    "//article",
    "//main",
)
_LEVELS_UP = 4
_SUBSTANCE = 0.25


def hidden_copies(root: Element) -> frozenset[Element]:
    """Every element of what the page hides and prints elsewhere as well: a version for print, another year's tab.
    What only stands in a hidden place is shown by the page's scripts, and read."""
    hidden = root.xpath(f"//body//*[@{UNSEEN}!='{GENERATED}']")
    if not hidden:
        return frozenset()
    inside = {e for top in hidden for e in top.iter()}
    seen = {mark for owner, mark in marks_in(root, frozenset()) if owner not in inside}
    copies = (e for e in hidden if (own := {mark for _, mark in marks_in(e, frozenset())}) and own <= seen)
    return frozenset(e for copy in copies for e in copy.iter())


def content_node(root: Element, skipped: frozenset[Element] = frozenset()) -> tuple[Element, Element | None]:
    """The smallest element that holds the report, and where beside it another report begins, if one does; what stands
    in `skipped` is no part of either."""
    body = root.find("body")
    body = root if body is None else body
    ancestor, beside = _common_ancestor(body, skipped)
    containers = [node for selector in _SELECTORS for node in root.xpath(selector)]
    if ancestor is not None:
        content = _enclosing(ancestor, containers)
        return content, next((r[0] for r in beside if _is_another(r, content)), None)
    filled = [node for node in containers if len("".join(node.itertext()).strip()) > 200]
    if filled:
        return filled[0], None
    return _densest(body), None


def marks_in(body: Element, skipped: frozenset[Element]) -> Iterator[tuple[Element, str]]:
    """The marks below an element, each with the element whose text it is in."""
    for element in body.iter():
        if invisible(element.tag):
            continue
        texts = [] if element in skipped else [(element, element.text)]
        if element is not body:
            texts.append((element.getparent(), element.tail))
        for owner, text in texts:
            if text and (len(text) <= 400 or owner.tag == "pre") and owner not in skipped:
                for match in MARK.finditer(text):
                    yield owner, str(match.lastgroup)


def _common_ancestor(
    body: Element, skipped: frozenset[Element]
) -> tuple[Element | None, list[list[Element]]]:
    """The deepest element that holds the most different marks (None where the page has fewer than three), and the
    elements with marks that were left beside it on the way down, level by level, where they have three."""
    marks: dict[Element, set[str]] = defaultdict(set)
    for owner, mark in marks_in(body, skipped):
        marks[owner].add(mark)
    total: dict[Element, set[str]] = defaultdict(set)
    for owner, found in marks.items():
        node = owner
        while node is not None:
            total[node] |= found
            node = node.getparent() if node is not body else None
    beside: list[list[Element]] = []
    most = len(total[body])
    if most < _ENOUGH:
        return None, beside
    node = body
    while narrower := [child for child in node if len(total.get(child, ())) == most]:
        others = [child for child in node if child in total and child is not narrower[0]]
        if len(set().union(*(total[child] for child in others))) >= _ENOUGH:
            beside.append(others)
        node = narrower[0]
    return node, beside


def _is_another(others: list[Element], content: Element) -> bool:
    """Whether elements beside the content are a report of their own: outside it, with as much to say as a quarter of it
    (a list of its chapters has less), and not the same again (a version for another screen)."""
    if content in others[0].iterancestors():
        return False
    text = squeeze("".join(t for other in others for t in other.itertext()))
    own = squeeze("".join(content.itertext()))
    return len(text) >= _SUBSTANCE * len(own) and text not in own and own not in text


def _enclosing(ancestor: Element, containers: list[Element]) -> Element:
    """The known container round the marks, if it is near; it also holds the title and the signature."""
    node = ancestor
    for _ in range(_LEVELS_UP):
        if node is None or node.tag == "body":
            break
        if node in containers:
            return node
        node = node.getparent()
    while ancestor.tag in ("table", "tbody", "tr", "td", "thead") and ancestor.getparent() is not None:
        ancestor = ancestor.getparent()
    return ancestor


def _densest(body: Element) -> Element:
    """The element whose own paragraphs hold most text outside links."""
    weight: dict[Element, int] = defaultdict(int)
    for paragraph in body.iter("p", "div", "td", "span"):
        own = len((paragraph.text or "").strip()) + sum(len((c.tail or "").strip()) for c in paragraph)
        parent = paragraph.getparent()
        if own >= 20 and parent is not None:
            weight[parent] += own
            weight[paragraph] += own
    if not weight:
        return body
    best: Element = max(weight, key=lambda node: weight[node])
    return best if weight[best] >= 200 else body
