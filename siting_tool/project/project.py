"""What a project holds; every change makes a new one and leaves the old as it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from resources.catalogue import DEFAULT_PROFILE, ParameterValue, ParameterValues, load_profile

if TYPE_CHECKING:
    import geopandas as gpd

    from layers.findings import Finding
    from layers.raster import TerrainRaster
    from layers.vector import Source
    from siting_tool.project.base_maps import BaseMap

DEFAULT_SCENARIO = "main"


@dataclass(frozen=True, kw_only=True)
class RunRecord:
    """One finished run: enough to repeat it and to see whether it is stale.

    Attributes
    ----------
    kind
        ``site`` or ``renovate``.
    settings
        What was asked for (model, service distance, fixed modes ...).
    parameters
        Values that differed from the profile.
    input_fingerprints
        SHA-256 per role of the layers it read.
    summary
        The JSON document of the command line.
    program_version, finished_at
        Program version and local time in ISO 8601.
    """

    kind: str
    settings: Mapping[str, Any]
    parameters: Mapping[str, ParameterValue]
    input_fingerprints: Mapping[str, str]
    summary: Mapping[str, Any]
    program_version: str
    finished_at: str


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """A plan: result layers with the runs that made them and the decisions by hand.

    Attributes
    ----------
    name
        Unique within the project.
    results
        Result layers by role, columns as ``layers.result_schema`` declares.
    runs
        Latest run of each kind.
    fixed_modes
        Household id to mode, set by hand; kept by every run.
    site_choices
        Site id to ``lock`` (must stay), ``forbid`` or ``require``; kept by every run.
    """

    name: str
    results: Mapping[str, gpd.GeoDataFrame] = field(default_factory=dict)
    runs: Mapping[str, RunRecord] = field(default_factory=dict)
    fixed_modes: Mapping[str, str] = field(default_factory=dict)
    site_choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Project:
    """Layers of one township in one working CRS, with parameters and scenarios.

    Attributes
    ----------
    crs
        Working CRS in metres, such as ``EPSG:4546``.
    profile
        Parameter profile.
    layers
        Input layers by role: declared columns plus whatever else the source had.
    terrain
        Ground elevation, None while unknown.
    sources
        Where each layer came from, by role (several files may feed one role).
    imported
        Input layers as their sources had them, by role; the very same frame
        as in ``layers`` where nobody edited it.
    parameters
        Values that differ from the profile.
    scenarios
        Plans by name.
    findings
        What was noticed while reading the sources.
    history
        Every run ever finished, oldest first.
    texts
        Texts for sheets and ledgers (township, offices, designer ...), by id.
    base_maps
        Pictures below the plan, from the bottom to the top.
    map_view
        How the layers of the map are shown (order, visibility, looks), as the
        window keeps it.
    """

    crs: str
    profile: str = DEFAULT_PROFILE
    layers: Mapping[str, gpd.GeoDataFrame] = field(default_factory=dict)
    terrain: TerrainRaster | None = None
    sources: Mapping[str, tuple[Source, ...]] = field(default_factory=dict)
    imported: Mapping[str, gpd.GeoDataFrame] = field(default_factory=dict)
    parameters: Mapping[str, ParameterValue] = field(default_factory=dict)
    scenarios: Mapping[str, Scenario] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    history: tuple[RunRecord, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    base_maps: tuple[BaseMap, ...] = ()
    map_view: Mapping[str, Any] = field(default_factory=dict)

    def parameter_values(
        self, changes: Mapping[str, ParameterValue] | None = None
    ) -> ParameterValues:
        """Return the project's parameters, with further changes for one run."""
        profile = load_profile(self.profile)
        return ParameterValues(profile, {**self.parameters, **(changes or {})})

    def scenario(self, name: str = DEFAULT_SCENARIO) -> Scenario:
        """Return the scenario of that name, an empty one when it is new."""
        return self.scenarios.get(name, Scenario(name=name))

    def with_scenario(self, scenario: Scenario) -> Project:
        """Return this project with one scenario added or replaced."""
        return replace(self, scenarios={**self.scenarios, scenario.name: scenario})

    def with_layer(self, role: str, frame: gpd.GeoDataFrame) -> Project:
        """Return this project with one input layer added or replaced."""
        return replace(self, layers={**self.layers, role: frame})
