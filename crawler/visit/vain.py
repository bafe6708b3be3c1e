"""Requests that a page's script was thought to make, and that a recipe makes as the script does: what the first ones were answered
says nothing of the list.

A script that makes up the name of its callback is guessed at without it, and the answer to the guess may hold no row.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from archive import Archive
from archive.crawl import endpoints
from archive.crawl.frontier import Entry
from crawler.discovery.unread_lists import UNANSWERED
from crawler.page.list_request import ListRequest
from crawler.page.recipe import recipe_page

_MADE_UP = frozenset({"callback", "jsoncallback", "jsonpcallback", "jsonp", "cb", "_"})
"""Names of parameters whose values a script makes up: that of its callback, and the time."""
_FIRST = ("0", "1")


def asks_the_same(url: str, form: str | None, of_recipe: str, its_form: str | None) -> bool:
    """Whether a request is that of a recipe for the first page of a list, or differs from it in the number of the page alone."""
    if urlsplit(url)._replace(query="", fragment="") != urlsplit(of_recipe)._replace(query="", fragment=""):
        return False
    mine, its = ListRequest(url, form).parameters, ListRequest(of_recipe, its_form).parameters
    other = [name for name in mine if name.lower() not in _MADE_UP and mine[name] != its.get(name)]
    turned = len(other) == 1 and its.get(other[0]) in _FIRST and mine[other[0]].isdecimal()
    return turned or not other


def is_vain(archive: Archive, portal_id: int, entry: Entry) -> bool:
    """Whether a recipe asks for the rows that the answer to an entry should hold."""
    beside = endpoints.asked_beside(archive, portal_id, entry.parent)
    return recipe_page(entry.title) is None and any(
        asks_the_same(entry.url, entry.form, url, form)
        for _, url, form, title, _ in beside
        if recipe_page(title) == 1
    )


def forget_vain(archive: Archive, portal_id: int, entry: Entry) -> None:
    """A recipe's first request (`entry`) was answered with rows: guesses at it need none, inside the caller's transaction."""
    for address, url, form, _, unread in endpoints.asked_beside(archive, portal_id, entry.parent):
        if unread == UNANSWERED and asks_the_same(url, form, entry.url, entry.form):
            endpoints.note_unread_at(archive, address, None)
