"""Charts of a plan as PNG and SVG."""
