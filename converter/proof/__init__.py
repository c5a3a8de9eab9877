"""Proves for every conversion, by a second and simpler way, that nothing was lost, altered or added.

Each step of a conversion is compared with the one before it:

1. The decoded text with the bytes (`source_bytes`), and the note with that text (`source_xml`, `source_text`).
2. The record with the note and what the user gave beside it (`record`).
3. The output with the record and the facts of the note (`output`; `json_output` for JSON, `page` and `page_data` for
   the registration).
4. What is handed out with the output, or with the part of it that was asked for (`final_output`).

A function named `..._is_proven` (or `..._are_proven`) returns whether its comparison holds; where one does not, nothing
is written. No module here imports those that read, map, render or encode. The model and the profile are data to both
sides.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from converter.lazy_names import lazy_names
from converter.proof.source_bytes import decoded_is_proven

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Literal

    from converter.note.model import TriageNote
    from converter.note.reading import Reading, SourceForm
    from converter.profile import Profile
    from converter.proof.final_output import bytes_are_proven, charset_is_proven, digest_of, section_is_proven
    from converter.proof.json_output import json_is_proven
    from converter.proof.output import expected_names, expected_output, misplaced_names, output_is_proven
    from converter.proof.page import BookingField, ExpectedPage, PageLine, page_is_proven
    from converter.proof.page_data import page_data_is_proven
    from converter.proof.record import expected_sections, given_is_proven, record_is_proven
    from converter.proof.template_outline import outline_of

__all__ = [
    "BookingField", "ExpectedPage", "PageLine", "bytes_are_proven", "charset_is_proven", "digest_of",
    "expected_names", "expected_output", "expected_sections", "given_is_proven", "json_is_proven", "misplaced_names",
    "outline_of", "output_is_proven", "page_data_is_proven", "page_is_proven", "record_is_proven",
    "section_is_proven", "source_is_proven",
]  # fmt: skip
__getattr__ = lazy_names(__name__, {
    "final_output": ("bytes_are_proven", "charset_is_proven", "digest_of", "section_is_proven"),
    "json_output": ("json_is_proven",),
    "output": ("expected_names", "expected_output", "misplaced_names", "output_is_proven"),
    "page": ("BookingField", "ExpectedPage", "PageLine", "page_is_proven"),
    "page_data": ("page_data_is_proven",),
    "record": ("expected_sections", "given_is_proven", "record_is_proven"),
    "template_outline": ("outline_of",),
})  # fmt: skip


def source_is_proven(source: bytes | str, reading: Reading, profile: Profile, encoding: str = "") -> bool:
    """Whether the note that was read is what its source says; `encoding` is the one that the user named, or `""`."""
    note = reading.note
    if note is None or not decoded_is_proven(source, reading.text, encoding, profile):
        return False
    return _proof(reading.form)(reading, note, profile)


@lru_cache(maxsize=2)
def _proof(form: SourceForm | Literal[""]) -> Callable[[Reading, TriageNote, Profile], bool]:
    """The proof of a note that was read from one form; what the other form needs is not imported."""
    if form == "text":
        from converter.proof.source_text import text_is_proven

        return text_is_proven
    from converter.proof.heading_meanings import is_keyword
    from converter.proof.source_xml import xml_is_proven

    def is_proven(reading: Reading, note: TriageNote, profile: Profile) -> bool:
        respelt = [entry for entry in note.entries if entry.heading != entry.keyword]
        return xml_is_proven(reading.text, note) and all(
            is_keyword(one.keyword, one.heading, profile) for one in respelt
        )

    return is_proven
