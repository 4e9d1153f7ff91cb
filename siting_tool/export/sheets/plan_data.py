"""A plan as the sheets read it: frames by role, villages, map layers, words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from resources.map_style import LayerStyle, Symbol, layer_styles
from resources.texts import Language, all_texts, text
from resources.units import unit_title
from siting_tool.export.drawing.map_layer import MapLayer
from siting_tool.export.plan_layers import layer_title
from siting_tool.export.sheets.sheet_texts import sheet_text
from siting_tool.project.columns import numbers, point_xy, words
from siting_tool.project.qgis_style import schema_of_layer
from siting_tool.project.study_area import enclosing_areas, layer_or_empty, village_of_points

if TYPE_CHECKING:
    from siting_tool.project.project import Project, Scenario

HOUSEHOLD_ROLES = ("household_modes", "household_access", "households")


@dataclass(frozen=True, kw_only=True)
class Village:
    """A village of the plan; without boundaries the whole area is one."""

    code: str
    name: str
    boundary: Any = None


@dataclass(frozen=True, kw_only=True, eq=False)
class PlanData:
    """Project and scenario with what is derived from them once for all sheets.

    Attributes
    ----------
    project, scenario
        The plan.
    language
        Of every word on the sheets.
    """

    project: Project
    scenario: Scenario
    language: Language

    def word(self, word_id: str, **values: Any) -> str:
        """Return one text of ``resources/messages/sheets.toml``."""
        return text(f"sheets.{word_id}", self.language, **values)

    def choice(self, role: str, column: str, value: str) -> str:
        """Return the title of a value of an enumeration; the value where none is declared."""
        return title_of_choice(role, column, value, self.language)

    def unit(self, unit: str) -> str:
        """Return a unit as people write it, such as m³ for ``m3``."""
        return unit_title(unit, self.language)

    def sheet_text(self, text_id: str) -> str:
        """Return one of the texts of the project-wide form."""
        if text_id not in self._sheet_texts:
            self._sheet_texts[text_id] = sheet_text(self.project, text_id, self.language)
        return self._sheet_texts[text_id]

    @cached_property
    def _sheet_texts(self) -> dict[str, str]:
        return {}

    def frame(self, role: str) -> gpd.GeoDataFrame:
        """Return a result layer, else the input layer, without features that have no place."""
        if role not in self._frames:
            frame = self.scenario.results.get(role)
            self._frames[role] = (
                layer_or_empty(self.project, role)
                if frame is None
                else frame[frame.geometry.notna() & ~frame.geometry.is_empty]
            )
        return self._frames[role]

    @cached_property
    def _frames(self) -> dict[str, gpd.GeoDataFrame]:
        return {}

    @cached_property
    def household_role(self) -> str:
        """Layer that shows the households: with modes, else with walks, else bare."""
        return next(
            (role for role in HOUSEHOLD_ROLES if role in self.scenario.results), "households"
        )

    @cached_property
    def _villages_of_roles(self) -> dict[str, NDArray[np.object_]]:
        return {}

    def village_of(self, role: str) -> NDArray[np.object_]:
        """Return the village code of each feature: its own, else that of its position."""
        known = self._villages_of_roles
        if role not in known:
            frame = self.frame(role)
            codes = words(frame, "village_code")
            if "village_boundaries" not in self.project.layers:
                codes = np.full(len(frame), self.villages_without_boundaries, dtype=object)
            known[role] = village_of_points(self.project, point_xy(frame), codes)
        return known[role]

    @property
    def villages_without_boundaries(self) -> str:
        """Code of the one area that is assumed where no boundaries are known."""
        return "all"

    @cached_property
    def villages(self) -> tuple[Village, ...]:
        """Every village with a boundary or a household, by code.

        Boundaries that only enclose villages are none; see `enclosing_areas`.
        """
        frame = layer_or_empty(self.project, "village_boundaries")
        found: dict[str, Village] = {}
        for code, name, boundary in zip(
            words(frame, "village_code"), words(frame, "village_name"), frame.geometry, strict=True
        ):
            if code in self.enclosing_areas:
                continue
            key = code or name
            known = found.get(key)
            merged = boundary if known is None else shapely.union(known.boundary, boundary)
            found[key] = Village(code=key, name=name or code, boundary=merged)
        for code in sorted(set(self.village_of(self.household_role)) - set(found)):
            found[code] = Village(code=code, name=self._name_without_boundary(code))
        return tuple(found[code] for code in sorted(found))

    @cached_property
    def enclosing_areas(self) -> dict[str, str]:
        """Code and name of the boundaries that only lie around villages."""
        roles = (self.household_role, "toilet_sites")
        return enclosing_areas(self.project, {*chain.from_iterable(map(self.village_of, roles))})

    def _name_without_boundary(self, code: str) -> str:
        if code == self.villages_without_boundaries:
            return self.sheet_text("township_name") or self.word("whole_area")
        return code or self.word("no_village")

    @cached_property
    def _map_layers(self) -> dict[tuple[str, float], MapLayer]:
        return {}

    def map_layer(self, role: str, size_share: float = 1.0) -> MapLayer:
        """Return a role as a map layer, its point symbols scaled by a share."""
        key = (role, size_share)
        if key not in self._map_layers:
            self._map_layers[key] = _map_layer(self, role, size_share)
        return self._map_layers[key]


def title_of_choice(role: str, column: str, value: str, language: Language) -> str:
    """Return the title of a value of an enumeration; the value itself where none is declared."""
    return schema_of_layer(role).field(column).choice_title(value, language)


def _map_layer(plan: PlanData, role: str, size_share: float) -> MapLayer:
    frame, style = plan.frame(role), layer_styles()[role]
    values = _category_values(frame, style)
    names = sorted(set(values), key=_order_of(style))
    index = {name: number for number, name in enumerate(names)}
    classes = tuple(
        (_scaled(style.symbol_of(name), size_share), _class_title(plan, style, name))
        for name in names
    )
    return MapLayer(
        role=role,
        geometry=np.asarray(frame.geometry.to_numpy(), dtype=object),
        classes=classes,
        class_index=np.array([index[value] for value in values], dtype=np.intp),
        angle_rad=_angles(frame),
    )


def _category_values(frame: gpd.GeoDataFrame, style: LayerStyle) -> list[str]:
    """Return the class of each feature, empty where the style does not know its value."""
    if not style.category or style.category not in frame:
        return [""] * len(frame)
    values = [
        str(value).lower() if isinstance(value, (bool, np.bool_)) else str(value)
        for value in frame[style.category]
    ]
    return [value if value in style.categories else "" for value in values]


def _order_of(style: LayerStyle) -> Any:
    order = {name: number for number, name in enumerate(style.categories)}
    return lambda name: order.get(name, len(order))


def _class_title(plan: PlanData, style: LayerStyle, value: str) -> str:
    role_title = layer_title(style.role, plan.language)
    if not value:
        return role_title
    special = f"sheets.legend.{style.role}_{value}"
    if special in all_texts():
        return text(special, plan.language)
    title = title_of_choice(style.role, style.category, value, plan.language)
    pattern = f"sheets.legend.{style.role}"
    return text(pattern, plan.language, title=title) if pattern in all_texts() else title


def _scaled(symbol: Symbol, share: float) -> Symbol:
    if share == 1.0:
        return symbol
    return replace(
        symbol, size_mm=round(symbol.size_mm * share, 2), width_mm=round(symbol.width_mm * share, 3)
    )


def _angles(frame: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Return the turn of arrows: bearings run clockwise from north, turns the other way."""
    if "bearing_deg" not in frame:
        return np.zeros(0)
    return np.asarray(-np.radians(np.nan_to_num(numbers(frame, "bearing_deg"))))
