"""An output of a record note: rendered, proven, and fitted to what was asked for."""

# Annotations are not postponed here: each one of a NamedTuple would be compiled at every start.

import dataclasses
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from converter import proof, render
from converter.conversion.options import ConvertOptions
from converter.conversion.result import digest_of
from converter.files.storage import Refused
from converter.findings import Finding, has_errors
from converter.findings.catalogue import Code
from converter.note.model import RecordNote
from converter.note.unicode_text import fold
from converter.profile import Profile, Syntax, Target
from converter.profile.sandbox import TemplateFault
from converter.profile.schema import FORMATS
from converter.profile.tables import NO_LIMITS
from converter.render.charsets import Repertoire, encode_for_target
from converter.render.document import Document
from converter.render.field_limits import limit_findings
from converter.render.templates import compiled_template

Sections = tuple[tuple[str, str], ...]


class Output(NamedTuple):
    """The output for one target, or the findings that say why there is none."""

    text: str | None
    """None when an error among the findings stopped it."""
    sections: Sections = ()
    """Heading and text of each part of the output, in its order."""
    findings: tuple[Finding, ...] = ()


_UNPROVEN: Final = Output(None, findings=(Finding("MVG602"),))


def produce(
    record: RecordNote, source: bytes | str, target: Target, profile: Profile, options: ConvertOptions
) -> Output:
    """Renders a record note, proves the output, takes the section and the character set that were asked for.

    An output that the field of the target cannot hold is stopped.
    """
    output, syntax = _render_and_prove(record, source, target, profile, options)
    if options.charset and (options.section or not target.format):  # a standard prescribes its document's characters
        output = _in_charset(output, syntax, profile, options, Repertoire(options.charset))
    return output if target.limits == NO_LIMITS else _within_limits(output, syntax, target, profile, options)


def _render_and_prove(
    record: RecordNote, source: bytes | str, target: Target, profile: Profile, options: ConvertOptions
) -> tuple[Output, Syntax]:
    """The output, or the section of it that was asked for, and its syntax."""
    if target.format:
        syntax: Syntax = "text" if options.section else "json" if target.ending == "json" else "markup"
        return _write_and_prove(record, source, target, profile, options), syntax
    note_headings = options.has_note_headings(target)
    digest = digest_of(source) if "provenance" in target.shows else ""
    context = render.render_context(record, profile, target, digest, note_headings)
    if unnamed := render.unnamed_headings(context, record):
        return Output(None, findings=tuple(unnamed)), "text"
    try:
        template = compiled_template(profile, target.template)
        text = render.render(context, template)
    except TemplateFault as fault:
        return Output(None, findings=(fault.finding,)), "text"
    if not is_proven(text, record, context, target, profile, source, note_headings):
        return _UNPROVEN, template.syntax
    output = Output(text, context.sections, tuple(render.omitted_facts(record, profile, target, template)))
    if options.section:
        return _only_section(output, record, options.section), "text"
    return output, template.syntax


def is_proven(
    output: str,
    record: RecordNote,
    context: render.RenderContext,
    target: Target,
    profile: Profile,
    source: bytes | str,
    note_headings: bool,
) -> bool:
    """Whether an output holds the record and the facts of its note, each in its place, and nothing else."""
    sections = proof.expected_sections(record, profile, target, note_headings)
    digest = proof.digest_of(source) if "provenance" in target.shows else ""
    names = proof.expected_names(profile, target) if target.names else {}
    expected = proof.expected_output(record, profile, sections, context.facts, digest, names)
    if expected is None or context.sections != sections:
        return False
    template = profile.templates[target.template]
    return proof.output_is_proven(output, expected, template, target.syntax)


# -- the formats that the program writes itself ------------------------------------------------------------------


def _write_and_prove(
    record: RecordNote, source: bytes | str, target: Target, profile: Profile, options: ConvertOptions
) -> Output:
    """A document of the target's format, proven. Its characters are those that its standard prescribes."""
    target = target._replace(headings=options.headings or target.headings)
    # What the document states and the note does not, as the user answered it.
    if (answer := options.approved_for_patient) and "approved_for_patient" in FORMATS[target.format].settings:
        target = target._replace(settings={**target.settings, "approved_for_patient": answer})
    output_format = OUTPUT_FORMATS[target.format]()
    text, findings, sections = output_format.write(record, target, profile, digest_of(source))
    if text is None:
        return Output(None, findings=findings)
    if not output_format.is_proven(text, record, target, profile, proof.digest_of(source)):
        return _UNPROVEN
    output = Output(text, sections, findings)
    return _only_section(output, record, options.section) if options.section else output


class OutputFormat(NamedTuple):
    """The two functions of a format. Their last argument is the SHA-256 of the source, in hexadecimal."""

    write: Callable[[RecordNote, Target, Profile, str], Document]
    """Writes a record note, or returns the findings that stop it."""
    is_proven: Callable[[str, RecordNote, Target, Profile, str], bool]
    """Whether a written text holds the record note, each part in its place, and nothing else."""


def _questionnaire_response() -> OutputFormat:
    from converter.proof.questionnaire_response import response_is_proven
    from converter.render.questionnaire_response import write

    return OutputFormat(write, response_is_proven)


def _rivta() -> OutputFormat:
    from converter.proof.rivta import rivta_is_proven
    from converter.render.rivta import write

    return OutputFormat(write, rivta_is_proven)


OUTPUT_FORMATS: Final[dict[str, Callable[[], OutputFormat]]] = {
    "questionnaire-response": _questionnaire_response,
    "rivta": _rivta,
}
"""The formats that the program writes itself, without a template; each is imported when a note is converted to it.

The keys are those of `profile.schema.FORMATS`, which has the settings of each.
"""


# -- what was asked for: a section, a character set, a field -----------------------------------------------------


def _only_section(output: Output, record: RecordNote, keyword: str) -> Output:
    """The part of an output under one keyword, proven."""
    text = section_text(output.sections, record, keyword)
    if not text:
        return Output(None, findings=(*output.findings, Finding("MVG504")))
    if not proof.section_is_proven(text, keyword, output.sections, record):
        return _UNPROVEN
    return Output(text, ((keyword, text.removesuffix("\n")),), output.findings)


def section_text(sections: Sections, record: RecordNote, keyword: str) -> str:
    """The text under one keyword of the note or of the record, with a line feed at its end; `""` when it has none."""
    wanted = fold(keyword)
    texts = [text for heading, text in sections if fold(heading) == wanted]
    texts += [
        field.text for field in record.fields if not texts and wanted in (fold(field.keyword), fold(field.heading))
    ]
    return "".join(f"{text}\n" for text in texts if text)


def _in_charset(
    output: Output, syntax: Syntax, profile: Profile, options: ConvertOptions, repertoire: Repertoire
) -> Output:
    """An output and its sections in the characters that can be shown, proven."""
    if output.text is None:
        return output
    texts: list[tuple[str, Syntax]] = [(output.text, syntax), *((text, "text") for _, text in output.sections)]
    fitted = [encode_for_target(text, repertoire, options.replace, profile, form) for text, form in texts]
    escaped = _escaped_characters(output.text, output.sections, repertoire, profile)
    findings = (*output.findings, *fitted[0].findings, *escaped)
    if has_errors(findings):
        return Output(None, findings=findings)
    for (text, form), (shown, lacking) in zip(texts, fitted, strict=True):
        if not proof.charset_is_proven(shown, text, repertoire.charset, len(lacking), profile, form, repertoire.lacks):
            return _UNPROVEN
    headings = (heading for heading, _ in output.sections)
    return Output(fitted[0].text, tuple(zip(headings, (one.text for one in fitted[1:]), strict=True)), findings)


def _escaped_characters(output: str, sections: Sections, repertoire: Repertoire, profile: Profile) -> Sequence[Finding]:
    """Errors for the characters that a field lacks and that are in a document as escapes only, as a tab is in JSON."""
    if not repertoire.lacks:
        return ()
    signs = {character for _, text in sections for character in text if character.isascii()}.difference(output)
    return encode_for_target("".join(sorted(signs)), repertoire, False, profile).findings


def _within_limits(output: Output, syntax: Syntax, target: Target, profile: Profile, options: ConvertOptions) -> Output:
    """The output where the target's field can hold it, by the measured limits; else findings about what it cannot."""
    limits = target.limits
    code: Code = "MVG505"
    if target.format and not options.section:  # what replaces a character would not be escaped as the document needs
        code, options = "MVG506", dataclasses.replace(options, replace=False)
    name = next(name for name, row in profile.targets.items() if row is target)  # a target does not hold its name
    fitted = _in_charset(output, syntax, profile, options, Repertoire(limits.characters, limits.lacks, name, code))
    shown = output if fitted.text is None else fitted
    if shown.text is None:
        return output
    is_whole = target.syntax == "text" and not (options.section or options.by_section)
    findings = (*fitted.findings, *limit_findings(shown.sections, shown.text if is_whole else "", name, limits))
    return Output(None, findings=findings) if has_errors(findings) else shown._replace(findings=findings)


# -- what is handed out ------------------------------------------------------------------------------------------


def encoded(output: str, line_end: str = "\n") -> bytes:
    """The bytes of an output as they are handed out: UTF-8, no mark before it. Raises `Refused` if they are not it."""
    data = output.replace("\n", line_end).encode("utf-8", "surrogatepass")
    if not proof.bytes_are_proven(data, output, line_end):
        raise Refused(Finding("MVG603"))
    return data
