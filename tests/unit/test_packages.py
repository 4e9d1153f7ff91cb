"""The packages load from this tree, and what others rely on is where the contract says."""

from __future__ import annotations

import importlib
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", ["siting_tool", "layers", "algorithms", "resources"])
def test_each_package_loads_from_this_tree(name):
    assert Path(importlib.import_module(name).__file__).is_relative_to(ROOT)


@pytest.mark.parametrize(
    ("module", "function", "leading"),
    [
        ("network", "build_street_network", ["road_lines"]),
        ("network", "distances_within", ["network", "from_xy_m", "to_xy_m"]),
        ("siting", "solve_lscp", ["covers", "site_cost", "fixed_site_indices"]),
        (
            "siting",
            "solve_mclp",
            ["covers", "demand", "facility_count", "site_cost", "budget", "fixed_site_indices"],
        ),
        ("siting", "solve_p_median", ["distance_m", "demand", "facility_count"]),
        ("siting", "solve_p_center", ["distance_m", "facility_count", "fixed_site_indices"]),
        (
            "sewage",
            "solve_prize_collecting_steiner_tree",
            ["edge_nodes", "edge_cost", "node_prize", "root"],
        ),
        (
            "sewage",
            "solve_steiner_arborescence",
            ["arc_nodes", "arc_cost", "terminals", "sinks"],
        ),
    ],
)
def test_entry_points_take_what_the_contract_says(module, function, leading):
    entry = getattr(importlib.import_module(f"algorithms.{module}"), function)
    assert list(inspect.signature(entry).parameters)[: len(leading)] == leading


def test_help_imports_nothing_heavy():
    code = (
        "import sys; from siting_tool.cli.main import run\n"
        "try: run(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'pandas', 'geopandas', 'numba', 'PyQt6', 'matplotlib', 'highspy'}\n"
        "sys.exit(repr(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)"
    )
    finished = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert finished.returncode == 0, finished.stderr
    assert "siting-tool" in finished.stdout
