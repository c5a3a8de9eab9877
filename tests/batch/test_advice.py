"""Advice that fits the command: nobody is advised to give an option that a batch does not have (O16)."""

from __future__ import annotations

import pytest

from converter.batch.advice import OPTION_PATTERN, OPTIONS, data_of, fitting
from converter.cli.batch import batch
from converter.cli.watch import watch
from converter.findings import Finding
from converter.findings.catalogue import CATALOGUE, Code, Language


def test_the_options_are_those_of_the_commands() -> None:
    named = {name for command in (batch, watch) for option in command.params for name in option.opts}
    assert {name for name in named if name.startswith("-")} == OPTIONS


@pytest.mark.parametrize("language", ["sv", "en"])
def test_O16_advice_that_names_an_option_of_another_command_names_the_command(language: Language) -> None:
    alone = fitting(Finding("MVG401", words=("Journaltyp", "--journaltyp")), language)
    assert alone.index("mvg export") < alone.index("--journaltyp")
    unplaced = fitting(Finding("MVG302", words=("12", "Anamnes")), language)
    assert unplaced.index("mvg export") < unplaced.index("--place"), "a line number is of one note"
    fits = Finding("MVG822", words=("1024",))
    assert fitting(fits, language) == fits.next_step(language)
    assert data_of(fits, ("pmo",), language)["next_step"] == fitting(fits, language)


@pytest.mark.parametrize("code", CATALOGUE)
def test_O16_no_advice_names_an_unknown_option_without_its_command(code: Code) -> None:
    reported = fitting(Finding(code, words=("--journaltyp", "--journaltyp", "x", "y", "z", "u", "v")))
    unknown = set(OPTION_PATTERN.findall(reported)) - OPTIONS
    assert not unknown or "mvg " in reported
