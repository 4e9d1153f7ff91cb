"""The files as a township office would hand them over."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import rasterio
import shapely
import xlsxwriter
from pyproj import Transformer
from rasterio.transform import from_origin

from township.gazetteer import BOTTOM_M, CRS, HEIGHT_M, LEFT_M, TOWNSHIP_NAME
from township.roads import Road
from township.terrain import CELL_M, Array, Terrain

MADE_ON = datetime(2022, 3, 1, tzinfo=UTC)  # written into files that keep a date
TO_DEGREES = Transformer.from_crs(CRS, "EPSG:4490", always_xy=True)
ROAD_CLASSES = {
    "main": "主路",
    "secondary": "次路",
    "lane": "巷道",
    "path": "小路",
    "steps": "台阶",
    "track": "机耕路",
}
PLACE_FOLDERS = {
    "机关与村委会": ("镇政府", "村委会"),
    "学校与幼儿园": ("学校", "幼儿园"),
    "医疗": ("卫生院", "卫生室"),
    "市场与餐饮": ("市场", "农家乐"),
    "景区与广场": ("景区", "文化广场"),
    "车站": ("公交站",),
}
LEDGER_HEAD = (
    ("", "序号", "number"),
    ("基本信息", "户编号", "household_id"),
    ("基本信息", "行政村", "village"),
    ("基本信息", "村民小组", "group"),
    ("基本信息", "户主姓名", "householder"),
    ("基本信息", "户籍人口", "registered"),
    ("基本信息", "常住人口", "resident"),
    ("坐标（CGCS2000）", "经度", "longitude"),
    ("坐标（CGCS2000）", "纬度", "latitude"),
    ("厕所现状", "是否通自来水", "tap"),
    ("厕所现状", "原厕类型", "toilet"),
    ("厕所现状", "冲水量(升/次)", "flush"),
    ("建设条件", "院落面积(㎡)", "yard"),
    ("建设条件", "入户道路宽度(m)", "access"),
    ("建设条件", "是否常住", "lived_in"),
    ("建设条件", "改厕意愿", "willing"),
    ("建设条件", "地下水埋深(m)", "groundwater"),
    ("", "备注", "note"),
)


def write_terrain(terrain: Terrain, path: Path) -> None:
    """GeoTIFF of heights."""
    rows, columns = terrain.height_m.shape
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        height=rows,
        width=columns,
        count=1,
        dtype="float32",
        crs=CRS,
        transform=from_origin(LEFT_M, BOTTOM_M + HEIGHT_M, CELL_M, CELL_M),
        nodata=-9999.0,
        compress="deflate",
        predictor=3,
        zlevel=6,
        tiled=True,
        blockxsize=256,
        blockysize=256,
    ) as file:
        file.write(terrain.height_m.astype(np.float32), 1)


def write_shapefile(features: gpd.GeoDataFrame, path: Path, titles: dict[str, str]) -> None:
    """Shapefile with Chinese field names in GBK and, as so often, nothing that says so."""
    renamed = features[[*titles, "geometry"]].rename(columns=titles)
    pyogrio.write_dataframe(
        renamed,
        path,
        driver="ESRI Shapefile",
        encoding="GBK",
        layer_options={"DBF_DATE_LAST_UPDATE": f"{MADE_ON:%Y-%m-%d}"},
    )
    path.with_suffix(".cpg").unlink()


def write_geojson(features: gpd.GeoDataFrame, path: Path, titles: dict[str, str]) -> None:
    """GeoJSON in degrees."""
    degrees = shapely.transform(
        features.geometry.to_numpy(), TO_DEGREES.transform, interleaved=False
    )
    renamed = gpd.GeoDataFrame(
        features[list(titles)].rename(columns=titles), geometry=degrees, crs="EPSG:4326"
    )
    pyogrio.write_dataframe(
        renamed,
        path,
        driver="GeoJSON",
        layer_options={"RFC7946": "YES", "COORDINATE_PRECISION": "7"},
    )


def road_features(roads: list[Road]) -> gpd.GeoDataFrame:
    """Roads as features."""
    rows = [
        {
            "name": r.name,
            "kind": ROAD_CLASSES[r.road_class],
            "width": r.width_m,
            "surface": r.surface,
            "walkable": "是",
            "geometry": r.line,
        }
        for r in roads
    ]
    return gpd.GeoDataFrame(rows, crs=CRS)


def degrees_of(points: Array) -> tuple[Array, Array]:
    """Longitude and latitude to seven decimals."""
    x, y = TO_DEGREES.transform(points[:, 0], points[:, 1])
    return np.round(x, 7), np.round(y, 7)


def write_toilets(toilets: gpd.GeoDataFrame, path: Path) -> None:
    """CSV of toilets in GBK."""
    longitude, latitude = degrees_of(shapely.get_coordinates(toilets.geometry))
    titles = {
        "toilet_id": "编号",
        "name": "名称",
        "kind": "类型",
        "open": "是否开放",
        "men": "男厕位",
        "women": "女厕位",
        "cost": "开放费用(元)",
        "sign": "有无指示牌",
        "note": "备注",
    }
    table = pd.DataFrame(toilets[list(titles)]).rename(columns=titles)
    table.insert(3, "经度", longitude)
    table.insert(4, "纬度", latitude)
    path.write_bytes(table.to_csv(index=False, lineterminator="\r\n").encode("gbk"))


def write_places(places: gpd.GeoDataFrame, path: Path) -> None:
    """KML of places in folders."""
    kml = ET.Element("kml", xmlns="http://www.opengis.net/kml/2.2")
    document = ET.SubElement(kml, "Document")
    ET.SubElement(document, "name").text = f"{TOWNSHIP_NAME}地点"
    longitude, latitude = degrees_of(shapely.get_coordinates(places.geometry))
    rows = places.assign(
        at=[f"{x:.7f},{y:.7f},0" for x, y in zip(longitude, latitude, strict=True)]
    )
    for title, kinds in PLACE_FOLDERS.items():
        folder = ET.SubElement(document, "Folder")
        ET.SubElement(folder, "name").text = title
        for row in rows[rows["kind"].isin(kinds)].itertuples():
            mark = ET.SubElement(folder, "Placemark")
            ET.SubElement(mark, "name").text = row.name
            data = ET.SubElement(mark, "ExtendedData")
            values = {
                "编号": row.place_id,
                "类别": row.kind,
                "日均人流": row.visitors,
                "必须服务": row.must_serve,
            }
            for name, value in values.items():
                item = ET.SubElement(data, "Data", name=name)
                ET.SubElement(item, "value").text = str(value)
            point = ET.SubElement(mark, "Point")
            ET.SubElement(point, "coordinates").text = row.at
    ET.indent(kml)
    path.write_bytes(ET.tostring(kml, encoding="utf-8", xml_declaration=True))


def write_ledger(ledger: pd.DataFrame, path: Path) -> None:
    """Excel ledger: a title row, two heading rows with merged cells, then the households."""
    table = ledger.copy()
    table["longitude"], table["latitude"] = degrees_of(table[["x", "y"]].to_numpy(dtype=float))
    with xlsxwriter.Workbook(str(path), {"nan_inf_to_errors": False}) as book:
        book.set_properties(
            {"title": f"{TOWNSHIP_NAME}户厕台账（虚构）", "created": MADE_ON.replace(tzinfo=None)}
        )
        sheet = book.add_worksheet("户厕台账")
        bold = book.add_format({"bold": True, "align": "center", "valign": "vcenter", "border": 1})
        last = len(LEDGER_HEAD) - 1
        sheet.merge_range(
            0, 0, 0, last, f"{TOWNSHIP_NAME}农村户厕摸底台账（2022年，虚构数据）", bold
        )
        write_headings(sheet, bold)
        sheet.freeze_panes(3, 0)
        for column, (_, _, name) in enumerate(LEDGER_HEAD):
            values = [None if pd.isna(v) or v == "" else v for v in table[name].tolist()]
            sheet.write_column(3, column, values)


def write_headings(sheet: xlsxwriter.worksheet.Worksheet, style: xlsxwriter.format.Format) -> None:
    """Rows 2 and 3 of the ledger: groups of columns above, columns below."""
    groups = [head[0] for head in LEDGER_HEAD]
    for column, (group, title, _) in enumerate(LEDGER_HEAD):
        if not group:
            sheet.merge_range(1, column, 2, column, title, style)
            continue
        sheet.write(2, column, title, style)
        if groups.index(group) == column:
            sheet.merge_range(1, column, 1, column + groups.count(group) - 1, group, style)
