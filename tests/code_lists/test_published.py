"""Reading a published code list: what a code is, what is merged, and every mistake of a file."""

from __future__ import annotations

import csv
import html
import io
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from code_lists.published_files import COLUMNS, DEEPER, INVENTED, PATTERN, published, row
from converter.code_lists.published import ListMistakes, read_published
from converter.code_lists.table import ListedCode
from converter.profile import Profile


def _codes(data: bytes, pattern: str = PATTERN) -> dict[str, ListedCode]:
    return {listed.code: listed for listed in read_published(data, "lista.tsv", pattern).codes}


def _mistakes(data: bytes) -> list[tuple[str, int, tuple[str, ...]]]:
    with pytest.raises(ListMistakes) as refused:
        read_published(data, "lista.tsv", PATTERN)
    assert all(finding.exit_code == 78 for finding in refused.value.findings)
    return [(finding.code, finding.line, finding.words) for finding in refused.value.findings]


def test_a_code_is_one_entry_and_chapters_and_ranges_are_none() -> None:
    assert [*_codes(published(INVENTED))] == [
        "Y10", "Y10.0", "Y10.9", "Y10.9A", "Y11", "Y20", "Y30", "Y40", "Y40.1",
    ]  # fmt: skip


def test_the_newest_validity_is_the_version() -> None:
    assert read_published(published(INVENTED), "", PATTERN).version == "2026-01-01"
    assert read_published(published([{"Kod": "Y10", "Titel": "a"}]), "", PATTERN).version == ""


TITLES: dict[str, tuple[bytes, dict[str, str]]] = {
    "HTML": (published([row("Y11", "Andra <i>fnitter</i>\u00a0&amp; skratt")]), {"Y11": "Andra fnitter & skratt"}),
    "a sign that begins no tag": (published([row("Y10", "Under < 3 år")]), {"Y10": "Under < 3 år"}),
    "quotation marks within a cell": (published([row("Y10", 'Så kallad "kittla"')]), {"Y10": 'Så kallad "kittla"'}),
    "a code without a title": (published([{"Kod": "Y10"}, row("Y11", "b")]), {"Y11": "b"}),
    "groups in a circle": (published([row("Y10", "a", "Y11"), row("Y11", "b", "Y10")]), {"Y10": "a", "Y11": "b"}),
    "two spellings of a code": (published([row("Y10.0", "a"), row("Y100", "b")]), {"Y10.0": "a"}),
    "no quotes, mark or last line feed": (b"kod\tTITEL\n\nY10\ta", {"Y10": "a"}),
}  # fmt: skip


@pytest.mark.parametrize(("data", "titles"), TITLES.values(), ids=TITLES)
def test_a_code_has_its_title_as_plain_text_on_one_line(data: bytes, titles: dict[str, str]) -> None:
    assert {code: listed.title for code, listed in _codes(data).items()} == titles


def test_the_first_cell_that_has_something_counts() -> None:
    later = {"Kod": "Y10", "Titel": "b", COLUMNS[14]: "Ska inte användas som huvuddiagnos"}
    listed = _codes(published([{"Kod": "Y10"}, row("Y10", "a"), later]))["Y10"]
    assert (listed.title, listed.never_principal) == ("a", "1")


def test_a_category_is_divided_by_its_subcategories_and_not_by_deeper_codes() -> None:
    divided = {code for code, listed in _codes(published(INVENTED)).items() if listed.divided}
    assert divided == {"Y10", "Y40"}
    assert not _codes(published([row("Y10", "a"), row("Y10.0A", "b", "Y10", DEEPER)]))["Y10"].divided


def test_a_code_has_what_is_stated_of_its_group() -> None:
    codes = _codes(published(INVENTED))
    assert codes["Y20"].never_principal
    assert not codes["Y10.0"].never_principal
    assert [codes[code].marker for code in ("Y30", "Y40", "Y40.1", "Y10")] == ["†", "*", "*", ""]
    assert codes["Y30"].partners == "Y40"


def test_columns_may_be_few_and_in_any_order() -> None:
    data = published([{"Kod": "Y10", "Titel": "a", "Giltig till": "2020-12-31"}], ("Titel", "Giltig till", "Kod"))
    assert _codes(data)["Y10"] == ListedCode("Y10", "a", valid_to="2020-12-31")


# -- mistakes -------------------------------------------------------------------------------------------------


def test_a_file_in_another_encoding_is_named_with_its_line() -> None:
    assert _mistakes("Kod\tTitel\nY10\tå".encode("latin-1")) == [("MVG755", 2, ("lista.tsv",))]


@pytest.mark.parametrize(("header", "lacking"), [("Kod", "Titel"), ("", "Kod, Titel"), ("Kod;Titel", "Kod, Titel")])
def test_a_column_that_is_missing_is_named(header: str, lacking: str) -> None:
    assert _mistakes(header.encode()) == [("MVG756", 1, ("lista.tsv", lacking))]


def test_every_mistake_is_reported_at_once() -> None:
    lines = [
        "Kod\tTitel\tGiltig från\tGiltig till",
        "Y10\ta\t1997-01-01",
        "\tb\t\t",
        "Y11\tc\ti vår\t20261231",
        "Y12\td\t2026-W01-1\t",
    ]
    assert _mistakes("\n".join(lines).encode()) == [
        ("MVG757", 2, ("lista.tsv", "#cells", "3", "4")),
        ("MVG757", 3, ("lista.tsv", "#no-code")),
        ("MVG758", 4, ("lista.tsv",)),
        ("MVG758", 4, ("lista.tsv",)),
        ("MVG758", 5, ("lista.tsv",)),
    ]


def test_a_list_of_another_code_system_is_refused() -> None:
    assert _mistakes(published([row("12345", "a")])) == [("MVG759", 0, ("lista.tsv",))]


# -- the real samples, and any file ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sample", "system", "least"), [("icd-10-se-sample.tsv", "ICD-10-SE", 70), ("ksh97-p-sample.tsv", "KSH97-P", 15)]
)
def test_an_extract_of_the_real_list_is_read(
    sample: str, system: str, least: int, shared: Path, profile: Profile
) -> None:
    lines = (shared / "standards" / "codes" / sample).read_text("utf-8").splitlines()
    samples = [line.split("\t") for line in lines if not line.startswith("#")]
    rows = [row(cells[1] if len(cells) > 2 else cells[0], cells[-1], marker="".join(cells[2:-1])) for cells in samples]
    codes = _codes(published(rows), profile.code_systems[system].pattern)
    assert {code: listed.title for code, listed in codes.items()} == {one["Kod"]: one["Titel"] for one in rows}
    assert len(codes) >= least
    if system == "ICD-10-SE":
        assert {code for code, listed in codes.items() if listed.marker == "*"} == {"D63", "D77", "E35", "E90"}
        assert codes["B37.3"].marker == "†"


def test_a_list_of_interventions_has_the_same_format(shared: Path) -> None:
    lines = (shared / "standards" / "codes" / "kva-xs-sample.tsv").read_text("utf-8").splitlines()
    samples = [line.split("\t") for line in lines if not line.startswith("#")]
    codes = _codes(published(row(code, title) for code, title in samples), "[A-Z]{2}[0-9]{3}")
    assert codes["XS012"].title == "Information och rådgivning med patient per telefon"


CELLS = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from('"<>&/†*.- '), max_size=12)
ROWS = st.lists(
    st.tuples(
        st.sampled_from(("Y10", "Y10.0", "Y11", "Y1", "22", "Y10-Y19")), st.lists(CELLS, min_size=15, max_size=15)
    )
)


def _by_another_route(data: bytes) -> dict[str, str]:
    """Code to title, by the csv module and regular expressions on its rows."""
    text = io.StringIO(data.decode("utf-8-sig"), newline="")
    rows = list(csv.reader(text, delimiter="\t", quoting=csv.QUOTE_NONE))
    bare = [[re.sub(r'\A"(.*)"\Z', r"\1", cell, flags=re.DOTALL).strip() for cell in cells] for cells in rows]
    found: dict[str, str] = {}
    for cells in bare[1:]:
        if cells and re.fullmatch(PATTERN, cells[0]) and cells[3]:
            title = " ".join(html.unescape(re.sub("</?[A-Za-z][^<>]*>", " ", cells[3])).split())
            found.setdefault(cells[0], title)
    return found


@pytest.mark.slow
@pytest.mark.counted
@given(ROWS)
def test_any_file_in_the_format_is_read_as_by_an_independent_route(rows: list[tuple[str, list[str]]]) -> None:
    names = [name for name in COLUMNS if name != "Giltig från"]
    data = published([dict(zip(names, (code, *cells), strict=False)) for code, cells in rows] + [row("Y99", "Alltid")])
    expected = _by_another_route(data)
    assert {listed.code: listed.title for listed in read_published(data, "", PATTERN).codes} == expected
