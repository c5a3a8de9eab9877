"""The third proof: an output, compared with the texts and facts of the note and the words of its template.

A template that compiles to steps (`template_steps`) is proven once, with sample values; from then on an output must be
what the steps give for the values of the note. The output of any other template is compared fragment by fragment
(`fragments`). Either way no template may print a value under the name of another one (`label_meanings`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Final, NamedTuple

from converter.balance.fields import PROVENANCE, SHOWN, TIMES, diagnoses, template_values_of
from converter.balance.fragments import ExpectedOutput, TemplateOutline, fragments_balance, outline_of
from converter.balance.label_meanings import misplaced
from converter.balance.template_steps import Step, UnsupportedTemplate, compile_template, render_steps
from converter.balance.text_rules import escape, is_filled, is_xml_text
from converter.balance.timestamps import same_time
from converter.note.model import RecordNote
from converter.profile import Profile

_NAMES: Final = (*(fact.shown for fact in SHOWN), "record_template", "signed_title", "overview", *PROVENANCE)
"""Every name that a template is given, but for `sections` and `diagnoses`."""


# -- what is expected -----------------------------------------------------------------------------------------


def expected_output(
    record: RecordNote,
    profile: Profile,
    sections: tuple[tuple[str, str], ...],
    printed: Mapping[str, str],
    digest: str,
) -> ExpectedOutput | None:
    """What an output of a record has to state; None when a time or title in `printed` is not that of the note.

    `printed` are the facts that the template is given, empty for a target that shows none. `digest` is the SHA-256 of
    the source, in hexadecimal.
    """
    note, routine = record.note, profile.routine
    rows = tuple([(kind, *one, f"{one.code} {one.title}".strip()) for kind, one in diagnoses(note)])
    if not printed:
        return ExpectedOutput(sections, {}, rows)
    facts = {fact.shown: value for fact, value in zip(SHOWN, template_values_of(note), strict=True)}
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
    return ExpectedOutput(sections, facts, rows)


# -- what an output is compared with --------------------------------------------------------------------------


def output_balances(output: str, expected: ExpectedOutput, source: str, plain: bool) -> bool:
    """Whether an output of the template `source` states what is expected, where it has to, and nothing else."""
    template = _template(source, plain)
    if template.misplaced or not is_xml_text(output):
        return False
    if template.steps is not None:
        try:
            return output == _render(template.steps, expected, plain)
        except KeyError:  # a name that the target does not show
            return False
    return (plain or is_well_formed(output)) and fragments_balance(output, expected, template.outline)


def misplaced_names(source: str, plain: bool) -> tuple[str, ...]:
    """The names that a template prints under the element, attribute or label of another one."""
    return _template(source, plain).misplaced


class _Template(NamedTuple):
    """What the proof knows of a template."""

    steps: tuple[Step, ...] | None
    """None for a template that steps cannot repeat, or whose output lacks a value."""
    misplaced: tuple[str, ...]
    outline: TemplateOutline


@lru_cache(maxsize=64)
def _template(source: str, plain: bool) -> _Template:
    outline = outline_of(source, plain)
    wrong = tuple(misplaced(outline))
    try:
        steps = compile_template(source)
        is_complete = all(_samples_balance(steps, sample, outline) for sample in _SAMPLES)
    except (UnsupportedTemplate, KeyError):
        return _Template(None, wrong, outline)
    return _Template(steps if is_complete else None, wrong, outline)


def _samples_balance(steps: tuple[Step, ...], sample: ExpectedOutput, outline: TemplateOutline) -> bool:
    """Whether the steps give all sample values their places; then they do so for any values, which come escaped."""
    output = _render(steps, sample, outline.plain)
    return (outline.plain or is_well_formed(output)) and fragments_balance(output, sample, outline)


_SAMPLES: Final = (
    ExpectedOutput(
        (("qa", "qb\nqc"), ("qd", "qe")),
        {name: f"q{number}q" for number, name in enumerate(_NAMES)},
        (("principal", "qf", "qg", "qh", "qi"), ("secondary", "qj", "qk", "ql", "qm")),
    ),
    ExpectedOutput((("qa", ""), ("", "qb")), dict.fromkeys(_NAMES, ""), ()),
)
"""An output with every value, and one with hardly any."""


def _render(steps: Sequence[Step], expected: ExpectedOutput, plain: bool) -> str:
    """The output that the steps give, escaped unless it is plain text."""
    sections, facts, rows = expected
    if not plain:
        joined = "\0".join([*chain.from_iterable(sections), *facts.values(), *chain.from_iterable(rows)])
        if escape(joined) != joined:
            sections = tuple([(escape(heading), escape(text)) for heading, text in sections])
            facts = {name: escape(value) for name, value in facts.items()}
            rows = tuple([tuple(map(escape, row)) for row in rows])
    output = render_steps(steps, facts, {"sections": sections, "diagnoses": rows})
    return output.rstrip("\n") + "\n" if plain else output


def is_well_formed(output: str) -> bool:
    """Whether a text is well-formed XML, by a parser (expat) that no reader uses."""
    from pyexpat import ExpatError, ParserCreate

    try:
        ParserCreate(namespace_separator=" ").Parse(output, True)
    except (ExpatError, UnicodeEncodeError):
        return False
    return True
