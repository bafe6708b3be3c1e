"""A tree is the same whichever way it is copied, and what XML would read otherwise is copied node by node."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from parsers.readers.html.copied_tree import _by_xml, _copy, copied

TABLE = "<table><tr><td>件数</td><td>5</td></tr></table>"
PREFIXES = " ".join(f'xmlns:n{n}="urn:x{n}"' for n in range(50))
PAGES = {
    "plain": TABLE,
    "references": "<p title='a&quot;b &lt; c'>1 &lt; 2 &amp;&nbsp;3&#13;4" + TABLE,
    "empty elements": "<p>1<br>2<img alt='a>b'><input value='3\n4'><hr>" + TABLE,
    "scripts": "<script>if (a < b && '</td>') x = '<table>'</script><style>td > b{}</style><textarea>\n<b></textarea>"
    + TABLE,
    "comments": "<!-- - -- <script> -->" + TABLE + "<!-->",
    "Word's elements": "<o:p>1</o:p><st1:chsdate st1:y='2'>3</st1:chsdate><xml:namespace ns='x'>" + TABLE,
    "Word's page": f'<html {PREFIXES} xmlns="http://www.w3.org/TR/REC-html40"><body>{TABLE}',
    "a declaration behind a long value": f'<body style="{"x" * 10_001}" xmlns="http://www.w3.org/1999/xhtml">{TABLE}',
    "a long declaration": f'<div xmlns="http://{"x" * 1_000}">{TABLE}</div>',
    "quotes in a text": 'x="a\nb" <p title="q\nr">' + TABLE,
    "odd names": "<a:b:c>1</a:b:c><p:>2</p:><a @click='x' :key='y' xmlnsfoo='z'>3</a>" + TABLE,
    "a drawing": "<svg viewBox='0 0 1 1'><foreignObject>1</foreignObject></svg>" + TABLE,
    "a template": "<template><p>1</template>" + TABLE,
    "a script in a script": "<script><!--<script></script>" + TABLE + "<script>--></script>",
    "deep": "<div>" * 400 + TABLE,
}


def flat(root: Any) -> list[tuple[Any, ...]]:
    return [(e.tag, sorted(e.attrib.items()), e.text or "", e.tail or "") for e in root.iter()]


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_both_ways_give_the_same_tree(page: str) -> None:
    parsed = LexborHTMLParser(page)
    by_node = etree.HTMLParser().makeelement("html")
    _copy(parsed.root, by_node)
    root, _ = copied(parsed)
    assert flat(root) == flat(by_node)


def test_most_pages_are_copied_through_xml() -> None:
    written = {name: LexborHTMLParser(page).root for name, page in PAGES.items()}
    quick = {
        name for name, root in written.items() if root is not None and _by_xml(root.html or "") is not None
    }
    assert quick >= {
        "plain",
        "references",
        "empty elements",
        "scripts",
        "comments",
        "Word's elements",
        "quotes in a text",
    }
    assert not quick & {"a drawing", "a template", "a script in a script", "deep", "odd names"}
