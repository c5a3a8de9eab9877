"""Names: what an input is called, what is made of that, and whose name it is (promises P18 and P19)."""

from __future__ import annotations

import hashlib
import unicodedata
from typing import Final

from converter.findings import Finding

STATE: Final = ".mvg"
"""The folder of the run's own files within the output folder: journal, lock, drafts."""
QUARANTINE: Final = "quarantine"
"""The folder of the notes that need a person, within the output folder."""
CLASH: Final = "MVG815"
"""Another note has the name."""
LONGEST: Final = 255
"""Bytes that a file name may have on the file systems in use."""
_NO_NAMES: Final = frozenset(("", ".", ".."))
_SHOWN_OF_A_NAME: Final = 60
_TEMPORARY: Final = (".tmp", ".part", ".partial", ".crdownload", ".filepart", "~")


def output_name(key: str, target: str, ending: str) -> str:
    """`mapp/a.txt` for the target `melior` becomes `mapp/a.txt.melior.txt`."""
    return f"{key}.{ending}" if target == ending else f"{key}.{target}.{ending}"


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
        sizes = [len(part.encode()) for part in parts]
    except UnicodeEncodeError:
        return Finding("MVG812")
    if "\0" in key or "\\" in key or not _NO_NAMES.isdisjoint(parts):
        return Finding("MVG814")
    if max(sizes) > LONGEST or sizes[-1] + longest_ending > LONGEST:
        return Finding("MVG813", words=(str(LONGEST - longest_ending),))
    if parts[0].casefold() in (STATE, QUARANTINE):
        return Finding("MVG818", words=(parts[0].casefold(),))
    return None


def quarantine_name(key: str, origin: bytes, content: bytes) -> str:
    """The name of a note in quarantine: the same note has the same, no two others share one, any file system takes it.

    `origin` is the digest of where it came from, `content` the SHA-256 of its bytes.
    """
    kept = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "._-") else "_" for sign in key)
    return f"{hashlib.sha256(origin + content).hexdigest()[:16]}-{kept[-_SHOWN_OF_A_NAME:]}"


def is_temporary(name: str) -> bool:
    """Whether a name is one that programs give to files they are still writing."""
    return name.startswith((".", "~$")) or name.casefold().endswith(_TEMPORARY)
