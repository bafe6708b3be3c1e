"""`nianbao export`: the archive for other programs."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

from archive import Archive
from archive.exchange import wacz
from archive.exchange.dataset import NoDatasetError, write_dataset
from archive.exchange.tables import Choice, Table, tables, wide
from archive.exchange.whole import ENDINGS, write_whole
from archive.exchange.writers import MissingLibrary, write_csv, write_jsonl, write_package, write_parquet
from nianbao.cli.common.archive import opened
from nianbao.cli.common.language import _, ngettext
from nianbao.cli.common.options import data_option
from nianbao.cli.common.progress import bar
from nianbao.cli.common.region_option import region_option
from nianbao.exits import HELP, Exit, Failure

FORMATS = ("csv", "jsonl", "parquet", "xlsx", "zip", "package", "dataset", "wacz")
KINDS = (
    "government",
    "government_office",
    "department",
    "township",
    "development_zone",
    "institution",
    "other",
)
LEVELS = ("central", "province", "prefecture", "county", "township")


@click.command(epilog=HELP)
@click.argument("out", type=click.Path(path_type=Path, allow_dash=True))
@data_option
@click.option(
    "--format", "chosen", type=click.Choice(FORMATS), help="Told by the ending of OUT where left away."
)
@click.option(
    "--wide", "is_wide", is_flag=True, help="One row a report, one column a field; else one row a figure."
)
@click.option(
    "--table", "name", default="figures", show_default=True, help="reports, figures, checks or fields."
)
@click.option("--year", type=int, help="Only reports about this year.")
@region_option("--region", "--province")
@click.option(
    "--kind",
    type=click.Choice(KINDS),
    metavar="KIND",
    help=f"Only reports of this kind of body: {', '.join(KINDS)}.",
)
@click.option("--level", type=click.Choice(LEVELS), help="Only reports of bodies of this level.")
@click.option(
    "--as-of", "as_of", metavar="DATE", help="As the archive knew it at the end of this day (YYYY-MM-DD)."
)
@click.option("--report", "report", metavar="KEY", help="wacz: the captures of one report.")
@click.option("--portal", "portal", metavar="HOST", help="wacz: the captures of one portal.")
def export(
    out: Path,
    data: Path,
    chosen: str | None,
    is_wide: bool,
    name: str,
    year: int | None,
    region: str | None,
    kind: str | None,
    level: str | None,
    as_of: str | None,
    report: str | None,
    portal: str | None,
) -> None:
    """Write figures and reports to OUT (`-`: standard output) as CSV, JSON Lines or Parquet; `package` makes a
    directory with a Frictionless data package of all tables, `dataset` one with a Parquet file a province and year for
    `nianbao analyse`, `wacz` a web archive of a report or a portal. `xlsx` and
    the ZIPs (henan.csv.zip, henan.jsonl.zip, henan.parquet.zip) are what the site hands out: each figure with its body and
    its labels, with a codebook, licence, version and date.

    Cells that a spreadsheet would take for a formula begin with an apostrophe in CSV.
    """
    chosen = chosen or _kind_of(out)
    choice = Choice(year, _day(as_of), region, kind, level)
    with opened(data, read_only=True) as archive:
        try:
            if chosen == "wacz":
                count = _wacz(archive, out, report, portal)
            elif chosen == "package":
                count = _package(archive, out, choice)
            elif chosen == "dataset":
                count = _dataset(archive, out, choice)
            elif chosen in ("xlsx", "zip"):
                count = write_whole(archive, choice, _inside(out) if chosen == "zip" else chosen, out)
            else:
                count = _table(_chosen(archive, choice, is_wide, name), chosen, out)
        except (MissingLibrary, NoDatasetError) as error:
            raise Failure(str(error), Exit.USAGE) from None
        except OSError as error:
            raise Failure(f"cannot write {out}: {error.strerror or error}") from None
    said = (
        ngettext("{n} record", "{n} records", count)
        if chosen == "wacz"
        else ngettext("{n} row", "{n} rows", count)
    )
    click.echo(said.format(n=count), err=True)


def _kind_of(out: Path) -> str:
    endings = {"": "package"} | {f".{name}": name for name in FORMATS if name not in ("package", "dataset")}
    found = "csv" if str(out) == "-" else endings.get(out.suffix)
    if found is None:
        raise Failure(f"{out} does not tell its format: add --format", Exit.USAGE)
    return found


def _inside(out: Path) -> str:
    """What a ZIP holds: CSV where its name does not say it."""
    found = next((name for name, ending in ENDINGS.items() if out.name.endswith(ending)), "csv")
    return found if found != "xlsx" else "csv"


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Failure(f"{text} is no day; one looks like 2026-03-31", Exit.USAGE) from None


def _chosen(archive: Archive, choice: Choice, is_wide: bool, name: str) -> Table:
    if is_wide:
        return wide(archive, choice)
    found = {table.name: table for table in tables(archive, choice)}
    if name not in found:
        raise Failure(f"there is no table {name}: choose one of {', '.join(found)}", Exit.USAGE)
    return found[name]


def _table(table: Table, kind: str, out: Path) -> int:
    if kind == "parquet":
        return write_parquet(table, out)
    write: Any = {"csv": write_csv, "jsonl": write_jsonl}[kind]
    if str(out) == "-":
        return int(write(table, sys.stdout))
    # Excel takes a CSV file without a byte order mark for one in the code page of the machine.
    encoding = "utf-8-sig" if kind == "csv" else "utf-8"
    with out.open("w", encoding=encoding, newline="") as file:
        return int(write(table, file))


def _package(archive: Archive, out: Path, choice: Choice) -> int:
    sources = [
        {"title": row["name"] or row["host"], "path": row["home"]}
        for row in archive.rows("select host, home, name from portals order by host")
    ]
    return write_package(tables(archive, choice), out, name="nianbao", created=archive.now(), sources=sources)


def _dataset(archive: Archive, out: Path, choice: Choice) -> int:
    if choice != Choice():
        raise Failure("a dataset holds all reports as they are now: leave the limits out", Exit.USAGE)
    with bar(_("writing")) as progress:
        return write_dataset(archive, out, progress)


def _wacz(archive: Archive, out: Path, report: str | None, portal: str | None) -> int:
    if (report is None) == (portal is None):
        raise Failure("a web archive is of one --report KEY or one --portal HOST", Exit.USAGE)
    rows = (
        wacz.captures_of_report(archive, report) if report else wacz.captures_of_portal(archive, portal or "")
    )
    if not rows:
        raise Failure(f"there is no capture of {report or portal}", Exit.USAGE)
    return wacz.write_wacz(archive, rows, out, title=report or portal or "", created=archive.now())
