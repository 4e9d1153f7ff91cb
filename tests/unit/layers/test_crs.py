"""Working systems, zone numbers, dialects and proposals."""

from __future__ import annotations

import pytest
from pyproj import CRS, Transformer

from layers.crs import (
    cgcs2000_zone_crs,
    definition,
    is_old_chinese_datum,
    is_outside_area_of_use,
    label,
    looks_swapped,
    parse_crs,
    propose_crs,
    recognise,
    working_crs,
)
from layers.errors import CrsError

LAOHEKOU = (111.67, 32.38)


@pytest.mark.parametrize(
    ("lon", "code"),
    [(111.7, 4546), (104.3, 4544), (109.5, 4546), (109.49, 4545), (75.0, 4534), (134.9, 4554)],
)
def test_the_three_degree_zone_follows_the_standard(lon: float, code: int) -> None:
    """Code 4534 + (CM - 75) / 3 and borders at CM +- 1.5 degrees (STANDARDS 7.1)."""
    assert cgcs2000_zone_crs(lon).to_epsg() == code


@pytest.mark.parametrize(
    ("bounds", "code"),
    [
        ((111.6, 32.3, 111.8, 32.5), 4546),
        ((9.4, 47.0, 9.7, 47.3), 32632),
        ((20.3, -34.1, 20.6, -33.9), 32734),
        ((36.3, 32.2, 36.4, 32.4), 32637),
    ],
)
def test_the_working_system_is_a_zone_of_cgcs2000_or_utm(
    bounds: tuple[float, float, float, float], code: int
) -> None:
    assert working_crs(bounds).to_epsg() == code


@pytest.mark.parametrize(
    ("zone", "code"), [(37, "EPSG:4525"), (25, "EPSG:4513"), (45, "EPSG:4533"), (19, "EPSG:4497")]
)
def test_a_zone_number_in_the_easting_names_the_system(zone: int, code: str) -> None:
    """8-digit eastings carry the zone: 4488 + zone for 3 degrees, 4491 + zone - 13 for 6."""
    easting = zone * 1e6 + 480_000
    proposals = propose_crs((easting, 3_560_000, easting + 9000, 3_570_000))
    assert proposals[0].crs == code
    assert proposals[0].certainty > 0.8


def test_six_digit_eastings_leave_the_zone_open_until_the_place_is_known() -> None:
    east, north = Transformer.from_crs(4326, 4546, always_xy=True).transform(*LAOHEKOU)
    bounds = (east, north, east + 5000, north + 5000)
    everywhere = [proposal.crs for proposal in propose_crs(bounds)]
    assert len([code for code in everywhere if code.startswith("EPSG:45")]) == 21
    assert "EPSG:4326" not in everywhere
    near = [proposal.crs for proposal in propose_crs(bounds, LAOHEKOU)]
    assert near[0] in ("EPSG:4546", "EPSG:32649")
    assert "EPSG:4546" in near
    assert "EPSG:4534" not in near


def test_degrees_in_china_are_proposed_as_cgcs2000() -> None:
    assert propose_crs((111.6, 32.3, 111.8, 32.5))[0].crs == "EPSG:4490"
    assert propose_crs((9.4, 47.0, 9.7, 47.3))[0].crs == "EPSG:4326"


def test_a_zone_of_the_law_comes_before_utm_where_the_township_is_known() -> None:
    bounds = (564_000.0, 3_574_000.0, 567_000.0, 3_576_000.0)
    proposals = propose_crs(bounds, (111.7, 32.3))
    assert [proposal.crs for proposal in proposals] == ["EPSG:4546", "EPSG:32649"]
    assert propose_crs((564_000.0, 5.2e6, 567_000.0, 5.3e6), (9.8, 47.4))[0].crs == "EPSG:32632"


def test_numbers_that_fit_nothing_propose_nothing() -> None:
    assert propose_crs((5e8, 5e8, 6e8, 6e8)) == ()


@pytest.mark.parametrize(
    ("bounds", "is_swapped"),
    [
        ((32.3, 111.6, 32.5, 111.8), True),
        ((111.6, 32.3, 111.8, 32.5), False),
        ((3_560_000, 480_000, 3_570_000, 490_000), True),
        ((3_560_000, 37_480_000, 3_570_000, 37_490_000), True),
        ((480_000, 3_560_000, 490_000, 3_570_000), False),
        ((47.0, 9.4, 47.3, 9.7), False),
        ((-34.0, 150.9, -33.5, 151.3), True),
    ],
)
def test_swapped_axes_show_in_the_numbers(
    bounds: tuple[float, float, float, float], is_swapped: bool
) -> None:
    assert looks_swapped(bounds) is is_swapped


ESRI_PRJ = (
    'PROJCS["CGCS2000_3_Degree_GK_CM_111E",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",'
    'DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],'
    'UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",'
    '500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",111.0],'
    'PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)


def test_the_dialect_of_esri_is_recognised() -> None:
    assert label(recognise(parse_crs(ESRI_PRJ))) == "EPSG:4546"


def test_a_height_system_that_came_along_is_put_aside() -> None:
    assert label(recognise(CRS("EPSG:4546+5737"))) == "EPSG:4546"


@pytest.mark.parametrize(
    ("code", "is_old"), [(2383, True), (2435, True), (4546, False), (32649, False)]
)
def test_old_chinese_datums_are_told_apart(code: int, is_old: bool) -> None:
    assert is_old_chinese_datum(CRS.from_epsg(code)) is is_old


def test_a_northing_beyond_the_equator_is_outside_a_southern_zone() -> None:
    southern = CRS.from_epsg(32734)
    assert is_outside_area_of_use((500_000, 14_900_000, 510_000, 14_910_000), southern)
    assert not is_outside_area_of_use((500_000, 6_200_000, 510_000, 6_210_000), southern)


def test_an_unknown_system_is_refused_with_its_text() -> None:
    with pytest.raises(CrsError) as caught:
        parse_crs("EPSG:999999")
    assert caught.value.values["text"] == "EPSG:999999"


def test_a_system_without_code_survives_being_stored() -> None:
    custom = CRS.from_proj4("+proj=tmerc +lon_0=111.5 +x_0=500000 +ellps=GRS80 +units=m")
    assert parse_crs(definition(custom)).equals(custom)
