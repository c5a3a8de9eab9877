"""What holds for every value: fields that nobody filled in, facts of one line, command lines used again, times."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from xml.sax.saxutils import escape

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from converter import convert, load_profile
from converter.note.facts import NAMESPACE
from converter.note.model import TriageNote
from converter.note.times import iso, parse, shown
from converter.testing import as_text, as_xml, notes

PROFILE = load_profile()
TEXTS = st.text(st.characters(exclude_categories=("Cc", "Cs"), exclude_characters=":\ufffd\ufffe\uffff"), max_size=12)
SIGNS = st.text(
    st.characters(categories=("P", "S", "Z", "Mn", "Mc", "Me", "Co", "Cf"), exclude_characters=":\ufffd"), max_size=8
)
HALF_FILLED = (
    "Status\nx\n\nHuvuddiagnos: J06.9\nJournaltyp: {}\nSignera från enhet: A\nSignerad av: A\n"
    "Signerad tid: 2024-03-14T09:41\n"
)


def _is_open(value: str) -> bool:
    return convert(HALF_FILLED.format(value), profile=PROFILE).button == PROFILE.button_ready


@given(SIGNS)
def test_K5_no_signs_at_all_open_the_gate(signs: str) -> None:
    assume("\u2028" not in signs and "\u2029" not in signs)
    assert not any(sign.isalnum() for sign in signs)
    assert not _is_open(signs)


@given(st.sampled_from(sorted(PROFILE.placeholders)), SIGNS, SIGNS, st.booleans())
def test_K5_no_placeholder_opens_the_gate_whatever_stands_around_it(
    word: str, before: str, after: str, capitals: bool
) -> None:
    assume(not {"\u2028", "\u2029"} & set(before + after))
    assert not _is_open(f"{before} {word.upper() if capitals else word} {after}")


@given(TEXTS)
def test_K5_a_letter_or_digit_opens_it_unless_the_whole_is_a_placeholder(text: str) -> None:
    assume(not {"\u2028", "\u2029"} & set(text))
    assert _is_open(f"Läkaranteckning {text}")


LINE_ENDS = ("\n", "\r", "\x85", "\u2028", "\u2029")


@given(TEXTS, TEXTS, st.sampled_from(LINE_ENDS), st.booleans(), st.sampled_from(["pmo-text", "melior"]))
def test_K6_no_fact_of_an_xml_note_begins_a_line_that_is_not_its_own(
    first: str, second: str, line_end: str, reference: bool, target: str
) -> None:
    end = f"&#{ord(line_end)};" if reference else line_end
    name = f"a{escape(first)}{end}{escape(second)}b"
    signing = "<record-type>a</record-type><signing-unit>a</signing-unit>"
    parts = f"<patient><name>{name}</name></patient><diagnosis type='principal'><code>J06.9</code></diagnosis>"
    source = f'<triage-note xmlns="{NAMESPACE}">{parts}<signing>{signing}</signing></triage-note>'
    result = convert(source, target, profile=PROFILE)
    assert (result.output, result.exit_code) == (None, 65)
    assert [finding.code for finding in result.findings if finding.exit_code] == ["MVG214"]


@pytest.mark.slow
@pytest.mark.counted
@given(notes(PROFILE), notes(PROFILE), st.booleans())
def test_K10_a_command_line_that_was_written_for_one_note_changes_no_other(
    one: TriageNote, other: TriageNote, xml: bool
) -> None:
    """Whatever the first note lacked is given, whatever it stated is named and replaced; then it is run again."""
    given_ = {"principal_diagnosis": "Z00.0", "record_type": "Provtyp", "signing_unit.name": "Provenhet"}
    own = {"record_type": one.record_type, "signing_unit.name": one.signing_unit.name}
    overrides = tuple((fact, text) for fact, text in own.items() if any(map(str.isalnum, text)))
    source = as_xml(other) if xml else as_text(other, PROFILE)
    result = convert(source, "melior", profile=PROFILE, given=given_, overrides=overrides, damaged_ok=True)
    if result.note is None:  # a copied text may read like two notes
        assert "MVG234" in {finding.code for finding in result.findings}
        return
    replaced = {finding.words[0] for finding in result.findings if finding.code == "MVG313"}
    for fact, stated in {"record_type": other.record_type, "signing_unit.name": other.signing_unit.name}.items():
        mine = {"record_type": result.note.record_type, "signing_unit.name": result.note.signing_unit.name}[fact]
        if mine != stated and any(map(str.isalnum, stated)) and stated not in ("N/A",):
            assert PROFILE.labels[fact] in replaced
            assert stated.casefold().split() == own[fact].casefold().split()


TIMES = st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1))  # noqa: DTZ001 -- the offset is drawn beside it
OFFSETS = st.one_of(st.none(), st.integers(-14 * 60, 14 * 60))


@given(TIMES, OFFSETS, st.sampled_from(["minutes", "seconds", "milliseconds", "microseconds"]), st.sampled_from("T "))
def test_K11_a_time_comes_out_as_the_moment_and_the_digits_that_were_written(
    time: datetime, offset: int | None, precision: str, between: str
) -> None:
    if offset is not None:
        time = time.replace(tzinfo=timezone(timedelta(minutes=offset)))
    written = time.isoformat(between, precision)
    reported = iso(written)
    digits = written.replace(" ", "T")[:16] + (written[16:19] if precision != "minutes" else ":00")
    assert reported.startswith(digits)
    assert shown(written).startswith(written.replace("T", " ")[:16])
    if offset is not None:
        assert datetime.fromisoformat(reported) == datetime.fromisoformat(written)
        assert datetime.fromisoformat(reported).utcoffset() == timedelta(minutes=offset)
    assert precision not in ("milliseconds", "microseconds") or written[19:23] in reported
    assert parse(reported) is not None
    assert iso(reported) == reported
