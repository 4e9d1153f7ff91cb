"""Ledgers and changed sources into the open project, and the data report out of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QT_TRANSLATE_NOOP, QTimer
from PyQt6.QtWidgets import QDialog, QFileDialog, QWidget

from algorithms.progress import Progress
from siting_tool.commands.actions import Action
from siting_tool.commands.commands import Commands
from siting_tool.commands.document import Document
from siting_tool.commands.errors import error_message
from siting_tool.commands.swap_project import SwapProject
from siting_tool.docks.message_bar import Message
from siting_tool.i18n import translate
from siting_tool.i18n.language import current_language
from siting_tool.jobs.job import JobRunner

if TYPE_CHECKING:
    from siting_tool.dialogs.differences import DifferencesDialog
    from siting_tool.project.data_report import DataReport
    from siting_tool.project.ledger_import import LedgerChanges
    from siting_tool.project.project import Project
    from siting_tool.project.source_refresh import SourceRefresh

_MOST_FAULTS = 5


class SourceCommands(Commands):
    """What keeps a project together with the files of others."""

    def __init__(self, document: Document, runner: JobRunner, window: QWidget) -> None:
        super().__init__(window)
        self.document = document
        self.runner = runner
        self._window = window
        self._is_offered = False
        document.opened.connect(self._forget_offer)

    def actions(self) -> tuple[Action, ...]:
        """Return the actions, all of the File menu."""
        return (
            Action(
                id="file.join_ledger",
                title=QT_TRANSLATE_NOOP("Actions", "Join a ledger to a layer…"),
                tip=QT_TRANSLATE_NOOP(
                    "Actions", "Brings rows of a table to the houses they belong to"
                ),
                run=self.ask_join,
                is_enabled=self._has_project,
                is_after_separator=True,
            ),
            Action(
                id="file.import_ledger",
                title=QT_TRANSLATE_NOOP("Actions", "Take an edited ledger back…"),
                tip=QT_TRANSLATE_NOOP(
                    "Actions", "Reads what was changed in an exported household ledger"
                ),
                run=self.ask_ledger,
                is_enabled=self._has_household_plan,
            ),
            Action(
                id="file.refresh",
                title=QT_TRANSLATE_NOOP("Actions", "Refresh changed sources…"),
                tip=QT_TRANSLATE_NOOP("Actions", "Reads files again that changed; your edits stay"),
                run=self.refresh,
                is_enabled=self._has_project,
            ),
            Action(
                id="file.export_report",
                title=QT_TRANSLATE_NOOP("Actions", "Export the data report…"),
                tip=QT_TRANSLATE_NOOP("Actions", "Writes every finding with its ids as a table"),
                run=self.ask_report,
                is_enabled=self._has_project,
            ),
        )

    def _has_project(self) -> bool:
        return not self.runner.is_busy and self.document.project is not None

    def _has_household_plan(self) -> bool:
        return self._has_project() and "household_modes" in self.document.scenario.results

    # a foreign ledger -----------------------------------------------------------------

    def ask_join(self) -> None:
        """Let the user choose a ledger and join it."""
        path = self._ask_table(translate("SourceCommands", "Join a ledger"))
        if path is not None:
            self.join(path)

    def join(self, path: Path) -> None:
        """Show what a ledger would match, and join it as one undoable step."""
        from siting_tool.dialogs.join_ledger import JoinLedgerDialog  # noqa: PLC0415 - loads GDAL
        from siting_tool.project.ledger_join import with_ledger  # noqa: PLC0415 - loads GDAL

        project = self.document.project
        assert project is not None
        dialog = JoinLedgerDialog(project, path, self._window)
        if dialog.exec() == QDialog.DialogCode.Accepted and dialog.found is not None:
            joined = with_ledger(project, dialog.found)
            self.document.push(SwapProject(project=joined, text_id="edit.join_ledger"))
            words = translate("SourceCommands", "{count} rows of {file} joined.")
            count = len(dialog.found.joined.feature_index)
            message = words.format(count=f"{count:,}", file=path.name)
            self.told.emit(Message(severity="success", text=message))

    # our own ledger, edited -----------------------------------------------------------

    def ask_ledger(self) -> None:
        """Let the user choose an edited ledger and take it back."""
        path = self._ask_table(translate("SourceCommands", "Take an edited ledger back"))
        if path is not None:
            self.import_ledger(path)

    def import_ledger(self, path: Path) -> None:
        """Compare an edited ledger with the plan in the background, then show the differences."""
        project, scenario = self.document.project, self.document.scenario_name
        assert project is not None

        def work(progress: Progress) -> LedgerChanges:
            from siting_tool.project.ledger_import import (  # noqa: PLC0415 - seldom used
                read_ledger_changes,
            )

            progress.report("stage.reading")
            return read_ledger_changes(project, scenario, path)

        self._run(work, lambda changes: self._show_ledger(project, changes))

    def _show_ledger(self, project: Project, changes: LedgerChanges) -> None:
        from siting_tool.project.ledger_import import ledger_edit  # noqa: PLC0415

        if changes.faults:
            self.told.emit(_faults_message(changes.faults))
            return
        accepted = self.ledger_dialog(changes).exec() == QDialog.DialogCode.Accepted
        if accepted and self._is_still(project):
            self.document.push(ledger_edit(project, changes))

    def ledger_dialog(self, changes: LedgerChanges) -> DifferencesDialog:
        """Return the list of what an edited ledger says otherwise than the plan."""
        from siting_tool.dialogs.differences import DifferencesDialog  # noqa: PLC0415
        from siting_tool.project.ledger_import import change_texts  # noqa: PLC0415

        language = current_language()
        hint = translate("SourceCommands", "{count} values differ from the plan.")
        hint = hint.format(count=f"{len(changes.changes):,}")
        if changes.unknown_households:
            words = translate("SourceCommands", "Not in the project, left out: {ids}")
            hint += "\n" + words.format(ids=", ".join(changes.unknown_households[:20]))
        return DifferencesDialog(
            title=translate("SourceCommands", "Differences of the ledger"),
            hint=hint,
            headings=[
                translate("SourceCommands", "Household"),
                translate("SourceCommands", "Column"),
                translate("SourceCommands", "Until now"),
                translate("SourceCommands", "Ledger"),
            ],
            rows=[change_texts(change, language) for change in changes.changes],
            accept=translate("SourceCommands", "Take over"),
            parent=self._window,
        )

    # changed sources ------------------------------------------------------------------

    def offer_refresh(self, report: DataReport | None) -> None:
        """Offer once after opening to read sources again that changed since."""
        if report is None or self._is_offered:
            return
        stale = [item for item in report.findings if item.code == "findings.source_stale"]
        self._is_offered = True
        if stale:
            names = ", ".join(dict.fromkeys(str(item.values["file"]) for item in stale))
            words = translate("SourceCommands", "Changed since they were read: {files}.")
            message = Message(
                severity="warning",
                text=words.format(files=names),
                offer=translate("SourceCommands", "Show the differences…"),
                accept=self.refresh,
            )
            self.told.emit(message)

    def _forget_offer(self) -> None:
        self._is_offered = False

    def refresh(self) -> None:
        """Read changed sources again in the background, then show the differences."""
        project = self.document.project
        assert project is not None

        def work(progress: Progress) -> SourceRefresh:
            from siting_tool.project.source_refresh import refresh_sources  # noqa: PLC0415

            return refresh_sources(project, progress=progress)

        self._run(work, lambda result: self._show_refresh(project, result))

    def _show_refresh(self, project: Project, result: SourceRefresh) -> None:
        from siting_tool.project.source_refresh import difference_rows  # noqa: PLC0415

        if not result.differences:
            words = translate("SourceCommands", "No source changed since it was read.")
            self.told.emit(Message(severity="info", text=words))
            return
        rows = difference_rows(result, current_language())
        if not rows:
            self._take_refresh(project, result)
            words = translate(
                "SourceCommands", "The sources changed, but not what is read of them."
            )
            self.told.emit(Message(severity="info", text=words))
            return
        if self.refresh_dialog(rows).exec() == QDialog.DialogCode.Accepted:
            self._take_refresh(project, result)

    def refresh_dialog(self, rows: Sequence[Sequence[str]]) -> DifferencesDialog:
        """Return the list of what changed sources would bring."""
        from siting_tool.dialogs.differences import DifferencesDialog  # noqa: PLC0415

        hint = translate(
            "SourceCommands",
            "{count} differences. What you edited or decided by hand stays, "
            "and the whole can be undone.",
        )
        return DifferencesDialog(
            title=translate("SourceCommands", "Differences of the sources"),
            hint=hint.format(count=f"{len(rows):,}"),
            headings=[
                translate("SourceCommands", "Layer"),
                translate("SourceCommands", "What"),
                translate("SourceCommands", "Feature"),
                translate("SourceCommands", "Column"),
                translate("SourceCommands", "Until now"),
                translate("SourceCommands", "Source"),
            ],
            rows=rows,
            accept=translate("SourceCommands", "Take over"),
            parent=self._window,
        )

    def _take_refresh(self, project: Project, result: SourceRefresh) -> None:
        if self._is_still(project):
            edit = SwapProject(project=result.intake.project, text_id="edit.refresh_sources")
            self.document.push(edit)

    def _is_still(self, project: Project) -> bool:
        """Whether nothing was edited since; else the differences no longer hold."""
        if self.document.project is project:
            return True
        words = translate("SourceCommands", "The project was edited meanwhile; please try again.")
        self.told.emit(Message(severity="warning", text=words))
        return False

    # data report ----------------------------------------------------------------------

    def ask_report(self) -> None:
        """Let the user choose a file and write the data report."""
        folder = self.document.path.parent if self.document.path else Path.home()
        name = translate("SourceCommands", "data report")
        path, _ = QFileDialog.getSaveFileName(
            self._window,
            translate("SourceCommands", "Export the data report"),
            str(folder / f"{name}.xlsx"),
            "Excel (*.xlsx)",
        )
        if path:
            self.write_report(Path(path).with_suffix(".xlsx"))

    def write_report(self, path: Path) -> None:
        """Write the data report in the background."""
        project, language = self.document.project, current_language()
        assert project is not None

        def work(progress: Progress) -> None:
            from siting_tool.project.data_report import (  # noqa: PLC0415 - loads the checks
                data_report,
                write_report,
            )

            progress.report("stage.checking")
            write_report(path, data_report(project), language)

        words = translate("SourceCommands", "Data report written to {file}.").format(file=path)
        self._run(work, lambda _: self.told.emit(Message(severity="success", text=words)))

    # ----------------------------------------------------------------------------------

    def _ask_table(self, title: str) -> Path | None:
        folder = self.document.path.parent if self.document.path else Path.home()
        kinds = translate(
            "SourceCommands", "Tables (*.xlsx *.xls *.ods *.csv *.txt);;All files (*)"
        )
        path, _ = QFileDialog.getOpenFileName(self._window, title, str(folder), kinds)
        return Path(path) if path else None

    def _run(self, work: Callable[[Progress], Any], done: Callable[[Any], None]) -> None:
        """Do something in the background and go on once the job has ended."""
        self.runner.run(
            work,
            done=lambda result: QTimer.singleShot(0, lambda: done(result)),
            failed=lambda error: self.told.emit(error_message(error)),
        )


def _faults_message(faults: Sequence[Exception]) -> Message:
    message = error_message(ExceptionGroup("ledger", faults[:_MOST_FAULTS]))
    if len(faults) <= _MOST_FAULTS:
        return message
    rest = translate("SourceCommands", "and {count} more").format(count=len(faults) - _MOST_FAULTS)
    return replace(message, text=f"{message.text}\n{rest}")
