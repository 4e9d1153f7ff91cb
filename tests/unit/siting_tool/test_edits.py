"""Edits: done, undone and redone, each leaves the project as it was."""

from __future__ import annotations

import geopandas as gpd
import pytest
from shapely.geometry import Point

from siting_tool.project.edits import (
    AcceptRun,
    AddFeatures,
    DeleteFeatures,
    LayerRef,
    SetFixedModes,
    SetGeometries,
    SetParameters,
    SetScenario,
    SetSiteChoices,
    SetTexts,
    SetValues,
    Several,
)
from siting_tool.project.errors import ProjectError
from siting_tool.project.project import Project, Scenario
from siting_tool.project.runs import RenovationRequest, RunOutcome, is_stale

CRS = "EPSG:4546"
HOUSEHOLDS = LayerRef(role="households")


def make_project() -> Project:
    households = gpd.GeoDataFrame(
        {
            "household_id": ["H1", "H2", "H3"],
            "persons_resident": [3.0, None, 5.0],
            "note": ["a", None, "c"],
        },
        geometry=[Point(0, 0), Point(10, 0), Point(20, 0)],
        crs=CRS,
    )
    modes = gpd.GeoDataFrame(
        {"household_id": ["H1", "H2", "H3"], "mode": ["dry", "sewer", "dry"], "is_fixed": False},
        geometry=households.geometry,
        crs=CRS,
    )
    scenario = Scenario(name="main", results={"household_modes": modes})
    return Project(crs=CRS, layers={"households": households}, scenarios={"main": scenario})


def outcome() -> RunOutcome:
    return RunOutcome(results={"household_modes": make_modes("keep")}, summary={"households": 3})


def make_modes(mode: str) -> gpd.GeoDataFrame:
    modes = make_project().scenario().results["household_modes"].copy()
    modes["mode"] = mode
    return modes


EDITS = {
    "values": SetValues(layer=HOUSEHOLDS, column="persons_resident", values={0: 9.0, 1: 2.0}),
    "text values": SetValues(layer=HOUSEHOLDS, column="note", values={1: "new"}),
    "geometries": SetGeometries(layer=HOUSEHOLDS, geometries={2: Point(5, 5)}),
    "delete": DeleteFeatures(layer=HOUSEHOLDS, labels=(1,)),
    "add": AddFeatures(
        layer=HOUSEHOLDS,
        features=gpd.GeoDataFrame(
            {"household_id": ["H4"]}, geometry=[Point(1, 1)], index=[3], crs=CRS
        ),
    ),
    "modes": SetFixedModes(scenario="main", modes={"H1": "septic_tank"}),
    "sites": SetSiteChoices(scenario="main", choices={"S1": "lock"}),
    "parameters": SetParameters(changes={"public.persons_per_toilet": 500}),
    "texts": SetTexts(changes={"township": "青石岭镇"}),
    "scenario": SetScenario(name="second", scenario=Scenario(name="second")),
    "run": AcceptRun(kind="renovate", request=RenovationRequest(), outcome=outcome()),
    "several": Several(
        edits=(
            DeleteFeatures(layer=HOUSEHOLDS, labels=(0,)),
            SetFixedModes(scenario="main", modes={"H2": "dry"}),
        )
    ),
}


def state(project: Project) -> tuple[object, ...]:
    frame = project.layers["households"]
    modes = project.scenario().results["household_modes"]
    return (
        frame.drop(columns="geometry").astype(object).where(frame.notna(), None).to_dict("split"),
        frame.geometry.to_wkt().tolist(),
        modes[["mode", "is_fixed"]].to_dict("split"),
        dict(project.parameters),
        {key: value for key, value in project.texts.items() if value},
        sorted(project.scenarios),
        dict(project.scenario().fixed_modes),
        dict(project.scenario().site_choices),
        len(project.history),
    )


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_is_taken_back_and_done_again(name):
    project = make_project()
    before = state(project)
    changed, inverse = EDITS[name].apply(project)
    after = state(changed)
    assert after != before
    assert state(project) == before, "the project given must not change"
    restored, again = inverse.apply(changed)
    assert state(restored) == before
    redone, _ = again.apply(restored)
    assert state(redone) == after


def test_a_mode_set_by_hand_shows_at_once_and_marks_the_plan_stale():
    project, _ = EDITS["run"].apply(make_project())
    assert not is_stale(project, project.scenario(), "renovate")
    changed, _ = SetFixedModes(scenario="main", modes={"H1": "dry"}).apply(project)
    modes = changed.scenario().results["household_modes"].set_index("household_id")
    assert modes.loc["H1", "mode"] == "dry"
    assert bool(modes.loc["H1", "is_fixed"])
    assert is_stale(changed, changed.scenario(), "renovate")


def test_an_edit_of_a_missing_layer_says_so():
    with pytest.raises(ProjectError) as caught:
        SetValues(layer=LayerRef(role="water"), column="x", values={0: 1}).apply(make_project())
    assert caught.value.code == "project.no_layer"


def test_a_parameter_out_of_bounds_is_refused():
    with pytest.raises(ValueError, match="out_of_bounds"):
        SetParameters(changes={"public.persons_per_toilet": 1}).apply(make_project())
