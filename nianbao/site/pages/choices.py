"""What the filters of several pages offer, and what a reader chose."""

from __future__ import annotations

import sqlite3

from nianbao.site.web import regions
from nianbao.site.web.cache import cached
from nianbao.site.web.datasette_types import Database, Datasette, Request
from nianbao.site.web.rows import rows_of
from nianbao.site.web.web import number

LEVELS = ("province", "prefecture", "county", "township")
KINDS = ("government", "government_office", "department", "township", "development_zone", "institution")


def years_of(conn: sqlite3.Connection) -> list[int]:
    """Years that the archive has reports of, newest first."""
    return stepped(conn, "reports")


def stepped(conn: sqlite3.Connection, table: str) -> list[int]:
    """The years of a table by the steps of its index, the newest first: not through all of its rows."""
    newest = f"select max(year) from {table} where year > 0"
    sql = f"""with recursive years (year) as ({newest} union all select ({newest} and year < years.year) from years
        where years.year is not null) select year from years where year is not null"""
    return [row["year"] for row in rows_of(conn, sql)]


def provinces_of(conn: sqlite3.Connection) -> list[str]:
    """Names of the provinces that the archive has publishers of."""
    sql = "select distinct province from publishers where province is not null order by 1"
    return [row["province"] for row in rows_of(conn, sql)]


async def years(datasette: Datasette, db: Database) -> list[int]:
    return await cached(datasette, db, "years", years_of)


async def provinces(datasette: Datasette, db: Database) -> list[str]:
    return await cached(datasette, db, "provinces", provinces_of)


def page_number(request: Request) -> int:
    """`?page=`, from 1."""
    return max(1, number(request, "page") or 1)


def region_code(request: Request) -> str | None:
    """`?region=` where it is a code of six digits."""
    code = request.args.get("region") or ""
    return code if regions.CODE.fullmatch(code) else None


def one_of(request: Request, name: str, among: tuple[str, ...], default: str | None = None) -> str | None:
    """The value of a parameter where it is one of these; the default where the address does not have it."""
    given = request.args.get(name)
    return given if given in among else default if given is None else None
