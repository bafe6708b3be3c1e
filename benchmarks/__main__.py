"""`make bench`: measure, print the table, write build/bench.json."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import archive, crawling, discovery, evidence, parsing, site
from benchmarks.result import Result

SUITES = {
    "parsing": parsing.results,
    "crawling": crawling.results,
    "discovery": discovery.results,
    "evidence": evidence.results,
    "archive": archive.results,
    "site": site.results,
}
REPORT = Path("build/bench.json")


def main(names: list[str]) -> None:
    """Run the named suites, or all."""
    found: list[Result] = []
    if unknown := [name for name in names if name not in SUITES]:
        sys.exit(f"benchmarks: there is no suite {unknown[0]}: give {', '.join(SUITES)}, or none for all")
    for name in names or SUITES:
        found += SUITES[name]()
    _print(found)
    REPORT.parent.mkdir(exist_ok=True)
    known = json.loads(REPORT.read_text(encoding="utf-8")) if REPORT.is_file() and names else {}
    known |= {r.name: r.as_json() for r in found}
    REPORT.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")


def _print(found: list[Result]) -> None:
    table = Table("measure", "ours", "baseline", "ratio", "target", "")
    for result in found:
        sign = "≤" if result.better == "lower" else "≥"
        base = f"{result.baseline:.4g} {result.unit} ({result.baseline_name})" if result.baseline else ""
        verdict = "met" if result.met else "[bold red]missed[/]"
        ratio = f"{result.ratio:.2f}" if result.baseline else ""
        table.add_row(
            result.name, f"{result.value:.4g} {result.unit}", base, ratio, f"{sign} {result.target}", verdict
        )
    Console(width=120).print(table)


if __name__ == "__main__":
    main(sys.argv[1:])
