"""From the site to a chart: how many requests the bodies of an archive received, year by year.

    python docs/example.py http://127.0.0.1:8001            a chart in the terminal
    python docs/example.py http://127.0.0.1:8001 granted    of another column of `reports_wide`

Needs nothing but Python. What the columns mean stands on the site under 数据 (`/data`); a report whose sums do not add
up is left out, a blank is not counted as nought.
"""

import csv
import io
import sys
import urllib.request
from collections import defaultdict
from statistics import median

BAR = 50


def rows(site: str) -> list[dict[str, str]]:
    """Every report, one row each, as the site gives it in CSV."""
    with urllib.request.urlopen(f"{site.rstrip('/')}/nianbao/reports_wide.csv?_stream=on") as answer:
        return list(csv.DictReader(io.TextIOWrapper(answer, encoding="utf-8")))


def by_year(reports: list[dict[str, str]], column: str) -> dict[str, list[float]]:
    """Year -> the figures of the column that were printed in reports whose sums add up."""
    found: dict[str, list[float]] = defaultdict(list)
    for report in reports:
        if report["failed_checks"] == "0" and report[column] and report["year"]:
            found[report["year"]].append(float(report[column]))
    return dict(sorted(found.items()))


def chart(figures: dict[str, list[float]]) -> str:
    """A line a year: median, how many bodies, and a bar."""
    medians = {year: median(values) for year, values in figures.items()}
    highest = max(medians.values(), default=0) or 1
    return "\n".join(
        f"{year}  median {value:8.1f}  n={len(figures[year]):<4} {'█' * round(BAR * value / highest)}"
        for year, value in medians.items()
    )


if __name__ == "__main__":
    column = sys.argv[2] if len(sys.argv) > 2 else "new_received"
    print(chart(by_year(rows(sys.argv[1]), column)))
