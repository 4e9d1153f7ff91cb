"""Entry of the program: a command runs without a window, none opens it."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code."""
    from siting_tool.cli.main import run  # noqa: PLC0415 - nothing heavy before it is needed

    return run(list(sys.argv[1:] if arguments is None else arguments))


if __name__ == "__main__":
    sys.exit(main())
