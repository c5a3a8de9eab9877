"""The third proof: an output, compared with the texts and facts of the note and the words of its template.

A template that compiles to steps (`template_steps`) is proven once, with sample values; from then on an output must be
what the steps give for the values of the note. The output of any other template is compared fragment by fragment
(`fragments`). Either way no template may print a value under the name of another one (`label_meanings`).
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from functools import lru_cache
from itertools import chain, count
from typing import Final, NamedTuple

from converter.balance.fields import DIAGNOSIS, PROVENANCE, SHOWN, TIMES, diagnoses, template_values_of
from converter.balance.fragments import ExpectedOutput, fragments_balance
from converter.balance.label_meanings import misplaced
from converter.balance.leaves import NAME
from converter.balance.template_outline import KEYWORD_NAME, TemplateOutline, outline_of
from converter.balance.template_steps import (
    Asked,
    Step,
    UnsupportedTemplate,
    asked_by,
    compile_template,
    render_steps,
)
from converter.balance.text_rules import escape, escape_for, fold, is_filled, is_xml_text
from converter.balance.timestamps import same_time
from converter.note.model import RecordNote
from converter.profile import Profile, Syntax, Target

_NOTE_NAMES: Final = tuple(fact.template_name for fact in SHOWN)
TEMPLATE_NAMES: Final = (*_NOTE_NAMES, "record_template", "signed_title", "overview", *PROVENANCE)
"""Every name that a template is given, but for `sections` and `diagnoses`."""


# -- what is expected -----------------------------------------------------------------------------------------


def expected_output(
    record: RecordNote,
    profile: Profile,
    sections: tuple[tuple[str, str], ...],
    printed: Mapping[str, str],
    digest: str,
    names: Mapping[str, str] = {},
) -> ExpectedOutput | None:
    """What an output of a record has to state; None when a time or title in `printed` is not that of the note.

    `printed` are the facts that the template is given, empty for a target that shows none. `digest` is the SHA-256 of
    the source, in hexadecimal; `names` are the `expected_names` of a target that has some.
    """
    note, routine = record.note, profile.routine
    rows = tuple([(kind, *one, f"{one.code} {one.title}".strip()) for kind, one in diagnoses(note)])
    if not printed:
        return ExpectedOutput(sections, {}, rows, names)
    facts = dict(zip(_NOTE_NAMES, template_values_of(note), strict=True))
    facts["record_template"] = profile.template
    provenance = (routine.document, routine.revision, routine.valid_to, profile.name, profile.version, profile.digest)
    facts |= zip(PROVENANCE, (*provenance, digest), strict=True)
    if "overview" in printed:
        if not all(same_time(printed.get(name, ""), facts[name]) for name in TIMES):
            return None
        signed = is_filled(note.signer, profile.placeholders) and is_filled(note.signed_at, profile.placeholders)
        title, overview = profile.signed_title if signed else profile.unsigned_title, printed["overview"]
        if not overview.startswith(title) or not same_time(overview[len(title) :].lstrip(), note.signed_at, False):
            return None
        facts |= {name: printed[name] for name in TIMES}
        facts |= {"signed_title": title, "overview": overview}
    return ExpectedOutput(sections, facts, rows, names)


def expected_names(profile: Profile, target: Target) -> dict[str, str]:
    """Each keyword, in the words of the record and of the note, and each label to the name that a target has for it."""
    written = {fold(heading): name for heading, name in target.names.items()}
    names = {label: name for label in profile.label_facts if (name := written.get(fold(label)))}
    for row in profile.rows:
        if name := written.get(fold(row.record)) or (row.clinic24 and written.get(fold(row.clinic24))):
            names |= {heading: name for heading in (row.record, row.clinic24) if heading}
    return names


def joined_sections(sections: tuple[tuple[str, str], ...], source: str) -> tuple[tuple[str, str], ...]:
    """The sections of an output of the JSON template `source`: a heading that is a key of an object comes once.

    Its texts follow each other in lines of their own, as a parser keeps one of two keys that are the same.
    """
    if len(dict(sections)) == len(sections) or not _has_heading_keys(source):
        return sections
    texts: dict[str, list[str]] = {}
    for heading, text in sections:
        texts.setdefault(heading, []).append(text)
    return tuple((heading, "\n".join(filter(None, lines))) for heading, lines in texts.items())


def _has_heading_keys(source: str) -> bool:
    return any(path[-1:] == (NAME,) for path, _ in known_template(source, "json").outline.slots)


# -- what an output is compared with --------------------------------------------------------------------------


def output_balances(output: str, expected: ExpectedOutput, source: str, syntax: Syntax) -> bool:
    """Whether an output of the template `source` states what is expected, where it has to, and nothing else."""
    template = known_template(source, syntax)
    if template.misplaced or not is_xml_text(output) or not _names_are_apart(expected, template):
        return False
    if template.steps is not None:
        try:
            return output == (fill_shape(source, syntax, expected) or steps_output(template.steps, expected, syntax))
        except KeyError:  # a name that the target does not show
            return False
    return fragments_balance(output, expected, template.outline)


def _names_are_apart(expected: ExpectedOutput, template: KnownTemplate) -> bool:
    """Whether a heading that is the name of an element or a key is none that the template itself writes there.

    Two headings do not share a name; keys of an object are all different.
    """
    if not template.is_structured:
        return True
    outline = template.outline
    for path, column in outline.slots:
        if path[-1:] == (NAME,):
            printed = [heading for heading, _ in expected.sections]
            if column == KEYWORD_NAME:
                printed = [expected.names.get(heading, "") for heading in printed]
            is_key_twice = outline.syntax == "json" and len(set(printed)) < len(printed)
            if is_key_twice or not outline.names_at(path).isdisjoint(printed):
                return False
    if not expected.names:
        return True
    names = [expected.names.get(heading) for heading in dict.fromkeys(heading for heading, _ in expected.sections)]
    return len(set(names)) == len(names)


def misplaced_names(source: str, syntax: Syntax) -> tuple[str, ...]:
    """The names that a template prints under the element, attribute, key or label of another one."""
    return known_template(source, syntax).misplaced


class KnownTemplate(NamedTuple):
    """What the proof knows of a template."""

    steps: tuple[Step, ...] | None
    """None for a template that steps cannot repeat, or whose output lacks a value."""
    misplaced: tuple[str, ...]
    outline: TemplateOutline
    is_structured: bool
    """`outline.is_structured`, asked once."""
    asked: Asked = Asked()
    """What its steps ask of the values."""


@lru_cache(maxsize=64)
def known_template(source: str, syntax: Syntax) -> KnownTemplate:
    outline = outline_of(source, syntax)
    known = KnownTemplate(None, tuple(misplaced(outline)), outline, outline.is_structured)
    try:
        steps = compile_template(source, syntax)
        is_complete = all(_samples_balance(steps, sample, outline) for sample in SAMPLE_VALUES)
        return known._replace(steps=steps, asked=asked_by(steps)) if is_complete else known
    except (UnsupportedTemplate, KeyError):
        return known


def _samples_balance(steps: tuple[Step, ...], sample: ExpectedOutput, outline: TemplateOutline) -> bool:
    """Whether the steps give all sample values their places; then they do so for any values, which come escaped."""
    return fragments_balance(steps_output(steps, sample, outline.syntax), sample, outline)


SAMPLE_VALUES: Final = (
    ExpectedOutput(
        (("qa", "qb\nqc\n\tqr"), ("qd", "qe")),
        {name: f"q{number}q" for number, name in enumerate(TEMPLATE_NAMES)},
        (("principal", "qf", "qg", "qh", "qi"), ("secondary", "qj", "qk", "ql", "qm")),
        {"qa": "qn", "qd": "qo"},
    ),
    ExpectedOutput((("qa", ""), ("", "qb")), dict.fromkeys(TEMPLATE_NAMES, ""), (), {"qa": "qn", "": "qo"}),
    ExpectedOutput((), dict.fromkeys(TEMPLATE_NAMES, ""), ()),
)
"""An output with every value, one with hardly any, and one with none."""


def steps_output(steps: Sequence[Step], expected: ExpectedOutput, syntax: Syntax) -> str:
    """The output that the steps give, escaped unless it is plain text."""
    sections, facts, rows, names = expected
    written = escape_for(syntax)
    if syntax != "text":
        joined = "\0".join([*chain.from_iterable(sections), *facts.values(), *chain.from_iterable(rows)])
        if syntax == "json" or escape(joined) != joined:
            facts = {name: written(value) for name, value in facts.items()}
            rows = tuple([tuple(map(written, row)) for row in rows])
    parts = [(written(heading), written(text)) for heading, text in sections]
    shown = (
        [(*part, written(names[section[0]])) for part, section in zip(parts, sections, strict=True)] if names else parts
    )
    output = render_steps(steps, facts, {"sections": shown, "diagnoses": rows})
    return output.rstrip("\n") + "\n" if syntax == "text" else output


# -- the quick proof: the shape of an output, filled with the words of a note -----------------------------------


class _Shape(NamedTuple):
    """An output of a template, with a place for each value."""

    pieces: tuple[str, ...]
    """The text between the values, with `""` for each value: every second piece."""
    words: tuple[int, ...]
    """Which of all words stands in each place."""
    formed: tuple[int, ...]
    """The words in attributes, and those that are indented: a line end or a tab in them is written otherwise."""


def fill_shape(source: str, syntax: Syntax, expected: ExpectedOutput) -> str:
    """What `steps_output` gives, by the shape that the steps give for stand-ins; `""` where a word changes that shape.

    Only which values are empty, of those that the template asks about, makes another shape. Raises `KeyError`.
    """
    sections, facts, rows, names = expected
    asked = known_template(source, syntax).asked
    has = [bool(value) for name, value in facts.items() if name in asked.facts] if asked.facts else []
    for columns, table in ((asked.sections, sections), (asked.diagnoses, rows)):
        has += [bool(row[column]) for row in table for column in columns]
    shape = shape_of(source, syntax, tuple(facts), tuple(has), len(sections), len(rows), bool(names))
    words = [*facts.values(), *chain.from_iterable(sections), *chain.from_iterable(rows)]
    words += [names[heading] for heading, _ in sections] if names else []
    words = _all_escaped(words, syntax)
    if not all(map(str.isprintable, map(words.__getitem__, shape.formed))):
        return ""
    pieces = [*shape.pieces]
    pieces[1::2] = [words[number] for number in shape.words]
    output = "".join(pieces)
    return output.rstrip("\n") + "\n" if syntax == "text" else output


@lru_cache(maxsize=512)
def shape_of(
    source: str, syntax: Syntax, facts: tuple[str, ...], has: tuple[bool, ...], sections: int, rows: int, named: bool
) -> _Shape:
    """The shape of outputs with these facts and so many rows; `has` tells which words it asks about are there."""
    template, numbers, is_there = known_template(source, syntax), count(), iter(has)

    def stand_in(is_asked: bool) -> str:
        number = next(numbers)
        return f"\0{number}\0" if not is_asked or next(is_there) else ""

    def table(length: int, width: int, columns: Container[int]) -> list[tuple[str, ...]]:
        return [tuple([stand_in(column in columns) for column in range(width)]) for _ in range(length)]

    steps, asked = template.steps or (), template.asked
    values = {name: stand_in(name in asked.facts) for name in facts}
    headed, shown = table(sections, 2, asked.sections), table(rows, len(DIAGNOSIS), asked.diagnoses)
    if named:
        headed = [(*row, stand_in(False)) for row in headed]
    pieces = render_steps(steps, values, {"sections": headed, "diagnoses": shown}).split("\0")
    words = tuple(map(int, pieces[1::2]))
    pieces[1::2] = [""] * len(words)
    formed = {*map(values.get, asked.formed_facts)}
    formed |= {row[column] for row in headed for column in asked.formed_sections}
    formed |= {row[column] for row in shown for column in asked.formed_diagnoses}
    return _Shape(tuple(pieces), words, tuple(int(one.strip("\0")) for one in formed if one))


def _all_escaped(words: list[str], syntax: Syntax) -> list[str]:
    """The words as an output has them; those of mark-up at once, which a word with a NUL would not come out of."""
    if syntax == "text":
        return words
    if syntax == "markup":
        written = escape(joined := "\0".join(words))
        pieces = words if written is joined else written.split("\0")
        if len(pieces) == len(words):
            return pieces
    return list(map(escape_for(syntax), words))
