"""How a note is to be read and converted: the same from the command line, in a batch and in Python."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from converter import readers
from converter.note.facts import GIVABLE
from converter.note.reading import NO_DECISIONS, Decisions, SourceForm
from converter.note.unicode_text import is_charset
from converter.profile import Profile, Target
from converter.profile.earlier_names import current_value
from converter.profile.schema import HEADINGS
from converter.record.given_facts import fact_named
from converter.record.mapping import Place


@dataclass(frozen=True, kw_only=True)
class ConvertOptions:
    """How a note is to be read and converted; everything has a plain default."""

    form: SourceForm | Literal[""] = ""
    """`""` to tell it by the content."""
    encoding: str = ""
    """The character encoding of the source; `""` to tell it by the content."""
    decisions: Decisions = NO_DECISIONS
    """What the user decided about lines of a copied text."""
    given: Mapping[str, str] = field(default_factory=dict)
    """Facts given beside the note (`note.facts.GIVABLE`)."""
    overrides: tuple[tuple[str, str], ...] = ()
    """Field and its value in the note, for each value of the note that a given one may replace."""
    places: tuple[Place, ...] = ()
    """Where text without a place belongs."""
    damaged_ok: bool = False
    """Convert a text that looks damaged by a wrong encoding."""
    add_phrases: bool = False
    """Add the phrases that the routine asks for, where they are missing."""
    approved_for_patient: str = ""
    """`yes` or `no`: whether the patient may read the note, for a target that states it; `""` to take the profile's."""
    headings: str = ""
    """Of `HEADINGS`: `clinic24` for the note's own; `""` for those that the target has by the profile."""
    charset: str = ""
    """The character set of the target; `""` for Unicode."""
    replace: bool = False
    """Swap what the character set lacks for something readable, with a finding each."""
    by_section: bool = False
    """Whether each keyword's text is handed out by itself: a field then holds one of them, not all."""
    section: str = ""
    """Only the text under this keyword of the note or of the record; `""` for the whole note."""

    @property
    def reading_decisions(self) -> Decisions:
        """The decisions about lines, and the places of texts, whose beginnings the reader has to know."""
        if not self.places:
            return self.decisions
        return self.decisions._replace(places=tuple((place.key, place.keyword) for place in self.places))

    def has_note_headings(self, target: Target) -> bool:
        """Whether an output has the headings of the note, not the record's: as chosen, else as the target has it."""
        return self.headings == "clinic24" if self.headings else target.note_headings

    def check(self, profile: Profile) -> None:
        """Raises `ValueError` for a value that no note can be converted with."""
        if self.form and self.form not in readers.FORMS:
            raise ValueError(f"form must be one of {', '.join(readers.FORMS)}")
        if self.headings and self.headings not in HEADINGS and current_value("headings", self.headings) not in HEADINGS:
            raise ValueError(f"headings must be one of {', '.join(HEADINGS)}")
        if self.approved_for_patient not in ("", "yes", "no"):
            raise ValueError("approved_for_patient must be yes or no")
        if self.charset and not is_charset(self.charset):
            raise ValueError("charset must be a character set that Python knows")
        if self.given and (unknown := [fact for fact in self.given if fact not in GIVABLE]):
            raise ValueError(f"given must be facts of {', '.join(GIVABLE)}, not {', '.join(unknown)}")
        if self.overrides and (unknown := [name for name, _ in self.overrides if not fact_named(name, profile)]):
            raise ValueError(f"overrides must name {', '.join(GIVABLE)} or their labels, not {', '.join(unknown)}")
        if self.decisions.places:
            raise ValueError("decisions have no places: those are an option of their own")
        if self.places and any(place.keyword not in profile.places for place in self.places):
            raise ValueError(f"a place must be one of {', '.join(profile.places)}")


DEFAULT: Final = ConvertOptions()
