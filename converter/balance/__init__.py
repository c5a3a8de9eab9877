"""The proof, on every run: by a second and simpler route, sharing no code with the first, nothing was lost or changed.

It follows the note from the bytes that came to the bytes that are handed out, in four steps that meet:

1. The bytes are the decoded text (`source_bytes`), and that is the note, field by field (`source_xml`, `source_text`).
2. The note, with what the user gave, fills the table of the profile, and that is the record (`record`).
3. The output is the record and the facts, each in its place, and beside them the template's own words (`output` with
   `template_steps`, `fragments` and `label_meanings`; `json_output` for JSON; `page` for the contact registration).
4. What is handed out is that output, or the part of it that was asked for, to the byte (`final_output`).

Nothing here is taken from the modules that read, map, render or fit; the model and the profile are data to both.
"""

from __future__ import annotations

from converter.balance.final_output import bytes_balance, charset_balances, digest_of, section_balances
from converter.balance.heading_meanings import is_keyword
from converter.balance.json_output import json_balances
from converter.balance.output import expected_output, misplaced_names, output_balances
from converter.balance.page import BookingField, ExpectedPage, PageLine, page_balances, page_data_balances
from converter.balance.record import expected_sections, overrides_balances, record_balances
from converter.balance.source_bytes import decoded_balances
from converter.balance.source_text import text_balances
from converter.balance.source_xml import xml_balances
from converter.profile import Profile
from converter.reading import Reading

__all__ = [
    "BookingField", "ExpectedPage", "PageLine", "bytes_balance", "charset_balances", "digest_of", "expected_output",
    "expected_sections", "json_balances", "misplaced_names", "output_balances", "overrides_balances", "page_balances",
    "page_data_balances", "record_balances", "section_balances", "source_balances",
]  # fmt: skip


def source_balances(source: bytes | str, reading: Reading, profile: Profile, encoding: str = "") -> bool:
    """Whether the note that was read is what its source says; `encoding` is the user's, `""` when none was named."""
    note = reading.note
    if note is None or not decoded_balances(source, reading.text, encoding, profile):
        return False
    if reading.form == "text":
        return text_balances(reading, note, profile)
    respelt = [entry for entry in note.entries if entry.heading != entry.keyword]
    return xml_balances(reading.text, note) and all(is_keyword(one.keyword, one.heading, profile) for one in respelt)
