"""Every code the program can report: the only place that words them, in Swedish and English.

Codes are grouped by stage (1 input, 2 reading, 3 mapping, 4 checks, 5 rendering, 6 balance, 7 profile, 8 files
and clipboard, 9 the program itself). A code is never renumbered and never used again for something else.
`{0}`, `{1}` are filled with the words of the finding.
"""

# Annotations are not postponed here: each one of a NamedTuple would be compiled at every start.

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    Code = Literal[
        "MVG101", "MVG102", "MVG103", "MVG104", "MVG105", "MVG106", "MVG107", "MVG108", "MVG109", "MVG201", "MVG202",
        "MVG203", "MVG204", "MVG205", "MVG206", "MVG207", "MVG208", "MVG209", "MVG210", "MVG211", "MVG212", "MVG213",
        "MVG214", "MVG221", "MVG222", "MVG223", "MVG224", "MVG225", "MVG226", "MVG227", "MVG228", "MVG230", "MVG231",
        "MVG232", "MVG233", "MVG234", "MVG235", "MVG236", "MVG240", "MVG241", "MVG242", "MVG243", "MVG244", "MVG245",
        "MVG246", "MVG247", "MVG248", "MVG249", "MVG250", "MVG251", "MVG252", "MVG253", "MVG254", "MVG255", "MVG260",
        "MVG261", "MVG262", "MVG301", "MVG302", "MVG303", "MVG304", "MVG305", "MVG306", "MVG307", "MVG308", "MVG309",
        "MVG310", "MVG311", "MVG312", "MVG313", "MVG314", "MVG315", "MVG316", "MVG317", "MVG318",
        "MVG320", "MVG321", "MVG322",
        "MVG323", "MVG401", "MVG402", "MVG403", "MVG404", "MVG405", "MVG406", "MVG407", "MVG408", "MVG409", "MVG410",
        "MVG411", "MVG412", "MVG413", "MVG414", "MVG415", "MVG416", "MVG417", "MVG418", "MVG419", "MVG420", "MVG421",
        "MVG422", "MVG423", "MVG424", "MVG425", "MVG426", "MVG427", "MVG428", "MVG430", "MVG440", "MVG441", "MVG442",
        "MVG443", "MVG444", "MVG445", "MVG446", "MVG470", "MVG471", "MVG472", "MVG473", "MVG474", "MVG475",
        "MVG476", "MVG477", "MVG478", "MVG479", "MVG463",
        "MVG464", "MVG465", "MVG450", "MVG451", "MVG452", "MVG453",
        "MVG454", "MVG455", "MVG456", "MVG457", "MVG458", "MVG459", "MVG480", "MVG481", "MVG482", "MVG483", "MVG484",
        "MVG485", "MVG486", "MVG487", "MVG488", "MVG489", "MVG490", "MVG491", "MVG501", "MVG502", "MVG503", "MVG504",
        "MVG505", "MVG506",
        "MVG510", "MVG520", "MVG521", "MVG522", "MVG523", "MVG524", "MVG525", "MVG526", "MVG527", "MVG528", "MVG529",
        "MVG530", "MVG531", "MVG532", "MVG533", "MVG534", "MVG535", "MVG536", "MVG537",
        "MVG540", "MVG541", "MVG542", "MVG543", "MVG544", "MVG545", "MVG546",
        "MVG547", "MVG548", "MVG549",
        "MVG560", "MVG561", "MVG562", "MVG563", "MVG564", "MVG565", "MVG566", "MVG567", "MVG568", "MVG569",
        "MVG570", "MVG571", "MVG572", "MVG573", "MVG574", "MVG575", "MVG576", "MVG577", "MVG578", "MVG579",
        "MVG580", "MVG581", "MVG582", "MVG583", "MVG584", "MVG585", "MVG586", "MVG587", "MVG588", "MVG589",
        "MVG590", "MVG591",
        "MVG601", "MVG602", "MVG603", "MVG604", "MVG701", "MVG702", "MVG703", "MVG704",
        "MVG705", "MVG706", "MVG707", "MVG708", "MVG709", "MVG710", "MVG711", "MVG712", "MVG713", "MVG714", "MVG715",
        "MVG716", "MVG717", "MVG718", "MVG719", "MVG720", "MVG721", "MVG722", "MVG723", "MVG724", "MVG725", "MVG726",
        "MVG727", "MVG728", "MVG729",
        "MVG740", "MVG741", "MVG742", "MVG743", "MVG744", "MVG748", "MVG749", "MVG750", "MVG751",
        "MVG752", "MVG753", "MVG754", "MVG755", "MVG756", "MVG757", "MVG758", "MVG759", "MVG730", "MVG731",
        "MVG732", "MVG733", "MVG734", "MVG735", "MVG745", "MVG746", "MVG747", "MVG760", "MVG761", "MVG762", "MVG763",
        "MVG764", "MVG765", "MVG766", "MVG767", "MVG768", "MVG769", "MVG770", "MVG771",
        "MVG780", "MVG781", "MVG782", "MVG783", "MVG784", "MVG785", "MVG786",
        "MVG801", "MVG802", "MVG803",
        "MVG804", "MVG805", "MVG806", "MVG807", "MVG808",
        "MVG810", "MVG811", "MVG812", "MVG813", "MVG814", "MVG815", "MVG816",
        "MVG817", "MVG818", "MVG819", "MVG820", "MVG821", "MVG822", "MVG823", "MVG824", "MVG825", "MVG826", "MVG827",
        "MVG830", "MVG831", "MVG833", "MVG834", "MVG835", "MVG836", "MVG837", "MVG838", "MVG840", "MVG841", "MVG842",
        "MVG843", "MVG844", "MVG845", "MVG846", "MVG850", "MVG851", "MVG852", "MVG853", "MVG854", "MVG855", "MVG856",
        "MVG857", "MVG858", "MVG859", "MVG860", "MVG861", "MVG862", "MVG863", "MVG864", "MVG870", "MVG871", "MVG872",
        "MVG901", "MVG910", "MVG911",
    ]  # fmt: skip
    """Every code of `CATALOGUE`."""
else:
    Code = str  # a choice of so many is made at every start, and only the type checker needs it
Severity = Literal["error", "warning", "info"]
"""An error stops the output; a warning is shown, and stops it under `--strict`; an info is shown on request."""
ERROR: Final = "error"
WARNING: Final = "warning"
INFO: Final = "info"

NEEDS_A_PERSON: Final = 1
NOT_A_NOTE: Final = 65
BROKEN_LOG: Final = NOT_A_NOTE
"""Both are data that are not what they should be."""
NO_INPUT: Final = 66
PROGRAM_FAULT: Final = 70
CANNOT_WRITE: Final = 73
BUSY: Final = 75
BAD_PROFILE: Final = 78


Texts = tuple[str, str, str]
"""Message, cause and next step: constants of the compiled module, of which a command shows one or two."""


class Wording(NamedTuple):
    """What a code says in one language."""

    message: str
    cause: str
    next_step: str


class Kind(NamedTuple):
    """What is known about a code before it is found anywhere."""

    severity: Severity
    exit_code: int
    swedish: Texts
    english: Texts
    rules: tuple[str, ...] = ()
    """Rules and gaps of the routine (`R83`, `G2`), or promises (`P1`), that it rests on."""
    caution: bool = False
    """A stop of the program's own: the routine's gate is the required fields (R138-R142) and nothing else."""

    def wording(self, language: str) -> Wording:
        """The wording in `sv` or `en`."""
        return Wording(*(self.english if language == "en" else self.swedish))


def _stop(exit_code: int, swedish: Texts, english: Texts, *rules: str) -> Kind:
    return Kind(ERROR, exit_code, swedish, english, rules)


def _caution(swedish: Texts, english: Texts, *rules: str, exit_code: int = NEEDS_A_PERSON) -> Kind:
    return Kind(ERROR, exit_code, swedish, english, rules, caution=True)


CAUTION: Final = {
    "sv": "Rutinen kräver inte stoppet; programmet stannar för säkerhets skull.",
    "en": "The routine does not require this stop; the program stops to be safe.",
}
"""What such a message adds."""


def _warn(swedish: Texts, english: Texts, *rules: str) -> Kind:
    return Kind(WARNING, 0, swedish, english, rules)


def _tell(swedish: Texts, english: Texts, *rules: str) -> Kind:
    return Kind(INFO, 0, swedish, english, rules)


CATALOGUE: Final[dict[str, Kind]] = {
    # 1 -- input and decoding
    "MVG101": _stop(
        NOT_A_NOTE,
        ("Filen är tom.", "Det finns inga tecken att läsa.", "Spara anteckningen på nytt och försök igen."),
        ("The file is empty.", "There is nothing to read.", "Save the note again and retry."),
    ),
    "MVG102": _stop(
        NOT_A_NOTE,
        (
            "Det här är en {0}-fil, inte en anteckning.",
            "Filens första tecken visar att den är av ett annat slag.",
            "Kopiera texten ur källsystemet till en textfil, eller ange anteckningens XML-fil.",
        ),
        (
            "This is a {0} file, not a note.",
            "The first bytes of the file show that it is of another kind.",
            "Copy the text from the source system into a text file, or give the XML file of the note.",
        ),
    ),
    "MVG103": _stop(
        NOT_A_NOTE,
        (
            "Filen är binär (tecknet NUL vid byte {0}), inte en anteckning.",
            "Text innehåller aldrig NUL.",
            "Kontrollera att rätt fil angavs. Om den är UTF-16 utan inledande BOM: ange --encoding utf-16-le.",
        ),
        (
            "The file is binary (NUL at byte {0}), not a note.",
            "Text never holds NUL.",
            "Check that the right file was given. If it is UTF-16 without a byte-order mark: give --encoding "
            "utf-16-le.",
        ),
    ),
    "MVG104": _stop(
        NOT_A_NOTE,
        (
            "Filen är större än {0} byte, som är gränsen för en anteckning.",
            "En så stor fil är inte en enda anteckning, och tiden för att läsa den ska vara begränsad.",
            "Kontrollera att rätt fil angavs; dela upp den om den rymmer flera anteckningar.",
        ),
        (
            "The file is larger than {0} bytes, the limit for a note.",
            "A file of that size is not one note, and the time to read it must be bounded.",
            "Check that the right file was given; split it if it holds several notes.",
        ),
        "P4",
        "P21",
    ),
    "MVG105": _stop(
        NOT_A_NOTE,
        (
            "Teckenkodningen går inte att avgöra: byte {0} är inte UTF-8.",
            "Det går inte att se vilken teckenkodning filen har. Programmet gissar aldrig.",
            "Ange kodningen, till exempel --encoding cp1252, eller spara filen som UTF-8.",
        ),
        (
            "The encoding cannot be determined: byte {0} is not UTF-8.",
            "Nothing in the file shows which encoding it has. The program never guesses.",
            "Give the encoding, for example --encoding cp1252, or save the file as UTF-8.",
        ),
        "P3",
    ),
    "MVG106": _stop(
        NOT_A_NOTE,
        (
            "Filen är inte {0}: byte {1} går inte att läsa.",
            "Kodningen är angiven, av filen själv eller med --encoding, men stämmer inte med innehållet.",
            "Rätta --encoding, eller spara filen på nytt som UTF-8.",
        ),
        (
            "The file is not {0}: byte {1} cannot be read.",
            "The encoding was stated, by the file or with --encoding, but does not fit what is in it.",
            "Correct --encoding, or save the file again as UTF-8.",
        ),
        "P3",
    ),
    "MVG107": _stop(
        NOT_A_NOTE,
        (
            "Teckenkodningen som anges känns inte igen.",
            "Namnet i XML-deklarationen eller efter --encoding är ingen teckenkodning som Python känner.",
            "Ange till exempel utf-8, cp1252 eller utf-16.",
        ),
        (
            "The stated encoding is unknown.",
            "The name in the XML declaration or after --encoding is no encoding that Python knows.",
            "Give for example utf-8, cp1252 or utf-16.",
        ),
        "P3",
    ),
    "MVG108": _tell(
        (
            "Filen lästes som {0}: sökordet på raden visar det.",
            "Filen är inte UTF-8, men ett sökord med å, ä eller ö stämmer under precis en äldre kodning.",
            "Inget behöver göras. Spara gärna som UTF-8.",
        ),
        (
            "The file was read as {0}: the keyword on this line shows it.",
            "The file is not UTF-8, but a keyword with å, ä or ö fits under exactly one older encoding.",
            "Nothing needs to be done. Saving as UTF-8 is better.",
        ),
        "P3",
    ),
    "MVG109": _stop(
        NOT_A_NOTE,
        (
            "Filen har fler än {0} rader, som är gränsen för en anteckning.",
            "En så lång text är inte en enda anteckning, och tiden för att läsa den ska vara begränsad.",
            "Kontrollera att rätt fil angavs; dela upp den om den rymmer flera anteckningar.",
        ),
        (
            "The file has more than {0} lines, the limit for a note.",
            "A text of that length is not one note, and the time to read it must be bounded.",
            "Check that the right file was given; split it if it holds several notes.",
        ),
        "P4",
        "P21",
    ),
    # 2 -- reading
    "MVG201": _stop(
        NOT_A_NOTE,
        (
            "XML-filen är trasig.",
            "En tagg är inte avslutad eller ett &-tecken står löst. Trasig XML lagas aldrig, för då försvinner text.",
            "Exportera anteckningen på nytt ur källan.",
        ),
        (
            "The XML is not well formed.",
            "A tag is not closed, an ampersand is alone or the like. Broken XML is never repaired: that would lose "
            "text.",
            "Export the note again from its source.",
        ),
        "P1",
    ),
    "MVG202": _stop(
        NOT_A_NOTE,
        (
            "XML-filen har en DOCTYPE, och det godtas inte.",
            "En DOCTYPE kan dölja text, hämta filer och svälla utan gräns.",
            "Ta bort DOCTYPE ur filen i systemet som skapar den.",
        ),
        (
            "The XML has a DOCTYPE, which is not accepted.",
            "A DOCTYPE can hide text, fetch files and swell without limit.",
            "Remove the DOCTYPE in the system that makes the file.",
        ),
        "P4",
    ),
    "MVG203": _stop(
        NOT_A_NOTE,
        ("XML-versionen är inte 1.0.", "Bara XML 1.0 läses, för andra versioner tolkas olika.", "Spara som XML 1.0."),
        (
            "The XML version is not 1.0.",
            "Only XML 1.0 is read; other versions are read differently.",
            "Save as XML 1.0.",
        ),
        "P4",
    ),
    "MVG204": _stop(
        NOT_A_NOTE,
        (
            "XML-filen har fler än {0} delar.",
            "Ingen anteckning har så många element, kommentarer och instruktioner.",
            "Kontrollera att rätt fil angavs.",
        ),
        (
            "The XML has more than {0} nodes.",
            "No note has so many elements, comments and instructions.",
            "Check that the right file was given.",
        ),
        "P4",
    ),
    "MVG205": _stop(
        NOT_A_NOTE,
        (
            "XML-filen är nästlad djupare än {0} nivåer.",
            "En anteckning är aldrig så djup.",
            "Kontrollera att rätt fil angavs.",
        ),
        (
            "The XML is nested deeper than {0} levels.",
            "A note is never that deep.",
            "Check that the right file was given.",
        ),
        "P4",
    ),
    "MVG206": _stop(
        NOT_A_NOTE,
        (
            "XML-filen har fler än {0} attribut.",
            "Ingen anteckning har så många, och de tar lång tid att läsa.",
            "Kontrollera att rätt fil angavs.",
        ),
        (
            "The XML has more than {0} attributes.",
            "No note has so many, and they take long to read.",
            "Check that the right file was given.",
        ),
        "P4",
    ),
    "MVG207": _stop(
        NOT_A_NOTE,
        (
            "XML-filen är inte en triageanteckning i det format som programmet läser.",
            "Rotelementet är ett annat än triage-note i namnrymden urn:mvg-export:triage-note:1.",
            "Jämför med triage-note.xsd och exemplen i samples.",
        ),
        (
            "The XML is not a triage note in the form the program reads.",
            "The root element is not triage-note in the namespace urn:mvg-export:triage-note:1.",
            "Compare with triage-note.xsd and the samples.",
        ),
    ),
    "MVG208": _stop(
        NOT_A_NOTE,
        (
            "Ett element som inte hör till formatet står här, i <{0}>.",
            "Okänd text utelämnas aldrig i tysthet; därför stannar läsningen.",
            "Jämför med triage-note.xsd; rätta stavningen, ordningen eller ta bort elementet.",
        ),
        (
            "There is an element here that is not part of the form, in <{0}>.",
            "Unknown text is never left out silently, so reading stops.",
            "Compare with triage-note.xsd; correct the spelling or the order, or remove the element.",
        ),
        "P1",
    ),
    "MVG209": _stop(
        NOT_A_NOTE,
        (
            "Elementet <{0}> har ett attribut som inte hör till formatet.",
            "Okända uppgifter utelämnas aldrig i tysthet.",
            "Jämför med triage-note.xsd; rätta eller ta bort attributet.",
        ),
        (
            "The element <{0}> has an attribute that is not part of the form.",
            "Unknown facts are never left out silently.",
            "Compare with triage-note.xsd; correct or remove the attribute.",
        ),
        "P1",
    ),
    "MVG210": _stop(
        NOT_A_NOTE,
        (
            "Elementet <{0}> saknas, är upprepat eller står i fel ordning.",
            "Formatet har en bestämd ordning, så att det går att visa att ingen text försvinner.",
            "Jämför med triage-note.xsd och rätta ordningen.",
        ),
        (
            "The element <{0}> is missing, repeated or out of order.",
            "The form has a fixed order, so that it can be shown that no text is lost.",
            "Compare with triage-note.xsd and correct the order.",
        ),
        "P1",
    ),
    "MVG211": _stop(
        NOT_A_NOTE,
        (
            "Text står löst i <{0}>, där ingen text hör hemma.",
            "Text utan element har ingen plats i anteckningen och får inte försvinna.",
            "Flytta texten till ett sökord.",
        ),
        (
            "There is text in <{0}>, where no text belongs.",
            "Text outside an element has no place in the note and must not vanish.",
            "Move the text to a keyword.",
        ),
        "P1",
    ),
    "MVG212": _stop(
        NOT_A_NOTE,
        (
            "Uppgiften {0} har ett värde som inte finns; möjliga är {1}.",
            "Ett okänt värde tolkas aldrig.",
            "Välj ett av de möjliga värdena, eller utelämna uppgiften.",
        ),
        (
            "The fact {0} has a value that does not exist; possible are {1}.",
            "An unknown value is never interpreted.",
            "Choose one of the possible values, or leave the fact out if it is not known.",
        ),
    ),
    "MVG213": _tell(
        (
            "XML-filen har en kommentar eller instruktion, som inte följer med.",
            "Kommentarer syns inte för läsaren och hör inte till anteckningen.",
            "Om det är text som ska med: flytta den till ett sökord.",
        ),
        (
            "The XML has a comment or an instruction, which is left out.",
            "Comments are not seen by a reader and are not part of the note.",
            "If it is text of the note: move it under a keyword.",
        ),
        "P1",
    ),
    "MVG214": _stop(
        NOT_A_NOTE,
        (
            "Uppgiften {0} innehåller ett radbyte fast den är en enda rad.",
            "En ny rad i en uppgift kan läsas som en annan uppgift när den skrivs ut. Vagnretur, NEL, U+2028 och "
            "U+2029 är radbyten.",
            "Skriv uppgiften på en rad i anteckningen.",
        ),
        (
            "The fact {0} holds a line break though it is a single line.",
            "A new line in a fact can be read as another fact when it is printed. CR, NEL, U+2028 and U+2029 are "
            "line breaks.",
            "Write the fact on one line in the source.",
        ),
        "P24",
    ),
    "MVG221": _stop(
        NOT_A_NOTE,
        (
            "Inget sökord känns igen i texten.",
            "En anteckning har minst ett av profilens sökord, ensamt på en rad eller följt av kolon.",
            "Kopiera hela anteckningen ur källsystemet, med sökorden.",
        ),
        (
            "No keyword is recognised in the text.",
            "A note has at least one keyword of the profile, alone on a line or followed by a colon.",
            "Copy the whole note from the source system, keywords included.",
        ),
    ),
    "MVG222": _warn(
        (
            "Texten efter {0} går inte att tolka; möjligt är {1}. Den behålls som text.",
            "Uppgiften har bara vissa värden.",
            "Rätta raden i anteckningen och försök igen.",
        ),
        (
            "The text after {0} is not one of the possible values: {1}. It is kept as text.",
            "The fact has certain values only.",
            "Correct the line in the source and retry.",
        ),
    ),
    "MVG223": _warn(
        (
            "{0} står mer än en gång. Det första gäller, och resten behålls som text.",
            "Uppgiften finns bara en gång i en anteckning.",
            "Ta bort den som är fel i anteckningen.",
        ),
        (
            "{0} appears more than once. The first one counts, and the others are kept as text.",
            "A note has this fact once.",
            "Remove the wrong one in the source.",
        ),
    ),
    "MVG224": _warn(
        (
            "Menade du sökordet {0}? Raden står kvar som text under sökordet ovanför.",
            "Raden liknar sökordet men är inte lika. Programmet gissar aldrig vart text hör.",
            'Om raden är sökordet: --place "{1}={0}", eller --split {1}:1 om det följer text på raden. Om den är '
            "text: --text {1}.",
        ),
        (
            "Did you mean the keyword {0}? The line stays as text under the keyword above.",
            "The line is close to the keyword, not equal. The program never guesses where text belongs.",
            'If the line is the keyword: --place "{1}={0}", or --split {1}:1 if text follows on the line. If it is '
            "text: --text {1}.",
        ),
    ),
    "MVG225": _warn(
        (
            "Underrubriker som profilen inte känner står kvar i sin text: rad {0}.",
            "En kort rad med kolon sist ser ut som en rubrik inne i texten.",
            'Om någon av dem är ett sökord: --place "RAD=SÖKORD".',
        ),
        (
            "Sub-headings that the profile does not know stay in their text: line {0}.",
            "A short line that ends in a colon looks like a heading within the text.",
            'If one of them is a keyword: --place "LINE=KEYWORD".',
        ),
    ),
    "MVG226": _warn(
        (
            "Sökordet på raden är skadat av fel teckenkodning. Menade du {0}? Raden står kvar som text.",
            "Å, ä eller ö har blivit andra tecken innan texten kom hit.",
            "Hämta texten på nytt ur källan.",
        ),
        (
            "The keyword on this line is damaged by a wrong encoding. Did you mean {0}? The line stays as text.",
            "Å, ä or ö became other characters before the text came here.",
            "Fetch the text again from its source.",
        ),
        "P2",
    ),
    "MVG227": _warn(
        (
            "Texten ser ut att ha skadats av fel teckenkodning innan den kom hit.",
            "Teckenföljder som Ã¶, eller U+FFFD, uppstår när text läses med fel kodning. Texten ändras inte.",
            "Jämför med källan och hämta texten på nytt därifrån.",
        ),
        (
            "The text seems to have been damaged by a wrong encoding before it came here.",
            "Sequences like Ã¶ or U+FFFD appear when text is read with a wrong encoding. The text is not changed.",
            "Compare with the source and fetch the text again.",
        ),
        "P2",
    ),
    "MVG228": _warn(
        (
            "Tecknet {0} kan inte stå i en journalfil och visas som U+FFFD.",
            "XML kan inte innehålla styrtecken, inte ens omskrivna.",
            "Ta bort tecknet i anteckningen om det inte betyder något.",
        ),
        (
            "The character {0} cannot be in a record file and is shown as U+FFFD.",
            "XML cannot hold control characters, not even escaped.",
            "Remove the character in the source if it means nothing.",
        ),
        "P2",
        "P5",
    ),
    "MVG230": _warn(
        (
            "Raden läses som sökordet {0}, fast den står mitt i ett stycke.",
            "En rad som börjar med ett sökord och kolon är ett sökord, var den än står.",
            "Om det är löpande text: skriv om raden i anteckningen så att den inte börjar med sökordet och kolon.",
        ),
        (
            "The line is read as the keyword {0}, though it is inside a paragraph.",
            "A line that begins with a keyword and a colon is a keyword, wherever it is.",
            "If it is running text: reword the line of the note so that it does not begin with keyword and colon.",
        ),
        "P1",
    ),
    "MVG231": _warn(
        (
            "Raden ser ut som en rubrik för en uppgift men känns inte igen. Menade du {0}?",
            "Raden liknar rubriken men är inte lika. Uppgiften läses inte, och texten behålls.",
            "Rätta stavningen i anteckningen.",
        ),
        (
            "The line looks like the label of a fact but is unknown. Did you mean {0}?",
            "The line is close to the label, not equal. The fact is not read, and the text is kept.",
            "Correct the spelling in the source.",
        ),
    ),
    "MVG232": _caution(
        (
            "{0} på rad {2} skiljer sig från rad {1}: texten ser ut att vara två anteckningar.",
            "En anteckning handlar om en patient. Två patienters text får aldrig hamna i samma journal.",
            "Dela texten och exportera anteckningarna var för sig. Om raden är text i anteckningen: --text {2}.",
        ),
        (
            "{0} on line {2} differs from line {1}: the text looks like two notes.",
            "A note is about one patient. The texts of two patients must never end up in one record.",
            "Split the text and export the notes one by one. If the line is text of the note: --text {2}.",
        ),
        exit_code=NOT_A_NOTE,
    ),
    "MVG233": _warn(
        (
            "Raden börjar som {0}, ett sökord som bara finns i journalen. Texten står kvar där den står.",
            "Inget skrivs under {0} i journalen från en anteckning; raden räknas som text under sökordet ovanför.",
            "Om texten hör hemma där: flytta den i journalen efter exporten.",
        ),
        (
            "The line begins like {0}, a keyword that only the record has. The text stays where it is.",
            "Nothing is written under {0} in the record from a note; the line counts as text under the keyword above.",
            "If the text belongs there, move it in the record after the export.",
        ),
        "R132",
        "R133",
    ),
    "MVG234": _caution(
        (
            "Texten ser ut att vara två anteckningar: sökorden börjar om på rad {1} (den första börjar på rad {0}).",
            "Två eller fler sökord kommer igen i samma ordning.",
            "Dela texten och exportera anteckningarna var för sig. Om det är en enda anteckning: --one-note.",
        ),
        (
            "The text looks like two notes: the keywords start again on line {1} (the first note begins on line {0}).",
            "Two or more keywords are repeated in the same order.",
            "Split the text and export the notes one by one. If it is one note: --one-note.",
        ),
        "P24",
        exit_code=NOT_A_NOTE,
    ),
    "MVG235": _caution(
        (
            "Samma anteckning är inklistrad två gånger: från rad {0} och från rad {1}.",
            "Sökorden och texten kommer igen i samma ordning.",
            "Ta bort den ena. Om båda ska vara med: --one-note.",
        ),
        (
            "The same note was pasted twice: from line {0} and from line {1}.",
            "Keywords and text are repeated in the same order.",
            "Remove one of them. If both are to be kept: --one-note.",
        ),
        "P24",
        exit_code=NOT_A_NOTE,
    ),
    "MVG236": _warn(
        (
            "{0} står efter ett sökord som brukar komma senare (rad {1}).",
            "Sökorden står annars i tabellens ordning. Raden kan vara text ur ett annat sammanhang.",
            "Kontrollera att texten under {0} hör dit. Om raden är text: --text RAD.",
        ),
        (
            "{0} comes after a keyword that usually comes later (line {1}).",
            "Keywords normally come in the order of the table. The line may be text from somewhere else.",
            "Check that the text under {0} belongs there. If the line is text: --text LINE.",
        ),
        "P24",
    ),
    "MVG240": _caution(
        (
            "{0} står inne i texten och är inte läst som en uppgift.",
            "En rad med en etikett är en uppgift före det första sökordet och i raderna sist. Här kan den vara "
            "citerad text.",
            "Om det är en uppgift: --fact {1}. Om det är text: --text {1}.",
        ),
        (
            "{0} is inside the text and was not read as a fact.",
            "A line with a label is a fact before the first keyword and in the last lines. Here it may be quoted text.",
            "If it is a fact: --fact {1}. If it is text: --text {1}.",
        ),
        "P24",
    ),
    "MVG241": _warn(
        (
            "{0} står inne i texten, är inte läst som en uppgift utan följer med som text.",
            "En rad med en etikett är en uppgift före det första sökordet och i raderna sist. Här kan den vara "
            "citerad text.",
            "Om det är en uppgift: --fact {1}. Om det är text: --text {1}.",
        ),
        (
            "{0} is inside the text and is kept as text, not read as a fact.",
            "A line with a label is a fact before the first keyword and in the last lines. Here it may be quoted text.",
            "If it is a fact: --fact {1}. If it is text: --text {1}.",
        ),
        "P24",
    ),
    "MVG242": _warn(
        (
            "Etiketten {0} står inne i texten. Raden följer med som text.",
            "En rad med en etikett är en uppgift före det första sökordet och i raderna sist. Här kan den vara "
            "citerad text.",
            "Om det är en uppgift: --fact {1}. Om det är text: --text {1}.",
        ),
        (
            "The label {0} is inside the text. The line is kept as text.",
            "A line with a label is a fact before the first keyword and in the last lines. Here it may be quoted text.",
            "If it is a fact: --fact {1}. If it is text: --text {1}.",
        ),
        "P24",
    ),
    "MVG243": _caution(
        (
            "Uppgifterna på rad {1} ({0}) kan höra till texten intill och är inte lästa som uppgifter.",
            "De sista raderna står direkt efter patientens egen text eller efter en rad som slutar med kolon, eller "
            "har text under sig. De kan höra till den.",
            "Om de är uppgifter: --fact {1}. Om de är text: --text {1}.",
        ),
        (
            "The facts on line {1} ({0}) may belong to the text next to them and were not read as facts.",
            "The last lines come right after the patient's own text or after a line that ends in a colon, or have "
            "text below them. They may belong to it.",
            "If they are facts: --fact {1}. If they are text: --text {1}.",
        ),
        "P24",
    ),
    "MVG244": _caution(
        (
            "Menade du sökordet {0}? Raden är inte läst som ett sökord.",
            "Raden liknar sökordet men är inte lika. Programmet gissar aldrig vart text hör.",
            'Om raden är sökordet: --place "{1}={0}", eller --split {1}:1 om det följer text på raden. Om den är '
            "text: --text {1}.",
        ),
        (
            "Did you mean the keyword {0}? The line is not read as a keyword.",
            "The line is close to the keyword, not equal. The program never guesses where text belongs.",
            'If the line is the keyword: --place "{1}={0}", or --split {1}:1 if text follows on the line. If it is '
            "text: --text {1}.",
        ),
        "P24",
    ),
    "MVG245": _caution(
        (
            "En rubrik på rad {0} står i patientens egen text.",
            "Raden ser ut som en rubrik av vårdpersonal, men står i patientens egen text.",
            'Om en annan text börjar där: --place "{0}=SÖKORD". Om det är patientens text: --text {0}.',
        ),
        (
            "A heading on line {0} is in the patient's own text.",
            "The line looks like a heading of a professional, but is in the patient's own text.",
            'If another text begins there: --place "{0}=KEYWORD". If it is the patient\'s text: --text {0}.',
        ),
        "P24",
    ),
    "MVG246": _caution(
        (
            "Sökordet på raden är skadat av fel teckenkodning. Menade du {0}?",
            "Å, ä eller ö har blivit andra tecken innan texten kom hit.",
            'Hämta texten på nytt ur källan, eller svara: --place "{1}={0}" eller --text {1}.',
        ),
        (
            "The keyword on this line is damaged by a wrong encoding. Did you mean {0}?",
            "Å, ä or ö became other characters before the text came here.",
            'Fetch the text again from its source, or answer: --place "{1}={0}" or --text {1}.',
        ),
        "P2",
        "P24",
    ),
    "MVG247": _warn(
        (
            "Uppgifterna på rad {1} ({0}) kan höra till texten intill och följer med som text.",
            "De sista raderna står direkt efter patientens egen text eller efter en rad som slutar med kolon, eller "
            "har text under sig. De kan höra till den.",
            "Om de är uppgifter: --fact {1}. Om de är text: --text {1}.",
        ),
        (
            "The facts on line {1} ({0}) may belong to the text next to them and are kept as text.",
            "The last lines come right after the patient's own text or after a line that ends in a colon, or have "
            "text below them. They may belong to it.",
            "If they are facts: --fact {1}. If they are text: --text {1}.",
        ),
        "P24",
    ),
    "MVG248": _warn(
        (
            "En rubrik på rad {0} står i patientens egen text och följer med där.",
            "Raden ser ut som en rubrik av vårdpersonal, men står i patientens egen text.",
            'Om en annan text börjar där: --place "{0}=SÖKORD". Om det är patientens text: --text {0}.',
        ),
        (
            "A heading on line {0} is in the patient's own text and is kept there.",
            "The line looks like a heading of a professional, but is in the patient's own text.",
            'If another text begins there: --place "{0}=KEYWORD". If it is the patient\'s text: --text {0}.',
        ),
        "P24",
    ),
    "MVG249": _caution(
        (
            "Flera rubriker ser ut att stå på samma rad (rad:kolumn {0}).",
            "Sökord eller etiketter med stor bokstav står mitt på raden. Programmet delar aldrig en rad på egen hand.",
            "Om det är rubriker: {1}. Om det är löpande text: --text RAD.",
        ),
        (
            "Several headings seem to be on one line (line:column {0}).",
            "There are keywords or labels with a capital letter inside the line. The program never splits a line "
            "by itself.",
            "If they are headings: {1}. If it is running text: --text LINE.",
        ),
        "P24",
    ),
    "MVG250": _warn(
        (
            "Flera rubriker ser ut att stå på samma rad (rad:kolumn {0}). Raden följer med som text.",
            "Sökord eller etiketter med stor bokstav står mitt på raden. Programmet delar aldrig en rad på egen hand.",
            "Om det är rubriker: {1}. Om det är löpande text: --text RAD.",
        ),
        (
            "Several headings seem to be on one line (line:column {0}). The line is kept as text.",
            "There are keywords or labels with a capital letter inside the line. The program never splits a line "
            "by itself.",
            "If they are headings: {1}. If it is running text: --text LINE.",
        ),
        "P24",
    ),
    "MVG251": _warn(
        (
            "Raden har sökordet {0} och fortsätter som löpande text. Den står kvar som text.",
            "Ett sökord inne i en mening är text.",
            'Om det är sökordet: --split RAD:1 eller --place "RAD={0}".',
        ),
        (
            "The line has the keyword {0} and continues as running text. It is kept as text.",
            "A keyword inside a sentence is text.",
            'If it is the keyword: --split LINE:1 or --place "LINE={0}".',
        ),
        "P24",
    ),
    "MVG252": _caution(
        (
            "Ett stycke på rad {1} står efter {0}, skilt av en tom rad. Det kan höra till svaret ovanför, eller "
            "till ett sökord.",
            "Text före det första sökordet har ingen plats, och programmet gissar aldrig vart den hör.",
            'Om det hör till texten ovanför: --text {1}. Annars: --place "{1}=SÖKORD".',
        ),
        (
            "The paragraph on line {1} comes after {0} and a blank line. It may belong to the answer above, or to "
            "a keyword.",
            "Text before the first keyword has no place, and the program never guesses where it belongs.",
            'If it belongs to the text above: --text {1}. Otherwise: --place "{1}=KEYWORD".',
        ),
        "P24",
    ),
    "MVG253": _tell(
        (
            "Raden läses som sökordet {0}, fast den är skriven på ett annat sätt.",
            "Listmarkering, citattecken, tankstreck och punkt runt ett sökord spelar ingen roll.",
            "Om raden är text: --text RAD.",
        ),
        (
            "The line is read as the keyword {0}, though it is written in another way.",
            "List marks, quotation marks, dashes and full stops around a keyword are ignored.",
            "If the line is text: --text LINE.",
        ),
    ),
    "MVG254": _tell(
        (
            "En punkt i en lista har samma ord som ett sökord och läses som text.",
            "En punkt bland andra punkter är text.",
            'Om raden är ett sökord: --place "RAD=SÖKORD".',
        ),
        (
            "An item of a list has the words of a keyword and is read as text.",
            "An item among other items is text.",
            'If the line is a keyword: --place "LINE=KEYWORD".',
        ),
    ),
    "MVG255": _warn(
        (
            "Svaret {0} hade ingen verkan.",
            "Det finns ingen sådan rad, ingen etikett på den, eller inget sökord på den platsen.",
            "Kontrollera numren mot meddelandena, eller ta bort svaret.",
        ),
        (
            "The answer {0} had no effect.",
            "There is no such line, no label on it, or no keyword at that place.",
            "Check the numbers against the messages, or leave the answer out.",
        ),
    ),
    "MVG260": _caution(
        (
            "Texten ser ut att ha förlorat å, ä och ö: frågetecken står inne i ord.",
            "Minst två frågetecken står mellan bokstäver, och texten har inget å, ä eller ö. Så blir det när en text "
            "har passerat ett program som saknar de tecknen.",
            "Hämta texten på nytt ur källan. Om den är rätt som den är: ange --damaged-ok.",
        ),
        (
            "The text seems to have lost å, ä and ö: there are question marks inside words.",
            "At least two question marks are between letters, and the text has no å, ä or ö. This happens when a "
            "text passes through a program that lacks those characters.",
            "Fetch the text again from its source. If it is right as it is: give --damaged-ok.",
        ),
        "P2",
    ),
    "MVG261": _caution(
        (
            "Texten innehåller U+FFFD: ett tecken gick förlorat innan texten kom hit.",
            "U+FFFD sätts där ett program inte kunde läsa ett tecken. Vilket det var går inte att återskapa.",
            "Hämta texten på nytt ur källan. Om tecknet ska stå där: ange --damaged-ok.",
        ),
        (
            "The text holds U+FFFD: a character was lost before the text came here.",
            "U+FFFD is put where a program could not read a character. Which character it was cannot be restored.",
            "Fetch the text again from its source. If the character belongs there: give --damaged-ok.",
        ),
        "P2",
    ),
    "MVG262": _warn(
        (
            "Texten ser skadad ut och används ändå, som --damaged-ok säger.",
            "Tecken har troligen gått förlorade innan texten kom hit. Texten ändras inte.",
            "Jämför med källan.",
        ),
        (
            "The text seems damaged and is used anyway, as --damaged-ok says.",
            "Characters were probably lost before the text came here. The text is not changed.",
            "Compare with the source.",
        ),
        "P2",
    ),
    # 3 -- mapping
    "MVG301": _caution(
        (
            "Rubriken på rad {0} finns inte i journalmallen, så texten under den har ingen plats.",
            "Rutinens tabell har inget sökord i journalen för rubriken, och text utelämnas aldrig.",
            'Ange var texten ska stå: --place "{0}=SÖKORD". Om rubriken återkommer: be förvaltaren lägga till den.',
        ),
        (
            "The heading on line {0} is not in the record's template, so the text under it has no place.",
            "The routine's table has no keyword in the record for the heading, and text is never left out.",
            'Say where the text belongs: --place "{0}=KEYWORD". If the heading recurs: ask the administrator to '
            "add it.",
        ),
        "R125",
        "P1",
    ),
    "MVG302": _caution(
        (
            "Text står direkt under gruppens rubrik {0}, som saknar plats i journalen.",
            "{0} är en grupprubrik över andra sökord och aldrig ett sökord i journalen.",
            'Ange var texten ska stå: --place "{0}=SÖKORD".',
        ),
        (
            "There is text directly under the group heading {0}, which has no place in the record.",
            "{0} is a group heading over other keywords and never a keyword of the record.",
            'Say where the text belongs: --place "{0}=KEYWORD". If the heading recurs: ask the administrator to '
            "add it.",
        ),
        "R127",
        "P1",
    ),
    "MVG303": _caution(
        (
            "Text står utan sökord och saknar plats i journalen.",
            "Den står före det första sökordet eller efter en uppgift. Text utelämnas aldrig.",
            'Rätta i anteckningen, eller ange var texten ska stå: --place "{0}=SÖKORD".',
        ),
        (
            "There is text without a keyword, which has no place in the record.",
            "It comes before the first keyword or after a fact. Text is never left out.",
            'Correct the source, or say where it belongs: --place "{0}=KEYWORD".',
        ),
        "P1",
    ),
    "MVG304": _warn(
        (
            "Texten på rad {0} saknar plats i profilens tabell och behålls där den står.",
            "Målet har ingen spärr för text utan plats; texten följer med.",
            "Välj passande sökord när texten klistras in.",
        ),
        (
            "The text on line {0} has no place in the profile's table and is kept where it is.",
            "The target does not stop for text without a place; the text is included.",
            "Choose a suitable keyword when you paste the text.",
        ),
        "R147",
        "P1",
    ),
    "MVG305": _warn(
        (
            "{0} står mer än en gång, först på rad {1}; texterna har fogats samman i ordning.",
            "Ett sökord finns en gång i mallen.",
            "Läs igenom den sammanfogade texten. Om en av raderna är text ur ett annat sammanhang: --text RAD.",
        ),
        (
            "{0} appears more than once, first on line {1}; the texts were joined in order.",
            "A keyword is in the template once.",
            "Read the joined text through. If one of the lines is text from somewhere else: --text LINE.",
        ),
    ),
    "MVG306": _tell(
        ("{0} är hämtad från patientens sökorsak.", "Anteckningen saknar egen text där; rutinen hämtar den så.", ""),
        ("{0} was fetched from the patient's presenting reason.", "The note has no text of its own there.", ""),
        "R137",
    ),
    "MVG307": _tell(
        ("{0} är sammanställd av patientens svar i triagen.", "Anteckningen saknar egen text där.", "Läs igenom den."),
        (
            "{0} was made from the patient's triage answers.",
            "The note has no text of its own there.",
            "Read it through.",
        ),
        "R134",
    ),
    "MVG308": _tell(
        (
            "Patientens sökorsak skiljer sig från {0}; det som står i anteckningen gäller.",
            "Sökorsaken har ändrats efter att den hämtades.",
            "Jämför de två om skillnaden har betydelse.",
        ),
        (
            "The patient's presenting reason differs from {0}; the text of the note is used.",
            "The presenting reason was changed after it was fetched.",
            "Compare the two if the difference matters.",
        ),
        "R137",
    ),
    "MVG309": _tell(
        (
            "Triagens frågor och svar skrivs inte ut; det som står under {0} gäller.",
            "Vårdpersonalen har skrivit egen text där, och den gäller.",
            "",
        ),
        (
            "The triage questions and answers are not written out; the text under {0} is used.",
            "The professional wrote a text of their own there, and it takes precedence.",
            "",
        ),
        "R135",
    ),
    "MVG310": _tell(
        ("Texten på rad {0} har lagts under {1}, som --place säger.", "Valet är användarens.", ""),
        ("The text on line {0} was put under {1}, as --place says.", "The choice is the user's.", ""),
    ),
    "MVG311": _warn(
        (
            "--place nummer {0} passade ingen text i anteckningen.",
            "Varken sökordet eller radnumret finns bland de texter som saknar plats.",
            "Kör mvg check för att se vilka texter som saknar plats.",
        ),
        (
            "--place number {0} matched no text of the note.",
            "Neither the keyword nor the line number is among the texts without a place.",
            "Run mvg check to see which texts have no place.",
        ),
    ),
    "MVG312": _tell(
        ("Frasen ”{0}” har lagts till i {1}.", "Rutinen kräver den och --add-phrases är givet.", "Läs igenom."),
        (
            "The phrase “{0}” was added to {1}.",
            "The routine asks for it and --add-phrases was given.",
            "Read it through.",
        ),
        "R55",
        "R93",
        "R104",
    ),
    "MVG313": _warn(
        (
            "{0} i anteckningen har ersatts av det som angavs på kommandoraden.",
            "De två skiljer sig åt, och det som anges på kommandoraden gäller.",
            "Kontrollera att det är rätt.",
        ),
        (
            "{0} in the note was replaced by the value from the command line.",
            "The two differ, and the command line takes precedence.",
            "Check that it is right.",
        ),
    ),
    "MVG314": _warn(
        (
            "{0} på kommandoraden används inte, för anteckningen har redan en uppgift.",
            "Vem som signerat och när tas i första hand ur anteckningen.",
            "Rätta anteckningen om den har fel.",
        ),
        (
            "{0} from the command line is not used, because the note already has a value.",
            "Who signed and when is taken from the note if it is there.",
            "Correct the note if it is wrong.",
        ),
    ),
    "MVG315": _tell(
        (
            "I det här formatet visas inte: {0}.",
            "Uppgifterna finns i källan men hör inte till texten i målet.",
            "Hela resultatet visas med mvg export --to json.",
        ),
        (
            "Not shown in this form: {0}.",
            "The facts are in the source but are not part of the text for the target.",
            "The whole result is shown by mvg export --to json.",
        ),
        "P1",
    ),
    "MVG316": _warn(
        (
            "En triagefråga saknar svar, eller ett svar saknar fråga.",
            "Frågor och svar hör ihop två och två.",
            "Kontrollera triagens frågor och svar i anteckningen.",
        ),
        (
            "A triage question has no answer, or an answer has no question.",
            "Questions and answers come in pairs.",
            "Check the triage questions and answers in the source.",
        ),
    ),
    "MVG317": _warn(
        (
            "{0} i anteckningen har för registreringen ersatts av det som angavs på kommandoraden.",
            "De två skiljer sig åt, och det som anges på kommandoraden gäller.",
            "Kontrollera att det är rätt.",
        ),
        (
            "{0} in the note was replaced, for the registration, by the value from the command line.",
            "The two differ, and the command line takes precedence.",
            "Check that it is right.",
        ),
    ),
    "MVG318": _caution(
        (
            "{1} på rad {0} {2}, så raden har ingen plats i journalen.",
            "Uppgiften har inget av sina värden. Raden utelämnas aldrig, och ett värde gissas aldrig.",
            '{2} Om texten hör till ett sökord: --place "{0}=SÖKORD".',
        ),
        (
            "{1} on line {0} {2}, so the line has no place in the record.",
            "The fact has none of its values. A line is never left out, and a value is never guessed.",
            '{2} If the text belongs to a keyword: --place "{0}=KEYWORD".',
        ),
        "R125",
        "P1",
    ),
    "MVG320": _caution(
        (
            "{0} på kommandoraden säger emot anteckningen. Inget har ersatts.",
            "Kommandoraden kan höra till en annan anteckning, till exempel när ett kommando används igen.",
            'Ta bort flaggan. Om anteckningens värde ska ersättas, nämn det: --override "{0}=VÄRDET I ANTECKNINGEN".',
        ),
        (
            "{0} on the command line contradicts the note. Nothing was replaced.",
            "The command line may belong to another note, when a command is used again for example.",
            'Remove the option. If the value of the note is to be replaced, name it: --override "{0}=VALUE OF THE '
            'NOTE".',
        ),
        "P24",
    ),
    "MVG321": _caution(
        (
            "{0} på kommandoraden är en platshållare, inte ett värde.",
            "Värdet saknar bokstav och siffra, eller står bland profilens platshållare (record.placeholders).",
            "Skriv det verkliga värdet, eller utelämna flaggan.",
        ),
        (
            "{0} on the command line is a placeholder, not a value.",
            "The value has no letter or digit, or is among the placeholders of the profile (record.placeholders).",
            "Write the real value, or leave the option out.",
        ),
        "P6",
    ),
    "MVG322": _caution(
        (
            "--override nämner ett värde för {0} som anteckningen inte har.",
            "Det som ska ersättas nämns så att kommandoraden bara passar den anteckning den skrevs för.",
            "Kontrollera att det är rätt anteckning. Nämn det värde som står i den, eller ta bort --override.",
        ),
        (
            "--override names a value of {0} that the note does not have.",
            "What is to be replaced is named so that the command line fits only the note that it was written for.",
            "Check that it is the right note. Name the value that it has, or remove --override.",
        ),
        "P24",
    ),
    "MVG323": _warn(
        (
            "--override för {0} behövs inte: inget nytt värde är angivet.",
            "--override säger vad som får ersättas, inte vad det ersätts med.",
            "Ange även det nya värdet, eller ta bort --override.",
        ),
        (
            "--override of {0} is not needed: no new value was given.",
            "--override says what may be replaced, not what replaces it.",
            "Give the new value too, or remove --override.",
        ),
    ),
    # 4 -- checks
    "MVG401": _stop(
        NEEDS_A_PERSON,
        (
            "{0} saknas. Export till journalen är inte möjlig.",
            "Rutinen kräver fältet. Det söktes i anteckningen och på kommandoraden ({1}). En platshållare, som ”-” "
            "eller "
            "”N/A”, räknas som tomt.",
            "Fyll i {0} i anteckningen, eller ange {1}.",
        ),
        (
            "{0} is missing. Export to the record is not possible.",
            "The routine requires the field. It was looked for in the note and on the command line ({1}). A "
            "placeholder, like “-” or “N/A”, counts as empty.",
            "Fill in {0} in the note, or give {1}.",
        ),
        "R138",
        "R139",
        "R140",
        "R142",
        "P6",
    ),
    "MVG402": _warn(
        (
            "{0} är tom.",
            "Rutinen säger inte att den får vara tom och inte att exporten stoppas.",
            "Fyll i den om den ska finnas med.",
        ),
        (
            "{0} is empty.",
            "The routine neither says that it may be empty nor that the export is stopped.",
            "Fill it in if the note is to have it.",
        ),
        "G13",
    ),
    "MVG403": _warn(
        (
            "Patientens {0} ska skrivas med tolv siffror (ÅÅÅÅMMDDNNNN).",
            "Ett nummer skrivs med tolv siffror utan skiljetecken; tio siffror visar inte århundradet.",
            "Skriv numret med tolv siffror.",
        ),
        (
            "The patient's {0} must be written with twelve digits (YYYYMMDDNNNN).",
            "A number is written with twelve digits and no separator; ten digits do not show the century.",
            "Write the number with twelve digits.",
        ),
    ),
    "MVG404": _warn(
        ("Datumet i patientens {0} finns inte.", "De åtta första siffrorna är ett datum.", "Kontrollera numret."),
        ("The date in the patient's {0} does not exist.", "The first eight digits are a date.", "Check the number."),
    ),
    "MVG405": _warn(
        (
            "Kontrollsiffran i patientens {0} stämmer inte.",
            "Den sista siffran räknas ut ur de andra.",
            "Kontrollera numret.",
        ),
        (
            "The check digit of the patient's {0} is wrong.",
            "The last digit is computed from the others.",
            "Check the number.",
        ),
    ),
    "MVG406": _warn(
        (
            "Reservnumret har en ovanlig form. Det används som det är.",
            "Ett reservnummer har tio till tolv siffror och bokstäver. Regionernas former skiljer sig.",
            "Kontrollera numret. Ett reservnummer hindrar aldrig en export.",
        ),
        (
            "The reserve number has an unusual form. It is used as it is.",
            "A reserve number has ten to twelve digits and letters. The regions' forms differ.",
            "Check the number. A reserve number never stops an export.",
        ),
    ),
    "MVG407": _warn(
        (
            "{0} saknas.",
            "Dokumentet säger då inte vem det gäller.",
            "Fyll i uppgiften i anteckningen, och kontrollera patienten i journalen.",
        ),
        (
            "{0} is missing.",
            "The document then does not say whom it is about.",
            "Fill it in in the source, and check the patient in the record.",
        ),
    ),
    "MVG408": _warn(
        (
            "{0} saknas, och inget annat identitetsnummer finns.",
            "Dokumentet säger då inte med säkerhet vems journal det hör till.",
            "Fyll i numret i anteckningen, och kontrollera patienten i journalen.",
        ),
        (
            "{0} is missing, and there is no other identity number.",
            "The document then does not say for certain whose record it belongs to.",
            "Fill the number in in the source, and check the patient in the record.",
        ),
    ),
    "MVG409": _warn(
        (
            "Det här står inte i anteckningen: {0}.",
            "Kopierad text brukar sakna uppgifterna.",
            "Kontrollera i journalen att det är rätt patient.",
        ),
        (
            "This is not in the note: {0}.",
            "Copied text usually lacks these facts.",
            "Check in the record that it is the right patient.",
        ),
    ),
    "MVG410": _warn(
        (
            "Koden för {0} har inte formen av en kod i {1}.",
            "Formen kontrolleras; om koden finns är inte känt.",
            "Kontrollera koden.",
        ),
        (
            "The code of {0} does not have the form of a code in {1}.",
            "The form is checked; whether the code exists is not known.",
            "Check the code.",
        ),
        "R138",
    ),
    "MVG411": _tell(
        (
            "Diagnoskodernas form är kontrollerad, inte att koderna finns.",
            "Profilen har ingen kodlista för kodverket.",
            "",
        ),
        (
            "Only the form of the diagnosis codes was checked, not that the codes exist.",
            "The profile has no code list for the code system.",
            "",
        ),
    ),
    "MVG412": _warn(
        (
            "{0} har ingen kod.",
            "En kod står först och skrivs med stor bokstav, utan mellanslag.",
            "Skriv koden först, så här: J06.9 Akut övre luftvägsinfektion.",
        ),
        (
            "{0} has no code.",
            "A code comes first and is written with a capital letter, without spaces.",
            "Write the code first, like this: J06.9 Akut övre luftvägsinfektion.",
        ),
        "R138",
    ),
    "MVG413": _warn(
        (
            "Kodverket för {0} är okänt; möjliga är {1}.",
            "Formen kan bara kontrolleras mot ett känt kodverk.",
            "Ange kodverket.",
        ),
        (
            "The code system of {0} is unknown; possible are {1}.",
            "The form can be checked only against a known code system.",
            "Give the code system.",
        ),
    ),
    "MVG414": _warn(
        (
            "HSA-id för {0} har inte rätt form.",
            "Det är SE, tio siffror, bindestreck och bokstäver eller siffror, högst 31 tecken.",
            "Kontrollera HSA-id.",
        ),
        (
            "The HSA-id of {0} does not have the right form.",
            "It is SE, ten digits, a hyphen and letters or digits, at most 31 characters.",
            "Check the HSA-id.",
        ),
    ),
    "MVG415": _warn(
        (
            "Tiden för {0} går inte att tolka.",
            "Journalen behöver datum och klockslag.",
            "Skriv den så här: 2024-03-14T09:40.",
        ),
        (
            "The time of {0} cannot be interpreted.",
            "The record needs a date and a time of day.",
            "Write it like this: 2024-03-14T09:40.",
        ),
        "R144",
    ),
    "MVG416": _warn(
        (
            "Tiden för {0} finns två gånger eller inte alls den natten, för klockan ställdes om.",
            "Tidszon saknas.",
            "Skriv tiden med avvikelse, till exempel +01:00.",
        ),
        (
            "The time of {0} occurs twice or not at all that night, because the clocks were changed.",
            "The time has no offset from UTC.",
            "Write the time with its offset, for example +01:00.",
        ),
        "R144",
    ),
    "MVG417": _warn(
        ("{0} saknas.", "Journalen visar vem som signerat och när.", "Ange {1}, eller fyll i uppgiften i källan."),
        ("{0} is missing.", "The record shows who signed and when.", "Give {1}, or fill it in in the source."),
        "R144",
    ),
    "MVG418": _warn(
        (
            "Patientens namn och nummer saknas.",
            "Dokumentet säger då inte vems journal det hör till.",
            "Fyll i dem i anteckningen, och kontrollera patienten i journalen.",
        ),
        (
            "The patient's name and number are missing.",
            "The document then does not say whose record it belongs to.",
            "Fill them in in the source, and check the patient in the record.",
        ),
    ),
    "MVG419": _warn(
        (
            "Det här står inte i anteckningen: {0}. Dokumentet får titeln ”{1}”.",
            "Titeln säger att anteckningen är signerad först när det står vem som signerat och när.",
            "Ange --signed-by och --signed-at, och kontrollera i journalen att det är rätt patient.",
        ),
        (
            "This is not in the note: {0}. The document gets the title “{1}”.",
            "The title says that the note is signed only when it says who signed it and when.",
            "Give --signed-by and --signed-at, and check in the record that it is the right patient.",
        ),
        "R144",
    ),
    "MVG420": _warn(
        (
            "Anteckningen inleds inte med frasen ”{0}”.",
            "En chattanteckning inleds så enligt rutinen.",
            "Skriv frasen i anteckningen, eller ange --add-phrases.",
        ),
        (
            "The note does not open with the phrase “{0}”.",
            "The routine requires a chat note to open like that.",
            "Write the phrase in the note, or give --add-phrases.",
        ),
        "R55",
    ),
    "MVG421": _warn(
        (
            "Anteckningen saknar frasen ”{0}” med kollegans namn.",
            "Vid endast konsultation noteras det i journalen.",
            "Skriv frasen i anteckningen, eller ange --add-phrases.",
        ),
        (
            "The note lacks the phrase “{0}” with the colleague's name.",
            "When a colleague was only consulted, the record says so.",
            "Write the phrase in the note, or give --add-phrases.",
        ),
        "R93",
        "R104",
    ),
    "MVG422": _warn(
        (
            "Frasen ”{0}” kan inte läggas till, för kollegans namn är okänt.",
            "Programmet hittar aldrig på ett namn.",
            "Skriv frasen med kollegans namn i anteckningen.",
        ),
        (
            "The phrase “{0}” cannot be added, because the colleague's name is unknown.",
            "The program never invents a name.",
            "Write the phrase with the colleague's name in the note.",
        ),
        "R93",
        "R104",
    ),
    "MVG423": _warn(
        (
            "En bokningsbiljett är utfärdad men nämns inte i anteckningen.",
            "Rutinen säger att det dokumenteras.",
            "Skriv i anteckningen att en bokningsbiljett är utfärdad.",
        ),
        (
            "A booking ticket was issued but is not mentioned in the note.",
            "The routine says that it is documented.",
            "Write in the note that a booking ticket was issued.",
        ),
        "R151",
    ),
    "MVG424": _warn(
        (
            "Formulär är skickade men nämns inte i anteckningen.",
            "Rutinen säger att det dokumenteras.",
            "Skriv i anteckningen att formulär är skickade.",
        ),
        (
            "Forms were sent but are not mentioned in the note.",
            "The routine says that it is documented.",
            "Write in the note that forms were sent.",
        ),
        "R152",
    ),
    "MVG425": _tell(
        (
            "Rutinen säger inte om en chatt som har övergått i samtal ska ha frasen ”{0}”.",
            "Rutinen anger frasen bara för chatt.",
            "",
        ),
        (
            "The routine does not say whether a chat that became a call has the phrase “{0}”.",
            "The routine gives the phrase for chats only.",
            "",
        ),
        "G9",
    ),
    "MVG426": _warn(
        (
            "{0} och {1} är olika enheter.",
            "Journaldokumentationen registreras på den enhet som HSP arbetar åt vid tillfället.",
            "Välj i källsystemet att signera från den enheten, eller rätta uppgiften om enheten.",
        ),
        (
            "{0} and {1} are different units.",
            "The documentation is registered on the unit that the professional works for at the time.",
            "Sign from that unit in the source system, or correct the fact.",
        ),
        "R53",
        "R70",
        "R80",
        "R95",
        "R106",
        "R117",
        "R124",
    ),
    "MVG427": _warn(
        (
            "Den som lämnade över en chatt dokumenterar inget; mottagande kollega gör det.",
            "Kontakten är övertagen i chatten, och anteckningen är av den som startade ärendet.",
            "Kontrollera uppgifterna om konsultation och roll, eller låt mottagande kollega skriva anteckningen.",
        ),
        (
            "Whoever handed over a chat documents nothing; the receiving colleague does.",
            "The contact was taken over in the chat, and the note is by the one who started the case.",
            "Check the facts on consultation and role, or let the receiving colleague write the note.",
        ),
        "R97",
    ),
    "MVG428": _warn(
        (
            "{0} är angiven, men {1} säger att ingen var med.",
            "Uppgifterna går inte ihop.",
            "Rätta den ena i anteckningen.",
        ),
        (
            "{0} is given, but {1} says that nobody took part.",
            "The facts contradict each other.",
            "Correct one of them in the note.",
        ),
    ),
    "MVG430": _tell(
        (
            "Rutin {0} revision {1} gällde till och med {2}; giltighetstiden har gått ut.",
            "Profilen bygger på den revisionen.",
            "Fråga den som förvaltar profilen om det finns en nyare.",
        ),
        (
            "Routine {0} revision {1} was valid to {2}; its validity has ended.",
            "The profile is based on that revision.",
            "Ask the administrator of the profile whether there is a newer one.",
        ),
        "G18",
    ),
    "MVG440": _warn(
        (
            "Uppgifter som registreringen behöver saknas: {0}.",
            "En okänd uppgift gissas aldrig; fältet som behöver den lämnas tomt.",
            "Svara på frågorna på sidan: ange {1}.",
        ),
        (
            "Facts that the registration needs are missing: {0}.",
            "An unknown fact is never guessed; the field that needs it stays blank.",
            "Answer the questions on the page: give {1}.",
        ),
    ),
    "MVG441": _warn(
        (
            "Rutinen täcker inte det här ({0}).",
            "Den säger inget om fallet, och programmet fyller inte i något som gäller ett liknande fall.",
            "Läs mvg explain {0}{1} och fråga den som ansvarar för registreringen på enheten.",
        ),
        (
            "The routine does not cover this ({0}).",
            "It says nothing about the case, and nothing is filled in by analogy.",
            "Read mvg explain {0}{1} and ask whoever is responsible for registration on the unit.",
        ),
    ),
    "MVG442": _tell(
        ("Följer av rutinen men står inte i den: {0}.", "Raden på sidan visar regeln som det bygger på.", ""),
        (
            "Inferred from the routine, not stated in it: {0}.",
            "The line on the page shows the rule that it is based on.",
            "",
        ),
        "R119",
    ),
    "MVG443": _warn(
        (
            "Bokningen i resurstidboken är inte komplett. Det saknas: {0}.",
            "Den är komplett bara när alla uppgifterna finns.",
            "Lägg till det i bokningen.",
        ),
        (
            "The booking in the resource schedule is not complete. It lacks: {0}.",
            "It is complete only when all of them are there.",
            "Add it to the booking.",
        ),
        "R39",
        "R44",
    ),
    "MVG444": _tell(
        (
            "Det framgår inte var kontakten registreras; sidan visar alla system.",
            "Enheten registrerar i ett av systemen.",
            "Ange {0}.",
        ),
        (
            "Where the contact is registered is not known; the page shows every system.",
            "The unit registers in one of them.",
            "Give {0}.",
        ),
    ),
    "MVG445": _stop(
        BAD_PROFILE,
        (
            "Profilen {0} bygger på rutin {1}, men kontaktregistreringens värden kommer ur {2}.",
            "De skulle visas under fel dokumentnummer.",
            'Lägg en egen registration.toml i mappen, eller skriv registration = "inherited" eller "none" i [routine].',
        ),
        (
            "The profile {0} is based on routine {1}, but the values of the registration come from {2}.",
            "They would be shown under the wrong document number.",
            'Put a registration.toml into the folder, or write registration = "inherited" or "none" in [routine].',
        ),
    ),
    "MVG446": _stop(
        BAD_PROFILE,
        (
            "Profilen har ingen kontaktregistrering.",
            'registration i [routine] är "none" eller inte ifylld, eller så har mappen ingen registration.toml.',
            "Registrera enligt den egna rutinen.",
        ),
        (
            "The profile has no contact registration.",
            'registration in its [routine] is "none" or left blank, or the folder has no registration.toml.',
            "Register by the routine of your own region.",
        ),
    ),
    "MVG470": _stop(
        BAD_PROFILE,
        (
            "I {0} går villkoret ”{1}” inte att läsa vid ”{2}”.",
            "Ett villkor är uppgift=värde, namnet på ett villkor under [conditions], eller annars eller alltid.",
            "{3}",
        ),
        (
            "In {0} the condition “{1}” cannot be read at “{2}”.",
            "A condition is fact=value, the name of one under [conditions], or annars or alltid for none.",
            "{3}",
        ),
    ),
    "MVG471": _stop(
        BAD_PROFILE,
        (
            "I {0} står ”{1}” inom hakparentesen sist i en text, där bara regler får stå.",
            "Reglerna skrivs med sina nummer i rules.toml.",
            'Skriv till exempel "Chatt [R62]" eller "audio [R9 (R71)]".',
        ),
        (
            "In {0} “{1}” is in the brackets at the end of a text, where only rules may be.",
            "Rules are written by their numbers in rules.toml.",
            'Write it like "Chatt [R62]" or "audio [R9 (R71)]".',
        ),
    ),
    "MVG472": _stop(
        BAD_PROFILE,
        (
            "I {0} saknar fältet {1} ett värde för kontakter av slaget {2}.",
            "Varje fält säger vad som fylls i för vart och ett av slagen i [decide] entry, så att inget glöms.",
            'Lägg till en rad {2} = "…" under [column.{1}]; {2} = "" när inget fylls i.',
        ),
        (
            "In {0} the column {1} has no value for contacts of the kind {2}.",
            "Each column says what is entered for each of the kinds in [decide] entry, so that none is forgotten.",
            'Add a line {2} = "…" under [column.{1}]; {2} = "" where nothing is entered.',
        ),
    ),
    "MVG473": _stop(
        BAD_PROFILE,
        (
            "I {0} visas fältet {1} inte på sidan.",
            "Det hör inte till något system, och ingen rad under [[section]] nämner det.",
            'Skriv system = "…" i fältet, eller lägg en rad i ett avsnitt med {1} inom klammerparentes.',
        ),
        (
            "In {0} the column {1} is not shown on the page.",
            "It belongs to no system, and no line under [[section]] names it.",
            'Write system = "…" in the column, or add a line with {1} in braces to a section.',
        ),
    ),
    "MVG474": _stop(
        BAD_PROFILE,
        (
            "I {0} kan ett fält inte heta {1}.",
            "Namnet används redan, av en tabell i [decide] eller av registreringen som JSON.",
            "Ge fältet ett annat namn, till exempel systemets och fältets namn med _ emellan.",
        ),
        (
            "In {0} no column can be called {1}.",
            "The name is in use, by a table in [decide] or by the registration as JSON.",
            "Give the column another name, such as those of the system and the field with _ between them.",
        ),
    ),
    "MVG475": _stop(
        BAD_PROFILE,
        (
            "I {0} har {1} en rad som inte är ett villkor och en text.",
            "Varje rad i listan är två texter inom hakparentes: när den gäller, och vad som då står där.",
            'Skriv raden som ["villkor", "text"], med komma efter.',
        ),
        (
            "In {0} a row of {1} is not a condition and a text.",
            "Each row of the list is two texts in brackets: when it applies, and what is shown then.",
            'Write the row as ["condition", "text"], with a comma after it.',
        ),
    ),
    "MVG476": _stop(
        BAD_PROFILE,
        (
            "I {0} skulle {1} skrivas ut på sidan som det står: inget fylls i där.",
            "Det som fylls i inom klammerparentes i den texten: {2}.",
            "Rätta namnet inom klammerparentesen, eller ta bort den.",
        ),
        (
            "In {0} the page would print {1} as it is written: nothing is filled in there.",
            "What is filled in in braces in that text: {2}.",
            "Correct the name in the braces, or remove them.",
        ),
    ),
    "MVG477": _stop(
        BAD_PROFILE,
        (
            "I {0} saknar {1} platsen {2}, så att det som hör dit inte skulle synas på sidan.",
            "Texten skrivs som den står, med värdet där namnet inom klammerparentes står.",
            "Skriv {2} i texten, där värdet ska stå.",
        ),
        (
            "In {0} the text of {1} lacks {2}, so that what belongs there would not be seen on the page.",
            "The text is printed as it is, with the value where its name is in braces.",
            "Write {2} into the text, where the value belongs.",
        ),
    ),
    "MVG478": _stop(
        BAD_PROFILE,
        (
            "I {0} skulle ”{1}” skrivas ut på sidan som det står, fast det ser ut som en regel, lucka eller fråga.",
            "En regel står sist i texten inom hakparentes, (härlett) före den; en lucka eller fråga står ensam, med "
            "små bokstäver, och inte som rad i ett avsnitt.",
            'Skriv "Chatt (härlett) [R62]", "lucka X4" eller "fråga role", med egna ord och nummer.',
        ),
        (
            "In {0} the page would print “{1}” as it is written, though it looks like a rule, a gap or a question.",
            "A rule is in brackets at the end of a text, (härlett) before it; a gap or a question is alone, in "
            "small letters, and not a line of a section.",
            'Write "Chatt (härlett) [R62]", "lucka X4" or "fråga role", with your own words and numbers.',
        ),
    ),
    "MVG479": _stop(
        BAD_PROFILE,
        (
            "I {0} har {1} en text på sidan utan den regel som den bygger på.",
            "Varje värde på sidan står med sin regel, så att den som läser kan se efter.",
            'Skriv regelns nummer i rules.toml sist, som i "Chatt [R62]". Om rutinen inte säger något: skriv '
            '"lucka X4".',
        ),
        (
            "In {0} a text of {1} is on the page without the rule that it is based on.",
            "Each value on the page has its rule beside it, so that whoever reads it can look it up.",
            'Write its number in rules.toml last, as in "Chatt [R62]"; where the routine says nothing, "lucka X4".',
        ),
    ),
    "MVG463": _stop(
        BAD_PROFILE,
        (
            "Mallen {0} visar inte kontaktregistreringen rätt: {1}.",
            "En uppgift, ett värde, ett råd, en regel eller en ruta saknades eller var en annan när mallen provades.",
            "Ge varje rad dess etikett, text, (härlett) och regler i den ordningen, och varje ruta som redan är "
            'ibockad [x] i text och class="done" i html.',
        ),
        (
            "The template {0} does not show the contact registration correctly: {1}.",
            "A fact, value, piece of advice, rule or box was missing or different when the template was tried.",
            "Give each line its label, text, inferred mark and rules in that order, and each box that is already "
            'ticked [x] in text and class="done" in HTML.',
        ),
        "P1",
    ),
    "MVG464": _stop(
        NEEDS_A_PERSON,
        (
            "{0} saknas. Export till journalen är inte möjlig.",
            "Fältet är obligatoriskt, och det tas bara ur anteckningen.",
            "Fyll i {0} i anteckningen.",
        ),
        (
            "{0} is missing. Export to the record is not possible.",
            "The field is required, and it is taken from the note alone.",
            "Fill in {0} in the note.",
        ),
    ),
    "MVG465": _stop(
        NEEDS_A_PERSON,
        (
            "Värdet som angavs för {0} är inget av profilens. Inget har ändrats.",
            "Uppgiften har bestämda värden.",
            "Välj bland: {1}.",
        ),
        (
            "The value given for {0} is not one of the profile's. Nothing was changed.",
            "The fact has fixed values.",
            "Choose among: {1}.",
        ),
    ),
    "MVG450": _warn(
        (
            "Numret som anges som {0} har formen av ett {1}.",
            "Ett samordningsnummer har 60 lagt till dagen, ett reservnummer har bokstäver.",
            "Skriv numret under rätt rubrik eller med rätt typ: {1}. Det används som det är.",
        ),
        (
            "The number given as a {0} has the form of a {1}.",
            "A samordningsnummer has 60 added to its day, a reservnummer has letters.",
            "Write the number under the right label or with the right type: {1}. It is used as it is.",
        ),
    ),
    "MVG451": _warn(
        (
            "{0} är före {1}.",
            "En kontakt skapas innan den avslutas och signeras.",
            "Kontrollera tiderna i anteckningen. De skrivs som de står.",
        ),
        (
            "{0} is before {1}.",
            "A contact is created before it is ended and signed.",
            "Check the times in the source. They are written as they are.",
        ),
        "R144",
    ),
    "MVG452": _warn(
        (
            "{0} är mer än ett år efter {1}.",
            "Så långt efteråt signeras en anteckning sällan; ett årtal kan vara fel.",
            "Kontrollera tiderna i anteckningen. De skrivs som de står.",
        ),
        (
            "{0} is more than a year after {1}.",
            "A note is seldom signed so long afterwards; a year may be wrong.",
            "Check the times in the source. They are written as they are.",
        ),
        "R144",
    ),
    "MVG453": _caution(
        (
            "Tiden för {0} går inte att tolka och kan inte stå i journaldokumentet.",
            "Dokumentet har datum och klockslag, inte fri text. Tiden tolkas inte och utelämnas inte.",
            "Skriv den så här i anteckningen: 2024-03-14T09:40. Signerad tid kan anges med --signed-at och --override.",
        ),
        (
            "The time of {0} cannot be interpreted and cannot be in the record document.",
            "The document has a date and a time of day, no free text. The time is neither interpreted nor left out.",
            "Write it like this in the source: 2024-03-14T09:40. The time of signing can be given with --signed-at "
            "and --override.",
        ),
        "R144",
    ),
    "MVG454": _warn(
        (
            "Koden för {0} har små bokstäver eller ett skiljetecken efter sig. Den skrivs som den står.",
            "En kod skrivs med stor bokstav, utan skiljetecken efter.",
            "Rätta koden i anteckningen.",
        ),
        (
            "The code of {0} has small letters or a separator after it. It is written as it is.",
            "A code has a capital letter and no separator after it.",
            "Correct the code in the source.",
        ),
        "R138",
    ),
    "MVG455": _warn(
        (
            "{0} är tolkad: koden skrivs med stor bokstav, kodverket med sitt rätta namn, och skiljetecken mellan "
            "dem utelämnas.",
            "Diagnosen börjar med en kod, men är skriven på ett annat sätt än KOD (KODVERK) TITEL.",
            "Kontrollera kod och titel i det som skrevs ut.",
        ),
        (
            "{0} was interpreted: the code is written in capitals, the code system by its proper name, and "
            "separators between them are left out.",
            "The diagnosis begins with a code, but is not written as CODE (SYSTEM) TITLE.",
            "Check code and title in what was written.",
        ),
        "R138",
    ),
    "MVG456": _warn(
        (
            "{0} ser ut att ha mer än en kod. Bara den första står i kodfältet, resten i titeln.",
            "Ett diagnosfält har en kod.",
            "Skriv de andra diagnoserna var för sig.",
        ),
        (
            "{0} seems to have more than one code. Only the first is in the code field, the rest in the title.",
            "A diagnosis field has one code.",
            "Write the other diagnoses as secondary diagnoses, each by itself.",
        ),
        "R138",
    ),
    "MVG457": _warn(
        (
            "{0} är samma diagnos som {1}.",
            "En diagnos anges en gång.",
            "Ta bort den ena i anteckningen. Båda skrivs ut som de står.",
        ),
        (
            "{0} is the same diagnosis as {1}.",
            "A diagnosis is given once.",
            "Remove one of them in the source. Both are written as they are.",
        ),
        "R146",
    ),
    "MVG458": _tell(
        (
            "Tiden för {0} är inte svensk tid. Den skrivs med den avvikelse som står, utan omräkning.",
            "Tiden har en annan avvikelse från UTC än den som gällde i Sverige då.",
            "",
        ),
        (
            "The time of {0} is not Swedish time. It is written with the offset that it has, not converted.",
            "The time has another offset from UTC than Sweden had then.",
            "",
        ),
        "R144",
    ),
    "MVG459": _warn(
        (
            "{0} har sin kod på fel ställe. Den står i titeln, och kodfältet är tomt.",
            "En kod står först i fältet, före titeln.",
            "Skriv koden först, så här: J06.9 Akut övre luftvägsinfektion.",
        ),
        (
            "{0} has its code in the wrong place. It is in the title, and the code field is empty.",
            "A code comes first in the field, before the title.",
            "Write the code first, like this: J06.9 Akut övre luftvägsinfektion.",
        ),
        "R138",
    ),
    "MVG480": _tell(
        (
            "Diagnoskoderna är kontrollerade mot {0}.",
            "Profilen har en kodlista för kodverket.",
            "",
        ),
        (
            "The diagnosis codes were checked against {0}.",
            "The profile has a code list for the code system.",
            "",
        ),
    ),
    "MVG481": _tell(
        (
            "Diagnoskodernas giltighet är inte kontrollerad: det framgår inte när kontakten var.",
            "En kod ska gälla den dag då kontakten var; dagens datum används aldrig.",
            "",
        ),
        (
            "The validity of the diagnosis codes was not checked: the time of the contact is not known.",
            "A code has to be valid on the day of the contact; today's date is never used.",
            "",
        ),
    ),
    "MVG482": _warn(
        (
            "Koden för {0} finns inte i {1}.",
            "Formen är rätt, men kodlistan har ingen sådan kod.",
            "Kontrollera koden. Om den är ny: byt till en nyare kodlista i profilen.",
        ),
        (
            "The code of {0} is not in {1}.",
            "Its form is right, but the code list has no such code.",
            "Check the code. If it is new: replace the code list of the profile by a newer one.",
        ),
        "R138",
    ),
    "MVG483": _warn(
        (
            "Titeln för {0} är inte den som {1} har i {3}: {2}.",
            "Koden eller titeln kan vara fel; programmet vet inte vilken.",
            "Kontrollera båda i anteckningen. De skrivs som de står.",
        ),
        (
            "The title of {0} is not that of {1} in {3}: {2}.",
            "The code or the title may be wrong; the program does not know which.",
            "Check both in the source. They are written as they are.",
        ),
        "R138",
    ),
    "MVG484": _warn(
        (
            "{0}: {1} ska inte stå som den främsta diagnosen enligt {2}.",
            "Kodlistan säger det om koden, eller om gruppen den hör till.",
            "Välj en annan diagnos som den främsta, och ange koden som ytterligare diagnos.",
        ),
        (
            "{0}: {1} is not to be used as the principal diagnosis, according to {2}.",
            "The code list says so of the code, or of the group that it belongs to.",
            "Choose another principal diagnosis in the source, and give this code as a secondary one.",
        ),
        "R138",
    ),
    "MVG485": _warn(
        (
            "{0}: {1} gällde inte när kontakten var. I {3} gäller den {2}.",
            "En kod ska gälla den dag då kontakten var.",
            "Kontrollera koden, och att kodlistan är den som gällde då.",
        ),
        (
            "{0}: {1} was not valid at the time of the contact. In {3} it is valid {2}.",
            "A code has to be valid on the day of the contact.",
            "Check the code, and that the code list is the one of that time.",
        ),
        "R138",
    ),
    "MVG486": _warn(
        (
            "{0}: {1} är en manifestationskod (*) i {2} och kan inte stå som den främsta diagnosen.",
            "En manifestationskod säger hur en sjukdom visar sig; sjukdomens egen kod (†) ska stå först.",
            "Ange sjukdomens kod som den främsta och den här som ytterligare diagnos.",
        ),
        (
            "{0}: {1} is a manifestation code (*) in {2} and cannot be the principal diagnosis.",
            "A manifestation code says how a disease manifests itself; the code of the disease itself (†) comes first.",
            "Give the code of the disease as principal diagnosis and this one as a secondary one.",
        ),
        "R138",
    ),
    "MVG487": _warn(
        (
            "{0}: {1} är en manifestationskod (*) i {2}, men ingen diagnos anger sjukdomen (†).",
            "En manifestationskod används tillsammans med sjukdomens egen kod.",
            "Lägg till sjukdomens kod, eller välj en annan kod.",
        ),
        (
            "{0}: {1} is a manifestation code (*) in {2}, but no diagnosis states the disease (†).",
            "A manifestation code is used together with the code of the disease itself.",
            "Add the code of the disease, or choose another code.",
        ),
    ),
    "MVG488": _warn(
        (
            "{0}: tecknet efter {1} stämmer inte med {3}, där det är {2}.",
            "† står efter en sjukdoms kod och * efter en manifestationskod.",
            "Kontrollera koden.",
        ),
        (
            "{0}: the sign after {1} does not agree with {3}, where it is {2}.",
            "† follows the code of a disease and * a manifestation code.",
            "Check the code.",
        ),
    ),
    "MVG489": _warn(
        (
            "{0}: {1} är en grupp i {2}. Koderna i den är {3}.",
            "En diagnos anges med den mest detaljerade kod som finns.",
            "Välj en av koderna.",
        ),
        (
            "{0}: {1} is a group in {2}. Its codes are {3}.",
            "A diagnosis is given by the most detailed code there is.",
            "Choose one of the codes.",
        ),
        "R138",
    ),
    "MVG490": _tell(
        (
            "{0}: titeln för {1} är hämtad ur {2}.",
            "Bara koden angavs.",
            "",
        ),
        (
            "{0}: the title of {1} is taken from {2}.",
            "Only the code was given.",
            "",
        ),
    ),
    "MVG491": _stop(
        NEEDS_A_PERSON,
        (
            "{0}: det som angavs är ingen hel kod. Koder som börjar så är {1}.",
            "Programmet gissar aldrig en diagnos.",
            "Ange hela koden.",
        ),
        (
            "{0}: what was given is not a complete code. The codes that begin so are {1}.",
            "The program never guesses a diagnosis.",
            "Give the complete code.",
        ),
        "R138",
    ),
    # 5 -- rendering
    "MVG501": _caution(
        (
            "{0} går inte att visa i {1}.",
            "Teckenuppsättningen som angavs med --charset saknar tecknet, och tecken byts aldrig ut i tysthet.",
            "Ange --replace för att byta det mot {2}, eller utelämna --charset.",
        ),
        (
            "{0} cannot be shown in {1}.",
            "The character set that --charset names lacks it, and characters are never swapped silently.",
            "Give --replace to swap it for {2}, or leave --charset out.",
        ),
        "P2",
    ),
    "MVG502": _warn(
        ("{0} har bytts mot {2}.", "{1} saknar tecknet och --replace är givet.", "Läs igenom."),
        ("{0} was swapped for {2}.", "{1} lacks it and --replace was given.", "Read it through."),
        "P2",
    ),
    "MVG503": _stop(
        BAD_PROFILE,
        (
            "Mallen {0} gick inte att använda: {1}.",
            "Mallen använder något som inte finns, eller är felskriven.",
            "{1}",
        ),
        (
            "The template {0} could not be used: {1}.",
            "The template uses something that does not exist, or is written wrongly.",
            "{1}",
        ),
    ),
    "MVG504": _stop(
        NEEDS_A_PERSON,
        (
            "Anteckningen har ingen text under det sökord som valdes.",
            "--section gäller ett sökord med text.",
            "Välj ett annat.",
        ),
        ("The note has no text under the chosen keyword.", "--section takes a keyword with text.", "Choose another."),
    ),
    "MVG505": _caution(
        (
            "{0} går inte att visa i fältet för {1}.",
            "Fältet saknar tecknet, enligt gränserna som mvg probe mätte, och tecken byts aldrig ut i tysthet.",
            "Ange --replace för att byta det mot {2}. Om fältet har ändrats: mät det på nytt med mvg probe.",
        ),
        (
            "{0} cannot be shown in the field of {1}.",
            "The field lacks it, by the limits that mvg probe measured, and characters are never swapped silently.",
            "Give --replace to swap it for {2}. If the field was changed, measure it again with mvg probe.",
        ),
        "P2",
    ),
    "MVG506": _caution(
        (
            "{0} går inte att visa i fältet för {1}.",
            "Fältet saknar tecknet, enligt gränserna som mvg probe mätte. I ett dokument som följer en standard byts "
            "inga tecken ut.",
            "Skriv om stället i anteckningen utan tecknet. Om fältet har ändrats: mät det på nytt med mvg probe.",
        ),
        (
            "{0} cannot be shown in the field of {1}.",
            "The field lacks it, by the limits that mvg probe measured. No character of a document of a standard is "
            "swapped.",
            "Write the passage of the note without it. If the field was changed, measure it again with mvg probe.",
        ),
        "P2",
    ),
    "MVG510": _warn(
        (
            "Raden ser ut som ”{0}”, en rubrik som målet självt skriver.",
            "I ren text skiljer inget en rad i texten från en rubrik. Raden står kvar där den står.",
            "Läs igenom texten där den klistras in, eller skriv om raden i källan.",
        ),
        (
            "The line looks like “{0}”, a heading that the target writes itself.",
            "In plain text nothing distinguishes a line of the text from a heading. The line stays where it is.",
            "Read the text through where it is pasted, or reword the line in the source.",
        ),
        "P24",
    ),
    "MVG520": _stop(
        BAD_PROFILE,
        (
            "Profilen lämnar {0} blank: {1}.",
            "Uppgiften är inte känd, och det som skulle skrivas behöver den.",
            "Fråga {2} och skriv in svaret. mvg profile check visar alla blanka uppgifter.",
        ),
        (
            "The profile leaves {0} blank: {1}.",
            "The fact is not known, and the output needs it.",
            "Ask {2} and write down the answer. mvg profile check shows every blank.",
        ),
        "P28",
    ),
    "MVG521": _stop(
        NEEDS_A_PERSON,
        (
            "Anteckningen är inte signerad: {0} saknas.",
            "Mottagaren tar bara emot signerade anteckningar.",
            "Signera anteckningen och försök igen.",
        ),
        (
            "The note is not signed: {0} is missing.",
            "The receiver takes signed notes only.",
            "Sign the note and try again.",
        ),
        "P28",
    ),
    "MVG522": _stop(
        NEEDS_A_PERSON,
        ("{0} saknas.", "Mottagaren behöver uppgiften.", "Fyll i den i källan och försök igen."),
        ("{0} is missing.", "The receiver needs it.", "Fill it in in the source and try again."),
        "P28",
    ),
    "MVG523": _stop(
        NEEDS_A_PERSON,
        (
            "Anteckningen är signerad av någon annan än den som skrev den, och {0} för den som signerade är inte känt.",
            "Anteckningen har bara den skrivandes HSA-id. Det får inte stå för någon annan.",
            "Låt den som skrev anteckningen signera den, eller för över den för hand.",
        ),
        (
            "The note is signed by somebody other than its writer, and {0} of who signed is not known.",
            "The note has the HSA-id of its writer only. It must not be given as that of somebody else.",
            "Have the writer sign the note, or enter the note by hand.",
        ),
        "P28",
    ),
    "MVG524": _stop(
        NEEDS_A_PERSON,
        (
            "Texten under {0} är för lång: {1} tecken, och mottagarens fält {3} rymmer {2}.",
            "Mottagaren skulle vägra texten eller klippa av den. Programmet klipper aldrig.",
            "Korta texten i anteckningen, eller flytta en del av den till ett annat sökord.",
        ),
        (
            "The text under {0} is too long: {1} characters, and the receiver's field {3} holds {2}.",
            "The receiver would refuse the text or cut it. The program never cuts.",
            "Shorten the text of the note, or move a part of it to another keyword.",
        ),
        "P28",
    ),
    "MVG525": _stop(
        NEEDS_A_PERSON,
        (
            "{0} har ingen plats hos mottagaren.",
            "Profilen säger inte vilket fält det hör till. Text utelämnas aldrig.",
            "Lägg till {0} i tabellen {1} bland målets inställningar, eller flytta texten.",
        ),
        (
            "{0} has no place at the receiver.",
            "The profile does not say which field it belongs to. Text is never left out.",
            "Add {0} to the table {1} of the target's settings, or move the text.",
        ),
        "P1",
        "P28",
    ),
    "MVG526": _stop(
        NEEDS_A_PERSON,
        (
            "{0} är obligatoriskt hos mottagaren och saknar text.",
            "Mottagarens mall kräver ett svar i fältet {1}.",
            "Skriv texten i anteckningen och försök igen.",
        ),
        (
            "{0} is required by the receiver and has no text.",
            "The receiver's template requires an answer in the field {1}.",
            "Write the text of the note and try again.",
        ),
        "P28",
    ),
    "MVG527": _stop(
        NEEDS_A_PERSON,
        (
            "{0} saknar kod, kodverk eller titel.",
            "En diagnos skickas som kod, kodverk och titel; inget av dem hittas på.",
            "Skriv diagnosen som J06.9 (ICD-10-SE) Akut övre luftvägsinfektion.",
        ),
        (
            "{0} lacks code, code system or title.",
            "A diagnosis is sent as code, code system and title; none of them is made up.",
            "Write the diagnosis as J06.9 (ICD-10-SE) Akut övre luftvägsinfektion.",
        ),
        "P28",
    ),
    "MVG528": _stop(
        NEEDS_A_PERSON,
        (
            "Anteckningen har {1} av {0}, men mottagarens fält {2} tar bara en.",
            "Mottagarens mall låter inte fältet upprepas.",
            "Behåll en i anteckningen, eller be mottagaren tillåta fler.",
        ),
        (
            "The note has {1} of {0}, but the receiver's field {2} takes only one.",
            "The receiver's template does not let the field repeat.",
            "Keep one in the note, or ask the receiver to allow more.",
        ),
        "P28",
    ),
    "MVG529": _stop(
        NEEDS_A_PERSON,
        (
            "{0} kan inte skrivas: {1} saknar text.",
            "I mottagarens mall ligger fältet under ett annat, som måste ha ett svar.",
            "Skriv text under {1} också, eller flytta texten.",
        ),
        (
            "{0} cannot be written: {1} has no text.",
            "In the receiver's template the field is under another one, which has to have an answer.",
            "Write a text under {1} as well, or move the text.",
        ),
        "P28",
    ),
    "MVG530": _stop(
        NEEDS_A_PERSON,
        (
            "{0} är inte en säker tidpunkt.",
            "Mottagaren behöver datum, klockslag och avvikelse från UTC; ingen av dem gissas.",
            "Skriv tiden så här: 2024-03-14T09:41:00+01:00.",
        ),
        (
            "{0} is not a certain time.",
            "The receiver needs date, time of day and offset from UTC; none of them is guessed.",
            "Write the time like this: 2024-03-14T09:41:00+01:00.",
        ),
        "P28",
    ),
    "MVG531": _stop(
        NEEDS_A_PERSON,
        (
            "Texten under {0} har ett tecken som inte kan skickas: {1}.",
            "Mottagarens format har inte styrtecken.",
            "Ta bort tecknet i anteckningen.",
        ),
        (
            "The text under {0} has a character that cannot be sent: {1}.",
            "The receiver's format has no control characters.",
            "Remove the character in the note.",
        ),
        "P28",
    ),
    "MVG532": _stop(
        BAD_PROFILE,
        (
            "Tabellen {0} i profilen saknar det värde som anteckningen har för {1}.",
            "Mottagaren behöver det värde som tabellen ger.",
            "Lägg till det i tabellen. HSA-id för en enhet kan också stå i anteckningen.",
        ),
        (
            "The table {0} of the profile lacks the value that the note has for {1}.",
            "The receiver needs the value that the table gives.",
            "Add it to the table. The HSA-id of a unit can be in the note as well.",
        ),
        "P28",
    ),
    "MVG533": _stop(
        NEEDS_A_PERSON,
        (
            "{0} har inte den form som mottagaren kräver.",
            "Numret eller id:t är felskrivet eller av ett annat slag.",
            "Rätta det i källan och försök igen.",
        ),
        (
            "{0} does not have the form that the receiver requires.",
            "The number or id is mistyped or of another kind.",
            "Correct it in the source and try again.",
        ),
        "P28",
    ),
    "MVG534": _stop(
        NEEDS_A_PERSON,
        (
            "Texten under {0} är för kort: {1} tecken, och mottagarens fält {3} kräver minst {2}.",
            "Mottagarens mall har minLength för fältet.",
            "Skriv mer i anteckningen, om det finns mer att säga; annars ändrar mottagaren mallen.",
        ),
        (
            "The text under {0} is too short: {1} characters, and the receiver's field {3} requires at least {2}.",
            "The receiver's template has minLength for the field.",
            "Write more in the note, if there is more to say; else the receiver has to change the template.",
        ),
        "P28",
    ),
    "MVG535": _stop(
        NEEDS_A_PERSON,
        (
            "Texten under {0} har inte den form som mottagarens fält {1} kräver: {2}",
            "Mottagarens mall har ett reguljärt uttryck (regex), som hela texten ska följa.",
            "Skriv texten i den formen i anteckningen, eller be mottagaren ändra mallen.",
        ),
        (
            "The text under {0} does not have the form that the receiver's field {1} requires: {2}",
            "The receiver's template has a regular expression (regex) that the whole text must match.",
            "Write the text in that form in the note, or ask the receiver to change the template.",
        ),
        "P28",
    ),
    "MVG536": _stop(
        NEEDS_A_PERSON,
        (
            "Anteckningen har bara {1} av {0}, men mottagarens fält {2} kräver minst {3}.",
            "Mottagarens mall har minOccurs för fältet.",
            "Lägg till det som saknas i anteckningen, eller be mottagaren ändra mallen.",
        ),
        (
            "The note has only {1} of {0}, but the receiver's field {2} requires at least {3}.",
            "The receiver's template has minOccurs for the field.",
            "Add what is missing to the note, or ask the receiver to change the template.",
        ),
        "P28",
    ),
    "MVG537": _stop(
        NEEDS_A_PERSON,
        (
            "Anteckningen har {1} av {0}, men mottagarens fält {2} tar högst {3}.",
            "Mottagarens mall har maxOccurs för fältet.",
            "Behåll högst så många i anteckningen, eller be mottagaren tillåta fler.",
        ),
        (
            "The note has {1} of {0}, but the receiver's field {2} takes at most {3}.",
            "The receiver's template has maxOccurs for the field.",
            "Keep no more than that in the note, or ask the receiver to allow more.",
        ),
        "P28",
    ),
    "MVG540": _stop(
        NEEDS_A_PERSON,
        (
            "{0} saknas. Målet kräver patientens nummer.",
            "Tjänstekontraktet kräver patientens nummer (patientId).",
            "Fyll i numret i källan.",
        ),
        (
            "{0} is missing. The target requires the patient's number.",
            "The service contract requires the patient's number (patientId).",
            "Fill in the number in the source.",
        ),
        "P28",
    ),
    "MVG541": _stop(
        NEEDS_A_PERSON,
        (
            "{0} har inte den form som målet kräver: tolv tecken utan skiljetecken, av det slag som anges.",
            "Tjänstekontraktet har ett slag av nummer för varje OID, och mottagaren söker på det.",
            "Rätta numret i källan, eller skriv det under rätt etikett.",
        ),
        (
            "{0} does not have the form that the target requires: twelve characters, no separator, of the kind named.",
            "The service contract has one kind of number for each OID, and receivers search by it.",
            "Correct the number in the source, or write it under the right label.",
        ),
        "P28",
    ),
    "MVG542": _stop(
        BAD_PROFILE,
        (
            "Patienten har ett reservnummer, och profilen säger inte vilken OID regionens reservnummer har.",
            "Varje region har sin egen OID för reservnummer; utan den vet mottagaren inte vems nummer det är.",
            "Skriv den som reservnummer_oid under målets [rivta] i profile.toml.",
        ),
        (
            "The patient has a reserve number, and the profile does not say which OID the region's reserve numbers "
            "have.",
            "Each region has an OID of its own; without it the receiver does not know whose number it is.",
            "Write it as reservnummer_oid in the target's [rivta] table in profile.toml.",
        ),
        "P28",
    ),
    "MVG543": _stop(
        NEEDS_A_PERSON,
        (
            "Tiden för kontakten saknas. Den söktes i: {0}.",
            "Tjänstekontraktet kräver tiden (blockComparisonTime). Programmet använder aldrig tiden för körningen "
            "i stället.",
            "Fyll i någon av tiderna i källan, eller ange --signed-at.",
        ),
        (
            "The time of the contact is missing. It was looked for in: {0}.",
            "The service contract requires the time (blockComparisonTime). The program never uses the time of the "
            "run instead.",
            "Fill in one of the times in the source, or give --signed-at.",
        ),
        "P28",
    ),
    "MVG544": _stop(
        NEEDS_A_PERSON,
        (
            "Tiden för {0} går inte att skriva i målet.",
            "Målet har datum och klockslag för åren 1900 till 2099.",
            "Rätta tiden i källan. Den skrivs så här: 2024-03-14T09:40.",
        ),
        (
            "The time of {0} cannot be written in the target.",
            "The target has dates and times of the years 1900 to 2099.",
            "Correct the time in the source. It is written like this: 2024-03-14T09:40.",
        ),
        "P28",
    ),
    "MVG545": _stop(
        NEEDS_A_PERSON,
        (
            "Det framgår inte om patienten får läsa anteckningen.",
            "Tjänstekontraktet kräver ett svar (approvedForPatient), och programmet antar inget.",
            "Ange --approved-for-patient yes eller no, eller approved_for_patient i profilen om svaret gäller alla.",
        ),
        (
            "Whether the patient may read the note is not known.",
            "The service contract requires an answer (approvedForPatient), and the program assumes none.",
            "Give --approved-for-patient yes or no, or approved_for_patient in the profile if one answer is for all.",
        ),
        "P28",
    ),
    "MVG546": _stop(
        BAD_PROFILE,
        (
            "Profilen saknar {0}, som målet kräver.",
            "Värdet är regionens eget HSA-id och står inte i någon anteckning.",
            "Skriv det under målets [rivta] i profile.toml.",
        ),
        (
            "The profile lacks {0}, which the target requires.",
            "The value is an HSA-id of the region and is in no note.",
            "Write it in the target's [rivta] table in profile.toml.",
        ),
        "P28",
    ),
    "MVG547": _warn(
        (
            "Profilen saknar {0}: mottagaren kan inte se om patienten har spärrat uppgifterna.",
            "En anteckning utan vårdgivare eller vårdenhet visas inte i sammanhållen journalföring.",
            "Skriv HSA-id:t under målets [rivta] i profile.toml.",
        ),
        (
            "The profile lacks {0}: receivers cannot tell whether the patient has blocked the access.",
            "A note without care provider or care unit is not shown to other care providers.",
            "Write the HSA-id in the target's [rivta] table in profile.toml.",
        ),
        "P28",
    ),
    "MVG548": _warn(
        (
            "Tiden för {0} ligger i den timme som finns två gånger; målet kan inte säga vilken av dem.",
            "Tjänstekontraktet har lokal tid utan avvikelse.",
            "Kontrollera tiden hos mottagaren om ordningen har betydelse.",
        ),
        (
            "The time of {0} is in the hour that occurs twice; the target cannot say which of the two is meant.",
            "The service contract has local time without an offset.",
            "Check the time at the receiver if the order matters.",
        ),
        "P28",
    ),
    "MVG549": _stop(
        NEEDS_A_PERSON,
        (
            "Anteckningen har ingen text att skriva i målet.",
            "Tjänstekontraktet har inga tomma anteckningar.",
            "Kontrollera att rätt fil angavs.",
        ),
        (
            "The note has no text to write in the target.",
            "The service contract has no empty notes.",
            "Check that the right file was given.",
        ),
        "P28",
    ),
    "MVG560": _stop(
        NOT_A_NOTE,
        (
            "Filen kan inte läsas som något som ett journalsystem har lämnat tillbaka.",
            "Den ska vara journalanteckningar i JSON, ett FHIR QuestionnaireResponse, ett RIV-TA-svar eller text som "
            "har kopierats tillbaka.",
            "Hämta filen på nytt, eller kopiera texten ur journalsystemet till en fil i UTF-8.",
        ),
        (
            "The file cannot be read as something that a record system returned.",
            "It is to be journal notes in JSON, a FHIR QuestionnaireResponse, a RIV-TA response, or text that was "
            "copied back.",
            "Fetch the file again, or copy the text from the record system into a file in UTF-8.",
        ),
    ),
    "MVG561": _stop(
        NOT_A_NOTE,
        (
            "Filen har ingen anteckning som liknar den här.",
            "Inget sökord i filen har en text som har något ord gemensamt med anteckningens.",
            "Kontrollera att fil och anteckning hör ihop, och att --to anger målet som anteckningen skickades till.",
        ),
        (
            "The file has no note that is like this one.",
            "No keyword of the file has a text with a word in common with that of the note.",
            "Check that file and note belong together, and that --to names the target the note was sent to.",
        ),
    ),
    "MVG562": _stop(
        NEEDS_A_PERSON,
        (
            "{0}: texten är avkortad på rad {1}, kolumn {2}; {3} tecken saknas.",
            "Mottagaren har ett fält med en längsta längd, eller tappade slutet på vägen.",
            "För in resten för hand, och mät fältet med mvg probe.",
        ),
        (
            "{0}: the text is cut at line {1}, column {2}; {3} characters are missing.",
            "The receiver has a field with a maximum length, or lost the end on the way.",
            "Enter the rest by hand, and measure the field with mvg probe.",
        ),
        "P28",
    ),
    "MVG563": _stop(
        NEEDS_A_PERSON,
        (
            "{0}: hela texten saknas, {3} tecken.",
            "Mottagaren har inte sökordet, eller tog inte emot dess text.",
            "För in texten för hand, och kontrollera mallen i journalsystemet.",
        ),
        (
            "{0}: the whole text is missing, {3} characters.",
            "The receiver does not have the keyword, or did not take its text.",
            "Enter the text by hand, and check the template of the record system.",
        ),
        "P28",
    ),
    "MVG564": _stop(
        NEEDS_A_PERSON,
        (
            "{0}, rad {1}, kolumn {2}: {3} tecken saknas{5}.",
            "Tecknen fanns i det som skickades.",
            "Läs texten i journalsystemet och rätta den där.",
        ),
        (
            "{0}, line {1}, column {2}: {3} characters are missing{5}.",
            "They were in what was sent.",
            "Read the text in the record system and correct it there.",
        ),
        "P28",
    ),
    "MVG565": _stop(
        NEEDS_A_PERSON,
        (
            "{0}, rad {1}, kolumn {2}: {3} tecken har tillkommit{5}.",
            "Tecknen fanns inte i det som skickades.",
            "Läs texten i journalsystemet och rätta den där.",
        ),
        (
            "{0}, line {1}, column {2}: {3} characters were added{5}.",
            "They were not in what was sent.",
            "Read the text in the record system and correct it there.",
        ),
        "P28",
    ),
    "MVG566": _stop(
        NEEDS_A_PERSON,
        (
            "{0}, rad {1}, kolumn {2}: ett tecken är utbytt{5} (antal ställen: {3}).",
            "Texten är ändrad hos mottagaren: ett sådant tecken finns i varje teckenuppsättning.",
            "Läs texten i journalsystemet och rätta den där.",
        ),
        (
            "{0}, line {1}, column {2}: a character was replaced{5} (places: {3}).",
            "The text was edited at the receiver: every character set has such a character.",
            "Read the text in the record system and correct it there.",
        ),
        "P28",
    ),
    "MVG567": _stop(
        NEEDS_A_PERSON,
        (
            "{0}, rad {1}, kolumn {2}: {3} tecken har ersatts av {4} andra.",
            "Texten är ändrad hos mottagaren.",
            "Läs texten i journalsystemet och rätta den där.",
        ),
        (
            "{0}, line {1}, column {2}: {3} characters were replaced by {4} others.",
            "The text was edited at the receiver.",
            "Read the text in the record system and correct it there.",
        ),
        "P28",
    ),
    "MVG568": _stop(
        NEEDS_A_PERSON,
        (
            "Anteckningen ligger under en annan mall än {0}.",
            "Mottagaren namnger en annan mall.",
            "Kontrollera profilen och vilken mall anteckningen skickades till.",
        ),
        (
            "The note is under another template than {0}.",
            "The receiver names another template.",
            "Check the profile, and the template that the note was sent to.",
        ),
        "P28",
    ),
    "MVG569": _stop(
        NEEDS_A_PERSON,
        (
            "Skillnader utanför sökordens texter (antal ställen: {3}), först på rad {1}, kolumn {2} i hela texten.",
            "Där står rubriker, uppgifter och blankrader mellan sökorden.",
            "Läs texten i journalsystemet och rätta den där.",
        ),
        (
            "Differences outside the keywords' texts (places: {3}), first at line {1}, column {2} of the whole.",
            "That is where headings, facts and blank lines between keywords are.",
            "Read the text in the record system and correct it there.",
        ),
        "P28",
    ),
    "MVG570": _stop(
        NEEDS_A_PERSON,
        (
            "{0}, rad {1}, kolumn {2}: radslut är skrivna på ett annat sätt{5} (antal ställen: {3}).",
            "Mottagaren skriver CR, CRLF eller ett annat radslut.",
            "Läs texten i journalsystemet: betydelsen kan vara en annan. Mät fältet med mvg probe.",
        ),
        (
            "{0}, line {1}, column {2}: line ends are written in another way{5} (places: {3}).",
            "The receiver writes CR, CRLF or another line end.",
            "Read the text in the record system: it can mean something else. Measure the field with mvg probe.",
        ),
        "P28",
    ),
    "MVG571": _stop(
        NEEDS_A_PERSON,
        (
            "{0}, rad {1}, kolumn {2}: radbrytningar har försvunnit{5} (antal ställen: {3}).",
            "Mottagaren lägger ihop rader.",
            "Läs texten i journalsystemet: betydelsen kan vara en annan. Mät fältet med mvg probe.",
        ),
        (
            "{0}, line {1}, column {2}: line breaks are gone{5} (places: {3}).",
            "The receiver joins lines.",
            "Read the text in the record system: it can mean something else. Measure the field with mvg probe.",
        ),
        "P28",
    ),
    "MVG572": _stop(
        NEEDS_A_PERSON,
        (
            "{0}, rad {1}, kolumn {2}: radbrytningar har tillkommit{5} (antal ställen: {3}).",
            "Mottagaren bryter långa rader.",
            "Läs texten i journalsystemet: betydelsen kan vara en annan. Mät fältet med mvg probe.",
        ),
        (
            "{0}, line {1}, column {2}: line breaks were added{5} (places: {3}).",
            "The receiver breaks long lines.",
            "Read the text in the record system: it can mean something else. Measure the field with mvg probe.",
        ),
        "P28",
    ),
    "MVG573": _stop(
        NEEDS_A_PERSON,
        (
            "{0}, rad {1}, kolumn {2}: blankrader har försvunnit eller tillkommit{5} (antal ställen: {3}).",
            "Mottagaren drar ihop eller lägger till blankrader.",
            "Läs texten i journalsystemet: betydelsen kan vara en annan. Mät fältet med mvg probe.",
        ),
        (
            "{0}, line {1}, column {2}: blank lines are gone or were added{5} (places: {3}).",
            "The receiver collapses or adds blank lines.",
            "Read the text in the record system: it can mean something else. Measure the field with mvg probe.",
        ),
        "P28",
    ),
    "MVG574": _stop(
        NEEDS_A_PERSON,
        (
            "{0}, rad {1}, kolumn {2}: tabbar har försvunnit{5} (antal ställen: {3}).",
            "Mottagaren ersätter tabbar med blanksteg eller tar bort dem.",
            "Läs texten i journalsystemet: betydelsen kan vara en annan. Mät fältet med mvg probe.",
        ),
        (
            "{0}, line {1}, column {2}: tabs are gone{5} (places: {3}).",
            "The receiver replaces tabs by spaces or removes them.",
            "Read the text in the record system: it can mean something else. Measure the field with mvg probe.",
        ),
        "P28",
    ),
    "MVG575": _stop(
        NEEDS_A_PERSON,
        (
            "{0}, rad {1}, kolumn {2}: blanksteg har försvunnit eller tillkommit{5} (antal ställen: {3}).",
            "Mottagaren drar ihop blanksteg.",
            "Läs texten i journalsystemet: betydelsen kan vara en annan. Mät fältet med mvg probe.",
        ),
        (
            "{0}, line {1}, column {2}: spaces are gone or were added{5} (places: {3}).",
            "The receiver collapses spaces.",
            "Read the text in the record system: it can mean something else. Measure the field with mvg probe.",
        ),
        "P28",
    ),
    "MVG576": _stop(
        NEEDS_A_PERSON,
        (
            "{0}, rad {1}, kolumn {2}: blanksteg i slutet av rader är ändrade{5} (antal ställen: {3}).",
            "Mottagaren tar bort blanksteg i radslut.",
            "Läs texten i journalsystemet: betydelsen kan vara en annan. Mät fältet med mvg probe.",
        ),
        (
            "{0}, line {1}, column {2}: spaces at the ends of lines are changed{5} (places: {3}).",
            "The receiver strips spaces at the ends of lines.",
            "Read the text in the record system: it can mean something else. Measure the field with mvg probe.",
        ),
        "P28",
    ),
    "MVG577": _stop(
        NEEDS_A_PERSON,
        (
            "{0}, rad {1}, kolumn {2}: stora och små bokstäver är ändrade{5} (antal ställen: {3}).",
            "Mottagaren skriver om bokstäver.",
            "Läs texten i journalsystemet: betydelsen kan vara en annan. Mät fältet med mvg probe.",
        ),
        (
            "{0}, line {1}, column {2}: the case of letters is changed{5} (places: {3}).",
            "The receiver changes the case of letters.",
            "Read the text in the record system: it can mean something else. Measure the field with mvg probe.",
        ),
        "P28",
    ),
    "MVG578": _stop(
        NEEDS_A_PERSON,
        (
            "{0}, rad {1}, kolumn {2}: bokstäver är sammansatta på annat sätt (normalform){5} (antal ställen: {3}).",
            "Mottagaren skriver å, ä och ö som en eller som två tecken.",
            "Läs texten i journalsystemet: betydelsen kan vara en annan. Mät fältet med mvg probe.",
        ),
        (
            "{0}, line {1}, column {2}: letters are composed in another way (Unicode normalization){5} (places: {3}).",
            "The receiver writes å, ä and ö as one character or as two.",
            "Read the text in the record system: it can mean something else. Measure the field with mvg probe.",
        ),
        "P28",
    ),
    "MVG579": _stop(
        NEEDS_A_PERSON,
        (
            "{0}, rad {1}, kolumn {2}: citattecken, streck eller liknande är utbytta{5} (antal ställen: {3}).",
            "Mottagaren gör typografiska ersättningar.",
            "Läs texten i journalsystemet: betydelsen kan vara en annan. Mät fältet med mvg probe.",
        ),
        (
            "{0}, line {1}, column {2}: quotation marks, dashes or the like were replaced{5} (places: {3}).",
            "The receiver makes typographic replacements.",
            "Read the text in the record system: it can mean something else. Measure the field with mvg probe.",
        ),
        "P28",
    ),
    "MVG580": _stop(
        NEEDS_A_PERSON,
        (
            "{0}: {3} tecken från rad {1}, kolumn {2} står under {6} i stället.",
            "Mottagaren lade texten under ett annat sökord.",
            "Flytta texten i journalsystemet, och kontrollera sökorden i profilen.",
        ),
        (
            "{0}: {3} characters from line {1}, column {2} are under {6} instead.",
            "The receiver put the text under another keyword.",
            "Move the text in the record system, and check the keywords of the profile.",
        ),
        "P28",
    ),
    "MVG581": _stop(
        NEEDS_A_PERSON,
        (
            "{0}{6}: {3} tecken av anteckningen står där en gång till.",
            "Samma text har kommit in två gånger.",
            "Ta bort den ena i journalsystemet.",
        ),
        (
            "{0}{6}: {3} characters of the note are there a second time.",
            "The same text was entered twice.",
            "Remove one of the two in the record system.",
        ),
        "P28",
    ),
    "MVG582": _stop(
        NEEDS_A_PERSON,
        (
            "{3} tecken står under ett sökord som anteckningen inte har text för ({6}).",
            "Texten har tillkommit hos mottagaren.",
            "Kontrollera i journalsystemet varifrån texten kommer.",
        ),
        (
            "{3} characters are under a keyword for which the note has no text ({6}).",
            "The text was added at the receiver.",
            "Check in the record system where the text comes from.",
        ),
        "P28",
    ),
    "MVG583": _stop(
        NEEDS_A_PERSON,
        (
            "Sökorden står i en annan ordning.",
            "Mottagaren visar dem i sin malls ordning.",
            "Kontrollera att mallen är den rätta.",
        ),
        (
            "The keywords are in another order.",
            "The receiver shows them in the order of its template.",
            "Check that the template is the right one.",
        ),
        "P28",
    ),
    "MVG584": _stop(
        NEEDS_A_PERSON,
        (
            "Uppgiften {0} saknas i det som kom tillbaka.",
            "Den fanns i det som skickades.",
            "Kontrollera anteckningen i journalsystemet.",
        ),
        (
            "{0} is missing in what came back.",
            "It was in what was sent.",
            "Check the note in the record system.",
        ),
        "P28",
    ),
    "MVG585": _stop(
        NEEDS_A_PERSON,
        (
            "Uppgiften {0} är en annan i det som kom tillbaka.",
            "Mottagaren har ett annat värde, eller filen är en annan anteckning.",
            "Jämför anteckningen med journalsystemet. Om det gäller patienten: avbryt och rätta genast.",
        ),
        (
            "{0} differs in what came back.",
            "The receiver has another value, or the file is of another note.",
            "Compare note and record system. If it concerns the patient: stop and correct it at once.",
        ),
        "P28",
    ),
    "MVG586": _stop(
        NEEDS_A_PERSON,
        (
            "Anteckningen finns {3} gånger i filen.",
            "Den har skickats eller sparats mer än en gång.",
            "Makulera alla utom en i journalsystemet.",
        ),
        (
            "The note is in the file {3} times.",
            "It was sent or saved more than once.",
            "Nullify all but one in the record system.",
        ),
        "P28",
    ),
    "MVG587": _stop(
        NEEDS_A_PERSON,
        (
            "Anteckningen gäller inte hos mottagaren: den är makulerad eller inte signerad.",
            "Mottagaren anger att den är inaktiv, eller en annan status än klar.",
            "Kontrollera anteckningen i journalsystemet.",
        ),
        (
            "The note is not valid at the receiver: it is nullified or not signed.",
            "The receiver says that it is inactive, or has another status than completed.",
            "Check the note in the record system.",
        ),
        "P28",
    ),
    "MVG588": _tell(
        (
            "Filen har {0} anteckningar till, som inte har jämförts.",
            "Den som liknar anteckningen mest har jämförts.",
            "",
        ),
        (
            "The file has {0} more notes, which were not compared.",
            "The one most like the note was compared.",
            "",
        ),
    ),
    "MVG589": _stop(
        NEEDS_A_PERSON,
        (
            "{0}: värdet är ett dokument och kan inte jämföras.",
            "Mottagaren lämnar tillbaka RTF, Word eller PDF i stället för text.",
            "Läs texten i journalsystemet.",
        ),
        (
            "{0}: the value is a document and cannot be compared.",
            "The receiver returns RTF, Word or PDF instead of text.",
            "Read the text in the record system.",
        ),
        "P28",
    ),
    "MVG590": _stop(
        NEEDS_A_PERSON,
        (
            "{0}, rad {1}, kolumn {2}: ett tecken är utbytt{5} (antal ställen: {3}).",
            "Fältet saknar tecknet, eller texten är ändrad hos mottagaren.",
            "Läs texten i journalsystemet och rätta den där. Om ingen har ändrat den: mät fältet med mvg probe, "
            "och ange sedan --replace.",
        ),
        (
            "{0}, line {1}, column {2}: a character was replaced{5} (places: {3}).",
            "The field lacks it, or the text was edited at the receiver.",
            "Read the text in the record system and correct it there. If nobody edited it: measure the field with "
            "mvg probe, then give --replace.",
        ),
        "P28",
    ),
    "MVG591": _stop(
        NEEDS_A_PERSON,
        (
            "{0}, rad {1}, kolumn {2}: ett tecken är utbytt{5} (antal ställen: {3}).",
            "Mottagaren, eller ett led på vägen dit, saknar tecknet eller läste dokumentet i en annan teckenkodning än "
            "UTF-8; eller så är texten ändrad.",
            "Läs texten i journalsystemet och rätta den där. Om ingen har ändrat den: be den som tar emot "
            "dokumentet att läsa det som UTF-8.",
        ),
        (
            "{0}, line {1}, column {2}: a character was replaced{5} (places: {3}).",
            "The receiver, or a link on the way there, lacks it or read the document in another encoding than UTF-8; "
            "or the text was edited.",
            "Read the text in the record system and correct it there. If nobody edited it: ask who receives the "
            "document to read it as UTF-8.",
        ),
        "P28",
    ),
    # 6 -- balance
    "MVG601": _stop(
        PROGRAM_FAULT,
        (
            "Kontrollräkningen stämmer inte: text i källan saknas i den lästa anteckningen. Inget har skrivits.",
            "Varje körning bevisar att all text är med. Den här gången gick det inte.",
            "Anmäl felet med kod och programversion, utan patientuppgifter. För in anteckningen för hand.",
        ),
        (
            "The proof fails: text of the source is missing from the note that was read. Nothing was written.",
            "Every run proves that all text is there. This time it could not be proven.",
            "Report the fault with code and version, without patient data. Enter the note by hand.",
        ),
        "P1",
    ),
    "MVG602": _stop(
        PROGRAM_FAULT,
        (
            "Kontrollräkningen stämmer inte: utdata är inte precis anteckningens text. Inget har skrivits.",
            "Något saknas, är ändrat eller tillagt. En ändrad mall kan vara orsaken.",
            "Om mallen är ändrad: kör mvg profile check. Anmäl annars felet med kod och version, utan "
            "patientuppgifter.",
        ),
        (
            "The proof fails: the output is not exactly the text of the note. Nothing was written.",
            "Something is missing, altered or added. A changed template can be the reason.",
            "If the template was changed: run mvg profile check. Else report code and version, without patient data.",
        ),
        "P1",
        "P2",
    ),
    "MVG603": _stop(
        PROGRAM_FAULT,
        (
            "Kontrollräkningen stämmer inte: det som skulle lämnas ut är inte den text som har kontrollerats. "
            "Inget har skrivits.",
            "Texten ska skrivas i UTF-8, tecken för tecken. Den här gången gick det inte.",
            "Anmäl felet med kod och programversion, utan patientuppgifter.",
        ),
        (
            "The proof fails: what was to be handed out is not the text that was verified. Nothing was written.",
            "The text is written as UTF-8, character by character. This time that could not be done.",
            "Report the fault with code and version, without patient data.",
        ),
        "P1",
    ),
    "MVG604": _stop(
        PROGRAM_FAULT,
        (
            "Kontrollräkningen stämmer inte: sidan med kontaktregistreringen visar inte kontaktens uppgifter och "
            "värden. Den har inte skrivits.",
            "Varje uppgift om kontakten och varje värde ska stå på sidan. En ändrad mall kan vara orsaken.",
            "Om mallen är ändrad: kör mvg profile check. Anmäl annars felet med kod och version, utan "
            "patientuppgifter.",
        ),
        (
            "The proof fails: the page of the contact registration does not show the facts and values of the contact. "
            "It was not written.",
            "Each fact of the contact and each value must be on the page. A changed template can be the reason.",
            "If the template was changed: run mvg profile check. Else report code and version, without patient data.",
        ),
        "P1",
    ),
    # 7 -- profile
    "MVG701": _stop(
        BAD_PROFILE,
        (
            "Profilen hittas inte: {0} saknas.",
            "En profil är en mapp med profile.toml och mallar.",
            "Kontrollera --profile.",
        ),
        ("The profile is not found: {0} is missing.", "A profile is a folder with profile.toml.", "Check --profile."),
    ),
    "MVG702": _stop(
        BAD_PROFILE,
        ("{0} är inte giltig TOML: {1}.", "Ett citattecken, en hakparentes eller liknande saknas.", "{1}"),
        ("{0} is not valid TOML: {1}.", "A quotation mark, a bracket or the like is missing.", "{1}"),
    ),
    "MVG703": _stop(
        BAD_PROFILE,
        ("{0} innehåller något okänt: {1}.", "Namnet är felstavat eller hör inte dit.", "Rätta eller ta bort det."),
        (
            "{0} holds something unknown: {1}.",
            "The name is misspelt or does not belong there.",
            "Correct or remove it.",
        ),
    ),
    "MVG704": _stop(
        BAD_PROFILE,
        ("I {0} saknas {1}.", "Uppgiften behövs.", "Lägg till den; jämför med den medföljande profilen."),
        ("In {0} {1} is missing.", "It is needed.", "Add it; compare with the profile that ships."),
    ),
    "MVG705": _stop(
        BAD_PROFILE,
        ("I {0} har {1} ett värde av fel slag.", "Jämför med den medföljande profilen.", "Skriv det som {2}."),
        ("In {0} {1} has a value of the wrong kind.", "Compare with the profile that ships.", "Write it as {2}."),
    ),
    "MVG706": _stop(
        BAD_PROFILE,
        (
            "I {0} står {1} mer än en gång, som sökord, alias, etikett eller värde.",
            "Skillnad i versaler, mellanslag eller kolon räknas inte.",
            "Ta bort alla utom en; den första står i {2}.",
        ),
        (
            "In {0} {1} appears more than once, as keyword, alias, label or value.",
            "A difference in case, spaces or colon does not count.",
            "Remove all but one; the first is in {2}.",
        ),
    ),
    "MVG707": _stop(
        BAD_PROFILE,
        (
            "Filen {0}, som {1} behöver, saknas.",
            "Profilen nämner eller behöver en fil som inte finns i mappen.",
            "Lägg filen i profilens mapp, eller rätta namnet.",
        ),
        (
            "The file {0}, which {1} needs, is missing.",
            "The profile names or needs a file that is not in the folder.",
            "Put the file in the folder of the profile, or correct the name.",
        ),
    ),
    "MVG708": _stop(
        BAD_PROFILE,
        ("{0} nämner {1}, som inte finns.", "Namnet är felstavat eller borttaget på annat håll.", "{2}"),
        ("{0} names {1}, which does not exist.", "The name is misspelt, or was removed elsewhere.", "{2}"),
    ),
    "MVG709": _stop(
        BAD_PROFILE,
        ("I {0} står {1} mer än en gång.", "Ett nummer får bara finnas en gång.", "Ta bort alla utom en."),
        ("In {0} {1} appears more than once.", "A number may appear only once.", "Remove all but one."),
    ),
    "MVG710": _stop(
        BAD_PROFILE,
        (
            "I {0} har tabellen {1} en rad som gör den ofullständig.",
            "Sista raden i en tabell, och ingen annan, saknar villkor; annars finns fall utan svar.",
            "Lägg raden utan villkor sist.",
        ),
        (
            "In {0} a row of the table {1} leaves it incomplete.",
            "The last row of a table, and no other, has no condition; otherwise some case has no answer.",
            "Put the row without a condition last.",
        ),
    ),
    "MVG711": _stop(
        BAD_PROFILE,
        (
            "I {0} har {1} inte precis ett av värdena.",
            "Bara ett av de möjliga värdena får stå där.",
            "Skriv bara {2}.",
        ),
        (
            "In {0} {1} does not have exactly one of the values.",
            "Only one of the possible values may be there.",
            "Write {2} only.",
        ),
    ),
    "MVG712": _stop(
        BAD_PROFILE,
        (
            "I {0} styr {1} ett värde men kan inte frågas efter.",
            "En okänd uppgift gissas aldrig, så det måste finnas en fråga för den.",
            "Lägg till [ask.{1}].",
        ),
        (
            "In {0} {1} decides a value but cannot be asked for.",
            "An unknown fact is never guessed, so there must be a question for it.",
            "Add [ask.{1}].",
        ),
    ),
    "MVG713": _stop(
        BAD_PROFILE,
        (
            "I {0} beror tabellen {1} på sig själv.",
            "Villkoren bildar en cirkel: det ena beror på det andra, och tvärtom.",
            "Ta bort ett av leden.",
        ),
        (
            "In {0} the table {1} depends on itself.",
            "Its conditions form a circle: one depends on the other, and the other on the first.",
            "Remove one of the links.",
        ),
    ),
    "MVG714": _stop(
        BAD_PROFILE,
        ("I {0} anger {1} ett belopp.", "Rutinen anger inga; de står i Avgiftshandboken.", "Ta bort beloppet."),
        ("In {0} {1} states an amount of money.", "The routine gives none; see Avgiftshandboken.", "Remove it."),
        "R67",
        "R78",
        "R89",
        "G8",
    ),
    "MVG715": _stop(
        BAD_PROFILE,
        (
            "{0} bygger på {1}, som inte finns.",
            "extends är namnet på en profil som följer med, eller en sökväg från mappen, till exempel ../bas.",
            "Rätta namnet, eller lägg dit mappen.",
        ),
        (
            "{0} extends {1}, which does not exist.",
            "extends is the name of a profile that ships, or a path from the folder, such as ../base.",
            "Correct the name, or put the folder there.",
        ),
    ),
    "MVG716": _stop(
        BAD_PROFILE,
        ("{0} bygger på {1}, som bygger på den.", "Profilerna bildar en cirkel med extends.", "Ta bort ett av leden."),
        ("{0} extends {1}, which extends it.", "The profiles form a circle with extends.", "Remove one of the links."),
    ),
    "MVG717": _stop(
        BAD_PROFILE,
        (
            "I {0} tillför {1} inget utöver {2}.",
            "Skillnad i versaler, mellanslag, kolon eller sammansatta tecken (NFC) räknas inte.",
            "Ta bort det ena.",
        ),
        (
            "In {0} {1} adds nothing to {2}.",
            "A difference in case, spaces, colon or composed characters (NFC) does not count.",
            "Remove one of them.",
        ),
    ),
    "MVG718": _stop(
        BAD_PROFILE,
        (
            "Mallen {0} använder {1}, som mallar inte får.",
            "En mall lägger bara ut det den får: for, if, namn, nycklar och några filter.",
            "Ta bort det; se docs/profile.md.",
        ),
        (
            "The template {0} uses {1}, which templates may not.",
            "A template only lays out what it is given: for, if, names, keys and a few filters.",
            "Remove it; see docs/profile.md.",
        ),
        "P4",
    ),
    "MVG719": _stop(
        BAD_PROFILE,
        (
            "Mallen {0} gör för mycket och stoppades.",
            "Slingor i slingor, eller utdata utan slut.",
            "Låt varje slinga gå över något av anteckningen, en gång.",
        ),
        (
            "The template {0} does too much and was stopped.",
            "Loops within loops, or output without end.",
            "Let each loop go over something of the note, once.",
        ),
        "P21",
    ),
    "MVG720": _stop(
        BAD_PROFILE,
        (
            "Mallen {0} visar {1}, som målet {2} inte fyller.",
            "Namnet är felstavat, eller så saknas gruppen i målets shows.",
            "Rätta namnet, eller lägg till gruppen i shows.",
        ),
        (
            "The template {0} shows {1}, which the target {2} does not fill.",
            "The name is misspelt, or its group is missing from shows.",
            "Correct the name, or add the group to shows.",
        ),
    ),
    "MVG721": _stop(
        BAD_PROFILE,
        (
            "Målet {1} visas inte av sin mall {0}.",
            "Mallen går aldrig igenom sections: all text skulle försvinna.",
            "Lägg till slingan över sections; se de medföljande mallarna.",
        ),
        (
            "The target {1} is not shown by its template {0}.",
            "The template never goes through sections: all text would be lost.",
            "Add the loop over sections; see the templates that ship.",
        ),
        "P1",
    ),
    "MVG722": _stop(
        BAD_PROFILE,
        (
            "Målet {1} säger att det visar {2}, men mallen {0} gör det inte.",
            "Mallen får uppgifterna och skriver inte ut någon av dem.",
            "Visa dem i mallen, eller ta bort gruppen ur shows.",
        ),
        (
            "The target {1} says that it shows {2}, but the template {0} does not.",
            "The template is given the facts and prints none of them.",
            "Show them in the template, or remove the group from shows.",
        ),
        "P1",
    ),
    "MVG723": _stop(
        BAD_PROFILE,
        (
            "I {0} har {1} ett värde som inte finns; välj bland {2}.",
            "Värdet är felstavat, eller finns inte i rutinen.",
            "{3}",
        ),
        (
            "In {0} {1} has a value that does not exist; choose one of {2}.",
            "It is misspelt, or is not in the routine.",
            "{3}",
        ),
    ),
    "MVG724": _stop(
        BAD_PROFILE,
        (
            "I {0} krävs {1}, men fältet har ingen plats i anteckningen.",
            "Ingen etikett under [labels] med det namnet hör till {2}, så ingen skulle kunna fylla i fältet.",
            "Lägg till etiketten, eller skriv fältets rubrik som den.",
        ),
        (
            "In {0} {1} is required, but the field has no place in the note.",
            "No label of that name under [labels] belongs to {2}, so nobody could fill in the field.",
            "Add the label, or give the field the heading of an existing label.",
        ),
        "R138",
        "R139",
        "R140",
    ),
    "MVG725": _stop(
        BAD_PROFILE,
        (
            "Mallen {0} återger inte {2} oförändrat i målet {1}: {3}.",
            "Något kom bort, ändrades eller lades till när mallen provades.",
            "{3}",
        ),
        (
            "The template {0} does not reproduce {2} unchanged in the target {1}: {3}.",
            "Something was lost, altered or added when the template was tried.",
            "{3}",
        ),
        "P1",
        "P2",
    ),
    "MVG726": _stop(
        BAD_PROFILE,
        (
            "Mallen {0} ger inte välformad XML till målet {1}: {2}.",
            "Ett element stängs inte, eller ett tecken som & står utan att vara skrivet som &amp;.",
            "Rätta mallen nära den rad som anges.",
        ),
        (
            "The template {0} does not give well-formed XML to the target {1}: {2}.",
            "An element is not closed, or a character like & is not written as &amp;.",
            "Correct the template near the line given.",
        ),
        "P2",
    ),
    "MVG727": _stop(
        BAD_PROFILE,
        (
            "Profilen går inte att läsa: {0} ({1}).",
            "Systemet nekade läsningen, eller så är det som anges ingen mapp.",
            "Kontrollera behörigheten, och att --profile anger mappen och inte en fil i den.",
        ),
        (
            "The profile cannot be read: {0} ({1}).",
            "The system refused it, or what is named is no folder.",
            "Check the permissions, and that --profile names the folder and not a file in it.",
        ),
    ),
    "MVG728": _stop(
        BAD_PROFILE,
        (
            "{0} innehåller något okänt: {1}. Menade du {2}?",
            "Namnet är felstavat eller hör inte dit.",
            "Skriv {2}, eller ta bort det.",
        ),
        (
            "{0} holds something unknown: {1}. Did you mean {2}?",
            "The name is misspelt or does not belong there.",
            "Write {2}, or remove it.",
        ),
    ),
    "MVG729": _stop(
        BAD_PROFILE,
        (
            "I {0} stämmer when under [booking] inte med sidans rad med bokningens uppgifter: {1}.",
            "Bokningens uppgifter ska stå på sidan för just de kontakter som bokningen hör till.",
            "{1}",
        ),
        (
            "In {0} when of [booking] does not agree with the line of the page that has the fields of it: {1}.",
            "The page of a contact shows the fields of its booking, and no other page does.",
            "{1}",
        ),
    ),
    "MVG740": _stop(
        BAD_PROFILE,
        (
            "I {0} har ordet {1} koden ”{2}”, som inte går att använda.",
            "En kod skrivs med a–z, 0–9 och _, så att den kan stå i villkor, i XML och på kommandoraden.",
            "Skriv koden med bara a–z, 0–9 och _, till exempel in_person; ordet framför får ha vilka tecken som helst.",
        ),
        (
            "In {0} the word {1} has the code “{2}”, which cannot be used.",
            "A code is written with a–z, 0–9 and _, so that it can be used in conditions, in XML and on a command "
            "line.",
            "Write the code with a–z, 0–9 and _ only, like in_person; the word before it can have any characters.",
        ),
    ),
    "MVG741": _stop(
        BAD_PROFILE,
        (
            "I {0} finns systemet {1}, men ingen anteckning kan nämna det.",
            "Ett system som kontakter registreras i behöver ett ord i profilen, så att en anteckning kan nämna det.",
            'Lägg till {2} = "{1}" under [values.{3}] i profile.toml.',
        ),
        (
            "In {0} there is the system {1}, but no note can name it.",
            "A system that contacts are registered in has a word in the profile, so that a note can say which it is.",
            'Add {2} = "{1}" under [values.{3}] of profile.toml.',
        ),
    ),
    "MVG742": _stop(
        BAD_PROFILE,
        (
            "I {0} kan ingen regel eller lucka ha numret ”{1}”.",
            "Numret är stora bokstäver och sedan siffror, också med punkt mellan: så känns det igen i hakparenteser, "
            "på sidan och av mvg explain.",
            "Skriv det som R62, L1 eller RUT-4.2, överallt där det nämns.",
        ),
        (
            "In {0} no rule or gap can have the id “{1}”.",
            "An id is capital letters and then digits, possibly with points between them: that is how it is "
            "recognised in brackets, on the page and by mvg explain.",
            "Write it as R62, L1 or RUT-4.2, wherever it is named.",
        ),
    ),
    "MVG743": _stop(
        BAD_PROFILE,
        (
            "I {0} ger {1} frasen ”{2}”, men under [phrases] i profile.toml är den ”{3}”.",
            "Sidan skulle begära en annan fras i anteckningen än den som mvg check, export och copy söker.",
            "Skriv samma fras på båda ställena; en kollegas namn skrivs NN sist.",
        ),
        (
            "In {0} the table {1} gives the phrase “{2}”, but [phrases] of profile.toml has “{3}”.",
            "The page would ask for another phrase in the note than the one that mvg check, export and copy look for.",
            "Write the same phrase in both; the name of a colleague is written NN, last.",
        ),
    ),
    "MVG744": _stop(
        BAD_PROFILE,
        (
            "I {0} gäller en rad i {1} aldrig: raden på {2} gäller varje gång som den gör det.",
            "Raderna prövas uppifrån, och den första som stämmer gäller.",
            "Ta bort den ena raden, rätta villkoret, eller flytta den som har fler villkor ovanför.",
        ),
        (
            "In {0} a row of {1} never applies: the row at {2} holds whenever it does.",
            "The rows are tried from the top, and the first that matches applies.",
            "Remove one of them, correct the condition, or move the one with more conditions above the other.",
        ),
    ),
    "MVG748": _stop(
        BAD_PROFILE,
        (
            "I {0} har {1} {2}, som inte kan följas.",
            "Det ändrar vad mallen betyder eller kräver, på ett sätt som programmet inte kan pröva.",
            "Be den som gör mallen om en utan det.",
        ),
        (
            "In {0} {1} has {2}, which cannot be followed.",
            "It changes what the template means or requires, in a way that the program cannot check.",
            "Ask who makes the template for one without it.",
        ),
    ),
    "MVG749": _stop(
        BAD_PROFILE,
        (
            "{0} är inte en mall för anteckningar om patienter nu: {1}.",
            "Mottagaren skulle vägra svar på en mall som är ur bruk eller gäller något annat än en patient.",
            "Exportera den mall som är i bruk.",
        ),
        (
            "{0} is no template for notes about patients now: {1}.",
            "The receiver would refuse answers to a template that is out of use, or not about a patient.",
            "Export the template that is in use.",
        ),
    ),
    "MVG750": _warn(
        (
            '{0} är inte färdig: status = "{1}".',
            "Mottagaren kan vägra svar på en mall som inte är i bruk (active).",
            "Exportera mallen på nytt när den är i bruk.",
        ),
        (
            '{0} is not finished: status = "{1}".',
            "The receiver may refuse answers to a template that is not in use (active).",
            "Export the template again when it is in use.",
        ),
    ),
    "MVG751": _warn(
        (
            "Målet {0} har inget fält för: {1}.",
            "En anteckning med text där stoppas (MVG525). Text utelämnas aldrig.",
            "Lägg till raden i tabellen {2} bland målets inställningar, om mallen har ett fält för den.",
        ),
        (
            "The target {0} has no field for: {1}.",
            "A note with text there is stopped (MVG525). Text is never left out.",
            "Add the row to the table {2} of the target's settings, if the template has a field for it.",
        ),
    ),
    "MVG752": _warn(
        (
            "Fältet {1} i {0} har typen string, men {2} kan ha flera rader.",
            "FHIR tillåter radslut i en string, men ett formulär visar den på en rad (text är för flera).",
            "Pröva en anteckning med flera rader hos mottagaren, eller be om ett fält av typen text.",
        ),
        (
            "The field {1} in {0} has the type string, but {2} may have several lines.",
            "FHIR allows line feeds in a string, but a form shows it on one line (text is for several).",
            "Try a note of several lines at the receiver, or ask for a field of the type text.",
        ),
    ),
    "MVG753": _stop(
        BAD_PROFILE,
        (
            "{0} har ett oanvändbart mönster: {1}.",
            "Det är inget reguljärt uttryck, passar en tom text, eller upprepar något utan gräns, som * och + gör.",
            "Skriv formen av en hel kod, så här: '[A-Z][0-9][0-9]'. Upprepa högst ett visst antal gånger.",
        ),
        (
            "{0} has an unusable pattern: {1}.",
            "It is no regular expression, matches an empty text, or repeats something without a limit, as * and + do.",
            "Write the form of a whole code, like this: '[A-Z][0-9][0-9]'. Repeat at most a certain number of times.",
        ),
    ),
    "MVG754": _stop(
        BAD_PROFILE,
        (
            "Kodlistan {0} går inte att läsa ({1}).",
            "Filen finns inte där profilen säger, får inte läsas, eller är för stor.",
            "Kontrollera file i profilen. Sökvägen räknas från profilens mapp.",
        ),
        (
            "The code list {0} cannot be read ({1}).",
            "The file is not where the profile says, may not be read, or is too large.",
            "Check file in the profile. The path is relative to the folder of the profile.",
        ),
    ),
    "MVG755": _stop(
        BAD_PROFILE,
        (
            "Kodlistan {0} är inte UTF-8.",
            "Filen är sparad om i en annan teckenkodning.",
            "Hämta den publicerade filen igen och spara den oförändrad.",
        ),
        (
            "The code list {0} is not UTF-8.",
            "The file was saved anew in another encoding.",
            "Fetch the published file again and keep it unchanged.",
        ),
    ),
    "MVG756": _stop(
        BAD_PROFILE,
        (
            "Kodlistan {0} saknar kolumnen {1}.",
            "Den första raden namnger kolumnerna, åtskilda av tabbar.",
            "Använd den publicerade tabbseparerade filen.",
        ),
        (
            "The code list {0} has no column {1}.",
            "The first line names the columns, separated by tabs.",
            "Use the published tab-separated file.",
        ),
    ),
    "MVG757": _stop(
        BAD_PROFILE,
        (
            "Kodlistan {0}: {1}.",
            "Raden är avbruten eller ändrad, eller filen är inte hel.",
            "Hämta den publicerade filen igen och spara den oförändrad.",
        ),
        (
            "The code list {0}: {1}.",
            "The line is broken or changed, or the file is not whole.",
            "Fetch the published file again and keep it unchanged.",
        ),
    ),
    "MVG758": _stop(
        BAD_PROFILE,
        (
            "Kodlistan {0}: giltigheten är inget datum.",
            "Ett datum skrivs 2026-01-01.",
            "Hämta den publicerade filen igen och spara den oförändrad.",
        ),
        (
            "The code list {0}: the validity is no date.",
            "A date is written 2026-01-01.",
            "Fetch the published file again and keep it unchanged.",
        ),
    ),
    "MVG759": _stop(
        BAD_PROFILE,
        (
            "Kodlistan {0} har ingen kod med den form som kodverket har i profilen.",
            "Filen hör till ett annat kodverk, eller pattern är fel.",
            "Kontrollera file och pattern i profilen.",
        ),
        (
            "The code list {0} has no code of the form that the code system has in the profile.",
            "The file belongs to another code system, or pattern is wrong.",
            "Check file and pattern in the profile.",
        ),
    ),
    "MVG730": _stop(
        NEEDS_A_PERSON,
        (
            "Provet {0} gav något annat än väntat.",
            "Profilen eller programmet har ändrats sedan provet godkändes.",
            "Läs skillnaden. Om den är rätt: kör mvg profile test igen med --accept.",
        ),
        (
            "The golden pair {0} gave another output than expected.",
            "The profile or the program has changed since it was accepted.",
            "Read the difference; if it is right, run mvg profile test again with --accept.",
        ),
    ),
    "MVG731": _stop(
        NEEDS_A_PERSON,
        (
            "{0} hör inte till något prov.",
            "Ett prov är NAMN.xml eller NAMN.txt, och bredvid den NAMN.MÅL eller NAMN.SLAG.",
            "Rätta namnet; slagen är {1}.",
        ),
        (
            "{0} belongs to no golden pair.",
            "A golden pair is NAME.xml or NAME.txt, and beside it NAME.TARGET or NAME.KIND.",
            "Correct the name; the kinds are {1}.",
        ),
    ),
    "MVG732": _stop(
        NEEDS_A_PERSON,
        (
            "Profilen har inga prov.",
            "Mappen tests saknas i profilens mapp, eller är tom.",
            "Lägg NAMN.txt i tests och en tom fil NAMN.MÅL bredvid; kör mvg profile test --accept.",
        ),
        (
            "The profile has no golden pairs.",
            "The folder tests is missing in the folder of the profile, or empty.",
            "Put NAME.txt in tests and an empty file NAME.TARGET beside it; run mvg profile test --accept.",
        ),
    ),
    "MVG733": _tell(
        (
            "{0} har ett äldre namn: {1} heter numera {2}.",
            "Namnet är från en tidigare version. Det läses fortfarande.",
            "Skriv {2} nästa gång profilen ändras.",
        ),
        (
            "{0} has an earlier name: {1} is called {2} now.",
            "The name is from an earlier version. It is still read.",
            "Write {2} the next time the profile is changed.",
        ),
    ),
    "MVG734": _stop(
        BAD_PROFILE,
        (
            "{0}: flaggan {1} är programmets egen.",
            "Ett krävt fält kan inte få en flagga som redan betyder något annat.",
            "Välj ett annat namn, till exempel fältets etikett med bindestreck.",
        ),
        (
            "{0}: the option {1} is one of the program's own.",
            "A required field cannot have an option that already has another meaning.",
            "Choose another name, for example the label of the field with hyphens.",
        ),
    ),
    "MVG735": _stop(
        BAD_PROFILE,
        (
            "{0}: fältet kan inte ges med en flagga ({1}).",
            "Texter, och det som säger vems anteckningen är, tas bara ur anteckningen.",
            "Ta bort option; meddelandet ber då om att fältet fylls i i anteckningen.",
        ),
        (
            "{0}: no option can give the field ({1}).",
            "Texts, and what says whose note it is, are taken from the note alone.",
            "Remove option; the message then asks to fill in the field in the note.",
        ),
    ),
    "MVG745": _caution(
        (
            "Texten på rad {0} står under en rubrik som målet inte har något namn för.",
            "Målet skriver namn i stället för rubriker, och text utelämnas aldrig.",
            'Ange var texten ska stå: --place "{0}=SÖKORD". Om rubriken återkommer: be förvaltaren lägga till den.',
        ),
        (
            "The text on line {0} is under a heading that the target has no name for.",
            "The target writes names in place of headings, and text is never left out.",
            'Say where the text belongs: --place "{0}=KEYWORD". If it recurs, ask the administrator to add it.',
        ),
        "P1",
    ),
    "MVG746": _stop(
        BAD_PROFILE,
        (
            "{0}: målet {1} har inget eget och användbart namn för ”{2}”.",
            "Varje sökord och etikett som målet skriver behöver ett namn, skilt från de andras. I XML börjar "
            "det med en bokstav och har bara bokstäver, siffror, -, . och _.",
            'Skriv under [targets.{1}.names]: "{2}" = "ett_namn".',
        ),
        (
            "{0}: the target {1} has no usable name of its own for “{2}”.",
            "Each keyword and label that the target writes needs a name, different from all others. In XML it begins "
            "with a letter and has letters, digits, -, . and _ only.",
            'Write under [targets.{1}.names]: "{2}" = "a_name".',
        ),
        "P1",
    ),
    "MVG747": _stop(
        BAD_PROFILE,
        (
            "Mallen {0} ger inte giltig JSON till målet {1}: {2}.",
            "Ett citattecken, ett komma eller en klammer saknas eller är för mycket, eller en nyckel står två gånger.",
            "{2}",
        ),
        (
            "The template {0} does not give valid JSON to the target {1}: {2}.",
            "A quotation mark, a comma or a bracket is missing or too many, or a key comes twice.",
            "{2}",
        ),
        "P2",
    ),
    "MVG760": _stop(
        BAD_PROFILE,
        (
            "I {0} har målet {1} både template och format.",
            "Ett mål skrivs antingen av en mall eller av ett format som programmet självt har.",
            "Ta bort det ena. Om template är ärvd: ge målet ett annat namn.",
        ),
        (
            "In {0} the target {1} has both template and format.",
            "A target is written either by a template or by a format of the program's own.",
            "Remove one of them; if template is inherited, give the target another name.",
        ),
    ),
    "MVG761": _stop(
        BAD_PROFILE,
        (
            "{0} är inte giltig JSON: {1}.",
            "Filen är skadad, av ett annat slag eller ändrad för hand.",
            "Hämta filen på nytt ur journalsystemet. Om den är ändrad för hand: {1}",
        ),
        (
            "{0} is not valid JSON: {1}.",
            "The file is damaged, of another kind or edited by hand.",
            "Fetch the file again. If it was edited by hand: {1}",
        ),
    ),
    "MVG762": _stop(
        BAD_PROFILE,
        (
            "{0} är inte ett Questionnaire i FHIR R4: {1} saknas eller är fel.",
            "Filen är av ett annat slag, av en annan version eller inte hel.",
            "Exportera mallen som Questionnaire (FHIR R4) ur journalsystemet, med url och status.",
        ),
        (
            "{0} is not a Questionnaire of FHIR R4: {1} is missing or wrong.",
            "The file is of another kind, of another version or not whole.",
            "Export the template as Questionnaire (FHIR R4) from the record system, with url and status.",
        ),
    ),
    "MVG763": _stop(
        BAD_PROFILE,
        (
            "I {0} har fältet {1} ett fel värde på {2}.",
            "Filen följer inte FHIR R4.",
            "Det ska vara: {3}. Exportera mallen på nytt, eller be den som gör mallen rätta den.",
        ),
        (
            "In {0} the field {1} has a wrong value of {2}.",
            "The file does not follow FHIR R4.",
            "It has to be: {3}. Export the template again, or ask who makes it to correct it.",
        ),
    ),
    "MVG764": _stop(
        BAD_PROFILE,
        (
            "I {0} har flera fält linkId {1}.",
            "Ett linkId ska peka ut ett enda fält.",
            "Be den som gör mallen ge fälten olika linkId.",
        ),
        (
            "In {0} several fields have the linkId {1}.",
            "A linkId has to single out one field.",
            "Ask who makes the template to give the fields different linkIds.",
        ),
    ),
    "MVG765": _stop(
        BAD_PROFILE,
        (
            "I {0} pekar {1} på fältet {2}, som inte finns i {3}.",
            "Fältet är felskrivet, eller mallen är en annan än profilen skrevs för.",
            "Skriv ett linkId som finns i {3}.",
        ),
        (
            "In {0} {1} points at the field {2}, which is not in {3}.",
            "The field is misspelt, or the template is another than the profile was written for.",
            "Write a linkId that is in {3}.",
        ),
    ),
    "MVG766": _stop(
        BAD_PROFILE,
        (
            "I {0} pekar {1} på fältet {2}, som har typen {3}.",
            "En sådan typ kan inte hålla det som ska stå där.",
            "Välj ett fält av typen {4}.",
        ),
        (
            "In {0} {1} points at the field {2}, which has the type {3}.",
            "Such a type cannot hold what is to be there.",
            "Choose a field of the type {4}.",
        ),
    ),
    "MVG767": _stop(
        BAD_PROFILE,
        (
            "I {0} står {1} efter {2}, men i mottagarens mall är ordningen den omvända.",
            "Två linkId har troligen bytt plats, så att texterna skulle hamna under fel rubrik.",
            "Skriv sökorden i mallens ordning, och kontrollera vart och ett.",
        ),
        (
            "In {0} {1} comes after {2}, but in the receiver's template the order is the other way round.",
            "Two linkIds have probably changed places, so that texts would come under the wrong heading.",
            "Write the keywords in the order of the template, and check each one.",
        ),
    ),
    "MVG768": _stop(
        BAD_PROFILE,
        (
            "I {0} får det obligatoriska fältet {1} ({2}) i {3} ingen text.",
            "Mottagaren vägrar en anteckning utan svar i fältet.",
            "Peka ut fältet från ett sökord eller en uppgift, eller be mottagaren göra det frivilligt.",
        ),
        (
            "In {0} the required field {1} ({2}) of {3} gets no text.",
            "The receiver refuses a note without an answer in the field.",
            "Point at the field from a keyword or a fact, or ask the receiver to make it optional.",
        ),
    ),
    "MVG769": _stop(
        BAD_PROFILE,
        (
            "I {0} kan {1} inte skrivas: fältet {2} har {3}.",
            "Mottagaren tar inte emot vilken text som helst där, eller bara ibland.",
            "Välj ett annat fält, eller be mottagaren ändra mallen.",
        ),
        (
            "In {0} {1} cannot be written: the field {2} has {3}.",
            "The receiver does not take any text there, or only sometimes.",
            "Choose another field, or ask the receiver to change the template.",
        ),
    ),
    "MVG770": _stop(
        BAD_PROFILE,
        (
            "I {0} har {1} ett värde som inte är ett HSA-id.",
            "Ett HSA-id är SE, tio siffror, ett bindestreck och bokstäver eller siffror, högst 31 tecken.",
            "Rätta det, eller lämna det tomt tills det är känt.",
        ),
        (
            "In {0} {1} has a value that is no HSA-id.",
            "An HSA-id is SE, ten digits, a hyphen and letters or digits, at most 31 characters.",
            "Correct it, or leave it empty until it is known.",
        ),
        "P28",
    ),
    "MVG771": _stop(
        BAD_PROFILE,
        (
            "I {0} har {1} ett värde som inte är en OID.",
            "En OID är tal med punkter emellan, och börjar med 0, 1 eller 2: 1.2.752.74.9.1.",
            "Rätta det, eller lämna det tomt tills det är känt.",
        ),
        (
            "In {0} {1} has a value that is no OID.",
            "An OID is numbers with dots between them, and begins with 0, 1 or 2: 1.2.752.74.9.1.",
            "Correct it, or leave it empty until it is known.",
        ),
        "P28",
    ),
    "MVG780": _stop(
        NEEDS_A_PERSON,
        (
            "{0} har {1} tecken; fältet i {2} rymmer {3}. Inget har kortats.",
            "Längden är mätt med mvg probe och står i profilen, [targets.{2}.limits].",
            "Korta texten i källan, eller dela den på flera anteckningar.",
        ),
        (
            "{0} has {1} characters; the field of {2} holds {3}. Nothing was cut.",
            "The length was measured with mvg probe and is in the profile, [targets.{2}.limits].",
            "Shorten the text in the source, or divide it into several notes.",
        ),
        "P28",
    ),
    "MVG781": _stop(
        NEEDS_A_PERSON,
        (
            "Hela texten har {0} tecken; fältet i {1} rymmer {2}. Gränsen passeras i {3}.",
            "Varje sökord får plats för sig, men inte alla i samma fält.",
            "Kopiera ett sökord i taget: mvg copy --step eller --section SÖKORD.",
        ),
        (
            "The whole text has {0} characters; the field of {1} holds {2}. The limit is passed in {3}.",
            "Each keyword fits by itself, but not all of them in one field.",
            "Copy one keyword at a time: mvg copy --step or --section KEYWORD.",
        ),
        "P28",
    ),
    "MVG782": _stop(
        NOT_A_NOTE,
        (
            "Filen är inte en provtext som har kommit tillbaka.",
            "Provtextens första rad, MVG-PROVTEXT och version, finns inte i den, eller så är den inte UTF-8.",
            "Klistra in texten från mvg probe i fältet, kopiera tillbaka den och spara som UTF-8.",
        ),
        (
            "The file is no test text that came back.",
            "The first line of the test text, MVG-PROVTEXT and a version, is not in it, or it is not UTF-8.",
            "Paste the text of mvg probe into the field, copy it back and save it as UTF-8.",
        ),
    ),
    "MVG783": _warn(
        (
            "Fältet i {0} ändrar något som texten har: {1}.",
            "Det är mätt med mvg probe och står i profilen, [targets.{0}.limits] changes.",
            "Läs igenom texten där den klistras in.",
        ),
        (
            "The field of {0} changes something that the text has: {1}.",
            "It was measured with mvg probe and is in the profile, [targets.{0}.limits] changes.",
            "Read the text through where it is pasted.",
        ),
        "P28",
    ),
    "MVG784": _stop(
        CANNOT_WRITE,
        (
            "Gränserna för {0} gick inte att skriva in i profilen.",
            "Målet finns inte där, eller så är filen skriven på ett sätt som inte säkert kan ändras rad för rad.",
            "Skriv in raderna som visas under [targets.{0}.limits] för hand.",
        ),
        (
            "The limits of {0} could not be written into the profile.",
            "The target is not there, or the file cannot be edited line by line with certainty.",
            "Enter the lines shown under [targets.{0}.limits] by hand.",
        ),
    ),
    "MVG785": _stop(
        NOT_A_NOTE,
        (
            "Provtexten kom tillbaka skadad vid {0}. Inget är mätt.",
            "Text saknas mitt i, kommer två gånger eller är blandad med annan text; det är ingen gräns hos ett fält.",
            "Töm fältet hos testpatienten, klistra in provtexten på nytt och kopiera hela fältet. Om det händer "
            "igen: använd inte fältet.",
        ),
        (
            "The test text came back damaged at {0}. Nothing is measured.",
            "Text is missing in the middle, comes twice or is mixed with other text; that is no limit of a field.",
            "Empty the field of the test patient, paste the test text again and copy the whole field. If it happens "
            "again, do not use the field.",
        ),
    ),
    "MVG786": _warn(
        (
            "Det går inte att avgöra om fältet räknar tecken, UTF-16-enheter eller byte.",
            "Ingen av de tre längderna är ett jämnt tal, eller flera är det. Gränsen {0} håller i alla tre.",
            "Fråga den som förvaltar journalsystemet. Om enheten är känd: skriv den i counts och längden i max_length.",
        ),
        (
            "It cannot be told whether the field counts characters, UTF-16 units or bytes.",
            "None of the three lengths is a round number, or several are. The limit {0} holds for each of them.",
            "Ask who runs the record system. If the unit is known, write it in counts, and the length in max_length.",
        ),
    ),
    # 8 -- files and clipboard
    "MVG801": _stop(
        NO_INPUT,
        ("Filen finns inte.", "Sökvägen leder inte till någon fil.", "Kontrollera stavningen."),
        ("There is no such file.", "The path leads to no file.", "Check the spelling."),
    ),
    "MVG802": _stop(
        NO_INPUT,
        ("Det är inte en vanlig fil.", "Mappar, enheter och rör läses inte.", "Ange en fil, eller - för standard in."),
        (
            "It is not an ordinary file.",
            "Folders, devices and pipes are not read.",
            "Give a file, or - for standard input.",
        ),
        "P18",
    ),
    "MVG803": _stop(
        NO_INPUT,
        ("Filen går inte att läsa ({0}).", "Systemet nekade läsningen.", "Kontrollera behörigheten."),
        ("The file cannot be read ({0}).", "The system refused it.", "Check the permissions."),
    ),
    "MVG804": _stop(
        CANNOT_WRITE,
        (
            "Utfilen finns redan och skrivs inte över.",
            "Ett resultat ersätts bara med --force.",
            "Välj ett annat namn eller ange --force.",
        ),
        (
            "The output file exists and is not overwritten.",
            "Only --force replaces a result.",
            "Choose another name or give --force.",
        ),
    ),
    "MVG805": _stop(
        CANNOT_WRITE,
        (
            "Resultatet går inte att skriva ({0}).",
            "Mappen saknas, är skrivskyddad eller full.",
            "Välj en annan plats med -o, i en batch med --out.",
        ),
        (
            "The result cannot be written ({0}).",
            "The folder is missing, read-only or full.",
            "Choose another place with -o, in a batch with --out.",
        ),
    ),
    "MVG806": _stop(
        BUSY,
        (
            "Texten kom inte rätt till urklipp.",
            "Ett annat program höll urklipp, eller texten som lästes tillbaka var inte densamma.",
            "Försök igen. Om det inte går: skriv till en fil, mvg copy ANTECKNING -o FIL.",
        ),
        (
            "The text did not reach the clipboard intact.",
            "Another program held the clipboard, or what was read back was not the same.",
            "Try again. If it fails, write to a file: mvg copy NOTE -o FILE.",
        ),
        "P2",
    ),
    "MVG807": _stop(
        CANNOT_WRITE,
        (
            "Urklipp är inte tillgängligt.",
            "Tillägget clipboard är inte installerat, eller så saknar datorn urklipp.",
            "Installera mvg-export[clipboard], eller skriv till en fil: mvg copy ANTECKNING -o FIL.",
        ),
        (
            "The clipboard is not available.",
            "The extra clipboard is not installed, or the machine has no clipboard.",
            "Install mvg-export[clipboard], or write to a file: mvg copy NOTE -o FILE.",
        ),
    ),
    "MVG808": _stop(
        CANNOT_WRITE,
        (
            "Det finns redan något med det namnet, och det ersätts inte.",
            "Kommandot skriver bara nytt.",
            "Välj ett annat namn, eller flytta undan det som finns.",
        ),
        (
            "There is something with that name, and it is not replaced.",
            "The command only writes what is new.",
            "Choose another name, or move what is there out of the way.",
        ),
    ),
    "MVG810": _tell(
        (
            "Det finns inget att omvandla: inga filer hittades.",
            "Mappen är tom, eller så ligger filerna i undermappar.",
            "Kontrollera mappen; undermappar läses med -r.",
        ),
        (
            "There is nothing to convert: no files were found.",
            "The folder is empty, or the files lie in subfolders.",
            "Check the folder; subfolders are read with -r.",
        ),
    ),
    "MVG811": _stop(
        BUSY,
        (
            "En annan körning använder mappen: {0}, process {1}, sedan {2}.",
            "Två körningar i samma mapp skulle skriva över varandra.",
            "Vänta tills den är klar och försök igen. Låset släpper av sig självt när den andra slutar.",
        ),
        (
            "Another run uses the folder: {0}, process {1}, since {2}.",
            "Two runs in one folder would write over each other.",
            "Wait until it is done and try again. The lock is released automatically when the other run ends.",
        ),
        "P14",
    ),
    "MVG812": _stop(
        NEEDS_A_PERSON,
        (
            "Filnamnet är inte läsbar text (UTF-8).",
            "Namnet kommer från ett system med en annan teckenkodning, och resultatet kan inte få ett säkert namn.",
            "Byt namn på filen och kör igen.",
        ),
        (
            "The file name is not readable text (UTF-8).",
            "The name comes from a system with another encoding, and the result cannot be given a safe name.",
            "Rename the file and run again.",
        ),
    ),
    "MVG813": _stop(
        NEEDS_A_PERSON,
        (
            "Filnamnet är för långt: {0} byte är gränsen här.",
            "Resultatet heter som filen med ett tillägg, och längre namn finns inte.",
            "Ge filen ett kortare namn och kör igen.",
        ),
        (
            "The file name is too long: {0} bytes is the limit here.",
            "The result has the name of the file plus an ending, and longer names are not possible.",
            "Give the file a shorter name and run again.",
        ),
    ),
    "MVG814": _stop(
        NEEDS_A_PERSON,
        (
            "Namnet leder ut ur mappen eller kan inte vara ett filnamn.",
            "I ett arkiv, eller bland id i JSON Lines, står ett namn som börjar med /, innehåller .. eller är tomt.",
            "Packa om anteckningen under ett vanligt namn.",
        ),
        (
            "The name leads out of the folder or cannot be a file name.",
            "An archive, or an id in JSON Lines, has a name that begins with /, holds .. or is empty.",
            "Pack the note again under an ordinary name.",
        ),
        "P18",
    ),
    "MVG815": _stop(
        NEEDS_A_PERSON,
        (
            "En annan anteckning har redan det namnet.",
            "Namnen är lika, skiljer sig bara i versaler eller i hur å, ä, ö är sammansatta, eller användes av en "
            "anteckning som är flyttad. Ingen skrivs över.",
            "Byt namn på den här anteckningen och kör igen, eller ange en annan mapp med --out.",
        ),
        (
            "Another note has that name already.",
            "The names are the same, differ in case alone or in how å, ä, ö are composed, or the name was used by a "
            "note that has been moved. None is overwritten.",
            "Rename this note and run again, or give another folder with --out.",
        ),
        "P19",
    ),
    "MVG816": _stop(
        NEEDS_A_PERSON,
        (
            "Utfilen finns redan och är inte gjord av den här körningen.",
            "En främmande fil skrivs aldrig över.",
            "Flytta undan filen och kör igen, eller ange en annan mapp med --out.",
        ),
        (
            "The output file exists and was not made by this run.",
            "A file of somebody else is never overwritten.",
            "Move the file away and run again, or give another folder with --out.",
        ),
        "P19",
    ),
    "MVG817": _stop(
        NOT_A_NOTE,
        (
            "Arkivet är skadat eller avhugget.",
            "Kontrollsumman eller slutet stämmer inte. Det som kunde läsas helt är omvandlat; resten saknas.",
            "Hämta arkivet på nytt och kör igen.",
        ),
        (
            "The archive is damaged or cut off.",
            "Its check sum or its end is wrong. What could be read whole is converted; the rest is missing.",
            "Fetch the archive again and run again.",
        ),
    ),
    "MVG818": _stop(
        NEEDS_A_PERSON,
        (
            "Namnet {0} är mappens eget.",
            "I utmappen ligger körningens egna filer där.",
            "Byt namn på mappen som anteckningen ligger i.",
        ),
        (
            "The name {0} is the folder's own.",
            "In the output folder the run keeps its own files there.",
            "Rename the folder that the note lies in.",
        ),
    ),
    "MVG819": _stop(
        CANNOT_WRITE,
        (
            "Journalen i utmappen går inte att läsa.",
            "Filen .mvg/journal.sqlite är skadad eller gjord av en annan version.",
            "Ta bort mappen .mvg i utmappen och kör igen: allt omvandlas på nytt, och färdiga filer med samma "
            "innehåll behålls.",
        ),
        (
            "The journal in the output folder cannot be read.",
            "The file .mvg/journal.sqlite is damaged or was made by another version.",
            "Remove the folder .mvg in the output folder and run again: everything is converted again, and files "
            "with the same content are kept.",
        ),
    ),
    "MVG820": _stop(
        NEEDS_A_PERSON,
        (
            "Processen som arbetade med anteckningen dog två gånger.",
            "Något i anteckningen, eller systemet, avslutade den. De andra anteckningarna berörs inte.",
            "Anmäl det. Kör samma kommando igen; efter mvg watch: mvg quarantine retry.",
        ),
        (
            "The process that worked on the note died twice.",
            "Something in the note, or the system, ended it. The other notes are untouched.",
            "Report it. Run the same command again; after mvg watch: mvg quarantine retry.",
        ),
        "P12",
    ),
    "MVG821": _stop(
        NEEDS_A_PERSON,
        (
            "Anteckningen tog längre tid än {0} s, två gånger.",
            "Tiden för en anteckning är begränsad, så att en enda inte stoppar de andra.",
            "Höj --timeout och kör samma kommando igen; efter mvg watch: mvg quarantine retry. Annars: anmäl det.",
        ),
        (
            "The note took longer than {0} s, twice.",
            "The time of a note is limited, so that a single one does not stop the others.",
            "Raise --timeout and run the same command again; after mvg watch: mvg quarantine retry. Else report it.",
        ),
        "P12",
        "P21",
    ),
    "MVG822": _stop(
        NEEDS_A_PERSON,
        (
            "Anteckningen behövde mer minne än {0} MiB.",
            "Minnet för en anteckning är begränsat, så att en enda inte stoppar de andra.",
            "Höj --memory och kör samma kommando igen; efter mvg watch: mvg quarantine retry. Annars: anmäl det.",
        ),
        (
            "The note needed more memory than {0} MiB.",
            "The memory of a note is limited, so that a single one does not stop the others.",
            "Raise --memory and run the same command again; after mvg watch: mvg quarantine retry. Else report it.",
        ),
        "P12",
        "P21",
    ),
    "MVG823": _stop(
        NOT_A_NOTE,
        (
            "Filen i arkivet är krypterad eller packad på ett sätt som inte läses.",
            "Bara okomprimerade och deflate-packade filer utan lösenord läses.",
            "Packa om arkivet utan lösenord.",
        ),
        (
            "The file in the archive is encrypted or packed in a way that is not read.",
            "Only stored and deflated files without a password are read.",
            "Pack the archive again without a password.",
        ),
    ),
    "MVG824": _stop(
        NOT_A_NOTE,
        (
            "Raden är inte en anteckning som JSON.",
            "Varje rad ska vara ett objekt med id och note, var och en en gång, och inget annat.",
            "Rätta raden: id är text eller ett heltal, note är text.",
        ),
        (
            "The line is not a note as JSON.",
            "Each line is an object with id and note, each of them once, and nothing else.",
            "Correct the line: id is text or a whole number, note is text.",
        ),
    ),
    "MVG825": _warn(
        (
            "Filen är klar men kunde inte flyttas ({0}).",
            "Målet finns redan med annat innehåll, filen är ingen vanlig fil, eller så har den ändrats sedan dess.",
            "Flytta filen för hand, eller kör igen.",
        ),
        (
            "The file is done but could not be moved ({0}).",
            "The target exists with other bytes, the file is no ordinary one, or it was changed after it was read.",
            "Move the file by hand, or run again.",
        ),
    ),
    "MVG826": _stop(
        BUSY,
        (
            "Körningen avbröts; det som är klart är klart.",
            "Någon bad den att sluta.",
            "Kör samma kommando igen: den fortsätter där den slutade.",
        ),
        (
            "The run was stopped; what is done is done.",
            "Somebody asked it to end.",
            "Run the same command again: it continues where it ended.",
        ),
        "P9",
    ),
    "MVG827": _stop(
        PROGRAM_FAULT,
        (
            "Ingen arbetsprocess kan starta.",
            "Gränsen på {0} MiB minne räcker inte, eller så nekar systemet nya processer.",
            "Ange en högre --memory eller färre --jobs. Om systemets gräns (ulimit -v) är lägre: höj den.",
        ),
        (
            "No worker process can start.",
            "The limit of {0} MiB of memory is not enough, or the system refuses new processes.",
            "Give a higher --memory or fewer --jobs; if the system's limit (ulimit -v) is lower, raise that.",
        ),
    ),
    "MVG830": _stop(
        CANNOT_WRITE,
        (
            "Tillägget cluster är inte installerat.",
            "Körningar på flera datorer använder Dask distributed.",
            "Installera mvg-export[cluster], eller kör utan --cluster.",
        ),
        (
            "The extra cluster is not installed.",
            "Runs on several machines use Dask distributed.",
            "Install mvg-export[cluster], or run without --cluster.",
        ),
    ),
    "MVG831": _stop(
        BUSY,
        (
            "Klustret går inte att använda ({0}).",
            "Det svarar inte, eller så förlorades för många av dess arbetsprocesser.",
            "Kontrollera adressen och kör samma kommando igen: det fortsätter där det slutade.",
        ),
        (
            "The cluster cannot be used ({0}).",
            "It does not answer, or too many of its workers were lost.",
            "Check the address and run the same command again: it continues where it ended.",
        ),
    ),
    "MVG833": _stop(
        PROGRAM_FAULT,
        (
            "{1} anteckningar i rad misslyckades av samma orsak i miljön ({0}); körningen stannar.",
            "När alla misslyckas på samma sätt beror det på minnet, tiden, disken eller programmet, inte på texterna.",
            "Åtgärda det som koden {0} säger (mvg explain {0}), kör sedan samma kommando igen; original som mvg "
            "watch hann flytta till karantänen omvandlas med mvg quarantine retry.",
        ),
        (
            "{1} notes in a row failed for the same cause in the environment ({0}); the run stops.",
            "When every note fails alike, it is the memory, the time, the disk or the program, not the texts.",
            "Fix what the code {0} says (mvg explain {0}), then run the same command again; mvg quarantine retry "
            "takes the sources that mvg watch moved into quarantine meanwhile.",
        ),
        "P12",
    ),
    "MVG834": _stop(
        BAD_PROFILE,
        (
            "{1} anteckningar i rad misslyckades av samma fel i profilen ({0}); körningen stannar.",
            "När alla misslyckas på samma sätt beror det på profilens mallar, inte på texterna.",
            "Rätta profilen (mvg profile check, mvg profile test), kör sedan samma kommando igen; original "
            "som mvg watch hann flytta till karantänen omvandlas med mvg quarantine retry.",
        ),
        (
            "{1} notes in a row failed for the same mistake in the profile ({0}); the run stops.",
            "When every note fails alike, it is the templates of the profile, not the texts.",
            "Correct the profile (mvg profile check, mvg profile test), then run the same command "
            "again; mvg quarantine retry takes the sources that mvg watch moved into quarantine meanwhile.",
        ),
    ),
    "MVG835": _tell(
        (
            "Filen lämnas: namnet är en tillfällig eller dold fils, eller systemets eget.",
            "Program skriver under sådana namn (.x, ~$x, x.tmp, x.part) tills filen är klar; Thumbs.db och "
            "desktop.ini är Windows egna.",
            "Om den är en anteckning: byt namn på den, eller ange filen själv på kommandoraden.",
        ),
        (
            "The file is left alone: its name is that of a temporary or hidden file, or the system's own.",
            "Programs write under such names (.x, ~$x, x.tmp, x.part) until a file is done; Thumbs.db and "
            "desktop.ini are made by Windows.",
            "If it is a note: rename it, or name it itself on the command line.",
        ),
        "P27",
    ),
    "MVG836": _tell(
        (
            "Undermappen läses inte.",
            "Utan -r läses bara filerna i mappen själv.",
            "Ange -r om undermapparna ska med.",
        ),
        (
            "The subfolder is not read.",
            "Without -r only the files of the folder itself are read.",
            "Give -r if the subfolders are meant too.",
        ),
        "P27",
    ),
    "MVG837": _stop(
        NOT_A_NOTE,
        (
            "Arkivet har för många filer: {0} är gränsen.",
            "Arkivets innehållsförteckning hålls i minnet.",
            "Dela upp arkivet, eller packa det som .tar.gz, som inte har någon sådan gräns.",
        ),
        (
            "The archive has too many files: {0} is the limit.",
            "The directory of the archive is held in memory.",
            "Split the archive, or pack it as .tar.gz, which has no such limit.",
        ),
        "P21",
    ),
    "MVG838": _stop(
        NOT_A_NOTE,
        (
            "Det står något före, efter eller ovanpå det som arkivet förtecknar.",
            "Två arkiv är ihopsatta till en fil, eller två filer i arkivet ligger på samma plats. Det skulle gå "
            "förlorat utan att märkas.",
            "Packa om anteckningarna till ett helt arkiv.",
        ),
        (
            "There is something before, after or over what the archive lists.",
            "Two archives were joined to one file, or two files of the archive lie in the same place. It would be "
            "lost unnoticed.",
            "Pack the notes again as one whole archive.",
        ),
        "P27",
    ),
    "MVG840": _stop(
        NEEDS_A_PERSON,
        (
            "Filen innehåller inga anteckningar.",
            "Arkivet eller JSON Lines-filen är hel men tom.",
            "Fråga avsändaren om något skulle ha funnits där; ta annars bort filen.",
        ),
        (
            "The file holds no notes.",
            "The archive or the file of JSON Lines is whole but empty.",
            "Ask the sender whether something should be there; else remove the file.",
        ),
        "P27",
    ),
    "MVG841": _tell(
        (
            "Anteckningen omvandlas inte: den är avfärdad.",
            "Samma fil med samma innehåll lades åt sidan med mvg quarantine discard.",
            "Om den ändå ska omvandlas: ta den ur mappen discarded i utmappen och lämna in den under ett annat namn.",
        ),
        (
            "The note is not converted: a person has discarded it.",
            "The same file with the same bytes was set aside with mvg quarantine discard.",
            "To convert it all the same: take it out of the folder discarded and hand it in under another name.",
        ),
    ),
    "MVG842": _stop(
        NEEDS_A_PERSON,
        (
            "Filen ändrades efter att den hade omvandlats. Resultatet är återkallat.",
            "Avsändaren skrev vidare i en fil som hade legat orörd längre än --settle. En halv anteckning kan "
            "redan ha hämtats ur utmappen.",
            "Ta bort det som har hämtats. Filen omvandlas igen automatiskt när den har legat orörd; be avsändaren "
            "byta namn på färdiga filer eller skriva en markörfil (--ready).",
        ),
        (
            "The file was changed after it had been converted. The result is withdrawn.",
            "The sender continued to write to a file that had been unchanged longer than --settle. Half a note may "
            "have been fetched from the output folder already.",
            "Remove what was fetched. The file is converted again automatically once it is unchanged; have the "
            "sender rename finished files into the inbox or write a marker file (--ready).",
        ),
        "P25",
    ),
    "MVG843": _warn(
        (
            "Filen i inkorgen är tom och lämnas där.",
            "Avsändaren har skapat den men inte skrivit något på länge.",
            "Fråga avsändaren. Filen omvandlas när den får innehåll.",
        ),
        (
            "The file in the inbox is empty and is left there.",
            "The sender has created it and written nothing for a long time.",
            "Ask the sender. The file is converted when something is written into it.",
        ),
        "P25",
    ),
    "MVG844": _warn(
        (
            "Filen i inkorgen saknar sin andra hälft: både anteckningen och markörfilen {0} ska komma.",
            "Antingen markörfilen eller anteckningen den hör till saknas sedan länge.",
            "Fråga avsändaren. Anteckningen omvandlas när båda finns.",
        ),
        (
            "The file in the inbox lacks its other half: both the note and the marker file {0} must arrive.",
            "Either the marker file or the note that it belongs to has been missing for a long time.",
            "Ask the sender. The note is converted when both are there.",
        ),
        "P25",
    ),
    "MVG845": _warn(
        (
            "Filen i inkorgen hålls öppen av ett program som kan skriva i den.",
            "Avsändaren har inte stängt den på länge, så ingen vet om den är hel.",
            "Se efter om avsändaren har hängt sig. Filen omvandlas när den stängs.",
        ),
        (
            "The file in the inbox is held open by a program that can write in it.",
            "The sender has not closed it for a long time, so nobody knows whether it is complete.",
            "Check whether the sender hangs. The file is converted when it is closed.",
        ),
        "P25",
    ),
    "MVG846": _warn(
        (
            "Filen har ändrats sedan den senast omvandlades. Resultatet är ersatt.",
            "Samma fil på samma plats har ett annat innehåll än förut.",
            "Om ändringen är väntad behöver inget göras. Annars: jämför med det som redan hämtats ur utmappen.",
        ),
        (
            "The file was changed since it was last converted. The result is replaced.",
            "The same file in the same place has other content than before.",
            "If the change is expected, nothing needs to be done. Else compare it with what was fetched already.",
        ),
        "P25",
    ),
    "MVG850": _stop(
        CANNOT_WRITE,
        (
            "Filen för {0} går inte att skriva ({1}).",
            "Mappen saknas, är skrivskyddad eller full, eller så är namnet en mapp eller en länk.",
            "Ge {0} en annan plats. Det som är klart är klart: kör sedan samma kommando igen.",
        ),
        (
            "The file of {0} cannot be written ({1}).",
            "The folder is missing, read-only or full, or the name is a folder or a link.",
            "Give {0} another place. What is done is done: then run the same command again.",
        ),
        "P11",
    ),
    "MVG851": _stop(
        BUSY,
        (
            "En annan körning håller revisionsloggen och släpper den inte.",
            "Körningar som delar en logg skriver en i taget; den andra har hängt sig eller är mycket långsam.",
            "Vänta tills den är klar, eller ange en annan logg.",
        ),
        (
            "Another run holds the audit log and does not release it.",
            "Runs that share a log write one at a time; the other hangs or is very slow.",
            "Wait until it has ended, or give another log.",
        ),
        "P14",
        "P16",
    ),
    "MVG852": _stop(
        BROKEN_LOG,
        (
            "Händelse {0} i revisionsloggen är inte som den skrevs.",
            "Dess kontrollsumma är inte den som nästa rad eller loggens huvud anger: raden har ändrats.",
            "Spara loggen och dess .head som de är och utred vem som ändrat. Börja en ny logg.",
        ),
        (
            "Event {0} of the audit log is not as it was written.",
            "Its digest is not the one that the next line or the head of the log states: the line was changed.",
            "Keep the log and its .head as they are and find out who changed it. Begin a new log.",
        ),
        "P16",
    ),
    "MVG853": _stop(
        BROKEN_LOG,
        (
            "I revisionsloggen står händelse {1} där händelse {0} ska stå.",
            "Rader har tagits bort, flyttats eller lagts till.",
            "Spara loggen och dess .head som de är och utred vem som ändrat. Börja en ny logg.",
        ),
        (
            "The audit log has event {1} where event {0} should be.",
            "Lines were removed, moved or added.",
            "Keep the log and its .head as they are and find out who changed it. Begin a new log.",
        ),
        "P16",
    ),
    "MVG854": _stop(
        BROKEN_LOG,
        (
            "Revisionsloggen är avklippt: händelse {0} saknas eller är inte hel.",
            "Loggens huvud, filen .head, intygar händelser som inte finns kvar.",
            "Spara loggen och dess .head som de är, sök resten i säkerhetskopian. Börja en ny logg.",
        ),
        (
            "The audit log was cut: event {0} is missing or not whole.",
            "The head of the log, the file .head, vouches for events that are no longer there.",
            "Keep the log and its .head as they are and look for the rest in the backup. Begin a new log.",
        ),
        "P16",
    ),
    "MVG855": _stop(
        BROKEN_LOG,
        (
            "Revisionsloggens huvud, filen .head bredvid, saknas eller har ändrats.",
            "Utan det kan ingen se om slutet av loggen har klippts bort.",
            "Lägg tillbaka den, eller pröva loggen mot en kontrollsumma du sparat: --expect SUMMA. "
            "Börja sedan en ny logg.",
        ),
        (
            "The head of the audit log, the file .head beside it, is missing or was changed.",
            "Without it nobody can see whether the end of the log was cut off.",
            "Put it back, or compare the log with a digest that you kept: --expect DIGEST. Then begin a new log.",
        ),
        "P16",
    ),
    "MVG856": _warn(
        (
            "De sista {0} byten i revisionsloggen är ingen hel händelse.",
            "En körning dödades medan den skrev, eller skriver just nu. De hör inte till det som loggen intygar.",
            "Inget behöver göras: nästa körning låter dem stå, antecknar dem och fortsätter efter dem.",
        ),
        (
            "The last {0} bytes of the audit log are no whole event.",
            "A run was killed while it wrote, or is writing just now. They are no part of what the log vouches for.",
            "Nothing needs to be done: the next run keeps them, notes them and continues after them.",
        ),
        "P16",
    ),
    "MVG857": _stop(
        BROKEN_LOG,
        (
            "Ingen händelse i revisionsloggen har den kontrollsumma som ska finnas.",
            "Loggen är en annan än den som summan togs ur, eller har skrivits om.",
            "Spara loggen som den är och utred vem som bytt den. Kontrollera att summan är rätt avskriven.",
        ),
        (
            "No event of the audit log has the digest that should be there.",
            "The log is another than the digest was taken from, or was written anew.",
            "Keep the log as it is and find out who changed it. Check that the digest was copied right.",
        ),
        "P16",
    ),
    "MVG858": _stop(
        BROKEN_LOG,
        (
            "Från händelse {0} står något i revisionsloggen som ingen körning har skrivit.",
            "Loggens huvud, filen .head, nämner den sista händelsen före varje skrivning. Mer har lagts till efteråt.",
            "Spara loggen och dess .head som de är och utred vem som lagt till. Börja en ny logg.",
        ),
        (
            "From event {0} the audit log holds something that no run has written.",
            "The head of the log, the file .head, names the last event before each append. More was added later.",
            "Keep the log and its .head as they are and find out who added it. Begin a new log.",
        ),
        "P16",
    ),
    "MVG859": _warn(
        (
            "Vid händelse {0} i revisionsloggen går tiden bakåt.",
            "Datorns klocka har ställts om, eller två datorer som delar loggen går olika.",
            "Kontrollera tidssynkroniseringen. Kedjan är hel; bara tiderna är osäkra.",
        ),
        (
            "At event {0} of the audit log time goes backwards.",
            "The clock of the machine was set, or two machines that share the log differ.",
            "Check the synchronisation of time. The chain is whole; only the times are uncertain.",
        ),
        "P16",
    ),
    "MVG860": _stop(
        BROKEN_LOG,
        (
            "Händelse {0} i revisionsloggen hör inte till någon körning som pågick.",
            "Körningen som den anger har inte börjat eller var redan slut: händelsen är påhittad.",
            "Spara loggen och dess .head som de är och utred vem som skrivit den. Börja en ny logg.",
        ),
        (
            "Event {0} of the audit log belongs to no run that was going on.",
            "The run that it names has not begun or had ended: the event is made up.",
            "Keep the log and its .head as they are and find out who wrote it. Begin a new log.",
        ),
        "P16",
    ),
    "MVG861": _stop(
        CANNOT_WRITE,
        (
            "Tillägget metrics är inte installerat.",
            "Mätvärden skrivs med prometheus_client.",
            "Installera mvg-export[metrics], eller kör utan --metrics.",
        ),
        (
            "The extra metrics is not installed.",
            "Metrics are written by prometheus_client.",
            "Install mvg-export[metrics], or run without --metrics.",
        ),
    ),
    "MVG862": _stop(
        NOT_A_NOTE,
        (
            "Raden i filen med svar är inget svar: {0}.",
            "Varje rad är ett objekt med id, sha256 och beslut: facts, texts, splits, places, one_note, damaged_ok, "
            "approved_for_patient. En anteckning har en rad.",
            "{0} Inget har gjorts.",
        ),
        (
            "The line of the file of answers is no answer: {0}.",
            "Each line is an object with id, sha256 and decisions: facts, texts, splits, places, one_note, damaged_ok, "
            "approved_for_patient. A note has one line.",
            "{0} Nothing was done.",
        ),
    ),
    "MVG863": _stop(
        NO_INPUT,
        (
            "Det finns ingen text på urklipp.",
            "Urklipp är tomt, eller håller en bild eller en fil i stället för text.",
            "Kopiera anteckningen i källsystemet med kopieringsknappen och försök igen.",
        ),
        (
            "There is no text on the clipboard.",
            "The clipboard is empty, or holds a picture or a file instead of text.",
            "Copy the note with the copy button of the source system and try again.",
        ),
    ),
    "MVG864": _warn(
        (
            "Inställningarna används inte: felet är {0}.",
            "Filen med inställningar är inte TOML i UTF-8, går inte att läsa, eller har ett namn eller värde som "
            "inte känns igen.",
            "Rätta filen; mvg settings visar var den ligger och hur den skrivs.",
        ),
        (
            "The settings are not used: the fault is {0}.",
            "The file with the settings is not TOML in UTF-8, cannot be read, or has a name or value that is not "
            "known.",
            "Correct the file; mvg settings shows where it is and how it is written.",
        ),
    ),
    "MVG870": _stop(
        PROGRAM_FAULT,
        (
            "Tillägget page är inte installerat.",
            "Sidan visas av Flask och waitress, som följer med tillägget.",
            "Installera mvg-export[page], eller använd mvg copy och mvg export.",
        ),
        (
            "The extra page is not installed.",
            "The page is served by Flask and waitress, which come with the extra.",
            "Install mvg-export[page], or use mvg copy and mvg export.",
        ),
    ),
    "MVG871": _stop(
        BUSY,
        (
            "Sidan kan inte öppnas: systemet svarar {0}.",
            "Programmet behöver en ledig port på 127.0.0.1 och en egen mapp för tillfälliga filer.",
            "Försök igen. Om det händer igen: kontrollera att mappen för tillfälliga filer går att skriva i.",
        ),
        (
            "The page cannot be opened: the system says {0}.",
            "The program needs a free port on 127.0.0.1 and a folder of its own for temporary files.",
            "Try again. If it happens again, check that the folder for temporary files can be written.",
        ),
    ),
    "MVG872": _stop(
        BUSY,
        (
            "Filen är öppen i ett annat program. Inget har ändrats.",
            "Windows byter inte ut en fil som ett annat program håller öppen. Flera försök gjordes.",
            "Stäng filen i det andra programmet och kör samma kommando igen.",
        ),
        (
            "Another program holds the file open. Nothing was changed.",
            "Windows does not replace a file that another program holds open. It was tried several times.",
            "Close the file in the other program and run the same command again.",
        ),
    ),
    # 9 -- the program
    "MVG901": _stop(
        PROGRAM_FAULT,
        (
            "Ett fel i programmet: {0}. Inget har skrivits.",
            "Något inträffade som programmet inte är byggt för.",
            "Anmäl raden ovan; den innehåller inga patientuppgifter.",
        ),
        (
            "A fault in the program: {0}. Nothing was written.",
            "Something happened that the program was not built for.",
            "Report the line above; it holds no patient data.",
        ),
    ),
    "MVG910": _stop(
        PROGRAM_FAULT,
        (
            "Tillägget testers är inte installerat.",
            "Testanteckningarna skapas av biblioteket Hypothesis, som följer med tillägget.",
            "Installera mvg-export[testers].",
        ),
        (
            "The extra testers is not installed.",
            "The test notes are generated by the library Hypothesis, which comes with the extra.",
            "Install mvg-export[testers].",
        ),
    ),
    "MVG911": _stop(
        NEEDS_A_PERSON,
        (
            "Egenskapen {0} gäller inte: {1}.",
            "En påhittad anteckning visar ett fel i profilen eller i programmet.",
            "Läs den minsta anteckningen och rätta profilen. Om det är den medföljande: anmäl felet med anteckningen.",
        ),
        (
            "The property {0} does not hold: {1}.",
            "A made-up note shows a fault in the profile or in the program.",
            "Read the smallest note and correct the profile. With the one that ships: report the fault with the note.",
        ),
        "P22",
    ),
}
RETIRED: Final[dict[str, str]] = {"MVG418": "MVG407 and MVG408 say it"}
"""Codes that nothing gives any more, and what says it now. They keep their words, for reports of earlier versions."""
