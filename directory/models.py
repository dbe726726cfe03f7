"""Index of the site's models: the gazetteer is all it keeps."""

from directory.places.models import Place

__all__ = ["Place"]
