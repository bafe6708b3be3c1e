"""Pictures that a script loads when they are scrolled to: what it would load is the file, not what stands in its place."""

from __future__ import annotations

import pytest

from parsers.readers.html.reader import attachments_of
from parsers.readers.html.tree import html_tree

URL = "http://www.baiyan.example/nb/1.html"
SCAN = "http://www.baiyan.example/upload/1.gif"


def files(body: str) -> list[str]:
    return [a.url for a in attachments_of(html_tree(f"<html><body>{body}".encode()), URL)]


@pytest.mark.parametrize(
    "name",
    [
        *("data-original", "data-src", "data-lazy", "data-lazy-src", "data-url", "data-echo"),
        *("lay-src", "original", "file", "zoomfile"),
    ],
)
@pytest.mark.parametrize(
    "source",
    [
        "",
        'src=""',
        'src="/img/loading.gif"',
        'src="/img/l.gif"',
        'src="data:image/gif;base64,R0lGODlhAQABAIAAAA%3D%3D"',
    ],
)
def test_what_the_script_would_load(name: str, source: str) -> None:
    assert files(f'<img {source} {name}="/upload/1.gif">') == [SCAN]
    assert files(f'<img {name}="/upload/1.gif?w=800" {source}>') == [f"{SCAN}?w=800"]


@pytest.mark.parametrize(
    "beside",
    ["", 'data-url="/show/7.html"', 'file="7"', 'data-src=""', 'data-original="data:image/gif;base64,R0lG"'],
)
def test_a_picture_that_waits_for_nothing(beside: str) -> None:
    assert files(f'<img src="/upload/1.gif" {beside}>') == [SCAN]


def test_a_frame_that_waits() -> None:
    assert files('<iframe data-src="/upload/1.pdf"></iframe>') == [SCAN.replace(".gif", ".pdf")]
    both = '<iframe src="/upload/1.pdf" data-src="/upload/2.pdf"></iframe><a href="/3.pdf" data-url="/4.pdf">附件</a>'
    assert [url.rpartition("/")[2] for url in files(both)] == ["1.pdf", "3.pdf"]
