"""The whole programme on the sample township, as a user starts it.

``python -m benchmarks.township`` prints wall seconds (median of the runs) and peak memory of
``siting-tool --help``, of ``siting-tool demo`` from raw files to deliverables, and of the window
until it stands. The compiled kernels are cached on disk by a first, uncounted run.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WINDOW = """
import sys, time
began = time.perf_counter()
from siting_tool.window import make_window_picture
make_window_picture(sys.argv[1], sys.argv[2], "zh")
"""


def measure(command: list[str], runs: int) -> tuple[float, float]:
    """Return the median of wall seconds and the greatest peak memory in MB."""
    seconds, peak_mb = [], 0.0
    for _ in range(runs):
        began = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        )  # fmt: skip
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            sys.exit(f"failed: {' '.join(command)}")
        seconds.append(time.perf_counter() - began)
        peak_mb = max(peak_mb, _peak_mb(usage))
    return statistics.median(seconds), peak_mb


def _peak_mb(usage: resource.struct_rusage) -> float:
    return usage.ru_maxrss / (1024.0 if sys.platform == "linux" else 1024.0**2)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=3)
    runs = parser.parse_args().runs
    python = sys.executable
    with tempfile.TemporaryDirectory() as place:
        demo = [python, "-m", "siting_tool", "demo", place]
        measure(demo, 1)
        picture = str(Path(place) / "window.png")
        project = str(Path(place) / "project.gpkg")
        rows = {
            "siting-tool --help": [python, "-m", "siting_tool", "--help"],
            "demo: raw files to deliverables": demo,
            "window up with the township, picture saved": [python, "-c", WINDOW, project, picture],
        }
        for name, command in rows.items():
            seconds, peak_mb = measure(command, runs)
            print(f"{name:<45} {seconds:8.2f} s {peak_mb:8.0f} MB")


if __name__ == "__main__":
    main()
