"""Make the raw files of the made-up township 青石岭镇.

``python sample_data/make_township.py [--out DIR]``; every run gives the same files.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
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
from township.terrain import make_streams, make_terrain
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


def make_township(folder: Path) -> None:
    """Write all files into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    streams = make_streams()
    terrain, water = dam_up(make_terrain(streams), streams)
    villages = make_villages(terrain, water)
    builder = lay_trunk_roads(terrain, water)
    houses = settle(builder, terrain, water, villages)
    sewer = make_town_sewer(builder, terrain, water)
    find = PlotFinder(
        builder=builder, houses=houses, wet=water.strip(15.0, 45.0), river=water.river
    )
    places = make_places(find)
    toilets = make_toilets(find, places)
    plots = make_plots(find, houses)
    sources = make_water(houses, terrain, water)
    township = shapely.union_all(villages.geometry.to_numpy())
    restrictions = make_restrictions(terrain, builder, houses, township, water, sources)
    ledger = make_ledger(
        houses, builder.roads, terrain, water, shapely.union_all(sewer.pipes.geometry)
    )
    roads = loosen_ends(np.random.default_rng([SEED, 13]), clip_roads(builder.roads, township))

    write_terrain(terrain, folder / "地形.tif")
    write_shapefile(
        villages, folder / "村界.shp", {"code": "行政区代码", "name": "村名", "township": "乡镇"}
    )
    write_shapefile(
        road_features(roads),
        folder / "道路.shp",
        {
            "name": "道路名称",
            "kind": "道路等级",
            "width": "路宽",
            "surface": "路面",
            "walkable": "可步行",
        },
    )
    write_ledger(ledger, folder / "户厕台账.xlsx")
    write_places(places, folder / "地点.kml")
    write_toilets(toilets, folder / "公厕.csv")
    write_shapefile(
        sewer.pipes,
        folder / "污水管.shp",
        {
            "pipe_id": "管段编号",
            "diameter_mm": "管径(mm)",
            "invert_up": "上游标高",
            "invert_down": "下游标高",
        },
    )
    write_geojson(
        sewer.works,
        folder / "污水处理厂.geojson",
        {
            "plant_id": "编号",
            "name": "名称",
            "kind": "类型",
            "capacity": "处理能力(m3/d)",
            "invert": "进水管底标高(m)",
        },
    )
    write_geojson(sources, folder / "水源.geojson", {"name": "名称", "kind": "类型"})
    write_shapefile(
        restrictions,
        folder / "限制区.shp",
        {"kind": "管控类型", "name": "片区名", "forbids": "禁止建设"},
    )
    write_shapefile(
        plots,
        folder / "候选地块.shp",
        {"plot_id": "地块编号", "name": "名称", "owner": "权属", "area": "面积"},
    )


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--out", type=Path, default=HERE / "qingshiling", help="folder for the files"
    )
    make_township(parser.parse_args().out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
