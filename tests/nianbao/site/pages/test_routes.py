"""One page: one address, one module, one template of the same name."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import datasette

from nianbao.site import register_routes
from nianbao.site.plugin import __file__ as plugin

TEMPLATES = Path(plugin).parent / "templates"
PAGES = Path(plugin).parent / "pages"
BESIDE = {"missing"}
"""Shown by every page. What answers with a file stands in `pages/files` and has no template."""


def _module_files() -> set[Path]:
    names = {handler.__module__ for _, handler in register_routes()}
    files = {Path(sys.modules[name].__file__ or "") for name in names}
    return {file for file in files if PAGES in file.parents and file.parent.name != "files"}


def test_every_page_has_a_module_and_a_template_of_the_same_name() -> None:
    modules = {file.stem for file in _module_files()}
    templates = {path.stem for path in (TEMPLATES / "nianbao").glob("*.html") if path.stem[0] != "_"}
    assert modules == templates - BESIDE
    assert len(modules) > 10


def test_a_page_fills_its_own_template() -> None:
    for file in _module_files():
        named = set(re.findall(r'"(\w+)\.html"', file.read_text(encoding="utf-8")))
        assert named == {file.stem}


def test_only_two_of_datasettes_templates_are_replaced() -> None:
    theirs = {path.name for path in (Path(datasette.__file__).parent / "templates").glob("*.html")}
    ours = {path.name for path in TEMPLATES.glob("*.html")}
    assert ours == {"base.html", "404.html"}
    assert ours & theirs == {"base.html"}
