"""Reasons are kept in English and told in Chinese, whatever kinds are within one another."""

from __future__ import annotations

import pytest

from archive.reasons import REASONS, in_chinese, said

VALUES = {
    "seen": 3, "claimed": 9, "status": 503, "known": 12, "url": "http://x.example/a?b=1", "names": "财政局、教育局",
    "words": "页面不存在", "why": said("status", status=404),
}  # fmt: skip


@pytest.mark.parametrize("kind", REASONS)
def test_each_kind_is_told_in_chinese(kind: str) -> None:
    fields = {name: value for name, value in VALUES.items() if f"{{{name}}}" in REASONS[kind][0]}
    chinese = in_chinese(said(kind, **fields))
    assert chinese == REASONS[kind][1].format(**fields | {"why": "状态码 404"})


def test_what_is_no_sentence_of_the_catalogue_stays() -> None:
    for text in ("robots.txt: 403", "", "x" * 100_000, "further page http://x.example/: " * 900):
        assert in_chinese(text) == text


def test_a_challenge_is_told_with_its_status_and_its_address() -> None:
    url = "http://x.example/nb/"
    kept = said("challenged", why=said("met_at", why=said("challenge", status=412), url=url))
    assert kept == f"challenge: status 412: a script instead of the page at {url}"
    assert in_chinese(kept) == f"遇到验证：{url}：状态码 412：返回的是验证脚本"
    last = said("in_a_row", seen=3, why=said("met_at", why=said("status", status=500), url=url))
    assert in_chinese(last) == f"连续失败3次，最后一次：{url}：状态码 500"


def test_the_claims_of_a_visit_are_told_each_with_its_reason() -> None:
    kept = (
        "list 年度报告 http://x.example/nb/: 3 of 9 pages; directory http://x.example/: bodies without a report: 财政局；教育局;"
        " column 民政局: column on another host, not asked: http://mz.example/; and 4 more"
    )
    assert in_chinese(kept) == (
        "列表 年度报告 http://x.example/nb/：共9页，只读到3页；机构目录 http://x.example/：没有见到报告的机关：财政局；教育局；"
        "他站栏目 民政局：栏目在别的主机上，未采集：http://mz.example/；另有4项"
    )
    assert (
        in_chinese(said("elsewhere", url="http://mz.example/"))
        == "栏目在别的主机上，未采集：http://mz.example/"
    )
    kept = f"http://x.example/nb/: {said('filled')}, and 2 more"
    assert in_chinese(kept) == "http://x.example/nb/：列表由脚本填充，本软件还不能读，另有2项"
