"""No edit of a note's characters or bytes, as people, programs and accidents make them, ends in a failed proof."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from converter import Place, convert, load_profile, read_note
from converter.note.reading import Decisions
from paths import BROKEN, WHOLE

PROFILE = load_profile()
SMALL = 9_000
"""The most bytes of a note that is edited."""
NOTES = [
    path.read_text("utf-8", errors="replace")
    for path in (*WHOLE, *sorted(BROKEN.iterdir()))
    if path.suffix in {".txt", ".xml"} and path.stat().st_size < SMALL
]
KEYWORDS = [word for name in PROFILE.places for word in (name, f"{name}:", f"{name}\n", name.lower())]
INSERTED = [
    "\ufeff", "\ufffe", "\u200b", "\u2060", "\0", "\n", "\r", "\r\n", "\f", "\v", "\x1a", "\x1c", "\u00a0", "\x85",
    "\u2028", "\t", "\u0301", "\u00ad", "\u202e", "\u0130", "\ufb01", "\U0001f912", "<", ">", "&", "&amp;", "&#13;",
    "&#10;", "&#xfeff;", "<!--", "-->", "<![CDATA[", "]]>", "<?x?>", "<item/>", ":", ": ", "- ", "•", '"', "  ", "\n\n",
    "Huvuddiagnos: J06.9", "Journaltyp: x", "Signerad av:", *KEYWORDS,
]  # fmt: skip
ENCODINGS = ("", "utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252", "mac-roman")
CHANGES = [
    str.upper, str.lower, str.title, lambda text: text.replace("\n", " "), lambda text: text.replace("\n", "\r\n"),
    lambda text: text.replace(" ", "\u00a0"), lambda _: "",
]  # fmt: skip


@st.composite
def edited(draw: st.DrawFn) -> bytes | str:
    """A note with a few characters inserted, a few lines moved or doubled, or a part changed, in an encoding."""
    text = draw(st.sampled_from(NOTES))
    for _ in range(draw(st.integers(1, 4))):
        kind, at = draw(st.sampled_from("iiilc")), draw(st.integers(0, len(text)))
        if kind == "i":
            text = text[:at] + draw(st.sampled_from(INSERTED)) + text[at:]
        elif kind == "l":
            lines = text.split("\n")
            line = lines[draw(st.integers(0, len(lines) - 1))]
            if draw(st.booleans()):
                lines.remove(line)
            lines.insert(draw(st.integers(0, len(lines))), line)
            text = "\n".join(lines)
        else:
            end = at + draw(st.integers(1, 200))
            text = text[:at] + draw(st.sampled_from(CHANGES))(text[at:end]) + text[end:]
    encoding = draw(st.sampled_from(ENCODINGS))
    return text.encode(encoding, "replace") if encoding else text


LINES = st.integers(1, 40)
DECISIONS = st.builds(
    Decisions,
    texts=st.frozensets(LINES, max_size=2),
    facts=st.frozensets(LINES, max_size=2),
    splits=st.lists(st.tuples(LINES, st.integers(1, 60)), max_size=2).map(frozenset),
    one_note=st.booleans(),
)
PLACES = st.lists(
    st.builds(Place, LINES.map(str) | st.just("Anamnes"), st.sampled_from(list(PROFILE.places))), max_size=2
).map(tuple)


def _split_as_asked(source: bytes | str, decisions: Decisions) -> Decisions:
    """The decisions, and each line split where a question of the note says that it may be."""
    questions = read_note(source, profile=PROFILE, damaged_ok=True).questions
    asked = [words[0].split(", ") for code, *_, words in questions if code == "MVG249"]
    found = [at.partition(":") for positions in asked for at in positions]
    return decisions._replace(splits=decisions.splits | {(int(line), int(column)) for line, _, column in found})


@pytest.mark.slow
@given(edited(), st.sampled_from(list(PROFILE.targets)), DECISIONS, PLACES, st.booleans())
@settings(max_examples=2000)
def test_no_decision_about_an_edited_note_ends_in_a_failed_proof(
    source: bytes | str, to: str, decisions: Decisions, places: tuple[Place, ...], as_asked: bool
) -> None:
    decisions = _split_as_asked(source, decisions) if as_asked else decisions
    result = convert(source, to, profile=PROFILE, decisions=decisions, places=places, damaged_ok=True)
    assert result.exit_code != 70, [finding.code for finding in result.findings]


@pytest.mark.slow
@given(edited(), st.sampled_from((*PROFILE.targets, "json")), st.booleans())
@settings(max_examples=2000)
def test_no_edit_of_a_note_ends_in_a_failed_proof(source: bytes | str, to: str, damaged_ok: bool) -> None:
    result = convert(source, to, profile=PROFILE, damaged_ok=damaged_ok)
    assert result.exit_code != 70, [finding.code for finding in result.findings]
