"""KML for Google Earth, Ovital map and phones."""
