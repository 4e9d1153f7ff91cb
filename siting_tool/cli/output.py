"""What a command prints: one JSON document, or lines for people."""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from algorithms.errors import CancelledError
from resources.texts import Language, text
from siting_tool.messages import stage_text


def print_json(document: Any) -> None:
    """Print one JSON document on stdout; NaN and infinity become null."""
    json.dump(_plain(document), sys.stdout, ensure_ascii=False, indent=1, allow_nan=False)
    sys.stdout.write("\n")


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, str) or value is None:
        return value
    if hasattr(value, "tolist"):
        return _plain(value.tolist())
    if isinstance(value, Iterable):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not abs(value) < float("inf"):
        return None
    return value


def print_lines(lines: Iterable[str]) -> None:
    """Print lines for people on stdout."""
    for line in lines:
        sys.stdout.write(line + "\n")


def table_lines(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows as aligned columns; Chinese characters count as two."""
    widths = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join(_pad(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _width(words: str) -> int:
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in words)


def _pad(words: str, width: int) -> str:
    return words + " " * (width - _width(words))


class TerminalProgress:
    """Shows stages on stderr: a bar on a terminal, else one line when a stage first comes.

    As a context it also takes care of Ctrl-C, which must not cut through compiled code: the
    first one is heard at the next report and cancels, or with ``keeps_best`` asks the search
    for the best plan so far; a second one stops at once.
    """

    def __init__(self, language: Language, *, keeps_best: bool = False) -> None:
        self._language = language
        self._keeps_best = keeps_best
        self._is_interrupted = False
        self._seen: set[str] = set()
        self._shown_at = 0.0
        self._handler: Any = None

    def __enter__(self) -> TerminalProgress:
        """Listen to Ctrl-C."""
        self._handler = signal.signal(signal.SIGINT, self._interrupt)
        return self

    def __exit__(self, *_: object) -> None:
        """End the bar's line and leave Ctrl-C as it was."""
        signal.signal(signal.SIGINT, self._handler)
        self.close()

    def _interrupt(self, *_: object) -> None:
        self._is_interrupted = True
        signal.signal(signal.SIGINT, signal.default_int_handler)
        stage = "cli.ending" if self._keeps_best else "cli.cancelling"
        sys.stderr.write("\n" + text(stage, self._language) + "\n")

    def is_end_asked(self) -> bool:
        """See :class:`algorithms.early_end.EndsEarly`."""
        return self._keeps_best and self._is_interrupted

    def report(self, stage: str, share: float | None = None) -> None:
        """See :class:`algorithms.progress.Progress`."""
        if self._is_interrupted and not self._keeps_best:
            raise CancelledError
        if sys.stderr.isatty():
            self._draw_bar(stage, share)
        elif stage not in self._seen:
            sys.stderr.write(stage_text(stage, self._language) + "\n")
        self._seen.add(stage)

    def _draw_bar(self, stage: str, share: float | None) -> None:
        now = time.monotonic()
        if now - self._shown_at < 0.1:
            return
        self._shown_at = now
        done = "" if share is None else f" {'█' * round(20 * share):░<20} {share:4.0%}"
        # One line for all: a solver goes back and forth between stages many times a second.
        sys.stderr.write(f"\r\x1b[2K{stage_text(stage, self._language)}{done}")
        sys.stderr.flush()

    def close(self) -> None:
        """End the bar's line."""
        if self._seen and sys.stderr.isatty():
            sys.stderr.write("\n")
