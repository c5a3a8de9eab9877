"""The third proof: an output, compared with the texts and facts of the note and the words of its template.

A template that compiles to steps is proven once, with sample values; from then on an output must be what the steps give
for the values of the note (`known_template`). The output of any other template is compared fragment by fragment
(`fragments`). Either way no template may print a value under the name of another one (`label_meanings`).
"""

from __future__ import annotations

from collections.abc import Mapping

from converter.note.model import RecordNote
from converter.profile import Profile, Syntax, Target
from converter.proof.facts import PROVENANCE, TIMES, diagnoses, template_values_of
from converter.proof.fragments import ExpectedOutput, fragments_are_proven
from converter.proof.known_template import NOTE_NAMES, KnownTemplate, fill_shape, known_template, steps_output
from converter.proof.leaves import NAME
from converter.proof.template_outline import KEYWORD_NAME
from converter.proof.text_rules import fold, is_filled, is_xml_text
from converter.proof.timestamps import same_time

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
    facts = dict(zip(NOTE_NAMES, template_values_of(note), strict=True))
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


def output_is_proven(output: str, expected: ExpectedOutput, source: str, syntax: Syntax) -> bool:
    """Whether an output of the template `source` states what is expected, where it has to, and nothing else."""
    template = known_template(source, syntax)
    if template.misplaced or not is_xml_text(output) or not _names_are_apart(expected, template):
        return False
    if template.steps is not None:
        try:
            return output == (fill_shape(source, syntax, expected) or steps_output(template.steps, expected, syntax))
        except KeyError:  # a name that the target does not show
            return False
    return fragments_are_proven(output, expected, template.outline)


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
