"""Layers of a PDF (optional content) that its viewers do not show until somebody asks for them: ISO 32000, 8.11."""

from __future__ import annotations

from typing import Any

from pdfminer.pdftypes import PDFObjRef, resolve1


def hidden_layers(document: Any) -> frozenset[int]:
    """The numbers of the objects that are layers which are off in the document's own configuration."""
    properties = _dict(document.catalog.get("OCProperties"))
    shown = _dict(properties.get("D"))
    off = set(_numbers(shown.get("OFF")))
    if getattr(resolve1(shown.get("BaseState")), "name", "") == "OFF":
        off |= set(_numbers(properties.get("OCGs"))) - set(_numbers(shown.get("ON")))
    return frozenset(off)


def is_hidden(content: Any, hidden: frozenset[int]) -> bool:
    """Whether what belongs to a layer, or to several of which one is enough, is not shown."""
    if not hidden or content is None:
        return False
    if isinstance(content, PDFObjRef) and content.objid in hidden:
        return True
    layers = _dict(content).get("OCGs")
    numbers = [layers.objid] if isinstance(layers, PDFObjRef) and _dict(layers) else _numbers(layers)
    return bool(numbers) and hidden.issuperset(numbers)


def _dict(value: Any) -> dict[str, Any]:
    found = resolve1(value)
    return found if isinstance(found, dict) else {}


def _numbers(value: Any) -> list[int]:
    found = resolve1(value)
    return [ref.objid for ref in found if isinstance(ref, PDFObjRef)] if isinstance(found, list) else []
