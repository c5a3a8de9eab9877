"""From the record note to the output, by the templates of the profile.

A template gets plain strings and tuples only: `sections` (heading and text of each keyword and diagnosis, in
order) and the facts that its target shows. It lays them out and has no words of the note in itself; the proof
holds its output against the very same strings.
"""

# Annotations are not postponed here: each one of a NamedTuple would be compiled at every start.

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import chain, compress, islice
from typing import Final, NamedTuple

from converter.findings import Finding
from converter.note import times
from converter.note.facts import FACTS, IDENTITY_NUMBER, TIME, label_key, values_getter
from converter.note.model import Diagnosis, RecordNote, TriageNote
from converter.note.unicode_text import fold
from converter.profile import Profile, Syntax, Target, sandbox
from converter.profile.sandbox.escaping import ESCAPES
from converter.profile.schema import FILLS
from converter.profile.wording import diagnosis_as_written, is_signed
from converter.render.templates import CompiledTemplate, compiled_template

Facts = dict[str, str]


class RenderContext(NamedTuple):
    """What a template is given."""

    sections: tuple[tuple[str, str], ...]
    """Heading and text, in the order in which they are shown."""
    facts: Facts
    diagnoses: tuple[tuple[str, ...], ...] | None = None
    """The parts of each diagnosis, by `COLUMNS`; None for a target that does not show them."""
    names: Mapping[str, str] | None = None
    """Heading to the name that the target has for it, for those that have one; None for a target without names."""


COLUMNS: Final = ("kind", "code", "system", "title", "label")
"""What a template calls the parts of a diagnosis."""


def render_context(
    record: RecordNote, profile: Profile, target: Target, digest: str, note_headings: bool
) -> RenderContext:
    """The strings that the target shows, with the note's headings or the record's; `digest` is that of the source."""
    sections = sections_of(record, profile, target, note_headings)
    if target.syntax == "json" and _has_heading_keys(profile.templates.get(target.template, "")):
        sections = _joined(sections)
    names = None
    if target.names:
        known = profile.derive(_known_names, tuple(target.names.items()))
        names = {heading: known[heading] for heading, _ in sections if heading in known}
    facts = _facts_shown(record, profile, target, digest) if target.shows else {}
    rows = None
    if "diagnoses" in target.shows:
        rows = tuple([(kind, *diagnosis, diagnosis.label) for kind, diagnosis in diagnoses_of(record.note)])
    return RenderContext(tuple(sections), facts, rows, names)


def sections_of(record: RecordNote, profile: Profile, target: Target, note_headings: bool) -> list[tuple[str, str]]:
    """Heading and text of each keyword and diagnosis, and the triage outcome where it is not shown besides."""
    writes_empty = target.writes_empty
    sections = [
        (heading if note_headings and heading else keyword, text)
        for keyword, heading, text, _, is_placed in record.fields
        if text or writes_empty or not is_placed
    ]
    labels = profile.labels
    # Diagnoses stand in the running text too (R146).
    sections += [
        (labels[f"{kind}_diagnosis"], diagnosis_as_written(diagnosis)) for kind, diagnosis in diagnoses_of(record.note)
    ]
    if (outcome := record.note.triage.outcome) and target.prints_outcome:
        sections.append((labels["triage.outcome"], outcome))
    return sections


@lru_cache(maxsize=64)
def _has_heading_keys(template: str) -> bool:
    """Whether a JSON template prints headings, or their names, as the keys of an object."""
    return re.search(r'"{{\s*(?:names\s*\[[^}]*|[a-z_]+)\s*}}"\s*:', template) is not None


def _joined(sections: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The sections with each heading once: of two keys that are the same, a parser of JSON keeps one."""
    texts: dict[str, list[str]] = {heading: [] for heading, _ in sections}
    for heading, text in sections:
        texts[heading] += [text] if text else []
    return [(heading, "\n".join(lines)) for heading, lines in texts.items()]


def _known_names(profile: Profile, names: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Each heading that a target can show, of the record and of the note, to its name."""
    folded = {fold(heading): name for heading, name in names}
    spellings: list[tuple[str, ...]] = [(label,) for label in profile.label_facts]
    spellings += [(row.record, row.clinic24) for row in profile.rows]
    return {
        heading: folded[fold(spelling)]
        for headings in spellings
        for spelling in reversed(headings)
        for heading in headings
        if heading and spelling and fold(spelling) in folded
    }


def unnamed_headings(context: RenderContext, record: RecordNote) -> list[Finding]:
    """An error (MVG745) for each heading without a name in a target with names: nothing would say what its text is."""
    if context.names is None:
        return []
    lacking = [heading for heading, _ in context.sections if heading not in context.names]
    parts = [(field, part.line) for field in record.fields for part in field.parts]
    lines = {heading: line for field, line in parts for heading in (field.heading, field.keyword)}
    return [Finding("MVG745", lines.get(heading, 0), words=(str(lines.get(heading, "")),)) for heading in lacking]


def diagnoses_of(note: TriageNote) -> list[tuple[str, Diagnosis]]:
    """Each diagnosis that has a word, with its kind."""
    kinds = [("principal", note.principal_diagnosis)]
    kinds += [("secondary", diagnosis) for diagnosis in note.secondary_diagnoses]
    return [(kind, diagnosis) for kind, diagnosis in kinds if diagnosis.label]


# -- the facts a target can show ------------------------------------------------------------------------------


def _facts_shown(record: RecordNote, profile: Profile, target: Target, digest: str) -> Facts:
    """The facts of the groups that a target shows, by their names in templates; `digest` is that of the source."""
    shown = _group_facts(target.shows)
    facts: Facts = dict(zip(shown.names, shown.values(record.note), strict=True))
    for name in shown.times:
        facts[name] = times.iso(facts[name])
    if "overview" in target.shows:
        title = profile.signed_title if is_signed(record.note, profile) else profile.unsigned_title
        overview = f"{title} {times.shown(record.note.signed_at)}".rstrip()
        facts |= {"record_template": record.template, "signed_title": title, "overview": overview}
    if "provenance" in target.shows:
        facts |= {
            "routine": profile.routine.document,
            "routine_revision": profile.routine.revision,
            "routine_valid_to": profile.routine.valid_to,
            "profile": profile.name,
            "profile_version": profile.version,
            "profile_digest": profile.digest,
            "source_digest": digest,
        }
    return facts


class _GroupFacts(NamedTuple):
    """How the facts of some groups are taken from a note."""

    names: tuple[str, ...]
    """What templates call them."""
    values: Callable[[TriageNote], tuple[str, ...]]
    times: tuple[str, ...]
    """Those that are times."""


@lru_cache(maxsize=64)
def _group_facts(groups: tuple[str, ...]) -> _GroupFacts:
    rows = [fact for fact in FACTS if fact.group in groups]
    take = values_getter([fact.name for fact in rows])
    return _GroupFacts(
        tuple(fact.template_name for fact in rows),
        take,
        tuple(fact.template_name for fact in rows if fact.kind == TIME),
    )


# -- the output -------------------------------------------------------------------------------------------------


def render(context: RenderContext, template: CompiledTemplate) -> str:
    """The output of a template. Raises `TemplateFault`, which never quotes the note."""
    sections, facts, diagnoses, keyword_names = (
        context if template.syntax == "text" else _escaped(context, template.syntax)
    )
    names: dict[str, object] = {**facts, "sections": sections}
    if diagnoses is not None:
        names["diagnoses"] = diagnoses
    if keyword_names is not None:
        names["names"] = keyword_names
    output = sandbox.run(template.jinja, names)
    return output.rstrip("\n") + "\n" if template.syntax == "text" else output


def _escaped(context: RenderContext, syntax: Syntax) -> RenderContext:
    """The same strings as mark-up or JSON has them: escaping them one by one costs more than laying them out."""
    sections, facts, diagnoses, names = context
    parts = [*chain.from_iterable(sections), *facts.values(), *chain.from_iterable(diagnoses or ())]
    joined = "\0".join([*parts, *chain.from_iterable((names or {}).items())])
    escape = ESCAPES[syntax]
    written = escape(joined)
    if written == joined:
        return context
    pieces = iter(written.split(escape("\0")))
    return RenderContext(
        tuple([(next(pieces), next(pieces)) for _ in sections]),
        dict(zip(facts, islice(pieces, len(facts)), strict=True)),
        diagnoses and tuple([tuple(islice(pieces, len(COLUMNS))) for _ in diagnoses]),
        None if names is None else dict(zip(pieces, pieces, strict=True)),
    )


def is_shown(fact: str, profile: Profile, target: Target) -> bool:
    """Whether a target shows a fact that stands beside the texts, such as who signed; a format shows every fact."""
    if target.format:
        return True
    try:
        return fact not in compiled_template(profile, target.template).hidden
    except sandbox.TemplateFault:
        return False


def omitted_facts(record: RecordNote, profile: Profile, target: Target, template: CompiledTemplate) -> list[Finding]:
    """Names the facts of the note that a template does not show, so that nothing is left out in silence (P1)."""
    left = list(compress(template.hidden, template.values_hidden(record.note)))
    if "triage.outcome" in left and target.prints_outcome:
        left.remove("triage.outcome")
    return omission(left, record.note, profile)


def omission(facts: Sequence[str], note: TriageNote, profile: Profile) -> list[Finding]:
    """The finding that names these facts, and those of the triage that no row of the profile takes a text from."""
    left = [*facts]
    if len(profile.filled_rows) < len(FILLS):
        fills, triage = {row.fill for row in profile.rows}, note.triage
        left += ["triage.presenting_reason"] if triage.presenting_reason and "presenting_reason" not in fills else []
        left += ["triage.answer"] if triage.answers and "triage_answers" not in fills else []
    if IDENTITY_NUMBER in left:
        left[left.index(IDENTITY_NUMBER)] = label_key(IDENTITY_NUMBER, note)
    return [Finding("MVG315", words=(", ".join(map(profile.labels.get, left, left)),))] if left else []
