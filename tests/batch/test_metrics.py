"""The textfile for Prometheus: it parses, it adds up over runs, and it remembers the last success."""

from __future__ import annotations

import errno
import os
import re
import stat
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest

from batching import BAD, GOOD, Ran
from converter.batch import metrics as room
from converter.batch import quarantine, quarantine_records
from converter.batch.config import BatchConfig
from converter.batch.inbox import Backlog
from converter.batch.metrics import Metrics
from converter.batch.outcome import DONE, QUARANTINED, Outcome, Totals
from converter.files.storage import Refused
from converter.findings import Finding
from sample_run import RUN, notify, outcome, peak_memory

needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files or modes")
_LABEL = r'[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*"'
_SAMPLE = re.compile(rf"([a-zA-Z_:][\w:]*)(\{{{_LABEL}(?:,{_LABEL})*\}})? (-?\d+(?:\.\d+)?(?:e[+-]\d+)?)")
EVENING = 1_710_450_000.0


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    clock = [EVENING]
    monkeypatch.setattr(room, "time", SimpleNamespace(time=lambda: clock[0]))
    return clock


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "mvg.prom"


def _parsed(file: Path, shard: str = "1/1") -> dict[str, float]:
    """The samples without their shard, read as strictly as the text format is written: HELP and TYPE once, before."""
    raw, helped, typed, samples = file.read_bytes().decode("utf-8"), set[str](), dict[str, str](), dict[str, float]()
    assert raw.endswith("\n")
    for line in raw.splitlines():
        if match := re.fullmatch(r"# HELP (\w+) [^\n]+", line):
            assert match[1] not in helped
            helped.add(match[1])
        elif match := re.fullmatch(r"# TYPE (\w+) (counter|gauge)", line):
            assert match[1] not in typed
            typed[match[1]] = match[2]
        else:
            sample = _SAMPLE.fullmatch(line)
            assert sample, line
            assert sample[1] in helped
            assert sample[1] in typed
            assert (typed[sample[1]] == "counter") == sample[1].endswith("_total")
            label = f'shard="{shard}"'
            assert label in sample[2], "samples of two shards must never be one"
            labels = [one for one in re.findall(_LABEL, sample[2]) if one != label]
            name = sample[1] + (f"{{{','.join(labels)}}}" if labels else "")
            assert name not in samples
            samples[name] = float(sample[3])
    return samples


def _code(run: Callable[[], object]) -> tuple[str, tuple[str, ...]]:
    with pytest.raises(Refused) as refused:
        run()
    return refused.value.finding.code, refused.value.finding.words


def test_a_run_is_reported_by_outcome_code_and_time(file: Path, now: list[float]) -> None:
    notify(Metrics(RUN, file, "2027-03-31"), 200)
    assert now
    assert _parsed(file) == {
        'mvg_batch_runs_total{result="completed"}': 1,
        'mvg_batch_runs_total{result="stopped"}': 0,
        'mvg_batch_notes_total{outcome="done"}': 198,
        'mvg_batch_notes_total{outcome="kept"}': 0,
        'mvg_batch_notes_total{outcome="quarantined"}': 2,
        'mvg_batch_notes_total{outcome="skipped"}': 0,
        'mvg_batch_findings_total{code="MVG105"}': 1,
        'mvg_batch_findings_total{code="MVG401"}': 3,
        'mvg_batch_findings_total{code="MVG402"}': 20,
        'mvg_batch_findings_total{code="MVG842"}': 0,
        'mvg_batch_last_run_notes{outcome="done"}': 198,
        'mvg_batch_last_run_notes{outcome="kept"}': 0,
        'mvg_batch_last_run_notes{outcome="quarantined"}': 2,
        'mvg_batch_last_run_notes{outcome="skipped"}': 0,
        "mvg_batch_last_run_duration_seconds": 0.2,
        "mvg_batch_last_run_timestamp_seconds": EVENING,
        "mvg_heartbeat_timestamp_seconds": EVENING,
        "mvg_quarantine_new_notes": 0,
        "mvg_quarantine_entered_total": 0,
        "mvg_batch_last_success_timestamp_seconds": EVENING,
        "mvg_batch_profile_valid_to_timestamp_seconds": 1_806_530_399,
        'mvg_batch_info{profile="min-vard-gavleborg",profile_version="1",version="0.1.0"}': 1,
    }


def test_counters_add_up_over_runs_and_gauges_are_of_the_last(file: Path) -> None:
    notify(Metrics(RUN, file), 200)
    first = _parsed(file)
    notify(Metrics(RUN, file), 50, stopped="MVG805")
    second = _parsed(file)
    assert second['mvg_batch_notes_total{outcome="done"}'] == 198 + 50
    assert second['mvg_batch_runs_total{result="completed"}'] == 1
    assert second['mvg_batch_runs_total{result="stopped"}'] == 1
    assert second['mvg_batch_findings_total{code="MVG402"}'] == 25
    assert second['mvg_batch_findings_total{code="MVG401"}'] == first['mvg_batch_findings_total{code="MVG401"}']
    assert second['mvg_batch_last_run_notes{outcome="done"}'] == 50
    assert "mvg_batch_profile_valid_to_timestamp_seconds" not in second


def test_O10_what_entered_the_quarantine_is_counted_over_runs_and_begins_at_0(file: Path) -> None:
    """`increase()` needs a value before the first event; a gauge of the last run is 0 after the next good note."""
    watch = Metrics(RUN, file)
    watch.beat(Backlog())
    assert _parsed(file)["mvg_quarantine_entered_total"] == 0
    assert _parsed(file)['mvg_batch_findings_total{code="MVG842"}'] == 0
    for new in (2, 0, 1, 0):
        watch.on_end(Totals(done=1, quarantined=new, new=new))
    assert _parsed(file)["mvg_quarantine_new_notes"] == 0
    assert _parsed(file)["mvg_quarantine_entered_total"] == 3


def test_a_run_that_stops_keeps_the_time_of_the_last_success(file: Path, now: list[float]) -> None:
    success, run = "mvg_batch_last_success_timestamp_seconds", "mvg_batch_last_run_timestamp_seconds"
    notify(Metrics(RUN, file), 1, stopped="MVG805")
    assert success not in _parsed(file)
    now[0] = EVENING + 100
    notify(Metrics(RUN, file), 1)
    now[0] = EVENING + 200.5
    for _ in range(2):
        notify(Metrics(RUN, file), 1, stopped="MVG805")
    assert (_parsed(file)[success], _parsed(file)[run]) == (EVENING + 100, EVENING + 200.5)


@pytest.mark.parametrize(
    "before",
    [b"", b"\xff\xfe\0", b"Anna Andersson 190102039801\n", b'mvg_batch_notes_total{outcome="Anna"} 7\n',
     b'mvg_batch_notes_total{outcome="done"} NaN\nmvg_batch_notes_total 4\n',
     b'mvg_batch_last_run_timestamp_seconds{a="b"} 1\n',
     b'mvg_batch_findings_total{code="MVG999"} 1\nother_total 7\n', b'mvg_batch_notes_total{outcome="done"} 1e9999\n'],
    ids=range(8),
)  # fmt: skip
def test_what_is_no_figure_of_ours_is_not_carried_on(file: Path, before: bytes) -> None:
    file.write_bytes(before)
    notify(Metrics(RUN, file), 1)
    assert _parsed(file)['mvg_batch_notes_total{outcome="done"}'] == 1
    assert b"Anna" not in file.read_bytes()
    assert [name for name in _parsed(file) if "other" in name or "MVG9" in name] == []


def test_a_profile_of_any_name_is_escaped(file: Path) -> None:
    notify(Metrics(RUN._replace(profile='a"b\\c\nd'), file), 1)
    (name,) = (name for name in _parsed(file) if name.startswith("mvg_batch_info"))
    assert r'profile="a\"b\\c\nd"' in name


def test_no_name_of_a_note_is_in_it(file: Path) -> None:
    listener = Metrics(RUN, file)
    listener.on_outcomes(
        [Outcome(1, "Zxqvkanarie", QUARANTINED, (Finding("MVG401", 1, 0, ("Zxqvkanarie", "x")),), "Zxqv")]
    )
    listener.on_end(Totals(0, 0, 1))
    assert b"Zxqv" not in file.read_bytes()


@needs_posix
@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_it_is_private_whatever_the_umask_and_alone(file: Path, mask: int) -> None:
    file.touch(0o644)
    before = os.umask(mask)
    try:
        notify(Metrics(RUN, file), 1)
    finally:
        os.umask(before)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.iterdir()) == [file]


@needs_posix
def test_a_file_that_cannot_be_one_is_refused_before_the_run(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "fifo")
    for name, code in (
        ("folder", ("MVG850", ("--metrics", "EISDIR"))),
        ("none/mvg.prom", ("MVG850", ("--metrics", "ENOENT"))),
        ("\0", ("MVG850", ("--metrics", "?"))),
        ("fifo", ("MVG802", ())),
    ):
        assert _code(partial(Metrics, RUN, tmp_path / name)) == code


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_a_disk_that_refuses_leaves_the_old_file(file: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    notify(Metrics(RUN, file), 1)
    before = file.read_bytes()
    listener = Metrics(RUN, file)

    def fail(_: int) -> None:
        raise OSError(number, "Kanariefågel")

    monkeypatch.setattr(os, "fsync", fail)
    assert _code(lambda: listener.on_end(Totals())) == ("MVG850", ("--metrics", errno.errorcode[number]))
    assert file.read_bytes() == before
    assert list(file.parent.iterdir()) == [file]


def test_memory_is_flat_in_the_number_of_notes(file: Path) -> None:
    def peak(count: int) -> int:
        return peak_memory(Metrics(RUN, file), count)

    peak(200)
    assert peak(20_000) < peak(200) + 100_000  # a pointer a note would be more


def test_every_outcome_can_be_reported(file: Path) -> None:
    listener = Metrics(RUN, file)
    listener.on_outcomes([])
    listener.on_outcomes([outcome(99)])
    listener.on_end(Totals(3, 4, 5, 6.5))
    reported = _parsed(file)
    assert [reported[f'mvg_batch_notes_total{{outcome="{name}"}}'] for name in ("done", "kept", "quarantined")] == [
        3,
        4,
        5,
    ]
    assert reported["mvg_batch_last_run_duration_seconds"] == 6.5


# -- O10: what is in quarantine now, and whether anybody lives ---------------------------------------------------


def test_O10_the_gauges_say_what_is_in_quarantine_now_whoever_put_it_there(
    file: Path, config: BatchConfig, run: Callable[..., Ran], inbox: Path
) -> None:
    for name in ("a.txt", "b.txt"):
        (inbox / name).write_bytes(BAD)
    run()
    os.utime(next((Path(config.out) / "quarantine").glob("*a.txt.json")), (EVENING, EVENING))
    Metrics(RUN, file, config=config).on_end(Totals(quarantined=2, new=2))
    (inbox / "a.txt").unlink()
    (inbox / "b.txt").write_bytes(GOOD)
    assert run().statuses == {"b.txt": DONE}
    Metrics(RUN, file, config=config).on_end(Totals(done=1))
    reported = _parsed(file)
    assert (reported["mvg_quarantine_notes"], reported["mvg_quarantine_new_notes"]) == (1, 0), (
        "not 0 with the next good note"
    )
    assert reported["mvg_quarantine_oldest_timestamp_seconds"] == EVENING
    for entry in quarantine.entries(config):
        quarantine_records.remove(entry)
    Metrics(RUN, file, config=config).beat(Backlog(3, 90.0))
    reported = _parsed(file)
    assert reported["mvg_quarantine_notes"] == 0


def test_O10_an_idle_watch_has_a_heartbeat_and_reports_its_backlog(
    file: Path, config: BatchConfig, now: list[float]
) -> None:
    Metrics(RUN, file, config=config).on_end(Totals(done=7))
    now[0] += 100
    Metrics(RUN, file, config=config).beat(Backlog(3, 90.0))
    reported = _parsed(file)
    assert reported["mvg_heartbeat_timestamp_seconds"] == EVENING + 100
    assert (reported["mvg_inbox_files"], reported["mvg_inbox_oldest_timestamp_seconds"]) == (3, EVENING + 10)
    assert reported["mvg_batch_last_run_timestamp_seconds"] == EVENING, "all else is as the last run left it"
    Metrics(RUN, file, config=config).beat(Backlog())
    assert "mvg_inbox_oldest_timestamp_seconds" not in _parsed(file)
    Metrics(RUN, file, config=config).on_end(Totals())
    assert _parsed(file)["mvg_inbox_files"] == 0


def test_O9_the_samples_of_a_shard_carry_its_label(file: Path, config: BatchConfig) -> None:
    Metrics(RUN, file, config=replace(config, shard=(2, 3))).on_end(Totals(done=7))
    assert _parsed(file, "2/3")['mvg_batch_notes_total{outcome="done"}'] == 7


def test_without_the_extra_it_is_reported_before_the_run(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    assert _code(partial(Metrics, RUN, file)) == ("MVG861", ())


def test_O10_a_heartbeat_reports_a_profile_that_was_mended(file: Path) -> None:
    """The alarm of a routine that expires goes out with the new profile, and not with the next note."""
    Metrics(RUN, file, "2027-03-31").beat(Backlog())
    assert _parsed(file)["mvg_batch_profile_valid_to_timestamp_seconds"] == 1_806_530_399
    Metrics(RUN, file).beat(Backlog())
    assert _parsed(file)["mvg_batch_profile_valid_to_timestamp_seconds"] == 1_806_530_399, "of the last that stated it"
