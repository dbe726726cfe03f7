"""The site: what a patient uses. It reads the record and writes nothing but its gazetteer."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Places, search, compare and the API."""

    name = "directory"
    label = "directory"
