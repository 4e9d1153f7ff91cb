"""The error family of the algorithms package."""

from __future__ import annotations

from typing import Any


class AlgorithmError(ValueError):
    """Input that cannot be computed on.

    Parameters
    ----------
    code
        Stable id of the message; its texts stand in ``resources/messages``.
    values
        Named values that the message shows.
    """

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(f"{code} {values}" if values else code)
        self.code = code
        self.values = values


class InputError(AlgorithmError):
    """An argument has the wrong shape, type or range."""


class InfeasibleError(AlgorithmError):
    """No solution keeps all limits; the values name the limits or points at fault."""


class CancelledError(Exception):
    """The caller asked to stop; nothing half-filled is returned."""
