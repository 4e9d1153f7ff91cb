"""Houses that gravity doesn't serve: pumps of their own, laterals beyond the limit."""

import json

import numpy as np
import shapely

from siting_tool.project.project import Project
from tests.helpers.lane_village import CRS, Slope, renovate, village


class Step(Slope):
    """The same ground with houses south of the lane 8 m lower."""

    def sample(self, xy_m):
        return super().sample(xy_m) - np.where(np.asarray(xy_m)[:, 1] < -4.0, 8.0, 0.0)


def test_houses_too_low_for_gravity_get_pumps_of_their_own():
    """20 of 40 houses stand 8 m below the lane, deeper than any trench."""
    low = [f"H{n:03d}" for n in range(0, 40, 2)]
    project = Project(crs=CRS, layers=village().layers, terrain=Step())
    outcome = renovate(project, dict.fromkeys(low, "sewer"))
    households = outcome.results["household_modes"].set_index("household_id")
    assert set(households.loc[low, "mode"]) == {"sewer"}
    items = {i["item"]: i for i in json.loads(households.loc["H000", "cost_items"])}
    assert items["house_pump"]["amount_yuan"] == 6000.0
    assert {"pressure_lateral", "house_pump_upkeep"} <= set(items)
    assert "lateral" not in items
    laterals = outcome.results["sewer_pipes"].set_index("household_id").loc[low]
    assert (laterals["invert_down_m"] > laterals["invert_up_m"] + 7.0).all()
    assert (laterals["diameter_m"] == 0.05).all()
    assert outcome.results["manholes"]["depth_m"].max() < 1.5


def test_a_house_far_from_the_lane_connects_only_when_set_by_hand():
    project = village()
    households = project.layers["households"].copy()
    households.loc[0, "geometry"] = shapely.Point(5.0, 300.0)
    project = project.with_layer("households", households)
    assert renovate(project).results["household_modes"]["mode"].iloc[0] != "sewer"
    household = renovate(project, {"H000": "sewer"}).results["household_modes"].iloc[0]
    assert household["mode"] == "sewer"
    lateral = next(v for v in json.loads(household["verdicts"]) if v["rule"] == "sewer_lateral")
    assert lateral["verdict"] == "failed"
