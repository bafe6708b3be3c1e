"""Where an effect of a script leads: a page that it goes to, a form that it sends, links that it writes."""

from __future__ import annotations

from crawler.listdata import rows
from crawler.listdata.row_urls import row_pattern
from crawler.listdata.script_requests import asked, hint, is_known, sent
from crawler.page import vocabulary as words
from crawler.page.list_request import join
from crawler.page.page import Found, Page
from crawler.script.effects import Effect
from crawler.script.values import HOLE


def opened(page: Page, effect: Effect, text: str) -> Found | None:
    """The page that a click opens: at an address, or as the answer to a form in which a reader writes nothing."""
    if effect.kind == "submit":
        form = None if effect.options["written"] else sent(page, effect)
        return None if form is None else Found(form.url, text, form=form.form)
    url = gone_to(page, effect)
    return None if url is None else Found(url, text)


def loaded(page: Page, effect: Effect, text: str) -> Found | None:
    """What a tab fills the list with: a year, a body, a kind of bodies or a column, by its words."""
    name = words.line(text)
    if effect.kind != "ask" or not (
        words.is_choice(name) or words.KIND_CHILD.match(name) or words.column_name(name)
    ):
        return None
    ask = asked(page, effect)
    url = None if ask is None else join(page.base, ask.url)
    if ask is None or url is None or url == page.url or not is_known(ask):
        return None
    return Found(url, text, hint(page, ask, row_pattern(page)), kind="list", form=ask.form)


def is_written(effect: Effect) -> bool:
    return effect.kind == "html" and not effect.loose and "<a" in effect.text.lower()


def written(page: Page, text: str) -> list[Found]:
    """Anchors of a piece of HTML whose addresses are whole."""
    return [] if HOLE in text else rows.of_html(text, page.base)


def gone_to(page: Page, effect: Effect) -> str | None:
    if effect.kind != "go" or HOLE in effect.text or not effect.text.strip() or effect.text.startswith("#"):
        return None
    url = join(page.base, effect.text)
    return None if url is None or url == page.url or url.startswith("javascript:") else url
