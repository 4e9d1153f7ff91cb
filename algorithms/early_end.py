"""How a user ends a search before its time and keeps the best answer found so far.

Every search ends at its time limit with the best answer and its bound; an early end makes
the limit come now. It is asked for from outside while the search runs, so it is known to the
searches of one call (a context variable), not handed from function to function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol, runtime_checkable


def _never() -> bool:
    return False


_asked: ContextVar[Callable[[], bool]] = ContextVar("early_end", default=_never)


@runtime_checkable
class EndsEarly(Protocol):
    """A progress that may ask for the best answer so far."""

    def is_end_asked(self) -> bool:
        """Whether the search is to end now."""


@contextmanager
def ends_early_when(is_asked: Callable[[], bool]) -> Iterator[None]:
    """Make searches within end as soon as this is true, as if their time were over."""
    before = _asked.set(is_asked)
    try:
        yield
    finally:
        _asked.reset(before)


def early_end() -> Callable[[], bool]:
    """Return what tells whether the searches here are to end, for use in another thread."""
    return _asked.get()


def is_end_asked() -> bool:
    """Whether the searches here are to end now."""
    return _asked.get()()
