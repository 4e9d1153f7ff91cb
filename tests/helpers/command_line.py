"""Runs a command as a user does and hands back what it printed."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import Any

from siting_tool.cli.main import run


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Exit code, standard output and the lines of standard error."""

    code: int
    stdout: str
    stderr: list[str]

    @property
    def document(self) -> Any:
        """The JSON document on standard output."""
        return json.loads(self.stdout)


def siting_tool(*arguments: object) -> Outcome:
    """Run one command in this process."""
    stdout, stderr = io.StringIO(), io.StringIO()
    with redirect_stdout(stdout), redirect_stderr(stderr):
        code = run([str(argument) for argument in arguments])
    return Outcome(code=code, stdout=stdout.getvalue(), stderr=stderr.getvalue().splitlines())


def done(*arguments: object) -> Any:
    """Run one command that must succeed and return its JSON document."""
    outcome = siting_tool(*arguments, "--json", "--language", "en")
    assert outcome.code == 0, outcome.stderr[-3:]
    return outcome.document
