"""`mvg explain CODE`, the meaning of a code, and `mvg list`, the formats, targets and codes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from converter.cli.command import argument, command, lang_option, profile_option, wrong_value
from converter.cli.language import Text, language, say
from converter.cli.report import label

if TYPE_CHECKING:
    from converter.findings.catalogue import CatalogueEntry

_RULE = re.compile(r"(?!MVG)[A-ZÅÄÖ]+-?[0-9]+(?:\.[0-9]+)*", re.IGNORECASE)
_FORCES = {
    "MUST": ("ska", "must"), "SHOULD": ("bör", "should"), "MAY": ("kan", "may"), "NOT": ("ska inte", "not"),
    "FACT": ("så är det", "fact"),
}  # fmt: skip


@command(
    "Förklara en kod, till exempel mvg explain MVG401: vad den betyder, varför den uppstår, vad du kan göra och "
    "vilken regel som ligger bakom. En regel eller lucka i rutinen: mvg explain R83, mvg explain G2. Ett löfte som "
    "programmet håller: mvg explain P1.",
    "Explain a code, for example mvg explain MVG401: what it means, why it occurs, what to do, and which rule "
    "it is based on. A rule of the routine or a gap in it: mvg explain R83, mvg explain G2. A promise of the "
    "program: mvg explain P1.",
)
@argument("code", metavar=Text("KOD", "CODE"))
@profile_option
@lang_option
def explain(code: str, profile: str | None) -> None:
    from converter.findings.catalogue import CATALOGUE
    from converter.findings.promises import PROMISES

    name = code.upper()
    entry, promise = CATALOGUE.get(name), PROMISES.get(name)
    if entry is None and (profile or not promise) and _RULE.fullmatch(code):
        lines = _rule(name, profile)
    elif promise:
        lines = [f"{name} ({say('löfte', 'promise')})", "", say(*promise)]
    elif entry is None:
        raise wrong_value(
            say("KOD", "CODE"), "Koden finns inte; se mvg list codes.", "No such code; see mvg list codes."
        )
    else:
        lines = _explained(name, entry)
    click.echo("\n".join(lines))


def _rule(name: str, folder: str | None) -> list[str]:
    """A rule or gap of the routine: its section, force and words, and the facts it needs."""
    from converter.cli.reporting import DEFAULT_REPORT, exit_on_mistakes, profile_or_exit
    from converter.registration import load_rules

    loaded = profile_or_exit(folder, DEFAULT_REPORT)
    with exit_on_mistakes(folder):
        rules = load_rules(loaded)
    if name not in rules:
        raise wrong_value(say("KOD", "CODE"), "Regeln finns inte.", "No such rule.")
    rule, routine = rules[name], loaded.registration_routine
    kind = say(*_FORCES[rule.force]) if rule.force else say("framgår inte", "not stated")
    lines = [f"{name} ({say('avsnitt', 'section')} {rule.section}; {kind})", "", say(rule.sv, rule.en)]
    if rule.words:
        lines.append(f"{say('Rutinen', 'The routine')}: ”{rule.words}”")
    if rule.needs:
        named = [say(loaded.labels.get(f"contact.{fact}", fact), fact) for fact in rule.needs]
        lines.append(f"{say('Behöver', 'Needs')}: {', '.join(named)}")
    if rule.nearby:
        lines.append(f"{say('I närheten', 'Nearby')}: {', '.join(rule.nearby)}")
    valid = say("giltig t.o.m.", "valid to")
    return [*lines, f"{routine.document} revision {routine.revision}, {valid} {routine.valid_to}"]


def _explained(code: str, entry: CatalogueEntry) -> list[str]:
    """What a code means, with dots for the words of a finding."""
    from converter.findings.catalogue import CAUTION
    from converter.findings.finding import PLACEHOLDERS

    message, cause, step = (text.format(*PLACEHOLDERS) for text in entry.wording(language()))
    exits = f", {say('slutkod', 'exit')} {entry.exit_code}" if entry.exit_code else ""
    lines = [f"{code} ({label(entry.severity, language()).lower()}{exits})", "", message]
    if entry.caution:
        lines.append(CAUTION[language()])
    lines.append(f"{say('Orsak', 'Cause')}: {cause}")
    if step:
        lines.append(f"{say('Gör så här', 'What to do')}: {step}")
    if entry.rules:
        lines.append(f"{say('Bygger på', 'Based on')}: {', '.join(entry.rules)}")
    return lines


@command("Visa format, mål eller koder.", "List formats, targets or codes.", name="list")
@argument("what", type=click.Choice(["formats", "targets", "codes"]), metavar="formats|targets|codes")
@profile_option
@lang_option
def list_(what: str, profile: str | None) -> None:
    from converter.cli.reporting import DEFAULT_REPORT, profile_or_exit
    from converter.findings.catalogue import CATALOGUE
    from converter.findings.finding import PLACEHOLDERS
    from converter.readers import FORMS

    if what == "formats":
        rows: dict[str, str] = {name: form.describes[language()] for name, form in FORMS.items()}
    elif what == "targets":
        gated = say("mvg export, kräver de obligatoriska uppgifterna", "mvg export, gated")
        targets = profile_or_exit(profile, DEFAULT_REPORT).targets
        rows = {name: gated if target.gated else "mvg copy" for name, target in targets.items()} | {"json": gated}
    else:
        rows = {code: entry.wording(language()).message.format(*PLACEHOLDERS) for code, entry in CATALOGUE.items()}
    width = max(map(len, rows))
    for name, text in rows.items():
        click.echo(f"{name:{width}}  {text}")
