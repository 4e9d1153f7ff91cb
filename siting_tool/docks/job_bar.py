"""The running job in the status bar: stage, share, take the best so far, cancel."""

from __future__ import annotations

from PyQt6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from resources.texts import all_texts, text
from siting_tool.docks.panel import Panel
from siting_tool.i18n import translate
from siting_tool.i18n.language import current_language
from siting_tool.jobs.job import Job, JobRunner

_WIDEST_PX = 320


class JobBar(Panel):
    """Shows what the runner is doing."""

    def __init__(self, runner: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._stage = ""
        self.label = QLabel(self)
        self.bar = QProgressBar(self)
        self.bar.setObjectName("job_progress")
        self.bar.setFixedWidth(150)
        self.bar.setTextVisible(False)
        self.best_button = QPushButton(self)
        self.best_button.setObjectName("job_keep_best")
        self.best_button.clicked.connect(self._end_early)
        self.cancel_button = QPushButton(self)
        self.cancel_button.setObjectName("job_cancel")
        self.cancel_button.clicked.connect(runner.cancel)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self.label, self.bar, self.best_button, self.cancel_button):
            layout.addWidget(widget)
        runner.started.connect(self._start)
        runner.ended.connect(self._end)
        self.retranslate()
        self.hide()

    def title(self) -> str:
        """Return the bar's name."""
        return translate("JobBar", "Progress")

    def retranslate(self) -> None:
        """Set every word in the language in use."""
        self.bar.setAccessibleName(self.title())
        self.best_button.setText(translate("JobBar", "Keep the best so far"))
        self.best_button.setToolTip(
            translate("JobBar", "Ends the search and takes the best plan found until now")
        )
        self.cancel_button.setText(translate("JobBar", "Cancel (Esc)"))
        self._tell_stage()

    def _start(self, job: Job) -> None:
        self._stage = ""
        self.bar.setRange(0, 0)
        self.best_button.setVisible(job.can_end_early)
        self.best_button.setEnabled(True)
        job.progressed.connect(self._progress)
        self._tell_stage()
        self.show()

    def _end_early(self) -> None:
        self._runner.end_early()
        self.best_button.setEnabled(False)

    def _progress(self, stage: str, share: float | None) -> None:
        self._stage = stage
        self.bar.setRange(0, 0 if share is None else 100)
        if share is not None:
            self.bar.setValue(round(100 * share))
        self._tell_stage()

    def _tell_stage(self) -> None:
        known = self._stage in all_texts()
        words = text(self._stage, current_language()) if known else translate("JobBar", "Working…")
        self.label.setText(words)
        # The status bar alone does not make room for longer words.
        self.label.setMinimumWidth(min(self.label.sizeHint().width(), _WIDEST_PX))

    def _end(self) -> None:
        self.hide()
