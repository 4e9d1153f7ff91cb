"""Renovation on real areas: seconds, memory, stations, cost.

    python benchmarks/renovation.py oman | liechtenstein | sample | override | series

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
# pysewer 0.3.1 at its defaults: depth 8 m, cover 0.25 m, n 0.013, fill 0.7, 300 L a house and
# day, peak factor 4, and the gradients at which 0.7 m/s is reached full bore; pipes from 0.1 m.
PYSEWER_RULES = {
    "sewer.min_diameter_m": 0.11, "sewer.max_depth_m": 8.0, "sewer.cover_road_m": 0.3,
    "sewer.cover_path_m": 0.3, "sewer.cover_yard_m": 0.2, "sewer.manning_n": 0.013,
    "sewer.min_gradient_dn110": 0.0113, "sewer.min_gradient_dn160": 0.0066,
    "sewer.min_gradient_dn200": 0.0045, "sewer.min_gradient_dn300": 0.0026,
    "sewer.min_gradient_dn400": 0.0018, "mode.sewer_connect_km": 20.0,
    "sewer.fill_dn300": 0.7, "sewer.fill_dn450": 0.7, "sewer.peak_factor": 4.0,
    "sewer.water_use_l_per_person_d": 125.0, "sewer.discharge_coefficient": 0.8,
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
    values = project.parameter_values(request.parameters)
    reports = check_plan(outcome.results, values)
    passed = sum(report.passes for report in reports)
    print(f"SWMM: {passed} of {len(reports)} systems pass")


class Hills:
    """Made-up ground: ridges 30 m high some 4 km apart, falling 5 m a kilometre to the south."""

    heights_m = np.zeros((1, 1))

    def sample(self, xy_m: np.ndarray) -> np.ndarray:
        east, north = np.asarray(xy_m, dtype=float).T
        return 300.0 + 15.0 * np.sin(east / 650.0) + 15.0 * np.cos(north / 640.0) + 0.005 * north


def villages(count: int) -> tuple[Project, RenovationRequest]:
    """Return made-up villages of 125 households 2 km apart, each with a site for a plant.

    The town works stand in every tenth.
    """
    number = np.arange(count // 125)
    side = int(np.ceil(np.sqrt(len(number))))
    centres = 2000.0 * np.column_stack((number % side, number // side))
    rng = np.random.default_rng(count)
    rows = np.array([-120.0, -60.0, 0.0, 60.0, 120.0])
    lanes = [[(-100.0, y), (100.0, y)] for y in rows]
    lanes += [[(x, -120.0), (x, 120.0)] for x in (-100.0, 0.0, 100.0)]
    lanes += [[(0.0, -120.0), (0.0, -180.0)]]
    beside = rng.choice(rows, count) + rng.choice([-1.0, 1.0], count) * rng.uniform(6, 25, count)
    xy = np.repeat(centres, 125, axis=0)
    xy += np.column_stack((rng.uniform(-100.0, 100.0, count), beside))
    households = {
        "household_id": [f"H{n:05d}" for n in range(count)], "existing_toilet": "dry_pit",
        "has_piped_water": True, "persons_resident": rng.integers(1, 7, count).astype(float),
    }  # fmt: skip
    roads = [shapely.LineString(np.add(lane, centre)) for centre in centres for lane in lanes]
    kind = np.where(number % 10 == 0, "town_works", "wetland")
    sites = {"plant_id": [f"W{n:03d}" for n in number], "plant_kind": kind}
    places = shapely.points(np.add(centres, (0.0, -180.0)))
    crs = "EPSG:4546"
    layers = {
        "households": gpd.GeoDataFrame(households, geometry=list(shapely.points(xy)), crs=crs),
        "roads": gpd.GeoDataFrame({"road_class": ["lane"] * len(roads)}, geometry=roads, crs=crs),
        "treatment_sites": gpd.GeoDataFrame(sites, geometry=list(places), crs=crs),
    }
    return Project(crs=crs, layers=layers, terrain=Hills()), RenovationRequest()


def measure_series() -> None:
    """Seconds per household from 1,000 to 20,000."""
    for count in (1_000, 1_000, 2_000, 5_000, 10_000, 20_000):
        project, request = villages(count)
        wall, processor = time.perf_counter(), time.process_time()
        outcome = run_renovation(project, request)
        wall, processor = time.perf_counter() - wall, time.process_time() - processor
        modes = outcome.summary["modes"]
        print(f"{count:6d}: {wall:6.1f} s wall, {processor:6.1f} s processor, "
              f"{1000.0 * processor / count:5.2f} ms each, "
              f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB, "
              f"{modes['sewer']} to sewers, gap {outcome.summary['gap']:.4f}",
              flush=True)  # fmt: skip


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
        elif wanted == "series":
            measure_series()
        else:
            measure(wanted)
