"""Any software whose list nobody can read from its page, and of which a browser that was watched once showed how it asks.

Diary - The recipe is data (`crawler.page.recipe`): it stands with the list's endpoint in the archive, or in `portals.d`. - A page
whose list has one is asked as the recipe says, whatever its own scripts look like. - An answer is known by the title that
its request was queued with; nothing in the answer itself decides.
"""

from __future__ import annotations

from collections.abc import Iterator

from crawler.listdata.recipe_rows import goes_on, rows_of
from crawler.page.page import Found, Page
from crawler.page.recipe import Recipe, recipe_page, recipe_title

NAME = "learned"
ORDER = 0


def marks(page: Page) -> bool:
    return page.recipe is not None and page.outline.kind != "report"


def answers(page: Page) -> bool:
    return page.recipe is not None and recipe_page(page.entry.title) is not None


def links(page: Page) -> list[Found]:
    recipe = page.recipe
    if recipe is None:
        return []
    number = recipe_page(page.entry.title)
    if number is None:
        return [_asked(page, recipe, recipe.begin)]
    return list(_of_answer(page, recipe, number))


def _of_answer(page: Page, recipe: Recipe, number: int) -> Iterator[Found]:
    found = rows_of(recipe, page.text, page.shown_at)
    yield from (Found(row.url, row.title) for row in found)
    if goes_on(recipe, page.text, number, len(found)):
        yield _asked(page, recipe, number + 1)


def _asked(page: Page, recipe: Recipe, number: int) -> Found:
    """The request for a page. The first one fills the list, any other continues it."""
    ask = recipe.request(page.shown_at if recipe_page(page.entry.title) else page.url, number)
    first = number == 1
    return Found(
        ask.url,
        page.entry.anchor or "" if first else "",
        recipe_title(number),
        pagination=not first,
        kind="list" if first else None,
        form=ask.body,
        parent=None if first else (page.shown_at if recipe_page(page.entry.title) else page.url),
    )
