"""Sources into a project: the working system, what is replaced or added, what is refused."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
from shapely.geometry import Point

from layers.errors import LayerError
from siting_tool.project.intake import SourceRequest, import_source, new_project
from tests.helpers.small_sources import write_hamlet


@pytest.fixture(scope="module")
def requests(tmp_path_factory):
    words = [word.split("=", 1) for word in write_hamlet(tmp_path_factory.mktemp("raw"))]
    return {role: SourceRequest(role=role, path=Path(path)) for role, path in words}


def test_the_working_system_is_the_zone_of_the_data(requests):
    assert new_project(list(requests.values())).project.crs == "EPSG:4546"
    assert new_project([requests["terrain"]]).project.crs == "EPSG:4546"


def test_a_given_system_is_taken(requests):
    project = new_project([requests["households"], requests["roads"]], crs="EPSG:32649").project
    assert project.crs == "EPSG:32649"
    assert project.layers["roads"].crs == "EPSG:32649"


def test_a_layer_is_replaced_or_added_to(requests):
    project = new_project([requests["households"]]).project
    again = import_source(project, requests["households"]).project
    assert len(again.layers["households"]) == 40
    assert len(again.sources["households"]) == 1
    more = SourceRequest(role="households", path=requests["households"].path, append=True)
    twice = import_source(project, more).project
    assert len(twice.layers["households"]) == 80
    assert len(twice.sources["households"]) == 2


def test_a_layer_that_lies_elsewhere_stops_with_the_likely_cause(requests, tmp_path):
    far = tmp_path / "far.geojson"
    gpd.GeoDataFrame({"n": [1]}, geometry=[Point(10.0, 47.0)], crs="EPSG:4326").to_file(far)
    project = new_project([requests["households"]]).project
    with pytest.raises(LayerError) as caught:
        import_source(project, SourceRequest(role="places", path=far))
    assert caught.value.code.startswith("crs.outside")


def test_every_file_that_cannot_be_read_is_named(requests, tmp_path):
    bad = [SourceRequest(role=role, path=tmp_path / f"{role}.csv") for role in ("water", "places")]
    with pytest.raises(ExceptionGroup) as caught:
        new_project([requests["households"], *bad])
    assert {Path(error.file).stem for error in caught.value.exceptions} == {"water", "places"}
