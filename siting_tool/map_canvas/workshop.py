"""Parts of the map that take a while to make: made in a thread of their own, then kept."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Generic, TypeVar

from PyQt6.QtCore import QObject, pyqtSignal

_log = logging.getLogger("siting_tool.map_canvas")

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Supply(Generic[Key, Value]):
    """Things of one kind, such as the tiles of a base map, the latest used ones kept.

    Parameters
    ----------
    make
        Makes the thing of a key, or None where there is nothing; called in
        the workshop's thread.
    most
        How many are kept.

    Attributes
    ----------
    revision
        Grows with everything made, so that a picture knows when it is out of date.
    """

    def __init__(self, make: Callable[[Key], Value | None], most: int) -> None:
        self._make = make
        self._most = most
        self._kept: OrderedDict[Key, Value | None] = OrderedDict()
        self._lock = threading.Lock()
        self.revision = 0

    def __contains__(self, key: Key) -> bool:
        return key in self._kept

    def get(self, key: Key) -> Value | None:
        """Return what was made of a key; None where there is nothing (yet)."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def make(self, key: Key) -> None:
        """Make the thing of a key and keep it; a fault counts as nothing there."""
        if key in self._kept:
            return
        try:
            value = self._make(key)
        except Exception:  # noqa: BLE001 - the edge of the thread: the map goes on without this part
            _log.warning("A part of the map could not be made", exc_info=True)
            value = None
        with self._lock:
            self._kept[key] = value
            self.revision += 1
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)


class Workshop(QObject):
    """Makes what supplies are asked for, one thing after the other.

    Signals
    -------
    arrived
        Something was made.
    """

    arrived = pyqtSignal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="map_workshop")
        self._lock = threading.Lock()
        self._orders: dict[int, tuple[Supply[Any, Any], list[Any]]] = {}
        self._is_working = False
        self._is_open = True

    def order(self, supply: Supply[Key, Any], keys: Sequence[Key]) -> None:
        """Ask for things, the first one first; earlier wishes of the supply are forgotten."""
        with self._lock:
            self._orders.pop(id(supply), None)
            if keys and self._is_open:
                self._orders[id(supply)] = (supply, list(reversed(keys)))
            if self._orders and not self._is_working:
                self._is_working = True
                self._executor.submit(self._work)

    @property
    def is_busy(self) -> bool:
        """Whether anything is still to be made."""
        return self._is_working

    def close(self) -> None:
        """Forget all wishes and wait for the thread."""
        with self._lock:
            self._is_open = False
            self._orders.clear()
        self._executor.shutdown()

    def _work(self) -> None:
        while (next_ := self._next()) is not None:
            supply, key = next_
            supply.make(key)
            self.arrived.emit()

    def _next(self) -> tuple[Supply[Any, Any], Any] | None:
        """Take one wish, of each supply in turn."""
        with self._lock:
            if not self._orders:
                self._is_working = False
                return None
            number = next(iter(self._orders))
            supply, keys = self._orders.pop(number)
            key = keys.pop()
            if keys:
                self._orders[number] = (supply, keys)
            return supply, key
