"""Renovation on real areas: seconds, memory, stations, cost.

    python benchmarks/renovation.py oman | liechtenstein | sample | override

Kernels are compiled by a first run that isn't counted; seconds of wall clock
and of the processor are both given, for a machine that others share.
"""

from __future__ import annotations

import json
import resource
import sys
import time
import tomllib
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from siting_tool.project.intake import SourceRequest, new_project  # noqa: E402
from siting_tool.project.project import Project  # noqa: E402
from siting_tool.project.renovation_run import prepare_renovation, run_renovation  # noqa: E402
from siting_tool.project.runs import RenovationRequest  # noqa: E402
from siting_tool.project.swmm_check import check_plan  # noqa: E402

REAL = ROOT.parent / "shared" / "data" / "real"
# pysewer's example: least pipe 0.1 m, gradient 1 %, cover 0.25 m, n 0.013, depth 8 m.
PYSEWER_RULES = {
    "sewer.min_diameter_m": 0.11, "sewer.max_depth_m": 8.0, "sewer.cover_road_m": 0.3,
    "sewer.cover_path_m": 0.3, "sewer.cover_yard_m": 0.2, "sewer.manning_n": 0.013,
    "sewer.min_gradient_dn110": 0.01, "sewer.min_gradient_dn160": 0.01,
    "sewer.min_gradient_dn200": 0.01, "sewer.min_gradient_dn300": 0.01,
    "sewer.min_gradient_dn400": 0.01, "mode.sewer_connect_km": 20.0,
    "sewer.lateral_max_m": 200.0, "mode.assumed_persons": 3.0,
    "treatment.are_allowed": False, "mode.confidence_runs": 0,
}  # fmt: skip


def source(role: str, path: Path) -> SourceRequest:
    return SourceRequest(role=role, path=path, layer=None, encoding=None, crs=None)


def lowest_road_points(project: Project, areas: list[shapely.Geometry]) -> np.ndarray:
    """Return the lowest vertex of the roads in each area."""
    assert project.terrain is not None
    xy = shapely.get_coordinates(project.layers["roads"].geometry.to_numpy())
    level = project.terrain.sample(xy)
    found = []
    for area in areas:
        inside = np.flatnonzero(shapely.contains_xy(area, *xy.T) & np.isfinite(level))
        if len(inside):
            found.append(xy[inside[np.argmin(level[inside])]])
    return np.unique(found, axis=0)


def with_works(project: Project, xy: np.ndarray) -> Project:
    frame = gpd.GeoDataFrame(
        {"plant_id": [f"W{n}" for n in range(len(xy))], "plant_kind": ["town_works"] * len(xy)},
        geometry=list(shapely.points(xy)), crs=project.crs,
    )  # fmt: skip
    return project.with_layer("treatment_sites", frame)


def oman() -> tuple[Project, RenovationRequest]:
    folder = REAL / "oman_pysewer"
    layers = {"households": "buildings.gpkg", "roads": "roads.gpkg", "terrain": "dem.tif"}
    project = new_project(
        [source(role, folder / name) for role, name in layers.items()], crs="EPSG:32640"
    ).project
    everything = shapely.box(*project.layers["roads"].total_bounds).buffer(1.0)
    lowest = lowest_road_points(project, [everything])
    project = with_works(project, np.vstack((lowest, [[690500.0, 2557000.0]])))
    fixed = dict.fromkeys(project.layers["households"]["household_id"], "sewer")
    return project, RenovationRequest(fixed_modes=fixed, parameters=PYSEWER_RULES)


def liechtenstein() -> tuple[Project, RenovationRequest]:
    folder = REAL / "liechtenstein"
    layers = {
        "households": "buildings.gpkg", "roads": "roads.gpkg", "terrain": "dem.tif",
        "village_boundaries": "admin_boundaries.gpkg",
    }  # fmt: skip
    project = new_project([source(role, folder / name) for role, name in layers.items()]).project
    areas = list(project.layers["village_boundaries"].geometry)
    return with_works(project, lowest_road_points(project, areas)), RenovationRequest()


def sample() -> tuple[Project, RenovationRequest]:
    manifest = tomllib.loads((ROOT / "sample_data" / "township.toml").read_text("utf-8"))
    base = ROOT / "sample_data" / manifest["folder"]
    requests = [
        SourceRequest(
            role=entry["role"], path=base / entry["file"], layer=entry.get("layer"),
            encoding=entry.get("encoding"), crs=entry.get("crs"),
        )
        for entry in manifest["layer"]
    ]  # fmt: skip
    return new_project(requests, profile=manifest["profile"]).project, RenovationRequest()


def measure(name: str) -> None:
    project, request = {"oman": oman, "liechtenstein": liechtenstein, "sample": sample}[name]()
    run_renovation(project, request)
    wall, processor = time.perf_counter(), time.process_time()
    outcome = run_renovation(project, request)
    print(f"{name}: {time.perf_counter() - wall:.2f} s wall, "
          f"{time.process_time() - processor:.2f} s processor, "
          f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")  # fmt: skip
    shown = {k: v for k, v in outcome.summary.items() if k not in {"break_even", "overrides"}}
    shown["sewer"] = {**shown["sewer"], "plants": len(shown["sewer"]["plants"])}
    print(json.dumps(shown, indent=1))
    if name != "liechtenstein":
        reports = check_plan(outcome.results, project.parameter_values(request.parameters))
        passed = sum(report.passes(0.55) for report in reports)
        print(f"SWMM: {passed} of {len(reports)} systems pass")


def measure_override() -> None:
    """One override on the village of 800 households, free to choose."""
    project, request = oman()
    request = RenovationRequest(parameters={**request.parameters, "treatment.are_allowed": True})
    prepared = prepare_renovation(project, request)
    prepared.with_fixed_modes({"H000010": "septic_tank"})
    for household in project.layers["households"]["household_id"].iloc[[5, 100, 300, 500, 700]]:
        wall, processor = time.perf_counter(), time.process_time()
        changed = prepared.with_fixed_modes({household: "sewer"})
        print(f"{household}: {time.perf_counter() - wall:.3f} s wall, "
              f"{time.process_time() - processor:.3f} s processor, "
              f"{(changed.plan.mode != prepared.plan.mode).sum()} modes differ")  # fmt: skip


if __name__ == "__main__":
    for wanted in sys.argv[1:] or ["oman"]:
        if wanted == "override":
            measure_override()
        else:
            measure(wanted)
