"""The schema of the archive, as numbered migrations. Table and column names are part of the interface.

Every table but pure detail (rows that belong to one reading) has a private `id` and a public `key`, the
hash of a canonical tuple (`archive.keys`). Ids are never exported, linked or merged. Instants are UTC
text `YYYY-MM-DDTHH:MM:SS[.ffffff]Z`, dates are days of Asia/Shanghai, booleans are 0 and 1.

`figures.value` is the number times ten to the power of `fields.scale` (counts 0, 万元 6), so that no
amount is ever a float; `raw` stands where the printed text differs from the plain number, and always
where the scale is not 0. `parses` says what became of each capture under each parser version: what has
no row there is still to be read. `reports_fts` holds pairs of characters (`archive.search`): how words
are cut is decided there alone.
"""

from __future__ import annotations

from archive.schema.steps.m001_crawl import CRAWLS, PLACES
from archive.schema.steps.m001_reports import DETAIL, HISTORY, REPORTS, SEARCH
from archive.schema.steps.m002_history import ACROSS, EXPECTATIONS, TELLING
from archive.schema.steps.m003_custody import MANIFESTS, SOURCES, TOMBSTONES
from archive.schema.steps.m004_health import LEASES, VISITS
from archive.schema.steps.m005_requests import REQUESTS
from archive.schema.steps.m006_requisites import add_requisites
from archive.schema.steps.m007_site_indexes import FACETS, FINDING, SUCCESSORS
from archive.schema.steps.m008_operands import OPERANDS
from archive.schema.steps.m010_origin import ORIGIN
from archive.schema.steps.m011_digests import DIGESTS
from archive.schema.steps.m012_books import BOOKS
from archive.schema.steps.m013_sightings import SIGHTINGS
from archive.schema.steps.m014_binding import BINDING
from archive.schema.steps.m015_recipes import RECIPES
from archive.schema.steps.m016_rendered import add_conversions
from archive.schema.steps.m017_parents import PARENTS
from archive.schema.steps.m018_names import add_names
from archive.schema.steps.m019_queue import QUEUE
from archive.schema.steps.m020_growth import grow
from archive.schema.toolkit import Database, Migrations

migrations = Migrations("nianbao")


@migrations()
def m001_first_schema(db: Database) -> None:
    """Every table of the design; columns that later work fills are there from the start."""
    for script in (PLACES, CRAWLS, REPORTS, DETAIL, HISTORY, SEARCH):
        db.executescript(script)


@migrations()
def m002_history(db: Database) -> None:
    """Who should have published, checks across reports, what of the history is final and what is to be told."""
    for script in (EXPECTATIONS, ACROSS, TELLING):
        db.executescript(script)


@migrations()
def m003_custody(db: Database) -> None:
    """Tombstones, manifests, and who brought a capture."""
    for script in (TOMBSTONES, MANIFESTS, SOURCES):
        db.executescript(script)


@migrations()
def m004_health(db: Database) -> None:
    """What visits expected and saw, dead endpoints, leases."""
    for script in (VISITS, LEASES):
        db.executescript(script)


@migrations()
def m005_requests(db: Database) -> None:
    """The form of a POST request."""
    db.executescript(REQUESTS)


@migrations()
def m006_requisites(db: Database) -> None:
    """Pictures and style sheets of report pages are captures of a role of their own."""
    add_requisites(db.conn)


@migrations()
def m007_finding(db: Database) -> None:
    """Indexes for the questions of the site's pages."""
    db.executescript(FINDING)


@migrations()
def m008_operands(db: Database) -> None:
    """Lists of operands, interned."""
    db.executescript(OPERANDS)


@migrations()
def m009_successors(db: Database) -> None:
    """Who went on as whom, found at once among many bodies."""
    db.executescript(SUCCESSORS)


@migrations()
def m010_origin(db: Database) -> None:
    """Whose archive a capture came from, and takedowns of strangers that wait for a person."""
    db.executescript(ORIGIN)


@migrations()
def m011_digests(db: Database) -> None:
    """Digests of rows."""
    db.executescript(DIGESTS)


@migrations()
def m012_books(db: Database) -> None:
    """The books of a visit."""
    db.executescript(BOOKS)


@migrations()
def m013_sightings(db: Database) -> None:
    """Every route by which a report was found."""
    db.executescript(SIGHTINGS)


@migrations()
def m014_binding(db: Database) -> None:
    """Whether a law or an order sets the day on which a report is due."""
    db.executescript(BINDING)


@migrations()
def m015_recipes(db: Database) -> None:
    """Recipes of lists that a script fills."""
    db.executescript(RECIPES)


@migrations()
def m016_rendered(db: Database) -> None:
    """Rendered documents, and texts with the page that they are of."""
    add_conversions(db.conn)


@migrations()
def m017_parents(db: Database) -> None:
    """Further pages of a list by the page that they continue: a visit asks at each new report."""
    db.executescript(PARENTS)


@migrations()
def m018_names(db: Database) -> None:
    """Names of bodies as people type them."""
    add_names(db.conn)


@migrations()
def m019_queue(db: Database) -> None:
    """Portals that workers on other machines fetch one by one."""
    db.executescript(QUEUE)


@migrations()
def m020_growth(db: Database) -> None:
    """Sums that triggers keep, and what pages find their rows by."""
    grow(db.conn)


@migrations()
def m021_facets(db: Database) -> None:
    """What the facets of reports are counted by."""
    db.executescript(FACETS)


def newest() -> str:
    """The name of the last step of the schema."""
    return max(step.name for step in migrations._migrations)


def index_missing(db: Database) -> bool:
    """Whether the unique index of the table of migrations is not there: version 0.1 made table and index apart."""
    return ("migration_set", "name") not in {tuple(i.columns) for i in db.table("_sqlite_migrations").indexes}


def repair_index(db: Database) -> None:
    """Make that index where it is missing."""
    if index_missing(db):
        db.table("_sqlite_migrations").create_index(["migration_set", "name"], unique=True)
