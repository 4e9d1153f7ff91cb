"""A search that the user ends keeps its best plan with an honest bound, and cancelling none."""

from __future__ import annotations

import os
import signal

import pytest

from algorithms.errors import CancelledError
from siting_tool.cli.output import TerminalProgress
from siting_tool.project.runs import SitingRequest
from siting_tool.project.siting_run import run_siting
from siting_tool.project.siting_text import siting_lines
from tests.helpers.tiny_township import tiny_township


class AtOnce:
    """Progress of a user who asks for the best so far from the beginning."""

    def report(self, stage, share=None):
        """Do nothing."""

    def is_end_asked(self):
        return True


@pytest.mark.parametrize(
    ("model", "asked", "parameters"),
    [
        ("lscp", {}, {}),
        ("lscp", {}, {"public.uses_capacity": True}),
        ("mclp", {"facility_count": 2}, {}),
        ("mclp", {"budget_yuan": 300_000.0}, {}),
        ("mclp", {"facility_count": 2}, {"public.uses_capacity": True}),
        ("mclp", {"facility_count": 3}, {"public.village_floor": "toilet"}),
        ("mclp", {"facility_count": 2}, {"public.second_goal": "shortest_walks"}),
        ("mclp", {"facility_count": 2}, {"public.second_goal": "least_cost"}),
        ("p-median", {"facility_count": 2}, {}),
        ("p-median", {"facility_count": 2}, {"public.uses_capacity": True}),
        ("p-center", {"facility_count": 2}, {}),
    ],
)
def test_a_search_ended_at_once_still_gives_a_plan_that_is_no_better_than_its_bound(
    model, asked, parameters
):
    changes = {"public.curve_points": 0, **parameters}
    request = SitingRequest(model=model, parameters=changes, **asked)
    summary = run_siting(tiny_township(), request, AtOnce()).summary
    assert summary["ended_early"]
    assert summary["sites"]
    assert len(summary["sites"]) <= asked.get("facility_count", len(summary["sites"]))
    better = summary["bound"] - summary["objective"]
    assert (better if model == "mclp" else -better) >= -1e-6
    for language, words in (("en", "ended by hand"), ("zh", "提前结束")):
        assert any(words in line for line in siting_lines(summary, language))


def press_ctrl_c():
    os.kill(os.getpid(), signal.SIGINT)


def test_ctrl_c_cancels_at_the_next_report(capsys):
    before = signal.getsignal(signal.SIGINT)
    with TerminalProgress("en") as progress:
        progress.report("stage.choosing_sites")
        press_ctrl_c()
        assert not progress.is_end_asked()
        with pytest.raises(CancelledError):
            progress.report("stage.choosing_sites")
    assert signal.getsignal(signal.SIGINT) is before
    assert "cancelling" in capsys.readouterr().err


def test_ctrl_c_asks_for_the_best_so_far_where_the_user_said_so_and_cancels_the_second_time(capsys):
    with TerminalProgress("en", keeps_best=True) as progress:
        assert not progress.is_end_asked()
        press_ctrl_c()
        assert progress.is_end_asked()
        progress.report("stage.choosing_sites")
        with pytest.raises(KeyboardInterrupt):
            press_ctrl_c()
    assert "best plan so far" in capsys.readouterr().err
