"""Make the raw files of the made-up township 青石岭镇.

``python sample_data/make_township.py [--out DIR]``; every run gives the same files.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from township.boundaries import make_villages
from township.gazetteer import SEED
from township.hydrography import dam_up
from township.ledger import make_ledger
from township.places import PlotFinder, make_places, make_plots, make_toilets, make_water
from township.restrictions import make_restrictions
from township.roads import clip_roads, lay_trunk_roads, loosen_ends
from township.settlements import settle
from township.sewers import make_town_sewer
from township.terrain import Terrain, make_streams, make_terrain
from township.write import (
    road_features,
    write_geojson,
    write_ledger,
    write_places,
    write_shapefile,
    write_terrain,
    write_toilets,
)

HERE = Path(__file__).resolve().parent

# How the columns are called in each file.
COLUMNS = {
    "村界": {"code": "行政区代码", "name": "村名", "township": "乡镇"},
    "道路": {
        "name": "道路名称",
        "kind": "道路等级",
        "width": "路宽",
        "surface": "路面",
        "walkable": "可步行",
    },
    "污水管": {
        "pipe_id": "管段编号",
        "diameter_mm": "管径(mm)",
        "invert_up": "上游标高",
        "invert_down": "下游标高",
    },
    "污水处理厂": {
        "plant_id": "编号",
        "name": "名称",
        "kind": "类型",
        "capacity": "处理能力(m3/d)",
        "invert": "进水管底标高(m)",
    },
    "水源": {"name": "名称", "kind": "类型"},
    "限制区": {"kind": "管控类型", "name": "片区名", "forbids": "禁止建设"},
    "候选地块": {"plot_id": "地块编号", "name": "名称", "owner": "权属", "area": "面积"},
}


@dataclass(frozen=True, kw_only=True)
class Township:
    """Everything there is to write, features by the name of their file."""

    terrain: Terrain
    ledger: pd.DataFrame
    places: gpd.GeoDataFrame
    toilets: gpd.GeoDataFrame
    shapefiles: dict[str, gpd.GeoDataFrame]
    geojson: dict[str, gpd.GeoDataFrame]


def make_township() -> Township:
    """Make up the township: ground and water first, then what people put on it."""
    streams = make_streams()
    terrain, water = dam_up(make_terrain(streams), streams)
    villages = make_villages(terrain, water)
    builder = lay_trunk_roads(terrain, water)
    houses = settle(builder, terrain, water, villages)
    sewer = make_town_sewer(builder, terrain, water)
    wet = water.strip(15.0, 45.0)
    find = PlotFinder(builder=builder, houses=houses, wet=wet, river=water.river)
    places = make_places(find)
    toilets = make_toilets(find, places)
    plots = make_plots(find, houses)
    sources = make_water(houses, terrain, water)
    land = shapely.union_all(villages.geometry.to_numpy())
    restrictions = make_restrictions(terrain, builder, houses, land, water, sources)
    pipes = shapely.union_all(sewer.pipes.geometry)
    ledger = make_ledger(houses, builder.roads, terrain, water, pipes)
    roads = loosen_ends(np.random.default_rng([SEED, 13]), clip_roads(builder.roads, land))
    return Township(
        terrain=terrain,
        ledger=ledger,
        places=places,
        toilets=toilets,
        shapefiles={
            "村界": villages,
            "道路": road_features(roads),
            "污水管": sewer.pipes,
            "限制区": restrictions,
            "候选地块": plots,
        },
        geojson={"污水处理厂": sewer.works, "水源": sources},
    )


def write_township(township: Township, folder: Path) -> None:
    """Write all files into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    write_terrain(township.terrain, folder / "地形.tif")
    write_ledger(township.ledger, folder / "户厕台账.xlsx")
    write_places(township.places, folder / "地点.kml")
    write_toilets(township.toilets, folder / "公厕.csv")
    for name, features in township.shapefiles.items():
        write_shapefile(features, folder / f"{name}.shp", COLUMNS[name])
    for name, features in township.geojson.items():
        write_geojson(features, folder / f"{name}.geojson", COLUMNS[name])


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--out", type=Path, default=HERE / "qingshiling", help="folder for the files"
    )
    write_township(make_township(), parser.parse_args().out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
