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


class FollowedProgress:
    """Progress of work in this thread, with `beside` for work in another.

    Parameters
    ----------
    inner
        Who is told.
    """

    def __init__(self, inner: Progress) -> None:
        self._inner = inner
        self._last: tuple[str, float | None] | None = None

    def report(self, stage: str, share: float | None = None) -> None:
        """Tell the stage and how much of it is done; see `Progress`."""
        self._last = stage, share
        self._inner.report(stage, share)

    @property
    def beside(self) -> Progress:
        """Progress that only repeats what this thread told last, to learn of a cancel."""
        return _Beside(self)

    def repeat(self) -> None:
        """Tell once more what was told last."""
        if self._last is not None:
            self._inner.report(*self._last)


class _Beside:
    def __init__(self, followed: FollowedProgress) -> None:
        self._followed = followed

    def report(self, stage: str, share: float | None = None) -> None:  # noqa: ARG002
        """Repeat what the other thread told."""
        self._followed.repeat()
