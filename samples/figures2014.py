"""Invented figures for the statistics table of 2014: parts are drawn, totals are added up."""

import random

from samples.data import json_rows
from samples.model import Figures

_SUMS = {
    "req_received": ("req_in_person", "req_fax", "req_online", "req_letter"),
    "ans_denied": (
        "den_state_secret",
        "den_trade_secret",
        "den_privacy",
        "den_security",
        "den_not_gov_info",
        "den_other_law",
    ),
    "review_total": ("review_upheld", "review_corrected", "review_other"),
    "lit_total": ("lit_upheld", "lit_corrected", "lit_other"),
    "staff_total": ("staff_full", "staff_part"),
}
_LARGE = ("proactive_total", "ch_website", "ch_wechat", "ch_other", "trained", "staff_part")


def figures_2014(seed: str) -> Figures:
    """The indicators of the 2014 table for one county."""
    rng = random.Random(seed)
    keys = [str(row["key"]) for row in json_rows("form2014") if row["key"]]
    drawn = {key: rng.randint(300, 4000) if key in _LARGE else rng.choice((0, 0, 1, 2, 5, 9)) for key in keys}
    drawn["staff_part"] = rng.randint(30, 90)
    for case in (*_SUMS["review_total"], *_SUMS["lit_total"]):
        drawn[case] = min(drawn[case], 1)
    for total, parts in _SUMS.items():
        drawn[total] = sum(drawn[part] for part in parts)
    drawn["req_completed"] = drawn["req_answered"] = drawn["req_received"]
    drawn["req_extended"] = min(1, drawn["req_received"])
    drawn["req_on_time"] = drawn["req_received"] - drawn["req_extended"]
    _answers(drawn)
    for whole, part in (("press_conf", "press_conf_leader"), ("interviews", "interviews_leader")):
        drawn[part] = min(drawn[part], drawn[whole])
    figures: Figures = {f"s2014.{key}": value for key, value in drawn.items()}
    figures["s2014.budget_wan"] = 8.6
    return figures


def _answers(drawn: dict[str, int]) -> None:
    """Make the eight kinds of answer add up to the answers; all that is left over was granted."""
    kinds = [key for key in drawn if key.startswith("ans_")]
    left = drawn["req_answered"]
    for reason in _SUMS["ans_denied"]:
        drawn[reason] = min(drawn[reason], 1) if left > 6 and reason == "den_privacy" else 0
    drawn["ans_denied"] = drawn["den_privacy"]
    left -= drawn["ans_denied"]
    for key in kinds:
        if key not in ("ans_denied", "ans_granted"):
            drawn[key] = min(drawn[key], left // 3)
            left -= drawn[key]
    drawn["ans_granted"] = left
