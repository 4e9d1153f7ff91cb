"""Builds the linear model of a covering problem with side conditions, block by block."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import ArrayLike, NDArray

from algorithms.errors import InfeasibleError
from algorithms.progress import SILENT
from algorithms.siting.covering_highs import Deadline, solve_integer
from algorithms.siting.covering_model import LinearModel, limit_rows
from algorithms.siting.covering_problem import CheckedProblem

_EXPLAIN_TIME_S = 5.0


class ModelBuilder:
    """Collects blocks of columns and named blocks of rows into one model.

    The first block of columns are always the sites, one yes-or-no column each.
    """

    def __init__(self, problem: CheckedProblem) -> None:
        self.problem = problem
        self._columns: list[tuple[NDArray[Any], ...]] = []
        self._rows: list[tuple[str, dict[int, sp.csr_array], NDArray[Any], NDArray[Any]]] = []
        site_count = problem.cost.size
        lower = np.zeros(site_count)
        lower[problem.fixed] = 1.0
        self.sites = self.add_columns(np.zeros(site_count), 1.0, lower=lower, is_integer=True)
        self._add_site_rows()

    def add_columns(
        self,
        cost: NDArray[np.float64],
        upper: ArrayLike,
        *,
        lower: ArrayLike = 0.0,
        is_integer: bool = False,
    ) -> int:
        """Add a block of columns and return its number."""
        size = cost.size
        self._columns.append(
            (
                cost,
                np.broadcast_to(np.asarray(lower, dtype=np.float64), size),
                np.broadcast_to(np.asarray(upper, dtype=np.float64), size),
                np.full(size, is_integer),
            )
        )
        return len(self._columns) - 1

    def set_cost(self, block: int, cost: NDArray[np.float64]) -> None:
        """Replace the objective coefficients of a block of columns."""
        self._columns[block] = (cost, *self._columns[block][1:])

    def add_rows(
        self,
        name: str,
        parts: dict[int, sp.csr_array],
        lower: ArrayLike = -np.inf,
        upper: ArrayLike = np.inf,
    ) -> None:
        """Add rows, given by their coefficients per block of columns, under a limit's name."""
        size = next(iter(parts.values())).shape[0]
        limits = [
            np.broadcast_to(np.asarray(side, dtype=np.float64), size) for side in (lower, upper)
        ]
        self._rows.append((name, parts, limits[0], limits[1]))

    def model(self, without: str | None = None) -> LinearModel:
        """Return the model; ``without`` leaves out the rows of one name."""
        rows = [block for block in self._rows if block[0] != without]
        widths = [block[0].size for block in self._columns]
        matrix = sp.vstack(
            [
                sp.hstack(
                    [
                        parts.get(k, sp.csr_array((lower.size, width)))
                        for k, width in enumerate(widths)
                    ]
                )
                for _, parts, lower, _ in rows
            ]
            or [sp.csr_array((0, sum(widths)))],
            format="csr",
        )
        cost, lower, upper, is_integer = (
            np.concatenate([block[k] for block in self._columns]) for k in range(4)
        )
        return LinearModel(
            cost=cost,
            matrix=sp.csr_array(matrix),
            row_lower=np.concatenate([block[2] for block in rows] or [np.empty(0)]),
            row_upper=np.concatenate([block[3] for block in rows] or [np.empty(0)]),
            column_lower=lower,
            column_upper=upper,
            is_integer=is_integer,
        )

    def values_of(self, block: int, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the part of a solution that belongs to a block of columns."""
        starts = np.cumsum([0, *(columns[0].size for columns in self._columns)])
        return values[starts[block] : starts[block + 1]]

    def add_cover_all(self) -> None:
        """Every coverable point has an open site."""
        covers = self.problem.covers[self.problem.coverable]
        self.add_rows("covering", {self.sites: _as_float(covers)}, lower=1.0)

    def add_missed(self) -> int:
        """Add one column per coverable point, 1 where no open site covers it."""
        covers = _as_float(self.problem.covers[self.problem.coverable])
        missed = self.add_columns(np.zeros(covers.shape[0]), 1.0)
        self.add_rows(
            "covering",
            {self.sites: covers, missed: sp.csr_array(sp.eye_array(covers.shape[0]))},
            1.0,
        )
        self._add_village_shares(missed)
        return missed

    def raise_infeasible(self) -> None:
        """Say which limits, left out one at a time, would make a plan possible.

        Raises
        ------
        algorithms.errors.InfeasibleError
            ``siting.limits_conflict`` with ``limits``, or
            ``siting.no_feasible_plan`` when no single limit is to blame.
        """
        names = sorted({name for name, *_ in self._rows})
        blamed = [name for name in names if self._is_feasible_without(name)]
        if blamed:
            raise InfeasibleError("siting.limits_conflict", limits=", ".join(blamed))
        raise InfeasibleError("siting.no_feasible_plan", limits=", ".join(names))

    def _is_feasible_without(self, name: str) -> bool:
        answer = solve_integer(self.model(name), Deadline(_EXPLAIN_TIME_S), SILENT)
        return answer.values is not None

    def _add_site_rows(self) -> None:
        problem = self.problem
        for name, limit in (("facility_count", problem.count_limit), ("budget", problem.budget)):
            is_count = name == "facility_count"
            rows, values = limit_rows(
                problem.cost, limit if is_count else np.inf, np.inf if is_count else limit
            )
            if values.size:
                self.add_rows(name, {self.sites: rows}, upper=values)
        if problem.must_serve.size:
            rows = _as_float(problem.covers[problem.must_serve])
            self.add_rows("must_serve", {self.sites: rows}, lower=1.0)

    def _add_village_shares(self, missed: int) -> None:
        """At most the rest of each village's demand is missed."""
        floors, problem = self.problem.floors, self.problem
        if floors is None or floors.least_share == 0.0:
            return
        coverable = problem.coverable
        villages = _villages(floors.village_of_point)
        is_in = floors.village_of_point[None, :] == villages[:, None]
        weights = is_in * problem.demand[None, :]
        lost = weights[:, ~coverable].sum(axis=1)
        may_miss = (1.0 - floors.least_share) * weights.sum(axis=1)
        short = np.flatnonzero(lost > may_miss * (1.0 + 1e-9) + 1e-9)
        if short.size:
            raise InfeasibleError(
                "siting.village_out_of_reach",
                villages=tuple(villages[short].tolist()),
                least_share=floors.least_share,
            )
        rows = sp.csr_array(weights[:, coverable])
        self.add_rows("village_share", {missed: rows}, upper=np.maximum(may_miss - lost, 0.0))


def _villages(village_of_point: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.unique(village_of_point[village_of_point >= 0])


def _as_float(matrix: Any) -> sp.csr_array:
    return sp.csr_array(matrix, dtype=np.float64)
