"""Errors and progress stages as one line of text in the user's language. No Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from algorithms.errors import AlgorithmError
from layers.errors import LayerError
from layers.schema import INPUT_SCHEMAS
from resources.errors import ParameterError
from resources.texts import Language, all_texts, text
from siting_tool.project.errors import ProjectError

if TYPE_CHECKING:
    from layers.findings import Finding

KNOWN_ERRORS = (AlgorithmError, LayerError, ParameterError, ProjectError)
KnownError = AlgorithmError | LayerError | ParameterError | ProjectError


def error_text(error: KnownError, language: Language) -> str:
    """Return what is wrong and what to do, without the place."""
    return text(error.code, language, **error.values)


def error_line(error: KnownError, language: Language) -> str:
    """Return ``error: PLACE: what is wrong; what to do``."""
    place = error_place(error, language)
    words = [text("error.prefix", language), *([place] if place else [])]
    return ": ".join([*words, error_text(error, language)])


def error_place(error: KnownError, language: Language) -> str:
    """Return file, layer, row and field of an error, as far as they are known."""
    if isinstance(error, ProjectError):
        return error.file
    if not isinstance(error, LayerError):
        return ""
    parts = [error.file, error.layer]
    if error.row is not None:
        parts.append(text("error.row", language, row=error.row))
    parts.append(error.field)
    return ", ".join(part for part in parts if part)


def stage_text(stage: str, language: Language) -> str:
    """Return the name of a progress stage."""
    return text(stage, language)


def finding_text(finding: Finding, language: Language, part: str = "") -> str:
    """Return what a finding says; ``part`` may be ``done`` or ``todo``, empty where it has none."""
    if part and f"{part}_{language}" not in all_texts()[finding.code]:
        return ""
    values = dict(finding.values)
    if "field" in values:
        values["field"] = _field_words(finding.role, values["field"], language)
    return text(finding.code, language, part, count=finding.count, **values)


def _field_words(role: str, name: str, language: Language) -> str:
    """Return a column's title, its own name where it is none of the role's."""
    schema = INPUT_SCHEMAS.get(role)
    titles = {
        field.name: field.title_zh if language == "zh" else field.title_en
        for field in (schema.fields if schema else ())
    }
    return titles.get(name, name)
