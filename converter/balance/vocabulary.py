"""What elements, attributes and labels of an output mean: a fact that stands under another fact's name is misplaced."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from converter.balance.pieces import Frame, Printed

_AUTHOR: Final = ("author", "author_role", "author_hsa_id")
_UNIT: Final = ("signing_unit", "signing_unit_hsa_id")
_PROFILE: Final = ("profile", "profile_version", "profile_digest")
_MEANINGS: Final[dict[str, tuple[str, ...]]] = {
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
    **dict.fromkeys(("enhet", "signera från enhet"), _UNIT),
    **dict.fromkeys(("routine", "rutin"), ("routine",)),
    "revision": ("routine_revision",),
    **dict.fromkeys(("valid-to", "giltig t.o.m"), ("routine_valid_to",)),
    "profile-version": ("profile_version",),
    "profile-sha256": ("profile_digest",),
    "provenance/profile": ("profile",),
    "profil": _PROFILE,
    **dict.fromkeys(("source-sha256", "källa sha-256"), ("source_digest",)),
    **dict.fromkeys(("keyword", "heading", "rubrik", "sökord"), ("heading",)),
    "section/text": ("text",),
    "diagnosis@type": ("kind",),
    **dict.fromkeys(("code@system", "system"), ("system",)),
    **dict.fromkeys(("diagnosis/code", "kod"), ("code",)),
    **dict.fromkeys(("diagnosis/title", "diagnosis/display"), ("title",)),
}
"""Element, section and element, element and attribute, or label: the names that may be printed there."""
_KNOWN: Final = frozenset(name for names in _MEANINGS.values() for name in names)


def is_misnamed(frame: Frame) -> bool:
    """Whether a template prints a name where an element, an attribute or a label says that another one stands."""
    return any(
        name in _KNOWN and name not in allowed
        for place in frame.places
        for allowed in _allowed(place)
        for name in place.names
    )


def _allowed(place: Printed) -> Iterator[tuple[str, ...]]:
    """What may stand at a place, by the label before it and by the innermost element with a meaning."""
    if label := _MEANINGS.get(place.label.strip(":;,.–- ").casefold()):
        yield label
    path = ["", *(name.rpartition(":")[2].lower().replace("_", "-") for name in place.path)]
    for outer, inner in zip(reversed(path[:-1]), reversed(path), strict=False):
        between = "" if inner.startswith("@") else "/"
        if allowed := _MEANINGS.get(f"{outer}{between}{inner}") or _MEANINGS.get(inner):
            yield allowed
            return
