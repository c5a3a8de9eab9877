"""The layout of a copied text: a head of facts, sections under keywords, a tail of facts; and how many notes it is.

A line with a label is a fact in the head (before the first keyword) and in the tail (a run of such lines that reaches
the end of the text). Anywhere else it is text, and the user is told or asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from converter.characters import fold
from converter.findings import Finding
from converter.model import NUMBER_TYPES
from converter.profile import Profile
from converter.profile.schema import REQUIRED
from converter.readers.headings import Found, at_column, certain, list_kind
from converter.reading import NO_DECISIONS, Decisions

FREE_TEXT: Final = ("triage.presenting_reason", "triage.question", "triage.answer", "triage.outcome")
"""Facts of several lines, up to a blank one."""
NUMBERS: Final = tuple(f"patient.{kind}" for kind in NUMBER_TYPES)
_REPEATED: Final = ("secondary_diagnosis",)
_CASE: Final = ("id", "created", "ended")
_ALSO_GRAVE: Final = ("secondary_diagnosis", "signing_unit.hsa_id", "signer", "signed_at")
_RECURRING: Final = 2
"""So many keywords that come again in their order make a second note."""


class Piece(NamedTuple):
    """A line, or a part of one that the user split."""

    number: int
    """The line, from 1."""
    text: str
    found: Found | None = None
    """The heading or label it certainly begins with."""
    keyword: str = ""
    """The keyword or group heading it begins with; `""` without one."""
    fact: str = ""
    """The fact whose label it begins with; `""` without one."""
    in_list: bool = False
    """It reads like a heading, but is an item of a list."""
    placed: str = ""
    """The keyword that the user gave to the text that begins here."""

    @property
    def section(self) -> str:
        """The keyword whose text begins here, by its heading or by what the user said; `""` if none does."""
        return self.placed or self.keyword

    @property
    def blank(self) -> bool:
        """Whether nothing stands on it."""
        return not self.text.strip()


def pieces_of(lines: Sequence[str], profile: Profile, decisions: Decisions) -> list[Piece]:
    """The lines of a text with what each begins with, split where the user said so."""
    if decisions in _UNDECIDED:
        pieces = [_piece(number, line, certain(line, profile)) for number, line in enumerate(lines, 1)]
    else:
        pieces = _decided(lines, profile, decisions)
    listed = [at for at, piece in enumerate(pieces) if piece.found and piece.found.listed]
    for at in [at for at in listed if _is_item(pieces, at)]:
        pieces[at] = Piece(pieces[at].number, pieces[at].text, in_list=True)
    return pieces


def _piece(number: int, text: str, found: Found | None) -> Piece:
    if found is None:
        return Piece(number, text)
    kind, name = found.meaning
    return Piece(number, text, found, "", name) if kind == "fact" else Piece(number, text, found, name)


_UNDECIDED: Final = (NO_DECISIONS, NO_DECISIONS._replace(one_note=True))


def _decided(lines: Sequence[str], profile: Profile, decisions: Decisions) -> list[Piece]:
    pieces: list[Piece] = []
    places = {key.strip() if key.strip().isdigit() else fold(key): keyword for key, keyword in decisions.places}
    for number, line in enumerate(lines, 1):
        if number in decisions.texts:
            pieces.append(Piece(number, line))
        elif cuts := _cuts(line, [column for at, column in decisions.splits if at == number], profile):
            pieces += _split(number, line, cuts, profile)
        elif places and line.strip() and (placed := _place(number, line, places)):
            pieces.append(Piece(number, line, placed=placed))
        else:
            pieces.append(_piece(number, line, certain(line, profile)))
    return pieces


def _place(number: int, line: str, places: Mapping[str, str]) -> str:
    """The keyword that the user gave to the text that begins with a line."""
    head = fold(line.partition(":")[0])
    return places.get(str(number)) or ("" if head.isdigit() else places.get(head, ""))


def _cuts(line: str, columns: Iterable[int], profile: Profile) -> list[int]:
    """The columns, from 1, at which a heading begins, of those that the user named."""
    return sorted(column for column in columns if 0 < column <= len(line) and at_column(line[column - 1 :], profile))


def _split(number: int, line: str, columns: list[int], profile: Profile) -> Iterator[Piece]:
    if before := line[: columns[0] - 1]:
        yield _piece(number, before, certain(before, profile))
    for column, end in zip(columns, [*columns[1:], len(line) + 1], strict=True):
        part = line[column - 1 : end - 1]
        yield _piece(number, part, at_column(part, profile))


def _is_item(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a heading with a list mark stands right beside an item of the same kind that is no heading."""
    kind = list_kind(pieces[at].text)
    beside = (pieces[number] for number in (at - 1, at + 1) if 0 <= number < len(pieces))
    return any(piece.found is None and list_kind(piece.text) == kind for piece in beside)


class Layout:
    """Which lines of a text are facts, and what is to be asked or told about its order."""

    def __init__(self, pieces: list[Piece], profile: Profile, decisions: Decisions) -> None:
        self.pieces = pieces
        self.profile = profile
        self.decisions = decisions
        self.findings: list[Finding] = []
        self.questions: list[Finding] = []
        found = [(at, piece.found.meaning.kind) for at, piece in enumerate(pieces) if piece.found]
        keywords = [at for at, kind in found if kind != "fact"]
        self.labels = [at for at, kind in found if kind == "fact"]
        self.first = keywords[0] if keywords else len(pieces)
        placed = [at for at, piece in enumerate(pieces) if piece.placed] if decisions.places else []
        self.last = max(keywords[-1:] + placed[-1:]) if keywords else len(pieces)
        self.required = {REQUIRED[field.fact][0] for field in profile.required}
        self.grave = {*_ALSO_GRAVE, *self.required}
        self.facts = self._facts()
        if keywords:
            self.findings += self._order(keywords)
        self.compact = is_compact(pieces, keywords)
        self.findings += () if decisions is NO_DECISIONS else without_effect(pieces, decisions)
        self.findings += second_note(pieces, keywords, self.labels, self.facts, profile, decisions)

    def _facts(self) -> frozenset[int]:
        """The indexes of the pieces that are facts."""
        labels = self.labels
        head = {at for at in labels if at < self.first}
        decided = {at for at in labels if self.pieces[at].number in self.decisions.facts}
        tail = [at for at in self._tail(len(self.pieces)) if at not in decided]
        closed = not tail and self._tail_above_text(decided)
        tail = closed or tail
        if tail and not self._is_accepted(tail, head | decided):
            tail = []
        body = [at for at in labels if at > self.first and at not in decided and at not in tail]
        if tail and (closed or self._is_doubtful(tail[0])):
            self._ask_for_tail(tail)
            tail = []
        self._ask_for_labels(body)
        return frozenset(head | decided | set(tail))

    def _tail_above_text(self, decided: Collection[int]) -> list[int]:
        """The last run of labels, where it has every required field but other text follows, such as a signature.

        It is none under the patient's own keyword, where each label is asked about.
        """
        if decided or not self.labels or self.labels[-1] < self.last or self._is_own():
            return []
        run = self._tail(self._end_of_value(self.labels[-1]))
        return run if {self.pieces[at].fact for at in run} >= self.required else []

    def _end_of_value(self, at: int) -> int:
        """The index behind a label and its value, which may stand on the line below."""
        below = at + 1
        has_value = value_on_line(self.pieces[at]) or below == len(self.pieces) or self.pieces[below].blank
        return below if has_value else below + 1

    def _tail(self, end: int) -> list[int]:
        """The run of labels, each with its value, that reaches an index; decided text may stand in it."""
        tail, at = [], end - 1
        while at > self.last:
            piece = self.pieces[at]
            if piece.fact:
                tail.append(at)
            elif not piece.blank and piece.number not in self.decisions.texts:
                label = self._label_above(at)
                if label <= self.last:
                    break
                tail.append(label)
                at = label
            at -= 1
        return tail[::-1]

    def _label_above(self, at: int) -> int:
        """The index of the label whose value stands here, alone on a line above; -1 without one."""
        above = next((number for number in range(at - 1, self.last, -1) if not self.pieces[number].blank), -1)
        return above if above >= 0 and self.pieces[above].fact and not value_on_line(self.pieces[above]) else -1

    def _is_accepted(self, tail: Sequence[int], known: Iterable[int]) -> bool:
        """Whether each label of the tail stands once, and none says another thing than the head."""
        told = {self.pieces[at].fact: self._value(at) for at in known}
        seen: dict[str, int] = {}
        accepted = True
        for at in tail:
            fact = self.pieces[at].fact
            if fact in _REPEATED:
                continue
            contradicts = fact in told and signs(told[fact]) != signs(self._value(at))
            if fact in seen or contradicts:
                self.findings.append(Finding("MVG223", self.pieces[at].number, words=(self.profile.labels[fact],)))
                accepted = False
            seen[fact] = at
        return accepted

    def _is_doubtful(self, first: int) -> bool:
        """Whether the tail may belong to the text above it: the patient's own, or a line that ends in a colon."""
        if self._is_own():
            return True
        above = next((piece for piece in self.pieces[first - 1 : self.last : -1] if not piece.blank), None)
        return above is not None and above.text.rstrip().endswith(":")

    def _is_own(self) -> bool:
        """Whether the last section is the patient's own."""
        row = self.profile.places.get(self.pieces[self.last].section)
        return row is not None and self.profile.rows[row].patients_own

    def _ask_for_tail(self, tail: Sequence[int]) -> None:
        first, last = self.pieces[tail[0]].number, self.pieces[tail[-1]].number
        lines = str(first) if first == last else f"{first}-{last}"
        labels = ", ".join(dict.fromkeys(self.profile.labels[self.pieces[at].fact] for at in tail))
        self.questions.append(Finding("MVG243", first, words=(labels, lines)))

    def _ask_for_labels(self, labels: Iterable[int]) -> None:
        """A question for each label within the text that would open the gate or name a signer; a word for others."""
        for at in labels:
            piece = self.pieces[at]
            words = (self.profile.labels[piece.fact], str(piece.number))
            if piece.fact in self.grave:
                self.questions.append(Finding("MVG240", piece.number, words=words))
            else:
                self.findings.append(Finding("MVG242", piece.number, words=words))

    def _value(self, at: int) -> str:
        return value_of(self.pieces, at)

    def _order(self, keywords: Sequence[int]) -> Iterator[Finding]:
        """A keyword that stands after one that the table has below it."""
        places, last, above = self.profile.places, -1, 0
        seen: set[str] = set()
        for at in keywords:
            keyword = self.pieces[at].keyword
            place = places.get(keyword)
            if place is None:
                continue
            if place < last and keyword not in seen:
                yield Finding("MVG236", self.pieces[at].number, words=(keyword, str(above)))
            seen.add(keyword)
            if place >= last:
                last, above = place, self.pieces[at].number


def is_compact(pieces: Sequence[Piece], keywords: Sequence[int]) -> bool:
    """Whether it is the note's style that headings have no blank line above them and their text behind them."""
    below = [(pieces[at - 1], pieces[at]) for at in keywords[1:]]
    return len(below) > 1 and all(
        value_on_line(piece) and not above.blank and piece.text.lstrip()[0].isupper() for above, piece in below
    )


def value_on_line(piece: Piece) -> str:
    """What stands behind the label on its line."""
    return piece.found.rest.strip() if piece.found else ""


def value_of(pieces: Sequence[Piece], at: int) -> str:
    """What a label says: the rest of its line, or the next line that is not blank and no heading."""
    if value := value_on_line(pieces[at]):
        return value
    below = next((number for number in range(at + 1, len(pieces)) if not pieces[number].blank), at)
    return pieces[below].text.strip() if pieces[below].found is None else ""


def signs(text: str) -> str:
    """The letters and digits of a text, folded."""
    return "".join(filter(str.isalnum, fold(text)))


def without_effect(pieces: Sequence[Piece], decisions: Decisions) -> Iterator[Finding]:
    """A warning for each answer that changes nothing: no such line, no label on it, no heading at that place."""
    labels = {piece.number for piece in pieces if piece.fact}
    runs = _runs(decisions.facts)
    idle = sorted(line for run in runs if labels.isdisjoint(run) for line in run)
    yield from (Finding("MVG255", words=(f"--fact {line}",)) for line in idle)
    last = pieces[-1].number
    yield from (Finding("MVG255", words=(f"--text {line}",)) for line in sorted(decisions.texts) if line > last)
    begun = Counter(piece.number for piece in pieces if piece.found)
    wanted = Counter(line for line, _ in decisions.splits)
    yield from (Finding("MVG255", words=(f"--split {line}",)) for line in sorted(wanted) if begun[line] < wanted[line])


def _runs(lines: Iterable[int]) -> list[list[int]]:
    """The numbers in runs without a gap: an answer for several lines also names the blank ones and the values."""
    runs: list[list[int]] = []
    for line in sorted(lines):
        if runs and runs[-1][-1] == line - 1:
            runs[-1].append(line)
        else:
            runs.append([line])
    return runs


# -- two notes ------------------------------------------------------------------------------------------------


def second_note(
    pieces: Sequence[Piece],
    keywords: Sequence[int],
    labels: Sequence[int],
    facts: frozenset[int],
    profile: Profile,
    decisions: Decisions,
) -> Iterator[Finding]:
    """An error for each sign that a text is two notes, with the lines where they begin."""
    if found := _another_patient_or_case(pieces, labels, facts, profile, decisions.one_note):
        yield found
        return
    if decisions.one_note or len(keywords) < _RECURRING:
        return
    if restart := _restart([pieces[at].keyword for at in keywords]):
        first, second = keywords[0], keywords[restart]
        code = "MVG235" if _is_same(pieces, first, second) else "MVG234"
        yield Finding(code, pieces[second].number, words=(str(pieces[first].number), str(pieces[second].number)))


def second_note_in_doubt(pieces: Sequence[Piece], possible: Iterable[tuple[int, int, str]]) -> Iterator[Finding]:
    """An error where a text begins anew as it began, with lines that may be headings: line, column and keyword."""
    begun = [(piece.number, 0, piece.section) for piece in pieces if piece.section]
    headings = sorted({*begun, *possible})
    keywords = [keyword for *_, keyword in headings]
    for at in range(1, len(headings)):
        if keywords[at] == keywords[0] and _longest_common(_distinct(keywords[:at]), _distinct(keywords[at:])) > 1:
            line = headings[at][0]
            yield Finding("MVG234", line, words=(str(headings[0][0]), str(line)))
            return


def _distinct(keywords: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(keywords))


def _another_patient_or_case(
    pieces: Sequence[Piece], labels: Sequence[int], facts: frozenset[int], profile: Profile, one_note: bool
) -> Finding | None:
    known: dict[str, tuple[str, int]] = {}
    for at in labels:
        piece = pieces[at]
        patient = piece.fact.startswith("patient.")
        if not patient and (one_note or piece.fact not in _CASE):
            continue
        value = value_of(pieces, at)
        if not value or (at not in facts and not _is_plausible(piece.fact, value)):
            continue
        kind = piece.fact
        told, line = known.setdefault(kind, (value, piece.number))
        if signs(told) != signs(value):
            label = profile.labels[piece.fact]
            return Finding("MVG232", piece.number, words=(label, str(line), str(piece.number)))
    return None


def _is_plausible(fact: str, value: str) -> bool:
    """Whether a line of the text could be a fact of another note: an id or a time has digits and few words."""
    if fact == "patient.name":
        return True
    return any(map(str.isdigit, value)) and len(value.split()) <= _RECURRING


def _restart(keywords: Sequence[str]) -> int:
    """Where a sequence of keywords begins anew: the index from which two or more come again in order; 0 if nowhere."""
    distinct: list[str] = []
    following: list[list[str]] = []
    for keyword in reversed(keywords):
        distinct = [keyword, *(other for other in distinct if other != keyword)]
        following.append(distinct)
    before: list[str] = []
    for start, after in enumerate(reversed(following)):
        if keywords[start] not in before:
            before = [*before, keywords[start]]
        elif _longest_common(before, after) >= _RECURRING:
            return start
    return 0


def _longest_common(one: Sequence[str], other: Sequence[str]) -> int:
    """The length of the longest sequence that both have in order."""
    lengths = [0] * (len(other) + 1)
    for item in one:
        previous = lengths[:]
        for number, there in enumerate(other):
            lengths[number + 1] = previous[number] + 1 if item == there else max(lengths[number], previous[number + 1])
    return lengths[-1]


def _is_same(pieces: Sequence[Piece], first: int, second: int) -> bool:
    """Whether what begins at two keywords reads the same as far as the shorter goes."""
    one = [piece.text.split() for piece in pieces[first:second] if not piece.blank]
    other = [piece.text.split() for piece in pieces[second:] if not piece.blank]
    common = min(len(one), len(other))
    return common > _RECURRING and one[:common] == other[:common]
