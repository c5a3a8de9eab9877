"""The words of the page in both languages, and what findings say on a page, where there is no command line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from converter.findings import Finding
from converter.findings.catalogue import Language

LANGUAGES: Final = ("sv", "en")

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "title": ("Triageanteckning till journalen", "Triage note to the record"),
    "privacy": ("Sidan finns bara på den här datorn. Inget sparas och inget skickas vidare.",
                "The page exists on this computer alone. Nothing is saved and nothing is sent on."),
    "step_paste": ("1 Klistra in", "1 Paste"),
    "step_result": ("2 Så hamnar det", "2 Where it ends up"),
    "step_fields": ("3 Fyll i", "3 Fill in"),
    "step_finish": ("4 Klart", "4 Finish"),
    "note": ("Anteckningen", "The note"),
    "note_help": ("Klistra in med Ctrl+V, eller släpp en fil här.", "Paste with Ctrl+V, or drop a file here."),
    "paste": ("Klistra in", "Paste"),
    "paste_denied": ("Webbläsaren gav inte tillgång till urklipp. Ställ markören i fältet och tryck Ctrl+V.",
                     "The browser gave no access to the clipboard. Put the cursor in the field and press Ctrl+V."),
    "open_file": ("Öppna fil", "Open file"),
    "new_patient": ("Ny patient", "New patient"),
    "target": ("Journalsystem", "Record system"),
    "messages": ("Meddelanden", "Messages"),
    "information": ("Upplysningar", "Information"),
    "error": ("Fel", "Error"),
    "warning": ("Varning", "Warning"),
    "info": ("Upplysning", "Information"),
    "line": ("Rad", "Line"),
    "show_line": ("Visa raden", "Show the line"),
    "answered": ("Dina svar", "Your answers"),
    "undo": ("Ångra", "Undo"),
    "from_note": ("I anteckningen", "In the note"),
    "to_record": ("I journalen", "In the record"),
    "without_place": ("Saknar plats", "Has no place"),
    "without_keyword": ("Text utan sökord", "Text without a keyword"),
    "place_where": ("Var ska texten stå?", "Where does the text belong?"),
    "choose_place": ("Välj plats", "Choose a place"),
    "empty_rows": ("Utan text", "Without text"),
    "no_fields_yet": ("Här fyller du i det som saknas.", "What is missing is filled in here."),
    "nothing_yet": ("Klistra in en anteckning, så visas här var varje text hamnar.",
                    "Paste a note to see here where each text ends up."),
    "unreadable": ("Texten kan inte läsas som en anteckning än.", "The text cannot be read as a note yet."),
    "copy": ("Kopiera", "Copy"),
    "copy_all": ("Kopiera allt", "Copy all"),
    "copied": ("Kopierat", "Copied"),
    "characters": ("tecken", "characters"),
    "ends_in": ("slutar", "ends in"),
    "copy_denied": ("Webbläsaren gav inte tillgång till urklipp. Texten är markerad här: tryck Ctrl+C.",
                    "The browser gave no access to the clipboard. The text is selected here: press Ctrl+C."),
    "text_to_copy": ("Text att kopiera", "Text to copy"),
    "download": ("Ladda ner", "Download"),
    "downloaded": ("Nedladdad", "Downloaded"),
    "missing": ("Det här behövs först:", "This is needed first:"),
    "missing_field": ("saknas", "is missing"),
    "fill_in": ("Fyll i", "Fill in"),
    "your_settings": ("Dina inställningar", "Your settings"),
    "your_setting": ("din inställning", "your setting"),
    "form_of_a_time": ("Skriv till exempel 2024-03-14 09:40.", "Write 2024-03-14 09:40 for example."),
    "split": ("Dela: ta den första anteckningen nu", "Split: take the first note now"),
    "waiting": ("En anteckning till väntar.", "Another note is waiting."),
    "next_note": ("Ta fram nästa anteckning", "Take the next note"),
    "registration": ("Kontaktregistrering", "Contact registration"),
    "questions": ("Frågor om kontakten", "Questions about the contact"),
    "no_questions": ("Inga frågor återstår.", "No questions are left."),
    "clear_answer": ("Ta bort svaret", "Remove the answer"),
    "registration_page": ("Att fylla i", "To enter"),
    "rests_on": ("Sidan bygger på", "The page is based on"),
    "inferred": ("(härlett)", "(inferred)"),
    "answer_missing": ("svar saknas, se frågorna", "no answer yet, see the questions"),
    "not_covered": ("Rutinen täcker inte det här", "The routine does not cover this"),
    "left_open": ("Det här lämnar rutinen öppet", "The routine leaves this open"),
    "errors_one": ("fel", "error"),
    "errors_many": ("fel", "errors"),
    "warnings_one": ("varning", "warning"),
    "warnings_many": ("varningar", "warnings"),
    "ready": ("Inga fel", "No errors"),
    "working": ("Läser …", "Reading …"),
    "failed_gone": (
        "Programmet svarar inte: det har avslutats, eller sidan har laddats om. Texten är kvar här på sidan. Kopiera "
        "den och starta mvg page igen.",
        "The program does not answer: it has ended, or the page was loaded again. The text is still here on the page. "
        "Copy it and start mvg page again.",
    ),
    "failed_refused": (
        "Programmet godtog inte anropet. Texten är kvar här på sidan. Kopiera den och starta mvg page igen.",
        "The program did not accept the request. The text is still here on the page. Copy it and start mvg page again.",
    ),
    "failed_too_large": ("Texten är större än gränsen på 1 MB. Den är kvar här på sidan; dela den.",
                         "The text is larger than the limit of 1 MB. It is still here on the page; split it."),
    "failed_fault": (
        "Ett fel i programmet (MVG901). Texten är kvar här på sidan. Försök igen, eller använd mvg copy.",
        "A fault in the program (MVG901). The text is still here on the page. Try again, or use mvg copy.",
    ),
    "try_again": ("Försök igen", "Try again"),
    "not_a_file": ("Filen kunde inte läsas.", "The file could not be read."),
}  # fmt: skip

_FINDINGS: Final[dict[str, tuple[tuple[str, str], tuple[str, str]]]] = {
    "MVG310": (
        ("Texten på rad {0} har lagts under {1}, som du valde.", ""),
        ("The text on line {0} was put under {1}, as you chose.", ""),
    ),
    "MVG313": (
        ("{0} i anteckningen har ersatts av det som du fyllde i.", "Kontrollera att det är rätt."),
        ("{0} of the note was replaced by what you filled in.", "Check that it is right."),
    ),
    "MVG314": (
        (
            "Titeln som du fyllde i för {0} används inte, eftersom anteckningen redan har en diagnos med samma kod.",
            "Ändra i anteckningen om titeln är fel.",
        ),
        (
            "The title that you filled in for {0} is not used, because the note has a diagnosis with the same code.",
            "Change it in the note if the title is wrong.",
        ),
    ),
    "MVG320": (
        ("Det som du fyllde i för {0} säger emot anteckningen. Inget har ersatts.", ""),
        ("What you filled in for {0} contradicts the note. Nothing was replaced.", ""),
    ),
    "MVG321": (
        ("Det som du fyllde i för {0} är en platshållare, inte ett värde.", "Skriv det verkliga värdet."),
        ("What you filled in for {0} is a placeholder, not a value.", "Write the real value."),
    ),
    "MVG322": (
        ("Anteckningen har ett annat värde för {0} än det som skulle ersättas.", "Fyll i fältet på nytt."),
        ("The note has another value for {0} than the one to replace.", "Fill in the field again."),
    ),
    "MVG262": (
        ("Texten ser skadad ut och används ändå, som du valde.", "Jämför med källan."),
        ("The text seems damaged and is used anyway, as you chose.", "Compare with the source."),
    ),
    "MVG312": (
        ("Frasen ”{0}” har lagts till i {1}, som du valde.", "Läs igenom."),
        ("The phrase “{0}” was added to {1}, as you chose.", "Read it through."),
    ),
}
"""Message and next step of the findings that otherwise speak of the command line, in Swedish and English."""

_COMMAND_LINE: Final = re.compile(r"[^.:;!?]*[:;]?[^.:;!?]*(?:--[a-z]|\bmvg [a-z])[^.;!?]*(?:\.(?!\S)|$)")
"""A sentence about an option or a command."""


def page_words(language: Language) -> Mapping[str, str]:
    """The words of the page in `sv` or `en`."""
    return {name: words[LANGUAGES.index(language)] for name, words in _WORDS.items()}


def page_message(finding: Finding, language: Language) -> tuple[str, str]:
    """What a finding says on the page, and the next step where that is no option of the command line."""
    if finding.code in _FINDINGS:
        message, step = _FINDINGS[finding.code][LANGUAGES.index(language)]
        return message.format(*finding.words), step.format(*finding.words)
    return finding.message(language), _COMMAND_LINE.sub("", finding.next_step(language)).strip()
