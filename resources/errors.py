"""The error family of the resources package."""

from __future__ import annotations

from typing import Any


class ParameterError(ValueError):
    """A parameter does not exist or a value lies outside its bounds.

    Parameters
    ----------
    code
        Stable id of the message; its texts stand in ``resources/messages``.
    values
        Named values that the message shows.
    """

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(f"{code} {values}")
        self.code = code
        self.values = values
