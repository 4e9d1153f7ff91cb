"""Bring the translation file up to date with the code and compile it.

``python scripts/translations.py`` reads every string marked for translation
(``pylupdate6``, part of PyQt6), keeps the translations there are, and compiles
them (``lrelease`` of Debian's ``qt6-l10n-tools``, or ``pyside6-lrelease``).
Strings without a translation are listed; they have to be translated in the
``.ts`` file, by hand or with Qt Linguist.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parent.parent
TS = ROOT / "resources" / "i18n" / "siting_tool_zh_CN.ts"
_COMPILERS = ("/usr/lib/qt6/bin/lrelease", "pyside6-lrelease", "lrelease6")


def update(ts: Path) -> None:
    """Bring a translation file up to date with the code."""
    command = (
        Path(sys.executable).with_name("pylupdate6"),
        "--no-obsolete",
        "--no-summary",
        "--ts",
        ts,
        "siting_tool",
    )
    subprocess.run(list(map(str, command)), cwd=ROOT, check=True)  # noqa: S603 - our own words


def compile_messages(ts: Path) -> None:
    """Compile a translation file."""
    found = next((path for name in _COMPILERS if (path := shutil.which(name))), None)
    if found is None:
        sys.exit("lrelease is missing: apt-get install qt6-l10n-tools")
    subprocess.run([found, str(ts), "-qm", str(ts.with_suffix(".qm"))], check=True)  # noqa: S603


def unfinished(ts: Path) -> list[tuple[str, str]]:
    """Return context and text of every string without a translation."""
    found = []
    for context in ET.parse(ts).iter("context"):  # noqa: S314 - our own file
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation is None or translation.get("type") or not translation.text:
                found.append((context.findtext("name", ""), message.findtext("source", "")))
    return found


def main() -> None:
    """Update, tell what is missing, compile."""
    update(TS)
    for context, source in unfinished(TS):
        sys.stdout.write(f"{context}: {source}\n")
    compile_messages(TS)


if __name__ == "__main__":
    main()
