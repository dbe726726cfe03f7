"""The site that patients use. It reads listings and writes only its gazetteer."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Places, search, compare and the API."""

    name = "directory"
    label = "directory"
