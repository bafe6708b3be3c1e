"""Our side of the crawl measure: crawl the given homes with delays and parsing off, and list what was fetched.

Called as a program with an archive directory, a file for the list and the homes; prints {"pages": n, "seconds": s}.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path


def main(data: str, listing: str, homes: list[str]) -> None:
    from archive import open_archive  # here: the processes that a crawl starts load this module too
    from crawler import Options, crawl
    from crawler.engine import process, spider  # noqa: F401 - as the baseline, whose clock starts once Scrapy is loaded

    with open_archive(Path(data)) as archive:
        options = Options(allow_loopback=True, ignore_delays=True, parse=False)
        summary = crawl(archive, homes, options)
        rows = archive.rows("select url from captures where status = 200 order by id")
    fetched: dict[str, list[str]] = {}
    for row in rows:
        fetched.setdefault(row["url"].split("/")[2], []).append(row["url"])
    Path(listing).write_text(json.dumps(fetched), encoding="utf-8")
    print(json.dumps({"pages": summary.pages, "seconds": summary.seconds}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
