"""Changes as an Atom feed (RFC 4287), in pages (RFC 5005), each entry with its difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from nianbao.site.told.change_list import FigureLine, WordedChange
from nianbao.site.web.i18n import Language
from nianbao.site.web.web import safe_url

NAMESPACE = "http://www.w3.org/2005/Atom"
TAG = "tag:nianbao.invalid,2026:"
"""Beginning of each id (RFC 4151), the same on every site: one change is one entry in every feed of every archive. The name is
reserved (RFC 6761), so that it is nobody's."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Absolute addresses: the feed's own, the page it belongs to, the site's home with its slash, and the further pages of
    the feed by their relation (first, previous, next)."""

    feed: str
    page: str
    site: str
    pages: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Head:
    """What stands before the entries."""

    id: str
    title: str
    updated: str


def atom(changes: list[WordedChange], at: Addresses, t: Language) -> str:
    """The feed, what became certain last first."""
    updated = max((c.told_at for c in changes), default="1970-01-01T00:00:00Z")
    _, question, wanted = at.page.partition("?")
    feed = start(Head(f"{TAG}changes{question}{wanted}", t("changes.feed_title"), updated), at)
    for change in changes:
        kind = t.name("change", change.kind)
        sample = f"[{t('site.sample')}] " if change.sample else ""
        entry = add(feed, "entry")
        add(entry, "id", f"{TAG}change:{change.key}")
        add(entry, "title", f"{sample}{kind}{t.colon}{change.title}")
        add(entry, "updated", change.told_at)
        add(entry, "published", change.at)
        add(entry, "category", term=change.kind, label=kind)
        add(entry, "link", href=f"{at.site}report/{change.report}")
        for address in _proofs(change, at):
            add(entry, "link", rel="related", href=address)
        add(entry, "summary", change.summary() or _facts_in_a_line(change, t) or kind)
        add(entry, "content", html(_content(change, at, t)), type="html")
    return written(feed)


def start(head: Head, at: Addresses) -> Element:
    """A feed without entries."""
    ElementTree.register_namespace("", NAMESPACE)
    feed = Element(f"{{{NAMESPACE}}}feed")
    add(feed, "id", head.id)
    add(feed, "title", head.title)
    add(feed, "updated", head.updated)
    add(feed, "link", rel="self", href=at.feed)
    add(feed, "link", rel="alternate", type="text/html", href=at.page)
    for relation, address in at.pages.items():
        add(feed, "link", rel=relation, href=address)
    add(add(feed, "author"), "name", "nianbao")
    return feed


def written(feed: Element) -> str:
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(feed, encoding="unicode")


def add(parent: Element, name: str, text: str | None = None, **attributes: str) -> Element:
    """A child in the namespace of Atom."""
    return _child(parent, f"{{{NAMESPACE}}}{name}", text, attributes)


def _proofs(change: WordedChange, at: Addresses) -> list[str]:
    """The archived pages before and after."""
    found = (change.capture_before, change.capture_after)
    return [f"{at.site}-/snapshot/{capture}" for capture in found if capture]


def _facts(change: WordedChange, t: Language) -> list[tuple[str, str]]:
    """(name, value): where the report stood and stands, whether it came late."""
    late = [(t("status.late"), t("coverage.late_by", n=change.late))] if change.late else []
    before = [(t("changes.address_before"), address) for address in change.from_addresses]
    after = [(t("changes.address_after"), address) for address in change.to_addresses]
    same = change.from_addresses == change.to_addresses
    return [*late, *([(t("changes.address"), address) for _, address in after] if same else before + after)]


def _facts_in_a_line(change: WordedChange, t: Language) -> str:
    return " · ".join(f"{name}{t.colon}{value}" for name, value in _facts(change, t))


def _content(change: WordedChange, at: Addresses, t: Language) -> Element:
    """The difference: a table of figures whose numbers lead to their cells, lines, addresses, archived pages."""
    div = Element("div")
    if change.figures:
        table = add_html(div, "table")
        head = add_html(table, "tr")
        for name in ("compare.field", "changes.before", "changes.after"):
            add_html(head, "th", t(name))
        for line in change.figures:
            _figure(table, line, at)
    for sign, text in () if change.figures else change.lines:
        add_html(add_html(div, "p"), "del" if sign == "-" else "ins", text)
    for name, value in _facts(change, t):
        paragraph = add_html(div, "p", f"{name}{t.colon}")
        address = safe_url(value)
        add_html(paragraph, "a" if address else "span", value, **({"href": address} if address else {}))
    sides = (("page_before", change.capture_before), ("page_after", change.capture_after))
    for name, capture in sides:
        if capture:
            add_html(add_html(div, "p"), "a", t(f"changes.{name}"), href=f"{at.site}-/snapshot/{capture}")
    return div


def _figure(table: Element, line: FigureLine, at: Addresses) -> None:
    row = add_html(table, "tr")
    add_html(row, "th", line.label)
    for name, text, cell in (("del", line.before, line.before_at), ("ins", line.after, line.after_at)):
        side = add_html(add_html(row, "td"), name)
        if cell:
            add_html(side, "a", text, href=f"{at.site}-/snapshot/{cell}")
        else:
            side.text = _printable(text)


def add_html(parent: Element, name: str, text: str | None = None, **attributes: str) -> Element:
    """A child of HTML."""
    return _child(parent, name, text, attributes)


def html(element: Element) -> str:
    """As feeds carry it: written out as text, which readers without namespaces show too."""
    return ElementTree.tostring(element, encoding="unicode", method="html")


def _child(parent: Element, name: str, text: str | None, attributes: dict[str, str]) -> Element:
    element = SubElement(parent, name, {key: _printable(value) for key, value in attributes.items()})
    element.text = _printable(text) if text else None
    return element


def _printable(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return "".join(
        c
        for c in text
        if (c >= " " or c in "\n\t") and c not in "\ufffe\uffff" and not "\ud800" <= c <= "\udfff"
    )
