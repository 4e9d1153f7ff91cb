"""Every string of the window has a Chinese text, and the compiled file knows it."""

from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PyQt6.QtCore import QCoreApplication, QTranslator

from resources import resource_path

ROOT = Path(__file__).resolve().parents[2]
TS = resource_path("i18n", "siting_tool_zh_CN.ts")
PLACEHOLDER = re.compile(r"{\w+}")


def messages(ts):
    for context in ET.parse(ts).iter("context"):
        for message in context.iter("message"):
            yield context.findtext("name"), message.findtext("source"), message.find("translation")


def test_every_message_is_finished_and_answered_by_the_compiled_file(qapp):
    translator = QTranslator()
    assert translator.load(str(TS.with_suffix(".qm")))
    QCoreApplication.installTranslator(translator)
    for context, source, translation in messages(TS):
        assert translation is not None
        assert translation.get("type") is None, f"unfinished: {context}: {source}"
        assert translation.text, f"empty: {context}: {source}"
        answer = QCoreApplication.translate(context, source)
        assert answer == translation.text, f"stale .qm: {source}"
    QCoreApplication.removeTranslator(translator)


def test_placeholders_are_the_same_in_both_languages():
    for _, source, translation in messages(TS):
        assert set(PLACEHOLDER.findall(source)) == set(PLACEHOLDER.findall(translation.text))


def test_the_translation_file_holds_every_string_of_the_code(tmp_path):
    fresh = tmp_path / "fresh.ts"
    tool = Path(sys.executable).with_name("pylupdate6")
    if not tool.exists():
        pytest.skip("pylupdate6 is not installed beside this Python")
    command = [str(tool), "--no-summary", "--ts", str(fresh), "siting_tool"]
    subprocess.run(command, cwd=ROOT, check=True)
    in_code = {(context, source) for context, source, _ in messages(fresh)}
    in_file = {(context, source) for context, source, _ in messages(TS)}
    assert in_code == in_file
