"""Plans public toilets and household toilet renovation for rural townships."""

__version__ = "0.1.0"
