"""NPPES files in their real layout of 330 columns, with fictitious providers."""

import random
from collections.abc import Iterator
from pathlib import Path

MAILING, PRACTICE = (
    "Provider Business Mailing Address",
    "Provider Business Practice Location Address",
)
FIRST, SECOND = "Provider First Line Business", "Provider Second Line Business"
HEADER = [
    "NPI", "Entity Type Code", "Replacement NPI", "Employer Identification Number (EIN)",
    "Provider Organization Name (Legal Business Name)", "Provider Last Name (Legal Name)",
    "Provider First Name", "Provider Middle Name", "Provider Name Prefix Text",
    "Provider Name Suffix Text", "Provider Credential Text", "Provider Other Organization Name",
    "Provider Other Organization Name Type Code", "Provider Other Last Name",
    "Provider Other First Name", "Provider Other Middle Name", "Provider Other Name Prefix Text",
    "Provider Other Name Suffix Text", "Provider Other Credential Text",
    "Provider Other Last Name Type Code",
    *(
        column
        for place in ("Mailing Address", "Practice Location Address")
        for column in (
            f"{FIRST} {place}", f"{SECOND} {place}",
            *(
                f"Provider Business {place} {part}"
                for part in ("City Name", "State Name", "Postal Code",
                             "Country Code (If outside U.S.)", "Telephone Number", "Fax Number")
            ),
        )
    ),
    "Provider Enumeration Date", "Last Update Date", "NPI Deactivation Reason Code",
    "NPI Deactivation Date", "NPI Reactivation Date", "Provider Sex Code",
    *(f"Authorized Official {part}" for part in ("Last Name", "First Name", "Middle Name",
                                                 "Title or Position", "Telephone Number")),
    *(
        column.format(slot)
        for slot in range(1, 16)
        for column in ("Healthcare Provider Taxonomy Code_{}", "Provider License Number_{}",
                       "Provider License Number State Code_{}",
                       "Healthcare Provider Primary Taxonomy Switch_{}")
    ),
    *(
        column.format(slot)
        for slot in range(1, 51)
        for column in ("Other Provider Identifier_{}", "Other Provider Identifier Type Code_{}",
                       "Other Provider Identifier State_{}", "Other Provider Identifier Issuer_{}")
    ),
    "Is Sole Proprietor", "Is Organization Subpart", "Parent Organization LBN",
    "Parent Organization TIN", "Authorized Official Name Prefix Text",
    "Authorized Official Name Suffix Text", "Authorized Official Credential Text",
    *(f"Healthcare Provider Taxonomy Group_{slot}" for slot in range(1, 16)),
    "Certification Date",
]  # fmt: skip
SHORT = {
    "npi": "NPI", "kind": "Entity Type Code", "organization": HEADER[4], "last": HEADER[5],
    "first": "Provider First Name", "street": f"{FIRST} Practice Location Address",
    "city": f"{PRACTICE} City Name", "state": f"{PRACTICE} State Name",
    "updated": "Last Update Date", "deactivated": "NPI Deactivation Date",
    "reactivated": "NPI Reactivation Date", "taxonomy": "Healthcare Provider Taxonomy Code_1",
    "licence": "Provider License Number_1", "licence_state": "Provider License Number State Code_1",
    "primary": "Healthcare Provider Primary Taxonomy Switch_1",
}  # fmt: skip
"""What tests call the columns they speak of."""
FULL, WEEK1, WEEK2 = (
    f"npidata_pfile_{days}.csv"
    for days in ("20050523-20251109", "20251110-20251116", "20251117-20251123")
)


def npi(number: int) -> str:
    """The NPI of a fictitious provider: 2, the number, and the check digit that fits."""
    stem = f"2{number:08}"
    doubled = sum(sum(divmod(2 * int(digit), 10)) for digit in stem[0::2])
    return f"{stem}{-(24 + doubled + sum(map(int, stem[1::2]))) % 10}"


def line(cells: list[str]) -> str:
    """A row as CMS writes it: every cell in quotation marks."""
    return ",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in cells)


def row(number: int, **cells: str) -> dict[str, str]:
    """A person who was updated on 2025-11-03, but for what `cells` say, by column or `SHORT`."""
    person = {"npi": npi(number), "kind": "1", "last": f"LAST{number}", "first": "ROBIN",
              "city": "DELRAY BEACH", "state": "FL", "updated": "11/03/2025",
              "taxonomy": "207L00000X", "licence": f"ME{number}", "licence_state": "FL",
              "primary": "Y"} | cells  # fmt: skip
    return {SHORT.get(name, name): value for name, value in person.items()}


def gone(number: int, day: str) -> dict[str, str]:
    """A deactivated number: little but itself and its date."""
    return {"NPI": npi(number), "NPI Deactivation Date": day}


def write(
    folder: Path,
    *rows: dict[str, str] | str,
    name: str = FULL,
    header: list[str] = HEADER,
    end: str = "\n",
    encoding: str = "utf-8",
) -> Path:
    """A file of these rows (a string is a line as it stands), in the header's order."""
    lines = [line(header)]
    lines += [
        each if isinstance(each, str) else line([each.get(column, "") for column in header])
        for each in rows
    ]
    path = folder / name
    path.write_bytes("".join(each + end for each in lines).encode(encoding))
    return path


TOWNS = [("DELRAY BEACH", "FL", "334441234"), ("AUSTIN", "TX", "787010000"),
         ("WATERBURY", "CT", "067081111"), ("SPOKANE", "WA", "992012222"),
         ("LAS CRUCES", "NM", "880013333")]  # fmt: skip
TAXONOMIES = ["207L00000X", "2084P0800X", "367500000X", "363LP0808X", "1041C0700X", "261QI0500X",
              "207Q00000X", "208VP0014X"]  # fmt: skip
LAST = ["ASHGROVE", "BELLWETHER", "CORMORANT", "DRIFTWOOD", "ELDERFLOWER", "FOXGLOVE", "GALLOWAY",
        "HAWTHORN-REED", "IRONWOOD", "JUNIPER", "KESTREL", "LARKSPUR", "MARIGOLD"]  # fmt: skip
GIVEN = ["ROBIN", "AVERY", "JORDAN", "CASEY", "MORGAN", "RILEY", "QUINN", "SKYLER"]


GONE = '","'.join(["", *[""] * 38, "03/14/2019", *[""] * 290])


def synthetic(count: int, *, seed: int) -> Iterator[str]:
    """Rows of about 1.2 KB: people and organizations, one in 25 deactivated, few with quotes."""
    chance = random.Random(seed)
    for number in range(count):
        if chance.random() < 0.04:
            yield f'"{npi(number)}{GONE}"'
        else:
            yield '"' + '","'.join(_cells(number, chance)) + '"'


def _cells(number: int, chance: random.Random) -> list[str]:
    cells = [""] * len(HEADER)
    town, state, postal = chance.choice(TOWNS)
    is_person = chance.random() < 0.8
    last, given = chance.choice(LAST), chance.choice(GIVEN)
    cells[0], cells[1] = npi(number), "1" if is_person else "2"
    if is_person:
        cells[5:8] = last, given, chance.choice("ABCDE")
        cells[10], cells[41] = chance.choice(("MD", "PA-C", "")), chance.choice("FM")
    else:
        quoted = 'THE ""{}"" GROUP, LLC' if chance.random() < 0.01 else "{} HEALTH, LLC"
        cells[3:5] = "<UNAVAIL>", quoted.format(last)
        cells[42:47] = last, given, "", "OWNER", "5615550100"
    street = f"{number % 9999} {chance.choice(LAST)} AVE, STE {number % 400}"
    cells[20:28] = cells[28:36] = (
        street, "", town, state, postal, "US", "5615550123", "5615550199"
    )  # fmt: skip
    month, day = 1 + number % 12, 1 + number % 28
    cells[36] = f"{month:02}/{day:02}/{2006 + number % 14}"
    cells[37] = f"{month:02}/{day:02}/{2020 + number % 5}"
    for slot in range(chance.choices((1, 2, 3, 15), (80, 14, 5, 1))[0]):
        licence = f"{state}{number % 90000 + slot}" if is_person else ""
        code, at = chance.choice(TAXONOMIES), 47 + 4 * slot
        cells[at : at + 4] = code, licence, state if licence else "", "N" if slot else "Y"
    if chance.random() < 0.15:
        cells[107:110] = f"{number:09}", "05", state
    cells[307:309] = ("N", "") if is_person else ("", "N")
    cells[329] = "05/02/2021"
    return cells


def write_synthetic(path: Path, count: int, *, seed: int = 1) -> Path:
    """A whole file of them."""
    with path.open("w", encoding="ascii") as file:
        file.write(line(HEADER) + "\n")
        file.writelines(f"{each}\n" for each in synthetic(count, seed=seed))
    return path
