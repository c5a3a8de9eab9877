"""P1 and P2 in characters: notes of random text, taken apart again by another parser, and counted.

`MVG_CHARACTERS=10000000 pytest tests/test_texts.py -s` compares as many and says so. Nothing of the program is used to
write the notes, to say what is to come out, or to read what came out.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from random import Random
from xml.etree import ElementTree

import pytest

from converter import convert, render
from converter.conversion import output as producing
from converter.profile import Profile

CHARACTERS = int(os.environ.get("MVG_CHARACTERS", "200_000"))
TABLE = {
    "Besöksorsak": "Kontaktorsak",
    "Patientens egenanamnes": "Patientens egen anamnes (Min vård Gävleborg)",
    "Kompletterande anamnes": "Kompletterande anamnes (Min vård Gävleborg)",
    "Status": "Status",
    "Bedömning": "Bedömning",
}
"""The routine, 4.8.2."""
EMPTY = ("Åtgärd", "Planering")
DIAGNOSIS = "J03.9 (ICD-10-SE) Akut tonsillit, ospecificerad"
FACTS = (
    "Journaltyp: Besöksanteckning\nSignera från enhet: Exempelby hälsocentral\n"
    "Huvuddiagnos: J03.9 (ICD-10-SE) Akut tonsillit, ospecificerad\n\n"
)
ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyzåäö",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖ0123456789",
    "<>&\"'[]{}%#|\\/=?!*_~`^$@+-–—•·",
    "\u00a0\u2009\u200b\u200d\u00ad\ufeff\u202e\u2066",
    "a\u030ao\u0308e\u0301",
    "éüßøæÿ€”“’…½°µ≥≤×",
    "漢字かなعربىעברית",
    "\U0001f600\U0001f469\U0001f3fd\U00020000\U0010ffff",
)
Texts = list[tuple[str, str]]


def _word(chance: Random) -> str:
    return "".join(chance.choices(chance.choice(ALPHABETS), k=chance.randint(1, 9)))


def _line(chance: Random) -> str:
    """Running text: words before any that could be taken for a heading or a tag, spaces as they fall."""
    spaces = chance.choices((" ", "  ", "\t", "\u00a0"), k=20)
    words = [_word(chance) for _ in range(chance.randint(0, 20))]
    return "patienten berättar i dag att " + "".join(map("".join, zip(words, spaces, strict=False))) + "."


def _text(chance: Random) -> str:
    lines = [_line(chance) + "\n" * chance.choice((0, 0, 1, 2)) for _ in range(chance.randint(1, 12))]
    return "\n".join(lines).rstrip("\n")


def _texts(chance: Random) -> Texts:
    """Some keywords with a text each, one of them perhaps twice."""
    keywords = chance.sample([*TABLE], chance.randint(2, 5))
    return [(keyword, _text(chance)) for keyword in (*keywords, *keywords[: chance.randint(0, 1)])]


def _as_xml(texts: Texts, chance: Random) -> bytes:
    space = "urn:mvg-export:triage-note:1"
    root = ElementTree.Element("triage-note", xmlns=space)
    entries = ElementTree.SubElement(root, "entries")
    for keyword, text in texts:
        entry = ElementTree.SubElement(entries, "entry")
        ElementTree.SubElement(entry, "keyword").text = keyword
        ElementTree.SubElement(entry, "text").text = text
    diagnosis = ElementTree.SubElement(root, "diagnosis", type="principal")
    ElementTree.SubElement(diagnosis, "code", system="ICD-10-SE").text = "J03.9"
    ElementTree.SubElement(diagnosis, "title").text = "Akut tonsillit, ospecificerad"
    signing = ElementTree.SubElement(root, "signing")
    ElementTree.SubElement(signing, "record-type").text = "Besöksanteckning"
    ElementTree.SubElement(signing, "signing-unit").text = "Exempelby hälsocentral"
    written: bytes = ElementTree.tostring(root, encoding=chance.choice(("utf-8", "us-ascii", "utf-16")))
    return written


def _as_text(texts: Texts, chance: Random) -> bytes:
    body = FACTS + "\n\n".join(f"{keyword}{chance.choice(('', ':'))}\n{text}" for keyword, text in texts)
    return body.replace("\n", chance.choice(("\n", "\r\n", "\r"))).encode(
        chance.choice(("utf-8", "utf-8-sig", "utf-16"))
    )


def _reported(texts: Texts) -> dict[str, str]:
    reported: dict[str, list[str]] = {}
    for keyword, text in texts:
        reported.setdefault(TABLE[keyword], []).append(text)
    return {heading: "\n".join(reported[heading]) for heading in TABLE.values() if heading in reported}


# -- what came out, each as one text that must be what was read ----------------------------------------------------


def _melior(output: str, reported: dict[str, str]) -> tuple[str, str]:
    own = {heading: keyword for keyword, heading in TABLE.items()}  # 4.8.3: the note's own headings
    sections = {**{own[heading]: text for heading, text in reported.items()}, "Huvuddiagnos": DIAGNOSIS}
    return output, "\n\n".join(f"{heading}\n{text}" for heading, text in sections.items()) + "\n"


def _pmo(output: str, reported: dict[str, str]) -> tuple[str, str]:
    root = ElementTree.fromstring(output)  # noqa: S314 -- our own output
    pieces = [element.text or "" for element in root.iterfind(".//{*}section/*")]
    return "\0".join(pieces), _joined({**dict.fromkeys((*TABLE.values(), *EMPTY), ""), **reported})


def _page(output: str, reported: dict[str, str]) -> tuple[str, str]:
    root = ElementTree.fromstring(output.removeprefix("<!DOCTYPE html>"))  # noqa: S314 -- our own output
    text = [element for element in root.iter() if element.tag.endswith("section")][1]
    return "\0".join(element.text or "" for element in text[1:]), _joined(reported)


def _joined(reported: dict[str, str]) -> str:
    return "\0".join("\0".join(section) for section in {**reported, "Huvuddiagnos": DIAGNOSIS}.items())


READ: dict[str, Callable[[str, dict[str, str]], tuple[str, str]]] = {"melior": _melior, "pmo": _pmo, "pmo-html": _page}


def _compared(seed: int, profile: Profile) -> Iterator[tuple[str, str]]:
    """What came out and what was reported, for one note in both forms and every target."""
    chance = Random(seed)  # noqa: S311 -- to be repeated
    texts = _texts(chance)
    for source in (_as_xml(texts, chance), _as_text(texts, chance)):
        for target, read in READ.items():
            output = convert(source, target, profile=profile).output
            assert output is not None, f"seed {seed}: refused"
            yield read(output, _reported(texts))


def test_P1_P2_no_character_is_lost_altered_added_or_moved(profile: Profile) -> None:
    compared, seed = 0, 0
    while compared < CHARACTERS:
        for came_out, reported in _compared(seed, profile):
            assert came_out == reported, f"seed {seed}"
            compared += len(reported)
        seed += 1
    print(f"{compared:,} characters of {seed:,} notes compared, none differs")  # noqa: T201 -- -s shows the figures


@pytest.mark.parametrize("harm", ["", "xx", "\u2007"])
def test_control_a_template_that_harms_one_character_is_noticed(
    harm: str, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = render.render
    monkeypatch.setattr(producing, "is_proven", lambda *_: True)
    monkeypatch.setattr(render, "render", lambda *given: sound(*given).replace("i dag", f"i da{harm}", 1))
    assert all(came_out != reported for came_out, reported in _compared(1, profile))
