"""`python -m tests.crawler.foreign --seed 7 [--template NAME …] [--serve]`: crawl the farm and print the table, or serve it."""

from __future__ import annotations

import argparse
import time

from tests.crawler.foreign.catalogue import TEMPLATES
from tests.crawler.foreign.farm import Farm
from tests.crawler.foreign.measure import measure, table
from tests.crawler.foreign.server import ForeignServer
from tests.crawler.foreign.truth import truth


def _main() -> None:
    parser = argparse.ArgumentParser(prog="tests.crawler.foreign", description=__doc__)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--template", action="append", default=[], choices=[t.name for t in TEMPLATES])
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--serve", action="store_true", help="serve until Ctrl-C, and print the homes")
    parser.add_argument("--lost", action="store_true", help="print the reports that were not found, too")
    chosen = parser.parse_args()
    if chosen.serve:
        _serve(Farm(chosen.seed, chosen.template), chosen.port)
        return
    counted = measure(chosen.seed, chosen.template)
    print(table(counted))
    for row in counted if chosen.lost else []:
        for report in row.portal.reports:
            if report.address in row.lost:
                print(f"lost  {row.portal.template}  {report.path}  {report.title}")
        for address in sorted(row.wrong):
            print(f"wrong {row.portal.template}  {address}")


def _serve(farm: Farm, port: int) -> None:
    with ForeignServer(farm, port) as server:
        for portal, home in zip(truth(farm), server.homes, strict=True):
            print(f"{portal.template:<24} {len(portal.reports):>3} reports  {home}", flush=True)
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    _main()
