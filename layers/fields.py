"""What a declared column is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from resources.texts import Language


class FieldType(StrEnum):
    """Type of a declared column."""

    TEXT = "text"
    INTEGER = "integer"
    REAL = "real"
    BOOLEAN = "boolean"
    JSON = "json"


class GeometryKind(StrEnum):
    """Geometry that a role takes."""

    POINT = "point"
    LINE = "line"
    POLYGON = "polygon"
    POINT_OR_POLYGON = "point_or_polygon"
    ANY = "any"
    RASTER = "raster"


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One value of an enumeration with its titles and accepted spellings."""

    value: str
    title_zh: str
    title_en: str
    accepted: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Field:
    """One declared column.

    Attributes
    ----------
    name
        Column name in the project, in English with its unit.
    type
        Kind of value.
    title_zh, title_en
        Heading for people.
    unit
        Unit of the value, empty where it has none.
    required
        Whether a feature without the value is of no use.
    choices
        Allowed values of an enumeration, empty where any value is allowed.
    minimum, maximum
        Bounds of a number, None where open.
    accepted_names
        Column names in source files that mean this field: Chinese, pinyin
        initials, English; compared without case, blanks and punctuation.
    short_name
        At most 10 ASCII characters, for Shapefiles.
    multiple
        Whether several choices may stand in one value, joined by commas.
    """

    name: str
    type: FieldType
    title_zh: str
    title_en: str
    unit: str = ""
    required: bool = False
    choices: tuple[Choice, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    accepted_names: tuple[str, ...] = ()
    short_name: str = ""
    multiple: bool = False

    def choice_title(self, value: str, language: Language) -> str:
        """Return the title of an allowed value; any other value as it is."""
        for choice in self.choices:
            if choice.value == value:
                return choice.title_zh if language == "zh" else choice.title_en
        return value


@dataclass(frozen=True, kw_only=True)
class LayerSchema:
    """The declared columns of one role or result layer."""

    role: str
    title_zh: str
    title_en: str
    geometry: GeometryKind
    fields: tuple[Field, ...]
    id_field: str = ""

    def field(self, name: str) -> Field:
        """Return the declared column of that name; KeyError when there is none."""
        for candidate in self.fields:
            if candidate.name == name:
                return candidate
        raise KeyError(name)
