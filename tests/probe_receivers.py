"""Simulated fields of record systems: each folds, replaces or cuts what is pasted into it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

Receiver = Callable[[str], str]


def crlf(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\n", "\r\n")


def cr(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\n", "\r")


def joins_lines(text: str) -> str:
    return re.sub(r"\s*\n\s*", " ", text)


def tabs_to_spaces(text: str) -> str:
    return text.replace("\t", "    ")


def strips_trailing(text: str) -> str:
    return re.sub(r"[ \t]+(?=\n)", "", text)


def collapses_blank_lines(text: str) -> str:
    return re.sub(r"\n{2,}", "\n", text)


def collapses_spaces(text: str) -> str:
    return re.sub(r"(?m)^ +", "", re.sub(r" {2,}(?! *\n)", " ", text))


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def smart_quotes(text: str) -> str:
    return re.sub(r'"(\w+)"', "”\\1”", text).replace("...", "…").replace("'ord'", "’ord’")


def wraps(text: str) -> str:
    """Breaks lines of words at 80 characters."""
    import textwrap

    def broken(line: str) -> str:
        return "\n".join(textwrap.wrap(line, 80, break_long_words=False)) if line.startswith("L01") else line

    return "\n".join(map(broken, text.split("\n")))


def upper(text: str) -> str:
    return re.sub(r"(?m)(?<=K01\|).*", lambda found: found[0].capitalize(), text)


def basic_plane(text: str) -> str:
    return "".join(character if character <= "\uffff" else "??" for character in text)


def charset(name: str) -> Receiver:
    """A field whose character set lacks what it shows as a question mark."""
    return lambda text: text.encode(name, "replace").decode(name)


def lacks(characters: str) -> Receiver:
    return lambda text: re.sub(f"[{re.escape(characters)}]", "", text)


def cut(length: int) -> Receiver:
    return lambda text: text[:length]


CHANGES: dict[str, Receiver] = {
    "line_breaks": joins_lines, "blank_lines": collapses_blank_lines, "long_lines": wraps, "tabs": tabs_to_spaces,
    "spaces": collapses_spaces, "trailing_spaces": strips_trailing, "nfc": nfc, "nfd": nfd, "typography": smart_quotes,
    "case": upper,
}  # fmt: skip
"""Each change that a field makes, of `schema.CHANGES`."""
