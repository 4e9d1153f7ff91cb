"""Fields of parameter objects that take their value from a declared parameter.

A parameter is declared once, in ``resources/parameters``. An algorithm's
parameter object names that declaration and holds no second default:

>>> from dataclasses import dataclass, fields
>>> @dataclass(frozen=True, kw_only=True)
... class Example:
...     service_distance_m: float = declared("public.service_distance_village_m")
>>> fields(Example)[0].metadata["parameter"]
'public.service_distance_village_m'
"""

from __future__ import annotations

from dataclasses import field
from typing import Any


def declared(parameter_id: str) -> Any:
    """Return a required dataclass field filled from the declared parameter."""
    return field(metadata={"parameter": parameter_id})
