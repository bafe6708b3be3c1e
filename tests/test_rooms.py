"""The rooms: who may import whom, and what the project says of itself."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.conftest import ROOT


def test_imports_go_one_way() -> None:
    """The contracts of pyproject.toml, held by import-linter."""
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_design_shows_the_layers_that_are_held() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    held = {
        container: " > ".join(filter(None, map(_shown, contract["layers"])))
        for contract in settings["contracts"]
        if contract["type"] == "layers"
        for container in contract.get("containers", ["the whole"])
    }
    design = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
    shown = {
        name.strip("`"): layers
        for name, layers in re.findall(r"^\| (\S.*?) \| (`.+? > .+`) \|$", design, re.M)
    }
    assert shown == held


def _shown(layer: str) -> str:
    """A layer as docs/design.md writes it; modules in brackets may be missing."""
    return " \\| ".join(f"`{name}`" for name in layer.split(" | ") if not name.startswith("("))


def test_library_users_have_a_door() -> None:
    code = "from nianbao import parse_report; print(parse_report('白岩县2023年度报告').is_report)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd="/", capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "False"


def test_reading_a_report_loads_no_network_and_no_database() -> None:
    code = "import parsers, sys; print([m for m in ('scrapy','twisted','sqlite3','datasette') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "[]"


def test_a_worker_process_loads_no_database() -> None:
    code = "import archive.parsing.worker, sys; print([m for m in ('sqlite_utils','scrapy','pandas') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "[]"


LOCKS = sorted(path.name for path in ROOT.glob("requirements*.lock"))


def _pins(name: str) -> set[str]:
    """The lines of a lock that name a package with its version."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return {line.rstrip(" \\") for line in lines if line and not line.startswith((" ", "#"))}


@pytest.mark.parametrize("name", LOCKS)
def test_locks_name_versions_and_hashes_and_no_index(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^--(?!hash)", text, re.M)
    pins = _pins(name)
    assert pins
    assert all("==" in pin for pin in pins)
    assert text.count("--hash=sha256:") >= len(pins)


@pytest.mark.parametrize("name", LOCKS)
def test_every_lock_holds_the_program_at_its_own_versions(name: str) -> None:
    """Who installs one extra's lock gets all that the program needs, and nothing at a second version."""
    assert _pins("requirements.lock") - _pins(name) == set()


def test_the_house_is_in_order() -> None:
    """No circle, no import past the doors, no folder of more than 20 modules, no function above a limit."""
    assert _house(ROOT) == ""


FAULTS = {
    "a circle of modules, by relative and type-checking imports": (
        {"a/one.py": "from . import two", "a/two.py": "if TYPE_CHECKING:\n    from a.one import x"},
        "circle of modules: a.one · a.two",
    ),
    "a circle of folders that no circle of modules makes": (
        {
            "a/p/one.py": "import a.q.one",
            "a/p/two.py": "",
            "a/q/one.py": "",
            "a/q/two.py": "def f():\n    import a.p.two",
        },
        "circle of folders: a.p · a.q",
    ),
    "an import past the doors": (
        {"a/inner.py": "", "b/one.py": "from a import door, inner"},
        "past the doors: b.one imports a.inner",
    ),
    "a full folder": (
        {f"a/m{n}.py": "" for n in range(20)},
        "too many modules: a has 21, 20 are the most",
    ),
    "a long function": (
        {"a/one.py": "class A:\n    def f(self):\n" + "        x = 1\n" * 50},
        "too complex: a.one.f (line 2): 51 lines",
    ),
    "many branches": (
        {"a/one.py": "def f(x):\n" + "    if x:\n        x = 1\n" * 10},
        "too complex: a.one.f (line 1): C901 11",
    ),
    "many conditions": (
        {"a/one.py": "def f(x):\n    return " + " or ".join(["x"] * 16)},
        "too complex: a.one.f (line 1): radon 16",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_the_house_is_found(fault: str, tmp_path: Path) -> None:
    files, finding = FAULTS[fault]
    assert _house(_checkout(tmp_path, files)) == finding


def test_a_house_in_order_has_no_finding_until_a_door_is_gone(tmp_path: Path) -> None:
    house = _checkout(tmp_path, {"b/one.py": "from a import door"})
    assert _house(house) == ""
    (house / "b/one.py").unlink()
    (house / "a/door.py").unlink()
    assert _house(house) == "no such door: a.door (pyproject.toml, tool.house.doors)"


def _checkout(root: Path, files: dict[str, str]) -> Path:
    """Two rooms, a and b; a has the doors `a` and `a.door`."""
    for name, text in {"a/door.py": "", "b/__init__.py": "", **files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        (path.parent / "__init__.py").touch()
    (root / "a/__init__.py").touch()
    settings = '[tool.importlinter]\nroot_packages = ["a", "b"]\n[tool.house.doors]\na = ["a", "a.door"]\nb = ["b"]\n'
    (root / "pyproject.toml").write_text(settings, encoding="utf-8")
    return root


def _house(root: Path) -> str:
    """The findings of scripts/house in a checkout, a line each."""
    command = [sys.executable, str(ROOT / "scripts" / "house"), str(root), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    found = done.stdout.strip()
    assert done.returncode == (0 if found == "no findings" else 1), done.stderr
    return "" if found == "no findings" else found
