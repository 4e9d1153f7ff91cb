"""What QGIS sees of GeoPackages and project files, as JSON; run by the Python that QGIS uses.

``/usr/bin/python3 qgis_reader.py FILE...``: a program of its own, because QGIS
brings its own Qt, which does not go with that of the window.
"""

from __future__ import annotations

import json
import sys

from qgis.core import (
    QgsApplication,
    QgsMapLayerType,
    QgsProject,
    QgsProviderRegistry,
    QgsRenderContext,
    QgsVectorLayer,
)


def main() -> None:
    """Describe every layer of the files."""
    application = QgsApplication([], False)
    application.initQgis()
    json.dump({path: describe_file(path) for path in sys.argv[1:]}, sys.stdout)
    application.exitQgis()


def describe_file(path):
    """Return the vector layers of a project file or of another source."""
    if path.endswith(".qgs"):
        project = QgsProject.instance()
        assert project.read(path)
        assert project.crs().isValid()
        order = project.layerTreeRoot().findLayers()
        return [describe(node.layer()) | {"shown": node.isVisible()} for node in order]
    found = QgsProviderRegistry.instance().querySublayers(path)
    vectors = [entry for entry in found if entry.type() == QgsMapLayerType.VectorLayer]
    return [
        describe(QgsVectorLayer(entry.uri(), entry.name(), entry.providerKey()))
        for entry in vectors
    ]


def describe(layer):
    """Return a layer's name, data, legend, labels and aliases."""
    renderer = layer.renderer()
    labels = layer.labeling()
    return {
        "name": layer.name(),
        "is_valid": layer.isValid(),
        "crs": layer.crs().authid(),
        "count": layer.featureCount(),
        "renderer": "" if renderer is None else renderer.type(),
        "legend": []
        if renderer is None
        else [item.label() for item in renderer.legendSymbolItems()],
        "drawn": 0 if renderer is None else drawn_features(layer, renderer),
        "label": labels.settings().fieldName if labels and layer.labelsEnabled() else "",
        "aliases": {field.name(): field.alias() for field in layer.fields() if field.alias()},
    }


def drawn_features(layer, renderer):
    """Count the features that get a symbol fit for their geometry."""
    context = QgsRenderContext()
    context.expressionContext().appendScopes([])
    renderer.startRender(context, layer.fields())
    drawn = 0
    for feature in layer.getFeatures():
        context.expressionContext().setFeature(feature)
        symbols = renderer.symbolsForFeature(feature, context)
        drawn += any(int(symbol.type()) == int(feature.geometry().type()) for symbol in symbols)
    renderer.stopRender(context)
    return drawn


main()
