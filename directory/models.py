"""The site's models: only the gazetteer."""

from directory.places.models import Place

__all__ = ["Place"]
