"""From the record note to the output, by the templates of the profile.

A template gets plain strings and tuples only: `sections` (heading and text of each keyword and diagnosis, in
order) and the facts that its target shows. It lays them out and has no words of the note in itself; the balance
holds its output against the very same strings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from converter import sandbox, times
from converter.findings import Finding
from converter.markup import segments
from converter.model import Diagnosis, RecordNote
from converter.profile import Profile, Target

if TYPE_CHECKING:
    from jinja2 import Template

Facts = Mapping[str, object]


class View(NamedTuple):
    """What a template is given."""

    sections: tuple[tuple[str, str], ...]
    """Heading and text, in the order in which they are shown."""
    facts: Facts
    """Strings, and tuples of strings for the diagnoses."""


def view(record: RecordNote, profile: Profile, target: Target, digest: str, own: bool) -> View:
    """The strings that the target shows. `own` takes the note's headings; `digest` is the SHA-256 of the source."""
    sections = [
        (field.heading if own and field.heading else field.keyword, field.text)
        for field in record.fields
        if field.text or target.empty
    ]
    sections += _diagnosis_sections(record, profile)
    facts: dict[str, object] = {}
    for group in target.shows:
        facts.update(_SHOWN[group](record, profile, digest))
    return View(tuple(sections), facts)


def _diagnosis_sections(record: RecordNote, profile: Profile) -> list[tuple[str, str]]:
    """The diagnoses as they stand in the running text (R146)."""
    note = record.note
    further = profile.labels.get("secondary_diagnosis", "Bidiagnos")
    sections = [(profile.labels.get("principal_diagnosis", "Huvuddiagnos"), note.principal_diagnosis.label)]
    sections += [(further, diagnosis.label) for diagnosis in note.secondary_diagnoses]
    return [section for section in sections if section[1]]


# -- the facts a target can show ------------------------------------------------------------------------------


def _overview(record: RecordNote, profile: Profile, digest: str) -> Facts:
    signed_at = record.note.signed_at
    title = profile.signed_title
    return {
        "note_id": record.note.id,
        "created": times.iso(record.note.created),
        "ended": times.iso(record.note.ended),
        "record_template": record.template,
        "signed_title": title,
        "signed_at": times.iso(signed_at),
        "overview": f"{title} {times.shown(signed_at)}".rstrip(),
    }


def _patient(record: RecordNote, profile: Profile, digest: str) -> Facts:
    patient = record.note.patient
    return {"patient": patient.name, "patient_number": patient.number, "patient_number_type": patient.number_type}


def _author(record: RecordNote, profile: Profile, digest: str) -> Facts:
    author = record.note.author
    return {"author": author.name, "author_role": author.role, "author_hsa_id": author.hsa_id}


def _triage_outcome(record: RecordNote, profile: Profile, digest: str) -> Facts:
    return {"triage_outcome": record.note.triage.outcome, "triage_priority": record.note.contact.prio}


def _diagnoses(record: RecordNote, profile: Profile, digest: str) -> Facts:
    def row(kind: str, diagnosis: Diagnosis) -> tuple[str, str, str, str, str]:
        return kind, diagnosis.code, diagnosis.system, diagnosis.title, diagnosis.label

    note = record.note
    rows = [row("principal", note.principal_diagnosis)]
    rows += [row("secondary", diagnosis) for diagnosis in note.secondary_diagnoses]
    return {"diagnoses": tuple(row for row in rows if row[-1])}


def _signing(record: RecordNote, profile: Profile, digest: str) -> Facts:
    note = record.note
    return {
        "record_type": note.record_type,
        "signing_unit": note.signing_unit.name,
        "signing_unit_hsa_id": note.signing_unit.hsa_id,
        "signer": note.signer,
    }


def _provenance(record: RecordNote, profile: Profile, digest: str) -> Facts:
    routine = profile.routine
    return {
        "routine": routine.document,
        "routine_revision": routine.revision,
        "routine_valid_to": routine.valid_to,
        "profile": profile.name,
        "profile_version": profile.version,
        "profile_digest": profile.digest,
        "source_digest": digest,
    }


_SHOWN: Final[dict[str, Callable[[RecordNote, Profile, str], Facts]]] = {
    "overview": _overview,
    "patient": _patient,
    "author": _author,
    "triage_outcome": _triage_outcome,
    "diagnoses": _diagnoses,
    "signing": _signing,
    "provenance": _provenance,
}


# -- templates ------------------------------------------------------------------------------------------------


def media(target: Target) -> str:
    """`xml`, `html` or `txt`: the ending of the template before `.j2`."""
    return target.template.removesuffix(".j2").rpartition(".")[2]


def compiled(profile: Profile, name: str) -> Template:
    """A template of the profile. Raises `TemplateFault`."""
    return sandbox.template(profile.templates[name], name)


def render(shown: View, profile: Profile, target: Target) -> str:
    """The output of the target's template. Raises `TemplateFault`, which never quotes the note."""
    output = sandbox.run(compiled(profile, target.template), {"sections": shown.sections, **shown.facts})
    return output.rstrip("\n") + "\n" if media(target) == "txt" else output


class Layout(NamedTuple):
    """What a template says of its own: needed to tell its words from the note's."""

    words: frozenset[str]
    """Its labels: every run of words outside mark-up and template tags."""
    names: frozenset[str]
    """Every name that the template prints."""


_TAG: Final = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
_NAME: Final = re.compile(r"[a-z_]+")


def layout(profile: Profile, name: str) -> Layout:
    """The layout of a template of the profile."""
    return _layout(profile.templates[name], name.endswith(".txt.j2"))


@lru_cache(maxsize=64)
def _layout(source: str, plain: bool) -> Layout:
    literal = _TAG.sub("\0", source)
    runs = [literal] if plain else segments(literal)
    words = (word.strip() for run in runs for line in run.split("\n") for word in line.split("\0"))
    names = (found for tag in _TAG.findall(source) if tag.startswith("{{") for found in _NAME.findall(tag))
    return Layout(frozenset(filter(None, words)), frozenset(names))


_COLUMNS: Final = ("kind", "code", "system", "title", "label")
"""What a template calls the parts of a diagnosis."""


def told_facts(shown: View, template: Layout) -> list[str]:
    """The facts that the template prints, as the words they come out as, each as often as it is printed for a name."""
    told: list[str] = []
    for name, value in shown.facts.items():
        if not isinstance(value, str):
            told += [
                word for row in _rows(value) for part, word in zip(_COLUMNS, row, strict=True) if part in template.names
            ]
        elif name in template.names:
            told.append(value)
    return [word for word in told if word]


def _rows(value: object) -> tuple[tuple[str, ...], ...]:
    assert isinstance(value, tuple)
    return value


# What a note can say beside its texts: the fact, the group of `SHOWN_FACTS` that shows it, where it is.
_BESIDE: Final = tuple(
    (fact, group, attrgetter(path))
    for fact, group, path in (
        ("patient.name", "patient", "patient.name"),
        ("patient.personnummer", "patient", "patient.number"),
        ("author.name", "author", "author.name"),
        ("triage.outcome", "triage_outcome", "triage.outcome"),
        ("contact.channels", "", "contact.channels"),
        ("record_type", "signing", "record_type"),
        ("signing_unit.name", "signing", "signing_unit.name"),
        ("signer", "signing", "signer"),
        ("signed_at", "overview", "signed_at"),
    )
)


def not_shown(record: RecordNote, profile: Profile, target: Target) -> Iterator[Finding]:
    """Names the facts of the note that this target does not show, so that nothing is left out in silence (P1)."""
    shown, note = target.shows, record.note
    left = [fact for fact, group, value in _BESIDE if group not in shown and value(note)]
    if left:
        yield Finding("MVG315", words=(", ".join(profile.labels.get(fact, fact) for fact in left),))
