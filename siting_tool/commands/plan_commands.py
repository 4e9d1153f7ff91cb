"""Running the two plans in the background."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QT_TRANSLATE_NOOP, QObject, pyqtSignal

from algorithms.progress import Progress
from siting_tool.commands.actions import Action
from siting_tool.commands.commands import Commands
from siting_tool.commands.document import Document
from siting_tool.commands.errors import error_message
from siting_tool.commands.replanning import PlanMemory, Replanning
from siting_tool.docks.message_bar import Message
from siting_tool.docks.scenario_panel import renamed_scenario
from siting_tool.i18n import translate
from siting_tool.i18n.language import current_language
from siting_tool.jobs.job import JobRunner
from siting_tool.project.edits import AcceptRun, Edit, SetScenario, Several
from siting_tool.project.runs import RenovationRequest, RunOutcome, SitingRequest

if TYPE_CHECKING:
    from siting_tool.project.project import Project

Request = SitingRequest | RenovationRequest


def run_site(
    project: Project,
    request: Request,
    progress: Progress,
    memory: PlanMemory,  # noqa: ARG001 - moved toilets have a preview of their own
) -> RunOutcome:
    """Choose toilet sites; see :func:`siting_tool.project.siting_run.run_siting`."""
    from siting_tool.project.siting_run import run_siting  # noqa: PLC0415 - loads solvers

    assert isinstance(request, SitingRequest)
    return run_siting(project, request, progress)


def run_renovate(
    project: Project, request: Request, progress: Progress, memory: PlanMemory
) -> RunOutcome:
    """Choose modes and keep the plan in mind for decisions by hand.

    See :func:`siting_tool.project.renovation_run.run_renovation`.
    """
    from siting_tool.project.renovation_run import (  # noqa: PLC0415 - loads solvers
        prepare_renovation,
    )

    assert isinstance(request, RenovationRequest)
    began = time.perf_counter()
    prepared = prepare_renovation(project, request, progress)
    outcome = prepared.outcome(began, progress)
    memory.keep(outcome.summary, prepared)
    return outcome


RUNS: dict[str, Callable[[Any, Request, Progress, PlanMemory], RunOutcome]] = {
    "site": run_site,
    "renovate": run_renovate,
}


class PlanCommands(Commands):
    """What the Plan menu does.

    Signals
    -------
    finished
        Kind of the run whose result was just taken in.
    """

    finished = pyqtSignal(str)

    def __init__(self, document: Document, runner: JobRunner, parent: QObject) -> None:
        super().__init__(parent)
        self.document = document
        self.runner = runner
        self.replanning = Replanning(document, runner, self)
        self.site_request: Callable[[], SitingRequest] = self._plain_site_request
        self.renovation_request: Callable[[], RenovationRequest] = self._plain_renovation_request

    def actions(self) -> tuple[Action, ...]:
        """Return the actions of the Plan menu."""
        return (
            Action(
                id="plan.site",
                title=QT_TRANSLATE_NOOP("Actions", "Choose public toilet sites"),
                tip=QT_TRANSLATE_NOOP("Actions", "Works out where public toilets should stand"),
                run=self.run_site,
                is_enabled=lambda: self._can_run("households", "roads"),
                shortcut="F5",
                icon="toilet",
            ),
            Action(
                id="plan.renovate",
                title=QT_TRANSLATE_NOOP("Actions", "Choose household toilets"),
                tip=QT_TRANSLATE_NOOP(
                    "Actions", "Works out sewer, septic tank or dry toilet for every household"
                ),
                run=self.run_renovate,
                is_enabled=lambda: self._can_run("households"),
                shortcut="F6",
                icon="households",
            ),
            Action(
                id="plan.keep_best",
                title=QT_TRANSLATE_NOOP("Actions", "Keep the best so far"),
                tip=QT_TRANSLATE_NOOP(
                    "Actions", "Ends the search and takes the best plan found until now"
                ),
                run=self.runner.end_early,
                is_enabled=lambda: self.runner.can_end_early,
                shortcut="Shift+Esc",
            ),
            Action(
                id="plan.cancel",
                title=QT_TRANSLATE_NOOP("Actions", "Cancel the run"),
                tip=QT_TRANSLATE_NOOP("Actions", "Stops what is running; nothing is changed"),
                run=self.cancel,
                is_enabled=lambda: self.runner.is_busy or self.replanning.runner.is_busy,
                shortcut="Esc",
                icon="stop",
            ),
        )

    def cancel(self) -> None:
        """Stop what is running, and planning again."""
        self.runner.cancel()
        self.replanning.runner.cancel()

    def _can_run(self, *roles: str) -> bool:
        project = self.document.project
        if project is None or self.runner.is_busy:
            return False
        return all(role in project.layers for role in roles)

    def _plain_site_request(self) -> SitingRequest:
        return SitingRequest(scenario=self.document.scenario_name)

    def _plain_renovation_request(self) -> RenovationRequest:
        return RenovationRequest(scenario=self.document.scenario_name)

    def run_site(self) -> None:
        """Choose toilet sites as the form asks."""
        self.run("site", self.site_request())

    def run_renovate(self) -> None:
        """Choose modes as the form asks."""
        self.run("renovate", self.renovation_request())

    def run(self, kind: str, request: Request) -> None:
        """Run in the background; the result comes in as one undoable step."""
        self._run(kind, request)

    def try_number(self, count: int) -> None:
        """Choose the best sites for a number of toilets in a scenario of its own.

        The scenario begins as a copy of the one looked at, decisions by hand
        included; copy and run come in as one undoable step.
        """
        base = self.document.scenario
        record = base.runs["site"]
        name = self._new_name(count)
        request = SitingRequest(
            scenario=name,
            model="mclp",
            facility_count=count,
            service_distance_m=record.settings.get("service_distance_m"),
            parameters=record.parameters,
        )
        self._run("site", request, SetScenario(name=name, scenario=renamed_scenario(base, name)))

    def _new_name(self, count: int) -> str:
        project = self.document.project
        known = project.scenarios if project is not None else {}
        words = translate("PlanCommands", "{scenario}, {count} toilets")
        name = words.format(scenario=self.document.scenario_name, count=count)
        numbered = (f"{name} ({number})" for number in itertools.count(2))
        return name if name not in known else next(new for new in numbered if new not in known)

    def _run(self, kind: str, request: Request, first: SetScenario | None = None) -> None:
        """Run in the background, after a first edit that belongs to the same step."""
        project = self.document.project
        assert project is not None

        def work(progress: Progress) -> tuple[RunOutcome, Edit, Project, Edit]:
            begun = project if first is None else first.apply(project)[0]
            outcome = RUNS[kind](begun, request, progress, self.replanning.memory)
            edit: Edit = AcceptRun(kind=kind, request=request, outcome=outcome)
            if first is not None:
                edit = Several(edits=(first, edit), text_id=edit.text_id)
            return outcome, edit, *edit.apply(project)

        def done(result: tuple[RunOutcome, Edit, Project, Edit]) -> None:
            outcome, edit, after, inverse = result
            self.document.push_applied(edit, project, after, inverse)
            self.document.look_at(request.scenario)
            self.told.emit(self._summary(kind, outcome))
            self.finished.emit(kind)

        job = self.runner.run(
            work,
            done=done,
            failed=lambda error: self.told.emit(error_message(error)),
            can_end_early=kind == "site",
        )
        if job is None:
            words = translate("PlanCommands", "Something is still running; wait or press Esc.")
            self.told.emit(Message(severity="warning", text=words))
        else:
            job.cancelled.connect(self._tell_cancelled)

    def _tell_cancelled(self) -> None:
        words = translate("PlanCommands", "The run was cancelled; nothing was changed.")
        self.told.emit(Message(severity="info", text=words))

    def _summary(self, kind: str, outcome: RunOutcome) -> Message:
        from siting_tool.project.plan_text import renovation_lines  # noqa: PLC0415 - loads solvers
        from siting_tool.project.siting_text import siting_lines  # noqa: PLC0415 - loads solvers

        lines_of = siting_lines if kind == "site" else renovation_lines
        lines = lines_of(outcome.summary, current_language())
        return Message(severity="success", text=" · ".join(lines[:2]), details="\n".join(lines))
