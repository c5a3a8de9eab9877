"""Tries the templates of a profile before any note does: looked through, compiled, run dry on three notes.

An empty note, a full one and a hostile one go to every target; what comes out must hold the text of the note, once,
in order, and nothing of anybody else's: the balance of the pipeline says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from jinja2 import meta, nodes

from converter import balance, mapping, pipeline, render
from converter.findings import Finding
from converter.model import (
    CONTACT_CODES,
    Answer,
    Author,
    Contact,
    Diagnosis,
    Entry,
    Patient,
    Triage,
    TriageNote,
    Unit,
)  # fmt: skip
from converter.profile import Profile, ProfileError, Target, load_profile
from converter.profile.layers import gather
from converter.profile.schema import SHOWN_FACTS
from converter.registration import load_registration, register
from converter.registration.page import FORMS, page
from converter.sandbox import TemplateFault, template
from converter.sandbox.environment import parsed

_UNREADABLE: Final = ("MVG503", "MVG701", "MVG702", "MVG715", "MVG716", "MVG726")
"""Mistakes behind which nothing else can be looked at."""
_HOSTILE: Final = (
    "{{ 7 * 7 }} {% for x in y %} ''.__class__ {# #}",
    "<b>&amp;</b> ]]> <!-- --> \"'>",
    "\u202eomvänd \u200b \ufeff å a\u030a \U0001f912 %s %(x)s \\n $1",
    "\tindraget\n\n\nrad efter tomrader  ",
)


def look_over(folder: Path | None) -> tuple[Profile | None, tuple[Finding, ...]]:
    """The profile in a folder, or the one that ships, and every mistake in it; None when it cannot be loaded."""
    try:
        profile = load_profile(folder)
    except ProfileError as error:
        return None, (*error.findings, *_beside(folder, error))
    return profile, tuple(faults(profile))


def _beside(folder: Path | None, error: ProfileError) -> Iterator[Finding]:
    """What else is wrong in a folder whose `profile.toml` is: templates that do not compile."""
    if folder is None or any(finding.code in _UNREADABLE for finding in error.findings):
        return
    for name, content in gather(folder).files.items():
        if name.endswith(".j2"):
            try:
                template(content.decode("utf-8", "replace"), name)
            except TemplateFault as fault:
                yield fault.finding


def faults(profile: Profile) -> Iterator[Finding]:
    """Every mistake in the templates of a profile, and in its registration tables."""
    told: dict[Finding, None] = {}
    for name, target in profile.targets.items():
        told |= dict.fromkeys(_of_target(name, target, profile))
    told |= dict.fromkeys(_of_pages(profile))
    yield from told


def _of_target(name: str, target: Target, profile: Profile) -> Iterator[Finding]:
    try:
        render.sheet(profile, target.template)
    except TemplateFault as fault:
        yield fault.finding
        return
    words = list(_words(name, target, profile))
    yield from words
    if not words:
        yield from _rehearsed(name, target, profile)


def _words(name: str, target: Target, profile: Profile) -> Iterator[Finding]:
    """Names that nobody fills, and what is to be shown and is not."""
    file = target.template
    tree = parsed(profile.templates[file], file)
    wanted = meta.find_undeclared_variables(tree)
    groups = _names(profile)
    given = {"sections"}.union(*(groups[group] for group in target.shows))
    for lacking in sorted(wanted - given):
        line = next(found.lineno for found in tree.find_all(nodes.Name) if found.name == lacking)
        yield Finding("MVG720", line, 0, (file, lacking, name))
    if "sections" not in wanted:
        yield Finding("MVG721", 1, 0, (file, name))
    yield from (Finding("MVG722", 1, 0, (file, name, group)) for group in target.shows if not groups[group] & wanted)


def _names(profile: Profile) -> Mapping[str, frozenset[str]]:
    """The names that each group of facts gives."""
    record, _ = mapping.to_record(TriageNote(), profile)
    views = {group: render.view(record, profile, Target("", shows=(group,)), "", own=False) for group in SHOWN_FACTS}
    return {
        group: frozenset(shown.facts) | ({"diagnoses"} if shown.diagnoses is not None else set())
        for group, shown in views.items()
    }


def _rehearsed(name: str, target: Target, profile: Profile) -> Iterator[Finding]:
    unlike, sheet = [], render.sheet(profile, target.template)
    for kind, note in notes(profile).items():
        record, _ = mapping.to_record(note, profile)
        shown = render.view(record, profile, target, "0" * 64, own=False)
        try:
            output = render.render(shown, sheet)
        except TemplateFault as fault:
            yield fault.finding
            return
        told = balance.expected_sections(record, profile, own_headings=False, empty=target.empty)
        if not pipeline.balances(output, shown, sheet, told):
            unlike.append(kind)
    if unlike:
        yield Finding("MVG725", 1, 0, (target.template, name, ", ".join(unlike)))


def _of_pages(profile: Profile) -> Iterator[Finding]:
    """The tables of the registration, and the templates of its page, for a contact without facts and one with all."""
    try:
        load_registration(profile)
    except ProfileError as error:
        yield from error.findings
        return
    for contact in (Contact(), notes(profile)["full"].contact):
        for form in FORMS:
            try:
                page(register(contact, profile), contact, profile, form)
            except ProfileError as error:
                yield from error.findings


def notes(profile: Profile) -> Mapping[str, TriageNote]:
    """The three notes: with nothing in it, with something everywhere, with what does harm elsewhere."""
    keywords = list(profile.places)
    full = TriageNote(
        id="C24-1",
        created="2024-03-14T09:12:00+01:00",
        ended="2024-03-14T09:38:00+01:00",
        patient=Patient("Prov Provsson", "199104272381", "personnummer"),
        author=Author("Vera Provare", "distriktssköterska", "SE2321000016-1A2B"),
        triage=Triage("Prov av sökorsak", (Answer("Prov av fråga?", "Prov av svar"),), "Prov av utfall"),
        contact=Contact(
            ("chat",), "Karl Kollega", "Provby", **{code: values[0] for code, values in CONTACT_CODES.items()}
        ),
        entries=tuple(
            Entry(keyword, f"Text {number} rad ett.\nText {number} rad två.") for number, keyword in enumerate(keywords)
        ),
        principal_diagnosis=Diagnosis("J06.9", "ICD-10-SE", "Provdiagnos"),
        secondary_diagnoses=(Diagnosis("R05.9", "ICD-10-SE", "Provbidiagnos"),),
        record_type="Provtyp",
        signing_unit=Unit("Provenheten", "SE2321000016-EXHC"),
        signer="Vera Provare",
        signed_at="2024-03-14T09:41:00+01:00",
    )
    texts = (_HOSTILE[number % len(_HOSTILE)] for number in range(len(keywords)))
    hostile = full._replace(
        patient=Patient("<script>alert(1)</script>", "199104272381", "personnummer"),
        entries=tuple(map(Entry, keywords, texts)),
        signer="{{ signer }}",
    )
    return {"tom": TriageNote(), "full": full, "elak": hostile}
