"""What a format that the program writes itself gives, and what such a format can say of a note."""

# Annotations are not postponed here: each one of a NamedTuple would be compiled at every start.

from collections.abc import Collection
from itertools import compress
from typing import Final, NamedTuple

from converter.findings import Finding
from converter.note.fields import CODES, FACTS, LINE, NUMBER_TYPE, TIME, label_key, values_of
from converter.note.model import RecordNote
from converter.profile import Profile
from converter.profile.schema import FILLS
from converter.render import unfilled_facts


class Document(NamedTuple):
    """A record note as one document."""

    text: str | None
    """None when an error among the findings stopped it."""
    findings: tuple[Finding, ...] = ()
    sections: tuple[tuple[str, str], ...] = ()
    """Heading and text of each part that it has in words, in its order."""


def sections_of(record: RecordNote) -> tuple[tuple[str, str], ...]:
    """Keyword and text of each keyword that has a text, in the order of the record."""
    return tuple([(field.keyword, field.text) for field in record.fields if field.text])


def omitted_facts(record: RecordNote, profile: Profile, written: Collection[str]) -> tuple[Finding, ...]:
    """Names the facts of the note that a document leaves out, so that nothing is left out in silence (P1).

    `written` are the facts of `note.fields.FACTS` that it holds. The codes of the contact are for its registration.
    """
    values = zip(FACTS, values_of(record.note), strict=True)
    filled = [fact.name for fact, value in compress(values, _NAMED) if value]
    left = [label_key(name, record.note) for name in filled if name not in written]
    if len(profile.filled_rows) < len(FILLS):
        left += unfilled_facts(record.note, profile)
    return (Finding("MVG315", words=(", ".join(map(profile.labels.get, left, left)),)),) if left else ()


_NAMED: Final = [fact.kind != NUMBER_TYPE and (fact.kind in (LINE, TIME, CODES) or bool(fact.shown)) for fact in FACTS]
"""Whether each fact is named where it is left out."""
