"""What was noticed about the data: the rows of the data report."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"  # stops an analysis
    WARNING = "warning"  # something was assumed, repaired or left out
    INFO = "info"  # worth knowing


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One kind of fault or repair in one layer, with the features concerned.

    Attributes
    ----------
    severity
        How much it matters.
    code
        Stable id; the texts (what it is, what was done, what to do) stand in
        ``resources/messages`` under this id.
    role
        Layer concerned.
    count
        Features concerned.
    ids
        Their ids (or 1-based source rows where they have none), complete.
    xy
        One place on the map per id where known, in the working CRS.
    values
        Named values that the message shows.
    """

    severity: Severity
    code: str
    role: str
    count: int
    ids: tuple[str, ...] = ()
    xy: tuple[tuple[float, float], ...] = ()
    values: dict[str, Any] = field(default_factory=dict)
