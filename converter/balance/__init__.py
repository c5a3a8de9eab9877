"""The balance: proves for every conversion, by a second and simpler way, that nothing was lost, altered or added.

Each step of a conversion is compared with the one before it:

1. The decoded text with the bytes (`source_bytes`), and the note with that text (`source_xml`, `source_text`).
2. The record with the note and what the user gave beside it (`record`).
3. The output with the record and the facts of the note (`output`; `json_output` for JSON, `page` and `page_data` for
   the registration).
4. What is handed out with the output, or with the part of it that was asked for (`final_output`).

A function named `..._balances` returns whether its comparison holds; where one does not, nothing is written. No module
here imports those that read, map, render or encode. The model and the profile are data to both sides.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from converter.balance.source_bytes import decoded_balances
from converter.lazy_names import lazy_names

if TYPE_CHECKING:
    from collections.abc import Callable

    from converter.balance.final_output import bytes_balance, charset_balances, digest_of, section_balances
    from converter.balance.json_output import json_balances
    from converter.balance.output import expected_names, expected_output, misplaced_names, output_balances
    from converter.balance.page import BookingField, ExpectedPage, PageLine, page_balances
    from converter.balance.page_data import page_data_balances
    from converter.balance.record import expected_sections, given_balances, record_balances
    from converter.balance.template_outline import outline_of
    from converter.note.model import TriageNote
    from converter.note.reading import Reading
    from converter.profile import Profile

__all__ = [
    "BookingField", "ExpectedPage", "PageLine", "bytes_balance", "charset_balances", "digest_of", "expected_names",
    "expected_output", "expected_sections", "given_balances", "json_balances", "misplaced_names", "outline_of",
    "output_balances", "page_balances", "page_data_balances", "record_balances", "section_balances",
    "source_balances",
]  # fmt: skip
__getattr__ = lazy_names(__name__, {
    "final_output": ("bytes_balance", "charset_balances", "digest_of", "section_balances"),
    "json_output": ("json_balances",),
    "output": ("expected_names", "expected_output", "misplaced_names", "output_balances"),
    "page": ("BookingField", "ExpectedPage", "PageLine", "page_balances"),
    "page_data": ("page_data_balances",),
    "record": ("expected_sections", "given_balances", "record_balances"),
    "template_outline": ("outline_of",),
})  # fmt: skip


def source_balances(source: bytes | str, reading: Reading, profile: Profile, encoding: str = "") -> bool:
    """Whether the note that was read is what its source says; `encoding` is the one that the user named, or `""`."""
    note = reading.note
    if note is None or not decoded_balances(source, reading.text, encoding, profile):
        return False
    return _proof(reading.form)(reading, note, profile)


@lru_cache(maxsize=2)
def _proof(form: str) -> Callable[[Reading, TriageNote, Profile], bool]:
    """The proof of a note that was read from one form; what the other form needs is not imported."""
    if form == "text":
        from converter.balance.source_text import text_balances

        return text_balances
    from converter.balance.heading_meanings import is_keyword
    from converter.balance.source_xml import xml_balances

    def balances(reading: Reading, note: TriageNote, profile: Profile) -> bool:
        respelt = [entry for entry in note.entries if entry.heading != entry.keyword]
        return xml_balances(reading.text, note) and all(
            is_keyword(one.keyword, one.heading, profile) for one in respelt
        )

    return balances
