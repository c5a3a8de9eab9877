"""Threads that convert at the same time, as those of the page do: each gets what it gets alone."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from converter import ConvertOptions, Profile, convert, parse
from converter.conversion.result import Result
from paths import BROKEN, SAMPLES

ROUNDS = 40


@pytest.fixture(autouse=True)
def _often() -> Iterator[None]:
    """Threads change places as often as they can."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.slow
def test_many_notes_at_once_come_to_what_each_comes_to_alone(profile: Profile) -> None:
    good = (SAMPLES / "halsont-chatt.xml").read_text("utf-8")
    sources: list[bytes | str] = [path.read_bytes() for path in sorted(BROKEN.rglob("*.xml"))[:40]]
    sources += [good.replace("<entries>", f"<entries><{name}/>") for name in ("fel", "annat-fel", "item")]
    alone = [convert(source, "pmo", profile=profile) for source in sources]
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(partial(convert, to="pmo", profile=profile), sources * ROUNDS))
    assert [index for index, result in enumerate(together) if result != alone[index % len(sources)]] == []


@pytest.mark.slow
def test_one_note_with_several_options_at_once_comes_to_what_each_comes_to_alone(profile: Profile) -> None:
    lines = (SAMPLES / "halsont-chatt.txt").read_text("utf-8").splitlines(keepends=True)
    parsed = parse("".join(line for line in lines if not line.startswith("Journaltyp")), profile=profile)
    options = [ConvertOptions(given={"record_type": name}) for name in ("A", "B", "C")]

    def to(index: int) -> Result:
        return parsed.to(("pmo", "melior")[index % 2], options[index % 3])

    alone = [to(index) for index in range(6)]
    assert len({result.output for result in alone}) == 4, "Melior has no record type"
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(to, range(6 * 10 * ROUNDS)))
    assert [index for index, result in enumerate(together) if result != alone[index % 6]] == []
