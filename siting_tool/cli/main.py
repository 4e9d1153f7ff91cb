"""Runs one command and turns every outcome into an exit code."""

from __future__ import annotations

import locale
import sys
from collections.abc import Callable, Sequence

from algorithms.errors import CancelledError, InfeasibleError
from resources.texts import LANGUAGES, Language, text
from siting_tool.cli.parser import UsageError, make_parser
from siting_tool.messages import KNOWN_ERRORS, error_line

DONE, BAD_INPUT, INFEASIBLE, CANCELLED = 0, 2, 3, 130


def run(
    arguments: Sequence[str], open_window: Callable[[str | None, Language], None] | None = None
) -> int:
    """Run one command.

    Parameters
    ----------
    arguments
        Words after the program's name.
    open_window
        What opens the window; the command line itself knows no Qt.

    Returns
    -------
    int
        0 done, 2 bad input or usage, 3 no feasible plan, 130 cancelled.
    """
    language = chosen_language(arguments)
    code, lines = DONE, []
    try:
        options = make_parser(language).parse_args(arguments)
        options.open_window = open_window
        options.run(options)
        if sys.stdout is not None:
            sys.stdout.flush()
    except UsageError as error:
        code, lines = BAD_INPUT, [f"{text('error.prefix', language)}: {error}"]
    except ExceptionGroup as group:
        code, lines = BAD_INPUT, _group_lines(group, language)
    except KNOWN_ERRORS as error:
        infeasible = isinstance(error, InfeasibleError)
        code, lines = INFEASIBLE if infeasible else BAD_INPUT, [error_line(error, language)]
    except (CancelledError, KeyboardInterrupt):
        code, lines = CANCELLED, [text("cli.cancelled", language)]
    except SystemError as error:
        # What Ctrl-C in compiled code becomes.
        if not isinstance(error.__cause__, KeyboardInterrupt):
            raise
        code, lines = CANCELLED, [text("cli.cancelled", language)]
    except BrokenPipeError:
        # The reader of our output went away, as `head` does; nothing is left to say.
        sys.stdout = None
    for line in lines:
        sys.stderr.write(line.replace("\n", " ") + "\n")
    return code


def chosen_language(arguments: Sequence[str]) -> Language:
    """Return the language asked for, else that of the system, else English."""
    for word, following in zip(arguments, [*arguments[1:], ""], strict=True):
        wanted = word.partition("=")[2] if word.startswith("--language=") else following
        if word.startswith("--language") and wanted in LANGUAGES:
            return "zh" if wanted == "zh" else "en"
    system = locale.getlocale()[0] or ""
    return "zh" if system.lower().startswith(("zh", "chinese")) else "en"


def _group_lines(group: ExceptionGroup[Exception], language: Language) -> list[str]:
    known = [error for error in group.exceptions if isinstance(error, KNOWN_ERRORS)]
    if len(known) < len(group.exceptions):
        raise group
    return [error_line(error, language) for error in known]
