"""The check digit of an NPI."""

PREFIX = 24
"""What the card prefix 80840 adds to the sum (45 CFR 162.406; ISO/IEC 7812)."""
DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
PAIRS = {
    b"%d%d" % (left, right): DOUBLED[left] + right for left in range(10) for right in range(10)
}
FOURS = {a + b: PAIRS[a] + PAIRS[b] for a in PAIRS for b in PAIRS}
FIRSTS = {four: weight for four, weight in FOURS.items() if four[:1] in b"12"}


def fits(npi: bytes) -> bool:
    """What `is_valid` says, of digits as a register's file has them; millions of them a minute."""
    try:
        weight = FIRSTS[npi[:4]] + FOURS[npi[4:8]] + PAIRS[npi[8:]]
    except KeyError:
        return False
    return (PREFIX + weight) % 10 == 0


def is_valid(npi: str) -> bool:
    """Whether ten digits could be an NPI: they begin with 1 or 2 and their check digit is right."""
    return fits(npi.encode("utf-8", "replace"))
