"""Raw files of a hamlet of forty houses along three lanes, as a user would hand them in."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import rasterio
from pyproj import Transformer
from rasterio.transform import from_origin

WORKING_CRS = "EPSG:4546"
EAST, NORTH = 566_000.0, 3_575_000.0


def _lonlat(xy: list[tuple[float, float]]) -> list[tuple[float, float]]:
    to_degrees = Transformer.from_crs(WORKING_CRS, "EPSG:4490", always_xy=True)
    return [to_degrees.transform(EAST + x, NORTH + y) for x, y in xy]


def _geojson(path: Path, features: list[tuple[dict[str, object], str, object]]) -> None:
    collection = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": properties,
                "geometry": {"type": kind, "coordinates": coordinates},
            }
            for properties, kind, coordinates in features
        ],
    }
    path.write_text(json.dumps(collection, ensure_ascii=False), encoding="utf-8")


def write_hamlet(folder: Path) -> list[str]:
    """Write the files and return the ``ROLE=FILE`` words for them."""
    folder.mkdir(parents=True, exist_ok=True)
    lanes = [[(0, y), (800, y)] for y in (0, 200, 400)] + [[(400, 0), (400, 400)]]
    _geojson(
        folder / "道路.geojson",
        [({"道路等级": "次路", "路宽": 4.0}, "LineString", _lonlat(line)) for line in lanes],
    )
    rows = ["户编号,户主姓名,户籍人口,常住人口,是否通自来水,原厕类型,院落面积,入户路宽,经度,纬度"]
    for number in range(40):
        x, y = 20.0 + 60.0 * (number % 13), (12.0, 212.0, 412.0, 0.0)[number // 13]
        lon, lat = _lonlat([(x, y + 3.0 if number >= 39 else y)])[0]
        toilet = ("旱厕", "无", "三格式", "水冲入坑")[number % 4]
        rows.append(
            f"H{number:03d},户主{number},7,6,{'有' if number % 5 else '无'},{toilet},60,3.0,"
            f"{lon:.7f},{lat:.7f}"
        )
    (folder / "户厕.csv").write_bytes("\n".join(rows).encode("gbk"))
    _geojson(
        folder / "村界.geojson",
        [
            (
                {"行政区代码": "420682999201", "村名": "甲村"},
                "Polygon",
                [_lonlat([(-60, -60), (860, -60), (860, 480), (-60, 480), (-60, -60)])],
            )
        ],
    )
    _geojson(
        folder / "污水处理厂.geojson",
        [({"编号": "W1", "类型": "town_works"}, "Point", _lonlat([(800, 5)])[0])],
    )
    rows_, columns = np.mgrid[0:80, 0:110]
    heights = (230.0 - 0.15 * columns - 0.05 * (80 - rows_)).astype(np.float32)
    with rasterio.open(
        folder / "地形.tif", "w", driver="GTiff", height=80, width=110, count=1, dtype="float32",
        crs=WORKING_CRS, transform=from_origin(EAST - 150, NORTH + 650, 10, 10),
    ) as target:  # fmt: skip
        target.write(heights, 1)
    return [
        f"households={folder / '户厕.csv'}",
        f"roads={folder / '道路.geojson'}",
        f"village_boundaries={folder / '村界.geojson'}",
        f"treatment_sites={folder / '污水处理厂.geojson'}",
        f"terrain={folder / '地形.tif'}",
    ]
