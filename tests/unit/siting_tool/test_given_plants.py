"""Plants and plant sites that the user's own layer names, through the command line."""

import json

import pytest

from tests.helpers.command_line import done
from tests.helpers.small_sources import write_hamlet

LANE = [f"H{number:03d}" for number in range(13)]


def renovate(folder, site, *options):
    """Plan the hamlet with one treatment site in place of its works, a lane set to sewer."""
    words = write_hamlet(folder / "raw")
    path = folder / "raw" / "污水处理厂.geojson"
    collection = json.loads(path.read_text("utf-8"))
    collection["features"][0]["properties"] = site
    path.write_text(json.dumps(collection), "utf-8")
    project = folder / "village.gpkg"
    done("new", project, *words)
    fixed = [word for household in LANE for word in ("--fix", f"{household}=sewer")]
    return done("renovate", project, *fixed, "--set", "mode.confidence_runs=0", *options)


def test_an_existing_wetland_takes_what_its_capacity_allows(tmp_path):
    """13 households of 6 send 5.46 m3/d; the wetland takes 2: 4 households, 1.68 m3/d."""
    site = {"plant_id": "OLD", "plant_kind": "wetland", "capacity_m3_d": 2.0}
    plan = renovate(tmp_path, site, "--set", "treatment.are_allowed=false")
    assert plan["sewer"]["plants"] == [
        {"plant_id": "OLD", "kind": "wetland", "households": 4, "flow_m3_d": pytest.approx(1.68)}
    ]


def test_a_site_without_capacity_is_a_candidate_for_a_new_plant(tmp_path):
    site = {"plant_id": "NEW", "plant_kind": "cluster_plant"}
    plan = renovate(tmp_path, site, "--set", "treatment.candidate_spacing_m=2000")
    assert [(plant["plant_id"], plant["kind"]) for plant in plan["sewer"]["plants"]] == [
        ("NEW", "micro_power")
    ]
    assert plan["modes"]["sewer"] >= len(LANE)


def test_no_new_plant_opens_at_a_site_where_none_may_be_built(tmp_path):
    site = {"plant_id": "NEW", "plant_kind": "cluster_plant"}
    plan = renovate(tmp_path, site, "--set", "treatment.are_allowed=false")
    assert plan["sewer"]["plants"] == []
    assert plan["modes"]["sewer"] == 0
