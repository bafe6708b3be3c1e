"""The bare numbers of a pager, however they are written, and numbers that are none of a pager."""

from __future__ import annotations

import pytest

from crawler.page.pager_numbers import counted


@pytest.mark.parametrize(
    "text",
    [
        '<div class="page"><a>1</a><a>2</a><a>3</a></div>',
        '<div class="page"><span>1</span> <span data-k="1">2</span>\n<span data-k="2">3</span></div>',
        '<ul class="pagination"><li><a href="#">1</a></li><li><a href="#">2</a></li><li><a href="#">3</a></li></ul>',
        "<p><em>1</em>&nbsp;|&nbsp;<a>2</a>&nbsp;|&nbsp;<a>3</a> 下一页</p>",
        "<p><b>[1]</b><a>[2]</a><a>[3]</a> 尾页</p>",
        '<div id="page"><span><em></em><em>1</em></span><a data-page="2">2</a><a data-page="3">3</a></div>',
    ],
)
def test_numbers_side_by_side(text: str) -> None:
    assert counted(text) == 3


@pytest.mark.parametrize(
    "text",
    [
        "<div><a>1</a><a>2</a><a>3</a></div>",
        '<div class="swiper-pagination"><span>1</span><span>2</span><span>3</span></div>',
        '<div class="page"><span>1</span>财政局 <span>2</span>教育局</div>',
        '<div class="page"><a>1</a></div>',
        '<div class="page"><a>2</a><a>4</a></div>',
    ],
)
def test_other_numbers(text: str) -> None:
    assert counted(text) == 0
