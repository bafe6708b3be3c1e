"""The YAML of a registry file as it is written: its rows and their fields, each with the line it stands on."""

from __future__ import annotations

import re
from typing import Any

import yaml

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL = "tag:yaml.org,2002:null"
_ANY = re.compile(r".*\S.*")


class RowError(Exception):
    """What is wrong, and the line (from 0) that it stands on."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(text)
        self.line = line


def rows_of(text: str) -> tuple[str, list[yaml.Node]]:
    """The province of a file, and its entries as they are written."""
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or "it holds what no text holds"
        raise RowError(mark.line if mark else 0, f"this is no YAML: {what}") from None
    if root is None:
        raise RowError(0, "the file is empty; it needs province and portals")
    top = Row(root, ("province", "portals"))
    province, rows = top.need("province"), top.fields.get("portals")
    if rows is None or rows.tag == _NULL:
        return province, []
    if not isinstance(rows, yaml.SequenceNode):
        raise top.wrong("portals", "portals is a list, one line an entry")
    return province, rows.value


class Row:
    """The fields of a mapping as they are written, each with the line it stands on."""

    def __init__(self, node: yaml.Node, allowed: tuple[str, ...]) -> None:
        self.line = node.start_mark.line
        self.fields: dict[str, yaml.Node] = {}
        if not isinstance(node, yaml.MappingNode):
            raise RowError(self.line, f"this is no entry; write {{{allowed[0]}: …, {allowed[1]}: …}}")
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else "?"
            if name not in allowed:
                raise RowError(key.start_mark.line, f"there is no field {name!r}; {', '.join(allowed)}")
            if name in self.fields:
                raise RowError(key.start_mark.line, f"{name} is given twice")
            self.fields[name] = value

    def wrong(self, field: str, text: str) -> RowError:
        return RowError(self.fields[field].start_mark.line, text)

    def text(self, field: str, pattern: re.Pattern[str] = _ANY, form: str = "text") -> str | None:
        node = self.fields.get(field)
        return None if node is None or node.tag == _NULL else self._scalar(field, node, pattern, form)

    def need(self, field: str, pattern: re.Pattern[str] = _ANY, form: str = "text") -> str:
        value = self.text(field, pattern, form)
        if value is None:
            raise RowError(self.line, f"{field} is missing")
        return value

    def texts(self, field: str, pattern: re.Pattern[str], form: str) -> tuple[str, ...]:
        node = self.fields.get(field)
        if node is None or node.tag == _NULL:
            return ()
        if not isinstance(node, yaml.SequenceNode):
            raise self.wrong(field, f"{field} is a list: [one, another]")
        return tuple(self._scalar(field, item, pattern, form) for item in node.value)

    def _scalar(self, field: str, node: yaml.Node, pattern: re.Pattern[str], form: str) -> str:
        if not isinstance(node, yaml.ScalarNode) or not pattern.fullmatch(node.value):
            shown = repr(node.value) if isinstance(node, yaml.ScalarNode) else "a list"
            raise self.wrong(field, f"{field} is {shown}, not {form}")
        return str(node.value)
