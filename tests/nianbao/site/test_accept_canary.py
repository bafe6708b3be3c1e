"""The site on the newest alpha of Datasette 1.0: which of its parts would vanish. A canary: it tells, and fails only if it cannot.

What it finds stands in build/datasette-canary.json: for each page its status, and for each hook whether that Datasette calls it.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.nianbao.site.building import Built

RESULT = ROOT / "build" / "datasette-canary.json"
ASKS = """
import asyncio, json, sys, traceback
found = {"pages": {}, "hooks": {}}
try:
    import datasette.version
    from datasette.hookspecs import __dict__ as specs
    found["datasette"] = datasette.version.__version__
    from nianbao import site
    found["hooks"] = {name: name in specs for name in site.__all__ if name not in ("command", "serve")}
    from nianbao.site.serve import application

    async def ask():
        made = application(sys.argv[1])
        await made.invoke_startup()
        for path in sys.argv[2:]:
            try:
                answer = await made.client.get(path)
                found["pages"][path] = answer.status_code
            except Exception as error:
                found["pages"][path] = f"{type(error).__name__}: {error}"[:200]

    asyncio.run(ask())
except Exception as error:
    found["fails"] = traceback.format_exception_only(error)[-1].strip()[:300]
print(json.dumps(found))
"""


@pytest.mark.accept
def test_what_would_vanish_with_datasette_1_0(built: Built, tmp_path: Path) -> None:
    room = tmp_path / "room"
    subprocess.run([sys.executable, "-m", "venv", room], check=True)
    python = room / "bin" / "python"
    locked = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    kept = re.findall(r"^(?!datasette=|pluggy=|httpx=|sqlite-utils=)[\w.-]+==[^\\\n]+", locked, re.M)
    (tmp_path / "others.txt").write_text("\n".join(kept), encoding="utf-8")
    install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*install, "-r", tmp_path / "others.txt"], check=True)
    subprocess.run([*install, "--pre", "datasette>=1.0a0", "sqlite-utils"], check=True)
    paths = ["/", "/search?q=复议", f"/report/{built.whole}", "/coverage", "/gaps", "/quality", "/data", "/changes",
             f"/-/snapshot/{next(iter(built.capture.values()))}", "/nianbao", "/nianbao/reports", "/nianbao/reports.json",
             "/nianbao/reports?_search=复议", "/nianbao.json?sql=select+1", "/nianbao/reports.csv"]  # fmt: skip
    done = subprocess.run(
        [python, "-c", ASKS, built.data, *paths], cwd=ROOT, env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0 and done.stdout, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    vanished = [name for name, there in found["hooks"].items() if not there]
    vanished += [f"{path} ({status})" for path, status in found["pages"].items() if status != 200]
    print(
        f"\ndatasette {found.get('datasette')}: {found.get('fails', 'the site starts')}; would vanish: {vanished or 'nothing'}"
    )
    assert found.get("datasette", "").startswith("1."), found
