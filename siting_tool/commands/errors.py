"""Failures as messages."""

from __future__ import annotations

import traceback

from siting_tool.docks.message_bar import Message
from siting_tool.i18n import translate
from siting_tool.i18n.language import current_language
from siting_tool.messages import KNOWN_ERRORS, KnownError, error_place, error_text


def error_message(error: BaseException) -> Message:
    """Return what went wrong, where, and what to do."""
    details = "".join(traceback.format_exception(error))
    return Message(severity="error", text="\n".join(_lines(error)), details=details)


def _lines(error: BaseException) -> list[str]:
    if isinstance(error, BaseExceptionGroup):
        return [line for part in error.exceptions for line in _lines(part)]
    if isinstance(error, KNOWN_ERRORS):
        return [_known_line(error)]
    if isinstance(error, OSError):
        words = translate("Errors", "The file {file} cannot be used: {reason}.")
        return [words.format(file=error.filename or "", reason=error.strerror or str(error))]
    words = translate(
        "Errors",
        "Something went wrong inside the program ({kind}). Nothing was changed. "
        "Please send the details to the makers.",
    )
    return [words.format(kind=type(error).__name__)]


def _known_line(error: KnownError) -> str:
    place = error_place(error, current_language())
    words = error_text(error, current_language())
    return f"{place}: {words}" if place else words
