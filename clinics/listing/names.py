"""Names as they are compared: without accents, capitals and punctuation."""

import re
import unicodedata

_NOT_A_WORD = re.compile(r"[\W_]+")


def folded(text: str) -> str:
    """The text in lower case without accents; letters that have no plain form stay as they are."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def words(text: str) -> list[str]:
    """The words of a text for matching: folded, apostrophes dropped, split at all else."""
    return _NOT_A_WORD.sub(" ", re.sub("['’]", "", folded(text))).split()


def sort_key(text: str) -> str:
    """What a name is ordered by, compared byte by byte."""
    return " ".join(words(text)) or folded(text)
