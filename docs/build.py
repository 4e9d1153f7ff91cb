"""Builds the manual (Chinese and English) and the methods pages to HTML, without warnings.

``python docs/build.py`` writes ``docs/site``; ``--check`` says whether the pages made from the
declarations are up to date and writes nothing.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from layers.fields import Field  # noqa: E402 - the project is not installed
from layers.schema import INPUT_SCHEMAS  # noqa: E402
from resources.catalogue import Parameter, load_profile  # noqa: E402
from resources.texts import LANGUAGES, Language, text  # noqa: E402
from resources.units import unit_title  # noqa: E402
from siting_tool.project.parameter_text import shown_value  # noqa: E402

MANUAL = ROOT / "docs" / "manual"
TITLES = {
    "zh": ("参数", "由声明自动生成。凡标注“默认值，待核”者，使用前须与正式标准核对。",
           "数据字段", "由声明自动生成。导入时按这些列名识别字段；不认识的列原样保留并导出。"),
    "en": ("Parameters", "Made from the declarations. Compare every value marked \"default, to be "
           "checked\" with the issued standard before relying on it.", "Data fields",
           "Made from the declarations. Columns are recognised by these names; others are kept "
           "untouched and come back out on export."),
}  # fmt: skip


def parameter_page(language: Language) -> str:
    """Return the reference of all parameters."""
    title, note, _, _ = TITLES[language]
    columns = ("id", "title", "unit", "default", "bounds", "source", "certainty")
    head = [text(f"cli.parameters.{name}", language) for name in columns]
    rows = [_parameter_row(item, language) for item in load_profile().values()]
    return f"# {title}\n\n{note}\n\n{_table(head, rows)}"


def _parameter_row(item: Parameter, language: Language) -> list[str]:
    bounds = "–".join(
        "" if bound is None else f"{bound:g}" for bound in (item.minimum, item.maximum)
    )
    return [
        f"`{item.id}`",
        item.title_zh if language == "zh" else item.title_en,
        unit_title(item.unit, language),
        shown_value(item.default, language),
        " / ".join(_choice(choice, language) for choice in item.choices) or bounds.strip("–"),
        item.shown_source(language),
        text(f"certainty.{item.certainty}", language),
    ]


def _choice(choice: str, language: Language) -> str:
    """Return a choice's title and what is typed for it."""
    shown = shown_value(choice, language)
    return choice if shown == choice else f"{shown} (`{choice}`)"


def field_page(language: Language) -> str:
    """Return the reference of all roles and fields."""
    _, _, title, note = TITLES[language]
    words = {
        "zh": ["字段", "含义", "单位", "取值", "认识的列名"],
        "en": ["Field", "Meaning", "Unit", "Values", "Recognised columns"],
    }
    parts = [f"# {title}\n\n{note}\n"]
    for schema in INPUT_SCHEMAS.values():
        name = schema.title_zh if language == "zh" else schema.title_en
        parts.append(f"## {name} (`{schema.role}`)\n")
        if schema.fields:
            parts.append(
                _table(words[language], [_field_row(field, language) for field in schema.fields])
            )
    return "\n".join(parts)


def _field_row(field: Field, language: Language) -> list[str]:
    chinese = language == "zh"
    values = "、" if chinese else ", "
    choices = values.join(
        f"{item.title_zh if chinese else item.title_en} (`{item.value}`)" for item in field.choices
    )
    title = field.title_zh if chinese else field.title_en
    return [
        f"`{field.name}`",
        title,
        unit_title(field.unit, language),
        choices,
        values.join(field.accepted_names),
    ]


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return (
        "\n".join("| " + " | ".join(c.replace("|", "\\|") for c in row) + " |" for row in lines)
        + "\n"
    )


def generated_pages() -> dict[Path, str]:
    """Return every page that is made from the declarations."""
    pages = {}
    for language in LANGUAGES:
        pages[MANUAL / language / "parameters.md"] = parameter_page(language)
        pages[MANUAL / language / "fields.md"] = field_page(language)
    return pages


def stale_pages() -> list[Path]:
    """Return the generated pages that differ from the declarations."""
    return [
        path
        for path, words in generated_pages().items()
        if not path.exists() or path.read_text(encoding="utf-8") != words
    ]


def main() -> int:
    """Write the generated pages and build the sites."""
    if "--check" in sys.argv:
        return 1 if stale_pages() else 0
    for path, words in generated_pages().items():
        path.write_text(words, encoding="utf-8")
    for language in LANGUAGES:
        configuration = ROOT / "docs" / f"mkdocs.{language}.yml"
        command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
        subprocess.run([*command, "--config-file", configuration], check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
