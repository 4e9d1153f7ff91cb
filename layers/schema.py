"""Every input role with its declared columns, in one place.

The command line, the dialogs, the project file, the reports and the manual
are all made from `INPUT_SCHEMAS`.
"""

from __future__ import annotations

from layers.errors import SchemaError
from layers.fields import LayerSchema
from layers.roles_constraints import CANDIDATE_SITES, RESTRICTED_AREAS, WATER
from layers.roles_infrastructure import BASEMAP, ROADS, SEWERS, TERRAIN, TREATMENT_SITES
from layers.roles_settlement import HOUSEHOLDS, PLACES, PUBLIC_TOILETS, VILLAGE_BOUNDARIES

INPUT_SCHEMAS: dict[str, LayerSchema] = {
    schema.role: schema
    for schema in (
        VILLAGE_BOUNDARIES,
        ROADS,
        HOUSEHOLDS,
        TERRAIN,
        PUBLIC_TOILETS,
        PLACES,
        SEWERS,
        TREATMENT_SITES,
        WATER,
        RESTRICTED_AREAS,
        CANDIDATE_SITES,
        BASEMAP,
    )
}
ROLES: tuple[str, ...] = tuple(INPUT_SCHEMAS)


def schema_of(role: str) -> LayerSchema:
    """Return the declared columns of a role; SchemaError names the roles there are."""
    schema = INPUT_SCHEMAS.get(role)
    if schema is None:
        raise SchemaError("layers.unknown_role", role=role, roles=", ".join(ROLES))
    return schema
