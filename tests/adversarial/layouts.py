"""Kinds of ambiguous layout, and what each command must make of them: the truth table as data.

A text is put under a keyword of a note that is otherwise complete (`OWN`, `PRO`, `LAST`), above it (`HEAD`), or it is
the whole note (`WHOLE`). Codes are those of warnings and errors, in their order of number.
"""

from __future__ import annotations

from typing import Final, NamedTuple

OWN: Final = "own"
"""Under *Patientens egenanamnes*."""
PRO: Final = "pro"
"""Under *Kompletterande anamnes*, between other keywords."""
LAST: Final = "last"
"""Under *Bedömning*, right above the facts at the end."""
HEAD: Final = "head"
"""Between the facts of the head and the first keyword."""
WHOLE: Final = "whole"


class Layout(NamedTuple):
    """One kind of layout."""

    name: str
    where: str
    text: str
    export: str
    """Exit code and codes of findings of an export of copied text."""
    copy: str
    """The same of a copy of copied text."""
    xml: str = ""
    """Codes in a copy of XML with that text, which has no ambiguous layout; an export has none."""


FACTS: Final = (
    "Huvuddiagnos: J03.9 Akut tonsillit\nJournaltyp: Läkaranteckning\nSignera från enhet: Exempelby hälsocentral\n"
    "Signerad av: Lisbet Mallgren\nSignerad tid: 2024-03-14T09:41\n"
)
PERSON: Final = "Patientens namn: Astrid Exempelsson\nPatientens personnummer: 199104272381\n"
FIRST: Final = "Besöksorsak\nHosta.\n\nPatientens egenanamnes\nHostar.\n\nBedömning\nVila.\n\n"

LAYOUTS: Final = (
    # labels in the text
    Layout("diagnosis in the patient's text", OWN, "Min bror har detta\nHuvuddiagnos: F20.0 Schizofreni\när sjuk", "1 MVG240", "0 MVG241", "MVG510"),
    Layout("diagnosis in a professional's text", PRO, "Ur remissen\nHuvuddiagnos: F20.0 Schizofreni\nåter", "1 MVG240", "0 MVG241", "MVG510"),
    Layout("secondary diagnosis in the text", PRO, "Ur remissen\nBidiagnos: F20.0 Schizofreni\nåter", "1 MVG240", "0 MVG241", "MVG510"),
    Layout("record type in the text", OWN, "Hej\nJournaltyp: Epikris\nså stod det", "1 MVG240", "0 MVG241"),
    Layout("unit in the text", OWN, "Hej\nSignera från enhet: Psyk\nså stod det", "1 MVG240", "0 MVG241"),
    Layout("signer in the text", PRO, "Hej\nSignerad av: Dr Annan\nså stod det", "1 MVG240", "0 MVG241"),
    Layout("signing time in the text", PRO, "Hej\nSignerad tid: 2019-01-02\nså stod det", "1 MVG240", "0 MVG241"),
    Layout("matter in the text", OWN, "Hej\nÄrende: angående knät\nså är det", "0 MVG242", "0 MVG242"),
    Layout("colleague in the text", OWN, "Hej\nKonsulterad kollega: hade jag\nså är det", "0 MVG242", "0 MVG242"),
    Layout("outcome in the text", PRO, "Hej\nTriageutfall: vänta hemma\nså var det", "0 MVG242", "0 MVG242", "MVG510"),
    Layout("label in capitals", OWN, "Hej\nHUVUDDIAGNOS: F20.0 Schizofreni\nså stod det", "1 MVG240", "0 MVG241", "MVG510"),
    Layout("label with a list mark", OWN, "Hej\n• Huvuddiagnos: F20.0 Schizofreni\nså stod det", "1 MVG240", "0 MVG241"),
    Layout("label over its value", OWN, "Hej\nSignerad av\nDr Annan", "1 MVG240", "0 MVG241"),
    Layout("label in a sentence", OWN, "Hej, det stod huvuddiagnos: F20.0 Schizofreni där.", "0", "0"),
    Layout("misspelt label", OWN, "Hej\nSignera fran enhet: Psyk\nså stod det", "0 MVG231", "0 MVG231"),
    Layout("framed label", PRO, "Rökare.\n**Bidiagnos:** Z73.3 Stress", "0 MVG231", "0 MVG231"),
    Layout("label in the plural", PRO, "Rökare.\nHuvuddiagnoser: J20.9 Bronkit", "0 MVG231", "0 MVG231"),
    Layout("label with more words", PRO, "Rökare.\nHuvuddiagnos enligt läkare: J20.9 Bronkit", "0 MVG231", "0 MVG231"),
    Layout("first word of a label, in another form", PRO, "Rökare.\nSignerat: Per", "0 MVG231", "0 MVG231"),
    Layout("label without a colon", PRO, "Rökare.\nBidiagnos Z73.3 Stress", "0 MVG231", "0 MVG231"),
    Layout("framed label above the facts at the end", LAST, "Vila.\n\n[Signerad av]: Dr Ek", "0 MVG231", "0 MVG231"),
    Layout("block of quoted labels", PRO, "Ur remissen:\n\nHuvuddiagnos: F32.2 Depression\nSignerad av: Per\n\nslut", "1 MVG240 MVG240", "0 MVG241 MVG241", "MVG510"),
    Layout("colon above the facts at the end", LAST, "Vila. Ur remissen:", "1 MVG243", "0 MVG247"),
    Layout("closing line below the facts at the end", WHOLE, f"{PERSON}\n{FIRST}{FACTS}\nMvh Lisbet\n", "1 MVG243", "0 MVG247"),
    Layout("misspelt label below the facts at the end", WHOLE, f"{PERSON}\n{FIRST}{FACTS}Vardpersonalens namn: Per\n", "1 MVG231 MVG243", "0 MVG231 MVG247"),
    Layout("another diagnosis at the end", LAST, "Vila.\n\nHuvuddiagnos: F20.0 Schizofreni", "1 MVG223 MVG240 MVG240 MVG240 MVG240 MVG240 MVG240", "0 MVG223 MVG241 MVG241 MVG241 MVG241 MVG241 MVG241", "MVG510"),
    Layout("facts below the patient's text", WHOLE, f"{PERSON}\nBesöksorsak\nHosta.\n\nPatientens egenanamnes\nHostar.\n\n{FACTS}", "1 MVG243", "0 MVG247"),
    Layout("label before the first keyword", WHOLE, f"{PERSON}{FACTS}\n{FIRST}", "0", "0"),
    # headings that are certain
    Layout("numbered heading", PRO, "Rökare.\n\n1. Status\nRodnat.", "0", "0"),
    Layout("heading with a dash", PRO, "Rökare.\n\nStatus –\nRodnat.", "0", "0"),
    Layout("quoted heading", PRO, "Rökare.\n\n”Status”\nRodnat.", "0", "0"),
    Layout("heading in capitals with a colon", PRO, "Rökare.\n\nSTATUS:\nRodnat.", "0", "0", "MVG510"),
    Layout("heading with its text in a paragraph", PRO, "Rökare.\nStatus: Rodnat.", "0 MVG230", "0 MVG230", "MVG510"),
    Layout("heading in small letters in a paragraph", PRO, "Rökare.\nstatus\nRodnat.", "0 MVG230", "0 MVG230", "MVG510"),
    # headings that are possible
    Layout("heading and profession", OWN, "Hostar.\n\nStatus (ssk)\nRodnat.", "1 MVG244", "0 MVG224"),
    Layout("heading and slash", OWN, "Hostar.\n\nStatus/lokalstatus\nRodnat.", "1 MVG244", "0 MVG224"),
    Layout("heading and another", OWN, "Hostar.\n\nBedömning och åtgärd\nVila.", "1 MVG244", "0 MVG224"),
    Layout("heading and plan", OWN, "Hostar.\n\nBedömning & plan\nVila.", "1 MVG244", "0 MVG224"),
    Layout("heading and place", OWN, "Hostar.\n\nStatus vid ankomst\nRodnat.", "1 MVG244", "0 MVG224"),
    Layout("heading and place, colon", OWN, "Hostar.\n\nStatus på mottagningen:\nRodnat.", "1 MVG244", "0 MVG224"),
    Layout("heading and time", OWN, "Hostar.\n\nStatus kl 14:20\nRodnat.", "1 MVG244", "0 MVG224"),
    Layout("time and heading", OWN, "Hostar.\n\n14:20 Status\nRodnat.", "1 MVG244", "0 MVG224"),
    Layout("name and heading", OWN, "Hostar.\n\nDr Ek: Status\nRodnat.", "1 MVG244", "0 MVG224"),
    Layout("word and heading", OWN, "Hostar.\n\nMedicinsk bedömning\nVila.", "1 MVG244", "0 MVG224"),
    Layout("word and heading right below a sentence", OWN, "Hostar.\nMedicinsk bedömning\nVila.", "1 MVG244", "0 MVG224"),
    Layout("bracketed heading", OWN, "Hostar.\n\n[Status]\nRodnat.", "1 MVG244", "0 MVG224"),
    Layout("tagged heading", OWN, "Hostar.\n\n<b>Status</b>\nRodnat.", "1 MVG244", "0 MVG224"),
    Layout("marked heading", OWN, "Hostar.\n\n## Status\nRodnat.", "1 MVG244", "0 MVG224"),
    Layout("quoted mail heading", OWN, "Hostar.\n\n> Status\nRodnat.", "1 MVG244", "0 MVG224"),
    Layout("heading with a trailing bullet", OWN, "Hostar.\n\nStatus •\nRodnat.", "1 MVG244", "0 MVG224"),
    Layout("spaced heading", OWN, "Hostar.\n\nS t a t u s\nRodnat.", "1 MVG244", "0 MVG224"),
    Layout("heading with Cyrillic letters", OWN, "Hostar.\n\nЅtаtus\nRodnat.", "1 MVG244", "0 MVG224"),
    Layout("heading in wide letters", OWN, "Hostar.\n\nＳｔａｔｕｓ\nRodnat.", "1 MVG244", "0 MVG224"),
    Layout("abbreviated heading", OWN, "Hostar.\n\nKompl anamnes\nRökare.", "1 MVG244", "0 MVG224"),
    Layout("misspelt heading", OWN, "Hostar.\n\nBedömmning:\nVila.", "1 MVG244", "0 MVG224"),
    Layout("heading with swapped letters", OWN, "Hostar.\n\nStauts\nRodnat.", "1 MVG244", "0 MVG224"),
    Layout("damaged heading", OWN, "Hostar.\n\nBedÃ¶mning\nVila.", "1 MVG227 MVG246", "0 MVG226 MVG227", "MVG227"),
    Layout("heading of PMO", OWN, "Hostar.\n\nKontaktorsak\nOnt.", "1 MVG244", "0 MVG224"),
    Layout("heading and its text without a colon", OWN, "Hostar.\n\nStatus SpO2 97 %\nåter", "1 MVG244", "0 MVG224"),
    Layout("several headings in a line", OWN, "Hosta. Status: opåverkad. Bedömning: ÖLI.", "1 MVG249", "0 MVG250"),
    Layout("headings beside each other", OWN, "Ont. Status: ua. Kompletterande anamnes: rökare.", "1 MVG249", "0 MVG250"),
    Layout("heading behind a heading on its line", PRO, "Rökare.\n\nStatus: Rodnat. Bedömning: ÖLI.", "1 MVG249", "0 MVG250", "MVG510"),
    Layout("time and heading with its text", PRO, "Rökare.\n\n14:20 Bedömning: ÖLI.", "1 MVG249", "0 MVG250"),
    Layout("heading behind a sentence without its full stop", OWN, "Hostar. Ingen feber Status: svalg rodnat.", "1 MVG249", "0 MVG250"),
    Layout("heading at the end of a long line", OWN, "Hostar sedan tre dagar och har haft ont i kroppen Status:\nRodnat.", "1 MVG249", "0 MVG250"),
    Layout("heading with a dictated colon", OWN, "Hostar mycket punkt Status kolon svalg rodnat.", "1 MVG249", "0 MVG250"),
    Layout("heading with its text in a list", PRO, "• Rökare.\n• Status: Rodnat.\n• Trött.", "1 MVG244", "0 MVG224"),
    Layout("abbreviated heading with its text", OWN, "Hostar.\nKompl an: Rökare.\nBed: ÖLI.", "1 MVG244 MVG244", "0 MVG224 MVG224"),
    Layout("heading of two letters with its text", OWN, "Hostar.\nSt: Rodnat.", "1 MVG244", "0 MVG224"),
    Layout("spaced heading with its text", PRO, "Rökare.\n\nS t a t u s: Rodnat.", "1 MVG244", "0 MVG224"),
    Layout("heading set apart by a dash within a line", OWN, "Hostar mest om natten. Status – svalg rodnat.", "1 MVG249", "0 MVG250"),
    Layout("heading set apart by a tab within a line", OWN, "Hostar mest om natten\tStatus\tSvalg rodnat.", "1 MVG249", "0 MVG250"),
    Layout("heading as a sentence within a line", OWN, "Hostar mest om natten. Status. Svalg rodnat.", "1 MVG249", "0 MVG250"),
    Layout("heading at the end of a line without a colon", OWN, "Hostar mest om natten och har feber. Status\nRodnat.", "1 MVG249", "0 MVG250"),
    Layout("quotation at the end of a line", OWN, "Läkaren skrev bara ”Status”\nRodnat.", "0", "0"),
    Layout("misspelt heading before a dash", OWN, "Hostar.\n\nBedömmning – vila", "1 MVG244", "0 MVG224"),
    Layout("misspelt heading before a tab in a long line", OWN, "Hostar.\n\n2) Bedömmning\tVila och dricka mycket, återkomma om det inte är bättre om en vecka.", "1 MVG244", "0 MVG224"),
    Layout("misspelt short heading with its text", OWN, "Hostar.\n\nSatus: rodnat", "1 MVG244", "0 MVG224"),
    Layout("misspelt heading within a paragraph", OWN, "Hostar mest om natten. Bedömmning: vila.", "0 MVG251", "0 MVG251"),
    Layout("abbreviated heading within a paragraph", OWN, "Hostar mest om natten. Bed: vila.", "0 MVG251", "0 MVG251"),
    Layout("known word before a dash", OWN, "Hostar.\n\nKontakt – min man", "0", "0"),
    Layout("keyword of a sentence at the end of a wrapped line", OWN, "Hostar mest om natten och har feber. Status\noförändrat.", "0 MVG251", "0 MVG251"),
    Layout("keyword of a sentence within a line", OWN, "Hostar mest om natten. Status opåverkad på video.", "0 MVG251", "0 MVG251"),
    Layout("keyword of a sentence about something", OWN, "Hostar mest om natten. Status på mitt ärende är oklar.", "0", "0"),
    Layout("label with a colon within a paragraph", OWN, "Hostar mest om natten. Feber: ja.", "0", "0"),
    Layout("heading with more words between blank lines", PRO, "Rökare.\n\nMedicinsk bedömning\n\nVila.", "1 MVG244", "0 MVG224"),
    Layout("professional heading between blank lines", OWN, "Hostar.\n\nLokalstatus\n\nRodnat.", "1 MVG245", "0 MVG248"),
    Layout("numbered heading with more words and its text", PRO, "Rökare.\n\n1. Status SpO2 97 %", "1 MVG244", "0 MVG224"),
    Layout("number and misspelt heading", PRO, "Rökare.\n\n1 Bedömmning: vila", "1 MVG244", "0 MVG224"),
    Layout("tagged heading with its text", PRO, "Rökare.\n\n<u>Status</u> Rodnat.", "1 MVG244", "0 MVG224"),
    Layout("initials and heading with its text", OWN, "Hostar.\n\nLM Kompletterande anamnes rökare sedan unga år, inga läkemedel.", "0 MVG251", "0 MVG251"),
    Layout("first of two keywords in a line", PRO, "Rökare.\n\nStatus Rodnat svalg enligt foto och bedömning av läkare finns sedan tidigare.", "1 MVG244", "0 MVG224"),
    Layout("professional heading of another section with its text", PRO, "Rökare.\nLokalstatus: rodnat", "0 MVG251", "0 MVG251"),
    Layout("note in one list", WHOLE, f"{PERSON}\n- Besöksorsak:\n- hosta\n- Patientens egenanamnes:\n- hostar\n- Status:\n- rodnat\n- Bedömning:\n- vila\n\n{FACTS}", "1 MVG244 MVG244 MVG244 MVG244", "0 MVG224 MVG224 MVG224 MVG224"),
    Layout("word and heading of another section with its text", PRO, "Rökare.\nLäk bedömning: ÖLI.", "0 MVG251", "0 MVG251"),
    # prose
    Layout("prose that begins with a keyword", OWN, "Hostar.\nStatus oförändrat säger de på kliniken i dag.", "0 MVG251", "0 MVG251"),
    Layout("status post", PRO, "Status post appendektomi", "0", "0"),
    Layout("status quo", OWN, "Status quo sedan i går.", "0", "0"),
    Layout("assessment by somebody", PRO, "Bedömning enligt dr Ek:\nvila", "0", "0"),
    Layout("keyword in a sentence", OWN, "Jag väntar på en bedömning av läkare.", "0", "0"),
    Layout("keyword among list items", OWN, "- hosta\n- Status\n- feber", "0", "0"),
    Layout("list that begins with a keyword", OWN, "Hostar.\n\n- Status\n- feber", "1 MVG244", "0 MVG224"),
    Layout("medication list", OWN, "Aktuella läkemedel:\nT Metformin 500 mg 1x2\nT Alvedon 500 mg vid behov", "0", "0"),
    Layout("table", PRO, "Prov\tVärde\tRef\nCRP\t12\t<5", "0", "0"),
    Layout("table with a keyword at the head of a column", PRO, "Prov\tVärde\tBedömning\nCRP\t12\tnormalt", "0", "0"),
    Layout("quotation of a heading", OWN, "Läkaren skrev ”Bedömning: Viros” och \"Status: Rodnat\".", "0", "0"),
    Layout("quotation", OWN, "”Det gör ont”, säger hon.\n> jag skrev i går", "0", "0"),
    # summaries of other triage systems
    Layout("a sentence a line", OWN, "Patienten söker för halsont.\nPatienten har haft feber.\nPatienten är inte gravid.", "0", "0"),
    Layout("lists of present, unsure and absent symptoms", OWN, "Symtom som finns:\n- Halsont\n- Feber\n\nOsäkert:\n- Utslag\n\nSymtom som inte finns:\n- Andningsbesvär", "0", "0"),
    Layout("the same without list marks", OWN, "Har:\nHalsont\nFeber\n\nVet inte:\nUtslag\n\nHar inte:\nAndningsbesvär", "0", "0"),
    Layout("the same with signs", OWN, "Positiva svar\n+ Halsont\n\nOklara svar\n? Utslag\n\nNegativa svar\n- Andningsbesvär", "0", "0"),
    Layout("questions and answers without labels", OWN, "När började besvären?\nFör tre dagar sedan\nHar du feber?\nJa", "0", "0"),
    Layout("question and answer on one line", OWN, "Har du feber? Ja\nHar du tidigare fått en bedömning? Nej", "0", "0"),
    Layout("answer that is a keyword", OWN, "Vad vill du ha hjälp med?\nBedömning\nHar du feber?\nNej", "1 MVG244", "0 MVG224", "MVG510"),
    # sub-headings
    Layout("unknown sub-heading of a professional", PRO, "Rökare.\n\nBalansprov:\nua", "0 MVG225", "0 MVG225"),
    Layout("unknown sub-heading of the patient", OWN, "Hostar.\n\nBalansprov:\nua", "1 MVG245", "0 MVG248"),
    Layout("professional heading in the patient's text", OWN, "Hostar.\nLokalstatus:\nrodnat", "1 MVG245", "0 MVG248"),
    Layout("word that ends as a keyword in the patient's text", OWN, "Hostar.\n\nSköterskebedömning\nVila.", "1 MVG245", "0 MVG248"),
    Layout("professional heading without a colon", OWN, "Hostar.\n\nLokalstatus\nRodnat.", "1 MVG245", "0 MVG248"),
    Layout("English heading in the patient's text", OWN, "Hostar.\n\nPhysical examination\nRodnat.", "1 MVG245", "0 MVG248"),
    Layout("letter for a heading in the patient's text", OWN, "Hostar.\nO: Rodnat.", "1 MVG245", "0 MVG248"),
    Layout("professional heading without a colon in a professional's text", PRO, "Rökare.\n\nRekommendation\nVila.", "0 MVG225", "0 MVG225"),
    Layout("keyword in English in a professional's text", PRO, "Rökare.\n\nAssessment\nVila.", "1 MVG244", "0 MVG224"),
    Layout("keyword in Norwegian in the patient's text", OWN, "Hostar.\nVurdering: bronkitt.", "1 MVG244", "0 MVG224"),
    Layout("another word for a keyword", OWN, "Hostar.\n\nKomplettering\nRökare.", "1 MVG244", "0 MVG224"),
    Layout("another word for the keyword above", PRO, "Rökare.\n\nKomplettering:\nTrött.", "0 MVG225", "0 MVG225"),
    Layout("verb for a keyword", OWN, "Hostar.\nBedömer: bronkit.", "1 MVG244", "0 MVG224"),
    Layout("word that ends as a keyword, in a professional's text", PRO, "Rökare.\nFunktionsstatus\nGår utan stöd.", "1 MVG244", "0 MVG224"),
    Layout("word that ends as a keyword, with its text", OWN, "Hostar.\nFunktionsstatus: går utan stöd.", "0 MVG251", "0 MVG251"),
    Layout("genitive and keyword", OWN, "Hostar.\n\nSsk:s bedömning\nVila.", "1 MVG244", "0 MVG224"),
    Layout("keyword and an instruction", OWN, "Hostar\nStatus (med egna ord)\nRodnat.", "1 MVG244", "0 MVG224"),
    Layout("heading below a line without its full stop", OWN, "- hostar\nSsk bedömning\nVila.", "1 MVG244", "0 MVG224"),
    Layout("shortened keyword with its text", OWN, "Hostar.\nBedömn. vila.", "0 MVG251", "0 MVG251"),
    Layout("shortened keywords within a paragraph", OWN, "Hostar sedan tre dagar. Stat. opåverkad. Bed. bronkit.", "0 MVG251", "0 MVG251"),
    Layout("shortened keyword with another word", OWN, "Hostar.\nStat loc: rodnat.", "0 MVG251", "0 MVG251"),
    Layout("assessment of one thing in the status", PRO, "Rökare.\nSmärtbedömning: VAS 4.", "0", "0"),
    Layout("professional heading right below a line without its full stop", PRO, "Rökare\nAktuellt\nHostar.", "0 MVG225", "0 MVG225"),
    Layout("another patient without a label", PRO, "Rökare.\n\nNästa patient: 19121212-1212\nKliar.", "0 MVG231", "0 MVG231"),
    Layout("keywords in small letters with colons within a line", OWN, "hostar i dag status: går obehindrat bedömning: vila", "1 MVG249", "0 MVG250"),
    Layout("long keyword in small letters with a colon within a line", OWN, "hostar i dag kompletterande anamnes: röker", "1 MVG249", "0 MVG250"),
    Layout("letter of a note in letters", OWN, "Hostar.\nA: bronkit.", "1 MVG245", "0 MVG248"),
    Layout("abbreviated sub-heading", PRO, "Rökare.\n\nKompl.:\nua", "0 MVG225", "0 MVG225"),
    Layout("keyword of PMO alone", PRO, "Rökare.\n\nÅtgärd\nVila.", "0 MVG233", "0 MVG233", "MVG510"),
    Layout("keyword of PMO alone in the patient's text", OWN, "Hostar.\n\nÅtgärd\nVila.", "1 MVG245", "0 MVG248", "MVG510"),
    # order
    Layout("keyword twice", PRO, "Rökare.\n\nBedömning\nVila.", "0 MVG305", "0 MVG305", "MVG510"),
    Layout("keyword out of its order", PRO, "Rökare.\n\nBesöksorsak\nHosta igen.", "0 MVG305", "0 MVG305", "MVG510"),
    Layout("keyword below a later one", WHOLE, f"{PERSON}\n{FIRST}Status\nRodnat.\n\n{FACTS}", "0 MVG236", "0 MVG236"),
    Layout("text under the group heading", PRO, "Rökare.\n\nAnamnes\nHosta.", "1 MVG302", "0 MVG304"),
    Layout("text before the first keyword", HEAD, "Chatt kl 14.20", "1 MVG303", "0 MVG304"),
    Layout("paragraph below an answer", HEAD, "Triagefråga: Feber?\nTriagesvar: Nej\n\nTål inte pc.", "1 MVG252", "1 MVG252"),
    Layout("paragraph below an outcome", HEAD, "Triageutfall: Vänta\n\nTål inte pc.", "1 MVG252", "1 MVG252"),
    Layout("paragraph below a reason", HEAD, "Patientens sökorsak: Hosta\n\nTål inte pc.", "1 MVG252", "1 MVG252"),
    # two notes
    Layout("second note without a name", WHOLE, f"{FIRST}{FIRST.replace('H', 'T')}{FACTS}", "65 MVG234", "65 MVG234"),
    Layout("the same note twice", WHOLE, f"{FIRST}{FIRST}{FACTS}", "65 MVG235", "65 MVG235"),
    Layout("second note of two keywords", WHOLE, f"{FIRST}Patientens egenanamnes\nOnt.\n\nBedömning\nÅter.\n\n{FACTS}", "65 MVG234", "65 MVG234"),
    Layout("second note with another name", WHOLE, f"{PERSON}{FIRST}Patientens namn: Berit Annan\n{FIRST}{FACTS}", "65 MVG232", "65 MVG232"),
    Layout("another number in the text", OWN, "Hej\nPatientens personnummer: 195211182018\nså", "65 MVG232", "65 MVG232"),
    Layout("another number at the end", LAST, "Vila.\n\nPatientens personnummer: 195211182018", "65 MVG232", "65 MVG232"),
    Layout("another matter", WHOLE, f"Ärende: C24-1\n{FIRST}Ärende: C24-2\n{FACTS}", "65 MVG232", "65 MVG232"),
    Layout("second note whose headings are only possible", WHOLE, f"{FIRST}[Besöksorsak]\nOnt.\n\n[Bedömning]\nVila.\n\n{FACTS}", "65 MVG234", "65 MVG234"),
    Layout("second note with all headings in one paragraph", WHOLE, f"{FIRST}Besöksorsak ont i knät. Status: svullet. Bedömning: distorsion.\n\n{FACTS}", "65 MVG234", "65 MVG234"),
    Layout("possible headings within the patient's text", OWN, "Hostar.\n\n[Status]\nRodnat.\n\n[Bedömning]\nVila.", "1 MVG244 MVG244", "0 MVG224 MVG224"),
    # style
    Layout("note without blank lines, each text behind its heading", WHOLE, f"{PERSON}Besöksorsak: Hosta.\nPatientens egenanamnes: Hostar.\nStatus: Rodnat.\nBedömning: ÖLI.\n{FACTS}", "0", "0"),
    # line ends and damage
    *(
        Layout(f"heading behind {name}", PRO, f"Rökare.{end}Status{end}Rodnat.", "0", "0", "MVG510")
        for name, end in (("a return", "\r"), ("a next-line sign", "\x85"), ("U+2028", "\u2028"), ("U+2029", "\u2029"))
    ),
    *(
        Layout(f"heading behind {name}", WHOLE, f"{PERSON}{FIRST[: FIRST.index(chr(10) * 2 + 'Bed')]}{end}Status{end}Rodnat.{end}\n{FACTS}", "0", "0")
        for name, end in (("a form feed", "\f"), ("a vertical tab", "\v"))
    ),
    Layout("lost character", OWN, "Hostar \ufffd sedan i går.", "1 MVG261", "1 MVG261"),
)  # fmt: skip
