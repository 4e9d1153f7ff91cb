"""Every accepted column name, for finding headers and matching columns."""

from __future__ import annotations

from functools import cache

from layers.io.cells import plain_name
from layers.schema import INPUT_SCHEMAS

LONGITUDE_NAMES = (
    "longitude", "lon", "lng", "long", "经度", "经度坐标", "gpslon", "gpslng", "point_x",
    "經度", "东经", "jd", "经", "lon_deg", "经度°", "longtitude", "x经度", "经度x", "经度e",
    "经度(°)", "lontitude",
)  # fmt: skip
LATITUDE_NAMES = (
    "latitude", "lat", "纬度", "北纬", "纬度坐标", "gpslat", "point_y", "wd", "纬", "lat_deg",
    "緯度", "y纬度", "纬度y", "纬度n",
)  # fmt: skip
EASTING_NAMES = (
    "x", "easting", "east", "x坐标", "坐标x", "横坐标", "xcoord", "x_coord", "coord_x", "东坐标",
    "x_m", "东向", "zbx", "xzb",
)  # fmt: skip
NORTHING_NAMES = (
    "y", "northing", "north", "y坐标", "坐标y", "纵坐标", "ycoord", "y_coord", "coord_y", "北坐标",
    "y_m", "北向", "zby", "yzb",
)  # fmt: skip
PAIR_NAMES = (
    "坐标", "经纬度", "经纬度坐标", "位置坐标", "定位", "地理坐标", "gps", "gps坐标", "coordinates",
    "coordinate", "location", "lonlat", "latlon", "latlng", "lnglat", "经纬", "xy",
)  # fmt: skip
WKT_NAMES = ("wkt", "geometry", "geom", "the_geom", "wkt_geom", "shape", "geometrywkt")
_HEADER_WORDS = (
    "序号", "县", "区县", "乡镇", "镇", "村", "组", "村民小组", "自然村", "联系电话", "电话",
    "身份证号",
    "备注", "日期", "时间", "面积", "类型", "数量", "金额", "合计", "地址", "no", "id", "name",
    "date",
    "type", "description", "area", "街道", "社区", "性别", "年龄",
)  # fmt: skip


@cache
def field_names(role: str) -> dict[str, str]:
    """Return accepted column name (made plain) -> declared field, earlier fields first."""
    names: dict[str, str] = {}
    fields = INPUT_SCHEMAS[role].fields
    for field in fields:
        for name in (field.name, field.title_zh, field.title_en, field.short_name):
            names.setdefault(plain_name(name), field.name)
    for field in fields:
        for name in field.accepted_names:
            names.setdefault(plain_name(name), field.name)
    names.pop("", None)
    return names


@cache
def header_words() -> frozenset[str]:
    """Return every word, made plain, that is likely to stand in a header."""
    words = {name for role in INPUT_SCHEMAS for name in field_names(role)}
    for group in (LONGITUDE_NAMES, LATITUDE_NAMES, EASTING_NAMES, NORTHING_NAMES, PAIR_NAMES,
                  WKT_NAMES, _HEADER_WORDS):  # fmt: skip
        words.update(plain_name(name) for name in group)
    return frozenset(words - {""})
