"""Prints findings and results, as text or JSON. Never note text in a finding, nor control characters."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

import click

from converter.cli.files import discard_stream
from converter.cli.language import language, say
from converter.files.redaction import redact, redact_name, single_line
from converter.note.unicode_text import is_blank

if TYPE_CHECKING:
    from converter.conversion.result import Result
    from converter.findings import Finding
    from converter.findings.catalogue import Language, Severity

QUIET, NORMAL, VERBOSE = -1, 0, 1
_ALWAYS_SHOWN: Final = ("MVG108", "MVG308", "MVG309", "MVG430")
"""Information that is shown without `-v` too: how the file was read, what is not printed, the routine."""
_TEMPLATE_CODES: Final = ("MVG503", "MVG718", "MVG719")
"""Codes whose line is in the template that they name first."""
_COLOURS: Final = {"error": "red", "warning": "yellow", "info": "cyan"}


def show(findings: Sequence[Finding], name: str, verbosity: int = NORMAL, out: bool = False) -> None:
    """Prints the findings of one note with their lines and next steps, errors last, next to the prompt."""
    for finding in sorted(findings, key=lambda finding: list(_COLOURS).index(finding.severity), reverse=True):
        least = {"error": QUIET, "warning": NORMAL, "info": NORMAL if finding.code in _ALWAYS_SHOWN else VERBOSE}
        if verbosity >= least[finding.severity]:
            _print(_line(finding, name), out)


def print_line(text: str) -> None:
    """Prints on standard error; a closed standard error does not change the exit code."""
    try:
        click.echo(text, err=True, color=_colour(out=False))
    except OSError:
        discard_stream(sys.stderr)


def _print(text: str, out: bool) -> None:
    if out:
        click.echo(text, color=_colour(out))
    else:
        print_line(text)


def _colour(out: bool) -> bool | None:
    stream = sys.stdout if out else sys.stderr
    return stream is not None and stream.isatty() and not os.environ.get("NO_COLOR")


def _line(finding: Finding, name: str) -> str:
    name, chosen = finding.words[0] if finding.code in _TEMPLATE_CODES else name, language()
    grave, at = label(finding.severity, chosen), ""
    if finding.line:
        at = f", {say('rad', 'line')} {finding.line}"
        at += f", {say('kolumn', 'column')} {finding.column}" if finding.column else ""
    step = "" if finding.severity == "info" else finding.next_step(chosen)
    lead = say("Gör så här", "What to do")
    head = f"{redact_name(name)}{at}: {click.style(grave, fg=_COLOURS[finding.severity])} {finding.code}: "
    return f"{head}{single_line(finding.message(chosen))}" + (f"\n    {lead}: {single_line(step)}" if step else "")


def label(severity: Severity, chosen: Language) -> str:
    """The name of a severity, in capitals."""
    swedish = {"error": "FEL", "warning": "VARNING", "info": "UPPLYSNING"}
    return severity.upper() if chosen == "en" else swedish[severity]


def show_json(notes: Iterable[tuple[str, bool, str, Sequence[Finding]]], out: bool = False) -> None:
    """Prints the findings of notes (name, ok, button, findings) as JSON."""
    import json

    from converter.conversion.result import finding_data

    data = {
        "schema": 1,
        "notes": [
            {"name": redact_name(name), "ok": ok, "button": button,
             "findings": [finding_data(finding, language()) for finding in findings]}
            for name, ok, button, findings in notes
        ],
    }  # fmt: skip
    coding = str(getattr(sys.stdout if out else sys.stderr, "encoding", ""))
    plain = coding.lower().replace("-", "") != "utf8"
    _print(json.dumps(data, ensure_ascii=plain, indent=2), out)


def print_json(data: object) -> None:
    """Prints the answer of a command on standard output, as JSON."""
    import json

    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


_COUNT_WORDS: Final = {
    "sv": {"error": ("fel", "fel"), "warning": ("varning", "varningar")},
    "en": {"error": ("error", "errors"), "warning": ("warning", "warnings")},
}


def _counted(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"


def _count_of(result: Result, *kinds: str) -> str:
    """`3 fel, 1 varning`: how many findings of these severities there are."""
    words = _COUNT_WORDS[language()]
    counts = [(sum(finding.severity == kind for finding in result.findings), *words[kind]) for kind in kinds]
    return ", ".join(_counted(*counted) for counted in counts)


def summary(name: str, result: Result, copies: bool) -> str:
    """The state of a note on one line: what it is ready for, or that an error stops it."""
    if not result.ok:
        return f"{redact_name(name)}: {stopped(result, copies)}"
    ready = say("Klar att kopiera", "Ready to copy") if copies else say("Klar att exportera", "Ready to export")
    return f"{redact_name(name)}: {ready} ({_count_of(result, 'error', 'warning')})"


def stopped(result: Result, copies: bool) -> str:
    """Why nothing was written, on one line: the number of errors, or with `--strict` of warnings."""
    kind = "warning" if result.ok else "error"
    strict = " (--strict)" if result.ok else ""
    if result.note is None:
        what = say("Kan inte läsas", "Cannot be read")
    elif copies:
        what = say("Kan inte kopieras än", "Cannot be copied yet")
    else:
        what = say("Kan inte exporteras än", "Cannot be exported yet")
    return f"{what}: {_count_of(result, kind)}{strict}."


def written(result: Result, name: str | None) -> str:
    """`Klart: anteckning.xml, 6 sökord, Sökord: Utslag`; the words of the note at a terminal only."""
    parts = [*([] if name in (None, "-") else [redact_name(str(name))]), _keywords(result)]
    fields = result.record.fields if result.record and _is_private() else ()
    if first := next((field for field in fields if field.placed and not is_blank(field.text)), None):
        line = redact(first.text.strip().split("\n")[0])
        start = line if len(line) <= _SHORT else line[:_SHORT].rpartition(" ")[0] + " …"
        parts.append(f"{redact(first.keyword)}: {start}")
    return say("Klart", "Done") + f": {', '.join(parts)}"


def copied(result: Result, text: str, only_one: bool) -> str:
    """`Kopierat: 6 sökord, 512 tecken, slutar ’… vid feber.’`; the words of the note at a terminal only."""
    length = len(text.rstrip("\n"))
    parts = [
        say("1 sökord", "1 keyword") if only_one else _keywords(result),
        say(f"{length} tecken", f"{length} characters"),
    ]
    if _is_private():
        line = redact(text.strip().split("\n")[-1])
        tail = line[-_SHORT:]
        end = line if len(line) <= _SHORT else f"… {tail.partition(' ')[2] or tail}"
        parts.append(say("slutar", "ends in") + f" ’{end}’")
    return say("Kopierat", "Copied") + f": {', '.join(parts)}"


def _keywords(result: Result) -> str:
    fields = result.record.fields if result.record else ()
    number = sum(field.placed and not is_blank(field.text) for field in fields)
    return say(f"{number} sökord", _counted(number, "keyword", "keywords"))


def _is_private() -> bool:
    """Whether standard error is a terminal: redirected, it could end up in a log."""
    return sys.stderr is not None and sys.stderr.isatty()


_SHORT: Final = 40
"""The characters that are shown of a text, to recognise it by."""
