"""The error family of the layers package."""

from __future__ import annotations

from typing import Any


class LayerError(ValueError):
    """Geodata that cannot be used; names the place and the remedy.

    Parameters
    ----------
    code
        Stable id of the message; its texts stand in ``resources/messages``.
    file, layer, row, field
        Where the fault is, as far as it is known; ``row`` counts from 1
        below the header.
    values
        Further named values that the message shows.
    """

    def __init__(
        self,
        code: str,
        *,
        file: str = "",
        layer: str = "",
        row: int | None = None,
        field: str = "",
        **values: Any,
    ) -> None:
        super().__init__(f"{file} {code} {values}")
        self.code = code
        self.file = file
        self.layer = layer
        self.row = row
        self.field = field
        self.values = values


class ReadError(LayerError):
    """A file cannot be read as geodata."""


class CrsError(LayerError):
    """The coordinate reference system is missing, unknown or contradicts the data."""


class SchemaError(LayerError):
    """Columns or values do not fit the declared fields of the role."""


class WriteError(LayerError):
    """A file cannot be written."""
