"""One page, one address; different pages, different ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.urls import canonicalize, host, is_sample

REAL_URLS = Path(__file__).parents[3] / "shared" / "research" / "real_urls.tsv"


@pytest.mark.parametrize(
    "spellings",
    [
        (
            "http://www.a.example/",
            "https://a.example",
            "HTTP://A.EXAMPLE:80/index.html",
            "http://a.example/#top",
        ),
        ("http://a.example/x?b=2&a=1", "http://a.example/x?a=1&b=2", "http://a.example/x?a=1&b=2&_t=99"),
        (
            "http://a.example/x.htm;jsessionid=0A1B",
            "http://a.example:8080/x.htm",
            "http://a.example/x.htm?jsessionid=1",
        ),
        (
            "http://a.example/x.do",
            *(
                f"http://a.example/x.do?timestamp={t}"
                for t in (1673917423825, 1673917423, 20230117, 0, "0.38")
            ),
        ),
        ("http://a.example/x.do?id=1", "http://a.example/x.do?id=1&timestamp=856652024000"),
        ("http://a.example/t1_2.html", "http://a.example/t1_2_wap.html"),
        ("http://www.a.example/1.html", "http://m.a.example/1.html", "https://wap.a.example/1.html"),
        ("http://a.example/c/content/post_12.html", "http://a.example/c/content/mpost_12.html"),
        ("http://a.example/c/", "http://a.example/c/index.shtml", "http://a.example/b/../c/./"),
        (
            "http://a.example/年报/",
            "http://a.example/%E5%B9%B4%E6%8A%A5/",
            "http://a.example/%e5%b9%b4%e6%8a%a5/",
        ),
        ("http://a.example/a~b", "http://a.example/a%7Eb"),
    ],
)
def test_spellings_of_one_page(spellings: tuple[str, ...]) -> None:
    assert len({canonicalize(s) for s in spellings}) == 1


@pytest.mark.parametrize(
    "pages",
    [
        (
            "http://a.example/x.do?timestamp=856652024000",
            "http://a.example/x.do?timestamp=825072025000",
            "http://a.example/x.do",
        ),
        ("http://a.example/html/1//2/151.html", "http://a.example/html/1/2/151.html"),
        ("http://a.example/Index_1.htm", "http://a.example/index_1.htm"),
        ("http://a.example/x?type=3", "http://a.example/x?type=4", "http://a.example/x"),
        ("http://a.example/index.jsp?id=1", "http://a.example/?id=1"),
        ("http://a.example/g/#/list/1", "http://a.example/g/#/list/2", "http://a.example/g/"),
        (
            "http://a.example/g/#dw=czj",
            "http://a.example/g/#dw=jyj",
            "http://a.example/g/#?dw=jyj",
            "http://a.example/g/",
        ),
        ("http://xxgk.a.example/", "http://a.example/"),
        ("http://m.example/", "http://wap.example/", "http://example/"),
        ("http://m.gov.cn/", "http://gov.cn/"),
        ("http://a.example/mpost.html", "http://a.example/post.html"),
        ("http://a.example/a%2Fb", "http://a.example/a/b"),
        ("http://a.example/x?d=%B2%C6%D5%FE%BE%D6", "http://a.example/x?d=%C9%F3%BC%C6%BE%D6"),
    ],
)
def test_different_pages(pages: tuple[str, ...]) -> None:
    assert len({canonicalize(p) for p in pages}) == len(pages)


@pytest.mark.parametrize(
    "text", ["", "a.example/x", "ftp://a.example/", "javascript:;", "http://", "http://[::1/"]
)
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(ValueError):
        canonicalize(text)


@given(st.text(alphabet="ab/.?=&%;#年 1", max_size=30))
def test_a_canonical_address_is_its_own(tail: str) -> None:
    address = canonicalize("http://a.example/" + tail)
    assert canonicalize(address) == address


def test_hosts() -> None:
    assert host("https://www.Xinxian.sample.localhost:8610/a") == "xinxian.sample.localhost"
    assert is_sample("http://xinxian.sample.localhost/") and not is_sample("http://sample.localhost.example/")


def test_real_addresses_stay_apart() -> None:
    if not REAL_URLS.is_file():
        pytest.skip(f"NOT TESTED: the list of real addresses is not at {REAL_URLS}")
    rows = [line.split("\t") for line in REAL_URLS.read_text(encoding="utf-8").splitlines()[1:]]
    urls = [row[0] for row in rows if row[0].startswith("http")]
    assert len(urls) > 90
    same = {canonicalize(u): u for u in urls}
    twins = [u for u in urls if same[canonicalize(u)] != u]
    assert [_bare(u) for u in twins] == [_bare(same[canonicalize(u)]) for u in twins]


def test_real_addresses_in_every_spelling() -> None:
    """Each report's and list's address has one key, however its scheme, host, parameters and session are written."""
    if not REAL_URLS.is_file():
        pytest.skip(f"NOT TESTED: the list of real addresses is not at {REAL_URLS}")
    rows = [line.split("\t") for line in REAL_URLS.read_text(encoding="utf-8").splitlines()[1:]]
    urls = [row[0] for row in rows if row[-1].startswith(("[report]", "[list"))]
    assert len(urls) > 80
    for url in urls:
        assert {canonicalize(spelling) for spelling in _spellings(url)} == {canonicalize(url)}, url
        assert canonicalize(canonicalize(url)) == canonicalize(url)


def _spellings(url: str) -> Iterator[str]:
    parts = urlsplit(url)
    bare = (parts.hostname or "").removeprefix("www.").removeprefix("wap.")
    for scheme in ("http", "https"):
        for name in (bare, f"www.{bare}", f"wap.{bare}", f"m.{bare}", f"{bare}:8080", bare.upper()):
            yield parts._replace(scheme=scheme, netloc=name).geturl()
    yield parts._replace(path=f"{parts.path};jsessionid=0A1B2C3D").geturl()
    yield parts._replace(fragment="top").geturl()
    yield parts._replace(fragment="page=3").geturl()
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    yield parts._replace(query=urlencode([*reversed(pairs), ("_t", "1673917423825")])).geturl()
    if not parts.query:
        yield parts._replace(path=re.sub(r"(?<!_wap)(\.s?html?)$", r"_wap\1", parts.path)).geturl()
        yield parts._replace(path=re.sub(r"/$", "/index.html", parts.path)).geturl()


def _bare(url: str) -> str:
    """What two addresses may differ in although they show one page: scheme, www."""
    return url.split("://")[1].removeprefix("www.")
