"""A parameter's value as people read it."""

from __future__ import annotations

from resources.catalogue import ParameterValue
from resources.texts import Language, all_texts, text


def shown_value(value: ParameterValue, language: Language) -> str:
    """Return a value without its unit; choices and switches in words."""
    if isinstance(value, bool):
        return text("word.yes" if value else "word.no", language)
    if isinstance(value, float):
        return f"{value:.10g}"
    title = f"choice.{value}"
    return text(title, language) if title in all_texts() else str(value)
