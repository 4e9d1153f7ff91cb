"""Maker of the made-up sample township; run ``make_township.py`` beside this package."""
