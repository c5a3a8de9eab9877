"""The double entry: it holds for every sample, and catches every fault that is planted (the controls)."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from converter import balance, convert, mapping, markup, pipeline, read_note, readers, render
from converter.balance.gaps import gaps
from converter.model import Answer, Entry, Field, RecordNote, Triage, TriageNote, Unit
from converter.profile import Profile
from converter.reading import Block, Reading
from converter.result import as_json
from paths import BROKEN, SAMPLES, WHOLE

NOTE = SAMPLES / "lang-anteckning.xml"
TEXT = SAMPLES / "lang-anteckning.txt"


def _reading(path: Path, profile: Profile) -> Reading:
    return readers.read(path.read_bytes(), profile)


def _with_entries(reading: Reading, change: Callable[[list[Entry]], list[Entry]]) -> Reading:
    assert reading.note is not None
    return reading._replace(note=reading.note._replace(entries=tuple(change(list(reading.note.entries)))))


def _edit(number: int, edit: Callable[[str], str]) -> Callable[[list[Entry]], list[Entry]]:
    def change(entries: list[Entry]) -> list[Entry]:
        entries[number] = entries[number]._replace(text=edit(entries[number].text))
        return entries

    return change


def _swapped_texts(first: Entry, second: Entry, third: Entry, *rest: Entry) -> list[Entry]:
    return [first._replace(text=third.text), second, third._replace(text=first.text), *rest]


FAULTS: dict[str, Callable[[list[Entry]], list[Entry]]] = {
    "an entry is lost": lambda entries: entries[:-1],
    "an entry is doubled": lambda entries: [*entries, entries[-1]],
    "two texts are swapped": lambda entries: _swapped_texts(*entries),
    "two entries are swapped": lambda entries: [entries[2], entries[1], entries[0], *entries[3:]],
    "the last line is dropped": _edit(2, lambda text: text.rsplit("\n", 1)[0]),
    "line breaks are folded": _edit(2, lambda text: text.replace("\n", " ")),
    "double spaces are folded": _edit(2, lambda text: text.replace("  ", " ")),
    "a letter is altered": _edit(3, lambda text: text.replace("å", "a", 1)),
    "a word is added": _edit(3, lambda text: text + " ua"),
    "text after a tag is cut": _edit(2, lambda text: text.split("<")[0]),
    "case is changed": _edit(3, str.upper),
    "a keyword is exchanged": lambda entries: [entries[0]._replace(keyword="Status"), *entries[1:]],
    "a heading is altered": lambda entries: [entries[0]._replace(heading="Orsak"), *entries[1:]],
}  # fmt: skip


@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.name)
def test_P1_every_sample_balances(path: Path, profile: Profile) -> None:
    assert balance.source_balances(_reading(path, profile), profile)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("path", [NOTE, TEXT], ids=["xml", "text"])
def test_a_fault_of_a_reader_is_caught(path: Path, fault: str, profile: Profile) -> None:
    assert not balance.source_balances(_with_entries(_reading(path, profile), FAULTS[fault]), profile)


@pytest.mark.parametrize(
    "change",
    [
        {"record_type": ""}, {"record_type": "Annan"}, {"signer": "Annan"}, {"secondary_diagnoses": ()},
        {"signing_unit": Unit("Annan")},
    ],
    ids=str,
)  # fmt: skip
@pytest.mark.parametrize("path", [NOTE, TEXT], ids=["xml", "text"])
def test_a_lost_or_altered_fact_is_caught(path: Path, change: dict[str, Any], profile: Profile) -> None:
    reading = _reading(path, profile)
    assert reading.note is not None
    assert not balance.source_balances(reading._replace(note=reading.note._replace(**change)), profile)


def test_a_lost_triage_answer_is_caught(profile: Profile) -> None:
    for path in (NOTE, TEXT):
        reading = _reading(path, profile)
        assert reading.note is not None
        triage = reading.note.triage._replace(answers=reading.note.triage.answers[:-1])
        assert not balance.source_balances(reading._replace(note=reading.note._replace(triage=triage)), profile)


def test_a_lost_block_of_the_copied_text_is_caught(profile: Profile) -> None:
    reading = _reading(TEXT, profile)
    for number in range(len(reading.blocks)):
        blocks = reading.blocks[:number] + reading.blocks[number + 1 :]
        assert not balance.source_balances(reading._replace(blocks=blocks), profile)
    twice = (*reading.blocks, Block("Status", "Status"))
    assert not balance.source_balances(reading._replace(blocks=twice), profile)


def test_words_that_are_in_no_block_and_no_entry_are_caught(profile: Profile) -> None:
    reading = _read_text("Status\n1\n\nBedömning\n2", profile)
    assert reading.note is not None
    for number in range(2):
        entries, blocks = list(reading.note.entries), list(reading.blocks)
        del entries[number], blocks[number]
        lost = reading._replace(note=reading.note._replace(entries=tuple(entries)), blocks=tuple(blocks))
        assert not balance.source_balances(lost, profile)


def test_a_text_that_no_entry_holds_and_an_entry_that_no_text_holds_are_caught(profile: Profile) -> None:
    empty, _ = mapping.to_record(TriageNote(), profile)
    at = [field.heading for field in empty.fields].index("Status")
    for texts, told, balances in (
        ((), "påhitt", False),
        (("a",), "", False),
        (("a", "b"), "a", False),
        (("a", "b"), "a\nb", True),
    ):
        entries = tuple(Entry("Status", text) for text in texts)
        field = empty.fields[at]._replace(text=told, parts=entries)
        fields = (*empty.fields[:at], field, *empty.fields[at + 1 :])
        record = RecordNote(profile.template, fields, TriageNote(entries=entries))
        assert balance.record_balances(record, profile) is balances


@pytest.mark.parametrize(
    ("entry", "balances"),
    [
        (("Qvw", ""), False),
        (("Status", ""), True),
        (("Anamnes", " "), True),
        (("\u200b", ""), True),
        (("", "a"), False),
    ],
)
def test_an_entry_may_be_left_out_only_where_it_says_nothing(
    entry: tuple[str, str], balances: bool, profile: Profile
) -> None:
    empty, _ = mapping.to_record(TriageNote(), profile)
    record = empty._replace(note=TriageNote(entries=(Entry(*entry),)))
    assert balance.record_balances(record, profile) is balances


def test_a_reading_without_a_note_does_not_balance(profile: Profile) -> None:
    assert not balance.source_balances(Reading(None), profile)


def test_control_a_parser_that_recovers_is_caught(profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = NOTE.read_text("utf-8").replace("</text>", "&nbsp;kvar</text>", 1)
    assert [finding.code for finding in read_note(broken, profile=profile).findings] == ["MVG201"]
    recovering = etree.XMLParser(encoding="utf-8", recover=True, remove_comments=True, remove_pis=True)
    monkeypatch.setattr(markup, "_from_bytes", lambda: partial(etree.fromstring, parser=recovering))
    caught = read_note(broken, profile=profile)
    assert (caught.note, caught.findings[-1].code) == (None, "MVG601")


def test_control_text_cut_at_a_comment_is_caught(profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    source = NOTE.read_text("utf-8").replace("</text>", "<!-- x -->kvar</text>", 1)
    assert read_note(source, profile=profile).note is not None
    cutting = etree.XMLParser(encoding="utf-8", resolve_entities=False, load_dtd=False)
    monkeypatch.setattr(markup, "_from_bytes", lambda: partial(etree.fromstring, parser=cutting))
    caught = read_note(source, profile=profile)
    assert (caught.note, caught.findings[-1].code) == (None, "MVG601")


def test_a_mapping_that_loses_doubles_or_misplaces_is_caught(profile: Profile) -> None:
    note = _reading(NOTE, profile).note
    assert note is not None
    record, _ = mapping.to_record(note, profile)
    assert balance.record_balances(record, profile)
    first, *rest = record.fields
    for fields in (
        rest,
        [first, first, *rest],
        [first._replace(parts=()), *rest],
        [first._replace(text="annat"), *rest],
        [rest[0]._replace(keyword=first.keyword, heading=first.heading), first, *rest[1:]],
        [*rest[:-1], rest[-1]._replace(text="påhitt")],
        [first._replace(text=f"{first.text} mer", parts=(*first.parts, Entry("Besöksorsak", "mer", "phrase"))), *rest],
    ):  # fmt: skip
        assert not balance.record_balances(record._replace(fields=tuple(fields)), profile)


def test_an_entry_told_in_two_fields_or_in_none_is_caught(profile: Profile) -> None:
    note = _reading(NOTE, profile).note
    assert note is not None
    record, _ = mapping.to_record(note, profile)
    whole = [field for field in record.fields if field.parts]
    for field in whole:
        at = record.fields.index(field)
        emptied = field._replace(text="", parts=())
        assert not balance.record_balances(
            record._replace(fields=(*record.fields[:at], emptied, *record.fields[at + 1 :])), profile
        )
        assert not balance.record_balances(record._replace(fields=(*record.fields, field)), profile)


def test_a_made_text_must_be_what_the_note_says(profile: Profile) -> None:
    note = _reading(SAMPLES / "triage-utan-egenanamnes.xml", profile).note
    assert note is not None
    record, _ = mapping.to_record(note, profile)
    assert balance.record_balances(record, profile)
    for number in (0, 1):
        field = record.fields[number]
        part = field.parts[0]._replace(text="påhitt")
        fields = (*record.fields[:number], field._replace(text="påhitt", parts=(part,)), *record.fields[number + 1 :])
        assert not balance.record_balances(record._replace(fields=fields), profile)
    moved = record.fields[3]._replace(text="x", parts=(Entry("Besöksorsak", "x", "presenting_reason"),))
    assert not balance.record_balances(record._replace(fields=(*record.fields[:3], moved, *record.fields[4:])), profile)


def test_text_without_a_place_must_stay_as_it_is(profile: Profile) -> None:
    reading = readers.read("Övrigt:\ntext\n\nStatus\nx", profile)
    assert reading.note is not None
    record, _ = mapping.to_record(reading.note, profile)
    unplaced = next(field for field in record.fields if not field.placed)
    number = record.fields.index(unplaced)
    altered = unplaced._replace(text="annat")
    assert balance.record_balances(record, profile)
    fields = (*record.fields[:number], altered, *record.fields[number + 1 :])
    assert not balance.record_balances(record._replace(fields=fields), profile)


OUTPUT_FAULTS: dict[str, Callable[[str], str]] = {
    "the last section is lost": lambda output: output.replace("Bedömning", "", 1),
    "a letter is altered": lambda output: output.replace("Torr rethosta", "Torr rethostan"),
    "a line is added": lambda output: output.replace("Torr rethosta", "Påhittad rad\nTorr rethosta"),
    "a line is doubled": lambda output: output.replace("Torr rethosta i ca", "Torr rethosta i ca Torr rethosta i ca"),
    "a text is lost": lambda output: output.replace("Torr rethosta", ""),
    "a word is added between": lambda output: output.replace("Status", "Mer\nStatus", 1),
    "a word is added at the end": lambda output: output.replace("SHA-256", "SHA-256 mer") + "\nmer",
}


@pytest.mark.parametrize("target", ["pmo", "pmo-text", "pmo-html", "melior"])
@pytest.mark.parametrize("fault", OUTPUT_FAULTS)
def test_P2_a_fault_of_the_output_is_caught_and_nothing_is_written(
    target: str, fault: str, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = render.render
    monkeypatch.setattr(render, "render", lambda *args: OUTPUT_FAULTS[fault](original(*args)))
    result = convert(NOTE.read_bytes(), target, profile=profile)
    assert result.findings[-1].code == "MVG602"
    assert (result.output, result.exit_code) == (None, 70)


@pytest.mark.parametrize("lost", ["Torr rethosta", "Bedömning"])
def test_a_json_result_that_lost_a_word_is_caught(lost: str, profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "as_json", lambda *args: as_json(*args).replace(lost, "", 1))
    result = convert(NOTE.read_bytes(), "json", profile=profile)
    assert (result.output, result.findings[-1].code) == (None, "MVG602")


@pytest.mark.parametrize(
    "element", ["record-type", "unit", "signer", "number", "name", "routine", "revision", "source-sha256", "signed-at"]
)
def test_a_fact_that_the_output_lost_is_caught(element: str, profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    original, value = render.render, re.compile(rf"(<{element}[^>]*>)[^<]+")
    monkeypatch.setattr(render, "render", lambda *args: value.sub(r"\1", original(*args)))
    result = convert((SAMPLES / "halsont-chatt.xml").read_bytes(), profile=profile)
    assert (result.output, result.exit_code) == (None, 70)


@pytest.mark.parametrize("value", ["personnummer", "principal", "ICD-10-SE"])
def test_an_attribute_that_the_output_lost_is_caught(
    value: str, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = render.render
    monkeypatch.setattr(render, "render", lambda *args: original(*args).replace(f'="{value}"', '="annat"', 1))
    result = convert((SAMPLES / "halsont-chatt.xml").read_bytes(), profile=profile)
    assert (result.output, result.findings[-1].code) == (None, "MVG602")


def test_a_fact_that_the_output_exchanged_is_caught(profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    original = render.render
    swapped = re.compile(r"<signer>(.*?)</signer>")
    monkeypatch.setattr(render, "render", lambda *args: swapped.sub("<signer>påhittad</signer>", original(*args)))
    result = convert((SAMPLES / "halsont-chatt.xml").read_bytes(), profile=profile)
    assert (result.output, result.findings[-1].code) == (None, "MVG602")


def test_a_record_that_does_not_balance_is_not_rendered(profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    original = mapping.to_record

    def lossy(*args: object) -> tuple[RecordNote, list[object]]:
        record, findings = original(*args)  # type: ignore[arg-type]
        return record._replace(fields=record.fields[:-3]), list(findings)

    monkeypatch.setattr(mapping, "to_record", lossy)
    result = convert(NOTE.read_bytes(), profile=profile)
    assert (result.output, result.exit_code) == (None, 70)


def test_gaps_are_what_stands_between() -> None:
    assert gaps("a b c", ["a", "c"]) == ["", " b ", ""]
    assert gaps("a b", ["b", "a"]) is None
    assert gaps("\nab\na\n", ["a"], "\n") == ["\nab", "\n"]


@pytest.mark.parametrize("written", ["Video ,  CHATT", "video,chatt", "video, chatt"])
def test_how_a_list_of_words_is_written_does_not_matter(written: str, profile: Profile) -> None:
    reading = readers.read(f"Kontaktens kanaler: {written}\nStatus\nx", profile)
    assert reading.note is not None
    assert reading.note.contact.channels == ("video", "chat")
    assert balance.source_balances(reading, profile)


def test_two_words_for_one_code_are_the_same_fact(profile: Profile) -> None:
    codes = {**profile.codes, "contact.channels": {**profile.codes["contact.channels"], "videosamtal": "video"}}
    synonyms = profile._replace(codes=codes)
    reading = readers.read("Kontaktens kanaler: videosamtal\nStatus\nx", synonyms)
    assert reading.note is not None
    assert balance.source_balances(reading, synonyms)


def test_a_fact_ahead_of_the_text_may_read_like_its_first_heading(profile: Profile) -> None:
    source = (SAMPLES / "halsont-chatt.txt").read_text("utf-8")
    source = re.sub("(?m)^Huvuddiagnos: .*$", "Huvuddiagnos: Kontaktorsak", source)
    assert convert(source, "pmo-text", profile=profile).ok


def test_nothing_told_and_nothing_shown_balance_and_a_word_does_not() -> None:
    assert balance.text_balances("", [], [], frozenset())
    assert not balance.text_balances("x", [], [], frozenset())


def test_invisible_characters_before_the_first_heading_are_no_loss(profile: Profile) -> None:
    assert read_note("\u200b\nStatus\nx", profile=profile).note is not None


# -- the proofs by themselves: each case is a mutant that once lived ---------------------------------------------

READABLE = [
    path for path in sorted(BROKEN.iterdir()) if path.suffix in {".txt", ".xml"} and read_note(path.read_bytes()).note
]


@pytest.mark.parametrize("path", READABLE, ids=lambda path: path.name)
def test_P1_a_broken_sample_that_can_be_read_balances(path: Path, profile: Profile) -> None:
    assert balance.source_balances(_reading(path, profile), profile)


def _read_text(source: str, profile: Profile) -> Reading:
    return readers.read(source, profile)


@pytest.mark.parametrize(
    ("source", "number", "keyword"),
    [
        ("Journaltyp: a\nJournaltyp: b\n\nStatus\n1", 0, "record_type"),
        ("Status\n1\n\nQvw :\n2", 1, "Qvw "),
        ("Status\n1\n\nQvw:\n2", 1, "Status"),
        ("STATUS:\n1", 0, "STATUS"),
    ],
)
def test_a_keyword_that_its_heading_does_not_mean_is_caught(
    source: str, number: int, keyword: str, profile: Profile
) -> None:
    reading = _read_text(source, profile)
    assert balance.source_balances(reading, profile)

    def renamed(entries: list[Entry]) -> list[Entry]:
        entries[number] = entries[number]._replace(keyword=keyword)
        return entries

    assert not balance.source_balances(_with_entries(reading, renamed), profile)


@pytest.mark.parametrize("written", ["chatt,video", "Chatt ,  VIDEO", "CHATT, Video"])
def test_a_list_is_the_same_however_it_is_spaced_and_another_when_its_order_is(written: str, profile: Profile) -> None:
    reading = _read_text(f"Kontaktens kanaler: {written}\n\nStatus\n1", profile)
    assert balance.source_balances(reading, profile)
    assert reading.note is not None
    for channels in (("video", "chat"), ("chat",), ("chat", "video", "video"), ()):
        contact = reading.note.contact._replace(channels=channels)
        assert not balance.source_balances(reading._replace(note=reading.note._replace(contact=contact)), profile)


@pytest.mark.parametrize(
    ("part", "text", "balances"),
    [
        (Entry("Qvw", "a"), "Qvw\na", True),
        (Entry("Qvw", "a"), "a", False),
        (Entry("Qvw", "a"), "Qvw\na\nb", False),
        (Entry("Anamnes", "a"), "a", True),
        (Entry("Anamnes", "a"), "Anamnes\na", False),
        (Entry("Status", "a"), "a", True),
        (Entry("Bedömning", "a"), "a", False),
        (Entry("Bedömning", "a"), "Bedömning\na", False),
    ],
)
def test_what_a_field_is_made_of_belongs_there_with_its_words(
    part: Entry, text: str, balances: bool, profile: Profile
) -> None:
    record, _ = mapping.to_record(TriageNote(entries=(part,)), profile)
    fields = [field._replace(text="", parts=()) for field in record.fields if field.placed]
    at = [field.heading for field in fields].index("Status")
    fields[at] = fields[at]._replace(text=text, parts=record.note.entries)
    assert balance.record_balances(record._replace(fields=tuple(fields)), profile) is balances


@pytest.mark.parametrize("origin", ["phrase", "presenting_reason", "triage_answers"])
def test_what_was_made_stands_under_the_keyword_it_was_made_for(origin: str, profile: Profile) -> None:
    made = profile.phrases.chat_opening
    note = TriageNote(triage=Triage(made, (Answer(made, ""),)))
    empty = [field._replace(text="", parts=()) for field in mapping.to_record(note, profile)[0].fields]
    for keyword, text, balances in (
        ("Status", made, True),
        ("Bedömning", made, False),
        ("Bedömning", f"Bedömning\n{made}", False),
    ):
        fields = [
            field._replace(text=text, parts=(Entry(keyword, made, origin),)) if field.heading == "Status" else field
            for field in empty
        ]
        record = RecordNote(profile.template, tuple(fields), note)
        assert balance.record_balances(record, profile) is balances


TOLD = ("A", "b", "C", "d")


@pytest.mark.parametrize(
    ("output", "told", "facts", "balances"),
    [
        ("A\nb\nC\nd\n", TOLD, (), True),
        ("A\nb\n\n\nC\nd\n", TOLD, (), True),
        ("A\nb\nC\ndx\n", TOLD, (), False),
        ("xA\nb\nC\nd\n", TOLD, (), False),
        ("A\nx\nb\nC\nd\n", TOLD, (), False),
        ("A\nb\nx\nC\nd\n", TOLD, (), False),
        ("A\nb\nC\nx\nd\n", TOLD, (), False),
        ("A\nb\nC\nd\nx\n", TOLD, (), False),
        ("A\nb\nC\nd\nx\n", TOLD, ("x",), True),
        ("A\nb\nC\nd\n", TOLD, ("x",), False),
        ("L: x\nA\nb\nC\nd\n", TOLD, ("x",), True),
        ("A\nA\nb\nC\nd\n", TOLD, ("A",), True),
        ("A\nA\nA\nb\nC\nd\n", TOLD, ("A", "A"), True),
        ("A\nA\nb\nC\nd\n", TOLD, (), False),
        ("x\n", (), ("x",), True),
        ("x\n", (), (), False),
        ("\n", (), (), True),
        ("b\nA\nC\nd\n", TOLD, (), False),
        ("A\nb\n\nb\n", ("A", "b\n\nb"), (), True),
        ("A\nb\nb\n", ("A", "b\n\nb"), (), False),
        ("A\nb\nb\nC\nb\n\nb\n", ("A", "b\n\nb", "C", "b\nb"), (), False),
        ("A\n b\n", ("A", "b"), (), False),
        ("A\nb\n \n", ("A", "b"), (), True),
        ("A\nb\nc\n", ("A", "b c"), (), False),
        ("x y\nA\nb\n", ("A", "b"), ("x y",), True),
        ("x y\ny\nA\nb\n", ("A", "b"), ("x y",), False),
    ],
)
def test_a_plain_text_is_what_was_told_and_no_more(
    output: str, told: tuple[str, ...], facts: tuple[str, ...], balances: bool
) -> None:
    assert balance.text_balances(output, told, facts, {"L:"}) is balances


@pytest.mark.parametrize(
    ("words", "told", "facts", "balances"),
    [
        ("A b C d", TOLD, (), True),
        ("x A b C d", TOLD, ("x",), True),
        ("A b C d x", TOLD, ("x",), True),
        ("A A b C d", TOLD, ("A",), True),
        ("A x A b C d", TOLD, ("A", "x"), True),
        ("A b x A b C d", TOLD, ("A", "b", "x"), True),
        ("A A b C d", TOLD, (), False),
        ("A b C", TOLD, (), False),
        ("b C d A", TOLD, (), False),
        ("A b x C d", TOLD, ("x",), False),
        ("A b C d", TOLD, ("x",), False),
        ("A b C d x", TOLD, (), False),
        ("x", (), ("x",), True),
        ("x y", (), ("x", "y"), True),
        ("x", (), (), False),
        ("", (), (), True),
        ("A b C d L x", TOLD, ("x",), True),
        ("A b C d Lx", TOLD, ("x",), False),
    ],
)
def test_mark_up_is_what_was_told_in_one_run_and_no_more(
    words: str, told: tuple[str, ...], facts: tuple[str, ...], balances: bool
) -> None:
    output = "".join(f"<p>{word}</p>" for word in words.split())
    assert balance.markup_balances(f"<a>{output}</a>", told, facts, (), {"L"}) is balances


@pytest.mark.parametrize(
    ("attributes", "balances"), [((), True), (("x",), True), (("x", "x"), False), (("y&",), True), (("z",), False)]
)
def test_a_fact_of_an_attribute_is_there_as_often_as_it_is_told(attributes: tuple[str, ...], balances: bool) -> None:
    output = '<a b="x" c="y&amp;"><p>A</p></a>'
    assert balance.markup_balances(output, ["A"], (), attributes, set()) is balances


def _record(profile: Profile) -> RecordNote:
    note = read_note(NOTE.read_bytes(), profile=profile).note
    assert note is not None
    return mapping.to_record(note, profile)[0]


def _keywords_swapped(record: RecordNote) -> RecordNote:
    *head, status, assessment, action, planning = record.fields
    swapped = (status._replace(keyword=assessment.keyword), assessment._replace(keyword=status.keyword))
    return record._replace(fields=(*head, *swapped, action, planning))


@pytest.mark.parametrize(
    "spoil",
    [
        _keywords_swapped,
        lambda record: record._replace(fields=record.fields[::-1]),
        lambda record: record._replace(template="Annan mall"),
        lambda record: record._replace(fields=tuple(field._replace(keyword="Status") for field in record.fields)),
    ],
    ids=["keywords swapped", "fields reversed", "another template", "one keyword for all"],
)
def test_text_under_another_keyword_than_the_table_says_is_caught(
    spoil: Callable[[RecordNote], RecordNote], profile: Profile
) -> None:
    record = _record(profile)
    assert balance.record_balances(record, profile)
    assert not balance.record_balances(spoil(record), profile)


def test_a_repeated_keyword_told_in_another_order_is_caught(profile: Profile) -> None:
    entries = tuple(Entry("Status", text) for text in ("ett", "två", "tre"))
    record, _ = mapping.to_record(TriageNote(entries=entries), profile)
    number = next(number for number, field in enumerate(record.fields) if field.text)
    field = record.fields[number]
    turned = field._replace(text="ett\ntre\ntvå", parts=(entries[0], entries[2], entries[1]))
    fields = (*record.fields[:number], turned, *record.fields[number + 1 :])
    assert balance.record_balances(record, profile)
    assert not balance.record_balances(record._replace(fields=fields), profile)


def test_what_is_given_beside_a_note_alters_nothing_else(profile: Profile) -> None:
    note = read_note(NOTE.read_bytes(), profile=profile).note
    assert note is not None
    given = note._replace(record_type="Annan", signing_unit=Unit("Annan"), signer="A", signed_at="B")
    assert balance.is_settled(note, note)
    assert balance.is_settled(given, note)
    for changes in ({"entries": note.entries[:-1]}, {"triage": Triage("x")}, {"secondary_diagnoses": ()}, {"id": "x"}):
        assert not balance.is_settled(given._replace(**changes), note)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda facts, rows: ({**facts, "patient": facts["author"]}, rows),
        lambda facts, rows: ({**facts, "patient_number_type": "reservnummer"}, rows),
        lambda facts, rows: ({**facts, "signing_unit": ""}, rows),
        lambda facts, rows: ({**facts, "created": facts["ended"]}, rows),
        lambda facts, rows: (facts, [(row[0], row[1], "KSH97-P", *row[3:]) for row in rows]),
        lambda facts, rows: (facts, [("secondary", *rows[0][1:]), *rows[1:]]),
        lambda facts, rows: (facts, rows[::-1]),
        lambda facts, rows: (facts, rows[:-1]),
    ],
    ids=[
        "author for patient",
        "kind of number",
        "unit emptied",
        "times",
        "code system",
        "kind",
        "diagnoses",
        "one lost",
    ],
)
def test_a_fact_that_is_not_the_notes_own_is_caught(spoil: Callable[..., Any], profile: Profile) -> None:
    record = _record(profile)
    shown = render.view(record, profile, profile.targets["pmo"], "0" * 64, own=False)
    assert balance.view_balances(shown.facts, shown.diagnoses, record.note)
    facts, rows = spoil(shown.facts, shown.diagnoses)
    assert not balance.view_balances(facts, rows, record.note)


@pytest.mark.parametrize("fact", ["Triageutfall", "Huvuddiagnos", "Vårdpersonalens namn", "Triagesvar"])
def test_a_fact_of_the_copied_text_in_another_case_is_caught(fact: str, profile: Profile) -> None:
    reading = _reading(SAMPLES / "halsont-chatt.txt", profile)
    assert balance.source_balances(reading, profile)
    upper = [
        block._replace(body=block.body.upper()) if block.heading.startswith(fact) and block.body else block
        for block in reading.blocks
    ]
    assert upper != list(reading.blocks)
    text = reading.text
    for old, new in zip(reading.blocks, upper, strict=True):
        text = text.replace(old.body, new.body, 1) if old != new else text
    assert not balance.source_balances(reading._replace(blocks=tuple(upper), text=text), profile)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda shown: shown._replace(facts={**shown.facts, "patient": shown.facts["author"]}),
        lambda shown: shown._replace(diagnoses=tuple((*row[:2], "KSH97-P", *row[3:]) for row in shown.diagnoses)),
    ],
    ids=["author for patient", "code system"],
)
def test_a_fault_of_a_fact_is_not_written(
    spoil: Callable[[render.View], render.View], profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = render.view

    def wrong(*arguments: Any) -> render.View:
        return spoil(told(*arguments))

    monkeypatch.setattr(render, "view", wrong)
    result = convert(NOTE.read_bytes(), "pmo", profile=profile)
    assert (result.output, result.findings[-1].code) == (None, "MVG602")


def test_a_note_that_lost_an_entry_on_the_way_to_the_mapping_is_not_written(
    profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "settle", lambda note, *_: (note._replace(entries=note.entries[:-1]), ()))
    result = convert(NOTE.read_bytes(), "melior", profile=profile)
    assert (result.output, result.findings[-1].code) == (None, "MVG602")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda note: note._replace(contact=note.contact._replace(prio="1")),
        lambda note: note._replace(contact=note.contact._replace(chat_mode="")),
        lambda note: note._replace(contact=note.contact._replace(channels=(*note.contact.channels, "letter"))),
        lambda note: note._replace(created=note.ended, ended=note.created),
        lambda note: note._replace(id="C24-0"),
        lambda note: note._replace(patient=note.patient._replace(number_type="reservnummer")),
        lambda note: note._replace(principal_diagnosis=note.principal_diagnosis._replace(system="")),
        lambda note: note._replace(contact=note.contact._replace(fee_exempt=note.contact.dictates, dictates="yes")),
    ],
    ids=["prio", "a code lost", "channels", "times swapped", "id", "kind of number", "code system", "codes exchanged"],
)
def test_a_code_of_the_file_that_the_note_has_otherwise_is_caught(
    spoil: Callable[[TriageNote], TriageNote], profile: Profile
) -> None:
    reading = _reading(SAMPLES / "halsont-chatt.xml", profile)
    assert reading.note is not None
    assert balance.source_balances(reading, profile)
    spoilt = spoil(reading.note)
    assert spoilt != reading.note
    assert not balance.source_balances(reading._replace(note=spoilt), profile)


@pytest.mark.parametrize(
    ("written", "by"),
    [
        ('<number type="personnummer"> </number>', "a number that is blank"),
        ("<number  type = 'personnummer'\n>199104272381</number>", "single quotes and spaces"),
    ],
)
def test_attributes_are_read_however_they_are_written(written: str, by: str, profile: Profile) -> None:
    source = (
        f'<triage-note xmlns="urn:mvg-export:triage-note:1" id="a &amp; b"><patient>{written}</patient></triage-note>'
    )
    reading = readers.read(source, profile)
    assert reading.note is not None, by
    assert reading.note.id == "a & b"
    assert balance.source_balances(reading, profile), by


def test_an_entry_told_a_second_time_without_a_place_is_caught(profile: Profile) -> None:
    record = _record(profile)
    entry = next(field.parts[0] for field in record.fields if field.parts)
    again = Field(entry.keyword, entry.keyword, entry.text, (entry,), placed=False)
    assert not balance.record_balances(record._replace(fields=(*record.fields, again)), profile)


@pytest.mark.parametrize("word", ["principal", "secondary", "personnummer"])
def test_an_id_may_be_any_word(word: str, profile: Profile) -> None:
    source = f'<triage-note xmlns="urn:mvg-export:triage-note:1" id="{word}"><entries/></triage-note>'
    reading = readers.read(source, profile)
    assert balance.source_balances(reading, profile)
