"""How a computation tells where it is and learns that it should stop."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Receives the state of a computation."""

    def report(self, stage: str, share: float | None = None) -> None:
        """Tell the stage and how much of it is done.

        Parameters
        ----------
        stage
            Stable id of the stage; its texts stand in ``resources/messages``.
        share
            Between 0 and 1 and only rising within a stage; None while unknown.

        Raises
        ------
        algorithms.errors.CancelledError
            When the user asked to stop.
        """


class SilentProgress:
    """Progress that nobody looks at and that never cancels."""

    def report(self, stage: str, share: float | None = None) -> None:
        """Do nothing."""


SILENT = SilentProgress()
