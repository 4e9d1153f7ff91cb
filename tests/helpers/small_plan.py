"""A small finished plan, written out by hand, with names that try to break exports."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pandas as pd
from affine import Affine
from pyproj import CRS
from shapely.geometry import LineString, Point, box

from layers.raster import TerrainRaster
from siting_tool.project.project import Project, RunRecord, Scenario

WORKING_CRS = "EPSG:4546"
EAST, NORTH = 566_000.0, 3_575_000.0
NASTY_NAME = '=1+1<b>"赵\'一"'
IDENTITY = "420682199001011234"


def at(x_m: float, y_m: float) -> Point:
    """Return a point counted from the plan's lower left corner."""
    return Point(EAST + x_m, NORTH + y_m)


def small_project() -> Project:
    """Return a project with one finished scenario ``main``."""
    runs = {kind: _run(kind) for kind in ("site", "renovate")}
    scenario = Scenario(name="main", results=_results(), runs=runs)
    return Project(
        crs=WORKING_CRS,
        profile="cn-hubei",
        layers=_layers(),
        terrain=_terrain(),
        scenarios={"main": scenario},
        history=tuple(scenario.runs.values()),
        texts={"township_name": "青石岭镇", "project_name": "厕所革命规划"},
    )


def _terrain() -> TerrainRaster:
    rows, columns = np.mgrid[0:60, 0:60]
    heights = (200.0 - 0.2 * columns - 0.1 * rows).astype(np.float32)
    transform = Affine(10.0, 0.0, EAST - 50.0, 0.0, -10.0, NORTH + 550.0)
    return TerrainRaster(heights_m=heights, transform=transform, crs=CRS(WORKING_CRS))


def _frame(columns: dict[str, object], geometry: list[object]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=geometry, crs=WORKING_CRS)


def _layers() -> dict[str, gpd.GeoDataFrame]:
    places = [at(40.0 * number, 100.0) for number in range(6)]
    households = _frame(
        {
            "household_id": [f"H{number}" for number in range(1, 7)],
            "householder_name": [NASTY_NAME, "钱二", "孙三", "李四", "周五", None],
            "persons_registered": pd.array([4, 3, None, 5, 2, 6], dtype="Int64"),
            "persons_resident": pd.array([3, 3, None, 5, 1, 6], dtype="Int64"),
            "has_piped_water": pd.array([True, True, True, False, None, True], dtype="boolean"),
            "existing_toilet": [
                "dry_pit",
                "none",
                "flush_to_pit",
                "dry_pit",
                None,
                "three_chamber",
            ],
            "is_willing": pd.array([True, None, False, True, True, True], dtype="boolean"),
            "note": [None, "+SUM(A1)", "@x", "-1", "门前路窄", None],
            "身份证号": [IDENTITY] + [None] * 5,
        },
        places,
    )
    roads = _frame(
        {"road_class": ["main", "lane"], "width_m": [6.0, 2.0]},
        [
            LineString([(EAST - 20, NORTH + 90), (EAST + 400, NORTH + 90)]),
            LineString([(EAST + 120, NORTH + 90), (EAST + 120, NORTH + 300)]),
        ],
    )
    villages = _frame(
        {
            "village_code": ["420682999201", "420682999202"],
            "village_name": ["甲村", "乙村"],
            "township_name": ["青石岭镇", "青石岭镇"],
        },
        [
            box(EAST - 40, NORTH, EAST + 100, NORTH + 400),
            box(EAST + 100, NORTH, EAST + 450, NORTH + 400),
        ],
    )
    water = _frame(
        {"water_kind": ["river", "well"], "water_name": ["青溪", "井"]},
        [LineString([(EAST, NORTH + 10), (EAST + 400, NORTH + 30)]), at(300, 300)],
    )
    return {
        "households": households,
        "roads": roads,
        "village_boundaries": villages,
        "water": water,
    }


def _results() -> dict[str, gpd.GeoDataFrame]:
    households = _layers()["households"]
    codes = ["420682999201"] * 3 + ["420682999202"] * 3
    modes = ["sewer", "sewer", "septic_tank", "dry", "undecided", "keep"]
    capital = [8000.0, 8000.0, 4000.0, 2500.0, np.nan, 0.0]
    annual = [100.0, 100.0, 60.0, 30.0, np.nan, 40.0]
    items = [
        [
            {"item": "tank", "quantity": 1.0, "unit": "", "unit_price_yuan": amount,
             "amount_yuan": amount, "kind": "capital", "life_years": 20}
        ]
        if amount
        else []
        for amount in (8000.0, 8000.0, 4000.0, 2500.0, 0.0, 0.0)
    ]  # fmt: skip
    household_modes = _frame(
        {
            "household_id": households["household_id"],
            "scenario": "main",
            "village_code": codes,
            "householder_name": households["householder_name"],
            "persons": [3.0, 3.0, 3.2, 5.0, 1.0, 6.0],
            "mode": modes,
            "variant": ["", "", "own_tank", "urine_diverting", "", ""],
            "is_fixed": [False, True, False, False, False, False],
            "override_cost_yuan": [np.nan, 500.0, np.nan, np.nan, np.nan, np.nan],
            "capital_yuan": capital,
            "annual_yuan": annual,
            "present_value_yuan": [10000.0, 10000.0, 5000.0, 3000.0, np.nan, 600.0],
            "sewer_present_value_yuan": [10000.0, 10000.0, 20000.0, np.nan, np.nan, np.nan],
            "septic_tank_present_value_yuan": [11000.0, 9500.0, 5000.0, np.nan, np.nan, np.nan],
            "dry_present_value_yuan": [np.nan, np.nan, np.nan, 3000.0, np.nan, np.nan],
            "sewer_share_yuan": [4000.0, 4000.0, np.nan, np.nan, np.nan, np.nan],
            "system_id": ["S01", "S01", "", "", "", ""],
            "plant_id": ["P01", "P01", "", "", "", ""],
            "confidence": [0.9, 0.5, 0.95, 1.0, np.nan, 1.0],
            "is_uncertain": [False, True, False, False, False, False],
            "needs_site_check": [False, False, True, False, True, False],
            "reason_zh": ["便宜", "人工指定", "有地", "无水", "院落太小", "已达标"],
            "reason_en": ["cheaper", "by hand", "room", "no water", "no room", "meets standard"],
            "verdicts": ["[]"] * 6,
            "cost_items": [json.dumps(entry) for entry in items],
            "flips": ["[]"] * 6,
        },
        list(households.geometry),
    )
    return {
        "household_modes": household_modes,
        **_sewers(),
        **_toilets(household_modes),
    }


def _sewers() -> dict[str, gpd.GeoDataFrame]:
    pipes = _frame(
        {
            "pipe_id": ["S01-1", "S01-2"],
            "scenario": "main",
            "system_id": "S01",
            "kind": ["gravity", "lateral"],
            "up_manhole_id": ["M1", ""],
            "down_manhole_id": ["M2", "M1"],
            "household_id": ["", "H1"],
            "diameter_m": [0.2, 0.11],
            "length_m": [40.0, 10.0],
            "gradient": [0.004, 0.01],
            "ground_up_m": [199.0, 199.2],
            "ground_down_m": [198.6, 199.0],
            "invert_up_m": [198.0, 198.6],
            "invert_down_m": [197.84, 198.5],
            "cover_up_m": [0.8, 0.49],
            "cover_down_m": [0.56, 0.39],
            "households": [2, 1],
            "flow_m3_s": [1e-4, 5e-5],
            "depth_ratio": [0.1, 0.1],
            "velocity_m_s": [0.3, 0.3],
            "needs_flushing": [True, True],
            "surface": ["earth", "earth"],
            "cost_yuan": [12000.0, 900.0],
        },
        [
            LineString([(EAST, NORTH + 90), (EAST + 40, NORTH + 90)]),
            LineString([(EAST, NORTH + 100), (EAST, NORTH + 90)]),
        ],
    )
    manholes = _frame(
        {
            "manhole_id": ["M1", "M2"],
            "scenario": "main",
            "system_id": "S01",
            "ground_level_m": [199.0, 198.6],
            "invert_level_m": [198.0, 197.84],
            "depth_m": [1.0, 0.76],
            "diameter_m": [0.45, 0.45],
            "is_drop": [False, True],
            "cost_yuan": [700.0, 700.0],
        },
        [at(0, 90), at(40, 90)],
    )
    stations = _frame(
        {
            "station_id": ["L1"],
            "scenario": "main",
            "system_id": "S01",
            "kind": ["lifting"],
            "manhole_id": ["M2"],
            "flow_m3_s": [1e-4],
            "head_m": [1.5],
            "power_kw": [0.01],
            "capital_yuan": [40000.0],
            "annual_yuan": [1200.0],
        },
        [at(40, 90)],
    )
    plants = _frame(
        {
            "plant_id": ["P01"],
            "scenario": "main",
            "system_id": "S01",
            "kind": ["wetland"],
            "households": [2],
            "persons": [6.0],
            "flow_m3_d": [0.5],
            "invert_level_m": [197.8],
            "capital_yuan": [20000.0],
            "annual_yuan": [500.0],
        },
        [at(60, 80)],
    )
    return {
        "sewer_pipes": pipes,
        "manholes": manholes,
        "pumping_stations": stations,
        "treatment_plants": plants,
    }


def _toilets(modes: gpd.GeoDataFrame) -> dict[str, gpd.GeoDataFrame]:
    return {"toilet_sites": _sites(), "household_access": _access(modes), **_places_beside()}


def _sites() -> gpd.GeoDataFrame:
    return _frame(
        {
            "site_id": ["GC01", "C00001"],
            "scenario": "main",
            "site_name": ["村委会公厕", ""],
            "kind": ["existing", "candidate"],
            "action": ["keep", "build"],
            "village_code": ["420682999201", "420682999202"],
            "village_name": ["甲村", "乙村"],
            "cost_yuan": [0.0, 90000.0],
            "persons_served": [9.2, 12.0],
            "households_served": [3, 3],
            "visitors_per_day": [0.0, 30.0],
            "stalls": [6, 6],
            "stalls_men": [2, 2],
            "stalls_women": [3, 3],
            "stalls_accessible": [1, 1],
            "area_m2": [30.0, 30.0],
            "walk_mean_m": [50.0, 60.0],
            "walk_max_m": [90.0, 95.0],
            "persons_only_here": [0.0, 0.0],
            "alternative_site_id": ["", ""],
            "alternative_distance_m": [np.nan, np.nan],
            "alternative_persons_lost": [np.nan, np.nan],
            "alternative_walk_m": [np.nan, np.nan],
            "alternative_cost_yuan": [np.nan, np.nan],
            "rules": ["[]", "[]"],
        },
        [at(30, 96), at(200, 96)],
    )


def _access(modes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return _frame(
        {
            "household_id": modes["household_id"],
            "scenario": "main",
            "village_code": modes["village_code"],
            "persons": modes["persons"],
            "site_id": ["GC01"] * 3 + ["C00001"] * 3,
            "walk_m": [40.0, 20.0, 60.0, 90.0, 50.0, np.nan],
            "walk_s": [50.0, 25.0, 75.0, 112.0, 62.0, np.nan],
            "is_covered": [True, True, True, True, True, False],
            "reason": ["", "", "", "", "", "no_road"],
            "reason_zh": ["", "", "", "", "", "最近的道路相距 400 m，超出接入距离。"],
            "reason_en": ["", "", "", "", "", "The nearest road is 400 m away, too far."],
        },
        list(modes.geometry),
    )


def _places_beside() -> dict[str, gpd.GeoDataFrame]:
    """Return signs, a plot that was rejected and one that would have done."""
    signs = _frame(
        {
            "sign_id": ["Z1"],
            "scenario": "main",
            "site_id": ["C00001"],
            "bearing_deg": [90.0],
            "distance_m": [80.0],
            "persons": [12.0],
        },
        [at(120, 90)],
    )
    rejected = _frame(
        {
            "site_id": ["X00001"],
            "scenario": "main",
            "site_name": [""],
            "is_given": [False],
            "reason_zh": ["地面过陡：34%（不大于 25%）。"],
            "reason_en": ["The ground is too steep: 34% (at most 25%)."],
            "rules": ["[]"],
        },
        [at(150, 20)],
    )
    allowed = _frame(
        {
            "site_id": ["C00002"],
            "scenario": "main",
            "site_name": [""],
            "kind": ["candidate"],
            "village_code": ["420682999201"],
            "cost_yuan": [90000.0],
            "persons_in_reach": [6.0],
            "replaces": ["C00001"],
            "rules": ["[]"],
        },
        [at(160, 95)],
    )
    return {"sign_posts": signs, "rejected_sites": rejected, "allowed_sites": allowed}


def _run(kind: str) -> RunRecord:
    site = {
        "model": "mclp", "scenario": "main", "status": "optimal", "objective": 15.2, "bound": 15.2,
        "gap": 0.0, "sites": [{"site_id": "GC01", "kind": "existing"},
                              {"site_id": "C00001", "kind": "candidate"}],
        "new_sites": 1, "cost_yuan": 90000.0, "persons_total": 21.2, "persons_covered": 15.2,
        "coverage_share": 15.2 / 21.2, "walk_mean_m": 52.0, "walk_p95_m": 90.0, "walk_max_m": 90.0,
        "uncoverable": [{"household_id": "H6", "reason": "no_road"}], "sign_posts": 1,
        "must_serve_unmet": [], "rejected_plots": [], "seconds": 0.1,
    }  # fmt: skip
    renovate = {
        "scenario": "main", "status": "feasible", "households": 6,
        "modes": {"sewer": 2, "septic_tank": 1, "dry": 1, "keep": 1, "undecided": 1},
        "capital_yuan": 22500.0, "annual_yuan": 330.0, "present_value_yuan": 28600.0,
        "bound_yuan": 28000.0, "gap": 600 / 28600,
        "sewer": {"pipe_length_m": 50.0, "rising_main_length_m": 0.0, "manholes": 2,
                  "pumping_stations": 0, "lifting_stations": 1,
                  "plants": [{"plant_id": "P01", "kind": "wetland", "households": 2,
                              "flow_m3_d": 0.5}], "max_depth_m": 1.0},
        "uncertain_households": 1, "seconds": 0.1,
    }  # fmt: skip
    return RunRecord(
        kind=kind,
        settings={"scenario": "main", "fixed_modes": {"H2": "sewer"}, "site_choices": {}},
        parameters={},
        input_fingerprints={},
        summary=site if kind == "site" else renovate,
        program_version="0.1.0",
        finished_at="2026-03-01T08:00:00+08:00",
    )
