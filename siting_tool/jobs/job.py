"""One function in the background, with its progress, ending in exactly one way."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from PyQt6.QtCore import QObject, pyqtSignal

from algorithms.errors import CancelledError
from algorithms.progress import Progress

_log = logging.getLogger("siting_tool.jobs")


class Job(QObject):
    """Runs ``work(progress)`` in a worker thread; gives itself as the progress.

    ``can_end_early`` says whether the work can stop at its best answer so far.

    Signals (received in the thread of the job's owner)
    -------
    progressed
        Stage and share (None while unknown), only when it changed visibly.
    succeeded
        What the function returned.
    failed
        The exception.
    cancelled
        Nothing.
    ended
        After any of the three.
    """

    progressed = pyqtSignal(str, object)
    succeeded = pyqtSignal(object)
    failed = pyqtSignal(object)
    cancelled = pyqtSignal()
    ended = pyqtSignal()
    _finished = pyqtSignal(object)

    def __init__(
        self,
        work: Callable[[Progress], Any],
        parent: QObject | None = None,
        *,
        can_end_early: bool = False,
    ) -> None:
        super().__init__(parent)
        self.can_end_early = can_end_early
        self._work = work
        self._cancel = threading.Event()
        self._end_early = threading.Event()
        self._told: tuple[str, int] = ("", -1)
        self._finished.connect(self._end)

    @property
    def is_cancelling(self) -> bool:
        """Whether cancelling was asked for."""
        return self._cancel.is_set()

    def cancel(self) -> None:
        """Ask to stop; the function stops at its next report."""
        self._cancel.set()

    def end_early(self) -> None:
        """Ask for the best answer so far; the function goes on with that."""
        self._end_early.set()

    def is_end_asked(self) -> bool:
        """See :class:`algorithms.early_end.EndsEarly`."""
        return self._end_early.is_set()

    def report(self, stage: str, share: float | None = None) -> None:
        """Take a report of the function, in its thread."""
        if self._cancel.is_set():
            raise CancelledError
        told = (stage, -1 if share is None else round(100 * share))
        if told != self._told:
            self._told = told
            self.progressed.emit(stage, share)

    def run(self) -> None:
        """Do the work and tell how it ended; called in the worker thread."""
        try:
            outcome = self._work(self)
        except CancelledError:
            self._finished.emit(self.cancelled.emit)
        except Exception as error:  # noqa: BLE001 - the edge of the job: passed on, not lost
            _log.info("A job failed", exc_info=True)
            failure = error
            self._finished.emit(lambda: self.failed.emit(failure))
        else:
            self._finished.emit(lambda: self.succeeded.emit(outcome))

    def _end(self, tell: Callable[[], None]) -> None:
        """Tell the outcome, in the owner's thread; after a cancel nothing else is told."""
        if self._cancel.is_set():
            self.cancelled.emit()
        else:
            tell()
        self.ended.emit()


class JobRunner(QObject):
    """Runs one job at a time, all in one thread.

    The thread is one of Python's, not of Qt's pool: pyproj ties its state to
    Python's thread and crashes where Qt's thread outlives that
    (pyproj4/pyproj issue 1622).

    Signals
    -------
    started
        The :class:`Job`.
    ended
        The :class:`Job`, after its own signals.
    """

    started = pyqtSignal(object)
    ended = pyqtSignal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="job")
        self.job: Job | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a job is under way."""
        return self.job is not None

    def run(
        self,
        work: Callable[[Progress], Any],
        *,
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
        can_end_early: bool = False,
    ) -> Job | None:
        """Start a job, or return None when one is under way."""
        if self.job is not None:
            return None
        job = Job(work, self, can_end_early=can_end_early)
        job.succeeded.connect(done)
        job.failed.connect(failed)
        job.ended.connect(self._forget)
        self.job = job
        self.started.emit(job)
        self._executor.submit(job.run)
        return job

    def cancel(self) -> None:
        """Ask the job to stop."""
        if self.job is not None:
            self.job.cancel()

    @property
    def can_end_early(self) -> bool:
        """Whether a job is under way that can stop at its best answer so far."""
        return self.job is not None and self.job.can_end_early and not self.job.is_end_asked()

    def end_early(self) -> None:
        """Ask the job for its best answer so far."""
        if self.job is not None:
            self.job.end_early()

    def close(self) -> None:
        """Cancel and wait."""
        self.cancel()
        self._executor.shutdown()

    def _forget(self) -> None:
        job, self.job = self.job, None
        if job is not None:
            self.ended.emit(job)
            job.deleteLater()
