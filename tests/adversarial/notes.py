"""Adversarial notes: ordinary notes with planted troubles, each line with what its writer meant by it.

Written from the routine's keyword table and the description of what a reader can misunderstand. It shares no code and
no table with the program; a seed makes the same note every time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import Final, NamedTuple

KEYWORDS: Final = {
    "Besöksorsak": "Kontaktorsak",
    "Patientens egenanamnes": "Patientens egen anamnes (Min vård Gävleborg)",
    "Kompletterande anamnes": "Kompletterande anamnes (Min vård Gävleborg)",
    "Status": "Status",
    "Bedömning": "Bedömning",
}
"""The routine's table: the keyword in Clinic24, and the one in PMO."""
GROUP: Final = "Anamnes"
OWN: Final = "Patientens egenanamnes"

FACT, HEADING, TEXT, BLANK = "fact", "heading", "text", "blank"
REPORTED, ASKED = "reported", "asked"

GRAVE: Final = (
    "Huvuddiagnos", "Bidiagnos", "Journaltyp", "Signera från enhet", "Enhetens HSA-id", "Signerad av", "Signerad tid",
)  # fmt: skip
"""Labels that would open the gate, or name a diagnosis or a signature."""
PATIENTS: Final = (
    "Patientens namn", "Patientens personnummer", "Patientens samordningsnummer", "Patientens reservnummer",
)  # fmt: skip
OTHER_LABELS: Final = (
    "Ärende", "Ärendet skapat", "Ärendet avslutat", "Vårdpersonalens namn", "Vårdpersonalens roll",
    "Vårdpersonalens HSA-id", "Patientens sökorsak", "Triagefråga", "Triagesvar", "Triageutfall", "Kontaktens kanaler",
    "Konsulterad kollega", "Enhet vid kontakten", "Chattens form", "Kontaktens ursprung", "Kontaktens prioritet",
    "Registreras i", "Journalsystem", "Medicinsk bedömning gjord", "Beslut i kontakten", "Konsultation av kollega",
    "Rollen i kontakten", "Registrerar själv", "Dikterar", "Avgiftsfri kontakt", "Kontakten avslutad",
    "Patienten triagerad", "Bokningsbiljett utfärdad", "Formulär skickade",
)  # fmt: skip
VALUES: Final = {
    "Huvuddiagnos": "F20.0 Paranoid schizofreni", "Bidiagnos": "Z73.3 Stress", "Journaltyp": "Utskrivningsanteckning",
    "Signera från enhet": "Psykiatrin", "Signerad av": "Per Psykiater", "Signerad tid": "2019-01-02T10:00",
    "Enhetens HSA-id": "SE2321000016-XXXX", "Patientens personnummer": "195211182018", "Kontaktens kanaler": "video",
    "Chattens form": "synkron", "Kontaktens ursprung": "drop in", "Kontaktens prioritet": "2",
    "Registreras i": "Elvis", "Journalsystem": "Melior", "Medicinsk bedömning gjord": "ja",
    "Beslut i kontakten": "inget", "Dikterar": "nej", "Kontakten avslutad": "ja",
}  # fmt: skip
"""What the planted labels say where a value of the right kind is the worst; else a few words of prose."""

CERTAIN: Final = (
    "{}", "{}", "{}", "{}:", "{} :", "{}.", "{} -", "{} –", "{}—", "”{}”", '"{}"', "'{}'", "»{}«", "• {}",
    "- {}", "* {}:", "– {}", "1. {}", "2) {}:", "(3) {}", "a) {}", "  {}", "\t{}", "{}\u00a0", "{}  ", "\u00a0{}:",
)  # fmt: skip
POSSIBLE: Final = (
    "[{}]", "({})", "<b>{}</b>", "## {}", "**{}**", "__{}__", "== {} ==", "--- {} ---", "> {}", "{} •", "{};", "{}!",
    "{},", "{}?", "{}…", "| {} |", "~{}~", "→ {}", "☐ {}", "✓ {}", "§ {}", "#1 {}", "{} (ssk)", "{} (dr Ek)",
    "{}/lokalstatus", "{} / plan", "{} och åtgärd", "{} samt plan", "{} & plan", "{} + plan", "{} 2", "{} nr 2",
    "{} i dag:", "{} idag", "{} vid ankomst", "{} vid ankomst:", "{} på mottagningen", "{} av läkare:", "{} kl 14:20",
    "{} 2024-03-14", "Medicinsk {}", "Läkarens {}:", "Min {}", "Ny {}", "Dr Ek: {}", "Rubrik: {}", "14:20 {}",
    "kl 14.20 {}:", "2.1 {}",
    "IV. {}", "Nr 1 {}", "2024-03-14 {}", ": {}",
)  # fmt: skip
GARBLED: Final = {
    "Status": (
        "S t a t u s", "Ѕtаtus", "Stauts", "Satus", "Statuss", "Sttus:", "Stat.us", "Ｓｔａｔｕｓ", "Stat",
        "Statsu", "5tatus",
    ),
    "Bedömning": (
        "B e d ö m n i n g", "Веdömning", "Bedomning", "Bedöming", "Bedömnning:", "Bedömnign", "Bedömn", "Bed?mning",
        "BedÃ¶mning", "Bedömningen", "Bedömningar", "Ｂｅｄöｍｎｉｎｇ",
    ),
    "Kompletterande anamnes": (
        "Kompl anamnes", "Kompletterande amanes", "Komplettrande anamnes:", "Kompletterandeanamnes", "Kompletterande",
        "Kompletterande  anamnnes", "K o m p l e t t e r a n d e a n a m n e s", "Kompl. anamnes:",
        "Комpletterande anamnes",
    ),
}  # fmt: skip
"""Misspelt, cut short, spaced out, in letters of another script, or damaged."""

PROSE: Final = (
    "Har haft ont i halsen sedan i lördags {}.", "Ingen feber och ingen hosta {}.", "sover dåligt om nätterna {},",
    "Äter och dricker som vanligt {}.", "Tog Alvedon 500 mg i går kväll {}.", "Uppger att hon mår bättre i dag {}.",
    "Har inte varit utomlands {}.", "Pat ringer åter om det blir sämre {}.", "nedsatt aptit, trött {}",
    "Fick remiss till röntgen {}; svar väntas.", "Blodtryck hemma 130/80 {}.", "kl. 14.20: ringde tillbaka {}",
    "Smärtan sitter i höger knä {}, värst i trappor.", "Inga kända allergier {}.",
)  # fmt: skip
QUIET: Final = (
    "Status post appendektomi {}.", "Status quo {}.", "Inget avvikande i status {}.",
    "Väntar på bedömning av ortoped {}.", "enligt anamnes och status finns inget nytt att säga {}",
    "T Metformin 500 mg 1x2 {}", "Prov\tVärde {}\tRef", "CRP\t12\t<5 {}",
    "”Det gör ont när jag sväljer {}” säger hon.", "> skrev till mottagningen i går {}", "1 tablett vid behov {}",
    "Han undrar: ska jag vänta {}?", "Diagnos sedan 2019: astma {}.", "Hur länge: två veckor {}.", "https://example.org/{}",
)  # fmt: skip
"""Ordinary lines that a reader may take for something else; they deserve no finding that stops an export."""
GOES_ON: Final = (
    "Status oförändrat jämfört med förra besöket, säger patienten {}.",
    "Bedömning gav inget svar på frågan om vad som orsakar värken {}.",
    "Status verkade bra när jag ringde dem i tisdags förmiddag {}.",
)
"""Prose that begins with a keyword."""
PARAGRAPHS: Final = (
    "Hosta. Status: opåverkad {}. Bedömning: övre luftvägsinfektion.",
    "Ont. Bedömning: stukning {}. Status: svullen.",
)
KNOWN_SUB_HEADINGS: Final = ("Aktuella läkemedel:", "Överkänslighet:", "Socialt:", "Tidigare sjukdomar:")
SUB_HEADINGS: Final = ("Balansprov:", "Färdtjänst:", "Hjälpmedel hemma:", "Kontakt med skolan:")
PROFESSIONAL: Final = ("Lokalstatus:", "Sammanfattning:")
ITEMS: Final = (("- Hosta {}", "- Status", "- Trött {}"), ("1. Feber {}", "2. Bedömning", "3. Åter {}"))

ODD: Final = (
    "<b>hej</b> &amp; <!-- {} -->",
    "]]> {} <![CDATA[",
    "\u200bosynligt\u200b {}",
    "🤒 39,5 °C {} 👩‍⚕️",
    "a\u0308ldre stavning {}",
    "x" * 3000 + " {}",
    "{{ heading }} {% raw %} {}".replace("{}", "@").replace("@", "{}"),
    "   indraget {}",
    "…",
    "?",
    "- ",
    "100",
)
"""Lines that mark-up, templates or patterns may take for something else."""

ENDS: Final = ("\n", "\r\n", "\r", "\f", "\v", "\x85", "\u2028", "\u2029")


class Line(NamedTuple):
    """A line of a note and what its writer meant by it."""

    text: str
    role: str
    owner: str = ""
    """The keyword whose text it is, or begins; the label of a fact."""
    need: str = ""
    """`TOLD`: a finding at the line is needed; `ASKED`: an export must stop, too."""
    rest: str = ""
    """The text behind a heading on its line, or the value of a fact."""
    moves: bool = False
    """What follows may be put elsewhere than its writer meant, as this line is reported."""
    kind: str = ""
    """The trouble that was planted."""


class Note(NamedTuple):
    """A note, and what a command must make of it as a whole."""

    lines: tuple[Line, ...]
    ends: tuple[str, ...]
    exit_code: int = 0
    """What export and copy must end with; 0 when nothing is wrong with the whole note."""
    kinds: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        """The copied text."""
        return "".join(line.text + end for line, end in zip(self.lines, self.ends, strict=True))


class Writer:
    """Writes one note; every line of prose has a number of its own."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.number = 1000
        self.exit_code = 0
        self.kinds: list[str] = []
        self.head_labels: set[str] = set()
        self.patient_planted = False
        self.intruded = False
        self.unsure = False
        self.settled = True
        """No keyword stands in an unusual place, so each may be written in any way."""
        self.sections: list[str] = []
        self.order: list[str] = []
        self.read: list[str] = []
        """The keywords whose headings are certain."""

    def mark(self) -> str:
        """A mark that no other line has."""
        self.number += 1
        return f"(obs {self.number})"

    def text(self, form: str, owner: str, need: str = "", kind: str = "") -> Line:
        """A line of text."""
        if kind and kind not in self.kinds:
            self.kinds.append(kind)
        return Line(form.replace("{}", self.mark()), TEXT, owner, need, kind=kind)

    def prose(self, owner: str) -> Line:
        """An ordinary line of text."""
        return self.text(self.rng.choice(PROSE), owner)

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    # -- head and tail

    def head(self) -> Iterator[Line]:
        """Facts before the first keyword, and perhaps a paragraph below an answer."""
        facts = [("Patientens namn", "Astrid Exempelsson"), ("Patientens personnummer", "199104272381")]
        facts = facts if self.chance(0.6) else []
        if self.chance(0.3):
            facts.append(("Ärende", "C24-2024-031407"))
        if self.chance(0.4):
            facts.append(("Vårdpersonalens namn", "Lisbet Mallgren"))
        asked = [("Patientens sökorsak", "Ont i halsen"), ("Triagefråga", "Feber?"), ("Triagesvar", "Nej")]
        facts += asked if self.chance(0.4) else []
        self.head_labels = {label for label, _ in facts}
        for label, value in facts:
            yield Line(f"{label}: {value}", FACT, label, rest=value)
            if label in ("Triagesvar", "Patientens sökorsak") and self.chance(0.05):
                yield blank()
                yield self.text("Tål inte penicillin {}.", "", ASKED, "paragraph below an answer")
                self.exit_code = self.exit_code or 1
        yield blank()
        if not (facts and facts[-1][0] == "Triagesvar") and self.chance(0.04):
            yield self.text("Chatt i dag {}.", "", ASKED, "text before the first keyword")
            yield blank()

    def tail(self) -> Iterator[Line]:
        """The facts behind the last keyword."""
        facts = [
            ("Huvuddiagnos", "J03.9 Akut tonsillit"), ("Journaltyp", "Läkaranteckning"),
            ("Signera från enhet", "Exempelby hälsocentral"), ("Signerad av", "Lisbet Mallgren"),
            ("Signerad tid", "2024-03-14T09:41:00+01:00"),
        ]  # fmt: skip
        if self.chance(0.3):
            facts.insert(1, ("Bidiagnos", "R50.9 Feber"))
        if self.chance(0.3):
            self.rng.shuffle(facts)
        yield blank()
        trouble = self.rng.choice(TAIL_TROUBLES) if self.chance(0.12) else ""
        if trouble:
            self.kinds.append(trouble)
        if trouble == "label twice at the end":
            facts.append(("Huvuddiagnos", "F20.0 Paranoid schizofreni"))
        if trouble == "another patient at the end":
            facts.append(("Patientens personnummer", "195211182018"))
            self.exit_code = 65 if "Patientens personnummer" in self.head_labels else self.exit_code
        if trouble == "colon above the end":
            yield self.text("Ur remissen {}:", self.order[-1])
            yield blank()
        refused = trouble in ("label twice at the end", "colon above the end") or self.order[-1] == OWN
        if trouble == "two labels on a line":
            (one, value), (other, second) = facts.pop(), facts.pop()
            yield Line(f"{one}: {value} {other}: {second}", FACT, one, ASKED, value, kind=trouble)
        for label, value in facts:
            grave = refused and label in GRAVE
            yield Line(f"{label}: {value}", FACT, label, ASKED if grave else "", value, kind=trouble)
            if self.chance(0.1):
                yield blank()

    # -- sections

    def heading(self, keyword: str) -> Line:
        """A heading, written in one of many ways."""
        self.unsure = keyword in GARBLED and not (self.intruded and keyword == "Status")
        self.unsure = self.unsure and self.settled and self.chance(0.12)
        if self.unsure:
            garbled = self.chance(0.4)
            form = self.rng.choice(GARBLED[keyword] if garbled else POSSIBLE)
            self.kinds.append(f"heading {form}")
            return Line(form.format(keyword), TEXT, keyword, ASKED, moves=True, kind=f"heading {form}")
        self.read.append(keyword)
        form = self.rng.choice(CERTAIN)
        spelt = self.rng.choice((keyword, keyword, keyword.upper(), keyword.replace(" ", "  ")))
        if self.chance(0.15):
            rest = self.rng.choice(PROSE).format(self.mark())
            return Line(f"{spelt}: {rest}", HEADING, keyword, rest=rest)
        return Line(form.format(spelt), HEADING, keyword)

    def section(self, keyword: str, last: bool, need: str = "") -> Iterator[Line]:
        """A heading and its text, with a trouble now and then."""
        heading = self.heading(keyword)
        yield heading._replace(need=heading.need or need)
        if heading.role == HEADING and heading.text.strip()[0].isalpha() and self.chance(0.2):
            yield blank()
        yield self.prose(keyword)
        for _ in range(self.rng.randrange(4)):
            if self.chance(0.45):
                yield from self.rng.choice(PLANTS)(self, keyword)
                yield self.prose(keyword)
            else:
                yield from (blank(),) if self.chance(0.2) else ()
                yield self.prose(keyword)
        if not last and self.chance(0.15):
            yield self.text("Ringde tillbaka kl. 14.20 {}.", keyword, kind="heading right below text")
        elif not last:
            yield from (blank(),) * self.rng.choice((1, 1, 1, 2))

    def body(self) -> Iterator[Line]:
        """All sections, with the group heading now and then; now and then one out of its order, or one twice."""
        self.sections = [name for name in KEYWORDS if name in ("Besöksorsak", OWN) or self.chance(0.8)]
        order = [(name, "") for name in self.sections]
        if len(order) > 3 and self.chance(0.05):
            self.kinds.append("unusual order")
            order[-2:] = [order[-1], (order[-2][0], REPORTED)]
        elif len(order) > 3 and self.chance(0.05):
            self.kinds.append("keyword twice")
            order.append((order[-2][0], REPORTED))
        self.order = [name for name, _ in order]
        self.settled = not any(need for _, need in order)
        for number, (keyword, need) in enumerate(order, 1):
            if keyword == OWN and self.chance(0.5):
                filled = self.chance(0.05)
                yield Line(GROUP, HEADING, GROUP, ASKED if filled else "", kind="text under the group heading")
                yield from (self.prose(GROUP),) if filled else ()
                yield blank()
            yield from self.section(keyword, number == len(order), need)


def blank() -> Line:
    """A line with nothing on it."""
    return Line("", BLANK)


# -- troubles -------------------------------------------------------------------------------------------------


def _label(writer: Writer, owner: str) -> Iterator[Line]:
    label = writer.rng.choice(GRAVE + OTHER_LABELS + PATIENTS)
    if label in PATIENTS:
        if writer.patient_planted:
            return
        writer.patient_planted = True
        if label in writer.head_labels:
            writer.exit_code = 65
    need = ASKED if label in GRAVE else REPORTED
    value = VALUES.get(label) or f"hade jag på jobbet {writer.mark()}"
    written = writer.rng.choice(
        (label, label, label, label.upper(), f"• {label}", f"3) {label}", f"”{label}”", f" {label} ")
    )
    if label in GRAVE and writer.chance(0.2):
        yield writer.text(written, owner, need, f"label {label} over its value")._replace(moves=True)
        yield from (blank(),) if writer.chance(0.3) else ()
        yield writer.text(value, owner)
    else:
        yield writer.text(f"{written}: {value}", owner, need, f"label {label}")


def _label_in_a_sentence(writer: Writer, owner: str) -> Iterator[Line]:
    label = writer.rng.choice(GRAVE + OTHER_LABELS).lower()
    yield writer.text(
        f"På utskriften står {label}: {VALUES.get(label.capitalize(), 'knät')} {{}}.", owner, kind="label in a sentence"
    )


def _pmo_keyword(writer: Writer, owner: str) -> Iterator[Line]:
    """A keyword that only PMO has: nothing is written under it, so it stays text."""
    form = writer.rng.choice(("Åtgärd", "Planering:", "Åtgärd: vila {}.", "PLANERING: återbesök {}."))
    yield writer.text(form, owner, ASKED if owner == OWN and not writer.intruded else REPORTED, "keyword of PMO alone")


def _odd_signs(writer: Writer, owner: str) -> Iterator[Line]:
    yield writer.text(writer.rng.choice(ODD), owner, kind="odd signs")


def _quoted(writer: Writer, owner: str) -> Iterator[Line]:
    yield writer.text("Ur remissen {}:", owner)
    yield blank()
    for label in writer.rng.sample(GRAVE, 3):
        yield writer.text(f"{label}: {VALUES[label]}", owner, ASKED, "quoted labels")


def _quiet(writer: Writer, owner: str) -> Iterator[Line]:
    yield from (blank(),) if writer.chance(0.3) else ()
    for form in writer.rng.sample(QUIET, 2):
        yield writer.text(form, owner, kind="ordinary lines")


def _goes_on(writer: Writer, owner: str) -> Iterator[Line]:
    yield writer.text(writer.rng.choice(GOES_ON), owner, REPORTED, "prose that begins with a keyword")


def _paragraph(writer: Writer, owner: str) -> Iterator[Line]:
    yield writer.text(writer.rng.choice(PARAGRAPHS), owner, ASKED, "several headings on a line")


def _known_sub_heading(writer: Writer, owner: str) -> Iterator[Line]:
    yield blank()
    heading = writer.rng.choice(KNOWN_SUB_HEADINGS)
    yield writer.text(heading, owner, "" if owner == OWN or writer.unsure else REPORTED, "known sub-heading")


def _sub_heading(writer: Writer, owner: str) -> Iterator[Line]:
    yield blank()
    yield writer.text(
        writer.rng.choice(SUB_HEADINGS),
        owner,
        ASKED if owner == OWN and not writer.intruded else REPORTED,
        "sub-heading",
    )


def _professional(writer: Writer, owner: str) -> Iterator[Line]:
    yield from (blank(),) if owner != OWN or writer.intruded or writer.chance(0.5) else ()
    yield writer.text(
        writer.rng.choice(PROFESSIONAL),
        owner,
        ASKED if owner == OWN and not writer.intruded else REPORTED,
        "professional heading",
    )


def _list(writer: Writer, owner: str) -> Iterator[Line]:
    for form in writer.rng.choice(ITEMS):
        yield writer.text(form, owner, kind="keyword among list items")


def _intruder(writer: Writer, owner: str) -> Iterator[Line]:
    """A keyword alone on a line of the patient's text, which comes again where it belongs."""
    if owner != OWN or writer.intruded or "Status" not in writer.sections or not writer.settled:
        return
    writer.intruded = True
    yield writer.text("Status", owner, REPORTED, "keyword within the patient's text")._replace(moves=True)


TAIL_TROUBLES: Final = (
    "label twice at the end", "another patient at the end", "colon above the end", "two labels on a line",
)  # fmt: skip
PLANTS: Final[tuple[Callable[[Writer, str], Iterator[Line]], ...]] = (
    _label, _label, _label, _quoted, _quiet, _quiet, _goes_on, _paragraph, _known_sub_heading, _sub_heading,
    _professional, _list, _intruder, _label_in_a_sentence, _pmo_keyword, _odd_signs,
)  # fmt: skip


# -- the whole note -------------------------------------------------------------------------------------------


def ends_of(rng: Random, lines: tuple[Line, ...]) -> tuple[str, ...]:
    """A line end for each line: mostly the same, now and then all kinds."""
    kinds = ENDS if rng.random() < 0.3 else (rng.choice(("\n", "\n", "\r\n", "\r")),)
    ends: list[str] = []
    for line in lines:
        end = rng.choice(kinds)
        joins = bool(ends) and ends[-1] == "\r" and not line.text and end.startswith("\n")
        ends.append("\r" if joins else end)
    return tuple(ends)


def adversarial(seed: int) -> Note:
    """The note of a seed."""
    rng = Random(seed)
    writer = Writer(rng)
    lines = [*writer.head(), *writer.body()]
    if rng.random() < 0.06 and len(writer.read) > 1 and "unusual order" not in writer.kinds:
        lines += _second(writer, lines)
    lines += writer.tail()
    found = tuple(lines)
    return Note(found, ends_of(rng, found), writer.exit_code, tuple(writer.kinds))


def _second(writer: Writer, first: list[Line]) -> list[Line]:
    """A second note below the first: another one, or the same again."""
    writer.exit_code = 65
    if writer.chance(0.3):
        writer.kinds.append("the same note twice")
        return [blank(), *first]
    writer.kinds.append("second note")
    known = [name for name in KEYWORDS if name in writer.read]
    names = sorted(writer.rng.sample(known, writer.rng.randint(2, len(known))), key=known.index)
    form = writer.rng.choice(("{}", "{}:", "1. {}", "”{}”"))
    lines = [blank()]
    for keyword in names:
        lines += [Line(form.format(keyword), HEADING, keyword), writer.prose(keyword), blank()]
    return lines
