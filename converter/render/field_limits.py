"""Whether the field that a text is meant for can hold it, by the limits of the profile. Nothing is ever cut."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from converter.findings import Finding
from converter.note.unicode_text import length_in
from converter.profile.tables import FieldLimits

_CHANGED: Final = {
    "line_breaks": r"\n", "blank_lines": r"\n\n", "long_lines": r"[^\n]{81}", "tabs": r"\t", "spaces": r"  |\n ",
    "trailing_spaces": r"[ \t](?:\n|\Z)", "typography": r"[\"']|--|\.\.\.|->|\(c\)|1/2", "case": r"[^\W\d_]",
}  # fmt: skip
"""The texts that a change of `schema.CHANGES` alters, as expressions. Normal forms look the same to a reader."""


def limit_findings(
    sections: Sequence[tuple[str, str]], whole: str, target: str, limits: FieldLimits
) -> Iterator[Finding]:
    """What of an output a field cannot hold. `whole` is the text that goes into one field; `""` for none."""
    if limits.max_length:
        sizes = [(heading, size_in_field(text, limits)) for heading, text in sections]
        longer = [(heading, size) for heading, size in sizes if size > limits.max_length]
        for heading, size in longer:
            yield Finding("MVG780", words=(heading, str(size), target, str(limits.max_length)))
        whole = whole.rstrip("\n")
        size = size_in_field(whole, limits)
        if size > limits.max_length and not longer:
            words = (str(size), target, str(limits.max_length), _passed_in(sections, whole, limits))
            yield Finding("MVG781", words=words)
    patterns = {name: _CHANGED[name] for name in limits.changes if name in _CHANGED}
    changed = [name for name, form in patterns.items() if any(re.search(form, text) for _, text in sections)]
    if changed:
        yield Finding("MVG783", words=(target, ", ".join(changed)))


def size_in_field(text: str, limits: FieldLimits) -> int:
    """What a text takes in a field, in the field's unit: where line ends are CRLF, each counts as two."""
    return length_in(limits.counts, text) + (text.count("\n") if limits.line_ends == "crlf" else 0)


def _passed_in(sections: Sequence[tuple[str, str]], whole: str, limits: FieldLimits) -> str:
    """The heading of the text in which a whole text becomes longer than a field holds."""
    at = 0
    for heading, text in sections:
        at = max(whole.find(text, at), at) + len(text)
        if size_in_field(whole[:at], limits) > limits.max_length:
            return heading
    return sections[-1][0] if sections else "–"
