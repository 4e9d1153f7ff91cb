"""An edit that puts a whole project in place of another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from siting_tool.project.edits import Edit
    from siting_tool.project.project import Project


@dataclass(frozen=True, kw_only=True)
class SwapProject:
    """For changes that touch many parts at once, such as importing sources.

    Projects share what did not change, so keeping two of them costs little.
    """

    project: Project
    text_id: str = "edit.import_sources"

    def apply(self, project: Project) -> tuple[Project, Edit]:
        """See :class:`siting_tool.project.edits.Edit`."""
        return self.project, replace(self, project=project)
