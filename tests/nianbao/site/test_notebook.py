"""The example notebook, as a reader runs it."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request

import lxml.html


def test_the_notebook_runs_against_the_site_it_comes_from(served: str) -> None:
    with urllib.request.urlopen(f"{served}/data") as answer:
        (href,) = lxml.html.fromstring(answer.read()).xpath("//a[contains(@href, '.ipynb')]/@href")
    with urllib.request.urlopen(served + href) as answer:
        cells = json.load(answer)["cells"]
    program = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    *lines, last = done.stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["2020", "2022"], "2021 does not add up"
    assert lines[1].count("█") == 50
    assert last.startswith("33 html:/html/body/") and f"{served}/report/" in last
