"""A made-up township of 60 households, small enough to think about."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from siting_tool.project.project import Project, RunRecord, Scenario
from siting_tool.project.runs import project_fingerprints

CRS = "EPSG:4546"
WEST, SOUTH = 500_000.0, 3_300_000.0
MODES = ("sewer", "septic_tank", "dry", "keep", "undecided")


def small_project() -> Project:
    """Sixty households in six rows of ten, 50 m apart, along six roads of two villages."""
    count = 60
    x = WEST + 50.0 * (np.arange(count) % 10)
    y = SOUTH + 100.0 * (np.arange(count) // 10)
    ids = [f"H{number:03d}" for number in range(count)]
    points = gpd.points_from_xy(x, y)
    households = gpd.GeoDataFrame(
        {
            "household_id": ids,
            "village_code": np.where(y < SOUTH + 250, "420000000001", "420000000002"),
            "householder_name": [f"张{number}" for number in range(count)],
            "persons_registered": pd.array([3] * count, dtype="Int64"),
            "existing_toilet": ["dry_pit"] * count,
        },
        geometry=points,
        crs=CRS,
    )
    rows = [SOUTH + 100.0 * row + 10.0 for row in range(6)]
    lines = [shapely.LineString([(WEST - 50, row), (WEST + 500, row)]) for row in rows]
    lines.append(shapely.LineString([(WEST - 50, SOUTH), (WEST - 50, SOUTH + 600)]))
    roads = gpd.GeoDataFrame({"road_class": ["lane"] * 6 + ["main"]}, geometry=lines, crs=CRS)
    villages = gpd.GeoDataFrame(
        {
            "village_code": ["420000000001", "420000000002"],
            "village_name": ["青山村", "石桥村"],
        },
        geometry=[
            shapely.box(WEST - 100, SOUTH - 100, WEST + 600, SOUTH + 250),
            shapely.box(WEST - 100, SOUTH + 250, WEST + 600, SOUTH + 700),
        ],
        crs=CRS,
    )
    layers = {"households": households, "roads": roads, "village_boundaries": villages}
    project = Project(crs=CRS, layers=layers)
    return project.with_scenario(_scenario(project))


def _scenario(project: Project) -> Scenario:
    households = project.layers["households"]
    count = len(households)
    modes = gpd.GeoDataFrame(
        {
            "household_id": households["household_id"],
            "scenario": "main",
            "village_code": households["village_code"],
            "householder_name": households["householder_name"],
            "persons": 3.0,
            "mode": [MODES[number % 5] for number in range(count)],
            "variant": None,
            "system_id": ["S01" if number % 5 == 0 else None for number in range(count)],
            "is_fixed": pd.array([False] * count, dtype="boolean"),
            "override_cost_yuan": np.nan,
            "capital_yuan": 4200.0,
            "annual_yuan": 120.0,
            "present_value_yuan": 6000.0,
            "sewer_present_value_yuan": 7000.0,
            "septic_tank_present_value_yuan": 6000.0,
            "dry_present_value_yuan": 5100.0,
            "confidence": 0.8,
            "is_uncertain": pd.array([number < 4 for number in range(count)], dtype="boolean"),
            "needs_site_check": pd.array([False] * count, dtype="boolean"),
            "reason_zh": "化粪池现值最低。",
            "reason_en": "The tank costs least over its life.",
            "verdicts": "[]",
            "cost_items": "[]",
            "flips": "[]",
        },
        geometry=households.geometry.to_numpy(),
        crs=CRS,
    )
    sites = gpd.GeoDataFrame(
        {
            "site_id": ["GC01", "X001"],
            "scenario": "main",
            "site_name": ["青山公厕", "X001"],
            "kind": ["existing", "candidate"],
            "action": ["keep", "build"],
            "village_code": ["420000000001", "420000000002"],
            "cost_yuan": [3000.0, 120000.0],
            "persons_served": [90.0, 90.0],
            "rules": "[]",
        },
        geometry=gpd.points_from_xy([WEST + 225, WEST + 225], [SOUTH + 110, SOUTH + 410]),
        crs=CRS,
    )
    access = gpd.GeoDataFrame(
        {
            "household_id": households["household_id"],
            "scenario": "main",
            "site_id": ["GC01"] * 30 + ["X001"] * 30,
            "walk_m": 210.0,
            "is_covered": pd.array([True] * 55 + [False] * 5, dtype="boolean"),
        },
        geometry=households.geometry.to_numpy(),
        crs=CRS,
    )
    results = {"household_modes": modes, "toilet_sites": sites, "household_access": access}
    runs = {kind: _record(kind, project) for kind in ("site", "renovate")}
    return Scenario(name="main", results=results, runs=runs)


def _record(kind: str, project: Project) -> RunRecord:
    summaries = {
        "site": {
            "model": "lscp",
            "scenario": "main",
            "status": "optimal",
            "objective": 123000.0,
            "bound": 123000.0,
            "gap": 0.0,
            "sites": [
                {"site_id": "GC01", "kind": "existing"},
                {"site_id": "X001", "kind": "candidate"},
            ],
            "new_sites": 1,
            "cost_yuan": 123000.0,
            "persons_total": 180.0,
            "persons_covered": 165.0,
            "coverage_share": 165 / 180,
            "walk_mean_m": 210.0,
            "walk_p95_m": 210.0,
            "walk_max_m": 210.0,
            "uncoverable": [],
            "sign_posts": 0,
            "must_serve_unmet": [],
            "rejected_plots": [],
            "curve": [
                _curve_point(count, persons, is_proven)
                for count, persons, is_proven in (
                    (1, 90.0, True),
                    (2, 165.0, True),
                    (4, 180.0, False),
                )
            ],
            "seconds": 1.0,
        },
        "renovate": {
            "scenario": "main",
            "status": "optimal",
            "households": 60,
            "modes": dict.fromkeys(MODES, 12),
            "capital_yuan": 252000.0,
            "annual_yuan": 7200.0,
            "present_value_yuan": 360000.0,
            "bound_yuan": 360000.0,
            "gap": 0.0,
            "sewer": {
                "pipe_length_m": 1230.0,
                "rising_main_length_m": 0.0,
                "manholes": 12,
                "pumping_stations": 0,
                "lifting_stations": 0,
                "plants": [],
                "max_depth_m": 2.4,
            },
            "uncertain_households": 4,
            "break_even": {
                "network_yuan_per_m": 450.0,
                "systems": [
                    _system("S01", households=12, m_per_household=10.0, own_yuan=12_000),
                    _system("S02", households=1, m_per_household=40.0, own_yuan=13_000),
                ],
            },
            "seconds": 1.0,
        },
    }
    return RunRecord(
        kind=kind,
        settings={"scenario": "main", "fixed_modes": {}, "site_choices": {}},
        parameters={},
        input_fingerprints=project_fingerprints(project),
        summary=summaries[kind],
        program_version="0.1.0",
        finished_at="2026-03-01T10:00:00+08:00",
    )


def _curve_point(count, persons, is_proven):
    return {
        "facility_count": count,
        "persons_covered": persons,
        "persons_bound": 180.0,
        "coverage_share": persons / 180.0,
        "cost_yuan": 120_000.0 * (count - 1),
        "is_proven_optimal": is_proven,
    }


def _system(system_id, **figures):
    return {"system_id": system_id, "house_yuan": 6_000, **figures}
