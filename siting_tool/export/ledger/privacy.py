"""Identity numbers are shown only when asked for."""

from __future__ import annotations

_SHOWN_FIRST, _SHOWN_LAST = 6, 2


def masked(identity: str) -> str:
    """Return an identity number with its middle hidden.

    >>> masked("420682199001011234")
    '420682**********34'
    """
    if len(identity) <= _SHOWN_FIRST + _SHOWN_LAST:
        return "*" * len(identity)
    hidden = "*" * (len(identity) - _SHOWN_FIRST - _SHOWN_LAST)
    return identity[:_SHOWN_FIRST] + hidden + identity[-_SHOWN_LAST:]
