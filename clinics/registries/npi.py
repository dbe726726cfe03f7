"""The check digit of an NPI."""

PREFIX = 24
"""What the card prefix 80840 adds to the sum (45 CFR 162.406; ISO/IEC 7812)."""
DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def is_valid(npi: str) -> bool:
    """Whether ten digits could be an NPI: they begin with 1 or 2 and their check digit is right."""
    if len(npi) != 10 or not (npi.isascii() and npi.isdigit()) or npi[0] not in "12":
        return False
    plain = sum(map(int, npi[1::2]))
    return (PREFIX + plain + sum(DOUBLED[int(digit)] for digit in npi[0::2])) % 10 == 0
