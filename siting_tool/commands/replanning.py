"""Planning again in the background as soon as a mode is set by hand or given back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QObject, pyqtSignal

from siting_tool.commands.document import Document
from siting_tool.commands.errors import error_message
from siting_tool.docks.message_bar import Message
from siting_tool.i18n import translate
from siting_tool.i18n.language import current_language
from siting_tool.jobs.job import JobRunner
from siting_tool.project.columns import words
from siting_tool.project.edits import SetScenario
from siting_tool.project.errors import ProjectError

if TYPE_CHECKING:
    import geopandas as gpd

    from algorithms.progress import Progress
    from siting_tool.project.project import Project, RunRecord, Scenario
    from siting_tool.project.renovation_override import Replanned
    from siting_tool.project.renovation_run import PreparedRenovation

# Plans kept for undo and redo; each takes some ten megabytes for 5,000 households.
_MOST_KEPT = 8


class PlanMemory:
    """The latest renovation plans as the engine holds them, by the summary of their run."""

    def __init__(self) -> None:
        self._plans: list[tuple[Mapping[str, Any], PreparedRenovation]] = []

    def keep(self, summary: Mapping[str, Any], prepared: PreparedRenovation) -> None:
        """Keep a plan; the oldest gives way."""
        self._plans = [*self._plans[1 - _MOST_KEPT :], (summary, prepared)]

    def recall(self, scenario: Scenario) -> PreparedRenovation | None:
        """Return the plan of a scenario as it stands, None when it isn't known."""
        record = scenario.runs.get("renovate")
        known = (plan for summary, plan in self._plans if record and summary is record.summary)
        return next(known, None)

    def clear(self) -> None:
        """Forget all plans, as those of another project."""
        self._plans = []


class Replanning(QObject):
    """Keeps the plan in step with the decisions by hand.

    A plan that is behind them, whether by a click, a value in the table, undo
    or redo, is made again in the background and enters the step that was done
    last, so that undo takes both back. A decision taken meanwhile starts it
    anew: quick clicks make one plan. The second part of the answer (confidence,
    bound, what would turn a choice) follows in the same way.

    Signals
    -------
    told
        A message on what the latest decision costs and how many others change.
    households_wanted
        Ids of households to select and to show.
    """

    told = pyqtSignal(object)
    households_wanted = pyqtSignal(object)

    def __init__(self, document: Document, runs: JobRunner, parent: QObject) -> None:
        super().__init__(parent)
        self.document = document
        self.memory = PlanMemory()
        self.runner = JobRunner(self)
        self._runs = runs
        self._is_closed = False
        # What a job is planning for, None once that isn't wanted any more.
        self._wanted: Project | None = None
        # Whose decisions wait for a run, and the plan that stays without its second part.
        self._left: Project | None = None
        self._left_brief: Mapping[str, Any] | None = None
        self._told: object = None
        document.opened.connect(self._open)
        document.scenario_changed.connect(lambda _: self._rest())
        document.project_changed.connect(self._follow)
        document.undo_stack.indexChanged.connect(self._start)
        runs.started.connect(self._give_up)
        runs.ended.connect(self._start)
        self.runner.ended.connect(self._start)

    def close(self) -> None:
        """Cancel and wait."""
        self._is_closed = True
        self.runner.close()

    def _open(self) -> None:
        self.memory.clear()
        self._rest()

    def _rest(self) -> None:
        """Leave the decisions as they are: they wait for a run."""
        self._give_up()
        self._left = self.document.project
        self._told = self._decision()

    def _give_up(self, *_: Any) -> None:
        """Cancel what isn't wanted any more, without a word."""
        self._wanted = None
        self.runner.cancel()

    def _follow(self, *_: Any) -> None:
        if self._wanted is not self.document.project:
            self._give_up()
        self._tell()

    def _start(self, *_: Any) -> None:
        """Plan again where the plan is behind; work out the second part where it lacks."""
        project, left = self.document.project, self._left
        is_busy = self.runner.is_busy or self._runs.is_busy
        if project is None or left is None or is_busy or self._is_closed:
            return
        scenario = self.document.scenario
        record = scenario.runs.get("renovate")
        if not self.document.can_amend():
            return
        prepared = self.memory.recall(scenario)
        now = Decisions.of(project, scenario.name)
        waiting = Decisions.of(left, scenario.name)
        if record is None:
            self._hint(now, waiting)
            return
        if prepared is None:
            planned = replace(waiting, fixed_modes=record.settings["fixed_modes"])
        else:
            planned = Decisions.of(prepared.project, scenario.name)
        if not now.agree(planned):
            plan_left = left.scenario(scenario.name).runs.get("renovate")
            is_left = plan_left is not None and plan_left.summary is record.summary
            if not (is_left and now.agree(waiting)):
                self._plan_again(project, left, record, prepared)
        elif prepared is not None and self._lacks_second_part(record):
            self._add_second_part(project, prepared)

    def _hint(self, now: Decisions, waiting: Decisions) -> None:
        """Say of new decisions that there is no plan yet which they could change."""
        if not now.agree(waiting):
            self._left = self.document.project
            words = translate(
                "Replanning", "There is no plan yet; the next run (F6) keeps the modes set by hand."
            )
            self.told.emit(Message(severity="info", text=words))

    def _lacks_second_part(self, record: RunRecord) -> bool:
        return "is_first_part" in record.summary and record.summary is not self._left_brief

    def _plan_again(
        self,
        project: Project,
        left: Project,
        record: RunRecord,
        prepared: PreparedRenovation | None,
    ) -> None:
        name, memory = self.document.scenario_name, self.memory

        def work(progress: Progress) -> Replanned:
            from siting_tool.project import renovation_override  # noqa: PLC0415 - loads solvers

            base = prepared
            if base is None:
                base = renovation_override.prepare_as_planned(left, name, progress)
                memory.keep(record.summary, base)
            return renovation_override.replan(project, base, progress)

        def done(replanned: Replanned) -> None:
            memory.keep(replanned.scenario.runs["renovate"].summary, replanned.prepared)
            self._take(replanned.scenario)

        self._run(project, work, done)

    def _add_second_part(self, project: Project, prepared: PreparedRenovation) -> None:
        def work(progress: Progress) -> Scenario:
            from siting_tool.project import renovation_override  # noqa: PLC0415 - loads solvers

            return renovation_override.second_part(project, prepared, progress)

        def done(scenario: Scenario) -> None:
            self.memory.keep(scenario.runs["renovate"].summary, prepared)
            self._take(scenario)

        self._run(project, work, done)

    def _run(
        self, project: Project, work: Callable[[Progress], Any], done: Callable[[Any], None]
    ) -> None:
        self._wanted = project
        job = self.runner.run(work, done=done, failed=self._fail)
        assert job is not None
        job.cancelled.connect(self._take_cancel)

    def _take(self, scenario: Scenario) -> None:
        self._wanted = None
        edit = SetScenario(name=scenario.name, scenario=scenario, text_id="edit.set_fixed_modes")
        self.document.amend(edit)

    def _leave(self) -> None:
        """Let the decisions wait for a run, and a plan be without its second part."""
        self._wanted, self._left = None, self.document.project
        record = self.document.scenario.runs.get("renovate")
        self._left_brief = None if record is None else record.summary

    def _fail(self, error: Exception) -> None:
        message = error_message(error)
        if isinstance(error, ProjectError) and error.code == "override.plan_is_stale":
            message = Message(severity="info", text=message.text)
        self._leave()
        self.told.emit(message)

    def _take_cancel(self) -> None:
        if self._wanted is None:  # something newer is wanted instead
            return
        record = self.document.scenario.runs["renovate"]
        is_second = "is_first_part" in record.summary
        self._leave()
        if not is_second:
            words = translate(
                "Replanning",
                "The mode is set, but the plan was not made again; the next run (F6) does it.",
            )
            self.told.emit(Message(severity="info", text=words))

    # telling --------------------------------------------------------------------------

    def _decision(self) -> Mapping[str, Any] | None:
        if self.document.project is None:
            return None
        record = self.document.scenario.runs.get("renovate")
        return None if record is None else record.summary.get("decision")

    def _tell(self) -> None:
        """Say what the latest decision costs, when it is another than before."""
        decision, before = self._decision(), self._told
        if decision is before:
            return
        self._told = decision
        if decision is None:
            words = translate("Replanning", "The decision by hand and its plan are taken back.")
            self.told.emit(Message(severity="info", text=words))
        else:
            self.told.emit(self._message(decision))

    def _message(self, decision: Mapping[str, Any]) -> Message:
        from siting_tool.project.override_text import (  # noqa: PLC0415 - seldom needed
            change_text,
            decision_lines,
        )

        language = current_language()
        changes = decision["changes"]
        ids = [entry["household_id"] for entry in (*decision["households"], *changes)]
        return Message(
            severity="success",
            text=" ".join(decision_lines(decision, language)),
            details="\n".join(change_text(change, language) for change in changes),
            offer=translate("Replanning", "Show them") if changes else "",
            accept=(lambda: self.households_wanted.emit(ids)) if changes else None,
        )


@dataclass(frozen=True, kw_only=True)
class Decisions:
    """Modes set by hand: in a scenario, and in the column of the households."""

    fixed_modes: Mapping[str, str]
    households: gpd.GeoDataFrame | None

    @classmethod
    def of(cls, project: Project, scenario_name: str) -> Decisions:
        """Return the decisions of a project that count in a scenario."""
        fixed = project.scenario(scenario_name).fixed_modes
        return cls(fixed_modes=fixed, households=project.layers.get("households"))

    def agree(self, other: Decisions) -> bool:
        """Whether both are the same; other changes of the households don't count."""
        return dict(self.fixed_modes) == dict(other.fixed_modes) and self._same_column(other)

    def _same_column(self, other: Decisions) -> bool:
        mine, others = self.households, other.households
        if mine is others or mine is None or others is None or len(mine) != len(others):
            return True
        return bool((words(mine, "fixed_mode") == words(others, "fixed_mode")).all())
