"""The formats of identity numbers and HSA-ids. Numbers: Skatteverket's test numbers, or broken checksums."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import pytest
from personnummer import personnummer as oracle

from converter.note.identifiers import is_hsa_id, number_fault, other_kind
from converter.note.model import NUMBER_TYPES, NumberType

VALID = "199104272381"
DIGITS = "0123456789"


def _listed(shared: Path, kind: NumberType) -> list[str]:
    rows = (shared / "standards" / "identifiers" / "skatteverket-testnumbers.tsv").read_text("utf-8").splitlines()
    return [row.split("\t")[1] for row in rows if row.startswith(f"{kind}\t")]


def _misprints(number: str) -> Iterator[str]:
    """Every number that differs from this one in one of the digits that the checksum covers."""
    for at in range(2, 12):
        yield from (number[:at] + digit + number[at + 1 :] for digit in DIGITS if digit != number[at])


def _luhn(ten: str) -> int:
    products = [int(digit) * (2 - at % 2) for at, digit in enumerate(ten)]
    return sum(product // 10 + product % 10 for product in products) % 10


def _broken(date: str) -> str:
    """A number with this date and a checksum that is wrong, so that it is nobody's."""
    return next(number for number in (f"{date}999{digit}" for digit in DIGITS) if _luhn(number[2:]))


def test_every_personnummer_of_the_tax_agency_passes(shared: Path) -> None:
    numbers = _listed(shared, "personnummer")
    assert len(numbers) >= 100
    assert [number for number in numbers if number_fault(number, "personnummer")] == []
    assert all(map(oracle.valid, numbers))


def test_every_samordningsnummer_of_the_tax_agency_passes(shared: Path) -> None:
    numbers = _listed(shared, "samordningsnummer")
    assert len(numbers) >= 5
    assert [number for number in numbers if number_fault(number, "samordningsnummer")] == []


@pytest.mark.parametrize("kind", ["personnummer", "samordningsnummer"])
def test_every_misprint_of_one_digit_is_detected(kind: NumberType, shared: Path) -> None:
    for number in _listed(shared, kind):
        for misprint in _misprints(number):
            assert number_fault(misprint, kind) in {"MVG404", "MVG405"}
            assert not oracle.valid(misprint)


@pytest.mark.parametrize("number", ["202601612381", "202601912393", "191500722390", "191711602399"])
def test_a_samordningsnummer_may_lack_its_month_or_its_day(number: str) -> None:
    assert number_fault(number, "samordningsnummer") == ""


@pytest.mark.parametrize(
    ("date", "kind", "exists"),
    [
        ("19910427", "personnummer", True),
        ("20000229", "personnummer", True),
        ("19000229", "personnummer", False),
        ("19910431", "personnummer", False),
        ("19911301", "personnummer", False),
        ("19910001", "personnummer", False),
        ("19910400", "personnummer", False),
        ("00000101", "personnummer", False),
        ("17991231", "personnummer", False),  # nobody who has a number is born then
        ("18000101", "personnummer", True),
        ("20991231", "personnummer", True),
        ("21000101", "personnummer", False),
        ("19910487", "personnummer", False),  # a day with 60 added is a samordningsnummer
        ("19910487", "samordningsnummer", True),
        ("19910400", "samordningsnummer", False),
        ("19910427", "samordningsnummer", False),
        ("19910059", "samordningsnummer", False),
        ("19910060", "samordningsnummer", True),
        ("19910091", "samordningsnummer", True),
        ("19910092", "samordningsnummer", False),
        ("19910491", "samordningsnummer", False),  # 31 April
        ("19911360", "samordningsnummer", False),
    ],
)
def test_the_date_is_checked_before_the_check_digit(date: str, kind: NumberType, exists: bool) -> None:
    assert number_fault(_broken(date), kind) == ("MVG405" if exists else "MVG404")


@pytest.mark.parametrize("kind", ["personnummer", "samordningsnummer"])
@pytest.mark.parametrize(
    "number",
    [
        "",
        VALID[2:],
        f"{VALID[:8]}-{VALID[8:]}",
        f"{VALID[2:8]}-{VALID[8:]}",
        f"{VALID[2:8]}+{VALID[8:]}",
        f"{VALID}\n",
        f" {VALID}",
        f"{VALID}0",
        VALID.translate(str.maketrans(DIGITS, "٠١٢٣٤٥٦٧٨٩")),
        VALID.translate(str.maketrans(DIGITS, "０１２３４５６７８９")),
        f"{VALID[:-1]}A",
    ],
)
def test_only_twelve_plain_digits_are_a_number(number: str, kind: NumberType) -> None:
    assert number_fault(number, kind) == "MVG403"


@pytest.mark.parametrize(
    "number", ["98240301AA06", "20210325K069", "992024123451", "20240314AB01", "2403141234", "2403141234A"]
)
def test_a_reservnummer_has_ten_to_twelve_digits_and_capitals(number: str) -> None:
    assert number_fault(number, "reservnummer") == ""


@pytest.mark.parametrize("number", ["", "240314123", "2024031412345", "20240314-AB1", "20240314ab01", "20240314ÅB01"])
def test_an_unusual_reservnummer_has_its_own_code(number: str) -> None:
    assert number_fault(number, "reservnummer") == "MVG406"


def test_a_reservnummer_is_not_checked_for_date_or_check_digit() -> None:
    assert number_fault("999999999999", "reservnummer") == ""


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("SE2321000016-TE55", True),
        ("SE2321000016-a", True),
        (f"SE2321000016-{'A' * 18}", True),  # 31 characters in all
        (f"SE2321000016-{'A' * 19}", False),
        ("SE2321000016-", False),
        ("SE2321000016", False),
        ("SE232100001-TE55", False),
        ("se2321000016-TE55", False),
        ("NO2321000016-TE55", False),
        ("SE2321000016-TÅ55", False),
        ("SE2321000016-TE55\n", False),
        ("SE٢٣٢١٠٠٠٠١٦-TE55", False),
        ("", False),
    ],
)
def test_an_hsa_id_is_checked_by_its_format(text: str, right: bool) -> None:
    assert is_hsa_id(text) is right


@pytest.mark.parametrize(
    ("number", "given_as", "is_a"),
    [
        ("202601612381", "personnummer", "samordningsnummer"),
        ("191500722390", "personnummer", "samordningsnummer"),
        ("199104272381", "samordningsnummer", "personnummer"),
        ("98240301AA06", "personnummer", "reservnummer"),
        ("20210325K069", "samordningsnummer", "reservnummer"),
        ("992024123451", "personnummer", "reservnummer"),  # Stockholm's: 99 and a year of birth
        ("992024123451", "samordningsnummer", "reservnummer"),
        ("199104272381", "reservnummer", "personnummer"),
        ("202601612381", "reservnummer", "samordningsnummer"),
        ("191500722390", "reservnummer", "samordningsnummer"),
    ],
)
def test_K11_a_number_of_another_kind_is_recognized(number: str, given_as: NumberType, is_a: str) -> None:
    assert number_fault(number, given_as) == "MVG450"
    assert other_kind(number, given_as) == is_a


@pytest.mark.parametrize(
    ("number", "given_as", "code"),
    [
        ("202601612382", "personnummer", "MVG404"),  # no check digit of any kind
        ("199102302381", "samordningsnummer", "MVG404"),
        ("199104272382", "reservnummer", ""),  # a region's number may begin with a date
        ("992124123451", "personnummer", "MVG404"),
        ("992024123451", "reservnummer", ""),
        ("19910427238A", "personnummer", "MVG403"),
        ("202601612381", "samordningsnummer", ""),
    ],
)
def test_K11_a_number_of_no_other_kind_is_checked_as_its_own(number: str, given_as: NumberType, code: str) -> None:
    assert number_fault(number, given_as) == code


def test_K11_every_number_of_the_tax_agency_is_known_under_the_wrong_label(shared: Path) -> None:
    for kind, wrong in permutations(NUMBER_TYPES, 2):
        if kind != "reservnummer":  # the agency has none
            assert {number_fault(number, wrong) for number in _listed(shared, kind)} == {"MVG450"}
            assert {other_kind(number, wrong) for number in _listed(shared, kind)} == {kind}
