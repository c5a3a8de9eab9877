"""The catalogue: complete, worded twice, and never with a place for note text."""

from __future__ import annotations

import ast
import pickle
import re
from pathlib import Path

import pytest

import converter
from converter.findings import Finding, catalogue, has_errors
from converter.findings.catalogue import CATALOGUE, ERROR, INFO, RETIRED, WARNING, Code

STAGES = {"1": 65, "2": 65, "6": 70, "7": 78, "9": 70}
OF_THE_KIT = ("MVG911",)
"""What the test kit reports of a profile, not of the program."""
OF_A_FIELD = ("MVG780", "MVG781", "MVG782", "MVG784", "MVG785", "MVG786")
"""What a field that was measured cannot hold, and what became of a measurement: no mistake of the profile."""
WORDS = tuple("ABCDEFG")


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_code_is_worded_in_both_languages_with_the_same_places(code: str) -> None:
    kind = CATALOGUE[code]
    for part in ("message", "cause", "next_step"):
        swedish, english = (getattr(kind.wording(language), part) for language in ("sv", "en"))
        assert bool(swedish) == bool(english), part
        assert set(re.findall(r"{\d}", swedish)) == set(re.findall(r"{\d}", english)), part
    assert kind.wording("sv").message != kind.wording("en").message


@pytest.mark.parametrize("code", CATALOGUE)
def test_an_error_or_warning_has_a_next_step(code: str) -> None:
    if CATALOGUE[code].severity in (ERROR, WARNING):
        assert CATALOGUE[code].wording("sv").next_step


@pytest.mark.parametrize("code", CATALOGUE)
def test_only_errors_have_an_exit_code_and_it_fits_their_stage(code: str) -> None:
    kind = CATALOGUE[code]
    assert (kind.exit_code > 0) == (kind.severity == ERROR)
    # A fixture needs a person, and so does what the kit finds.
    if (
        kind.severity == ERROR
        and code[3] in STAGES
        and not code.startswith("MVG73")
        and code not in (*OF_THE_KIT, *OF_A_FIELD)
    ):
        assert kind.exit_code == STAGES[code[3]] or (kind.caution and kind.exit_code == 1)


def test_every_code_of_the_catalogue_is_found_somewhere_in_the_program() -> None:
    folder = Path(converter.__file__).parent
    used = {
        code
        for path in folder.rglob("*.py")
        if path.name != "catalogue.py"
        for code in re.findall(r"MVG\d{3}", path.read_text("utf-8"))
    }
    assert used == CATALOGUE.keys() - RETIRED.keys()


def test_a_finding_has_its_message_and_is_plain_data() -> None:
    finding = Finding("MVG401", 3, 0, ("Journaltyp", "--journaltyp"))
    assert finding.message() == "Journaltyp saknas. Export till journalen är inte möjlig."
    assert finding.message("en") == "Journaltyp is missing. Export to the record is not possible."
    assert "--journaltyp" in finding.next_step()
    assert (finding.severity, finding.exit_code) == (ERROR, 1)
    assert pickle.loads(pickle.dumps(finding)) == finding  # noqa: S301 -- our own bytes


@pytest.mark.parametrize(("code", "stops"), [("MVG401", True), ("MVG402", False), ("MVG411", False)])
def test_only_an_error_stops(code: Code, stops: bool) -> None:
    assert has_errors([Finding(code, words=WORDS)]) is stops


def test_severities_are_three() -> None:
    assert {kind.severity for kind in CATALOGUE.values()} == {ERROR, WARNING, INFO}


def test_the_type_of_codes_lists_the_catalogue() -> None:
    source = Path(catalogue.__file__).read_text(encoding="utf-8")
    assigned = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Assign)]
    codes = next(node.value for node in assigned if ast.unparse(node.targets[0]) == "Code")
    assert isinstance(codes, ast.Subscript)
    assert ast.literal_eval(codes.slice) == tuple(CATALOGUE)


@pytest.mark.slow
def test_every_finding_of_the_program_has_as_many_words_as_its_sentences_take() -> None:
    """Where code and words stand in one call; others are covered by the tests that word what they find."""
    for path in Path(converter.__file__).parent.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Finding" and call.args:
                words = (
                    call.args[3]
                    if len(call.args) > 3
                    else next((k.value for k in call.keywords if k.arg == "words"), None)
                )
                count = _count(words)
                for code in [node.value for node in ast.walk(call.args[0]) if isinstance(node, ast.Constant)]:
                    if code in CATALOGUE and count is not None:
                        assert count == _placeholders(code), (path.name, call.lineno, code)


def _count(words: ast.expr | None) -> int | None:
    """How many words a call gives; None when it is known only while the program runs."""
    if words is None:
        return 0
    if isinstance(words, ast.Tuple) and any(str(getattr(word, "value", "")).startswith("#") for word in words.elts):
        return None  # an explanation takes words of its own
    if isinstance(words, ast.Tuple) and not any(isinstance(word, ast.Starred) for word in words.elts):
        return len(words.elts)
    return None


def _placeholders(code: str) -> int:
    kind = CATALOGUE[code]
    texts = (text for wording in (kind.swedish, kind.english) for text in wording)
    return max((int(number) + 1 for text in texts for number in re.findall(r"{(\d)}", text)), default=0)
