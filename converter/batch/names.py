"""Names: what an input is called, what is made of that, and whose name it is (promises P18 and P19)."""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from functools import lru_cache
from typing import Final

from converter.files.redaction import redact_name
from converter.findings import Finding

STATE: Final = ".mvg"
"""The folder of the run's own files within the output folder: journal, lock, drafts."""
QUARANTINE: Final = "quarantine"
"""The folder of the notes that need a person, within the output folder."""
DISCARDED: Final = "discarded"
"""The folder of the notes that a person has decided not to convert, within the output folder."""
CLASH: Final = "MVG815"
"""Another note has the name."""
LONGEST: Final = 255
"""Bytes that a file name may have on the file systems in use."""
_UNSAFE: Final = re.compile(r'[<>:"|?*\x01-\x1f]|[. ]\Z|%(?=[0-9A-Fa-f]{2})')
"""What Windows takes for streams, wildcards or errors, or drops at the end of a name; and what looks like an escape."""
_DEVICES: Final = {"con", "prn", "aux", "nul", "conin$", "conout$"}.union(
    f"{port}{digit}" for port in ("com", "lpt") for digit in "0123456789¹²³"
)
"""Names that mean a device on Windows, with any ending."""
_NO_NAMES: Final = frozenset(("", ".", ".."))
_SHOWN_OF_A_NAME: Final = 60
_TEMPORARY: Final = (".tmp", ".part", ".partial", ".crdownload", ".filepart", "~")
_SYSTEM_FILES: Final = frozenset(("thumbs.db", "ehthumbs.db", "desktop.ini"))


def output_name(key: str, target: str, ending: str) -> str:
    """`mapp/a.txt` for the target `journal` becomes `mapp/a.txt.journal.txt`; each part is made safe (`portable`)."""
    name = portable(key)
    return f"{name}.{ending}" if target == ending else f"{name}.{target}.{ending}"


@lru_cache(maxsize=256)  # asked several times for each input, in ledger and worker
def portable(key: str) -> str:
    """A name that Windows takes as well, the same on every system; `urllib.parse.unquote` gives the name back.

    Signs of devices and streams, a dot or space at the end of a part, the first letter of a device's name, and a `%`
    that could be read as an escape are written as `%3A`.
    """
    parts = []
    for part in key.split("/"):
        safe = _UNSAFE.sub(lambda match: f"%{ord(match[0]):02X}", part)
        if part.partition(".")[0].rstrip(" ").casefold() in _DEVICES:
            safe = f"%{ord(safe[0]):02X}{safe[1:]}"
        parts.append(safe)
    return "/".join(parts)


def digest(key: str) -> bytes:
    """Sixteen bytes that stand for a name where the name itself may not stand: in the journal."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()[:16]


def claim(key: str) -> bytes:
    """What two inputs may not share: on some file systems case, or how å is composed, makes no difference (P19)."""
    return digest(unicodedata.normalize("NFC", unicodedata.normalize("NFC", key).casefold()))


def fault(key: str, longest_ending: int) -> Finding | None:
    """Why nothing can be written under this name; None when all is well.

    `longest_ending` is what the targets add to a name, in bytes.
    """
    parts = key.split("/")
    try:
        sizes = [len(part.encode()) for part in portable(key).split("/")]
    except UnicodeEncodeError:
        return Finding("MVG812")
    if "\0" in key or "\\" in key or not _NO_NAMES.isdisjoint(parts):
        return Finding("MVG814")
    if max(sizes) > LONGEST or sizes[-1] + longest_ending > LONGEST:
        return Finding("MVG813", words=(str(LONGEST - longest_ending),))
    if parts[0].casefold() in (STATE, QUARANTINE, DISCARDED):
        return Finding("MVG818", words=(parts[0].casefold(),))
    return None


def quarantine_name(key: str, origin: bytes, sequence: int) -> str:
    """The file name of a quarantine entry: it holds no identity number, and any file system takes it.

    `origin` is the digest of where the note came from, `sequence` counts the notes that came from there, from 1.
    """
    last = redact_name(key.rpartition("/")[2])
    kept = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "._-") else "_" for sign in last)
    return f"{hashlib.sha256(origin).hexdigest()[:16]}-{sequence}-{kept[-_SHOWN_OF_A_NAME:]}"


def is_ignored(name: str) -> bool:
    """Whether a file of this name in a folder is left alone: it is still being written, hidden, or Windows' own."""
    folded = name.casefold()
    return folded.startswith((".", "~$")) or folded.endswith(_TEMPORARY) or folded in _SYSTEM_FILES


def short_id(origin: bytes, key: bytes) -> str:
    """Eight hexadecimal digits by which messages, reports and quarantine name an input.

    The same input has the same in one output folder. It is keyed with the folder's secret: a plain digest of a path
    that holds an identity number could be turned back by trying all numbers.
    """
    return hmac.digest(key, origin, "sha256").hex()[:8]
