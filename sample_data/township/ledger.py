"""Attributes of the households, as a township clerk would have written them down."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from township.gazetteer import GIVEN, SEED, SURNAMES, VILLAGES, Village
from township.hydrography import Hydrography
from township.roads import Road
from township.settlements import House
from township.terrain import Array, Flags, Terrain

FREEZING_ABOVE_M = 430.0
LEGACY_KINDS = ("旱厕", "水冲渗坑", "无厕", "其他")
LEGACY_SHARES = (0.48, 0.39, 0.1, 0.03)
HIGH_SHARES = (0.72, 0.1, 0.16, 0.02)
FLUSHED = {"水冲渗坑": 6.0, "三格式": 3.0, "双瓮式": 2.0, "完整下水道水冲式": 6.0, "沼气池": 3.0}


def make_names(rng: np.random.Generator, count: int) -> list[str]:
    """Invented names from common surnames and characters of given names."""
    weights = 1.0 / np.arange(1, len(SURNAMES) + 1) ** 0.7
    first = rng.choice(list(SURNAMES), count, p=weights / weights.sum())
    second, third = rng.choice(list(GIVEN), (2, count))
    one_character = rng.random(count) < 0.15
    return [
        f + s + ("" if one else t)
        for f, s, t, one in zip(first, second, third, one_character, strict=True)
    ]


def needs_renovation(rng: np.random.Generator, houses: list[House], village: Village) -> Flags:
    """Which houses of one village have a toilet that does not meet the standard.

    Exactly as many as the gazetteer says; farmsteads more often, and in the dense village its core.
    """
    reluctance = rng.random(len(houses))
    reluctance -= [0.3 * h.is_alone + 0.5 * (village.is_dense and h.is_core) for h in houses]
    wanted = np.zeros(len(houses), dtype=bool)
    wanted[np.argsort(reluctance, kind="stable")[: village.to_renovate]] = True
    return wanted


def legacy_toilets(rng: np.random.Generator, village: Village, count: int) -> Array:
    """Toilets that need renovation."""
    shares = np.array(HIGH_SHARES if village.is_high else LEGACY_SHARES)
    kinds = rng.choice(LEGACY_KINDS, count, p=shares)
    biogas = 0.03 if village.is_high else village.biogas_share
    return np.where(rng.random(count) < biogas, "沼气池", kinds)


def compliant_toilets(
    rng: np.random.Generator, village: Village, xy_m: Array, sewer: shapely.Geometry
) -> Array:
    """Toilets that meet the standard; beside the sewer they drain into it."""
    shares = (0.78, 0.04, 0.12, 0.06) if village.is_high else (0.92, 0.06, 0.02, 0.0)
    kinds = rng.choice(["三格式", "双瓮式", "粪尿分集式", "双坑交替式"], len(xy_m), p=shares)
    beside = shapely.distance(shapely.points(xy_m), sewer) < 60.0
    return np.where(beside & (rng.random(len(xy_m)) < 0.8), "完整下水道水冲式", kinds)


def access_widths(rng: np.random.Generator, xy_m: Array, roads: list[Road]) -> Array:
    """Width of the way to each house: that of its nearest road, sometimes less."""
    tree = shapely.STRtree([r.line for r in roads])
    nearest = tree.query_nearest(shapely.points(xy_m), all_matches=False)[1]
    width = np.array([r.width_m for r in roads])[nearest]
    return np.asarray(np.round(np.minimum(width, 6.0) * rng.uniform(0.82, 1.0, len(xy_m)), 1))


def groundwater_depths(
    rng: np.random.Generator, xy_m: Array, terrain: Terrain, water: Hydrography
) -> Array:
    """Depth to groundwater: shallow beside streams, deeper up the slope."""
    beds = np.concatenate([s.xy_m for s in water.streams.values()])
    levels = np.concatenate([s.level_m for s in water.streams.values()])
    distance, nearest = cKDTree(beds).query(xy_m)
    above = np.maximum(terrain.sample(xy_m) - levels[nearest], 0.0)
    depth = 0.5 + 0.28 * above + 0.002 * distance
    return np.asarray(np.round(np.minimum(depth * rng.uniform(0.8, 1.25, len(xy_m)), 25.0), 1))


def village_rows(
    houses: list[House], village: Village, terrain: Terrain, sewer: shapely.Geometry
) -> pd.DataFrame:
    """Rows of one village, its houses numbered from the seat outwards."""
    rng = np.random.default_rng([SEED, 7, village.number])
    count = len(houses)
    xy = np.array([h.xy_m for h in houses])
    legacy = needs_renovation(rng, houses, village)
    toilet = np.where(
        legacy, legacy_toilets(rng, village, count), compliant_toilets(rng, village, xy, sewer)
    )
    registered = rng.choice(
        np.arange(1, 9), count, p=[0.07, 0.17, 0.2, 0.23, 0.17, 0.1, 0.04, 0.02]
    )
    empty = rng.random(count) < np.array(
        [0.22 if h.is_alone or village.is_high else 0.1 for h in houses]
    )
    resident = np.where(empty, 0, np.maximum(rng.binomial(registered, 0.72), 1))
    crowded = np.array([village.is_dense and h.is_core for h in houses])
    tapped = rng.random(count) < [
        village.piped_water_share * (0.6 if h.is_alone else 1.0) for h in houses
    ]
    yard = np.where(crowded, rng.gamma(3.0, 4.0, count), rng.gamma(4.0, 24.0, count) + 8.0)
    flush = np.array([FLUSHED.get(t, np.nan) for t in toilet]) + rng.integers(0, 4, count)
    return pd.DataFrame(
        {
            "household_id": [f"{village.code}{i:04d}" for i in range(1, count + 1)],
            "village": village.name,
            "group": [h.group for h in houses],
            "householder": make_names(rng, count),
            "registered": registered,
            "resident": resident,
            "x": xy[:, 0],
            "y": xy[:, 1],
            "tap": np.where(tapped, "有", "无"),
            "toilet": toilet,
            "flush": flush,
            "yard": np.round(yard, 0),
            "lived_in": np.where(empty, "否", "是"),
            "willing": np.where(rng.random(count) < 0.06, "不愿意", "愿意"),
            "height": terrain.sample(xy),
        }
    )


def write_notes(rng: np.random.Generator, rows: pd.DataFrame) -> list[str]:
    """Remarks that go with the facts of a row."""
    notes = []
    for row, chance in zip(rows.itertuples(), rng.random(len(rows)), strict=True):
        if row.lived_in == "否":
            notes.append("全家外出务工，常年无人" if chance < 0.8 else "在县城居住")
        elif row.willing == "不愿意":
            notes.append("家中已装修，不愿动工" if chance < 0.5 else "不愿出资")
        elif row.height > FREEZING_ABOVE_M and row.tap == "有" and chance < 0.7:
            notes.append("冬季水管结冰")
        elif row.toilet == "沼气池":
            notes.append("沼气池已停用" if chance < 0.6 else "沼气池在用，养猪")
        elif row.access < 2.0 and chance < 0.4:
            notes.append("巷道窄，机械进不去")
        elif row.tap == "无" and chance < 0.4:
            notes.append("吃水靠水窖")
        else:
            notes.append("")
    return notes


def spoil(rng: np.random.Generator, rows: pd.DataFrame) -> pd.DataFrame:
    """Add the faults every real ledger has: gaps, repeated rows, full-width digits."""
    spoiled = rows.astype(
        {"registered": object, "resident": object, "yard": object, "flush": object}
    )
    for column, count in (
        ("resident", 15),
        ("yard", 40),
        ("tap", 10),
        ("access", 25),
        ("flush", 60),
    ):
        spoiled.loc[rng.choice(len(rows), count, replace=False), column] = None
    spoiled.loc[rng.random(len(rows)) < 0.35, "groundwater"] = None
    compliant = np.flatnonzero(rows["toilet"] == "三格式")
    spoiled.loc[rng.choice(compliant, 8, replace=False), "toilet"] = None
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    for index in rng.choice(len(rows), 6, replace=False):
        spoiled.loc[index, "registered"] = str(rows.loc[index, "registered"]).translate(wide)
    spoiled.loc[rng.choice(compliant, 2, replace=False), ["x", "y"]] = None
    twice = spoiled.iloc[np.sort(rng.choice(len(rows), 4, replace=False))]
    return pd.concat([spoiled, twice], ignore_index=True)


def make_ledger(
    houses: list[House],
    roads: list[Road],
    terrain: Terrain,
    water: Hydrography,
    sewer: shapely.Geometry,
) -> pd.DataFrame:
    """One row per household, four of them twice."""
    parts = [
        village_rows([h for h in houses if h.village_number == v.number], v, terrain, sewer)
        for v in VILLAGES
    ]
    rows = pd.concat(parts, ignore_index=True)
    rng = np.random.default_rng([SEED, 8])
    xy = rows[["x", "y"]].to_numpy()
    rows["access"] = access_widths(rng, xy, roads)
    rows["groundwater"] = groundwater_depths(rng, xy, terrain, water)
    rows["note"] = write_notes(rng, rows)
    rows["number"] = np.arange(1, len(rows) + 1)  # copied with the rows that stand twice
    return spoil(rng, rows)
