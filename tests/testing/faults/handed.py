"""Faults of what is handed out: character sets, chosen sections, the page of the registration."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from converter.conversion import output
from converter.registration import page as registration_page
from converter.render import charsets
from converter.render.charsets import EncodableText
from testing.faults.base import Fault, after, at

Change = Callable[..., Any]


def _fitted(change: Callable[[str], str], quiet: bool = False) -> Fault:
    def changed(fitted: EncodableText, text: str, charset: str, *_: object) -> EncodableText:
        if not charset:
            return fitted
        return EncodableText(change(fitted.text), () if quiet else fitted.findings)

    return Fault("character set", at(charsets.encode_for_target, wrap=after(changed)))


def _section(change: Callable[[str], str]) -> Fault:
    return Fault("section", at(output.section_text, wrap=after(lambda text, *_: change(text))))


def _page(change: Callable[[str], str]) -> Fault:
    return Fault("registration page", at(registration_page.document, wrap=after(lambda output, *_: change(output))))


HANDED_FAULTS: dict[str, Fault] = {
    "what cannot be shown is dropped": _fitted(lambda text: re.sub(r"\[[^]]*\]|>=", "", text)),
    "a swap is another character": _fitted(lambda text: text.replace(">=", "<=")),
    "a letter that can be shown is swapped": _fitted(lambda text: text.replace("F", "f")),
    "characters are swapped silently": _fitted(lambda text: text, quiet=True),
    "a line end is lost with a swap": _fitted(lambda text: text.replace("\n", " ", 1)),
    "å becomes a": _fitted(lambda text: text.replace("å", "a").replace("ö", "o")),
    "a section ends too early": _section(lambda text: text[:-3] + "\n"),
    "a section has its heading": _section(lambda text: f"Status\n{text}"),
    "a section has the next one": _section(lambda text: f"{text}Åter vid behov\n"),
    "a section is another one": _section(lambda text: "Förkylning\nÅter vid behov\n"),
    "a section loses its last line": _section(lambda text: text.split("\n")[0][:2] + "\n"),
    "the page has another channel": _page(lambda output: output.replace("chatt", "video").replace('"chat"', '"video"')),
    "the page has another priority": _page(lambda output: re.sub(r'prio 3|"prio": "3"', "prio 2", output)),
    "the page lacks a fact": _page(lambda output: re.sub(r"(?m)^.*(Avgiftsfri kontakt|fee_exempt).*\n", "", output)),
    "the page has another revision": _page(lambda output: output.replace("revision 5", "revision 4").replace(
        '"revision": "5"', '"revision": "4"')),
    "the page has another value": _page(lambda output: output.replace("Dokumentera", "Dokumentera inte").replace(
        '"documents": "yes"', '"documents": "no"')),
    "a box of the booking is ticked": _page(lambda output: output.replace("[ ] rutan dölj", "[x] rutan dölj").replace(
        '<li class="box">rutan dölj', '<li class="box done">rutan dölj').replace('"hidden_in_1177",', "")),
    "the page has other advice": _page(lambda output: output.replace("skapar aldrig ett sms", "skapar alltid ett sms")),
    "the page advises what it should not": _page(lambda output: output.replace(
        "Tidstypen skapar aldrig ett sms till patienten.", "Kassaregistrera och diagnosregistrera vårdkontakten.")),
    "advice cites another rule": _page(lambda output: re.sub(r"R35\b", "R31", output)),
    "a value is not marked as inferred": _page(lambda output: output.replace(" (härlett)", "").replace(
        '"inferred_facts": [', '"inferred_facts": ["prio",')),
    "the page is cut": _page(lambda output: output[: len(output) // 2]),
    "the page is of another contact": Fault(
        "registration page",
        at(registration_page.document, wrap=lambda function: lambda registration, subject, *rest: function(
            registration, subject._replace(contact=subject.contact._replace(prio="1", dictates="yes")), *rest
        )),
    ),
}  # fmt: skip
