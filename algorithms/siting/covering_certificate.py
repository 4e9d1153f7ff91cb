"""Bounds that follow from multipliers by arithmetic alone, whoever found the multipliers.

Every covering model is here a linear model: minimise ``c x`` with
``L <= A x <= U`` and ``l <= x <= u``. For any multipliers ``y`` of the rows

    c x = y (A x) + (c - y A) x
        >= sum(y+ L - y- U) + sum(min over l..u of (c - y A) x)

(Lagrange duality; Neumaier and Shcherbina 2004, Mathematical Programming 99,
283-296, use it to make solver bounds safe.) The sums are taken in float64 and
every rounding error is bounded and charged against the bound, so that it holds
whatever the solver's tolerances were.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from algorithms.errors import InputError
from algorithms.siting.covering_cuts import BlockCut, is_proven_cut, with_cuts
from algorithms.siting.covering_model import LinearModel

_UNIT_ROUNDOFF = np.finfo(np.float64).eps


@dataclass(frozen=True, kw_only=True, eq=False)
class CoveringCertificate:
    """Row multipliers of a model and the bound they are said to prove.

    Attributes
    ----------
    row_multipliers
        One number per row of the model as `algorithms.siting.covering_model`
        writes it from the data of the problem, then one per cut.
    cuts
        Groups of rows of a set covering model that need several sites.
    claimed_bound
        Value that no solution goes below when minimising, or above when
        maximising (the model itself always minimises).
    """

    row_multipliers: NDArray[np.float64]
    claimed_bound: float
    cuts: tuple[BlockCut, ...] = ()


def safe_bound(model: LinearModel, row_multipliers: NDArray[np.float64]) -> float:
    """Return a lower bound of the model that is proved by the multipliers.

    Multipliers of the wrong sign are set to 0 first, which keeps any bound valid.

    Parameters
    ----------
    model
        Minimising model.
    row_multipliers
        Any finite numbers, shape (rows,); the better the duals, the better the bound.

    Raises
    ------
    algorithms.errors.InputError
        ``siting.certificate_shape`` when there is not one finite number per row.
    """
    multipliers = np.asarray(row_multipliers, dtype=np.float64)
    if multipliers.shape != model.row_lower.shape or not np.isfinite(multipliers).all():
        raise InputError(
            "siting.certificate_shape", expected=model.row_lower.size, actual=multipliers.size
        )
    usable = np.where(
        ((multipliers > 0) & np.isfinite(model.row_lower))
        | ((multipliers < 0) & np.isfinite(model.row_upper)),
        multipliers,
        0.0,
    )
    limit = np.where(usable > 0, model.row_lower, np.where(usable < 0, model.row_upper, 0.0))
    reduced = model.cost - model.matrix.T @ usable
    spread = np.abs(model.cost) + abs(model.matrix).T @ np.abs(usable)
    terms_per_column = 2.0 + np.bincount(model.matrix.indices, minlength=model.cost.size)
    error = _UNIT_ROUNDOFF * terms_per_column * spread
    column_part = np.minimum(
        (reduced - error) * model.column_lower, (reduced - error) * model.column_upper
    )
    column_part = np.minimum(
        column_part,
        np.minimum((reduced + error) * model.column_lower, (reduced + error) * model.column_upper),
    )
    terms = np.concatenate([usable * limit, column_part])
    rounding = _UNIT_ROUNDOFF * (terms.size + 4.0) * float(np.abs(terms).sum())
    return float(terms.sum()) - rounding


def check_certificate(
    model: LinearModel, certificate: CoveringCertificate, *, maximises: bool = False
) -> float:
    """Recompute the bound of a certificate from the model and return it.

    Cuts are proved again one by one by trying all ways to cover their points.

    Parameters
    ----------
    model
        Model written from the data, never taken from a solver.
    certificate
        Multipliers and the bound they are said to prove.
    maximises
        Whether the problem maximises, so that the model holds its negated objective.

    Raises
    ------
    algorithms.errors.InputError
        ``siting.certificate_refused`` when the multipliers don't prove the claim,
        ``siting.certificate_cut_refused`` when a group can do with fewer sites.
    """
    for number, cut in enumerate(certificate.cuts):
        if not (_is_covering(model, cut) and is_proven_cut(cut, model.matrix)):
            raise InputError("siting.certificate_cut_refused", cut=number, needed=cut.needed)
    model = with_cuts(model, certificate.cuts)
    proved = safe_bound(model, certificate.row_multipliers)
    proved = -proved if maximises else proved
    claimed = certificate.claimed_bound
    if (proved > claimed) if maximises else (proved < claimed):
        raise InputError("siting.certificate_refused", claimed=claimed, proved=proved)
    return proved


def _is_covering(model: LinearModel, cut: BlockCut) -> bool:
    """Tell whether the group's rows ask for one of some yes-or-no columns each."""
    rows = model.matrix[cut.points]
    columns = rows.indices
    return bool(
        (model.row_lower[cut.points] >= 1.0).all()
        and (rows.data == 1.0).all()
        and model.is_integer[columns].all()
        and (model.column_lower[columns] >= 0.0).all()
    )
