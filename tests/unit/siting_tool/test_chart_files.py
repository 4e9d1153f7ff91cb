"""Charts are drawn from the plan, in both languages, and come out the same every time."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure

from siting_tool.export.charts.charts import CHARTS, write_charts
from siting_tool.export.charts.siting_charts import (
    coverage_curve,
    persons_per_toilet,
    walks_by_village,
)
from siting_tool.project.project import Scenario
from siting_tool.project.runs import SitingRequest, accept_outcome
from siting_tool.project.siting_run import run_siting
from tests.gui.small_project import small_project
from tests.helpers.tiny_township import tiny_township


@pytest.fixture(scope="module")
def planned():
    project, request = tiny_township(), SitingRequest(model="lscp")
    return accept_outcome(project, "site", request, run_siting(project, request))


def bar_lengths(figure: Figure) -> np.ndarray:
    """Lengths of the bars by part and label."""
    return np.array([[bar.get_width() for bar in part] for part in figure.axes[0].containers])


def test_the_curve_shows_the_summarys_points(planned):
    figure = coverage_curve(planned, planned.scenario(), "en")
    curve = planned.scenario().runs["site"].summary["curve"]
    shown = figure.axes[0].lines[0].get_xydata()
    assert shown[:, 0].tolist() == [point["facility_count"] for point in curve]
    assert shown[:, 1] == pytest.approx([100 * point["coverage_share"] for point in curve])


def test_the_bands_of_every_village_add_up_to_everyone(planned):
    figure = walks_by_village(planned, planned.scenario(), "zh")
    assert bar_lengths(figure).sum(axis=0) == pytest.approx([100.0, 100.0])
    names = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert names == ["西村", "东村"]


def test_the_west_has_twenty_of_a_hundred_people_without_a_way(planned):
    figure = walks_by_village(planned, planned.scenario(), "en")
    assert bar_lengths(figure)[-1] == pytest.approx([20.0, 0.0])


def test_toilets_stand_in_order_of_the_people_they_serve(planned):
    figure = persons_per_toilet(planned, planned.scenario(), "en")
    heights = [bar.get_height() for bar in figure.axes[0].patches]
    assert heights == [40.0, 40.0, 40.0]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_chart_of_a_full_plan_is_written_as_png_and_svg(language, tmp_path: Path):
    project = small_project()
    written = write_charts(project, project.scenario(), tmp_path, language)
    assert {entry.path for entry in written} == {
        f"charts/{name}.{kind}" for name in CHARTS for kind in ("png", "svg")
    }
    for entry in written:
        assert (tmp_path / entry.path).stat().st_size > 1000
        assert entry.title


def test_the_same_plan_gives_the_same_files(planned, tmp_path: Path):
    digests = []
    for folder in (tmp_path / "one", tmp_path / "two"):
        written = write_charts(planned, planned.scenario(), folder, "zh")
        digests.append(
            [hashlib.sha256((folder / entry.path).read_bytes()).hexdigest() for entry in written]
        )
    assert digests[0] == digests[1]


def test_a_scenario_without_a_plan_has_no_charts(tmp_path: Path):
    assert write_charts(tiny_township(), Scenario(name="empty"), tmp_path, "en") == []
