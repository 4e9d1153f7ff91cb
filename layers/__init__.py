"""Geodata: what a layer is, its declared fields, reading, writing and checking it. No Qt."""
