"""The narrative of a report: sentences chosen by seed, numbers taken from the report's own tables."""

import random
from typing import Any

from samples.data import json_rows, toml
from samples.model import SAMPLE_INVENTED, SAMPLE_PUBLISHED, Block, Number, Report, Text
from samples.tables import table_2014, table_parts

_PARTS = (
    ("（一）主动公开情况", ("proactive",)),
    ("（二）依申请公开情况", ("requests", "process")),
    ("（三）政府信息管理情况", ("manage",)),
    ("（四）平台建设情况", ("platform",)),
    ("（五）监督保障情况", ("supervise",)),
)
# Whose report says more on which part: the sentence pool is drawn from a second time.
_LONGER = {
    "government": ("process", "manage", "platform", "supervise"),
    "government_office": ("process", "manage"),
    "department": ("manage", "platform"),
    "township": ("process",),
}
_OLD_PARTS = (
    ("一、概述", ("intro",)),
    ("二、主动公开政府信息情况", ("proactive",)),
    ("三、依申请公开政府信息情况", ("requests", "process")),
    ("四、政府信息公开平台和管理", ("platform", "manage")),
    ("五、因政府信息公开申请行政复议、提起行政诉讼情况", ("reviews",)),
    ("六、存在的主要问题和改进措施", ("problems", "remedies")),
)


def notice(report: Report) -> str:
    """The line that says what of the page is real."""
    return SAMPLE_PUBLISHED if report.sample == "published" else SAMPLE_INVENTED


def report_blocks(report: Report, county: str) -> list[Block]:
    """The whole body of a report."""
    speak = _Speaker(report, county)
    body = _old_body(report, speak) if report.form == "2014" else _body(report, speak)
    note: list[Block] = [Text("note", notice(report))]
    return note + body + _signature(report)


def _signature(report: Report) -> list[Block]:
    day = report.published_on
    if report.quirks.get("sign") is False or day is None:
        return []
    return [Text("sign", report.organ.name), Text("sign", f"{day.year}年{day.month}月{day.day}日")]


def _body(report: Report, speak: "_Speaker") -> list[Block]:
    one, two, three, four, five, six = toml("forms")["sections"]
    blocks: list[Block] = [Text("heading", one), Text("para", speak("intro"))]
    for heading, slots in _PARTS:
        blocks.append(Text("subheading", heading))
        blocks.append(Text("para", "".join(speak(slot) for slot in slots)))
        blocks += [Text("para", speak(slots[-1]))] if slots[-1] in _LONGER[report.organ.kind] else []
    second, third, fourth = table_parts(report)
    blocks += [Text("heading", two), *_lead(speak("s2_lead")), *second]
    blocks += [Text("heading", three), *_lead(speak("s3_lead")), *third] if third else []
    blocks += [Text("heading", four), *_lead(speak("reviews")), *fourth] if fourth else []
    blocks += [Text("heading", five), Text("para", speak("problems")), Text("para", speak("remedies"))]
    return [*blocks, Text("heading", six), Text("para", speak("other"))]


def _old_body(report: Report, speak: "_Speaker") -> list[Block]:
    blocks: list[Block] = []
    for heading, slots in _OLD_PARTS:
        blocks.append(Text("heading", heading))
        blocks.extend(Text("para", speak(slot)) for slot in slots)
    table = table_2014(json_rows("form2014"), report)
    return [*blocks, Text("heading", "附表：政府信息公开情况统计表"), table]


def _lead(sentence: str) -> list[Block]:
    return [Text("para", sentence)] if sentence else []


class _Speaker:
    """Chooses a sentence for a slot and fills in this report's words and numbers."""

    def __init__(self, report: Report, county: str) -> None:
        self._rng = random.Random(f"{report.key}/prose")
        self._report = report
        self._said: set[str] = set()
        self._words = self._fill(county)

    def __call__(self, slot: str) -> str:
        pool: list[str] = toml("prose")[self._variant(slot)]
        if self._report.sample == "published":
            # No invented count may stand beside real figures.
            pool = [sentence for sentence in pool if "{k" not in sentence]
        fresh = [sentence for sentence in pool if sentence not in self._said] or pool
        chosen = self._rng.choice(fresh)
        self._said.add(chosen)
        return chosen.format(**self._words)

    def _variant(self, slot: str) -> str:
        """The pool for a slot; where numbers are told it depends on what there is to tell."""
        if slot == "proactive" and self._report.sample == "published":
            return "proactive_uncounted" if self._report.proactive_items is None else "proactive_published"
        if slot == "requests":
            return "requests_some" if self._any("new", "cin", "done") else "requests_none"
        if slot == "reviews":
            return "review_some" if self._any("r", "l") else "review_none"
        return slot

    def _any(self, *names: str) -> bool:
        return any(self._words[name] for name in names)

    def _fill(self, county: str) -> dict[str, Any]:
        report, rng = self._report, self._rng
        items = report.proactive_items or 0
        first = items // 2 + rng.randint(0, max(items // 8, 0))
        second = (items - first) * 2 // 3
        topics = rng.sample(report.organ.topics, 3)
        words: dict[str, Any] = {
            "o": report.organ.name,
            "we": report.organ.we,
            "y": report.year,
            "n": report.year + 1,
            "c": county,
            "k1": rng.randint(2, 9),
            "k2": rng.randint(3, 18),
        }
        words |= {"items": items, "p1": first, "p2": second, "p3": items - first - second}
        words |= {f"t{place}": topic for place, topic in enumerate(topics, start=1)}
        return words | self._numbers()

    def _numbers(self) -> dict[str, Number]:
        if self._report.form == "2014":
            keys = {
                "new": "req_received",
                "done": "req_completed",
                "granted": "ans_granted",
                "partial": "ans_partial",
            }
            found = {name: self._value(f"s2014.{key}") for name, key in keys.items()}
            cases = {"r": self._value("s2014.review_total"), "l": self._value("s2014.lit_total")}
            return found | cases | {"cin": 0, "out": 0}
        keys = {"new": "new_received", "cin": "carried_in", "done": "total_results", "out": "carried_out"}
        keys |= {"granted": "granted", "partial": "partial"}
        found = {name: self._value(f"t3.{key}.total") for name, key in keys.items()}
        cases = {block: self._value(f"t4.{block}.total") for block in ("review", "direct", "after_review")}
        return found | {"r": cases["review"], "l": cases["direct"] + cases["after_review"]}

    def _value(self, key: str) -> Number:
        # A blank cell says nothing, so the words say what a clerk who left it blank would: none.
        return self._report.figures[key] or 0
