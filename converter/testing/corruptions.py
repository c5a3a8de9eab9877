"""Corruptions of a note, by name: text in, text out. Needs no Hypothesis.

What each does is small and can be seen, so that a note that shows a fault still reads like a note.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Final

from converter.note.unicode_text import fold
from converter.profile import Profile
from converter.readers.headings import VARIANTS
from converter.testing.reading_properties import initials

Corruption = Callable[[str, int, Profile], str]
"""Changes the text of a note; the number chooses the place, and the profile its words."""
LARGE: Final = 2 * 1024 * 1024 + 1
"""More bytes than a note may have."""
ENDLESS: Final = 20_001
"""More lines than a note may have."""
MANY: Final = 300


def _one_line(fits: Callable[[str, Profile], object], change: Callable[[str, int], str]) -> Corruption:
    """A corruption of one of the lines that fit."""

    def corruption(text: str, at: int, profile: Profile) -> str:
        lines = text.split("\n")
        fitting = [number for number, line in enumerate(lines) if fits(line, profile)]
        for number in fitting[at % len(fitting) :][:1] if fitting else ():
            lines[number] = change(lines[number], at)
        return "\n".join(lines)

    return corruption


def _line(change: Callable[[str], str]) -> Corruption:
    """A corruption of one line that is not blank."""
    return _one_line(lambda line, _: line.strip(), lambda line, at: change(line))


def _heading(change: Callable[[str], str]) -> Corruption:
    """A corruption of one heading or label of copied text."""
    return _one_line(
        lambda line, profile: fold(line.partition(":")[0]) in profile.headings,
        lambda line, at: "".join((change(line.partition(":")[0]), *line.partition(":")[1:])),
    )


def _before(words: str) -> Corruption:
    return lambda text, at, profile: f"{_filled(words, at, profile)}\n{text}"


def _after(words: str) -> Corruption:
    return lambda text, at, profile: f"{text.rstrip()}\n{_filled(words, at, profile)}\n"


def _filled(words: str, at: int, profile: Profile) -> str:
    """Words with their placeholders filled in: headings of several kinds, and labels by their facts."""
    keywords = list(profile.places)
    of_record = [row.record for row in profile.record_keywords.values() if not row.clinic24] or ["1"]
    of_patient = [row.clinic24 for row in profile.rows if row.patients_own] or [""]
    initial = next((letter for letter in "qwxzgilnouy" if letter not in profile.derive(initials)), "q")
    names = {fact.replace(".", "_"): label for fact, label in profile.labels.items()} | {
        "at": str(at), "keyword": keywords[at % len(keywords)], "second": keywords[(at + 1) % len(keywords)],
        "third": keywords[(at + 2) % len(keywords)], "group": next(iter(profile.groups), keywords[0]),
        "of_record": of_record[at % len(of_record)], "of_patient": of_patient[0], "unknown": f"{initial.upper()}vw",
    }  # fmt: skip
    return words.format_map(defaultdict(lambda: "x", names))


def _wrongly_decoded(text: str) -> str:
    return text.encode("utf-8", "replace").decode("cp1252", "replace")


def _question_marks(text: str) -> str:
    return text.encode("ascii", "replace").decode()


def _without_headings(text: str, _: int, profile: Profile) -> str:
    lines = [line for line in text.split("\n") if fold(line.partition(":")[0]) not in profile.headings]
    return "\n".join(lines).strip() or "1"


def _variant(certain: bool) -> Corruption:
    """One keyword written in another way (`readers.headings.VARIANTS`)."""
    forms = [variant.form for variant in VARIANTS if variant.certain == certain]
    return _one_line(lambda line, profile: line in profile.places, lambda line, at: forms[at % len(forms)].format(line))


def _sections(keywords: Iterable[str], at: int) -> str:
    return "\n".join(f"{keyword}\n{at}" for keyword in keywords)


TO_TEXT: Final[dict[str, Corruption]] = {
    "headings all lost": _without_headings,
    "heading lost": _heading(lambda head: ""),
    "heading misspelt": _heading(lambda head: head[:2] + head[3:]),
    "heading in capitals": _heading(str.upper),
    "heading decomposed": _heading(lambda head: unicodedata.normalize("NFD", head)),
    "heading wrongly decoded": _heading(_wrongly_decoded),
    "heading with question marks": _heading(_question_marks),
    "heading spaced": _heading(lambda head: f" {head.replace(' ', chr(0xA0) + ' ')}\t"),
    "heading within a text": _after("{keyword}: 1"),
    "keyword doubled": _after("\n{keyword}\n1\n\n{keyword}\n2"),
    "unknown heading": _after("\n{unknown}:\n{at}"),
    "text before the keywords": _before("1"),
    "text under the group": _after("\n{group}\n1"),
    "fact doubled": _after("\n{record_type}: 1\n{record_type}: 2"),
    "another patient": _after("\n{patient_name}: 1\n{patient_name}: 2"),
    "keyword of the record": _after("{of_record}: 1"),
    "diagnosis doubled": _after("\n{principal_diagnosis}: J06.9\n{principal_diagnosis}: J03.9"),
    "fact on two lines": _after("\n{record_type}: 1\n2"),
    "unknown code": _before("{contact_channels}: fax"),
    "time that is none": _before("{signed_at}: 14/3 2024 kl 9"),
    "code in small letters": _before("{principal_diagnosis}: j06.9: 1"),
    "code that is none": _before("{principal_diagnosis}: J06.99.9 1"),
    "two codes": _before("{principal_diagnosis}: J06.9, J20.9"),
    "placeholder": _before("{record_type}: -"),
    "letters lost": lambda text, at, profile: _question_marks(text),
    "question without answer": _before("{triage_question}: 1"),
    "answer without question": _before("{triage_answer}: 1"),
    "text after a fact": _after("\n{signer}: 1\n\n2"),
    "keyword and colon": _after("\n{keyword}: 1\n{keyword} : 2"),
    "certain variant of a keyword": _variant(certain=True),
    "possible variant of a keyword": _variant(certain=False),
    "keyword and prose": _after("{keyword} kvarstår oförändrat, ingen ny prövning behövs nu."),
    "keywords on one line": _after("1. {keyword}: 0. {second}: 1. {third}: 2."),
    "keyword in a list": _after("- 1\n- {keyword}\n- 2"),
    "label within a text": _after("\n{keyword}\n1\n{record_type}: 1\n2\n{contact_channels}: 1\n3"),
    "labels behind the patient's words": _after("\n{of_patient}\n1\n{record_type}: 1\n{principal_diagnosis}: J06.9\n2"),
    "tail behind the patient's words": _after("\n{of_patient}\n1\n\n{record_type}: 1\n{principal_diagnosis}: J06.9\n"),
    "professional in the patient's words": _after("\n{of_patient}\n1\nLokalstatus: 1\n2"),
    "sub-heading": _after("\n{keyword}\n1\n\nLevnadsvanor:\n1"),
    "paragraph below an answer": _before("{triage_answer}: 1\n\n2\n"),
    "keywords in another order": lambda text, at, profile: _sections([*profile.places][::-1], at),
    "second note": lambda text, at, profile: _sections([*profile.places] * 2, 0).replace("\n0", "\n1", 1),
    "same note twice": lambda text, at, profile: _sections([*profile.places] * 2, 1),
}
"""Corruptions of copied text."""


def _swapped(pattern: str, by: str) -> Corruption:
    """Replaces one match of the pattern."""

    def corruption(text: str, at: int, _: Profile) -> str:
        found = list(re.finditer(pattern, text))
        if not found:
            return text
        match = found[at % len(found)]
        return text[: match.start()] + match.expand(by) + text[match.end() :]

    return corruption


TO_XML: Final[dict[str, Corruption]] = {
    "tag unclosed": _swapped(r"</\w+>", ""),
    "cut off": lambda text, at, _: text[: len(text) * (at % 20) // 20],
    "loose ampersand": _swapped(r"</", r"&</"),
    "entity": _swapped(r"</(text|name)", r"&nbsp;</\1"),
    "doctype": _swapped(r"\?>", r'?><!DOCTYPE triage-note [<!ENTITY x "y">]>'),
    "version": _swapped(r'version="1.0"', 'version="1.1"'),
    "encoding undeclarable": _swapped(r'encoding="UTF-8"', 'encoding="rot13"'),
    "too many nodes": _swapped(r"</triage-note>", "<!---->" * 10_001 + "</triage-note>"),
    "too deep": _swapped(r"</triage-note>", "<a>" * MANY + "</a>" * MANY + "</triage-note>"),
    "too many attributes": _swapped(r"<contact", "<contact " + " ".join(f'a{n}="1"' for n in range(MANY))),
    "other namespace": _swapped("urn:mvg-export", "urn:annan"),
    "unknown element": _swapped(r"</", r"<b>1</b></"),
    "unknown attribute": _swapped(r"<(\w+)>", r'<\1 b="1">'),
    "order": lambda text, at, _: re.sub(r"(?s)(<contact.*</contact>|<contact[^>]*/>)\s*(.*)</tri", r"\2\1</tri", text),
    "loose text": _swapped(r"</(patient|entries|triage-note)>", r"1</\1>"),
    "unknown value": _swapped(r' (type|role|prio|origin|channels)="[^"]*"', r' \1="1x"'),
    "line break in a fact": _swapped(r"</(name|signer|title|record-type)>", r"&#10;1</\1>"),
    "time that is none": _swapped(r"<signed-at>", "<signed-at>i "),
    "code in small letters": _swapped(r"(<code[^>]*>)[A-Z]", r"\1j"),
    "character lost": _swapped(r"</(text|name)>", r"&#xFFFD;</\1>"),
    "unknown code system": _swapped(r"<code[^>]*>", '<code system="ICD-11">'),
    "comment": _swapped(r"</", r"<!-- 1 --></"),
    "instruction": _swapped(r"</", r"<?a 1?></"),
    "character data": _swapped(r"<text>([^<]*)</text>", r"<text><![CDATA[\1 <b>]]></text>"),
    "reference": _swapped(r"</(text|name)>", r"&#x41;&#13;&#10;&#38;</\1>"),
    "principal doubled": _swapped(r"<signing", '<diagnosis type="principal"><title>1</title></diagnosis><signing'),
    "secondary first": _swapped(r'type="principal"', 'type="secondary"'),
    "unknown keyword": _swapped(r"<keyword>[^<]*", "<keyword>Qvw"),
    "no keyword": _swapped(r"<keyword>[^<]*", "<keyword>"),
    "heading within a text": _swapped(r"</text>", r"\nStatus: 1</text>"),
}
"""Corruptions of XML."""

TO_ANY: Final[dict[str, Corruption]] = {
    "control character": _line(lambda line: f"{line}\x07"),
    "escape": _line(lambda line: f"{line[:3]}\x1b[2J{line[3:]}"),
    "direction": _line(lambda line: f"{line[:3]}\u202e{line[3:]}"),
    "invisible": _line(lambda line: f"\u200b{line}\ufeff"),
    "surrogate": _line(lambda line: f"{line}\ufffe"),
    "decomposed": lambda text, at, _: unicodedata.normalize("NFD", text),
    "wrongly decoded": _line(lambda line: f"{line} {_wrongly_decoded('å ö')}"),
    "replacement": _line(lambda line: f"{line}\ufffd"),
    "blank lines": _line(lambda line: f"{line}\n\n \n\u00a0"),
    "line lost": _line(lambda line: ""),
    "line doubled": _line(lambda line: f"{line}\n{line}"),
    "line end": _line(lambda line: f"{line}\u2028\u0085\r"),
    "long": lambda text, at, profile: _line(lambda line: line + "\n1" * 9 * at)(text, 0, profile),
    "long line": lambda text, at, profile: _line(lambda line: line + " 1" * 99 * at)(text, 0, profile),
}
"""Corruptions of either form."""

TO_BYTES: Final[dict[str, Callable[[bytes], bytes]]] = {
    "empty": lambda data: b"",
    "blank": lambda data: b" \n\t",
    "PDF": lambda data: b"%PDF-1.7\n" + data,
    "page": lambda data: b"<!doctype html><html>" + data,
    "NUL": lambda data: data + b"\0",
    "not UTF-8": lambda data: data + b"\xff\xfe\xe5",
    "byte lost": lambda data: data[:-1] + b"\xc3",
    "other encoding declared": lambda data: re.sub(rb'encoding="[^"]*"', b'encoding="ascii"', data, count=1),
    "huge": lambda data: data + b"1" * LARGE,
    "endless": lambda data: data + b"\n1" * ENDLESS,
}
"""Corruptions of the bytes of a file."""
