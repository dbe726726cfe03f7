"""An HSDS service as rows by our column names: one for each of its locations."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

from clinics.exchange import columns
from clinics.exchange.hsds import said_before
from clinics.exchange.hsds.ids import SERVICE, number_of
from clinics.exchange.hsds.places import ADDRESS
from clinics.exchange.hsds.said_before import Object, objects, place_texts, text
from clinics.exchange.hsds.schedules import hours_cell
from clinics.exchange.provenance import LISTING
from clinics.files.refusals import RowRefused, shown
from clinics.listing.draft import DERIVED
from clinics.listing.models import SourceKind

STATUSES = {"": "", "active": "open", "temporarily closed": "paused"}
LANGUAGES = {
    "spa": "es", "cmn": "zh", "vie": "vi", "rus": "ru", "ara": "ar", "fra": "fr", "fre": "fr",
    "deu": "de", "ger": "de", "kor": "ko", "tgl": "tl", "fil": "tl", "por": "pt", "hat": "ht",
    "hin": "hi", "pol": "pl", "ita": "it", "jpn": "ja", "fas": "fa", "per": "fa", "heb": "he",
    "urd": "ur", "ben": "bn", "pan": "pa", "amh": "am", "som": "so", "nav": "nv", "ell": "el",
    "gre": "el",
}  # fmt: skip
"""ISO 639-2 and 639-3 codes of languages that our checklist names by ISO 639-1."""
NOT_THE_SAME = ("zh",)
"""Elsewhere it is any Chinese language; here it is Mandarin."""
NO_VOICE = ("fax", "text", "pager", "textphone", "video")


def rows_of(service: Object, *, source: str, on: dt.date) -> Iterator[dict[str, str]]:
    """The cells of each location, by our column names; of the service if it has no location.

    `source` is the name of the list. Raises RowRefused.
    """
    if not text(service, "id"):
        raise RowRefused("id is missing, or this is not a service")
    if (status := text(service, "status").lower()) not in STATUSES:
        raise RowRefused(f"status: {shown(status)}: the service is not offered")
    links = objects(service, "service_at_locations") or [{}]
    for link in links:
        yield _Row(service, link, source=source, on=on, is_one_of_many=len(links) > 1).cells()


class _Row:
    """A service at one location. `is_ours`: it has the terms of a listing of this software."""

    def __init__(
        self, service: Object, link: Object, *, source: str, on: dt.date, is_one_of_many: bool
    ) -> None:
        self.service, self.link, self.source, self.on = service, link, source, on
        self.location = _object(link, "location")
        self.organization = _object(service, "organization")
        self.is_one_of_many = is_one_of_many
        self.told = place_texts(service, self.location)
        self.is_ours = "listing.slug" in self.told
        self.is_own = self.is_ours and number_of(SERVICE, text(service, "id")) is not None

    def cells(self) -> dict[str, str]:
        facts, sources = said_before.answers(self.service, self.source)
        cells = {
            **self._key(),
            **self._name(),
            **self._address(),
            **self._contact(),
            "latitude": text(self.location, "latitude"),
            "longitude": text(self.location, "longitude"),
            "description": text(self.service, "description"),
            "hours": hours_cell(self._nearest("schedules"), on=self.on),
            **dict.fromkeys(_answer_columns(), ""),
            **facts,
            **self._standing(),
        }
        if not any(code.startswith("language.") for code in facts):
            cells |= self._languages()
        if self.is_ours:
            prices, of_prices = said_before.prices(self.service, self.source, on=self.on)
            cells |= dict.fromkeys(columns.prices(), "") | prices
            sources |= of_prices
            cells |= self._listing(sources)
        return cells | {"provenance": json.dumps(sources, ensure_ascii=False)}

    def _key(self) -> dict[str, str]:
        """The key of the row. A listing of this very site keeps the one that it has here."""
        listed_by = text(self.location, "external_identifier_type")
        external_id = text(self.location, "external_identifier")
        if self.is_own and listed_by and external_id:
            return {"listed_by": listed_by, "external_id": external_id}
        place = text(self.location, "id") or text(self.link, "location_id")
        return {"external_id": "/".join(filter(None, [text(self.service, "id"), place]))}

    def _name(self) -> dict[str, str]:
        place, company = text(self.location, "name"), text(self.organization, "name")
        if self.is_ours:
            return {"name": place, "organization": self.told.get("listing.organization", "")}
        name = company or text(self.service, "name") or place
        if self.is_one_of_many and place:
            name = f"{name}, {place}"
        return {"name": name, "organization": company}

    def _address(self) -> dict[str, str]:
        """The address of the building; HSDS also has postal and virtual ones."""
        physical = [one for one in objects(self.location, "addresses")
                    if text(one, "address_type") in ("", "physical")]  # fmt: skip
        address = physical[0] if physical else {}
        return {
            ours: text(address, theirs) or self.told.get(f"place.{ours}", "")
            for theirs, ours in ADDRESS.items()
        }

    def _contact(self) -> dict[str, str]:
        website = text(self.service, "url") or text(self.organization, "website")
        email = text(self.service, "email") or text(self.organization, "email")
        phones = self._nearest("phones") or objects(self.organization, "phones")
        spoken = [one for one in phones if text(one, "type").lower() not in NO_VOICE]
        return {"website": website, "email": email, "phone": _phone(spoken[0]) if spoken else ""}

    def _nearest(self, member: str) -> list[Object]:
        """What is said of the service at this location; else of the location; else anywhere."""
        of = (self.link, self.location, self.service)
        return next((held for one in of if (held := objects(one, member))), [])

    def _standing(self) -> dict[str, str]:
        cells = {"status": STATUSES[text(self.service, "status").lower()]}
        days = {"status_since": "listing.status_since", "paused_until": "listing.paused_until"}
        told = {ours: self.told.get(term, "") for ours, term in days.items()}
        return cells | (told if self.is_ours else {})

    def _languages(self) -> dict[str, str]:
        """The languages of the checklist that are spoken, by their ISO codes."""
        held = objects(self.service, "languages") + objects(self.location, "languages")
        codes = {text(one, "code").strip().lower() for one in held} - {*NOT_THE_SAME}
        spoken = {f"language.{LANGUAGES.get(code, code)}" for code in codes}
        return {code: "yes" for code in columns.items() if code in spoken}

    def _listing(self, sources: dict[str, list[Any]]) -> dict[str, str]:
        """What only a listing of this software says; adds to `sources` who says name and address.

        With that, the importer takes the texts to the letter: only those that this site exported.
        """
        cells = {
            "how_to_find": self.told.get("place.how_to_find", ""),
            "approximate": self.told.get("place.approximate", ""),
        }
        if not self.is_own:
            return cells
        if days := said_before.listing_days(self.location):
            sources[LISTING] = [SourceKind.IMPORT.value, self.source, *days]
        return cells | {
            "slug": self.told["listing.slug"],
            "county_fips": self.told.get("place.county_fips", "00000"),
        }


def _answer_columns() -> list[str]:
    codes = (*columns.items(), *columns.numbers(), *columns.coverage())
    return [code for code in codes if code not in DERIVED]


def _object(row: Object, member: str) -> Object:
    value = row.get(member) or {}
    if not isinstance(value, dict):
        raise RowRefused(f"{member}: is not an object")
    return value


def _phone(row: Object) -> str:
    number, extension = text(row, "number"), text(row, "extension").removesuffix(".0")
    return f"{number} ext. {extension}" if extension else number
