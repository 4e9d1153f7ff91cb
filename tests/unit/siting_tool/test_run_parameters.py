"""The parameters shown with a plan are those that its runs used."""

from __future__ import annotations

from dataclasses import replace

from siting_tool.project.project import RunRecord
from siting_tool.project.runs import planned_with
from tests.helpers.small_plan import small_project


def with_run(project, kind, parameters):
    record: RunRecord = replace(project.scenario().runs[kind], parameters=parameters)
    scenario = project.scenario()
    return project.with_scenario(replace(scenario, runs={**scenario.runs, kind: record}))


def test_a_run_with_its_own_values_shows_them_whatever_the_project_says_now():
    project = with_run(small_project(), "site", {"public.village_floor": "share"})
    project = replace(project, parameters={"public.max_slope": 0.1})
    values = planned_with(project, project.scenario())
    assert values["public.village_floor"] == "share"
    assert values["public.max_slope"] == values.profile["public.max_slope"].default


def test_each_run_answers_for_the_groups_that_it_reads():
    project = with_run(small_project(), "site", {"public.max_slope": 0.1, "tank.spare": 0.0})
    project = with_run(project, "renovate", {"public.max_slope": 0.2})
    assert planned_with(project, project.scenario())["public.max_slope"] == 0.1


def test_what_is_read_when_files_are_written_is_the_projects():
    project = with_run(small_project(), "site", {"funding.subsidy_county_yuan": 1.0})
    project = replace(project, parameters={"funding.subsidy_county_yuan": 700.0})
    values = planned_with(project, project.scenario())
    assert values["funding.subsidy_county_yuan"] == 700.0
