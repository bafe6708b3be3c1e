"""What labels stand for."""

from __future__ import annotations

import pytest

from nianbao.cluster.queue.labels import resolve
from nianbao.cluster.queue.messages import RefusedError


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("henan", "41"),
        ("Henan", "41"),
        ("河南", "41"),
        ("河南省", "41"),
        ("henansheng", "41"),
        ("41", "41"),
        ("xinyang", "4115"),
        ("信阳市", "4115"),
        ("411523", "411523"),
        ("新县", "411523"),
        ("jilin", "22"),  # the province, not its city of the same name
        ("shanxi", "14"),
        ("shaanxi", "61"),
        ("beijing", "11"),
        ("tibet", "54"),
        ("xizang", "54"),
        ("guangxi", "45"),
        ("新疆", "65"),
        ("内蒙古", "15"),
    ],
)
def test_a_region(text: str, code: str) -> None:
    assert resolve([text], {}).codes == (code,)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("suzhou", "may be 3205, 3413"),
        ("atlantis", "no region is called atlantis"),
        ("99", "no region is called 99"),
        ("4", "no region is called 4"),
        ("", "no region is called"),
        ("north", r"a label of nianbao.toml \(south\)"),
    ],
)
def test_nobody_knows_it(text: str, why: str) -> None:
    with pytest.raises(RefusedError, match=why) as refused:
        resolve([text], {"south": ("44",)} if text == "north" else {})
    assert refused.value.code == "label"


def test_labels_of_ones_own_and_several_together() -> None:
    own = {"north": ("河北", "11", "gov.example")}
    label = resolve(["north", "xinyang"], own)
    assert label.takes("a.example", "130102")
    assert label.takes("a.example", "110101")
    assert label.takes("www.gov.example", None)
    assert label.takes("a.example", "411523")
    assert not label.takes("a.example", "410100")
    assert not label.takes("xgov.example", None)


def test_without_a_label_every_portal() -> None:
    assert resolve([], {}).takes("a.example", None)
    assert resolve([], {}).takes("a.example", "411523")
    assert not resolve(["henan"], {}).takes("a.example", None)
