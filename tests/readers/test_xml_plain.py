"""The plain layout of the XML form is read as lxml and the schema read it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.note.model import TriageNote
from converter.profile import Profile, default_profile
from converter.readers import decoding, xml, xml_tree
from converter.testing import notes, sources
from converter.testing.writers import as_xml
from paths import ROOT

PROFILE = default_profile()
SAMPLES = sorted((ROOT / "samples").glob("*.xml"))


def _same(text: str) -> bool:
    """Whether a file is read in its plain layout, and then the same as by the other reader."""
    plain = xml.plain_note(text, PROFILE)
    if plain is None:
        return False
    other = xml_tree.read(text, PROFILE)
    assert other.findings == ()
    assert plain == other.note
    assert [entry[:] for entry in plain.entries] == [entry[:] for entry in (other.note or plain).entries]
    return True


@pytest.mark.slow
@pytest.mark.counted
@given(notes(PROFILE), st.sampled_from(("", " ", "\t", "\u00a0")))
def test_a_note_is_read_the_same(note: TriageNote, around: str) -> None:
    _same(as_xml(note, around))


@pytest.mark.slow
@pytest.mark.counted
@given(sources(PROFILE))
def test_a_file_is_read_the_same_damaged_or_not(source: bytes) -> None:
    try:
        text, _ = decoding.decode(source, PROFILE, "")
    except decoding.Undecodable:
        return
    _same(text)


NOTE = (ROOT / "samples" / "barn-feber.xml").read_text("utf-8")
PIECES = (
    "&#10;", "&#x2028;", "\u2028", "\x85", "\x0b", "\x7f", "\ufffe", "\U0001f912", "&lt;", "&amp;lt;", "&x;",
    "&quot;&apos;",
    "<!-- -->", "<?a?>", "<![CDATA[x]]>", "]]>", ">", '"', "'", " ", "\t", "\n", "\u00a0", "\u200b", "\r", "\r\n",
    "<b/>", "&",
    "\u0663", "\ud800", "=", 'x="1"', " x='1'",
)  # fmt: skip


@given(st.integers(0, len(NOTE)), st.sampled_from(PIECES), st.integers(0, 3))
def test_a_file_with_something_put_in_or_taken_out_is_read_the_same(at: int, piece: str, gone: int) -> None:
    _same(NOTE[:at] + piece + NOTE[at + gone :])


TOKENS = re.findall(r'<[?/]?[\w-]+|\s[\w-]+="[^"]*"|[?/]?>|[^<>]+', NOTE)


@pytest.mark.parametrize("change", ["{1}", "{0}{0}{1}", "{1}{0}"], ids=["gone", "doubled", "swapped"])
def test_a_file_with_any_one_tag_attribute_or_text_changed_is_read_the_same(change: str) -> None:
    for at in range(len(TOKENS) - 1):
        one, other, *rest = TOKENS[at:]
        _same("".join([*TOKENS[:at], change.format(one, other), *rest]))


@pytest.mark.slow
@pytest.mark.counted
@given(st.permutations(range(len(TOKENS))), st.integers(0, 3))
def test_a_file_with_a_few_pieces_exchanged_is_read_the_same(order: list[int], exchanged: int) -> None:
    tokens = list(TOKENS)
    for one, other in zip(order[:exchanged], order[exchanged : 2 * exchanged], strict=True):
        tokens[one], tokens[other] = tokens[other], tokens[one]
    _same("".join(tokens))


@pytest.mark.parametrize("attribute", ["id", "created", "channels", "origin", "type", "system"])
@pytest.mark.parametrize(
    "value", ["", " ", "&#x2028;chat", "chat  audio", "chat ", "&#9;x", "2024-03-14T09:40", "x&amp;y", "1"]
)
def test_a_value_of_an_attribute_is_read_the_same(attribute: str, value: str) -> None:
    start = NOTE.index(f' {attribute}="') + len(attribute) + 3
    _same(NOTE[:start] + value + NOTE[NOTE.index('"', start) :])


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_is_read_the_same(path: Path) -> None:
    _same(path.read_text("utf-8"))


def test_most_files_have_the_plain_layout() -> None:
    plain = [path for path in SAMPLES if xml.plain_note(path.read_text("utf-8"), PROFILE)]
    assert len(plain) > 0.8 * len(SAMPLES)


@pytest.mark.parametrize(
    "change",
    [("</triage-note>", '<diagnosis type="principal"></diagnosis></triage-note>'),
     ("</triage-note>", '<diagnosis type="secondary"><title></title></diagnosis></triage-note>'),
     ("  <entries>", '  <entries><entry><keyword>Status</keyword></entry>'),
     ("</entries>", "</entries><entries></entries>"), ("  <contact", "  <entries/><contact")],
)  # fmt: skip
def test_what_the_form_does_not_allow_is_left_to_the_schema(change: tuple[str, str]) -> None:
    assert change[0] in NOTE
    text = NOTE.replace(*change, 1)
    assert xml.plain_note(text, PROFILE) is None
    assert xml.read(text, PROFILE) == xml_tree.read(text, PROFILE)


def test_a_long_file_is_left_to_the_other_reader(profile: Profile) -> None:
    text = NOTE.replace("<text/>", f"<text>{'x' * 70_000}</text>", 1)
    assert (xml.plain_note(text, profile), xml.read(text, profile).note is not None) == (None, True)


def test_half_a_character_is_left_to_the_other_reader(profile: Profile) -> None:
    text = NOTE.replace("<text/>", "<text>\ud800</text>", 1)
    assert (xml.plain_note(text, profile), xml.read(text, profile).note) == (None, None)
