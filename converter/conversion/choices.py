"""The choices of a question: the possible answers to it, each of which settles it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from typing import Any, Final, NamedTuple

from converter.conversion.options import ConvertOptions
from converter.findings import COPY_WARNINGS, Finding
from converter.findings.catalogue import Code
from converter.note.reading import Reading
from converter.profile import Profile
from converter.readers.headings import heading_at_column
from converter.record.contact_checks import colleague_of
from converter.record.given_facts import fact_named, value_of
from converter.record.mapping import Place

Change = Callable[[ConvertOptions], ConvertOptions]


class Choice(NamedTuple):
    """A possible answer to a question."""

    swedish: str
    english: str
    change: Change
    """The conversion options with this answer added."""


def choices(finding: Finding, profile: Profile, reading: Reading | None = None) -> tuple[Choice, ...]:
    """The choices of a finding that is a question; none for any other.

    `reading` is the note as read: an answer about a value of the note, or about a line of a copied text, needs it.
    """
    make = _CHOICES.get(question_code(finding.code))
    return tuple(make(finding, profile, reading)) if make else ()


def question_code(code: Code) -> Code:
    """The code of a question: its own, or where it is the warning that a copy shows instead, that of the question."""
    # `.get(code, code)` takes the type checker a minute: it tries an overload for each of the several hundred codes.
    if (question := QUESTION_OF.get(code)) is not None:
        return question
    return code


def questions_of(finding: Finding) -> tuple[Finding, ...]:
    """The questions of a finding: itself, or one for each line that it names."""
    if finding.code != "MVG225":
        return (finding,)
    return tuple(finding._replace(line=int(line), words=(line,)) for line in finding.words[0].split(", "))


def _with_decisions(**changes: Any) -> Change:
    """Adds to the decisions: sets are united, other values replaced."""

    def change(options: ConvertOptions) -> ConvertOptions:
        old = options.decisions
        new = {name: getattr(old, name) | value if isinstance(value, frozenset) else value
               for name, value in changes.items()}  # fmt: skip
        return dataclasses.replace(options, decisions=old._replace(**new))

    return change


def _with_option(**changes: Any) -> Change:
    return lambda options: dataclasses.replace(options, **changes)


def with_place(line: str, keyword: str) -> Change:
    """Puts the text that begins on a line under a keyword."""
    return lambda options: dataclasses.replace(options, places=(*options.places, Place(line, keyword)))


def _lines(written: str) -> frozenset[int]:
    first, _, last = written.partition("-")
    return frozenset(range(int(first), int(last or first) + 1))


def _as_text(lines: str) -> Choice:
    return Choice("Det är text där den står.", "It is text where it stands.", _with_decisions(texts=_lines(lines)))


def _fact_or_text(question: Finding, _: Profile, __: Reading | None) -> Iterable[Choice]:
    lines = question.words[-1]
    yield Choice("Det är en uppgift.", "It is a fact.", _with_decisions(facts=_lines(lines)))
    yield _as_text(lines)


def _as_keyword(keyword: str, line: str) -> Choice:
    return Choice(f"Raden är sökordet {keyword}.", f"The line is the keyword {keyword}.", with_place(line, keyword))


def _as_keyword_then_text(keyword: str, line: str) -> Choice:
    return Choice(
        f"Raden är sökordet {keyword}, följt av text.", f"The line is the keyword {keyword}, then text.",
        _with_decisions(splits=frozenset([(int(line), 1)])),
    )  # fmt: skip


def _keyword_or_text(question: Finding, profile: Profile, reading: Reading | None) -> Iterable[Choice]:
    keyword, line = question.words
    yield _as_keyword(keyword, line)
    written = reading.lines[question.line - 1] if reading else ""
    begun = heading_at_column(written, profile)
    if begun and begun.meaning.name == keyword and not begun.is_fact:
        yield _as_keyword_then_text(keyword, line)
    yield _as_text(line)


def _keyword_in_text(question: Finding, _: Profile, __: Reading | None) -> Iterable[Choice]:
    keyword, line = question.words[0], str(question.line)
    yield _as_keyword_then_text(keyword, line)
    yield _as_keyword(keyword, line)


def _any_keyword(question: Finding, profile: Profile, _: Reading | None) -> Iterable[Choice]:
    for keyword in profile.places:
        yield _as_keyword(keyword, str(question.line))


def _place_or_text(question: Finding, profile: Profile, reading: Reading | None) -> Iterable[Choice]:
    yield _as_text(str(question.line))
    yield from _place_only(question, profile, reading)


def _place_only(question: Finding, profile: Profile, _: Reading | None) -> Iterable[Choice]:
    for keyword in profile.places:
        change = with_place(str(question.line), keyword)
        yield Choice(f"Texten hör till {keyword}.", f"The text belongs to {keyword}.", change)


def _split_or_text(question: Finding, _: Profile, __: Reading | None) -> Iterable[Choice]:
    positions = [position.split(":") for position in question.words[0].split(", ")]
    cuts = frozenset((int(line), int(column)) for line, column in positions)
    yield Choice(
        "Det är rubriker: dela raden där.", "They are headings: split the line there.", _with_decisions(splits=cuts)
    )
    yield _as_text(str(question.line))


def _text_only(question: Finding, _: Profile, reading: Reading | None) -> Iterable[Choice]:
    if reading is None or reading.form == "text":
        yield _as_text(str(question.line))


def _one_note(_: Finding, __: Profile, ___: Reading | None) -> Iterable[Choice]:
    yield Choice("Det är en enda anteckning.", "It is one note.", _with_decisions(one_note=True))


def _approval(_: Finding, __: Profile, ___: Reading | None) -> Iterable[Choice]:
    allow, forbid = (_with_option(approved_for_patient=answer) for answer in ("yes", "no"))
    yield Choice("Patienten får läsa den.", "The patient may read it.", allow)
    yield Choice("Patienten får inte läsa den.", "The patient may not read it.", forbid)


def _damaged_ok(_: Finding, __: Profile, ___: Reading | None) -> Iterable[Choice]:
    yield Choice("Texten är rätt som den är.", "The text is right as it is.", _with_option(damaged_ok=True))


def _add_phrases(finding: Finding, profile: Profile, reading: Reading | None) -> Iterable[Choice]:
    """The phrase of MVG421 ends in the colleague's name, which is never invented."""
    if finding.code != "MVG421" or (reading and reading.note and colleague_of(reading.note, profile)):
        yield Choice("Lägg till frasen.", "Add the phrase.", _with_option(add_phrases=True))


def _override(finding: Finding, profile: Profile, reading: Reading | None) -> Iterable[Choice]:
    """To replace the value that the note has now: another value is another decision."""
    label = finding.words[0]
    if old := replaced_value(finding, profile, reading):
        yield Choice(
            f"Ersätt {label} i anteckningen.", f"Replace {label} of the note.",
            lambda options: dataclasses.replace(options, overrides=(*options.overrides, (label, old))),
        )  # fmt: skip


def replaced_value(finding: Finding, profile: Profile, reading: Reading | None) -> str:
    """The value of the note that a value given beside it contradicts (MVG320); `""` for any other finding."""
    if finding.code != "MVG320" or reading is None or reading.note is None:
        return ""
    return value_of(fact_named(finding.words[0], profile), reading.note)


def _listed_codes(question: Finding, profile: Profile, _: Reading | None) -> Iterable[Choice]:
    for code in question.words[1].split(", "):
        for system, source in profile.code_lists.items():
            if listed := source.find(code):
                text = f"{listed.code} ({system}) {listed.title}"
                yield Choice(text, text, _with_diagnosis(text))


def _with_diagnosis(text: str) -> Change:
    return lambda options: dataclasses.replace(options, given={**options.given, "principal_diagnosis": text})


QUESTION_OF: Final[dict[Code, Code]] = {warning: question for question, warning in COPY_WARNINGS.items()}
"""The code of a question by that of the warning which a copy shows instead."""
_CHOICES: Final[dict[Code, Callable[[Finding, Profile, Reading | None], Iterable[Choice]]]] = {
    "MVG225": _any_keyword,
    "MVG232": _text_only,
    "MVG234": _one_note,
    "MVG235": _one_note,
    "MVG236": _text_only,
    "MVG240": _fact_or_text,
    "MVG242": _fact_or_text,
    "MVG243": _fact_or_text,
    "MVG244": _keyword_or_text,
    "MVG245": _place_or_text,
    "MVG246": _keyword_or_text,
    "MVG249": _split_or_text,
    "MVG251": _keyword_in_text,
    "MVG252": _place_or_text,
    "MVG253": _text_only,
    "MVG254": _any_keyword,
    "MVG260": _damaged_ok,
    "MVG261": _damaged_ok,
    "MVG301": _place_only,
    "MVG302": _place_only,
    "MVG303": _place_only,
    "MVG305": _text_only,
    "MVG318": _place_only,
    "MVG320": _override,
    "MVG420": _add_phrases,
    "MVG421": _add_phrases,
    "MVG491": _listed_codes,
    "MVG545": _approval,
    "MVG745": _place_only,
}
