"""SWMM files of a plan: geometry and flows of the plan, a run of the engine without faults."""

from __future__ import annotations

from dataclasses import replace

import pytest

from siting_tool.export.swmm.swmm import verdict, write_swmm
from siting_tool.project.swmm_check import SwmmReport
from tests.helpers.small_plan import EAST, NORTH, small_project


def sections(path):
    """Return the rows of an input file by section."""
    found: dict[str, list[list[str]]] = {}
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("["):
            rows = found.setdefault(line.strip("[]"), [])
        elif line:
            rows.append(line.split())
    return found


@pytest.fixture(scope="module")
def swmm(tmp_path_factory):
    """Return the folder with the files of the plan; its station is left out."""
    project = small_project()
    scenario = project.scenario()
    results = dict(scenario.results)
    results["pumping_stations"] = results["pumping_stations"].iloc[:0]
    folder = tmp_path_factory.mktemp("swmm")
    written = write_swmm(project, replace(scenario, results=results), folder, "zh")
    assert [item.path for item in written] == ["swmm/S01.inp", "swmm/S01.rpt"]
    assert written[1].title.startswith("污水系统 S01 的 SWMM 计算报告：通过；管道最大充满度 0.")
    return folder / "swmm"


def test_the_model_has_the_plans_geometry(swmm):
    found = sections(swmm / "S01.inp")
    junctions = {row[0]: [float(value) for value in row[1:3]] for row in found["JUNCTIONS"]}
    assert junctions["M1"] == pytest.approx([198.0, 1.0])
    conduit = found["CONDUITS"][0]
    assert conduit[:3] == ["S01-1", "M1", "M2"]
    assert [float(conduit[n]) for n in (3, 5, 6)] == pytest.approx([40.0, 198.0, 197.84])
    places = {row[0]: (float(row[1]), float(row[2])) for row in found["COORDINATES"]}
    assert places["M1"] == pytest.approx((EAST, NORTH + 90.0))
    assert float(found["XSECTIONS"][0][2]) == pytest.approx(0.2)


def test_flow_enters_where_the_house_is_connected(swmm):
    """One lateral of 5e-5 m3/s at the peak factor 3.5 is 1.43e-5 on average."""
    ((node, _, flow, _),) = sections(swmm / "S01.inp")["DWF"]
    assert node == "M1"
    assert float(flow) == pytest.approx(5e-5 / 3.5, abs=1e-8)


def test_the_engine_ran(swmm):
    report = (swmm / "S01.rpt").read_text("utf-8")
    assert "Flow Routing Continuity" in report
    assert "ERROR" not in report


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_verdict_names_every_fault(language):
    report = SwmmReport(
        system_id="S01", continuity_error=0.031, flooded_manholes=("M7", "M8"),
        surcharged_pipes=("P1",), overfilled_pipes=("P2", "P3", "P4"), max_depth_ratio=1.0,
        max_velocity_m_s=1.0, peak_outflow_m3_s=0.001, report="", inp="",
    )  # fmt: skip
    said = verdict(report, language)
    for part in ("M7", "P1", "P2", "3.1 %"):
        assert part in said


def test_a_plan_without_sewers_gives_no_files(tmp_path):
    project = small_project()
    scenario = project.scenario()
    none = {role: frame for role, frame in scenario.results.items() if role != "sewer_pipes"}
    assert write_swmm(project, replace(scenario, results=none), tmp_path, "zh") == []
    empty = {**scenario.results, "sewer_pipes": scenario.results["sewer_pipes"].iloc[:0]}
    assert write_swmm(project, replace(scenario, results=empty), tmp_path, "zh") == []
    assert not (tmp_path / "swmm").exists()
