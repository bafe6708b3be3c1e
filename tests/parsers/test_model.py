"""The types of the waist go from process to process as they are, and without the names of their fields."""

from __future__ import annotations

import copy
import pickle

from parsers import Context, outline, parse_report
from tests.parsers.producers.files import html_of
from tests.parsers.producers.official import invented

PAGE = html_of(invented("2021", paragraphs=2)).encode()


def test_a_reading_comes_out_of_a_worker_as_it_went_in() -> None:
    reading = parse_report(PAGE, context=Context(url="http://www.example.gov.cn/a.html"))
    sent = pickle.dumps(reading)
    assert pickle.loads(sent) == reading
    assert copy.deepcopy(reading) == reading
    assert [name for name in (b"content_sha256", b"locator", b"operands") if name in sent] == []


def test_an_outline_comes_out_of_a_worker_as_it_went_in() -> None:
    seen = outline(PAGE, Context())
    assert pickle.loads(pickle.dumps(seen)) == seen
