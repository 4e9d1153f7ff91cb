"""The window starts without what only computations need."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("numba", "scipy", "highspy", "matplotlib", "rasterio", "pyogrio", "networkx", "ezdxf")
SCRIPT = f"""
import sys
from siting_tool.window import MainWindow, make_application
app, translators = make_application("zh")
window = MainWindow(translators)
window.show()
app.processEvents()
print(",".join(name for name in {HEAVY!r} if name in sys.modules))
window.close()
"""


def test_nothing_heavy_is_loaded_before_it_is_needed(tmp_path):
    home = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=ROOT,
        env={**os.environ, **home},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == ""
