"""Text as it is kept, without what nobody sees, and as it is compared. Knows no Django."""

import re
import unicodedata

_BASE_LETTERS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "ŋ": "n",
     "þ": "th", "ŧ": "t"}
)  # fmt: skip
"""Letters that Unicode does not take apart into a base letter and an accent."""

_APOSTROPHE = re.compile("['’]")
_NOT_A_WORD = re.compile(r"[\W_]+")

_LINE_END = re.compile("\r\n?|[\n\v\f\x1c-\x1e\x85\u2028\u2029]")
_BLANKS = re.compile(r"[^\S\n]+")
_JOINERS = "\u200c\u200d"
_STYLES = {chr(code) for code in range(0xFE00, 0xFE10)}
"""They say how the sign before them is drawn: as a picture or as text."""
_FILLERS = {
    *"\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0",
    *map(chr, range(0xE0100, 0xE01F0)),
}
"""Letters, marks and signs that show nothing."""


def tidy(text: str, *, lines: bool = False) -> str:
    """The text as we keep it, whoever typed it and whatever file brought it. Twice is once.

    Composed (NFC); without control, format and other characters that nobody sees, such as those
    that turn the direction; every blank and every run of blanks is one space. Joiners stay within
    words of the scripts that need them, and within pictures. With `lines`, line ends stay.
    """
    text = text.strip()
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    signs = [_kept(sign) for sign in _LINE_END.sub("\n", text)]
    spaced = unicodedata.normalize("NFC", _joined("".join(signs)))
    if not lines:
        return " ".join(spaced.split())
    return "\n".join(_BLANKS.sub(" ", line).strip() for line in spaced.split("\n")).strip()


def has_letters(text: str) -> bool:
    """Whether a letter or a digit is in it: a name without one is no name."""
    return any(sign.isalnum() for sign in text)


def _kept(sign: str) -> str:
    """A sign as it stays in a text; '' for one that nobody sees."""
    if sign.isspace() or sign in _JOINERS:
        return sign
    return "" if sign in _FILLERS or unicodedata.category(sign) in ("Cc", "Cf", "Cs") else sign


def _joined(text: str) -> str:
    """The text without the joiners and styles that join and style nothing."""
    kept: list[str] = []
    for sign, after in zip(text, text[1:] + " ", strict=False):
        before = kept[-1] if kept else ""
        if sign in _JOINERS and not (_is_joinable(before) and _is_joinable(after)):
            continue
        if sign in _STYLES and (not before or before.isspace() or before.isalpha()):
            continue
        kept.append(sign)
    return "".join(kept)


def _is_joinable(sign: str) -> bool:
    """Whether a joiner beside the sign may mean something: never beside Latin letters."""
    return bool(sign) and not sign.isascii() and not sign.isspace() and sign not in _JOINERS


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
