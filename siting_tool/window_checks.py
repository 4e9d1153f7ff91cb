"""Quiet work behind the window: the data report, and which plans are stale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from algorithms.progress import Progress
from siting_tool.commands.document import Document
from siting_tool.commands.errors import error_message
from siting_tool.jobs.job import JobRunner

if TYPE_CHECKING:
    from siting_tool.project.data_report import DataReport
    from siting_tool.project.project import Project, Scenario

_REST_MS = 600


@dataclass(frozen=True, kw_only=True)
class CheckResult:
    """What was found out about a project."""

    report: DataReport
    stale_kinds: frozenset[str]


class QuietChecks(QObject):
    """Checks the project a moment after it changed.

    Signals
    -------
    checked
        A :class:`CheckResult`.
    told
        A message, when a check failed.
    """

    checked = pyqtSignal(object)
    told = pyqtSignal(object)

    def __init__(self, document: Document, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self._report: tuple[Project, DataReport] | None = None
        self._is_closed = False
        self.runner = JobRunner(self)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self.check)
        for signal in (document.opened, document.project_changed, document.scenario_changed):
            signal.connect(lambda *_: self._rest.start())

    def check(self) -> None:
        """Check now; what changes meanwhile is checked afterwards."""
        project, scenario = self._document.project, self._document.scenario_name
        if project is None or self._is_closed:
            return
        known = self._report
        report = known[1] if known is not None and same_inputs(known[0], project) else None
        job = self.runner.run(
            lambda progress: _check(project, project.scenario(scenario), report, progress),
            done=lambda result: self._take(project, result),
            failed=lambda error: self.told.emit(error_message(error)),
        )
        if job is None:
            self._rest.start()

    def _take(self, project: Project, result: CheckResult) -> None:
        self._report = (project, result.report)
        self.checked.emit(result)

    def close(self) -> None:
        """Stop and wait; nothing is checked any more."""
        self._is_closed = True
        self._rest.stop()
        self.runner.close()


def _check(
    project: Project, scenario: Scenario, report: DataReport | None, progress: Progress
) -> CheckResult:
    from siting_tool.project.data_report import data_report  # noqa: PLC0415 - loads the checks
    from siting_tool.project.runs import is_stale  # noqa: PLC0415 - together with it

    progress.report("stage.checking")
    made = report if report is not None else data_report(project)
    stale = frozenset(kind for kind in scenario.runs if is_stale(project, scenario, kind))
    return CheckResult(report=made, stale_kinds=stale)


def same_inputs(project: Project, other: Project) -> bool:
    """Whether two projects hold the very same input layers."""
    return (
        project.layers.keys() == other.layers.keys()
        and all(frame is other.layers[role] for role, frame in project.layers.items())
        and project.terrain is other.terrain
        and project.findings is other.findings
    )
