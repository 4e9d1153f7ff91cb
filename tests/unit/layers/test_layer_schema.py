"""The declared columns are whole and free of contradictions."""

from __future__ import annotations

import pytest

from layers.errors import SchemaError
from layers.fields import FieldType, GeometryKind, LayerSchema
from layers.names import field_names
from layers.result_schema import MODES
from layers.schema import INPUT_SCHEMAS, ROLES, schema_of
from layers.values import choice_lookup

ALL = list(INPUT_SCHEMAS.values())
CONTRACT_FIELDS = {
    "village_boundaries": "village_code village_name township_name",
    "roads": "road_class width_m surface walkable",
    "households": "household_id village_code householder_name persons_registered persons_resident "
    "has_piped_water existing_toilet flush_litres yard_area_m2 access_width_m is_occupied "
    "is_willing groundwater_depth_m fixed_mode note",
    "public_toilets": "toilet_id toilet_kind is_open stalls_men stalls_women open_cost_yuan",
    "places": "place_id place_kind visitors_per_day must_serve",
    "sewers": "pipe_id diameter_m invert_up_m invert_down_m",
    "treatment_sites": "plant_id plant_kind capacity_m3_d invert_level_m",
    "water": "water_kind",
    "restricted_areas": "restriction_kind forbids",
}


def test_every_role_of_the_contract_is_there() -> None:
    assert ROLES == (
        "village_boundaries", "roads", "households", "terrain", "public_toilets", "places",
        "sewers", "treatment_sites", "water", "restricted_areas", "candidate_sites", "basemap",
    )  # fmt: skip


@pytest.mark.parametrize("role", CONTRACT_FIELDS)
def test_every_field_of_the_contract_is_declared(role: str) -> None:
    declared = {field.name for field in schema_of(role).fields}
    assert set(CONTRACT_FIELDS[role].split()) <= declared


@pytest.mark.parametrize("schema", ALL, ids=lambda schema: schema.role)
def test_a_schema_is_whole(schema: LayerSchema) -> None:
    names = [field.name for field in schema.fields]
    shorts = [field.short_name for field in schema.fields]
    assert len(set(names)) == len(names)
    assert len({short.lower() for short in shorts}) == len(shorts)
    assert not schema.id_field or schema.id_field in names
    for field in schema.fields:
        assert field.title_zh
        assert field.title_en
        assert field.short_name.isascii()
        assert 1 <= len(field.short_name) <= 10
        assert field.minimum is None or field.maximum is None or field.minimum < field.maximum
        assert not field.name.endswith("_m") or field.unit == "m"


@pytest.mark.parametrize("schema", ALL, ids=lambda schema: schema.role)
def test_no_column_name_means_two_fields(schema: LayerSchema) -> None:
    """A name may be declared twice only where the first field takes it on purpose."""
    for field in schema.fields:
        assert field_names(schema.role)[field.name.replace("_", "")] == field.name


@pytest.mark.parametrize("schema", ALL, ids=lambda schema: schema.role)
def test_every_value_of_a_list_is_found_by_its_titles(schema: LayerSchema) -> None:
    for field in schema.fields:
        lookup = choice_lookup(field)
        for choice in field.choices:
            assert field.type is FieldType.TEXT
            assert lookup[choice.value.replace("_", "")] == choice.value
            assert lookup[choice.title_zh.replace("（", "").replace("）", "")] == choice.value


def test_the_modes_of_a_household_are_those_of_the_results() -> None:
    fixed = schema_of("households").field("fixed_mode")
    assert [choice.value for choice in fixed.choices] == [mode.value for mode in MODES]


def test_an_unknown_role_names_the_known_ones() -> None:
    with pytest.raises(SchemaError) as caught:
        schema_of("house")
    assert "households" in caught.value.values["roles"]


def test_rasters_have_no_columns() -> None:
    for schema in ALL:
        assert (schema.geometry is GeometryKind.RASTER) == (not schema.fields)
