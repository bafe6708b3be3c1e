"""Pages built to cost: each is read or refused in the budgets of time and memory, and what is cut is said."""

from __future__ import annotations

import subprocess
import sys

import pytest

SECONDS = 30
MEGABYTES = 1_000
_CHILD = """
import re, resource, sys
from parsers import Unreadable, parse_report
data = sys.stdin.buffer.read()
try:
    said = " ".join(issue.code for issue in parse_report(data).issues)
except Unreadable as refused:
    said = "refused: " + str(refused)
used = resource.getrusage(resource.RUSAGE_SELF)
peak = int(re.search(r"VmHWM:\\s*(\\d+)", open("/proc/self/status").read()).group(1))
print(round(used.ru_utime + used.ru_stime, 1), peak // 1024, said)
"""
_ROW = "<tr>" + "<td>12</td>" * 10 + "</tr>"
_LONG_ROW = "<tr>" + ("<td>" + "一" * 160 + "</td>") * 10 + "</tr>"
PAGES = {
    "nested blocks": ("<div>" * 100_000 + "12", ""),
    "nested formatting": ("<b>" * 100_000 + "12", ""),
    "nested words nobody knows": ("<xy>" * 100_000 + "12", "markup_lost"),
    "nested tables": ("<table>" * 10_000 + "12", "markup_lost"),
    "nested tables with cells": ("<table><tr><td>" * 10_000 + "12", "markup_lost"),
    "attributes of a tag": ("<p " + " ".join(f"a{n}=1" for n in range(400_000)) + ">12", "markup_lost"),
    "attributes of tags": (("<p " + " ".join(f"a{n}=1" for n in range(100)) + ">12") * 10_000, "markup_lost"),
    "options": ("<select>" + "<option>12" * 100_000, "markup_lost"),
    "50 MB of cells": ("<table>" + _ROW * 450_000, "refused"),
    "50 MB in few cells": ("<table>" + _LONG_ROW * 10_000, ""),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_stays_in_its_budgets(name: str) -> None:
    markup, wanted = PAGES[name]
    page = f"<html><body><h1>白岩县2023年政府信息公开工作年度报告</h1>{markup}".encode()
    done = subprocess.run(
        [sys.executable, "-c", _CHILD], input=page, capture_output=True, timeout=20 * SECONDS
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    seconds, megabytes, said = done.stdout.decode().split(" ", 2)
    assert float(seconds) <= SECONDS
    assert int(megabytes) <= MEGABYTES
    assert wanted in said
    assert said.count("\n") == 1
