"""A trial as an integration job goes through it: many notes, some of them bad, one run that is killed and run again.

`MVG_TRIAL=20000` makes it as large as a night's work; the report, audit log and metrics are judged too.
"""

from __future__ import annotations

import json
import os
import random
import re
import stat
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

import pytest

from converter import convert
from converter.batch.verification import verify
from converter.conversion.proven_page import registration_page_of
from converter.conversion.result import digest_of
from converter.note.model import TriageNote
from converter.pipeline import read_note
from converter.profile import Profile
from faults.harness import kill_run
from faults.trial import Trial, lay_out

INPUTS: Final = int(os.environ.get("MVG_TRIAL", "200"))
KILLS: Final = 5
_PATIENCE: Final = 3600
_PAUSE: Final = 0.002
"""Seconds between two looks at what a run has made."""
_PLAN: Final = ("--to", "pmo", "--to", "melior", "--registration", "html", "--jobs", "2")
_TARGETS: Final = {"pmo": "pmo.xml", "melior": "melior.txt"}
_REPORTS: Final = {
    "report.jsonl": "--report",
    "report.html": "--report",
    "audit.jsonl": "--audit",
    "mvg.prom": "--metrics",
}
_NUMBER: Final = re.compile(rb"\b(?:19|20)[0-9]{6}-?[0-9]{4}\b")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither pipes nor groups of processes")


class _Job:
    """The folder of an integration job, and its command."""

    def __init__(self, root: Path) -> None:
        self.root, self.temporary = root, root / "temporary"
        self.temporary.mkdir()

    def start(self, out: str, *more: str) -> subprocess.Popen[bytes]:
        (self.root / f"{out}-reports").mkdir(exist_ok=True)
        reports = [word for name, option in _REPORTS.items() for word in (option, f"{out}-reports/{name}")]
        command = [sys.executable, "-m", "converter", "batch", *(more or ("in", "-r")), "--out", out, *_PLAN, *reports]
        environment = {**os.environ, "TMPDIR": str(self.temporary), "MVG_LANG": "en"}
        with (self.root / f"{out}-output").open("wb") as output:
            return subprocess.Popen(
                command, cwd=self.root, env=environment, stdout=output, stderr=output, process_group=0
            )

    def run(self, out: str, *more: str) -> tuple[int, float]:
        """Exit code and seconds."""
        start = time.monotonic()
        return self.start(out, *more).wait(_PATIENCE), time.monotonic() - start

    def kill_at(self, made: int, out: str) -> bool:
        """Kills a run and its workers when so many files lie in its folder. Was it in time?"""
        running = self.start(out)
        while running.poll() is None and len(self.files(out)) < made:
            time.sleep(_PAUSE)
        if running.returncode is None:
            kill_run(running.pid)
        return running.wait(_PATIENCE) < 0

    def output(self, out: str) -> bytes:
        return (self.root / f"{out}-output").read_bytes()

    def files(self, folder: str) -> dict[str, Path]:
        """Everything that lies in a folder but folders, by its relative name; journal and lock left out."""
        root = self.root / folder
        found = (Path(where, name) for where, _, names in os.walk(root) for name in names)
        named = {path.relative_to(root).as_posix(): path for path in found}
        return {name: path for name, path in named.items() if name not in (".mvg/journal.sqlite", ".mvg/lock")}

    def contents(self, folder: str) -> dict[str, bytes]:
        """The bytes of each; what a worker renames while it dies is passed over, and would be missed at the end."""
        read: dict[str, bytes] = {}
        for name, path in self.files(folder).items():
            with suppress(FileNotFoundError):
                read[name] = path.read_bytes()
        return read


def _lie_of(job: _Job) -> dict[str, tuple[int, int, int]]:
    """The inputs, by what changes when somebody touches them."""
    stats = {name: path.lstat() for name, path in job.files("in").items()}
    return {name: (reports.st_ino, reports.st_size, reports.st_mtime_ns) for name, reports in stats.items()}


def _note_of(source: bytes, profile: Profile) -> TriageNote:
    note = read_note(source, profile=profile).note
    assert note is not None
    return note


def _right(trial: Trial, profile: Profile) -> Iterator[tuple[str, bytes]]:
    """The files that are to be made of the notes, by a conversion of each alone; of the bad ones for some targets."""
    for key, source in (trial.good | trial.refused).items():
        results = {ending: convert(source, to, profile=profile) for to, ending in _TARGETS.items()}
        made = {ending: result.output.encode() for ending, result in results.items() if result.output is not None}
        assert key in trial.refused or len(made) == len(results)
        yield from ((f"{key}.{ending}", output) for ending, output in made.items())
        if made:
            page = registration_page_of(_note_of(source, profile), profile, "html", digest_of(source))
            yield f"{key}.registration.html", page.encode()


def _judge_output(made: dict[str, bytes], trial: Trial, profile: Profile) -> None:
    """Every good note's files, right to the byte; every bad one in quarantine for a true reason; nothing else."""
    aside = {name: data for name, data in made.items() if name.startswith("quarantine/")}
    right = dict(_right(trial, profile))
    assert _differing({name: data for name, data in made.items() if name not in aside}, right) == []
    reports = [json.loads(data) for name, data in aside.items() if name.endswith(".json")]
    codes = {one["key"]: [finding["code"] for finding in one["findings"]] for one in reports}
    assert len(codes) == len(reports)
    assert sorted(codes.keys() ^ trial.bad.keys()) == []
    assert [key for key, code in trial.bad.items() if code not in codes[key]] == []
    assert len(aside) == sum(1 + one["copied"] for one in reports)


def _judge_reports(job: _Job, trial: Trial) -> None:
    """Report, audit log and metrics say what became of each, and nothing of a note."""
    reports = job.contents("ut-reports")
    assert reports.keys() == {*_REPORTS, "audit.jsonl.head"}
    numbers = {number for source in trial.good.values() for number in _NUMBER.findall(source)}
    assert numbers
    assert not any(number in text for text in (*reports.values(), job.output("ut")) for number in numbers)
    rows = [json.loads(line) for line in reports["report.jsonl"].splitlines()]
    assert all(row["number"] == at for at, row in enumerate(rows, 1))
    assert Counter(row["status"] == "quarantined" for row in rows) == {False: len(trial.good), True: len(trial.bad)}
    events = [json.loads(line) for line in reports["audit.jsonl"].splitlines() if line.endswith(b"}")]
    assert Counter(event["event"] for event in events)["end"] == 1
    logged = {one["input_sha256"] for one in events if one["event"] == "note"}
    assert [row["name"] for row in rows if row["input_sha256"] not in logged] == []
    assert verify(job.root / "ut-reports/audit.jsonl").findings == ()
    assert b'mvg_batch_last_run_notes{outcome="quarantined",shard="1/1"} %d.0\n' % len(trial.bad) in reports["mvg.prom"]


def _judge_privacy(job: _Job) -> None:
    for folder in ("ut", "ut-reports"):
        modes = {stat.S_IMODE(path.lstat().st_mode) for path in job.files(folder).values()}
        assert modes == {0o600}, folder
    assert {stat.S_IMODE(path.stat().st_mode) for path in (job.root / "ut").rglob("*") if path.is_dir()} == {0o700}


def test_a_job_that_is_killed_again_and_again_ends_with_every_note_where_it_belongs(profile: Profile) -> None:
    with tempfile.TemporaryDirectory() as root:
        job = _Job(Path(root))
        trial = lay_out(job.root, INPUTS)
        before = _lie_of(job)
        code, seconds = job.run("lugn")
        assert code == 1
        calm = job.contents("lugn")
        chance, killed = random.Random(), 0  # noqa: S311 -- moments are no secret
        for share in sorted(chance.uniform(0, 0.7) for _ in range(KILLS)):
            killed += job.kill_at(int(share * len(calm)), "ut")
            assert [name for name, data in job.contents("ut").items() if _torn(name, data, calm)] == []
        assert killed == KILLS
        code, rest = job.run("ut")
        assert code == 1
        made = job.contents("ut")
        assert _differing(made, calm) == []
        _judge_output(made, trial, profile)
        _judge_reports(job, trial)
        _judge_privacy(job)
        assert _differing(_lie_of(job), before) == []
        assert job.contents("temporary") == {}
    print(  # noqa: T201 -- -s shows the figures
        f"{len(trial.good)} good and {len(trial.bad)} bad, undisturbed {seconds:.1f} s; "
        f"killed {killed} times, the last run {rest:.1f} s"
    )


def _differing(one: Mapping[str, object], other: Mapping[str, object]) -> list[str]:
    """The names of what is not the same in both."""
    return sorted(name for name in {*one, *other} if name not in one or one[name] != other.get(name))


def _torn(name: str, data: bytes, calm: dict[str, bytes]) -> bool:
    """Whether a file under a final name is not as it will be; drafts have none."""
    return not name.startswith(".mvg/") and data != calm.get(name)
