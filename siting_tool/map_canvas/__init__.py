"""The map: what is drawn, how it is drawn, and the tools that work on it."""
