"""FieldLimits are written into a profile, and every other line of it stays as it is."""

from __future__ import annotations

import difflib
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.probe import CannotEdit, with_limits
from converter.profile.schema import CHANGES, LINE_ENDS, UNITS
from converter.profile.shipped import packaged
from converter.profile.tables import FieldLimits

LIMITS = FieldLimits("2026-11-27", 1, 4000, "cp1252", ("U+2265",), "crlf", ("tabs",))
SHIPPED = (packaged("templates") / "min-vard-gavleborg" / "profile.toml").read_text("utf-8")


def _removed(before: str, after: str) -> list[str]:
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    return [line[2:] for line in lines if line.startswith("- ")]


@pytest.mark.parametrize("target", ["pmo", "melior", "other"])
def test_no_line_of_the_shipped_profile_changes(target: str) -> None:
    edited = with_limits(SHIPPED, target, LIMITS)
    assert _removed(SHIPPED, edited) == []
    assert tomllib.loads(edited)["targets"][target]["limits"]["max_length"] == 4000
    assert edited.index(f"[targets.{target}.limits]") > edited.index(f"[targets.{target}]")


def test_a_second_measurement_replaces_the_values_and_keeps_comments_and_order() -> None:
    text = (
        "# överst\n[targets.a.limits] # mätt av Lisbet\nmax_length = 10   # tecken\n# egen kommentar\n"
        'changes = ["tabs"]\n\n# om b\n[targets.b]\ngated = true\n'
    )
    edited = with_limits(text, "a", LIMITS)
    assert _removed(text, edited) == ["max_length = 10   # tecken"]
    assert "max_length = 4000   # tecken\n# egen kommentar\n" in edited
    assert edited.endswith("\n\n# om b\n[targets.b]\ngated = true\n")
    assert with_limits(edited, "a", LIMITS) == edited


def test_a_profile_that_only_extends_gets_the_table_at_its_end() -> None:
    edited = with_limits('name = "x"', "melior", LIMITS)
    assert edited.startswith('name = "x"\n\n[targets.melior.limits]\n')
    assert edited.endswith("\n")


def test_the_line_ends_of_the_file_are_kept() -> None:
    edited = with_limits('name = "x"\r\n[targets.a]\r\ngated = true\r\n', "a", LIMITS)
    assert "\n" not in edited.replace("\r\n", "")


@pytest.mark.parametrize(
    "text",
    [
        'targets = { a = { template = "x" } }\n',
        '[targets]\na.template = "x"\na.limits.max_length = 3\n',
        '[targets.a.limits]\nchanges = [\n  "tabs",\n]\n',
        'x = """\n[targets.a.limits]\nmax_length = 1\n"""\n',
    ],
)
def test_a_file_that_cannot_be_edited_with_certainty_is_refused(text: str) -> None:
    with pytest.raises(CannotEdit):
        with_limits(text, "a", LIMITS)


@pytest.mark.slow
@given(
    limits=st.builds(
        FieldLimits, measured=st.just("2026-11-27"), probe=st.just(1), max_length=st.integers(0, 40000),
        characters=st.sampled_from(["", "cp1252", "latin2"]),
        lacks=st.lists(st.sampled_from(["U+2265", "U+00E5"])).map(tuple),
        line_ends=st.sampled_from([*LINE_ENDS, "none"]),
        changes=st.lists(st.sampled_from(CHANGES), unique=True).map(tuple),
        counts=st.sampled_from(["", *UNITS]),
    ),
    other=st.integers(0, 9).map(lambda length: FieldLimits(max_length=length)),
    target=st.sampled_from(["pmo", "melior", "ny"]),
)  # fmt: skip
def test_any_limits_are_read_back_from_what_was_written(limits: FieldLimits, other: FieldLimits, target: str) -> None:
    edited = with_limits(with_limits(SHIPPED, target, other), target, limits)
    written = tomllib.loads(edited)["targets"][target]["limits"]
    expected = {key: list(value) if isinstance(value, tuple) else value for key, value in limits._asdict().items()}
    assert written == expected
    assert _removed(SHIPPED, edited) == []
