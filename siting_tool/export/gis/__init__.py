"""GIS files: styled GeoPackage, Shapefiles, GeoJSON, planning-database names."""
