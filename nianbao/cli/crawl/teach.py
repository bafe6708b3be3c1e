"""`nianbao teach`: a person shows one list; a browser watches it once, and its recipe is printed with the rows that it finds."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import click

from archive import Archive, open_archive
from archive.crawl import endpoints
from archive.store import captures
from archive.urls import canonicalize, host, request_key
from crawler import Options
from crawler.listdata.recipe_rows import Row, rows_of, token_of
from crawler.page.recipe import TOKEN, Asked, Recipe, RecipeError, of_json
from crawler.run import teach as watch
from crawler.watch import files
from crawler.watch.process import chromium
from nianbao.cli.common.config import configured_data_option
from nianbao.cli.common.language import _, ngettext
from nianbao.cli.common.options import CONTACT, SECONDS
from nianbao.cli.common.registry import OWN
from nianbao.cli.crawl.crawl import need_contact
from nianbao.exits import HELP, Exit, Failure
from parsers.lexicon.encoding import decode

PAGES = 3
"""Pages of the list whose rows are printed."""
MOST_REQUESTS = 120


@click.command(epilog=HELP)
@click.argument("list_url", metavar="LIST_URL")
@click.option(
    "--report",
    metavar="REPORT_URL",
    help="A report that stands on the first pages of the list: a proof more.",
)
@click.option("--save", is_flag=True, help="Keep the recipe in portals.d/recipes of the archive's directory.")
@configured_data_option
@click.option(
    "--contact", type=CONTACT, envvar="NIANBAO_CONTACT", help="Address or mailbox that portals can write to."
)
@click.option(
    "--delay", type=SECONDS, default=3.0, show_default=True, help="Seconds between two requests to a host."
)
@click.option("--allow-loopback", is_flag=True, help="Allow private and loopback addresses (sample portals).")
def teach(
    list_url: str,
    report: str | None,
    save: bool,
    data: Path,
    contact: str | None,
    delay: float,
    allow_loopback: bool,
) -> None:
    """Watch one list in a browser, learn how it is asked for, and print the recipe and the rows of its first three pages.

    Every request of the browser obeys robots.txt and the delay. The recipe is proven by asking without the browser.
    Exit status 5 where none could be proven, or where the report is not among the rows.

    \b
    nianbao teach https://www.hnxx.gov.cn/gknb/ --contact you@example.org --save
    """
    need_contact(contact, [list_url], data)
    if chromium() is None:
        raise Failure(
            "teach needs Chromium and the extra browser: pip install --require-hashes -r requirements-browser.lock",
            Exit.USAGE,
        )
    options = Options(allow_loopback=allow_loopback, delay=delay, contact=contact, max_pages=MOST_REQUESTS)
    with tempfile.TemporaryDirectory() as folder, open_archive(folder) as archive:
        recipe, pages = _taught(archive, list_url, options)
    click.echo(json.dumps(recipe.to_json(), ensure_ascii=False, indent=1))
    for number, rows in enumerate(pages, recipe.begin):
        said = ngettext("page {number}: {n} row", "page {number}: {n} rows", len(rows))
        click.echo(said.format(number=number, n=len(rows)))
        for row in rows:
            click.echo(f"  {row.title} {row.date} {row.url}".replace("  http", " http"))
    if report and canonicalize(report) not in {canonicalize(row.url) for rows in pages for row in rows}:
        raise Failure(f"{report} is not among these rows: the recipe is of another list", Exit.CHECKS_FAILED)
    if save:
        _save(data, list_url, recipe)


def _taught(archive: Archive, list_url: str, options: Options) -> tuple[Recipe, list[list[Row]]]:
    """The recipe, and the rows of the pages that it was proven by."""
    try:
        summary = watch(archive, list_url, options)
    except ValueError as error:
        raise Failure(str(error), Exit.USAGE) from None
    if not summary.pages:
        why = summary.portals[0].why if summary.portals else None
        raise Failure(f"{list_url} gave no answer: {why or 'look at it in a browser'}")
    lesson = next(
        iter(endpoints.lessons(archive, archive.value("select min(id) from portals")).values()), None
    )
    if lesson is None or lesson.recipe is None:
        why = lesson.why if lesson else "it could not be watched"
        raise Failure(f"no recipe of {list_url} could be proven: {why}", Exit.CHECKS_FAILED)
    recipe = of_json(lesson.recipe)
    token = _token(archive, list_url, recipe)
    asked = (
        recipe.request(list_url, recipe.begin + n, token) for n in range(PAGES if recipe.is_paged else 1)
    )
    found = (rows_of(recipe, _answer(archive, one), list_url) for one in asked)
    return recipe, [rows for rows in found if rows]


def _token(archive: Archive, list_url: str, recipe: Recipe) -> str:
    asked = recipe.ask_token(list_url)
    if asked is None or recipe.token is None:
        return TOKEN
    return token_of(recipe.token.path, _answer(archive, asked)) or ""


def _answer(archive: Archive, asked: Asked) -> str:
    """What a request was answered last; empty where it was not asked."""
    row = captures.last_full(archive, request_key(asked.url, asked.body))
    return "" if row is None else decode(captures.body(archive, row["key"]))[0]


def _save(data: Path, list_url: str, recipe: Recipe) -> None:
    try:
        path = files.save(data / OWN, host(list_url), [recipe])
    except (OSError, RecipeError) as error:
        raise Failure(f"the recipe was not saved: {error}") from None
    click.echo(_("saved in {path}").format(path=path), err=True)
