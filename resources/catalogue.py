"""Parameters: declared once here, read by every part of the program.

A profile is a folder of TOML files below ``resources/parameters``; every
table in them, such as ``[public.persons_per_toilet]``, declares one
parameter. An overlay folder names the profile it extends in
``profile.toml`` (which gives every profile its titles) and restates only what
differs.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from typing import Any, TypeVar

from resources import resource_path
from resources.errors import ParameterError
from resources.texts import Language

ParameterValue = bool | int | float | str
_Filled = TypeVar("_Filled")

DEFAULT_PROFILE = "cn-rural"
CERTAINTIES = ("C1", "C2", "DOC", "D", "R-H", "R-M", "R-L")


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One declared number, switch or choice that a user may change.

    Attributes
    ----------
    id
        Stable id, such as ``public.persons_per_toilet``.
    title_zh, title_en
        Heading for people.
    unit
        Unit of the value, empty where it has none.
    default
        Value of the profile.
    minimum, maximum
        Bounds of a number, None where open.
    choices
        Allowed values of a text.
    source, source_zh
        Where the default comes from; in Chinese where it reads differently there.
    certainty
        How sure that is: C1 confirmed, C2 confirmed second-hand, DOC the
        project's source documents, D derived, R-H, R-M, R-L recalled.
    """

    id: str
    title_zh: str
    title_en: str
    unit: str = ""
    default: ParameterValue
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    source: str
    source_zh: str = ""
    certainty: str

    @property
    def is_recalled(self) -> bool:
        """Whether the default is recalled and must be shown as "to be checked"."""
        return self.certainty.startswith("R-")

    @property
    def group(self) -> str:
        """First part of the id."""
        return self.id.split(".", 1)[0]

    def shown_source(self, language: Language) -> str:
        """Return where the default comes from, in a language."""
        return (self.source_zh if language == "zh" else "") or self.source

    def accept(self, value: ParameterValue) -> ParameterValue:
        """Return the value in the parameter's type.

        Raises
        ------
        ParameterError
            When it has another type or lies outside the bounds or choices.
        """
        converted = _convert(self, value)
        if self.choices and converted not in self.choices:
            raise ParameterError(
                "parameter.not_a_choice", id=self.id, value=value, choices=", ".join(self.choices)
            )
        if isinstance(converted, bool | str):
            return converted
        too_low = self.minimum is not None and converted < self.minimum
        too_high = self.maximum is not None and converted > self.maximum
        if too_low or too_high:
            raise ParameterError(
                "parameter.out_of_bounds",
                id=self.id,
                value=value,
                minimum="-∞" if self.minimum is None else f"{self.minimum:g}",
                maximum="∞" if self.maximum is None else f"{self.maximum:g}",
                unit=self.unit,
            )
        return converted


def _convert(parameter: Parameter, value: ParameterValue) -> ParameterValue:
    kind = type(parameter.default)
    try:
        if kind is bool:
            return _switch(value)
        if kind is int:
            return _whole(float(value))
        return kind(value)
    except (ValueError, OverflowError):
        raise ParameterError(
            "parameter.wrong_type", id=parameter.id, value=value, type=kind.__name__
        ) from None


def _whole(number: float) -> int:
    if number != int(number):
        raise ValueError
    return int(number)


def _switch(value: ParameterValue) -> bool:
    text = str(value).strip().lower()
    if text in {"true", "yes", "on", "1", "是"}:
        return True
    if text in {"false", "no", "off", "0", "否"}:
        return False
    raise ValueError


class ParameterValues(Mapping[str, ParameterValue]):
    """The parameters of a run: a profile's defaults with the user's changes.

    Examples
    --------
    >>> values = ParameterValues(load_profile(), {"public.persons_per_toilet": "500"})
    >>> values["public.persons_per_toilet"]
    500
    """

    def __init__(
        self,
        profile: Mapping[str, Parameter],
        changes: Mapping[str, ParameterValue] | None = None,
    ) -> None:
        self.profile = profile
        self.changes = {
            key: find_parameter(profile, key).accept(value)
            for key, value in (changes or {}).items()
        }

    def __getitem__(self, parameter_id: str) -> ParameterValue:
        if parameter_id in self.changes:
            return self.changes[parameter_id]
        return self.profile[parameter_id].default

    def __iter__(self) -> Iterator[str]:
        return iter(self.profile)

    def __len__(self) -> int:
        return len(self.profile)

    def number(self, parameter_id: str) -> float:
        """Return the value of a number."""
        return float(self[parameter_id])

    def fill(self, parameter_class: type[_Filled], **others: Any) -> _Filled:
        """Make a parameter object whose fields name declared parameters.

        Parameters
        ----------
        parameter_class
            Dataclass whose fields carry ``metadata["parameter"]``.
        others
            Values of the fields that don't.
        """
        declared = {
            item.name: self[item.metadata["parameter"]]
            for item in fields(parameter_class)  # type: ignore[arg-type]
            if "parameter" in item.metadata
        }
        return parameter_class(**declared, **others)


def find_parameter(profile: Mapping[str, Parameter], parameter_id: str) -> Parameter:
    """Return the declared parameter, or raise an error that suggests the nearest id."""
    if parameter_id in profile:
        return profile[parameter_id]
    nearest = difflib.get_close_matches(parameter_id, profile, n=1, cutoff=0.0)
    raise ParameterError("parameter.unknown", id=parameter_id, nearest=nearest[0])


def profile_names() -> tuple[str, ...]:
    """Return the ids of all profiles."""
    folders = resource_path("parameters").iterdir()
    return tuple(sorted(folder.name for folder in folders if folder.is_dir()))


def profile_title(name: str, language: str) -> str:
    """Return what people call a profile."""
    return _header(name)[f"title_{language}"]


def _header(name: str) -> dict[str, str]:
    path = resource_path("parameters", name, "profile.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def load_profile(name: str = DEFAULT_PROFILE) -> Mapping[str, Parameter]:
    """Read a profile with the profiles it extends.

    Raises
    ------
    ParameterError
        When there is no such profile.
    """
    if name not in profile_names():
        raise ParameterError("parameter.no_profile", name=name, names=", ".join(profile_names()))
    folder, extended = resource_path("parameters", name), _header(name).get("extends")
    base = dict(load_profile(extended)) if extended else {}
    for path in sorted(folder.glob("*.toml")):
        if path.name != "profile.toml":
            tables = tomllib.loads(path.read_text(encoding="utf-8"))
            for parameter_id, entry in _entries(tables):
                base[parameter_id] = _declare(base.get(parameter_id), parameter_id, entry)
    return base


def _entries(tables: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    for key, value in tables.items():
        path = f"{prefix}{key}"
        if "default" in value:
            yield path, value
        else:
            yield from _entries(value, f"{path}.")


def _declare(known: Parameter | None, parameter_id: str, entry: dict[str, Any]) -> Parameter:
    values = dict(entry)
    if "choices" in values:
        values["choices"] = tuple(values["choices"])
    if known is not None:
        # A new source makes the old one's translation void.
        values.setdefault("source_zh", "" if "source" in values else known.source_zh)
        return replace(known, **values)
    return Parameter(id=parameter_id, **values)
