"""Keywords of which letters were changed on the way: escaped, transliterated, misread by a scanner, or disguised.

A misspelling has a few wrong letters (`similarity`). Here all letters of a kind are another, so that they are changed
back before the words are compared.
"""

# Annotations are not postponed here: each one of a NamedTuple would be compiled at every start.

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from converter.note.unicode_text import fold, is_latin_1, without_formatting

_ESCAPED: Final = re.compile(r"(?:[%=][0-9A-Fa-f]{2})+")
"""Bytes as they stand in an address or in a quoted-printable e-mail: `Bed%C3%B6mning`, `Bed=F6mning`."""
_CODE_POINT: Final = re.compile(r"\\(?:u|x)([0-9A-Fa-f]{2}(?:[0-9A-Fa-f]{2})?)")
"""A character as JSON and source code have it: `Bed\\u00f6mning`."""
_ESCAPES: Final = re.compile(r"[&%=\\]")
_LOOKALIKES: Final = (("rn", "m"), ("ii", "u"), ("oe", "ö"), ("ae", "ä"), ("aa", "å"))
"""What a scanner reads for a letter, and two letters that stand for one: `Bedörnning`, `Bedoemning`."""
_DIGITS: Final = str.maketrans("0158", "olsb")
"""Digits that a scanner reads for letters: `8edömning`."""
_LETTERS: Final = str.maketrans("olsb", "0158")
_MAY_BE_ALTERED: Final = re.compile(r"[0158&%=\\]|" + "|".join(wrong for wrong, _ in _LOOKALIKES))
_ENDINGS: Final = ("en", "ens", "er", "erna", "ar", "arna", "et", "s")
"""The endings of a noun: `Bedömningen`, `Besöksorsaker`."""
_OTHER_SCRIPTS: Final = ("аеорсухіјѕԁһкмтвнαορτυνικηβ", "aeopcyxijsdhkmtbhaoptuvikhb")
LETTERS_ALIKE: Final = str.maketrans(
    _OTHER_SCRIPTS[0] + _OTHER_SCRIPTS[0].upper(), _OTHER_SCRIPTS[1] + _OTHER_SCRIPTS[1].upper()
)
"""Cyrillic and Greek letters that look like Latin ones."""
_INVISIBLE: Final = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
_STYLED: Final = "\u1d00-\u1dbf\u2100-\u214f\ufb00-\ufb06\uff00-\uffef\U0001d400-\U0001d7ff"
_NOT_LATIN_1: Final = re.compile("[^\x00-\xff]")
_DISGUISE: Final = re.compile(f"[{_INVISIBLE}{_STYLED}{_OTHER_SCRIPTS[0]}{_OTHER_SCRIPTS[0].upper()}]")
"""Invisible signs, small, wide and mathematical letters, ligatures, and letters of other scripts like Latin ones."""


class AlteredKeywords:
    """The keywords of a profile by how they look when their letters were changed."""

    def __init__(self, keywords: Iterable[str]) -> None:
        """`keywords` are folded."""
        self._inflected = {name + ending: name for name in keywords for ending in _ENDINGS}
        self._by_letters = {_letters(name): name for name in keywords}

    def find(self, written: str) -> str:
        """The keyword that folded words are an escaped, inflected or misread form of; `""` for none."""
        if not _MAY_BE_ALTERED.search(written):
            return self._inflected.get(written, "")
        plain = fold(unescaped(written)) if _ESCAPES.search(written) else written
        return self._inflected.get(plain) or self._by_letters.get(_letters(plain), "")


def misread(name: str) -> str:
    """A folded name as a scanner misreads it, with digits for letters."""
    return name.translate(_LETTERS)


def _letters(written: str) -> str:
    """Folded words with the letters that a scanner, or who had no å, ä and ö, may have meant; without spaces."""
    for wrong, right in _LOOKALIKES:
        written = written.replace(wrong, right)
    return written.translate(_DIGITS).replace(" ", "")


def unescaped(text: str) -> str:
    """A text with the characters that stand in it as escapes of HTML, JSON, an address or an e-mail."""
    if "&" in text:
        from html import unescape  # a table of two thousand names, which few notes need

        text = unescape(text)
    text = _CODE_POINT.sub(lambda found: chr(int(found[1], 16)), text)
    return _ESCAPED.sub(lambda found: _decoded(bytes.fromhex(re.sub("[%=]", "", found[0]))), text)


def _decoded(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")


def may_be_disguised(text: str) -> bool:
    """Whether a text has invisible characters, or letters of another script or style."""
    if "\u00ad" in text:
        return True
    return not is_latin_1(text) and _DISGUISE.search("".join(_NOT_LATIN_1.findall(text))) is not None


def undisguised(text: str) -> str:
    """A text with Latin letters for those of other scripts and styles that look like them, and no invisible signs."""
    text = without_formatting(text)
    return text if is_latin_1(text) else unicodedata.normalize("NFKC", text).translate(LETTERS_ALIKE)
