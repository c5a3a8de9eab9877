"""The table of properties: what holds for every note and every valid profile.

A property is checked for a source as bytes, and for nothing else, so that a counterexample can be saved as a golden
pair and checked again: `NAME.xml` or `NAME.txt` is the note, `NAME.property` beside it has the name of the property on
its one line. It needs no Hypothesis, and its reasons never have a word of the note.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Final, NamedTuple

from converter.files.redaction import describe_exception
from converter.findings.catalogue import Language
from converter.profile import Profile
from converter.testing import handling_properties, output_properties, reading_properties, registration_properties
from converter.testing.note_under_test import NotApplicable, NoteUnderTest, PropertyViolation


class Verdict(NamedTuple):
    """The result of checking a property for a note."""

    applies: bool
    """False when the property does not apply, most often as the note cannot be read."""
    reason: str = ""
    """Where it does not hold; `""` when it does. Codes, targets, keywords and places in the program, never a text."""
    codes: frozenset[str] = frozenset()
    """The codes of all findings."""
    targets: frozenset[str] = frozenset()
    """All targets with an output."""

    @property
    def holds(self) -> bool:
        """Whether it holds or does not apply."""
        return not self.reason


class Property(NamedTuple):
    """A property of every note."""

    check: Callable[[NoteUnderTest], None]
    """Raises `PropertyViolation` when it does not hold, `NotApplicable` when it does not apply."""
    swedish: str
    english: str

    def words(self, language: Language = "sv") -> str:
        """Its description, in `sv` or `en`."""
        return self.english if language == "en" else self.swedish

    def holds(self, source: bytes, profile: Profile) -> Verdict:
        """Checks it for a note. Never raises: an exception of the program is a verdict too."""
        case = NoteUnderTest(source, profile)
        applies, reason = True, ""
        try:
            self.check(case)
        except NotApplicable:
            applies = False
        except PropertyViolation as broken:
            reason = str(broken) or "?"
        except Exception as error:  # any other: its message may quote the note
            reason = describe_exception(error)
        return Verdict(applies, reason, frozenset(case.codes), frozenset(case.targets))


PROPERTIES: Final[dict[str, Property]] = {
    "answers": Property(reading_properties.answers,
        "Vad som helst ger ett resultat: utdata eller ett fel med kod, aldrig ett undantag",
        "Anything at all gives a result: an output or an error with a code, never an exception"),
    "lines": Property(reading_properties.lines,
        "Varje rad i källan finns i den lästa anteckningen",
        "Every line of the source is in the note that was read"),
    "forms": Property(reading_properties.forms,
        "XML och kopierad text är samma anteckning",
        "XML and copied text are the same note"),
    "encodings": Property(reading_properties.encodings,
        "Teckenkodning och radslut ändrar inget, och en kodning gissas aldrig",
        "Encodings and line ends change nothing, and an encoding is never guessed"),
    "stable": Property(reading_properties.stable,
        "En utskriven anteckning som läses och skrivs ut igen blir likadan",
        "A note that is rendered, read and rendered again is the same"),
    "repeat": Property(reading_properties.repeat,
        "Samma källa ger samma resultat",
        "The same source gives the same result"),
    "balance": Property(output_properties.balance,
        "Varje text i anteckningen finns i utdata för varje mål, och ingen blir märkning",
        "Every text of the note is in the output of every target, and none becomes mark-up"),
    "table": Property(output_properties.table,
        "Varje text står under tabellens sökord, i tabellens ordning",
        "Every text stands under the keyword of the table, in its order"),
    "placed": Property(output_properties.placed,
        "Text utan plats stoppar mål med spärr, följer med till andra mål och hamnar där användaren säger",
        "Text without a place stops a target with a gate, goes along elsewhere, and goes where the user says"),
    "gate": Property(output_properties.gate,
        "Ett mål med spärr är öppet precis när de obligatoriska fälten är ifyllda",
        "A target with a gate is open just when the required fields are filled"),
    "sections": Property(output_properties.sections,
        "Ett valt sökord ger just sin text",
        "A chosen keyword gives its text and no more"),
    "given": Property(handling_properties.given,
        "Det som anges fyller det som saknas, och ersätter bara ett värde som nämns",
        "What is given fills what is missing, and replaces only a value that is named"),
    "numbers": Property(handling_properties.numbers,
        "Ett fel i ett identitetsnummer märks",
        "A fault in an identity number is noticed"),
    "phrases": Property(handling_properties.phrases,
        "Rutinens fraser läggs till där de ska stå, och inget annat ändras",
        "The routine's phrases are added where they are due, and nothing else changes"),
    "charsets": Property(handling_properties.charsets,
        "Tecken som målet saknar byts aldrig i tysthet",
        "Characters that the target lacks are never swapped silently"),
    "silent": Property(handling_properties.silent,
        "Inget fynd innehåller ett ord ur anteckningen",
        "No finding holds a word of the note"),
    "registration": Property(registration_properties.registration,
        "Registreringen ger alltid ett svar, en fråga eller en lucka, och gissar aldrig",
        "Registration always gives a value, a question or a gap, and never guesses"),
}  # fmt: skip
"""Every property, by the name that `mvg fuzz` prints and a golden pair has."""


def files(name: str, source: bytes) -> dict[str, bytes]:
    """The two files, by name, of a note for which the property `name` does not hold."""
    stem = f"{name}-{hashlib.sha256(source).hexdigest()[:8]}"
    form = ".xml" if source.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<") else ".txt"
    return {stem + form: source, f"{stem}.property": f"{name}\n".encode()}


def broken(name: str, source: bytes, profile: Profile) -> str:
    """Why the property of that name does not hold for a note; `""` when it does."""
    known = PROPERTIES.get(name)
    return known.holds(source, profile).reason if known else f"? {', '.join(PROPERTIES)}"
