"""A target with the format `rivta` in a region of our own invention, for tests."""

from __future__ import annotations

import re
from typing import Any, Final

from lxml import etree

from converter.profile import Profile, Target
from paths import SAMPLES

SETTINGS: Final[dict[str, Any]] = {
    "source_system": "SE5560000001-KALLA",
    "care_provider": "SE5560000001-REGION",
    "care_unit": "SE5560000001-ENHET",
    "reservnummer_oid": "1.2.752.74.9.1",
    "approved_for_patient": "no",
    "note_code": "auf",
}
CONTRACT: Final = {
    "r": "urn:riv:clinicalprocess:healthcond:description:GetCareDocumentationResponder:3",
    "c": "urn:riv:clinicalprocess:healthcond:description:3",
}
BOOK: Final = {"d": "http://docbook.org/ns/docbook"}
NOTE: Final = (SAMPLES / "lang-anteckning.xml").read_text("utf-8")


def with_rivta(profile: Profile, *left_out: str, **settings: Any) -> Profile:
    """The profile with a target `rivta`: its settings changed, or left out."""
    chosen = {key: value for key, value in {**SETTINGS, **settings}.items() if key not in left_out}
    target = Target(format="rivta", gated=True, settings=chosen)
    return profile.replace(targets={**profile.targets, "rivta": target})


def changed(old: str, new: str, note: str = NOTE) -> str:
    """A sample note with its first `old` replaced; `old` is a regular expression that must be met."""
    written, count = re.subn(old, new, note, count=1, flags=re.DOTALL)
    assert count, old
    return written


def parsed(output: str | None) -> Any:
    """The response as a tree of lxml, which neither writes nor proves it."""
    return etree.fromstring((output or "").encode())


def value(output: str | None, path: str) -> str | None:
    """The text at a path of the contract's elements below `careDocumentation`; None where there is no element."""
    steps = "/".join(f"c:{step}" for step in path.split("/"))
    found = parsed(output).find(f"r:careDocumentation/{steps}", CONTRACT)
    return None if found is None else found.text


def article(output: str | None) -> Any:
    """The DocBook article in a response."""
    return etree.fromstring(value(output, "body/clinicalDocumentNoteText"))


def texts(output: str | None) -> list[tuple[str, str]]:
    """Title and text of each section of the article, its paragraphs as lines."""
    return [
        (
            section.findtext("d:title", None, BOOK),
            "\n".join(para.text or "" for para in section.iterfind("d:para", BOOK)),
        )
        for section in article(output).iterfind("d:section", BOOK)
    ]
