"""Changes as an Atom feed (RFC 4287)."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree import ElementTree

from nianbao.site.pages.changes.change_list import WordedChange
from nianbao.site.web.i18n import Language

NAMESPACE = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Absolute addresses: the feed's own, the page it belongs to, and the one that a report's key is appended to."""

    feed: str
    page: str
    report: str


def atom(changes: list[WordedChange], at: Addresses, t: Language) -> str:
    """The feed, newest change first. An entry's id is the change's key, so that it is one entry in every feed."""
    ElementTree.register_namespace("", NAMESPACE)
    feed = ElementTree.Element(f"{{{NAMESPACE}}}feed")
    _add(feed, "id", at.feed)
    _add(feed, "title", t("changes.feed_title"))
    _add(feed, "updated", max((c.at for c in changes), default="1970-01-01T00:00:00Z"))
    _add(feed, "link", rel="self", href=at.feed)
    _add(feed, "link", href=at.page)
    _add(_add(feed, "author"), "name", "nianbao")
    for change in changes:
        kind = t.name("change", change.kind)
        entry = _add(feed, "entry")
        _add(entry, "id", f"urn:nianbao:change:{change.key}")
        sample = f"[{t('site.sample')}] " if change.sample else ""
        _add(entry, "title", f"{sample}{kind}: {change.title}")
        _add(entry, "updated", change.at)
        _add(entry, "link", href=at.report + change.report)
        _add(entry, "summary", change.summary() or kind)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(feed, encoding="unicode")


def _add(
    parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str
) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, f"{{{NAMESPACE}}}{name}", attributes)
    element.text = _printable(text) if text else None
    return element


def _printable(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    return "".join(c for c in text if (c >= " " or c in "\n\t") and c not in "\ufffe\uffff")
