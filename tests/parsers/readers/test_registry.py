"""The table of formats is whole: what is recognised is read or refused by name, what is read can be resolved."""

from __future__ import annotations

import pytest

from parsers import Unreadable, media_type, resolve
from parsers.readers import media_type as media
from parsers.readers.registry import READERS, RESOLVERS, read_document

KNOWN = {
    value for name, value in vars(media).items() if name.isupper() and isinstance(value, str) and "/" in value
} | set(media.PICTURES)


def test_every_media_type_is_read_or_refused_by_name() -> None:
    assert {name for _, name in media._MAGIC} <= KNOWN
    assert set(READERS) | set(media.NOT_READ) == KNOWN
    assert not set(READERS) & set(media.NOT_READ)


def test_a_prefix_of_locators_is_a_scheme() -> None:
    assert all(prefix.count(":") == 1 and prefix.endswith(":") for prefix in RESOLVERS)


@pytest.mark.parametrize("raw", [b"Rar!\x1a\x07", b"\x1f\x8b\x08", bytes(range(9)) * 9])
def test_what_is_not_read_is_refused_by_what_it_is(raw: bytes) -> None:
    with pytest.raises(Unreadable, match=media.NOT_READ[media_type(raw)].split(",")[0]):
        read_document(raw)


def test_what_no_reader_names_resolves_to_nothing() -> None:
    page = "<html><body><p>年度报告</p></body></html>".encode()
    assert [resolve(page, where) for where in ("", "nothing:1", "doc:cp0-1", "zip:a!html:/html")] == [
        None
    ] * 4
    assert resolve(page, "html:/html/body/p") == "年度报告"
