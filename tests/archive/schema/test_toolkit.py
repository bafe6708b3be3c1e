"""Who has pandas pays nothing for it here, and has it all the same."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT

PROGRAM = """
import sys
import archive.store.db, archive.schema.migrations, archive.schema.toolkit as toolkit
assert toolkit.Database and not {"pandas", "numpy"} & set(sys.modules)
import numpy, pandas
assert pandas.HERE and numpy.HERE
"""


def test_libraries_for_tables_are_not_loaded_and_stay_usable(tmp_path: Path) -> None:
    for name in ("pandas", "numpy"):
        (tmp_path / f"{name}.py").write_text("HERE = True\n", encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])}
    subprocess.run([sys.executable, "-c", PROGRAM], env=environment, check=True)
