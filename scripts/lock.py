"""Writes the lock files: every package with its version, as installed in this environment.

Run it with the environment's Python after installing new packages.
"""

from __future__ import annotations

import configparser
import re
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
HEADER = "# Written by scripts/lock.py; direct dependencies stand in setup.cfg.\n"


def closure(names: list[str]) -> dict[str, str]:
    """Return name -> version of the packages and all that they need here."""
    found: dict[str, str] = {}
    waiting = [Requirement(name) for name in names]
    while waiting:
        requirement = waiting.pop()
        key = re.sub(r"[-_.]+", "-", requirement.name).lower()
        if key in found:
            continue
        distribution = metadata.distribution(requirement.name)
        found[key] = distribution.version
        for line in distribution.requires or []:
            needed = Requirement(line)
            extras = requirement.extras or {""}
            if needed.marker is None or any(
                needed.marker.evaluate({"extra": extra}) for extra in extras
            ):
                waiting.append(needed)
    return found


def main() -> None:
    """Write requirements.lock and requirements-dev.lock."""
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    runtime = setup["options"]["install_requires"].split("\n")
    development = setup["options.extras_require"]["dev"].split("\n")
    needed = closure([line for line in runtime if line.strip()])
    extra = closure([line for line in development if line.strip()])
    write("requirements.lock", needed)
    write("requirements-dev.lock", {k: v for k, v in extra.items() if k not in needed})


def write(name: str, packages: dict[str, str]) -> None:
    """Write one lock file."""
    lines = "".join(f"{key}=={version}\n" for key, version in sorted(packages.items()))
    (ROOT / name).write_text(HEADER + lines, encoding="utf-8")


if __name__ == "__main__":
    main()
