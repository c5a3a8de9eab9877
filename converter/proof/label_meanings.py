"""What elements, attributes and labels of an output mean, to find values that a template prints under a wrong name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from converter.proof.facts import SHOWN
from converter.proof.leaves import NAME
from converter.proof.template_outline import StaticText, TemplateOutline

_AUTHOR: Final = ("author", "author_role", "author_hsa_id")
_UNIT_NAMES: Final = ("signing_unit", "signing_unit_hsa_id")
_PROFILE_NAMES: Final = ("profile", "profile_version", "profile_digest")
MEANINGS: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(("patient/name", "patient/namn", "patientens namn"), ("patient",)),
    **dict.fromkeys(("number", "nummer", "identitetsnummer", "personnummer"), ("patient_number",)),
    "number@type": ("patient_number_type",),
    "patient": ("patient", "patient_number", "patient_number_type"),
    "author/name": ("author",),
    **dict.fromkeys(("role", "roll"), ("author_role",)),
    **dict.fromkeys(("author", "skriven av", "författare"), _AUTHOR),
    **dict.fromkeys(("hsa-id", "author/hsa-id"), ("author_hsa_id", "signing_unit_hsa_id")),
    **dict.fromkeys(("signer", "signed-by", "signerad av", "signatär"), ("signer",)),
    **dict.fromkeys(("signed-at", "signerad tid", "signerad"), ("signed_at",)),
    **dict.fromkeys(("note-id", "ärende"), ("note_id",)),
    **dict.fromkeys(("created", "skapad", "ärendet skapat"), ("created",)),
    **dict.fromkeys(("ended", "avslutad", "ärendet avslutat"), ("ended",)),
    **dict.fromkeys(("outcome", "triageutfall"), ("triage_outcome",)),
    **dict.fromkeys(("priority", "prioritet"), ("triage_priority",)),
    **dict.fromkeys(("record-type", "journaltyp"), ("record_type",)),
    "overview/title": ("signed_title", "overview"),
    **dict.fromkeys(("unit-hsa-id", "signing-unit-hsa-id", "enhetens hsa-id"), ("signing_unit_hsa_id",)),
    **dict.fromkeys(("unit", "signing-unit"), ("signing_unit",)),
    **dict.fromkeys(("enhet", "signera från enhet"), _UNIT_NAMES),
    **dict.fromkeys(("routine", "rutin"), ("routine",)),
    "revision": ("routine_revision",),
    **dict.fromkeys(("valid-to", "giltig t.o.m"), ("routine_valid_to",)),
    "profile-version": ("profile_version",),
    "profile-sha256": ("profile_digest",),
    "provenance/profile": ("profile",),
    "profil": _PROFILE_NAMES,
    **dict.fromkeys(("source-sha256", "källa sha-256"), ("source_digest",)),
    **dict.fromkeys(("keyword", "heading", "rubrik", "sökord"), ("heading",)),
    "section/text": ("text",),
    "diagnosis@type": ("kind",),
    **dict.fromkeys(("code@system", "system"), ("system",)),
    **dict.fromkeys(("diagnosis/code", "diagnoses/code", "kod"), ("code",)),
    **dict.fromkeys(("diagnosis/title", "diagnosis/display", "diagnoses/title"), ("title",)),
}
"""Element, `section/element`, `element@attribute` or label: the names of the values that may be printed there."""
_KNOWN_NAMES: Final = frozenset(name for names in MEANINGS.values() for name in names)


def misplaced(outline: TemplateOutline) -> list[str]:
    """The names of values that a template prints under the name of another, writes itself, or leaves out."""
    headed = {path[:-1] for path, name in outline.slots if name != "text" and path[-1:] and path[-1].startswith("@")}
    wrong = [
        name
        for expression in outline.expressions
        for allowed in _allowed_names(expression.path, expression.label)
        for name in expression.names
        if name in _KNOWN_NAMES and name not in allowed and not (name == "text" and expression.path in headed)
    ]
    return [*wrong, *(name for text in outline.static_texts for name in _written_names(text)), *_missing(outline)]


def _written_names(static: StaticText) -> tuple[str, ...]:
    """The values that a template writes itself although they differ from note to note."""
    if static.path[-1:] == (NAME,):
        return ()
    label, colon, text = static.text.partition(":")
    if colon and text.strip() and (names := MEANINGS.get(_normalized(label))):
        return names
    if not static.beside_expression and (names := next(_allowed_names(static.path[-2:], ""), ())):
        return names
    in_attribute = bool(static.path) and static.path[-1].startswith("@")
    return () if in_attribute else MEANINGS.get(_normalized(static.label), ())


def _normalized(label: str) -> str:
    return label.strip(":;,.–- ").casefold()


def _allowed_names(path: tuple[str, ...], label: str) -> Iterator[tuple[str, ...]]:
    """The names that may be printed at a place: by its label, and by the innermost element that has a meaning."""
    if by_label := MEANINGS.get(_normalized(label)):
        yield by_label
    names = ["", *(name.rpartition(":")[2].lower().replace("_", "-") for name in path)]
    for outer, inner in zip(reversed(names[:-1]), reversed(names), strict=False):
        between = "" if inner.startswith("@") else "/"
        by_element = MEANINGS.get(f"{outer}{between}{inner}") or MEANINGS.get(inner)
        if by_element := by_element or MEANINGS.get(inner.replace("-", " ")):
            yield by_element
            return


# -- the documented form of a record --------------------------------------------------------------------------

_ROOT: Final = "record-note"
RECORD_NOTE_FORM: Final = frozenset((
    *(f"{fact.record_path} {fact.template_name}" for fact in SHOWN),
    "template record_template", "overview/title signed_title",
    "visit-diagnoses/diagnosis/@type kind", "visit-diagnoses/diagnosis/code/@system system",
    "visit-diagnoses/diagnosis/code code", "visit-diagnoses/diagnosis/title title",
    "running-text/section/keyword heading", "running-text/section/text text",
    "provenance/routine routine", "provenance/revision routine_revision", "provenance/valid-to routine_valid_to",
    "provenance/profile profile", "provenance/profile-version profile_version",
    "provenance/profile-sha256 profile_digest", "provenance/source-sha256 source_digest",
))  # fmt: skip
"""Each place of `record-note.xsd`, with the name that a template of this form has to print there."""


def _missing(outline: TemplateOutline) -> list[str]:
    """The names that a template of the documented form does not print; other forms are free to."""
    inside = [expression for expression in outline.expressions if expression.path[:1] == (_ROOT,)]
    printed = {f"{'/'.join(expression.path[1:])} {name}" for expression in inside for name in expression.names}
    return sorted(row.split(" ")[1] for row in RECORD_NOTE_FORM - printed) if inside else []
