"""The proof of the format `rivta`: it accepts what the program writes, and notices every change to it."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from lxml import etree

from converter import convert
from converter.conversion.result import digest_of
from converter.note import times
from converter.note.model import RecordNote
from converter.profile import Profile, UnknownSetting
from converter.proof.rivta import Node, local_time, parse_nodes, rivta_is_proven
from converter.render import rivta as writer
from paths import SAMPLES
from rivta import CONTRACT, NOTE, with_rivta

TEXT = f"{{{CONTRACT['c']}}}clinicalDocumentNoteText"
SMALL = (SAMPLES / "ksh97.xml").read_text("utf-8")


class Case:
    """A note, its response, and whether the proof accepts another text in its place."""

    def __init__(self, note: str, profile: Profile) -> None:
        self.profile, self.target, self.digest = profile, profile.targets["rivta"], digest_of(note)
        result = convert(note, "rivta", profile=profile)
        assert result.output is not None
        assert result.record is not None
        self.output, self.record = result.output, result.record

    def is_proven(self, output: str, record: RecordNote | None = None) -> bool:
        return rivta_is_proven(output, record or self.record, self.target, self.profile, self.digest)


@pytest.fixture(scope="module")
def case(profile: Profile) -> Case:
    return Case(NOTE, with_rivta(profile))


@pytest.fixture(scope="module")
def small(profile: Profile) -> Case:
    return Case(SMALL, with_rivta(profile))


# -- planted faults -------------------------------------------------------------------------------------------

FAULTS: dict[str, tuple[str, str]] = {
    "a text is cut": (r"Ingen feber, ingen viktnedgång", "Ingen feber"),
    "a letter is altered": ("nattsvettningar", "nattsvettningår"),
    "a line break is lost": ("&lt;/para&gt;&lt;para&gt;  tis", "   tis"),
    "an empty line is lost": ("&lt;para&gt;&lt;/para&gt;", ""),
    "an empty line is added": ("&lt;para&gt;Torr rethosta", "&lt;para&gt;&lt;/para&gt;&lt;para&gt;Torr rethosta"),
    "spaces are folded": ("  tis   151", "tis 151"),
    "a text is escaped twice": ("&amp;lt;52", "&amp;amp;lt;52"),
    "a text stands twice": (r"(&lt;section&gt;.*?&lt;/section&gt;)", r"\1\1"),
    "a keyword is lost": (r"&lt;section&gt;.*?&lt;/section&gt;", ""),
    "two keywords have changed places": (
        r"(&lt;section&gt;.*?&lt;/section&gt;)(&lt;section&gt;.*?&lt;/section&gt;)", r"\2\1",
    ),
    "a text stands under another keyword": ("&gt;Status&lt;/title", "&gt;Bedömning&lt;/title"),
    "a section is nested in another": ("&lt;/section&gt;&lt;section&gt;", "&lt;section&gt;"),
    "a line is invented": (
        "&lt;/article", "&lt;section&gt;&lt;title&gt;Råd&lt;/title&gt;&lt;para/&gt;&lt;/section&gt;&lt;/article",
    ),
    "a text stands beside the paragraphs": ("&lt;/para&gt;&lt;/section&gt;", "&lt;/para&gt;x&lt;/section&gt;"),
    "the article has another element": ("&lt;para&gt;", "&lt;simpara&gt;"),
    "the article has a comment": ("&lt;info&gt;", "&lt;!-- x --&gt;&lt;info&gt;"),
    "the article has no namespace": (' xmlns="http://docbook.org/ns/docbook"', ""),
    "the article has another version": ('version="5.0"', 'version="5.1"'),
    "the article has another language": ('xml:lang="sv"', 'xml:lang="en"'),
    "the article does not begin with <": ("NoteText>&lt;article", "NoteText> &lt;article"),
    "the article is plain text": (r"&lt;article.*&lt;/article&gt;", "Halsont"),
    "the article is no text": (r"(<d:clinicalDocumentNoteText>).*?(</d)", r"\1<x/>\2"),
    "another patient": ("195211182018", "199104272381"),
    "another kind of number": (r"1\.2\.752\.129\.2\.1\.3\.1", "1.2.752.129.2.1.3.3"),
    "the patient may read it": (">false<", ">true<"),
    "another time": ("20240826100200", "20240826100201"),
    "the time of signing for that of the contact": ("20240826100200", "20240826103100"),
    "another note code": (">auf<", ">bes<"),
    "another name of the note code": ("Anteckning utan fysiskt möte", "Besöksanteckning"),
    "another title": ("Läkaranteckning", "Sjuksköterskeanteckning"),
    "another writer": ("<d:name>Karin Mallander</d:name>", "<d:name>Karin Malander</d:name>"),
    "the writer signs": ("KM31", "KM32"),
    "the signature is lost": (r"<d:signature>.*?</d:signature>\s*", ""),
    "the provider is the unit": ("SE5560000001-REGION", "SE5560000001-ENHET"),
    "the unit is lost": (r"<d:accountableCareUnit>.*?</d:accountableCareUnit>\s*", ""),
    "another source system": ("SE5560000001-KALLA", "SE5560000001-KALLB"),
    "another identifier": ("<d:root>(........)-", "<d:root>00000000-"),
    "the role is a code": ("d:originalText", "d:code"),
    "a result that is none": (">OK<", ">INFO<"),
    "another contract": ("GetCareDocumentationResponder:3", "GetCareDocumentationResponder:2"),
    "the elements of another version": ("healthcond:description:3\"", "healthcond:description:2\""),
    "an attribute": ("<d:body>", '<d:body xmlns:x="y" x:nil="true">'),
    "a comment": ("<d:body>", "<!-- x --><d:body>"),
    "a processing instruction": ("<d:body>", "<?x y?><d:body>"),
    "a document type": ("<GetCare", "<!DOCTYPE GetCareDocumentationResponse><GetCare"),
    "a text beside the elements": ("<d:body>", "x<d:body>"),
    "two notes": (r"( *<careDocumentation>.*?</careDocumentation>\n)", r"\1\1"),
    "broken XML": ("</d:body>", ""),
    "nothing": (".*", ""),
}  # fmt: skip
"""Kinds of faults, each as an edit of a right response."""


@pytest.mark.parametrize(("old", "new"), FAULTS.values(), ids=FAULTS)
def test_a_planted_fault_is_noticed(old: str, new: str, case: Case) -> None:
    assert case.is_proven(case.output)
    faulty, count = re.subn(old, new, case.output, count=1, flags=re.DOTALL)
    assert count == 1
    assert faulty != case.output
    assert not case.is_proven(faulty)


def test_a_response_of_another_note_is_noticed(case: Case, small: Case) -> None:
    assert not small.is_proven(case.output)
    fields = tuple(field._replace(text=f"{field.text} x") for field in case.record.fields)
    assert not case.is_proven(case.output, case.record._replace(fields=fields))


def test_a_code_under_a_mapping_that_nobody_has_filled_in_is_noticed(case: Case, profile: Profile) -> None:
    blank = with_rivta(profile, note_codes=UnknownSetting("koder", "regionen"))
    assert not rivta_is_proven(case.output, case.record, blank.targets["rivta"], blank, case.digest)


@pytest.mark.parametrize("surrogate", ["\ud800", "&lt;\ud800"])
def test_what_cannot_be_encoded_is_no_response(surrogate: str, case: Case) -> None:
    assert not case.is_proven(case.output.replace("OK", surrogate))


# -- every mutant of an output --------------------------------------------------------------------------------


def _mutants(root: Any, embedded: bool = False) -> Iterator[tuple[str, Any]]:
    """Every element removed, doubled, moved behind the next, renamed, given an attribute or another text."""
    for number, element in enumerate(root.iter()):
        for name, change in _CHANGES.items():
            mutant = copy.deepcopy(root)
            chosen = list(mutant.iter())[number]
            if not (embedded and chosen.tag == TEXT) and change(chosen):
                yield f"{name} {etree.QName(element).localname} {number}", mutant


def _removed(element: Any) -> bool:
    if (parent := element.getparent()) is None:
        return False
    parent.remove(element)
    return True


def _doubled(element: Any) -> bool:
    if element.getparent() is None:
        return False
    element.addnext(copy.deepcopy(element))
    return True


def _moved(element: Any) -> bool:
    following = element.getnext()
    if following is None or etree.tostring(following).strip() == etree.tostring(element).strip():
        return False
    following.addnext(element)
    return True


def _renamed(element: Any) -> bool:
    element.tag += "x"
    return True


def _in_another_namespace(element: Any) -> bool:
    element.tag = etree.QName("urn:x", etree.QName(element).localname)
    return True


def _attributed(element: Any) -> bool:
    element.set("x", "y")
    return True


def _longer(element: Any) -> bool:
    element.text = (element.text or "") + "x"
    return True


def _cut(element: Any) -> bool:
    if len(element) or not element.text:
        return False
    element.text = element.text[:-1]
    return True


def _followed(element: Any) -> bool:
    element.tail = (element.tail or "") + "x"
    return element.getparent() is not None


def _commented(element: Any) -> bool:
    element.append(etree.Comment("x"))
    return True


_CHANGES: dict[str, Callable[[Any], bool]] = {
    "removed": _removed, "doubled": _doubled, "moved": _moved, "renamed": _renamed, "foreign": _in_another_namespace,
    "attributed": _attributed, "longer": _longer, "cut": _cut, "followed": _followed, "commented": _commented,
}  # fmt: skip


def test_P28_every_mutant_of_a_response_is_noticed(small: Case) -> None:
    """Each change to each element, in the response and in the article in it."""
    root = etree.fromstring(small.output.encode())
    (holder,) = root.iter(TEXT)
    tried = 0
    for name, mutant in _mutants(root):
        tried += 1
        assert not small.is_proven(etree.tostring(mutant, encoding="unicode")), name
    for name, mutant in _mutants(etree.fromstring(holder.text)):
        tried += 1
        holder.text = etree.tostring(mutant, encoding="unicode")
        assert not small.is_proven(etree.tostring(root, encoding="unicode")), f"article: {name}"
    assert tried > 500


@pytest.mark.slow
def test_P28_every_character_of_a_response_counts(small: Case) -> None:
    """Each character left out, and each made an x: noticed, unless both documents say the same without it."""
    right = _values(small.output)
    for at in range(small.output.index("\n") + 1, len(small.output)):
        for put in ("", "x"):
            mutant = f"{small.output[:at]}{put}{small.output[at + 1 :]}"
            assert not small.is_proven(mutant) or _values(mutant) == right, (at, put)


def _values(output: str) -> list[tuple[str, str, str]]:
    """Names, attributes and texts by lxml; white space between the elements of the response says nothing."""
    root = etree.fromstring(output.encode())
    (holder,) = root.iter(TEXT)
    trees = (root, etree.fromstring(holder.text))
    holder.text = ""
    return [
        (one.tag, str(dict(one.attrib)), (one.text or "") if not len(one) else (one.text or "").strip())
        for tree in trees
        for one in tree.iter()
    ]


# -- the parts of the proof -----------------------------------------------------------------------------------


def test_the_elements_of_a_document_come_in_order_with_their_texts() -> None:
    document = '<?xml version="1.0" encoding="UTF-8"?>\n<a xmlns="n" c="2">\n<b>x&lt;y\n z</b>\n<c>  </c>\n</a>\n'
    expected: list[Node] = [(2, "{n}a", "", (("c", "2"),)), (0, "{n}b", "x<y\n z", ()), (0, "{n}c", "  ", ())]
    assert parse_nodes(document) == expected


@pytest.mark.parametrize(
    "document",
    [
        "",
        "x",
        "<a>",
        "<a/>x",
        "<a>&b;</a>",
        "<!DOCTYPE a><a/>",
        "<a><b/>x</a>",
        "<a>\u00a0<b/></a>",
        "<a>x<!-- -->y</a>",
        "<a>x<?y?></a>",
        "<a><![CDATA[x]]></a>",
        '<?xml version="1.0" encoding="UTF-16"?><a/>',
        "<a>\ud800</a>",
    ],
)
def test_what_is_not_only_elements_is_refused(document: str) -> None:
    assert parse_nodes(document) is None


@pytest.mark.parametrize(
    "written",
    [
        "2024-08-26T10:02", "2024-08-26 10:02:07", "2024-08-26T08:02:59.999Z", "2024-08-26T03:02:00-05:00",
        "2024-10-27T02:30:00", "2024-10-27T02:30:00+01:00", "2024-03-31T02:30", "2024-12-31T23:30:00+00:00",
        "1901-01-01T00:00+01:12:14", "2024-08-26T10:02+02", "2024-08-26T10:02:00,5+0200", "saknas", "2024-08-26",
        "1999-12-31T23:59:59-12:00", "2099-12-31T23:00:00+01:00",
    ],
)  # fmt: skip
def test_the_proof_and_the_writer_have_the_same_clock(written: str) -> None:
    assert local_time(written) == writer.timestamp(written)
    assert bool(local_time(written)) == (times.parse(written) is not None)


@pytest.mark.parametrize("written", ["2024-13-01T10:00Z", "0001-01-01T00:00+12:00"])
def test_a_time_that_is_none_has_no_stamp(written: str) -> None:
    assert local_time(written) == writer.timestamp(written) == ""
