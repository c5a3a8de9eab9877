"""A registration as a page to follow, for eyes or for print, and as JSON. Layout and words are the profile's."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from converter import sandbox
from converter.facts import as_written
from converter.findings import Finding
from converter.model import CONTACT_CODES, Contact
from converter.profile import Profile, ProfileError
from converter.registration.loading import load_registration
from converter.registration.outcome import Item, Question, Registration
from converter.registration.rules import Rule, load_rules
from converter.registration.tables import COLUMNS, EXTRAS

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMS: Final = {"text": "registration.txt.j2", "html": "registration.html.j2"}
"""The forms of the page, each with its template in the profile."""


def document(registration: Registration, contact: Contact, profile: Profile, form: str) -> str:
    """The registration as `text`, `html` or `json`."""
    if form == "json":
        return as_json(registration, contact, profile)
    return page(registration, contact, profile, form)


def page(registration: Registration, contact: Contact, profile: Profile, form: str = "text") -> str:
    """The page in one of `FORMS`. Raises `ProfileError` when the template cannot be used."""
    name = FORMS[form]
    try:
        compiled = sandbox.template(profile.templates[name], name)
        return sandbox.run(compiled, _view(registration, contact, profile))
    except KeyError:
        raise ProfileError((Finding("MVG503", 0, 0, (name, "FileNotFoundError")),)) from None
    except sandbox.TemplateFault as fault:
        raise ProfileError((fault.finding,)) from None


def _view(registration: Registration, contact: Contact, profile: Profile) -> dict[str, object]:
    """What a template is given: plain strings, and tuples and dictionaries of them."""
    rules, routine = load_rules(profile), profile.routine
    return {
        "facts": tuple(_facts(contact, profile)),
        "parts": tuple(
            {"id": part.id, "title": part.title, "items": tuple(_item(item, rules) for item in part.items)}
            for part in registration.page
        ),
        "questions": tuple(
            {
                "text": question.text,
                "choices": tuple((answer_of(question.fact, code), word) for code, word in question.choices),
            }
            for question in registration.questions
        ),
        "not_covered": tuple(_gap(rules[gap.id], rules) for gap in registration.gaps if gap.stops),
        "left_open": tuple(_gap(rules[gap.id], rules) for gap in registration.gaps if not gap.stops),
        "document": routine.document,
        "revision": routine.revision,
        "title": routine.title,
        "valid_to": routine.valid_to,
        "expired": routine.expired,
        "profile": f"{profile.name} {profile.version}",
    }


def option_of(fact: str) -> str:
    """The option of the command that gives a fact."""
    return "--channel" if fact == "channels" else "--" + fact.replace("_", "-")


def answer_of(fact: str, code: str) -> str:
    """What to write on the command line for a fact and its code: `--prio 3`, `--no-fee-exempt`."""
    option = option_of(fact)
    if code in ("yes", "no"):
        return option if code == "yes" else f"--no-{option.removeprefix('--')}"
    return f"{option} {code}"


def _answers_of(question: Question) -> str:
    """The options that answer a question: all of them where there are two, so that none is put in anyone's mouth."""
    codes = CONTACT_CODES.get(question.fact, ())
    if codes != ("yes", "no"):
        return option_of(question.fact)
    return "/".join(answer_of(question.fact, code) for code in codes)


def _facts(contact: Contact, profile: Profile) -> list[tuple[str, str]]:
    """The known facts with their labels and words, as the profile writes them."""
    asks = load_registration(profile).asks
    told = []
    for name in ("channels", "unit_worked_for", *CONTACT_CODES):
        value = getattr(contact, name)
        if value and name in asks:
            words = dict(asks[name].choices)
            value = " → ".join(words.get(code, code) for code in ([value] if isinstance(value, str) else value))
        elif value:
            value = as_written(f"contact.{name}", value, profile)
        if value:
            told.append((profile.labels.get(f"contact.{name}", name), value))
    return told


def _item(item: Item, rules: Mapping[str, Rule]) -> dict[str, object]:
    return {**item._asdict(), "rules": ", ".join(item.rules), "sections": _sections(item.rules, rules)}


def _sections(named: tuple[str, ...], rules: Mapping[str, Rule]) -> str:
    return ", ".join(dict.fromkeys(rules[rule].section for rule in named))


def _gap(gap: Rule, rules: Mapping[str, Rule]) -> dict[str, object]:
    return {
        "id": gap.id,
        "section": gap.section,
        "text": gap.sv,
        "nearby": tuple((rule, rules[rule].section, rules[rule].sv) for rule in gap.nearby),
    }


def as_json(registration: Registration, contact: Contact, profile: Profile) -> str:
    """The registration as JSON; the columns are those of the table of worked cases. Fields are only ever added."""
    rules, routine = load_rules(profile), profile.routine
    columns = (*COLUMNS, "phrase", *EXTRAS)
    data: dict[str, Any] = {
        "schema": 1,
        "facts": {
            name: list(value) if isinstance(value, tuple) else value for name, value in contact._asdict().items()
        },
        **{name: getattr(registration, name) for name in columns},
        "rules": list(registration.rules),
        "inferred": list(registration.inferred),
        "questions": [
            {"fact": question.fact, "text": question.text, "choices": dict(question.choices)}
            for question in registration.questions
        ],
        "gaps": [
            {
                "id": gap.id,
                "stops": gap.stops,
                "section": rules[gap.id].section,
                "text": rules[gap.id].sv,
                "nearby": list(rules[gap.id].nearby),
            }
            for gap in registration.gaps
        ],
        "advice": [
            {"part": part.id, "text": item.text, "rules": list(item.rules), "sections": _sections(item.rules, rules)}
            for part in registration.page
            for item in part.items
            if not item.field
        ],
        "sources": {item.field: list(item.rules) for part in registration.page for item in part.items if item.field},
        "document": routine.document,
        "revision": routine.revision,
        "valid_to": routine.valid_to,
        "expired": routine.expired,
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def findings(registration: Registration, profile: Profile) -> tuple[Finding, ...]:
    """What there is to say about a registration: what is missing, what the routine is silent on, what it rests on."""
    told = []
    if registration.questions:
        names = ", ".join(
            profile.labels.get(f"contact.{question.fact}", question.fact) for question in registration.questions
        )
        options = ", ".join(_answers_of(question) for question in registration.questions)
        told.append(Finding("MVG440", words=(names, options)))
    told += [Finding("MVG441", words=(gap.id,)) for gap in registration.gaps if gap.stops]
    told += [Finding("MVG442", words=(getattr(registration, name),)) for name in registration.inferred]
    if (routine := profile.routine).expired:
        told.append(Finding("MVG430", words=(routine.document, routine.revision, routine.valid_to)))
    return tuple(told)
