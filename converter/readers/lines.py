"""The lines of a copied text, and the heading or label that each certainly begins with."""

# Annotations are not postponed here: each one of a NamedTuple would be compiled at every start.

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, pairwise
from typing import NamedTuple

from converter.note.reading import Decisions
from converter.note.unicode_text import fold
from converter.profile import Profile
from converter.readers.headings import (
    HeadingMatch,
    certain_heading,
    heading_at_column,
    headings_as_written,
    list_kind,
)


class SourceLines(NamedTuple):
    """The lines of a text as parallel sequences; a line that the user split (`--split`) is several."""

    texts: Sequence[str]
    numbers: Sequence[int]
    """The number of each line in the source, from 1."""
    headings: Mapping[int, HeadingMatch]
    """Index of a line to the heading or label that it certainly begins with, in the order of the text."""
    placed: Mapping[int, str]
    """Index of a line to the keyword that the user gave to the text that begins there (`--place`)."""
    list_items: Collection[int]
    """The indexes of the lines that read like a heading, but are an item of a list: they are text."""

    def is_text(self, at: int) -> bool:
        """Whether a line is running text: not blank, no heading, and not where the user placed a text."""
        return not (at in self.headings or at in self.placed or self.is_blank(at))

    def is_blank(self, at: int) -> bool:
        """Whether nothing but white space stands on a line."""
        return not self.texts[at].strip()

    def next_filled(self, at: int) -> int:
        """The index of the first line from `at` on that is not blank; the number of lines when there is none."""
        while at < len(self.texts) and self.is_blank(at):
            at += 1
        return at

    def text_between(self, start: int, end: int, first: str | None = None) -> str:
        """The text from one line to before another; a line that the user split for nothing is one line again.

        `first` stands in for the first line, of which the heading is no text.
        """
        texts = [self.texts[start] if first is None else first, *self.texts[start + 1 : end]]
        if self.numbers[end - 1] - self.numbers[start] == end - 1 - start:  # no line is there in parts
            return "\n".join(texts)
        ends = ["" if number == below else "\n" for number, below in pairwise(self.numbers[start:end])]
        return "".join(chain.from_iterable(zip(texts, [*ends, ""], strict=True)))

    def value_on_line(self, at: int) -> str:
        """What stands behind the heading or label of a line."""
        return self.headings[at].rest.strip()

    def value(self, at: int) -> str:
        """The value of a label: the rest of its line, or the next line that is not blank and no heading."""
        if value := self.value_on_line(at):
            return value
        below = self.next_filled(at + 1)
        return "" if below == len(self.texts) or below in self.headings else self.texts[below].strip()


def source_lines(text: str, profile: Profile, decisions: Decisions) -> SourceLines:
    """The lines of a text with line feeds as line ends, split and placed as the user decided."""
    if decisions.texts or decisions.splits or decisions.places:
        lines = _decided_lines(text.split("\n"), profile, decisions)
    else:
        texts = text.split("\n")
        headings: dict[int, HeadingMatch] = {}
        as_written = profile.derive(headings_as_written)
        for at, line in enumerate(texts):
            if line:
                head, colon, rest = line.partition(":")
                if meaning := as_written.get(head):
                    headings[at] = HeadingMatch(meaning, head + colon, rest)
                elif found := certain_heading(line, profile):
                    headings[at] = found
        lines = SourceLines(texts, range(1, len(texts) + 1), headings, {}, ())
    items = [at for at, found in lines.headings.items() if found.listed and _is_list_item(at, lines)]
    running = {*items, *(_answers(lines, profile, decisions) if "?" in text else ())}
    if not running:
        return lines
    headings = {at: found for at, found in lines.headings.items() if at not in running}
    return lines._replace(headings=headings, list_items=frozenset(items))


def _answers(lines: SourceLines, profile: Profile, decisions: Decisions) -> Iterator[int]:
    """Lines of the patient's own text that are only a keyword and may be the answer to a question above.

    A question without a label ends in a question mark. Right below it such a line is taken for text, which leads to a
    question; below a blank line only where the keyword stands again further down.
    """
    patients_own = {row.clinic24 for row in profile.rows if row.patients_own}
    split = {line for line, _ in decisions.splits}
    last = {found.meaning.name: at for at, found in lines.headings.items() if found.meaning.kind == "keyword"}
    within = ""
    for at, found in lines.headings.items():
        if found.meaning.kind == "fact":
            continue
        above = at - 1
        if last.get(found.meaning.name, at) > at:
            while above > 0 and lines.is_blank(above):
                above -= 1
        is_bare = not found.rest.strip() and not lines.texts[at].rstrip().endswith(":")
        asks = within in patients_own and above not in lines.headings and lines.texts[above].rstrip().endswith("?")
        if asks and is_bare and lines.numbers[at] not in split and found.meaning.name != within:
            yield at
        else:
            within = found.meaning.name


def _is_list_item(at: int, lines: SourceLines) -> bool:
    """Whether a heading with a list mark stands right beside an item of the same kind that is no heading."""
    kind = list_kind(lines.texts[at])
    beside = (other for other in (at - 1, at + 1) if 0 <= other < len(lines.texts) and other not in lines.headings)
    return any(list_kind(lines.texts[other]) == kind for other in beside)


# -- lines that the user decided about -------------------------------------------------------------------------


def _decided_lines(source: Sequence[str], profile: Profile, decisions: Decisions) -> SourceLines:
    texts: list[str] = []
    numbers: list[int] = []
    headings: dict[int, HeadingMatch] = {}
    placed: dict[int, str] = {}
    keys = {key.strip() if key.strip().isdigit() else fold(key): keyword for key, keyword in decisions.places}
    for number, line in enumerate(source, 1):
        for part, found, keyword in _parts(number, line, keys, profile, decisions):
            if found is not None:
                headings[len(texts)] = found
            elif keyword:
                placed[len(texts)] = keyword
            texts.append(part)
            numbers.append(number)
    return SourceLines(texts, numbers, headings, placed, ())


def _parts(
    number: int, line: str, keys: Mapping[str, str], profile: Profile, decisions: Decisions
) -> Iterator[tuple[str, HeadingMatch | None, str]]:
    """A line, or the parts of one that the user split: text, heading, and keyword that it was placed under."""
    if number in decisions.texts:
        yield line, None, ""
    elif columns := _heading_columns(line, [column for at, column in decisions.splits if at == number], profile):
        if before := line[: columns[0] - 1]:
            yield before, certain_heading(before, profile), ""
        for column, end in zip(columns, [*columns[1:], len(line) + 1], strict=True):
            part = line[column - 1 : end - 1]
            yield part, heading_at_column(part, profile), ""
    elif keys and line.strip() and (keyword := _placed_under(number, line, keys)):
        yield line, None, keyword
    else:
        yield line, certain_heading(line, profile), ""


def _heading_columns(line: str, columns: Iterable[int], profile: Profile) -> list[int]:
    """The columns, from 1, at which a heading begins, of those that the user named."""
    return sorted(column for column in columns if column > 0 and heading_at_column(line[column - 1 :], profile))


def _placed_under(number: int, line: str, keys: Mapping[str, str]) -> str:
    """The keyword that the user gave to the text that begins with a line; `""` without one."""
    head = fold(line.partition(":")[0])
    return keys.get(str(number)) or ("" if head.isdigit() else keys.get(head, ""))
