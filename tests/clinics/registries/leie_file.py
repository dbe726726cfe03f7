"""LEIE files as OIG writes them, with fictitious people."""

from pathlib import Path

HEADER = ("LASTNAME,FIRSTNAME,MIDNAME,BUSNAME,GENERAL,SPECIALTY,UPIN,NPI,DOB,ADDRESS,CITY,STATE,"
          "ZIP,EXCLTYPE,EXCLDATE,REINDATE,WAIVERDATE,WVRSTATE")  # fmt: skip


def row(last: str, **cells: str) -> dict[str, str]:
    """A person of Delray Beach, excluded on 2020-03-19, but for what `cells` say."""
    none = dict.fromkeys(HEADER.split(","), "")
    return none | {
        "LASTNAME": last, "FIRSTNAME": "ROBIN", "GENERAL": "IND- LIC HC SERV PRO",
        "SPECIALTY": "NURSE/NURSES AIDE", "NPI": "0000000000", "DOB": "19610203",
        "ADDRESS": "1 SECRET LANE", "CITY": "DELRAY BEACH", "STATE": "FL", "ZIP": "33444",
        "EXCLTYPE": "1128b4", "EXCLDATE": "20200319", "REINDATE": "00000000",
        "WAIVERDATE": "00000000",
    } | cells  # fmt: skip


def write(folder: Path, *rows: dict[str, str], name: str = "UPDATED.csv") -> Path:
    """A file of these rows; its header is bare and its lines end as on Windows."""
    lines = [HEADER, *('"' + '","'.join(each.values()) + '"' for each in rows)]
    path = folder / name
    path.write_bytes("".join(f"{each}\r\n" for each in lines).encode("cp1252"))
    return path
