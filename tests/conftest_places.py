"""The gazetteer in the test database, loaded once and kept by every test."""


def load_all_places() -> None:
    """Load the whole gazetteer (about 3 s), unless it is already there."""
    # Imported here: pytest reads conftest files before Django is set up.
    from directory.places.load import load_places, read_places  # noqa: PLC0415
    from directory.places.models import Place  # noqa: PLC0415

    if not Place.objects.exists():
        load_places(read_places())
