"""CAD drawings (DXF R2010)."""
