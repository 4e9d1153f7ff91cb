"""What a planner can ask of ``site``, on a township of one road that is planned by hand."""

from __future__ import annotations

import numpy as np
import pytest

from siting_tool.project.store import save_project
from tests.helpers.command_line import done, siting_tool
from tests.helpers.tiny_township import WEST, frame, point, tiny_township, toilet


@pytest.fixture
def site(tmp_path):
    """Return a function that plans a project with options and returns the document."""

    def plan(project, *options):
        path = tmp_path / "tiny.gpkg"
        save_project(project, path, language="en")
        return done("site", path, "--set", "public.curve_time_s=1", *options)

    return plan


def kinds(document):
    return [entry["kind"] for entry in document["sites"]]


def test_under_review_a_toilet_stays_is_enlarged_or_closes(site):
    """Two toilets reach the western hamlet, one is enough. That of the middle hamlet has 4
    stalls, and 9 are the fewest: 5 x 5 m2 x 3000 yuan are added."""
    toilets = [
        toilet("west", 100.0, stalls_men=3, stalls_women=6),
        toilet("twin", 160.0, stalls_men=3, stalls_women=6),
        toilet("small", 1000.0, stalls_men=2, stalls_women=2),
    ]
    project = tiny_township(public_toilets=frame(toilets))
    document = site(project, "--model", "lscp", "--set", "public.review_existing=true")
    actions = {entry["site_id"]: entry["action"] for entry in document["sites"]}
    assert actions["small"] == "refurbish"
    assert {"west", "twin"} - set(actions) == set(document["closed_sites"])
    assert len(document["closed_sites"]) == 1
    costs = {entry["site_id"]: entry["cost_yuan"] for entry in document["sites"]}
    assert costs["small"] == pytest.approx(75_000.0)
    entries = {entry["site_id"]: entry for entry in document["contributions"]}
    assert entries["small"]["persons_only_here"] == 40.0
    assert entries[document["closed_sites"][0]]["is_kept"] is False


def test_indoor_toilets_open_before_anything_is_built(site):
    """30,000 yuan open one toilet of the committee (8,000), and build none (over 100,000)."""
    toilets = frame([toilet("inside", 1000.0, toilet_kind="indoor", is_open=False)])
    document = site(tiny_township(public_toilets=toilets), "--model", "mclp", "--budget", 30_000)
    assert kinds(document) == ["indoor"]
    assert document["cost_yuan"] == 8_000.0
    assert document["persons_covered"] == 40.0


def test_visitors_weigh_in_beside_residents(site):
    """1000 visitors a day of a market 410 m from the nearest hamlet count for 200 persons, a
    hamlet has 40; no toilet is within 200 m of both."""
    market = [{"place_id": "M", "place_kind": "market", "visitors_per_day": 1000.0,
               "geometry": point(550.0, 10.0)}]  # fmt: skip
    project = tiny_township(places=frame(market))
    options = ("--model", "mclp", "--facility-count", 1, "--service-distance", 200,
               "--set", "public.frequented_road_persons=0")  # fmt: skip
    assert site(project, *options)["persons_covered"] == 0.0
    without = site(project, *options, "--set", "public.visitor_weight=0")
    assert without["persons_covered"] == 40.0


def test_no_gap_along_a_tourist_route_is_longer_than_allowed(site):
    """Three toilets reach all hamlets, 900 m apart; 600 m at most ask for more of them. Points of
    the route are at most 100 m apart and sites stand 6 m beside it."""
    options = ("--set", "public.tourist_route=main_roads", "--set", "public.tourist_gap_m=600",
               "--set", "public.frequented_road_persons=0")  # fmt: skip
    document = site(tiny_township(), "--model", "lscp", *options)
    along_m = np.sort([entry["x"] - WEST for entry in document["sites"]])
    gaps_m = np.diff(np.concatenate([[-300.0], along_m, [2300.0]]))
    assert gaps_m.max() <= 600.0 + 100.0
    assert document["new_sites"] > 3


def test_every_site_of_the_document_has_its_replacement_and_the_curve_every_number(site):
    document = site(tiny_township(), "--model", "p-median", "--facility-count", 3)
    assert [entry["facility_count"] for entry in document["curve"]] == [1, 2, 3]
    assert [entry["persons_covered"] for entry in document["curve"]] == [40.0, 80.0, 120.0]
    for entry in document["sites"]:
        assert set(entry["replacement"]) == {"site_id", "distance_m", "persons_lost",
                                             "walk_longer_m", "extra_cost_yuan"}  # fmt: skip
        assert entry["replacement"]["site_id"]


@pytest.mark.parametrize(
    ("language", "words"), [("en", "The nearest road is"), ("zh", "最近的道路")]
)
def test_lines_for_people_name_households_that_cannot_be_served(tmp_path, language, words):
    path = tmp_path / "tiny.gpkg"
    save_project(tiny_township(), path, language="en")
    finished = siting_tool("site", path, "--model", "lscp", "--language", language)
    assert finished.code == 0
    assert "lost" in finished.stdout
    assert words in finished.stdout
