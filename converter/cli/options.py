"""The options that commands share, and their parsing."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from converter.cli.command import argument, lang_option, option, profile_option, usage_error, wrong_value
from converter.cli.field_command import set_option
from converter.cli.language import FILE, Text
from converter.cli.reporting import ReportOptions, profile_or_exit

if TYPE_CHECKING:
    from converter.conversion.options import ConvertOptions
    from converter.note.reading import Decisions, SourceForm
    from converter.profile import Profile
    from converter.record.mapping import Place

F = TypeVar("F", bound=Callable[..., Any])


def compose(*options: Callable[[F], F]) -> Callable[[F], F]:
    """Several options as one decorator, in the order in which help shows them."""

    def decorate(function: F) -> F:
        for add_option in reversed(options):
            function = add_option(function)
        return function

    return decorate


class _Headings(click.Choice):  # type: ignore[type-arg]  # older versions of click have no parameter
    """A choice that also accepts the earlier names of its values."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        from converter.profile.earlier_names import current_value

        return super().convert(value if value in self.choices else current_value("headings", value), param, ctx)


NOTE = Text("ANTECKNING", "NOTE")
TARGET = Text("MÅL", "TARGET")
KEYWORD = Text("SÖKORD", "KEYWORD")
_LINE = Text("RAD", "LINE")
note_argument = argument("note", metavar=NOTE)
notes_argument = argument("notes", metavar=Text("ANTECKNING...", "NOTE..."), nargs=-1, required=True)


def target_option(swedish: str, english: str) -> Callable[[F], F]:
    """`--to`, with what it is for in both languages."""
    return option("--to", metavar=TARGET, help=Text(swedish, english))


def charset_option(swedish: str, english: str) -> Callable[[F], F]:
    """`--charset`, with what it is for in both languages."""
    return option("--charset", default="", help=Text(swedish, english))


source_options = compose(
    profile_option,
    option("--from", "form", type=click.Choice(["xml", "text"]),
           help=Text("Indataformat; känns annars igen av innehållet.",
                     "Input format; otherwise recognised by the content.")),
    option("--encoding", default="",
           help=Text("Källans teckenkodning, till exempel cp1252.", "Encoding of the source, cp1252 for example.")),
)  # fmt: skip
headings_option = option(
    "--headings", type=_Headings(["record", "clinic24"]), callback=lambda _ctx, _param, value: value or "",
    help=Text("Rubriker: journalens (record) eller anteckningens (clinic24); annars de som målet har.",
              "Headings: of the record, or of the note (clinic24); otherwise as the target has them."),
)  # fmt: skip
step_option = option("--step", is_flag=True, help=Text("Ett sökord i taget till urklipp.", "One keyword at a time."))
replace_option = option("--replace", is_flag=True,
                        help=Text("Byt tecken som målet inte kan visa.",
                                  "Swap characters that the target cannot show."))  # fmt: skip
phrase_options = compose(
    option("--place", "places", multiple=True, metavar=Text('"RAD=SÖKORD"', '"LINE=KEYWORD"'),
           help=Text("Var text utan plats ska stå; kan upprepas.", "Where text without a place belongs; repeatable.")),
    option("--approved-for-patient", type=click.Choice(["yes", "no"]),
           help=Text("Om patienten får läsa anteckningen; annars som profilen säger.",
                     "Whether the patient may read the note; otherwise as the profile says.")),
    option("--add-phrases", is_flag=True,
           help=Text("Lägg till fraser som rutinen kräver.", "Add the routine's phrases.")),
)  # fmt: skip
answer_options = compose(
    option("--fact", "facts", multiple=True, metavar=_LINE,
           help=Text("Raden, eller raderna 18-22, är uppgifter, inte text.",
                     "The line, or the lines 18-22, are facts, not text.")),
    option("--text", "texts", multiple=True, metavar=_LINE,
           help=Text("Raden, eller raderna 18-22, är text, inte uppgifter eller sökord.",
                     "The line, or the lines 18-22, are text, not facts or keywords.")),
    option("--split", "splits", multiple=True, metavar=Text("RAD:KOLUMN", "LINE:COLUMN"),
           help=Text("En rubrik börjar på raden, i kolumnen.", "A heading begins at that column of the line.")),
    option("--one-note", is_flag=True, help=Text("Texten är en enda anteckning.", "The text is one note, not two.")),
    option("--damaged-ok", is_flag=True,
           help=Text("Använd texten fast den ser skadad ut.", "Use the text although it looks damaged.")),
)  # fmt: skip
field_options = compose(
    set_option,
    option("--signed-at", default="", metavar=Text("TID", "TIME"),
           help=Text("Tiden för signeringen, om den saknas i anteckningen.", "Time of signing, if the note lacks it.")),
    option("--signed-by", default="", metavar=Text("NAMN", "NAME"),
           help=Text("Den som har signerat, om det saknas i anteckningen.", "Who signed, if the note lacks it.")),
    option("--override", "overrides", multiple=True, metavar=Text('"FÄLT=VÄRDE"', '"FIELD=VALUE"'),
           help=Text("Värdet i anteckningen som får ersättas.", "The value of the note that may be replaced.")),
    phrase_options,
    answer_options,
)  # fmt: skip
report_options = compose(
    option("--strict", is_flag=True, help=Text("Stanna även vid varningar.", "Stop at warnings too.")),
    option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True,
           help=Text("Hur meddelandena visas.", "How findings are shown.")),
    option("-q", "--quiet", is_flag=True, help=Text("Visa bara fel.", "Show errors only.")),
    option("-v", "--verbose", is_flag=True, help=Text("Visa alla upplysningar.", "Show all information.")),
    lang_option,
)  # fmt: skip
output_options = compose(
    option("-o", "--output", metavar=FILE,
           help=Text("Skriv hit i stället för till standard ut.", "Write here instead of to standard output.")),
    option("--force", is_flag=True, help=Text("Skriv över en fil som finns.", "Overwrite an existing file.")),
)  # fmt: skip
conversion_options = compose(field_options, source_options, report_options)
"""What every command has that converts notes of files, parsed by `shared_options`."""
file_options = compose(
    replace_option,
    option("--with-registration", metavar=FILE,
           help=Text("Skriv även kontaktregistreringen hit (.txt, .html, .json).",
                     "Write the registration here too (.txt, .html, .json).")),
    output_options,
    conversion_options,
)  # fmt: skip
"""What `mvg export` and `mvg copy` share."""


def supplied_facts(values: Sequence[str], signed_at: str, signed_by: str, profile: Profile) -> dict[str, str]:
    """The facts that options give, by name. Raises a usage error for an unknown field and for an invalid time."""
    from converter.note.times import parse
    from converter.record.given_facts import fact_named

    if signed_at and parse(signed_at) is None:
        raise wrong_value("--signed-at", "Tiden skrivs ÅÅÅÅ-MM-DDTtt:mm.", "Write the time as YYYY-MM-DDThh:mm.")
    written = [_field_and_value(text, profile, "--set") for text in values]
    given = {fact_named(field, profile): value for field, value in written}
    given |= {fact: text for fact, text in (("signer", signed_by), ("signed_at", signed_at)) if text}
    if any("\ud800" <= character <= "\udfff" for text in given.values() for character in text):
        raise usage_error("Ett värde går inte att läsa som text.", "A value is not readable text.")
    return given


def parse_places(written: Sequence[str], profile: Profile) -> tuple[Place, ...]:
    """Parses `--place "12=Status"`. Raises a usage error for a keyword that takes no text."""
    from converter.note.unicode_text import fold
    from converter.record.mapping import Place

    takers = {fold(name): row.clinic24 for row in profile.rows if row.clinic24 for name in (row.record, row.clinic24)}
    places = []
    for text in written:
        key, equals, keyword = text.rpartition("=")
        if not equals or fold(keyword) not in takers:
            known = ", ".join(profile.places)
            swedish = f"Skriv ”RAD=SÖKORD” med ett av sökorden {known}."
            raise wrong_value("--place", swedish, f"Write “LINE=KEYWORD” with one of {known}.")
        places.append(Place(key, takers[fold(keyword)]))
    return tuple(places)


def parse_decisions(facts: Sequence[str], texts: Sequence[str], splits: Sequence[str], one_note: bool) -> Decisions:
    """Parses the answers about lines. Raises a usage error for an invalid line, and for one that is fact and text."""
    from converter.note.reading import Decisions

    as_facts, as_texts = _lines_of(facts, "--fact"), _lines_of(texts, "--text")
    if both := as_facts & as_texts:
        raise usage_error(f"Rad {min(both)} är både --fact och --text.", f"Line {min(both)} is both --fact and --text.")
    headings = set()
    for text in splits:
        match = re.fullmatch(r"([1-9][0-9]{0,5}):([1-9][0-9]{0,5})", text.strip())
        if match is None:
            raise wrong_value("--split", "Skriv RAD:KOLUMN, till exempel 2:8.", "Write LINE:COLUMN, 2:8 for example.")
        headings.add((int(match[1]), int(match[2])))
    return Decisions(as_facts, as_texts, frozenset(headings), one_note=one_note)


def _lines_of(written: Sequence[str], option: str) -> frozenset[int]:
    lines: set[int] = set()
    for text in written:
        match = re.fullmatch(r"([0-9]{1,6})(?:-([0-9]{1,6}))?", text.strip())
        if match is None or int(match[2] or match[1]) < int(match[1]) or not int(match[1]):
            raise wrong_value(option, "Skriv radens nummer, eller 18-22.", "Write the number of the line, or 18-22.")
        lines.update(range(int(match[1]), int(match[2] or match[1]) + 1))
    return frozenset(lines)


def parse_overrides(written: Sequence[str], profile: Profile) -> tuple[tuple[str, str], ...]:
    """Parses `--override "FIELD=VALUE"`. Raises a usage error for a field that has no option."""
    with_values = (text if text.partition("=")[2].strip() else "" for text in written)
    return tuple(_field_and_value(text, profile, "--override") for text in with_values)


def _field_and_value(text: str, profile: Profile, option: str) -> tuple[str, str]:
    """Parses `FIELD=VALUE`; a field is named by its label or its fact."""
    from converter.note.facts import GIVABLE
    from converter.record.given_facts import fact_named

    field, equals, value = text.partition("=")
    if not (equals and fact_named(field, profile)):
        known = ", ".join(profile.labels.get(fact, fact) for fact in GIVABLE)
        swedish = f"Skriv ”FÄLT=VÄRDE” med ett av fälten {known}."
        raise wrong_value(option, swedish, f"Write “FIELD=VALUE” with one of {known}.")
    return field, value


class SharedOptions(NamedTuple):
    """The shared options, parsed."""

    reporting: ReportOptions
    profile: Profile
    options: ConvertOptions


def shared_options(
    values: Sequence[str], signed_at: str, signed_by: str,
    overrides: Sequence[str], places: Sequence[str], approved_for_patient: str | None, add_phrases: bool,
    facts: Sequence[str], texts: Sequence[str], splits: Sequence[str], one_note: bool, damaged_ok: bool,
    profile: str | None, form: SourceForm | None, encoding: str,
    strict: bool, style: str, quiet: bool, verbose: bool,
) -> SharedOptions:  # fmt: skip
    """Parses the shared options; ends the command when the profile is invalid (78) or an option is wrong (2)."""
    from converter.conversion.options import ConvertOptions

    reporting = ReportOptions(strict, style, quiet, verbose)
    loaded = profile_or_exit(profile, reporting)
    given = supplied_facts(values, signed_at, signed_by, loaded)
    options = ConvertOptions(
        form=form or "", encoding=encoding, decisions=parse_decisions(facts, texts, splits, one_note), given=given,
        overrides=parse_overrides(overrides, loaded), places=parse_places(places, loaded), damaged_ok=damaged_ok,
        add_phrases=add_phrases, approved_for_patient=approved_for_patient or "",
    )  # fmt: skip
    return SharedOptions(reporting, loaded, options)
