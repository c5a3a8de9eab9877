"""The first proof, of copied text: the blocks are the lines, each is what its heading means, the note is made of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from typing import Final

from converter.balance.fields import FACTS, said
from converter.balance.record import says_diagnosis
from converter.balance.words import alike, made_legal, says_nothing
from converter.model import Diagnosis, TriageNote
from converter.profile import Profile
from converter.reading import Block, Decisions, Reading

_LINE_ENDS: Final = ("\r", "\v", "\f", "\x85", "\u2028", "\u2029")
_FRAME: Final = re.compile(r"^[\W_]*(?:\d{1,2}[.):]|[a-zA-Z][.)])?[\W_]+|[\W_]+$")
"""What may stand around a heading: list marks, quotation marks, brackets, a number, an end dash or full stop."""
_NAMES: Final = tuple(fact.path for fact in FACTS)


def text_balances(reading: Reading, note: TriageNote, profile: Profile) -> bool:
    """Whether the note is what the text says: heading by heading, line by line, fact by fact."""
    blocks = reading.blocks
    starts = _starts(blocks, with_line_feeds(reading.text), bool(reading.decisions.splits))
    return (
        starts is not None
        and _are_meant(blocks, note, {keyword for _, keyword in reading.decisions.places}, profile)
        and _stand_right(blocks, reading.decisions, profile)
        and _facts_balance(blocks, note, profile)
        and _is_cut_everywhere(starts, reading, profile)
    )


def with_line_feeds(text: str) -> str:
    """The text with a line feed for each line end, and only characters that XML can hold."""
    if any(end in text for end in _LINE_ENDS):
        text = text.replace("\r\n", "\n")
        for end in _LINE_ENDS:
            text = text.replace(end, "\n")
    return made_legal(text)


def _starts(blocks: Sequence[Block], source: str, split: bool) -> list[int] | None:
    """The line where the text of each block begins; None when the blocks are not all that the source says, in order.

    With `split` a block may end within a line, where the user cut it.
    """
    at, line = 0, 1
    starts: list[int] = []
    for heading, body, _, number, _ in blocks:
        start = source.find(heading or body, at)
        between = source[at:start]
        if start < 0 or not (not between or between.isspace() or says_nothing(between)):
            return None
        line += between.count("\n")
        if number != line:
            return None
        at = start + len(heading)
        if body:
            start = source.find(body, at)
            between = source[at:start]
            if start < 0 or not (between in _USUAL or _is_layout(between)):
                return None
            line += between.count("\n")
            starts.append(line)
            line += body.count("\n")
            at = start + len(body)
            if not split and source[at : at + 1] not in ("\n", ""):
                return None
        else:
            starts.append(line)
    return starts if says_nothing(source[at:]) else None


_USUAL: Final = ("", " ", "\n")
"""What mostly stands between a heading and its text."""


def _is_layout(between: str) -> bool:
    """Whether nothing is said between a heading and its text, and the text begins a line with its indent."""
    return says_nothing(between) and ("\n" not in between or between[-1] == "\n")


# -- what headings mean ---------------------------------------------------------------------------------------


def _are_meant(blocks: Sequence[Block], note: TriageNote, chosen: Set[str], profile: Profile) -> bool:
    """Whether each entry of the note is a block, and each block is what its heading means.

    Text without a heading goes on with the keyword above it, or with one that the user has `chosen`.
    """
    texts = [(one.keyword, one.body, one.line, one.heading) for one in blocks if not one.fact]
    if texts != [(entry.keyword, entry.text, entry.line, entry.heading) for entry in note.entries]:
        return False
    keywords, facts = meanings_of(profile)
    known, section = profile.derive(_keywords), {"", *chosen}  # what text without a heading can go on with
    for block in blocks:
        if block.heading:
            if not _is_meant(block, keywords, facts):
                return False
            section = {"", block.keyword, *chosen} if block.keyword in known else section
        elif block.fact or block.keyword not in section:
            return False
    return True


def _is_meant(block: Block, keywords: Mapping[str, str], facts: Mapping[str, str]) -> bool:
    wanted, meanings = (block.fact, facts) if block.fact else (block.keyword, keywords)
    folded = alike(block.heading)
    if (meant := meanings.get(folded)) is not None:
        return meant == wanted
    return meanings.get(_FRAME.sub("", folded)) == wanted or (not block.fact and is_own(wanted, block.heading))


def _keywords(profile: Profile) -> Set[str]:
    """The keywords of Clinic24 and the group headings."""
    return frozenset((*profile.places, *profile.groups))


def is_own(keyword: str, heading: str) -> bool:
    """Whether a keyword is its heading as written, without the colon: it means nothing in the profile."""
    return keyword == heading.strip().rstrip(":").rstrip()


def is_keyword(keyword: str, heading: str, profile: Profile) -> bool:
    """Whether a heading of the XML form means a keyword."""
    meant = meanings_of(profile)[0].get(alike(heading))
    return is_own(keyword, heading) if meant is None else keyword == meant


def meanings_of(profile: Profile) -> Meanings:
    """What headings mean, each as it is compared: the keywords with the group headings, and the facts."""
    return profile.derive(_read_meanings)


Meanings = tuple[Mapping[str, str], Mapping[str, str]]


def _read_meanings(profile: Profile) -> Meanings:
    keywords = {alike(group): group for group in profile.groups}
    for row in profile.rows:
        keywords |= {alike(name): row.clinic24 for name in (row.clinic24, *row.aliases) if row.clinic24}
    return keywords, {alike(words): means.name for words, means in profile.headings.items() if means.kind == "fact"}


def _is_cut_everywhere(starts: Sequence[int], reading: Reading, profile: Profile) -> bool:
    """Whether no line of a text is a keyword and nothing else, unless something was told of it or decided about it."""
    keywords, longest = meanings_of(profile)[0], 2 * profile.longest
    decided = {key.strip() for key, _ in reading.decisions.places}
    suspects = [
        line
        for block, start in zip(reading.blocks, starts, strict=True)
        for line, text in enumerate(block.body.split("\n"), start)
        if not block.fact
        and text
        and len(text) <= longest
        and line != (block.heading and block.line)
        and alike(text) in keywords
        and not (decided and (str(line) in decided or alike(text) in map(alike, decided)))
    ]
    told = {finding.line for finding in (*reading.findings, *reading.questions)} | reading.decisions.texts
    return told.issuperset(suspects)


# -- facts ----------------------------------------------------------------------------------------------------


def _stand_right(blocks: Sequence[Block], decisions: Decisions, profile: Profile) -> bool:
    """Whether facts stand before the first keyword, in one run at the end, or where the user said."""
    kinds = [bool(block.fact) for block in blocks]
    if kinds == sorted(kinds, reverse=True):
        return True  # facts, then texts
    labels = meanings_of(profile)[1]
    known = profile.derive(_keywords)
    first = next((at for at, block in enumerate(blocks) if block.heading and block.keyword in known), len(blocks))
    tail = (block.fact or alike(block.heading) in labels or block.line in decisions.texts for block in blocks)
    last = max((at for at, in_tail in enumerate(tail) if not in_tail), default=0)
    return all(block.line in decisions.facts for block in blocks[first:last] if block.fact)


def _facts_balance(blocks: Sequence[Block], note: TriageNote, profile: Profile) -> bool:
    """Whether each fact of the note is the block that was read as it, and each such block a fact of the note."""
    told: dict[str, str] = {}
    answers: list[tuple[str, str]] = []
    diagnoses: dict[str, list[str]] = {"principal_diagnosis": [], "secondary_diagnosis": []}
    waits = False
    for _, body, fact, _, _ in blocks:
        if not fact:
            continue
        value = body.strip()
        if fact == "triage.question":
            answers.append((value, ""))
            waits = True
        elif fact == "triage.answer":
            answers[-1:] = [(answers[-1][0], value)] if waits else [*answers[-1:], ("", value)]
            waits = False
        elif fact in diagnoses:
            diagnoses[fact] += [value] if value else []
        elif fact in told and value:
            return False
        elif value:
            told[fact] = value
    owed = {fact: text for fact, text in zip(_NAMES, said(note), strict=True) if text}
    if kind := owed.pop("patient.number_type", ""):
        owed[f"patient.{kind}"] = owed.pop("patient.number", "")
    if note.contact.channels:
        owed["contact.channels"] = " ".join(note.contact.channels)
    principal = [note.principal_diagnosis] if any(note.principal_diagnosis) else []
    return (
        (owed == told or _are_the_same(owed, told, profile))
        and answers == [(asked.strip(), answered.strip()) for asked, answered in note.triage.answers]
        and _say(principal, diagnoses["principal_diagnosis"])
        and _say(note.secondary_diagnoses, diagnoses["secondary_diagnosis"])
    )


def _are_the_same(owed: Mapping[str, str], told: Mapping[str, str], profile: Profile) -> bool:
    """Whether facts are what words say that may be the profile's words for codes."""
    return owed.keys() == told.keys() and all(
        owed[fact].strip() == words or _is_code(fact, words, owed[fact], profile) for fact, words in told.items()
    )


def _say(found: Sequence[Diagnosis], written: Sequence[str]) -> bool:
    return len(found) == len(written) and all(map(says_diagnosis, found, written))


def _is_code(fact: str, words: str, codes: str, profile: Profile) -> bool:
    """Whether words of the profile mean codes."""
    known = profile.codes.get(fact)
    if known is None:
        return False
    meant = {alike(word): code for word, code in known.items()}
    parts = words.split(",") if fact == "contact.channels" else [words]
    return [meant.get(alike(part)) for part in parts] == codes.split()
