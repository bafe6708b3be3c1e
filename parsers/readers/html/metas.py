"""What a page states about itself: meta tags, headings, its header table, its line of source and date.

Keys are those of 政府网站发展指引 in lower case (articletitle, pubdate, contentsource, columnname, sitename,
siteidcode, sitedomain, url) and, from header tables and lines: 索引号, 发布机构, 发布日期, 成文日期, 名称, 文号.
"""

from __future__ import annotations

from parsers.lexicon.header_fields import from_line, from_table
from parsers.lexicon.normalize import tidy
from parsers.model import Grid
from parsers.readers.html.standard_tree import Element
from parsers.readers.html.tree import element_text


def metas_of(root: Element, grids: list[Grid], lines: list[str]) -> dict[str, str]:
    """Everything stated, the first statement of a key winning. Values are tidied, never interpreted."""
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").strip().lower()
        content = tidy(meta.get("content") or "")
        if name and content:
            found.setdefault(name, content)
    for tag in ("ucaptitle", "h1", "h2", "title"):
        for number, node in enumerate(root.iter(tag)):
            text = tidy(element_text(node))
            if text and number < 3:
                found.setdefault(tag if number == 0 else f"{tag}.{number}", text)
    for grid in grids:
        from_table(grid, found)
    for line in lines:
        from_line(line, found)
    return found
