"""A visit of the demonstration that took place before today: a crawl under the archive's clock of that day.

`python -m nianbao.cli.crawl.earlier DATA HOME DAYS` is how many days ago. It is a process of its own, for the network
engine starts once a process. It waits for nothing between two requests: whoever tries the demonstration should not wait either.
"""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

from archive import ArchiveError, open_archive
from archive.clock import day, system_clock
from archive.outcomes import NAMES
from nianbao.cli.common.errors import told
from nianbao.cli.common.language import named, ngettext
from nianbao.exits import Exit, Failure


def visit_earlier(data: Path, home: str, on: date) -> None:
    """Visit a sample portal as on a day; where that day is yet to come, before today all the same.

    :raises KeyboardInterrupt: after the visit was stopped, with what it fetched kept.
    """
    days = max((day(system_clock()) - on).days, 2)
    command = [sys.executable, "-m", __name__, str(data), home, str(days)]
    # A session of its own, so that Ctrl-C does not reach it: nothing that was recorded is lost however it ends.
    with subprocess.Popen(command, start_new_session=True) as visit:
        try:
            status = visit.wait()
        except KeyboardInterrupt:
            visit.terminate()  # unlike Ctrl-C it leaves no traceback of a process that has hardly begun
            visit.wait()
            raise
    if status:
        known = Exit.STOPPED if status == Exit.STOPPED else Exit.UNREADABLE
        raise Failure(
            f"{home}: the visit of {on} ended with status {status}; the same command goes on", known
        )


def _main(data: str, home: str, days: str) -> int:
    from crawler import Options, crawl

    options = Options(allow_loopback=True, delay=0.0, ignore_delays=True)

    ago = timedelta(days=int(days))
    try:
        with open_archive(Path(data), lambda: system_clock() - ago) as archive:
            summary = crawl(archive, [home], options)
    except ArchiveError as error:
        print(f"nianbao: {told(str(error))}", file=sys.stderr)
        return int(Exit.UNREADABLE)
    [portal] = summary.portals
    on = day(system_clock() - ago)
    said = ngettext(
        "as on {day}: {host} {outcome}, {n} report, {new} new",
        "as on {day}: {host} {outcome}, {n} reports, {new} new",
        portal.reports,
    )
    print(
        said.format(
            day=on,
            host=portal.host,
            outcome=named(NAMES, portal.outcome),
            n=portal.reports,
            new=portal.new_reports,
        ),
        flush=True,
    )
    return int(Exit.STOPPED if summary.stopped else Exit.DONE)


if __name__ == "__main__":
    sys.exit(_main(*sys.argv[1:]))
