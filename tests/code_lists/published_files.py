"""Writes code lists in the published format, with codes and titles of our own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

COLUMNS = (
    "Kod", "Giltig från", "Överordnad kod", "Titel", "Latin", "Beskrivning", "Exempel", "Innefattar", "Utesluter",
    "Anmärkning", "Kodningsinformation", "Innehåll", "Manifestation(*)/Etiologi(†)",
    "Koppling Manifestation(*)/Etiologi(†)", "Ej huvuddiagnos", "Kodnivå - kodspecifikation",
)  # fmt: skip
SUBCATEGORY = "Subkategorikod, fyrställig (fem tecken med punkt)"
DEEPER = "Nationell fördjupningskod, femställig (sex tecken med punkt)"
PATTERN = r"[A-Z][0-9]{2}(?:\.?[0-9]?[0-9A-Z])?[†*]?"

Row = Mapping[str, str]


def published(rows: Iterable[Row], columns: Iterable[str] = COLUMNS) -> bytes:
    """A file with a byte order mark and CRLF; a row has the cells of the columns that it names."""
    names = tuple(columns)
    lines = [names, *(tuple(row.get(name, "") for name in names) for row in rows)]
    return ("\ufeff" + "".join("\t".join(f'"{cell}"' for cell in cells) + "\r\n" for cells in lines)).encode()


def row(code: str, title: str, parent: str = "", level: str = SUBCATEGORY, **others: str) -> dict[str, str]:
    """The first row of a code; `others` by the beginnings of the names of their columns."""
    cells = {"Kod": code, "Giltig från": "1997-01-01", "Titel": title, "Överordnad kod": parent, COLUMNS[15]: level}
    names = {"since": COLUMNS[1], "marker": COLUMNS[12], "partners": COLUMNS[13], "never": COLUMNS[14]}
    return cells | {names[name]: cell for name, cell in others.items()}


INVENTED = (
    {"Kod": "22", "Giltig från": "1997-01-01", "Titel": "Påhittade tillstånd (Y00-Y99)", COLUMNS[15]: "Kapitelkod"},
    row("Y10-Y19", "Påhittade besvär", "22", "Avsnittskod, kodintervall"),
    row("Y10", "Kittelsjuka", "Y10-Y19", "Kategorikod, treställig"),
    row("Y10.0", "Kittelsjuka i fot", "Y10"),
    {"Kod": "Y10.0", "Innefattar": 'Så kallad "tåkittla" <i>plantaris</i>'},
    row("Y10.9", "Kittelsjuka, ospecificerad (skrattsjuka)", "Y10"),
    row("Y10.9A", "Kittelsjuka, ospecificerad, i grupp", "Y10.9", DEEPER),
    row("Y11", "Andra <b>fnitter</b>&nbsp;&amp; skratt", "Y10-Y19", "Kategorikod, treställig", since="2026-01-01"),
    row("Y20-Y29", "Påhittade orsaker", "22", "Avsnittskod, kodintervall", never="Ej huvuddiagnos"),
    row("Y20", "Fjäder", "Y20-Y29", "Kategorikod, treställig"),
    row("Y30", "Fnitterfeber", "22", "Kategorikod, treställig", marker="Etiologisk kod (†)", partners="Hicka (Y40*)"),
    row("Y40", "Hicka vid sjukdom", "22", "Kategorikod, treställig", marker="Manifestationskod (*)"),
    row("Y40.1", "Hicka vid fnitterfeber", "Y40"),
)  # fmt: skip
"""A classification of nothing that exists."""


def write_list(folder: Path, rows: Iterable[Row] = INVENTED, name: str = "paahittad.tsv") -> Path:
    """A file with these rows."""
    path = folder / name
    path.write_bytes(published(rows))
    return path
