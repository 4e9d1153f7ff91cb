"""The command line as users and their scripts meet it."""

from __future__ import annotations

import json

import pytest

from tests.helpers.command_line import done, siting_tool
from tests.helpers.small_sources import write_hamlet

SITE_KEYS = {
    "model", "scenario", "status", "objective", "bound", "gap", "sites", "new_sites", "cost_yuan",
    "persons_total", "persons_covered", "coverage_share", "walk_mean_m", "walk_p95_m",
    "walk_max_m", "uncoverable", "seconds",
}  # fmt: skip
RENOVATE_KEYS = {
    "scenario", "status", "households", "modes", "capital_yuan", "annual_yuan",
    "present_value_yuan", "bound_yuan", "gap", "sewer", "uncertain_households", "seconds",
}  # fmt: skip
SEWER_KEYS = {
    "pipe_length_m", "rising_main_length_m", "manholes", "pumping_stations", "lifting_stations",
    "plants", "max_depth_m",
}  # fmt: skip


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    """Return a project file with a plan, and what the commands printed."""
    folder = tmp_path_factory.mktemp("hamlet")
    project = folder / "p.gpkg"
    made = done("new", project, *write_hamlet(folder / "raw"))
    site = done("site", project, "--model", "lscp", "--service-distance", 300)
    renovate = done("renovate", project, "--fix", "H001=dry")
    return project, made, site, renovate


def test_a_project_is_made_in_the_zone_of_its_data(planned):
    _, made, _, _ = planned
    assert made["crs"] == "EPSG:4546"
    roles = {entry["role"]: entry for entry in made["layers"]}
    assert roles["households"]["read"] == roles["households"]["kept"] == 40
    for entry in made["layers"]:
        assert {"role", "source", "read", "kept", "repaired", "dropped", "findings"} <= set(entry)


def test_site_prints_what_the_contract_says(planned):
    _, _, site, _ = planned
    assert set(site) >= SITE_KEYS
    assert site["status"] in {"optimal", "feasible"}
    assert site["coverage_share"] == pytest.approx(1.0)
    assert site["walk_max_m"] <= 300
    for entry in site["sites"]:
        assert {"site_id", "kind", "village_code", "x", "y", "cost_yuan", "persons_served",
                "stalls"} <= set(entry)  # fmt: skip


def test_renovate_prints_what_the_contract_says(planned):
    _, _, _, renovate = planned
    assert set(renovate) >= RENOVATE_KEYS
    assert set(renovate["modes"]) == {"sewer", "septic_tank", "dry", "keep", "undecided"}
    assert sum(renovate["modes"].values()) == renovate["households"] == 40
    assert set(renovate["sewer"]) >= SEWER_KEYS
    assert renovate["modes"]["dry"] >= 1, "the mode set by hand must be kept"


def plan_only(summary):
    """Leave out what the clock decides: seconds, and how far the curve got within its limit."""
    return {key: value for key, value in summary.items() if key not in {"seconds", "curve"}}


def test_a_run_repeated_from_the_file_gives_the_same_numbers(planned, tmp_path):
    project, _, site, renovate = planned
    copy = tmp_path / "copy.gpkg"
    copy.write_bytes(project.read_bytes())
    again = done("site", copy, "--model", "lscp", "--service-distance", 300)
    assert plan_only(again) == plan_only(site)
    again = done("renovate", copy)
    assert plan_only(again) == plan_only(renovate)


def test_scenarios_are_compared(planned, tmp_path):
    project, _, site, _ = planned
    copy = tmp_path / "copy.gpkg"
    copy.write_bytes(project.read_bytes())
    done("site", copy, "--model", "mclp", "--facility-count", 1, "--service-distance", 300,
         "--scenario", "one")  # fmt: skip
    compared = done("compare", copy, "main", "one")["scenarios"]
    assert [entry["scenario"] for entry in compared] == ["main", "one"]
    assert compared[0]["site"]["cost_yuan"] == site["cost_yuan"]
    assert compared[1]["site"]["coverage_share"] <= compared[0]["site"]["coverage_share"]


def test_check_lists_layers_and_what_is_missing(planned):
    project, *_ = planned
    report = done("check", project)
    assert {entry["role"] for entry in report["layers"]} >= {"households", "roads", "terrain"}
    assert all(set(entry) >= {"analysis", "what"} for entry in report["missing"])


def test_export_writes_what_its_manifest_says(planned, tmp_path):
    project, *_ = planned
    manifest = done("export", project, tmp_path / "out", "--only", "ledger,gis,kml,cad")
    assert json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8")) == manifest
    assert all((tmp_path / "out" / entry["path"]).exists() for entry in manifest)


def test_parameters_are_listed_with_their_sources():
    listed = done("parameters")
    keys = {"id", "title_zh", "title_en", "unit", "default", "minimum", "maximum", "source",
            "certainty"}  # fmt: skip
    assert all(set(entry) == keys for entry in listed)
    markdown = siting_tool("parameters", "--markdown", "--language", "zh").stdout
    assert "默认值，待核" in markdown
    assert "浙江农村做法" in markdown
    assert "Zhejiang rural practice" not in markdown


@pytest.mark.parametrize("language", ["zh", "en"])
def test_people_get_lines_in_their_language(planned, language):
    project, *_ = planned
    outcome = siting_tool("compare", project, "main", "--language", language)
    assert outcome.code == 0
    assert ("方案" in outcome.stdout) == (language == "zh")


@pytest.mark.parametrize(
    ("arguments", "place"),
    [
        (["check", "none.gpkg"], "none.gpkg"),
        (["new", "p.gpkg", "households=none.csv"], "none.csv"),
        (["new", "p.gpkg", "houses=x.csv"], "houses"),
        (["site", "none.gpkg", "--model", "lscp"], "none.gpkg"),
        (["parameters", "--profile", "cn-mars"], "cn-mars"),
        (["site", "p.gpkg", "--model", "best"], "--model"),
        (["fly"], "fly"),
        (["new", "p.gpkg", "households"], "households"),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_bad_input_gets_one_line_and_exit_code_2(tmp_path, monkeypatch, arguments, place, language):
    monkeypatch.chdir(tmp_path)
    outcome = siting_tool(*arguments, "--language", language)
    assert outcome.code == 2
    faults = [line for line in outcome.stderr if line.startswith("error: ")]
    assert len(faults) == 1
    assert place in faults[0]
    assert outcome.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_parameter_or_a_contradiction_leaves_the_project_as_it_was(planned):
    project, *_ = planned
    before = project.read_bytes()
    for words in (
        ["--model", "lscp", "--set", "public.nonsense=3"],
        ["--model", "lscp", "--set", "public.max_slope=9"],
        ["--model", "mclp"],
        ["--model", "mclp", "--facility-count", "2", "--budget", "5"],
        ["--model", "p-median"],
        ["--model", "lscp", "--service-distance", "-5"],
    ):
        outcome = siting_tool("site", project, *words, "--language", "en")
        assert outcome.code == 2, words
        assert sum(line.startswith("error: ") for line in outcome.stderr) == 1
    outcome = siting_tool("renovate", project, "--fix", "nobody=dry", "--language", "en")
    assert outcome.code == 2
    assert "nobody" in " ".join(outcome.stderr)
    assert project.read_bytes() == before


def test_an_existing_project_is_not_overwritten(planned, tmp_path):
    project, *_ = planned
    before = project.read_bytes()
    outcome = siting_tool("new", project, *write_hamlet(tmp_path / "raw"))
    assert outcome.code == 2
    assert project.read_bytes() == before
