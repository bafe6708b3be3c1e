"""Questions of `questions.toml`, each with the call of a client and, from plain SQL, what is right."""

from __future__ import annotations

import random
import sqlite3
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "questions.toml"
LANGUAGES = ("zh", "en")
Names = dict[str, Any]


@dataclass(frozen=True)
class Question:
    """`gold`: the values that belong at the path `at` of the answer."""

    text: str
    tool: str
    arguments: Names
    gold: list[Any]
    at: str

    def right(self, answer: Names) -> bool:
        found = list(at(answer, self.at.split(".")))
        return len(found) == len(self.gold) > 0 and all(map(_same, found, self.gold))


def answerable(archive: sqlite3.Connection) -> Iterator[Question]:
    """Drawn by a fixed seed."""
    archive.row_factory = sqlite3.Row
    file, rng = tomllib.loads(FILE.read_text(encoding="utf-8")), random.Random(20260131)
    for template in file["answerable"]:
        for language in LANGUAGES:
            cases = list(_cases(archive, file, template, language))
            drawn = rng.sample(cases, template["n"]) if len(cases) > template["n"] else cases
            for number in range(template["n"]):
                yield _question(archive, template, language, drawn[number % len(drawn)])


def _cases(archive: sqlite3.Connection, file: Names, template: Names, language: str) -> Iterator[Names]:
    """What stands in the braces; of each figure or rate that the template is of."""
    for key, about in file.get(template.get("of", ""), {"": {}}).items():
        said = about.get(language, "")
        for name in said if isinstance(said, list) else [said]:
            given = about | {"key": key, "figure": name}
            given["parts"] = len(f"{about.get('above')}, {about.get('below')}".split(", "))
            rows = template["cases"]
            if isinstance(rows, str):
                rows = map(dict, archive.execute(rows.format_map(given), _bound(rows, given)))
            yield from (given | row for row in rows)


def _question(archive: sqlite3.Connection, template: Names, language: str, case: Names) -> Question:
    sql = template["gold"].format_map(case)
    gold = [row[0] for row in archive.execute(sql, _bound(sql, case))]
    return Question(
        template[language].format_map(case),
        template["tool"],
        filled(template["arguments"], case),
        gold,
        template["at"],
    )


def _bound(sql: str, case: Names) -> Names:
    return {name: value for name, value in case.items() if f":{name}" in sql}


def unanswerable() -> Iterator[Question]:
    """Fifty; in Chinese and English in turn."""
    file = tomllib.loads(FILE.read_text(encoding="utf-8"))
    for template in file["unanswerable"]:
        for number, x in enumerate(template["each"]):
            text = template[LANGUAGES[number % 2]].format(x=x)
            yield Question(text, template["tool"], filled(template["arguments"], {"x": x}), [], "")


def filled(arguments: Any, case: Names) -> Any:
    """Arguments with the braces filled; what is nothing but a name in braces keeps its type."""
    if isinstance(arguments, dict):
        return {name: filled(value, case) for name, value in arguments.items()}
    if isinstance(arguments, list):
        return [filled(value, case) for value in arguments]
    if not isinstance(arguments, str):
        return arguments
    alone = arguments[1:-1]
    return case[alone] if arguments == f"{{{alone}}}" else arguments.format_map(case)


def at(answer: Any, path: list[str]) -> Iterator[Any]:
    """The values at a path; nothing where it leads nowhere."""
    if not path:
        yield answer
    elif path[0] == "*":
        for part in answer:
            yield from at(part, path[1:])
    elif isinstance(answer, dict) and path[0] in answer:
        yield from at(answer[path[0]], path[1:])


def _same(found: Any, gold: Any) -> bool:
    if isinstance(found, int | float) and isinstance(gold, int | float):
        return abs(found - gold) < 1e-6
    return bool(found == gold)
