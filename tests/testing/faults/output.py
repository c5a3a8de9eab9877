"""Faults of render, of templates, of times and of JSON."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from converter import render
from converter.conversion.result import as_json, digest_of
from converter.note import times
from converter.profile import Profile
from converter.profile import wording as facts
from testing.faults.base import Fault, after, at

Change = Callable[..., Any]


def _view(change: Change) -> Fault:
    return Fault("render", at(render.render_context, wrap=after(lambda shown, *_: change(shown))))


def _sections(change: Change) -> Fault:
    return _view(lambda shown: shown._replace(sections=tuple(change(list(shown.sections)))))


def _swapped(first: str, second: str) -> Fault:
    def change(shown: render.RenderContext) -> render.RenderContext:
        reported = dict(shown.facts)
        if first in reported and second in reported:
            reported[first], reported[second] = reported[second], reported[first]
        return shown._replace(facts=reported)

    return _view(change)


def _shown(name: str, change: Callable[[str], str]) -> Fault:
    return _view(
        lambda shown: shown._replace(facts={**shown.facts, name: change(shown.facts[name])})
        if name in shown.facts else shown
    )  # fmt: skip


def _rows(change: Change) -> Fault:
    return _view(
        lambda shown: shown._replace(diagnoses=tuple(change(list(shown.diagnoses)))) if shown.diagnoses else shown
    )


def _output(change: Callable[[str], str]) -> Fault:
    return Fault("render", at(render.render, wrap=after(lambda output, *_: change(output))))


def _time(change: Callable[[str], str], function: Callable[..., Any] = times.iso) -> Fault:
    return Fault("times", at(function, wrap=after(lambda reported, *_: change(reported))))


def _template(name: str, old: str, new: str) -> Fault:
    def change(profile: Profile) -> Profile:
        source = profile.templates[name]
        assert old in source, (name, old)
        return profile.replace(templates={**profile.templates, name: source.replace(old, new)})

    return Fault("template", profile=change)


def _json(change: Callable[[str], str]) -> Fault:
    return Fault("JSON", at(as_json, wrap=after(lambda output, *_: change(output))))


def _emptied(key: str) -> Fault:
    return _json(lambda output: re.sub(rf'("{key}": )\[\n.*?\n    \]', r"\1[]", output, count=1, flags=re.DOTALL))


RENDER_FAULTS: dict[str, Fault] = {
    "the last section is not shown": _sections(lambda sections: sections[:-1]),
    "sections are reversed": _sections(lambda sections: sections[::-1]),
    "texts are shown in capitals": _sections(lambda sections: [(head, text.upper()) for head, text in sections]),
    "headings are those of the section before": _sections(
        lambda sections: [
            (before[0], text) for before, (_, text) in zip([sections[-1], *sections], sections, strict=False)
        ]
    ),
    "texts are wrapped": _sections(lambda sections: [(head, text.replace(". ", ".\n")) for head, text in sections]),
    "author and signer change places": _swapped("author", "signer"),
    "author and patient change places": _swapped("author", "patient"),
    "unit and its id change places": _swapped("signing_unit", "signing_unit_hsa_id"),
    "creation and end change places in the output": _swapped("created", "ended"),
    "number and id change places": _swapped("patient_number", "note_id"),
    "the kind of number is another": _shown("patient_number_type", lambda _: "samordningsnummer"),
    "the number is cut to ten digits": _shown("patient_number", lambda number: number[2:]),
    "the signer is cut to the surname": _shown("signer", lambda name: name.split()[-1] if name else ""),
    "the title says that it is not signed": _shown("signed_title", lambda _: "Osignerad anteckning"),
    "the priority is raised": _shown("triage_priority", lambda _: "1"),
    "the outcome of the triage is not shown": _shown("triage_outcome", lambda _: ""),
    "diagnoses are reversed": _rows(lambda rows: rows[::-1]),
    "diagnoses change kinds": _rows(lambda rows: [("secondary", *row[1:]) for row in rows]),
    "diagnoses lose their titles": _rows(lambda rows: [(*row[:3], "", row[1]) for row in rows]),
    "diagnoses change systems": _rows(lambda rows: [(*row[:2], "KSH97-P", *row[3:]) for row in rows]),
    "only the principal diagnosis is shown": _rows(lambda rows: rows[:1]),
    "titles are dropped from running text": Fault(
        "render", at(facts.diagnosis_as_written, wrap=after(lambda reported, *_: reported.split(" (")[0]))
    ),
    "mark-up is not escaped": _output(lambda output: output.replace("&lt;", "<")),
    "mark-up is escaped twice": _output(lambda output: output.replace("&amp;", "&amp;amp;")),
    "the output ends too early": _output(lambda output: output[:-40]),
    "a blank line is added within a text of the output": _output(
        lambda output: output.replace("Förkylning\n", "Förkylning\n\n")
    ),
    "tabs of the output become spaces": _output(lambda output: output.replace("\t", "    ")),
    "no-break spaces of the output become spaces": _output(lambda output: output.replace("\u00a0", " ")),
    "the output is composed": _output(lambda output: output.replace("a\u030a", "å")),
    "control characters get out": _output(lambda output: output.replace("feber", "fe\x0bber")),
    "a word is added to a heading": _output(lambda output: output.replace("Bedömning", "Bedömning (utkast)", 1)),
    "the last line is printed twice": _output(lambda output: output + output[output.rstrip().rfind("\n") :].lstrip("\n")),
    "the digest of the profile is another": _shown("profile_digest", lambda digest: digest[::-1]),
    "the revision is another": _shown("routine_revision", lambda _: "4"),
    "the validity is another": _shown("routine_valid_to", lambda _: "2027-01-01"),
    "profile and version change places": _swapped("profile", "profile_version"),
    "digests change places": _swapped("profile_digest", "source_digest"),
    "the digest is of the text, not of the file": Fault(
        "provenance",
        at(digest_of, wrap=lambda function: lambda source: function(
            source.decode("utf-8", "replace").strip() if isinstance(source, bytes) else source.strip()
        )),
    ),
    "the digest is cut": Fault("provenance", at(digest_of, wrap=after(lambda digest, *_: digest[:40]))),
    "offsets are dropped": _time(lambda reported: reported[:19]),
    "times are shown in UTC": _time(lambda reported: reported.replace("T10:15:00+01:00", "T09:15:00+00:00")),
    "an offset is made summer time": _time(lambda reported: reported.replace("+01:00", "+02:00")),
    "seconds are dropped": _time(lambda reported: reported[:17] + "00" + reported[19:]),
    "the day of a time is another": _time(lambda reported: reported.replace("03-14", "03-15"), times.shown),
    "minutes are rounded": _time(lambda reported: reported.replace(":15", ":00"), times.shown),
}  # fmt: skip
PMO, HTML, TEXT, MELIOR = "pmo.xml.j2", "pmo.html.j2", "pmo.txt.j2", "melior.txt.j2"
TEMPLATE_FAULTS: dict[str, Fault] = {
    "the template prints the author as signer": _template(PMO, "<signer>{{ signer }}", "<signer>{{ author }}"),
    "the template prints the author as signer, with a filter": _template(
        PMO, "<signer>{{ signer }}", "<signer>{{ author|trim }}"
    ),
    "the page prints the author as signer": _template(HTML, "<dd>{{ signer }}</dd>", "<dd>{{ author }}</dd>"),
    "the page prints the unit as record type": _template(
        HTML, "<dd>{{ record_type }}</dd>", "<dd>{{ signing_unit }}</dd>"
    ),
    "the text prints the id as number": _template(TEXT, "Nummer: {{ patient_number }}", "Nummer: {{ note_id }}"),
    "the text prints the unit as signer": _template(
        TEXT, "Signerad av: {{ signer }}", "Signerad av: {{ signing_unit }}"
    ),
    "the template prints the number as name": _template(PMO, "<name>{{ patient }}", "<name>{{ patient_number }}"),
    "the template prints the end as creation": _template(PMO, "<created>{{ created }}", "<created>{{ ended }}"),
    "the template prints the signing time as creation": _template(
        PMO, "<created>{{ created }}", "<created>{{ signed_at }}"
    ),
    "the template prints the code as title": _template(PMO, "<title>{{ title }}", "<title>{{ code }}"),
    "the template prints the kind of the number as a word": _template(
        PMO, 'type="{{ patient_number_type }}"', 'type="personnummer"'
    ),
    "the template says principal for all": _template(PMO, 'type="{{ kind }}"', 'type="principal"'),
    "the template leaves out the system": _template(PMO, ' system="{{ system }}"', ""),
    "the template leaves out the last section": _template(PMO, "in sections %}", "in sections[:-1] %}"),
    "the template adds words to a text": _template(PMO, "<text>{{ text }}", "<text>{{ text }} ua"),
    "the template puts a text under the next heading": _template(
        MELIOR, "{{ heading }}\n{% endif %}\n{{ text }}", "{{ text }}\n{% endif %}\n{{ heading }}"
    ),
    "the template cuts long texts": _template(MELIOR, "{{ text }}", "{{ text[:30] }}"),
    "the template prints texts in lower case": _template(MELIOR, "{{ text }}", "{{ text|lower }}"),
    "the template trims texts": _template(MELIOR, "{{ text }}", "{{ text|trim }}."),
    "the template prints the profile as source": _template(
        PMO, "<source-sha256>{{ source_digest }}", "<source-sha256>{{ profile_digest }}"
    ),
    "the template prints the validity as revision": _template(
        PMO, "<revision>{{ routine_revision }}", "<revision>{{ routine_valid_to }}"
    ),
    "the template has a revision of its own": _template(PMO, "{{ routine_revision }}", "6"),
    "the text has a patient of its own": _template(TEXT, "Patient: {{ patient }}", "Patient: Astrid"),
}
JSON_FAULTS: dict[str, Fault] = {
    "JSON has another identity number": _json(lambda output: output.replace("199104272381", "199104272399")),
    "JSON has no answers": _emptied("answers"),
    "JSON has no entries": _emptied("entries"),
    "JSON has another signer": _json(lambda output: output.replace('"signer": "Sara', '"signer": "Lisbet')),
    "JSON has another diagnosis": _json(lambda output: output.replace('"code": "J06.9"', '"code": "J06.8"')),
    "JSON has no system": _json(lambda output: output.replace('"system": "ICD-10-SE"', '"system": ""')),
    "JSON has another time": _json(lambda output: output.replace("10:05:30", "10:05:00")),
    "JSON has no findings": _json(
        lambda output: re.sub(r'"findings": \[.*?\n  \]', '"findings": []', output, flags=re.S)
    ),
    "JSON calls a warning information": _json(lambda output: output.replace('"warning"', '"info"')),
    "JSON has another source": _json(lambda output: re.sub(r'("source_sha256": ")...', r"\1000", output)),
    "JSON has another profile": _json(lambda output: re.sub(r'("profile_version": ")', r"\g<1>0", output)),
    "JSON has another text in the record": _json(lambda output: output.replace("segt", "tunt")),
    "JSON is cut": _json(lambda output: output[:-20]),
    "JSON has another channel": _json(lambda output: output.replace('"chat"', '"video"')),
    "JSON says that the note is ready": _json(lambda output: output.replace('"button": "', '"button": "Ej ')),
}
