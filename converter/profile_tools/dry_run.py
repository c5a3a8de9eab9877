"""Validates a profile with its templates: they are checked, compiled, and run on sample notes.

Every target converts an empty, a full and a hostile note. The proof of the pipeline decides whether each output has
the text of the note, once and in order, and no other text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from jinja2 import meta, nodes

from converter import proof, render
from converter.conversion.output import is_proven
from converter.conversion.result import digest_of
from converter.findings import Finding
from converter.note.model import RecordNote, TriageNote
from converter.profile import Profile, ProfileError, Target, load_profile
from converter.profile.layers import read_sources
from converter.profile.sandbox import TemplateFault, template
from converter.profile.sandbox.environment import parse_template
from converter.profile.schema import SHOWN_FACTS
from converter.profile_tools.page_dry_run import page_mistakes
from converter.profile_tools.sample_notes import notes, parts
from converter.profile_tools.template_causes import cause_of, json_cause
from converter.record import mapping
from converter.render.templates import compiled_template

_UNREADABLE: Final = ("MVG503", "MVG701", "MVG715", "MVG716", "MVG727")
"""Mistakes after which nothing else can be checked."""
_DUMMY_SOURCE: Final = b"."
"""The source of a sample note, which was never a file."""


def validate(folder: str | Path | None) -> tuple[Profile | None, tuple[Finding, ...]]:
    """The profile in a folder, or the shipped one, and every mistake in it; None when it cannot be loaded."""
    try:
        profile = load_profile(folder)
    except ProfileError as error:
        return None, (*error.findings, *_broken_templates(folder, error))
    return profile, tuple(template_mistakes(profile))


def _broken_templates(folder: str | Path | None, error: ProfileError) -> Iterator[Finding]:
    """Templates that do not compile, in a folder whose `profile.toml` has mistakes too."""
    codes = {finding.code for finding in error.findings}
    if folder is None or codes.intersection(_UNREADABLE):
        return
    if "MVG702" in codes:  # what the folder extends cannot be told while its profile.toml is not valid
        files: Mapping[str, bytes] = {path.name: path.read_bytes() for path in sorted(Path(folder).glob("*.j2"))}
    else:
        files = read_sources(folder).files
    for name, content in files.items():
        if name.endswith(".j2"):
            try:
                template(content.decode("utf-8-sig", "replace"), name)
            except TemplateFault as fault:
                yield fault.finding


def template_mistakes(profile: Profile) -> Iterator[Finding]:
    """Every mistake in the templates and the registration tables of a profile, once."""
    of_targets = (finding for name, target in profile.targets.items() for finding in _of_target(name, target, profile))
    yield from dict.fromkeys((*of_targets, *page_mistakes(profile)))


def _of_target(name: str, target: Target, profile: Profile) -> Iterator[Finding]:
    """Mistakes in the template of a target; the settings of a format were checked when the profile was loaded."""
    if target.format:
        return
    try:
        compiled_template(profile, target.template)
    except TemplateFault as fault:
        yield fault.finding
        return
    words = list(_words(name, target, profile))
    yield from words
    source = profile.templates[target.template]
    if wrong := proof.misplaced_names(source, target.syntax):  # under the element or the label of another fact
        line = next((number for number, line in enumerate(source.split("\n"), 1) if wrong[0] in line), 1)
        yield Finding("MVG725", line, 0, (target.template, name, ", ".join(dict.fromkeys(wrong)), "#misplaced"))
    elif not words:
        yield from _dry_run(name, target, profile)


def _words(name: str, target: Target, profile: Profile) -> Iterator[Finding]:
    """Names that no group fills, and groups of `shows` that the template does not print."""
    file = target.template
    tree = parse_template(profile.templates[file], file)
    used = meta.find_undeclared_variables(tree)
    groups = names_by_group(profile)
    given = {"sections", *(["names"] if target.names else [])}.union(*(groups[group] for group in target.shows))
    for lacking in sorted(used - given):
        line = next(found.lineno for found in tree.find_all(nodes.Name) if found.name == lacking)
        yield Finding("MVG720", line, 0, (file, lacking, name))
    for found in tree.find_all(nodes.Getattr):
        if not (isinstance(found.node, nodes.Name) and found.node.name == "loop"):  # texts have no attributes
            yield Finding("MVG718", found.lineno, 0, (file, f".{found.attr}"))
    if "sections" not in used:
        yield Finding("MVG721", 1, 0, (file, name))
    for group in target.shows:
        if not groups[group] & used:
            yield Finding("MVG722", 1, 0, (file, name, group))
    if target.names and "names" not in used:
        yield Finding("MVG722", 1, 0, (file, name, "names"))


def names_by_group(profile: Profile) -> Mapping[str, frozenset[str]]:
    """The template names of each group of facts."""
    printed = {group: _printed(TriageNote(), Target("", shows=(group,)), profile) for group in SHOWN_FACTS}
    return {
        group: frozenset(name for name, value in values.items() if name != "sections" and value is not None)
        for group, values in printed.items()
    }


def _printed(note: TriageNote, target: Target, profile: Profile) -> dict[str, object]:
    """What a template can print of a note, by its names; None for diagnoses that the target does not show."""
    shown = render.render_context(mapping.to_record(note, profile)[0], profile, target, "", note_headings=False)
    return {**shown.facts, "sections": shown.sections, "diagnoses": shown.diagnoses}


def _dry_run(name: str, target: Target, profile: Profile) -> Iterator[Finding]:
    """Dry runs of the template on the sample notes, and on each fact alone."""
    file = target.template
    try:
        unlike = [kind for kind, note in notes(profile).items() if not _is_proven(note, target, profile)]
        amiss = _wrong_names(target, profile)
    except TemplateFault as fault:
        yield fault.finding
        return
    if unlike and (broken := _malformed(name, target, profile)):
        yield broken
    elif amiss or unlike:
        cause = cause_of(profile.templates[file], file, name)
        line, what = cause.line, unlike
        if amiss:
            there = [
                at for at in parse_template(profile.templates[file], file).find_all(nodes.Name) if at.name in amiss
            ]
            what = sorted({at.name for at in there})
            line = min(at.lineno for at in there) if cause.words == ("#altered",) else line
        yield Finding("MVG725", line, 0, (file, name, ", ".join(what), *cause.words))


def _malformed(name: str, target: Target, profile: Profile) -> Finding | None:
    """The finding for mark-up or JSON that no parser takes (MVG726, MVG747); None for an output that is well-formed."""
    file, source = target.template, profile.templates[target.template]
    for note in notes(profile).values():
        output, _, _ = _output(note, target, profile)
        if target.syntax == "json" and (cause := json_cause(source, output)):
            return Finding("MVG747", cause.line, 0, (file, name, *cause.words))
        if target.syntax == "markup" and (broken := _malformed_markup(output, source)):
            cause = cause_of(source, file, name)
            if cause.words[0] == "#element-name":
                return Finding("MVG725", cause.line, 0, (file, name, "sections", *cause.words))
            return Finding("MVG726", broken[0], 0, (file, name, broken[1]))
    return None


def _malformed_markup(output: str, template: str) -> tuple[int, str] | None:
    """The line of the template and the reason where an output is malformed; None for well-formed mark-up."""
    from pyexpat import ErrorString, ExpatError, ParserCreate

    try:
        ParserCreate(namespace_separator=" ").Parse(output, True)
    except ExpatError as error:
        written = [*output.split("\n"), ""][error.lineno - 1].strip()
        source = template.split("\n")
        line = next((number for number, line in enumerate(source, 1) if line.strip() == written), len(source))
        return line, ErrorString(error.code)
    return None


def _output(note: TriageNote, target: Target, profile: Profile) -> tuple[str, render.RenderContext, RecordNote]:
    """The output for a note, the context it was rendered with, and its record. Raises `TemplateFault`."""
    record, _ = mapping.to_record(note, profile)
    shown = render.render_context(record, profile, target, digest_of(_DUMMY_SOURCE), target.note_headings)
    return render.render(shown, compiled_template(profile, target.template)), shown, record


def _is_proven(note: TriageNote, target: Target, profile: Profile) -> bool:
    """Whether the output for a note is proven. Raises `TemplateFault`."""
    output, shown, record = _output(note, target, profile)
    return is_proven(output, record, shown, target, profile, _DUMMY_SOURCE, target.note_headings)


def _wrong_names(target: Target, profile: Profile) -> frozenset[str]:
    """The names that the template prints wrongly, found with one fact at a time; none if it fails without any fact."""
    filled = target._replace(writes_empty=False)
    if not _is_proven(TriageNote(), filled, profile):
        return frozenset()
    failing = [part for part in parts(notes(profile)["full"]) if not _is_proven(part, filled, profile)]
    bare, *printed = (_printed(note, filled, profile) for note in (TriageNote(), *failing))
    wrong = [frozenset(name for name, value in values.items() if value != bare[name]) for values in printed]
    texts = frozenset(["sections"])  # has the diagnoses too, which may be printed elsewhere as well
    return texts if texts in wrong else frozenset().union(*wrong) - texts
