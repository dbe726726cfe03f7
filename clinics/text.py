"""Text as it is compared: without accents, capitals and punctuation. Knows no Django."""

import re
import unicodedata

_BASE_LETTERS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "ŋ": "n",
     "þ": "th", "ŧ": "t"}
)  # fmt: skip
"""Letters that Unicode does not take apart into a base letter and an accent."""

_APOSTROPHE = re.compile("['’]")
_NOT_A_WORD = re.compile(r"[\W_]+")


def folded(text: str) -> str:
    """The text in lower case and base letters: “Søren Müller-Groß” → “soren muller-gross”.

    Letters of other alphabets stay. Folded again, the text stays as it is.
    """
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return plain.casefold().translate(_BASE_LETTERS)


def words(text: str) -> list[str]:
    """The words of a text for matching: folded, apostrophes dropped, split at all else."""
    return _NOT_A_WORD.sub(" ", _APOSTROPHE.sub("", folded(text))).split()


def sort_key(text: str) -> str:
    """What a name is ordered by, compared byte by byte."""
    return " ".join(words(text)) or folded(text)
