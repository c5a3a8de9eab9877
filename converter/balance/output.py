"""The third proof: an output is the texts and facts of the note, each in its place, beside the template's own words.

A template that has a shape (`template_steps`) is proven once, filled with stand-ins; from then on the output must be
the shape filled with the note's own words. The output of any other template is cut into pieces: the texts must be there
in one run, each fact in a piece of its own under the element or behind the label where the template prints it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Final, NamedTuple

from converter.balance import template_steps
from converter.balance.fields import PROVENANCE, SHOWN, TIMES, diagnoses, template_values_of
from converter.balance.fragments import ExpectedOutput, TemplateOutline, fragments_balance, outline_of
from converter.balance.label_meanings import misplaced
from converter.balance.text_rules import escape, is_filled, is_xml_text
from converter.balance.timestamps import same_time
from converter.model import RecordNote
from converter.profile import Profile

_NAMES: Final = (*(fact.shown for fact in SHOWN), "record_template", "signed_title", "overview", *PROVENANCE)
"""Every name that a template is given, but for the rows."""


def misplaced_names(source: str, plain: bool) -> tuple[str, ...]:
    """The names that a template prints under the element, attribute or label of another one."""
    return _template(source, plain).misplaced


def expected_output(
    record: RecordNote, profile: Profile, told: tuple[tuple[str, str], ...], shown: Mapping[str, str], digest: str
) -> ExpectedOutput | None:
    """What an output of a record owes; None when a time or a title in `shown`, a template's facts, is not the note's.

    `told` are the sections, `digest` is that of the source.
    """
    note, routine = record.note, profile.routine
    rows = tuple([(kind, *one, f"{one.code} {one.title}".strip()) for kind, one in diagnoses(note)])
    if not shown:
        return ExpectedOutput(told, {}, rows)
    facts = {fact.shown: value for fact, value in zip(SHOWN, template_values_of(note), strict=True)}
    facts["record_template"] = profile.template
    rests_on = (routine.document, routine.revision, routine.valid_to, profile.name, profile.version, profile.digest)
    facts |= zip(PROVENANCE, (*rests_on, digest), strict=True)
    if "overview" in shown:
        for name in TIMES:
            if not same_time(shown.get(name, ""), facts[name]):
                return None
            facts[name] = shown[name]
        signed = is_filled(note.signer, profile.placeholders) and is_filled(note.signed_at, profile.placeholders)
        title, overview = profile.signed_title if signed else profile.unsigned_title, shown["overview"]
        facts |= {"signed_title": title, "overview": overview}
        if not overview.startswith(title) or not same_time(overview[len(title) :].lstrip(), note.signed_at, False):
            return None
    return ExpectedOutput(told, facts, rows)


def output_balances(output: str, expected: ExpectedOutput, source: str, plain: bool) -> bool:
    """Whether an output of the template with this source tells what it has to, where it has to, and nothing else."""
    template = _template(source, plain)
    if template.misplaced or not is_xml_text(output):
        return False
    if template.steps is not None:
        try:
            return output == _filled(template.steps, expected, plain)
        except KeyError:  # a name that the target does not show
            return False
    return (plain or is_well_formed(output)) and fragments_balance(output, expected, template.frame)


class _Template(NamedTuple):
    """What the proof reads in a template, once."""

    steps: tuple[template_steps.Step, ...] | None
    """Its shape; None when it has none, or one that does not tell everything."""
    misplaced: tuple[str, ...]
    """The names that it prints in the place of others."""
    frame: TemplateOutline


@lru_cache(maxsize=64)
def _template(source: str, plain: bool) -> _Template:
    frame = outline_of(source, plain)
    wrong = tuple(misplaced(frame))
    try:
        steps = template_steps.compile_template(source)
        whole = all(_is_whole(steps, expected, frame) for expected in _SAMPLES)
    except (template_steps.UnsupportedTemplate, KeyError):
        return _Template(None, wrong, frame)
    return _Template(steps if whole else None, wrong, frame)


def _is_whole(steps: tuple[template_steps.Step, ...], expected: ExpectedOutput, frame: TemplateOutline) -> bool:
    """Whether a shape tells stand-ins: then it tells any words, for they are written as mark-up has them."""
    output = _filled(steps, expected, frame.plain)
    return (frame.plain or is_well_formed(output)) and fragments_balance(output, expected, frame)


_SAMPLES: Final = (
    ExpectedOutput(
        (("qa", "qb\nqc"), ("qd", "qe")),
        {name: f"q{number}q" for number, name in enumerate(_NAMES)},
        (("principal", "qf", "qg", "qh", "qi"), ("secondary", "qj", "qk", "ql", "qm")),
    ),
    ExpectedOutput((("qa", ""), ("", "qb")), dict.fromkeys(_NAMES, ""), ()),
)
"""A note with everything, and one with next to nothing."""


def is_well_formed(output: str) -> bool:
    """Whether it is well-formed XML, told by a parser (expat) that no reader uses."""
    from pyexpat import ExpatError, ParserCreate

    try:
        ParserCreate(namespace_separator=" ").Parse(output, True)
    except (ExpatError, UnicodeEncodeError):
        return False
    return True


def _filled(steps: Sequence[template_steps.Step], expected: ExpectedOutput, plain: bool) -> str:
    sections, facts, diagnoses = expected
    if not plain:
        joined = "\0".join([*chain.from_iterable(sections), *facts.values(), *chain.from_iterable(diagnoses)])
        if escape(joined) != joined:
            sections = tuple([(escape(heading), escape(text)) for heading, text in sections])
            facts = {name: escape(value) for name, value in facts.items()}
            diagnoses = tuple([tuple(map(escape, row)) for row in diagnoses])
    told = template_steps.render_steps(steps, facts, {"sections": sections, "diagnoses": diagnoses})
    return told.rstrip("\n") + "\n" if plain else told
