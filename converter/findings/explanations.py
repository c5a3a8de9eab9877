"""Causes and remedies that a finding names in a word: the same code, but another mistake behind it.

A word of a finding that is `#` and the name of a row becomes the cause in its message and the remedy in its next step.
`{0}`, `{1}` are filled with the words that follow it.
"""

# Annotations are not postponed here: each one of a NamedTuple would be compiled at every start.

from collections.abc import Sequence
from typing import Final, NamedTuple


class Explanation(NamedTuple):
    """A cause and what to do about it, in two languages."""

    cause: str
    remedy: str
    english_cause: str
    english_remedy: str


_E = Explanation

EXPLANATIONS: Final[dict[str, Explanation]] = {
    # -- a TOML file -----------------------------------------------------------------------------------------
    "ansi": _E(
        "filen är sparad som ANSI (cp1252), så å, ä och ö blir fel",
        "Spara om den som UTF-8: i Anteckningar väljs det vid Kodning under Spara som.",
        "the file is saved as ANSI (cp1252)",
        "Save it as UTF-8: in Notepad it is chosen at Encoding under Save as.",
    ),
    "utf-16": _E(
        "filen är sparad som UTF-16 (Unicode)",
        "Spara om den som UTF-8: i Anteckningar väljs det vid Kodning under Spara som.",
        "the file is saved as UTF-16 (Unicode)",
        "Save it as UTF-8: in Notepad it is chosen at Encoding under Save as.",
    ),
    "encoding": _E(
        "filen är inte UTF-8",
        "Spara om den som UTF-8: i Anteckningar väljs det vid Kodning under Spara som.",
        "the file is not UTF-8",
        "Save it as UTF-8: in Notepad it is chosen at Encoding under Save as.",
    ),
    "curly-quotes": _E(
        "raden har typografiska citattecken ({0})",
        'Skriv raka citattecken, ", runt texten. Word och Outlook byter ut dem; Anteckningar gör det inte.',
        "the line has typographic quotation marks ({0})",
        'Write straight quotation marks, ", around the text. Word and Outlook replace them; Notepad does not.',
    ),
    "unquoted-key": _E(
        "namnet före = har å, ä, ö, mellanslag eller andra tecken och saknar citattecken",
        'Skriv raka citattecken runt namnet: "{0}" = …',
        "the name before = has spaces or characters other than a–z and lacks quotation marks",
        'Put straight quotation marks around the name: "{0}" = …',
    ),
    "unquoted-header": _E(
        "namnet inom hakparenteserna har å, ä, ö eller mellanslag och saknar citattecken",
        'Skriv raka citattecken runt den delen av namnet: [labels."å"]',
        "the name within the brackets has spaces or characters other than a–z and lacks quotation marks",
        'Put straight quotation marks around that part of the name: [labels."å"]',
    ),
    "unquoted-value": _E(
        "värdet efter = saknar citattecken",
        'Skriv raka citattecken runt texten, {0} = "…". Ja och nej skrivs true och false.',
        "the value after = lacks quotation marks",
        'Put straight quotation marks around the text, {0} = "…". Yes and no are written true and false.',
    ),
    "no-value": _E(
        "det står inget värde efter =",
        'Skriv ett värde, "" för en tom text, eller ta bort raden.',
        "there is no value after =",
        'Write a value, "" for an empty text, or remove the line.',
    ),
    "open-quote": _E(
        "ett citattecken saknas: texten slutar inte på raden",
        'Sätt ett rakt citattecken, ", i slutet av texten.',
        "a quotation mark is missing: the text does not end on the line",
        'Put a straight quotation mark, ", at the end of the text.',
    ),
    "inner-quote": _E(
        "det finns ett citattecken inne i texten, eller något står efter den",
        "Skriv apostrofer runt en text med citattecken, 'så här', och inget efter den på raden.",
        "there is a quotation mark inside the text, or something after it",
        "Put apostrophes around a text with quotation marks, 'like this', and nothing after it on the line.",
    ),
    "backslash": _E(
        "ett omvänt snedstreck, \\, betyder något annat inne i citattecken",
        "Skriv sökvägen med vanliga snedstreck, \"../bas\", eller inom apostrofer: '..\\bas'.",
        "a backslash, \\, has another meaning inside quotation marks",
        "Write the path with slashes, \"../base\", or within apostrophes: '..\\base'.",
    ),
    "double-key": _E(
        "{0} står två gånger i samma tabell; den första står på rad {1}",
        "Ta bort den ena.",
        "{0} appears twice in the same table; the first is on line {1}",
        "Remove one of them.",
    ),
    "double-table": _E(
        "[{0}] står två gånger; den första står på rad {1}",
        "Flytta ihop raderna under en av dem.",
        "[{0}] appears twice; the first is on line {1}",
        "Move the lines together under one of them.",
    ),
    "single-brackets": _E(
        "[{0}] står flera gånger med enkla hakparenteser",
        "Skriv [[{0}]], med dubbla hakparenteser, före varje rad i tabellen.",
        "[{0}] appears several times with single brackets",
        "Write [[{0}]], with double brackets, before each row of the table.",
    ),
    "colon": _E(
        "det står kolon mellan namn och värde",
        'Skriv likhetstecken: {0} = "…"',
        "there is a colon between name and value",
        'Write an equals sign: {0} = "…"',
    ),
    "no-equals": _E(
        "raden har inget likhetstecken",
        'En rad är namn = "värde", en rubrik inom hakparenteser eller en kommentar som börjar med #.',
        "the line has no equals sign",
        'A line is name = "value", a header within brackets, or a comment that begins with #.',
    ),
    "open-list": _E(
        "en lista slutar inte, eller ett komma saknas i den",
        'Skriv komma mellan texterna och ] efter den sista: ["a", "b"]',
        "a list does not end, or a comma is missing in it",
        'Write a comma between the texts and ] after the last: ["a", "b"]',
    ),
    "open-header": _E(
        "en hakparentes saknas i rubriken",
        "Skriv rubriken som [tabell] eller [[tabell]], ensam på sin rad.",
        "a bracket is missing in the header",
        "Write the header as [table] or [[table]], alone on its line.",
    ),
    "invisible": _E(
        "raden har ett osynligt tecken ({0}), kanske från en webbsida eller Word",
        "Skriv om raden för hand.",
        "the line has an invisible character ({0}), perhaps from a web page or Word",
        "Type the line anew.",
    ),
    "toml": _E(
        "raden kan inte läsas ({0})",
        "Jämför raden med den medföljande profilen.",
        "the line cannot be read ({0})",
        "Compare the line with the profile that ships.",
    ),
    # -- a template that does not reproduce the note ------------------------------------------------------------
    "altered": _E(
        "något kom bort, ändrades eller lades till",
        "Låt varje rubrik, text och värde stå oförändrat; docs/profile.md har en mall för varje form.",
        "something was lost, altered or added",
        "Print each heading, text and value unchanged; docs/profile.md has a template for each form.",
    ),
    "filter": _E(
        "filtret {0} ändrar {1}",
        "Ta bort filtret: text, rubriker och uppgifter skrivs som de är.",
        "the filter {0} alters {1}",
        "Remove the filter: texts, headings and facts are written as they are.",
    ),
    "escape": _E(
        "filtret {0} gör att {1} skyddas två gånger, så att & blir &amp;amp;",
        "Ta bort filtret: det som går in i märkning och JSON är redan skyddat.",
        "the filter {0} escapes {1} twice, so that & becomes &amp;amp;",
        "Remove the filter: what goes into mark-up and JSON is escaped already.",
    ),
    "slice": _E(
        "{0} skrivs bara delvis, eller i en annan ordning",
        "Ta bort hakparentesen efter namnet: allt ska med, i sin ordning.",
        "{0} is written in part only, or in another order",
        "Remove the brackets after the name: everything is to be printed, in its order.",
    ),
    "condition": _E(
        "ett villkor om {0} utelämnar något annat än {0}",
        "Låt villkoret bara stå runt det som det frågar efter; tomma sökord styrs av empty i profilen.",
        "a condition on {0} leaves out something other than {0}",
        "Put the condition only around what it asks for; empty in the profile decides whether empty keywords are "
        "printed.",
    ),
    "twice": _E(
        "{0} skrivs mer än en gång",
        "Skriv {{{{ {0} }}}} på ett enda ställe i slingan över sections.",
        "{0} is written more than once",
        "Write {{{{ {0} }}}} in one place of the loop over sections.",
    ),
    "never": _E(
        "{0} skrivs aldrig",
        "Skriv {{{{ {0} }}}} i slingan över sections.",
        "{0} is never written",
        "Write {{{{ {0} }}}} in the loop over sections.",
    ),
    "order": _E(
        "texten står före sin rubrik",
        "Skriv rubriken först och sedan texten.",
        "the text comes before its heading",
        "Write the heading first, then the text.",
    ),
    "own-words": _E(
        "mallen skriver ”{0}” på samma rad eller i samma element som {1}",
        "Skriv rubriken och texten utan egna ord: i egna element, på egna rader, eller som Rubrik: text.",
        "the template writes “{0}” on the same line or in the same element as {1}",
        "Print the heading and the text without words of the template: in elements or lines of their own, or as "
        "Heading: text.",
    ),
    "no-separator": _E(
        "inget skiljer rubriken från texten på samma rad",
        "Skriv kolon mellan dem, {{{{ heading }}}}: {{{{ text }}}}, eller sätt texten på nästa rad.",
        "nothing separates the heading from the text on the same line",
        "Write a colon between them, {{{{ heading }}}}: {{{{ text }}}}, or put the text on the next line.",
    ),
    "indent": _E(
        "texten dras in annorlunda på första raden än på de andra",
        "Skriv lika många blanksteg före {{{{ text|indent(4) }}}} som indent säger, i en textmall.",
        "the first line of the text is indented in another way than the others",
        "Write as many spaces before {{{{ text|indent(4) }}}} as indent says, in a plain-text template.",
    ),
    "element-name": _E(
        "rubriken skrivs som namn på ett element, och en rubrik med mellanslag kan inte vara det",
        "Skriv <{{{{ names[heading] }}}}> och ge varje sökord ett namn under [targets.{0}.names].",
        "the heading is written as the name of an element, and one with spaces cannot be",
        "Write <{{{{ names[heading] }}}}> and give each keyword a name under [targets.{0}.names].",
    ),
    "misplaced": _E(
        "mallen skriver det under ett namn som hör till en annan uppgift, eller skriver det själv",
        "Skriv uppgiften under sitt eget element, sin egen nyckel eller sin egen etikett.",
        "the template writes it under a name that belongs to another fact, or writes it itself",
        "Write the fact under an element, a key or a label of its own.",
    ),
    "joined": _E(
        "{0} och {1} står ihop utan något mellan sig",
        "Sätt dem i egna element, på egna rader eller med en etikett emellan.",
        "{0} and {1} have nothing between them",
        "Put them into elements or lines of their own, or with a label between them.",
    ),
    # -- JSON -----------------------------------------------------------------------------------------------
    "json-quotes": _E(
        "{0} står utan citattecken",
        'Skriv citattecken runt värdet: "{{{{ {0} }}}}"',
        "{0} has no quotation marks around it",
        'Put quotation marks around the value: "{{{{ {0} }}}}"',
    ),
    "json-comma": _E(
        "ett komma saknas eller är för mycket",
        'Skriv {{{{ "," if not loop.last }}}} efter varje del i en slinga, och inget komma före ] eller }}.',
        "a comma is missing or too many",
        'Write {{{{ "," if not loop.last }}}} after each part of a loop, and no comma before ] or }}.',
    ),
    "json-key": _E(
        "en nyckel kommer två gånger i samma objekt",
        "Ge nycklarna olika namn, eller skriv sökorden i ett eget objekt.",
        "a key comes twice in the same object",
        "Give the keys different names, or write the keywords in an object of their own.",
    ),
    "json": _E(
        "ett citattecken, en klammer eller ett kolon saknas eller är för mycket",
        "Jämför med mallen för JSON i docs/profile.md.",
        "a quotation mark, a bracket or a colon is missing or too many",
        "Compare with the template for JSON in docs/profile.md.",
    ),
    "json-name": _E(
        "här ska ett namn inom raka citattecken stå",
        'Skriv "namn": värde, och inget komma efter det sista.',
        "a name within straight quotation marks is expected here",
        'Write "name": value, and no comma after the last one.',
    ),
    "json-colon": _E(
        "här saknas ett kolon efter namnet",
        'Skriv "namn": värde.',
        "a colon after the name is missing here",
        'Write "name": value.',
    ),
    "json-separator": _E(
        "här saknas ett komma, eller en klammer som avslutar",
        "Skriv komma mellan delarna, och ] eller }} efter den sista.",
        "a comma, or a bracket that ends, is missing here",
        "Write a comma between the parts, and ] or }} after the last.",
    ),
    "json-value": _E(
        "här ska ett värde stå",
        "Skriv en text inom raka citattecken, ett tal, true, false, null, en lista eller ett objekt.",
        "a value is expected here",
        "Write a text within straight quotation marks, a number, true, false, null, a list or an object.",
    ),
    "json-trailing": _E(
        "ett komma står efter den sista delen",
        "Ta bort kommat.",
        "there is a comma after the last part",
        "Remove the comma.",
    ),
    "json-extra": _E(
        "något står efter det som skulle vara slutet",
        "Ta bort det, eller klammern som avslutar för tidigt.",
        "there is something after what should be the end",
        "Remove it, or the bracket that ends too early.",
    ),
    "json-control": _E(
        "en radbrytning, en tabb eller ett styrtecken står inne i en text",
        "Skriv \\n för en radbrytning och \\t för en tabb.",
        "a line break, a tab or a control character is inside a text",
        "Write \\n for a line break and \\t for a tab.",
    ),
    "json-escape": _E(
        "ett omvänt snedstreck, \\, betyder ingenting före det tecken som följer",
        "Skriv \\\\ för ett omvänt snedstreck.",
        "a backslash, \\, means nothing before the character that follows",
        "Write \\\\ for a backslash.",
    ),
    "json-open": _E(
        "en text som börjar här slutar inte",
        'Sätt ett rakt citattecken, ", i slutet av texten.',
        "a text that begins here does not end",
        'Put a straight quotation mark, ", at the end of the text.',
    ),
    "json-double": _E(
        "ett namn står två gånger i samma objekt; här är det andra",
        "Ta bort ett av dem.",
        "a name occurs twice in the same object; here is the second",
        "Remove one of them.",
    ),
    "json-number": _E(
        "här står något som inte är ett tal i JSON, eller ett tal med orimligt många siffror",
        "Skriv ett vanligt tal: NaN och Infinity finns inte i JSON.",
        "this is no number of JSON, or one with an absurd number of digits",
        "Write an ordinary number: JSON has no NaN or Infinity.",
    ),
    "json-deep": _E(
        "klamrarna är nästlade djupare än programmet läser",
        "Kontrollera att filen är den rätta.",
        "the brackets are nested deeper than the program reads",
        "Check that it is the right file.",
    ),
    # -- a file of answers --------------------------------------------------------------------------------------
    "answer-size": _E(
        "filen är större än {0} MiB",
        "Dela filen, och kör batchen en gång för varje del.",
        "the file is larger than {0} MiB",
        "Divide the file, and run the batch once for each part.",
    ),
    "answer-object": _E(
        "raden är inget objekt",
        'Skriv {{"id": …, "sha256": …}} och besluten, allt på en rad.',
        "the line is no object",
        'Write {{"id": …, "sha256": …}} and the decisions, all on one line.',
    ),
    "answer-missing": _E(
        "{0} saknas",
        "Skriv {0} som det står i karantänen eller rapporten.",
        "{0} is missing",
        "Write {0} as the quarantine or the report has it.",
    ),
    "answer-unknown": _E(
        "medlem nummer {0} har ett namn som inte finns",
        "Rätta namnet, eller ta bort medlemmen: {1} finns.",
        "member number {0} has a name that does not exist",
        "Correct the name, or remove the member: {1} exist.",
    ),
    "answer-value": _E(
        "{0} har ett värde av fel slag",
        "Skriv det så här: {0}: {1}",
        "{0} has a value of the wrong kind",
        "Write it like this: {0}: {1}",
    ),
    "answer-place": _E(
        "places nämner ett sökord som inte finns i journalen",
        "Välj bland profilens sökord: {0}.",
        "places names a keyword that the record does not have",
        "Choose one of the keywords of the profile: {0}.",
    ),
    "answer-twice": _E(
        "anteckningen har redan ett svar, på rad {0}",
        "Ta bort den ena raden.",
        "the note has an answer already, on line {0}",
        "Remove one of the lines.",
    ),
    "booking-unseen": _E(
        "det finns kontakter som bokningen hör till men som inte har raden",
        'Skriv samma villkor i when som för raden; gäller den ett system, nämn det: "…, admin_system=?/ID".',
        "there are contacts that the booking belongs to, but that do not have the line",
        'Write the condition of the line in when; if it is about a system, name it: "…, admin_system=?/ID".',
    ),
    "booking-not-made": _E(
        "det finns kontakter som har raden men som ingen bokning hör till",
        "Skriv samma villkor för raden som i when.",
        "there are contacts that have the line, but that no booking belongs to",
        "Write the condition in when for the line.",
    ),
    # -- a fact of a note without a value ------------------------------------------------------------------------
    "fact-placeholder": _E(
        "är en platshållare, inte ett värde",
        "Skriv värdet i anteckningen, eller ta bort raden.",
        "is a placeholder, not a value",
        "Write the value in the note, or remove the line.",
    ),
    "fact-value": _E(
        "har ett värde som inte kan läsas",
        "Skriv ett av värdena i anteckningen (MVG222 nämner dem), eller ta bort raden.",
        "has a value that cannot be read",
        "Write one of the values in the note (MVG222 names them), or remove the line.",
    ),
    # -- the template language --------------------------------------------------------------------------------
    "open-block": _E(
        "{{% for %}}, {{% if %}} eller {{% macro %}} avslutas inte",
        "Skriv {{% endfor %}}, {{% endif %}} eller {{% endmacro %}} där blocket slutar.",
        "{{% for %}}, {{% if %}} or {{% macro %}} is not ended",
        "Write {{% endfor %}}, {{% endif %}} or {{% endmacro %}} where the block ends.",
    ),
    "unknown-tag": _E(
        "{{% {0} %}} finns inte, eller avslutar ett annat block än det som är öppet",
        "En mall har for, if och macro, och endfor, endif och endmacro som avslutar dem.",
        "{{% {0} %}} does not exist, or ends another block than the open one",
        "A template has for, if and macro, and endfor, endif and endmacro that end them.",
    ),
    "run": _E(
        "{0} när mallen kördes",
        "Rätta mallen på den rad som anges: namnet är felstavat, eller så går det inte att göra så med det.",
        "{0} when the template was run",
        "Correct the template on the line given: the name is misspelt, or that cannot be done with it.",
    ),
    "meant": _E(
        "menade du {0}?",
        "Menade du {0}? Rätta raden.",
        "did you mean {0}?",
        "Did you mean {0}? Correct the line.",
    ),
    "unknown-name": _E(
        "namnet är felstavat eller borttaget på annat håll",
        "Rätta raden: namnet är felstavat eller borttaget på annat håll.",
        "the name is misspelt, or was removed elsewhere",
        "Correct the line: the name is misspelt, or was removed elsewhere.",
    ),
    "choose": _E(
        "inget av värdena liknar det",
        "Skriv ett av värdena.",
        "none of the values is like it",
        "Write one of the values.",
    ),
    "condition-form": _E(
        "villkoret har en annan form",
        'Skriv det till exempel som "held=chat, part=own/desk"; / betyder eller, ? att uppgiften saknas.',
        "the condition has another form",
        'Write it like "held=chat, part=own/desk"; / means or, ? that the fact is unknown.',
    ),
    "cells": _E(
        "raden har {} celler där kolumnerna är {}",
        "Hämta filen igen.",
        "the line has {} cells where there are {} columns",
        "Fetch the file again.",
    ),
    "no-code": _E(
        "raden har ingen kod",
        "Hämta filen igen.",
        "the line has no code",
        "Fetch the file again.",
    ),
    "no-file": _E(
        "filen finns inte",
        "Lägg filen i profilens mapp, eller rätta namnet.",
        "there is no such file",
        "Put the file into the folder of the profile, or correct the name.",
    ),
    "template": _E(
        "{0}",
        "Rätta mallen på den rad som anges.",
        "{0}",
        "Correct the template on the line given.",
    ),
    "braces": _E(
        "en klammer saknas eller är för mycket: {{{{ namn }}}}, {{% for %}}",
        "Rätta klamrarna på raden.",
        "a brace is missing or too many: {{{{ name }}}}, {{% for %}}",
        "Correct the braces on the line.",
    ),
}  # fmt: skip


def with_causes(words: Sequence[str], language: str) -> list[str]:
    """The words of a finding with the cause that one of them names, in `sv` or `en`."""
    return [_text(number, words, language, "cause") for number in range(len(words))]


def with_remedies(words: Sequence[str], language: str) -> list[str]:
    """The words of a finding with the remedy that one of them names, in `sv` or `en`."""
    return [_text(number, words, language, "remedy") for number in range(len(words))]


def _text(number: int, words: Sequence[str], language: str, part: str) -> str:
    row = EXPLANATIONS.get(words[number][1:]) if words[number].startswith("#") else None
    if row is None:
        return words[number]
    text: str = getattr(row, f"english_{part}" if language == "en" else part)
    return text.format(*words[number + 1 :])
