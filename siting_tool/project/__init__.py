"""The project: layers, parameters, scenarios; its file; runs and edits. No Qt."""
