"""XML as the readers of files see it: trees without entities, names without namespaces."""

from __future__ import annotations

from typing import Any

from parsers.model import Unreadable


def xml_tree(data: bytes, what: str) -> Any:
    """The root of an XML file that declares no entities: no DTD belongs in these formats.

    :raises Unreadable: it declares entities, or it is damaged.
    """
    from lxml import etree

    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data:
        raise Unreadable(f"{what} declares XML entities, which no such file does; it is not read")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        raise Unreadable(f"{what} is damaged: its XML cannot be read")
    return root


def local_name(node: Any) -> str:
    """The local name; the empty string for comments and processing instructions."""
    tag = node.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""
