"""HiGHS on a `LinearModel`: whole-number solutions with a bound, and duals of the relaxation."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from algorithms.early_end import early_end, is_end_asked
from algorithms.errors import CancelledError
from algorithms.progress import Progress
from algorithms.siting.covering_model import LinearModel

_ROWWISE, _MINIMISE = 2, 1
_REPORT_INTERVAL_S = 0.1


class Deadline:
    """Wall-clock time that is left of a limit."""

    def __init__(self, limit_s: float) -> None:
        self._end_s = time.perf_counter() + limit_s

    @property
    def remaining_s(self) -> float:
        """Seconds left, never negative; none once the user has ended the search."""
        return 0.0 if is_end_asked() else max(0.0, self._end_s - time.perf_counter())

    @property
    def has_passed(self) -> bool:
        """Whether no time is left."""
        return self.remaining_s <= 0.0


@dataclass(frozen=True, kw_only=True, eq=False)
class IntegerAnswer:
    """What HiGHS reached on a whole-number model.

    Attributes
    ----------
    values
        Best solution found, shape (columns,), or None.
    bound
        Lower bound of the minimising model; -inf if none was found.
    is_infeasible
        Whether HiGHS proved that there is no solution.
    """

    values: NDArray[np.float64] | None
    bound: float
    is_infeasible: bool


class _Watcher:
    """Passes the solver's steps on to the progress and stops it when cancelled or ended."""

    def __init__(self, progress: Progress, stage: str) -> None:
        self.cancelled: CancelledError | None = None
        self._progress = progress
        self._is_end_asked = early_end()  # the solver may call from a thread of its own
        self._stage = stage
        self._next_s = 0.0

    def __call__(self, event: Any) -> None:
        now_s = time.perf_counter()
        if self.cancelled is None and now_s >= self._next_s:
            self._next_s = now_s + _REPORT_INTERVAL_S
            try:
                self._progress.report(self._stage)
            except CancelledError as error:  # must not travel through the solver's C++ frames
                self.cancelled = error
        if self.cancelled is not None or self._is_end_asked():
            event.interrupt()


def solve_integer(
    model: LinearModel,
    deadline: Deadline,
    progress: Progress,
    *,
    start: NDArray[np.float64] | None = None,
    gap_step: float = 0.0,
    stage: str = "siting.branch_and_bound",
) -> IntegerAnswer:
    """Solve the whole-number model until proved or the time is over.

    Parameters
    ----------
    model
        Minimising model.
    deadline
        Time that may be spent.
    progress
        Told the stage every tenth of a second; may cancel.
    start
        Known solution, shape (columns,), to start from; NaN where not known.
    gap_step
        Step between possible objective values (1 for whole numbers); a gap
        below it is closed.
    stage
        Stage id reported.

    Raises
    ------
    algorithms.errors.CancelledError
        When the progress asked to stop.
    """
    solver = _load(model, deadline)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("mip_abs_gap", max(1e-6, gap_step * (1.0 - 1e-5)))
    if start is not None and not np.isnan(start).all():
        columns = np.flatnonzero(~np.isnan(start)).astype(np.int32)
        solver.setSolution(columns.size, columns, start[columns])
    watcher = _Watcher(progress, stage)
    _watch(solver, watcher)
    _run(solver, watcher)
    info = solver.getInfo()
    has_values = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    status = solver.getModelStatus()
    return IntegerAnswer(
        values=np.array(solver.getSolution().col_value) if has_values else None,
        bound=float(info.mip_dual_bound),
        is_infeasible=status == highspy.HighsModelStatus.kInfeasible,
    )


def relaxation_multipliers(
    model: LinearModel,
    deadline: Deadline,
    progress: Progress,
    *,
    interior_point: bool,
    stage: str = "siting.linear_bound",
) -> NDArray[np.float64] | None:
    """Return row duals of the linear relaxation, None if the solver has none in time.

    The duals are only a proposal: `covering_certificate.safe_bound` says what they prove.
    """
    solver = _load(model, deadline, relax=True)
    if interior_point:
        solver.setOptionValue("solver", "ipm")
        solver.setOptionValue("run_crossover", "off")
    watcher = _Watcher(progress, stage)
    _watch(solver, watcher)
    _run(solver, watcher)
    solution = solver.getSolution()
    duals = np.array(solution.row_dual)
    usable = solution.dual_valid and duals.size == model.row_lower.size
    return duals if usable and np.isfinite(duals).all() else None


def _load(model: LinearModel, deadline: Deadline, *, relax: bool = False) -> highspy.Highs:
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("time_limit", deadline.remaining_s)
    matrix = model.matrix
    rows, columns = matrix.shape
    integrality = np.zeros(columns, dtype=np.int32) if relax else model.is_integer.astype(np.int32)
    solver.passModel(
        columns,
        rows,
        matrix.nnz,
        _ROWWISE,
        _MINIMISE,
        0.0,
        model.cost,
        model.column_lower,
        model.column_upper,
        model.row_lower,
        model.row_upper,
        matrix.indptr.astype(np.int32),
        matrix.indices.astype(np.int32),
        matrix.data,
        integrality,
    )
    return solver


def _watch(solver: highspy.Highs, watcher: _Watcher) -> None:
    solver.cbMipInterrupt += watcher
    solver.cbSimplexInterrupt += watcher
    solver.cbIpmInterrupt += watcher


def _run(solver: highspy.Highs, watcher: _Watcher) -> None:
    solver.run()
    if watcher.cancelled is not None:
        raise watcher.cancelled
