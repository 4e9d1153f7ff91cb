"""Real study areas from raw files to deliverables, by the command line."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.helpers.command_line import done

DATA = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "real"


@dataclass(frozen=True, kw_only=True)
class Area:
    """A study area: which file plays which role, and what must come out."""

    name: str
    layers: dict[str, str]
    households: int
    facility_count: int
    outlets_lonlat: tuple[tuple[float, float], ...] = ()
    kinds: str = "ledger,gis"
    drops: dict[str, int] = field(default_factory=dict)


AREAS = [
    Area(
        name="liechtenstein",
        layers={
            "village_boundaries": "admin_boundaries.gpkg",
            "roads": "roads.gpkg",
            "households": "buildings.gpkg",
            "terrain": "dem.tif",
            "public_toilets": "toilets.gpkg",
        },
        households=17677,
        facility_count=60,
        # Low ends of the Rhine plain: Ruggell, Bendern (where the real works stands), Balzers.
        outlets_lonlat=((9.5215, 47.2520), (9.5045, 47.2130), (9.4880, 47.0730)),
        kinds="ledger",
    ),
    Area(
        name="oman_pysewer",
        layers={"roads": "roads.gpkg", "households": "buildings.gpkg", "terrain": "dem.tif"},
        households=800,
        facility_count=15,
        kinds="sheets,ledger,gis,swmm",
    ),
    Area(
        name="zaatari_west_jo",
        layers={
            "village_boundaries": "districts.gpkg",
            "roads": "roads.gpkg",
            "households": "households.gpkg",
            "terrain": "dem.tif",
        },
        households=6743,
        facility_count=30,
    ),
    Area(
        name="swellendam_za",
        layers={
            "roads": "roads.gpkg",
            "households": "buildings.gpkg",
            "terrain": "dem.tif",
            "places": "schools.gpkg",
        },
        households=4708,
        facility_count=30,
    ),
]


def outlet_file(folder: Path, area: Area) -> list[str]:
    """Write the outlets as GeoJSON and return the source word for them."""
    if not area.outlets_lonlat:
        return []
    features = [
        {
            "type": "Feature",
            "properties": {"plant_id": f"W{number}", "plant_kind": "town_works"},
            "geometry": {"type": "Point", "coordinates": lonlat},
        }
        for number, lonlat in enumerate(area.outlets_lonlat, 1)
    ]
    path = folder / "outlets.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return [f"treatment_sites={path}"]


@pytest.mark.slow
@pytest.mark.parametrize("area", AREAS, ids=lambda area: area.name)
def test_a_real_area_is_planned_from_raw_files_to_deliverables(area, tmp_path):
    source = DATA / area.name
    if not source.exists():
        pytest.skip(f"study area {area.name} is not beside the project")
    project = tmp_path / "p.gpkg"
    words = [f"{role}={source / file}" for role, file in area.layers.items()]
    made = done("new", project, *words, *outlet_file(tmp_path, area))
    read = {entry["role"]: entry for entry in made["layers"]}
    assert read["households"]["read"] == area.households
    assert read["households"]["kept"] == area.households

    report = done("check", project)
    counts = {layer["role"]: layer["count"] for layer in report["layers"]}
    assert counts["households"] == area.households

    site = done("site", project, "--model", "mclp", "--facility-count", area.facility_count)
    assert len(site["sites"]) <= area.facility_count
    assert 0 < site["coverage_share"] <= 1
    assert site["bound"] >= site["objective"] - 1e-6
    assert site["persons_covered"] <= site["persons_total"] + 1e-6

    renovate = done("renovate", project)
    assert sum(renovate["modes"].values()) == renovate["households"] == area.households
    assert renovate["bound_yuan"] <= renovate["present_value_yuan"] * (1 + 1e-9)

    manifest = done("export", project, tmp_path / "out", "--only", area.kinds)
    expected = set(area.kinds.split(","))
    if renovate["sewer"]["pipe_length_m"] == 0:
        expected.discard("swmm")  # a plan without sewers has no sewer model
    assert {entry["kind"] for entry in manifest} == expected
    for entry in manifest:
        assert (tmp_path / "out" / entry["path"]).stat().st_size > 0
