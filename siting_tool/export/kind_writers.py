"""Runs the writers of deliverables, in this process or in two of their own.

Large plans are written by two processes that share the kinds, longest first.
They start afresh (``spawn``), so that threads of the window and of numerical
libraries are not copied half-way.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import shutil
import signal
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from pyogrio.errors import DataSourceError, FeatureError
from xlsxwriter.exceptions import FileCreateError

from algorithms.errors import CancelledError
from layers.errors import WriteError
from layers.io.write import write_error
from siting_tool.export.written_file import WrittenFile

if TYPE_CHECKING:
    from pathlib import Path

    from algorithms.progress import Progress
    from resources.texts import Language
    from siting_tool.project.project import Project, Scenario

# Kind -> module and function that write its files; imported only when asked for.
WRITERS = {
    "sheets": ("siting_tool.export.sheets.sheets", "write_sheets"),
    "ledger": ("siting_tool.export.ledger.ledger", "write_ledger"),
    "cards": ("siting_tool.export.cards.cards", "write_cards"),
    "report": ("siting_tool.export.report.report", "write_report"),
    "gis": ("siting_tool.export.gis.gis", "write_gis"),
    "cad": ("siting_tool.export.cad.cad", "write_cad"),
    "kml": ("siting_tool.export.kml.kml", "write_kml"),
    "swmm": ("siting_tool.export.swmm.swmm", "write_swmm"),
    "charts": ("siting_tool.export.charts.charts", "write_charts"),
}
Entry = dict[str, str]

# Starting a process costs about as much as writing this many households.
_FEWEST_HOUSEHOLDS = 500
_PROCESSES = 2
_NEARLY_FULL_BYTES = 1_000_000
_LONGEST_FIRST = ("cards", "sheets", "report", "gis", "charts", "ledger", "cad", "kml", "swmm")
_ASK_EVERY_S = 0.2
_STAGE = "stage.export"


@dataclass(frozen=True, kw_only=True)
class ExportTask:
    """What is written, and where."""

    project: Project
    scenario: Scenario
    place: Path
    language: Language


def write_kinds(task: ExportTask, kinds: Sequence[str], progress: Progress) -> list[Entry]:
    """Write some kinds of deliverables.

    Returns
    -------
    list of dict
        Path, kind, title, scenario and sha256 of every file, in the order of `kinds`.
    """
    large = len(task.project.layers.get("households", ())) >= _FEWEST_HOUSEHOLDS
    if large and len(kinds) > 1:
        try:
            return _write_in_processes(task, kinds, progress)
        except BrokenProcessPool:
            # The system ended a process, as for want of memory; one after another needs less.
            for kind in kinds:
                shutil.rmtree(task.place / kind, ignore_errors=True)
    entries = []
    for number, kind in enumerate(kinds):
        progress.report(f"stage.export_{kind}", number / len(kinds))
        entries += write_kind(task, kind, progress)
    return entries


def write_kind(task: ExportTask, kind: str, progress: Progress) -> list[Entry]:
    """Write the files of one kind and return their entries in the manifest."""
    module, function = WRITERS[kind]
    write: Callable[..., list[WrittenFile]] = getattr(import_module(module), function)
    with _library_faults(task.place):
        files = write(task.project, task.scenario, task.place, task.language, progress)
    return [
        {
            **asdict(written),
            "scenario": task.scenario.name,
            "sha256": hashlib.sha256((task.place / written.path).read_bytes()).hexdigest(),
        }
        for written in files
    ]


@contextmanager
def _library_faults(place: Path) -> Iterator[None]:
    """Turn what libraries raise when a file cannot be written into our error."""
    try:
        yield
    except FileCreateError as error:
        raise write_error(error.args[0], place) from error
    except (DataSourceError, FeatureError, sqlite3.Error) as error:
        raise _write_fault(str(error), place) from error
    except WriteError as error:
        if error.code != "write.failed":
            raise
        raise _write_fault(str(error), place) from error


def _write_fault(reason: str, place: Path) -> WriteError:
    """Return the error; where hardly anything is left of the disk, that is the reason.

    What was half-written is gone by now, so that a little room is there again.
    """
    full = shutil.disk_usage(place).free < _NEARLY_FULL_BYTES
    code = "write.disk_full" if full else "write.failed"
    return WriteError(code, file=str(place), reason=reason[:200])


def _write_in_processes(task: ExportTask, kinds: Sequence[str], progress: Progress) -> list[Entry]:
    context = multiprocessing.get_context("spawn")
    cancelled = context.Event()
    shares = context.Array("d", len(WRITERS), lock=False)
    with ProcessPoolExecutor(
        _PROCESSES, context, _start_process, (task, cancelled, shares)
    ) as pool:
        order = sorted(kinds, key=_LONGEST_FIRST.index)
        futures = {kind: pool.submit(_write_in_process, kind) for kind in order}
        try:
            _wait(futures, shares, progress)
            return [entry for kind in kinds for entry in futures[kind].result()]
        finally:
            # After a fault or a cancellation the others stop at their next report.
            cancelled.set()
            pool.shutdown(cancel_futures=True)


def _wait(
    futures: dict[str, Future[list[Entry]]], shares: Sequence[float], progress: Progress
) -> None:
    """Wait for all or for the first fault, asking often whether to cancel."""
    waiting = set(futures.values())
    while waiting:
        done, waiting = wait(waiting, _ASK_EVERY_S)
        for future in done:
            future.result()
        running = sum(
            1.0 if future.done() else min(shares[_LONGEST_FIRST.index(kind)], 1.0)
            for kind, future in futures.items()
        )
        progress.report(_STAGE, running / len(futures))


@dataclass(frozen=True, kw_only=True)
class _ProcessProgress:
    """Tells the parent how far a kind is and hears from it that it should stop."""

    kind_number: int
    shares: Any
    cancelled: Any

    def report(self, stage: str, share: float | None = None) -> None:  # noqa: ARG002 - protocol
        """See :class:`algorithms.progress.Progress`."""
        if self.cancelled.is_set():
            raise CancelledError
        self.shares[self.kind_number] = max(self.shares[self.kind_number], share or 0.0)


# What a process of the pool got when it started.
_started: dict[str, Any] = {}


def _start_process(task: ExportTask, cancelled: Any, shares: Any) -> None:
    # Ctrl-C reaches the whole group; the parent alone decides and tells.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _started.update(task=task, cancelled=cancelled, shares=shares)


def _end_with_parent() -> None:
    """End this process when the parent was killed, which nobody else would tell it."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _write_in_process(kind: str) -> list[Entry]:
    number = _LONGEST_FIRST.index(kind)
    progress = _ProcessProgress(
        kind_number=number, shares=_started["shares"], cancelled=_started["cancelled"]
    )
    return write_kind(_started["task"], kind, progress)
