"""Units as people write them."""

from __future__ import annotations

from resources.texts import Language

_UNITS_ZH = {
    "persons": "人",
    "persons/d": "人次/日",
    "households": "户",
    "points": "个",
    "count": "个",
    "sites": "处",
    "stalls": "个",
    "m2": "㎡",
    "m2/person": "㎡/人",
    "m3": "m³",
    "m3/d": "m³/日",
    "m3/s": "m³/s",
    "L": "升",
    "l": "升",
    "L/(person d)": "升/(人·日)",
    "1/(person d)": "次/(人·日)",
    "1/a": "每年",
    "a": "年",
    "d": "日",
    "s": "秒",
    "deg": "°",
    "trip": "次",
    "yuan": "元",
    "yuan/a": "元/年",
    "yuan/km": "元/km",
    "yuan/kWh": "元/kWh",
    "yuan/m": "元/m",
    "yuan/m2": "元/㎡",
    "yuan/m3": "元/m³",
    "yuan/trip": "元/次",
    "yuan d/m3": "元·日/m³",
}
_UNITS_EN = {
    "deg": "°",
    "a": "years",
    "d": "days",
    "1/a": "per year",
    "1/(person d)": "per person and day",
    "L/(person d)": "L per person and day",
    "l": "L",
    "trip": "trips",
}


def unit_title(unit: str, language: Language) -> str:
    """Return a unit as people write it."""
    if language == "zh":
        return _UNITS_ZH.get(unit, unit)
    return _UNITS_EN.get(unit, unit.replace("m2", "m²").replace("m3", "m³"))
