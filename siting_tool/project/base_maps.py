"""Base maps of a project: pictures below the plan, kept in files of their own."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from siting_tool.project.edits import Edit
    from siting_tool.project.project import Project

KEY_PREFIX = "basemap"


@dataclass(frozen=True, kw_only=True)
class BaseMap:
    """One picture on the ground.

    Attributes
    ----------
    key
        Name of its layer on the map, ``basemap:N``, unique within the project.
    path
        GeoTIFF or MBTiles file, absolute.
    datum_shift
        ``gcj02`` or ``bd09`` when it was taken from such a map, else empty.
    """

    key: str
    path: str
    datum_shift: str = ""

    @property
    def title(self) -> str:
        """What it is called: the name of its file."""
        return Path(self.path).stem


@dataclass(frozen=True, kw_only=True)
class SetBaseMaps:
    """Adds, takes away or shifts base maps, given as all there are."""

    base_maps: tuple[BaseMap, ...]
    text_id: str = "edit.set_base_maps"

    def apply(self, project: Project) -> tuple[Project, Edit]:
        """See :class:`siting_tool.project.edits.Edit`."""
        inverse = replace(self, base_maps=project.base_maps)
        return replace(project, base_maps=self.base_maps), inverse


def with_base_map(
    known: tuple[BaseMap, ...], path: Path, datum_shift: str = ""
) -> tuple[BaseMap, ...]:
    """Return base maps with one more on top; a file that is there already keeps its key."""
    full = str(path.absolute())
    same = [item for item in known if item.path == full]
    number = 1 + max((int(item.key.rpartition(":")[2]) for item in known), default=0)
    key = same[0].key if same else f"{KEY_PREFIX}:{number}"
    others = tuple(item for item in known if item.key != key)
    return (*others, BaseMap(key=key, path=full, datum_shift=datum_shift))


def stored_base_maps(base_maps: Iterable[BaseMap], folder: Path) -> list[dict[str, str]]:
    """Return what stands in a project file: paths relative to its folder, where there is a way."""
    return [{**vars(item), "path": _relative(item.path, folder)} for item in base_maps]


def read_base_maps(stored: Iterable[Mapping[str, str]], folder: Path) -> tuple[BaseMap, ...]:
    """Return the base maps that stand in a project file of a folder."""
    return tuple(
        BaseMap(**{**entry, "path": os.path.normpath(folder.absolute() / entry["path"])})
        for entry in stored
    )


def _relative(path: str, folder: Path) -> str:
    try:
        return Path(os.path.relpath(path, folder.absolute())).as_posix()
    except ValueError:  # on another drive
        return path
