"""Filling in the edit form as a browser without scripts does."""

from html.parser import HTMLParser

from django.test import Client

from clinics.models import Clinic


class _Fields(HTMLParser):
    """What a browser sends of the form with the id `edit-form`."""

    def __init__(self):
        super().__init__()
        self.fields, self._inside, self._lines = {}, False, None

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        if tag == "form":
            self._inside = said.get("id") == "edit-form"
        elif tag == "input" and self._inside:
            ticks = said.get("type") in ("radio", "checkbox")
            if not ticks or "checked" in said:
                self.fields[said["name"]] = said.get("value", "")
        elif tag == "textarea" and self._inside:
            self._lines, self.fields[said["name"]] = said["name"], ""

    def handle_data(self, data):
        if self._lines:
            self.fields[self._lines] += data.removeprefix("\n")

    def handle_endtag(self, tag):
        if tag == "textarea":
            self._lines = None


def fields_of(answer) -> dict[str, str]:
    """The fields of the edit form on a page, as they are filled in."""
    parser = _Fields()
    parser.feed(answer.content.decode())
    return parser.fields


def fill(client: Client, clinic: Clinic, *, do: str = "review", **typed: str):
    """Open the form, type (names with `__` for `.` and `_` as they are), and send it back."""
    page = client.get(f"/my/clinics/{clinic.slug}/edit/")
    return send(client, clinic, fields_of(page), do=do, **typed)


def send(client: Client, clinic: Clinic, fields: dict, *, do: str = "review", **typed: str):
    """Send fields that were opened earlier, with these typed."""
    named = {name.replace("__", "."): text for name, text in typed.items()}
    return client.post(f"/my/clinics/{clinic.slug}/edit/", fields | named | {"do": do})


def send_reviewed(client: Client, clinic: Clinic, *, note: str = ""):
    """Look at what changes and send it."""
    url = f"/my/clinics/{clinic.slug}/review/"
    return client.post(url, {"seen": client.get(url).context["seen"], "note": note})
