"""What a browser keeps out of its tree, or puts into it, that lxml cannot hold."""

from __future__ import annotations

import pytest

from parsers.readers.html.standard_tree import standard_tree


@pytest.mark.parametrize(
    ("markup", "text", "title"),
    [
        ("<p title='a&#2;b'>1&#2;2", "12", "ab"),
        ("<p title='&#xFFFE;'>1&#xFFFF;2", "12", ""),
        ("<p title=x>1<?page break?>2", "12", "x"),
        ("<p title=x>1<?>2<![CDATA[3]]>", "12", "x"),
        ("<p title=x>1<math><mi><![CDATA[2]]></mi></math>", "12", "x"),
    ],
)
def test_characters_and_nodes_that_xml_cannot_hold(markup: str, text: str, title: str) -> None:
    root, whole = standard_tree(markup)
    (paragraph,) = root.iter("p")
    assert ("".join(paragraph.itertext()), paragraph.get("title"), whole) == (text, title, True)
