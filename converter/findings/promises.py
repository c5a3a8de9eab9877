"""The promises of the program, by the numbers that findings cite; `docs/promises.md` has the evidence for each."""

from __future__ import annotations

from typing import Final

PROMISES: Final[dict[str, tuple[str, str]]] = {
    "P1": ("Ingen text går förlorad.", "No text is lost."),
    "P2": ("Ingen text ändras.", "No text is altered."),
    "P3": ("En fel teckenkodning vägras; den gissas aldrig.", "A wrong encoding is refused, never guessed."),
    "P4": ("Skadlig XML gör ingenting.", "Hostile XML does nothing."),
    "P5": ("Resultatet är välformat och gör inget av sig självt.", "Output is well formed and inert."),
    "P6": ("De tre obligatoriska fälten krävs.", "The three mandatory fields are enforced."),
    "P7": ("Varje anteckning får ett utfall, och bara ett.", "One input, one outcome."),
    "P8": ("Ingen fil skrivs till hälften.", "No file is torn."),
    "P9": (
        "En avbruten körning fortsätter och slutar som en som inte avbröts.",
        "A killed batch continues and ends as one that was not.",
    ),
    "P10": ("Det som rapporteras klart överlever ett strömavbrott.", "What is reported done survives a power cut."),
    "P11": (
        "Ett systemfel kostar en anteckning, eller stoppar i god ordning.",
        "An error of the system costs one note, or stops in good order.",
    ),
    "P12": (
        "En arbetsprocess som dör eller hänger sig kostar bara sin egen anteckning.",
        "A worker that dies or hangs costs its own note alone.",
    ),
    "P13": (
        "Parallellt, i följd och på nytt ger samma resultat.",
        "Parallel, sequential and repeated runs give the same bytes.",
    ),
    "P14": ("Bara en körning i taget i en mapp.", "One run at a time in a folder."),
    "P15": ("Inga patientuppgifter utanför resultat och karantän.", "No patient data outside outputs and quarantine."),
    "P16": ("Revisionsloggen visar varje ändring.", "The audit log shows every edit and cut."),
    "P17": ("Filer är privata.", "Files are private."),
    "P18": (
        "Inget skrivs utanför de angivna mapparna, och länkar följs inte.",
        "Nothing is written outside the given folders, and links are not followed.",
    ),
    "P19": ("Inget namn skriver över en annan anteckning.", "No name overwrites another note."),
    "P20": ("Ingenting i en anteckning styr terminalen.", "Nothing of a note controls the terminal."),
    "P21": ("Tiden växer med storleken, minnet gör det inte.", "Time grows with the size, memory does not."),
    "P22": ("Proven märker ett ändrat program.", "The tests notice a changed program."),
    "P23": ("Varje rad och gren körs i proven.", "Every line and branch is run by the tests."),
    "P24": (
        "Journaltext hamnar aldrig på fel plats utan ett meddelande.",
        "Text of the record is never misplaced without a finding.",
    ),
    "P25": (
        "Inget kommando tar bort den enda kopian av en anteckning.",
        "No command removes the only copy of an input.",
    ),
    "P26": ("Kontrollräkningen är oberoende av programmet.", "The proof is independent of what it proves."),
    "P27": ("Varje indata får ett redovisat utfall.", "Every input has a reported outcome."),
    "P28": (
        "Mottagarens krav kontrolleras innan något skickas.",
        "A receiver's requirements are checked before anything is sent.",
    ),
}
"""Number to its promise in Swedish and in English."""
