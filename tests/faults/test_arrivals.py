"""An integration engineer's trial: notes arrive in every way, the profile is mended, the quarantine is cleared.

`MVG_ARRIVALS=5000 MVG_ARRIVAL_SECONDS=3300` is the hour's trial. Every source is accounted for by its content, each has
one outcome, and the shipped alerts fire when they should and only then (in a real Prometheus, where there is one).
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

from converter import convert, load_profile
from faults.alarms import INSTALLED, Prometheus, names_of_alerts
from faults.packing import PACKERS
from paths import BROKEN, ROOT, SAMPLES

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="files that are held open are found by leases")
FILES: Final = int(os.environ.get("MVG_ARRIVALS", "60"))
SECONDS: Final = float(os.environ.get("MVG_ARRIVAL_SECONDS", "24"))
LONG: Final = SECONDS >= 1800
"""Whether the trial is long enough for the shipped limits of the alerts."""
SETTLE: Final = SECONDS / 60 if LONG else 1.5
RECHECK: Final = SECONDS / 6 if LONG else 30.0
EVERY: Final = SETTLE / 12 if LONG else 0.3
HELD: Final = (0.05, 0.60)
"""When a producer opens a file, and when it closes it: parts of the trial."""
INBOX_LIMIT: Final = 0.3 * SECONDS
"""The limit of `MvgInboxOld` in this trial."""
INBOX_DELAY: Final = max(2, round(0.04 * SECONDS))
"""Seconds that it is pending: more than the settle time, for a new watch takes what stays in the inbox once more."""
SILENCE: Final = 345.0
"""Seconds that a watch is stopped for, above the limit of `MvgWatchSilent`."""
SLACK: Final = 60.0
"""Seconds that an alert may come late or stay: a heartbeat, a scrape, an evaluation."""
TARGETS: Final = {"pmo": "pmo.xml", "melior": "melior.txt"}
PACKED: Final = 10
"""Notes of an archive."""

_GOOD: Final = (SAMPLES / "cystit-video.txt").read_bytes()
_UNPLACED: Final = (BROKEN / "mvg302-text-under-anamnes.txt").read_bytes()
_INCOMPLETE: Final = (BROKEN / "mvg401-huvuddiagnos-saknas.txt").read_bytes()
_PROFILE: Final = """
name = "lokal"
version = "{version}"
extends = "min-vard-gavleborg"

[routine]
document = "09-663403"
revision = "5"
title = "Min vård Gävleborg"
valid_to = "{valid_to}"
registration = "inherited"
"""
_MENDED: Final = """
[record]
group_headings = ["Anteckningar"]

[[keyword]]
clinic24 = "Kompletterande anamnes"
aliases = ["Anamnes"]
"""


def note(number: int, source: bytes = _GOOD) -> bytes:
    """A note with a number of its own in its text, so that no content stands for another's."""
    return source.replace(b"frisk.", f"frisk {number}.".encode(), 1).replace(b"frisk ", f"frisk, nr {number} ".encode())


class Arrival(NamedTuple):
    """Something that comes to the inbox."""

    at: float
    """Seconds after the trial began."""
    send: Callable[[Path], None]


class Plan:
    """What arrives, and what must become of it."""

    def __init__(self, files: int, seconds: float) -> None:
        self.arrivals: list[Arrival] = []
        self.good: dict[str, bytes] = {}
        """By their names in the output: those that are done."""
        self.members: dict[str, bytes] = {}
        """The same, of archives."""
        self.junk: dict[str, bytes] = {}
        """Those that a person discards."""
        self.rewritten: list[str] = []
        """Those whose sender writes on after they were taken: an alarm each."""
        self.empty: list[str] = []
        self._chance = random.Random(12)  # noqa: S311 -- an order
        self._seconds, self._number = seconds, 0
        self._lay_out(files)
        self.arrivals.sort(key=lambda arrival: arrival.at)

    def _lay_out(self, files: int) -> None:
        single = {
            "renamed": (0.30, renamed), "dribbled": (0.16, dribbled), "stalled": (0.06, stalled),
            "unplaced": (0.02, written), "waiting": (0.002, filled_later),
        }  # fmt: skip
        for kind, (share, send) in single.items():
            for _ in range(max(2, round(share * files))):
                name, data = self._next(kind, _UNPLACED if kind == "unplaced" else _GOOD)
                self.good[name] = data
                if kind == "waiting":  # each is to be reported: by a watch that lives while it is empty
                    self.empty.append(name)
                    self._add(partial(send, name, data), (0.0, 0.10), (0.25, 0.38), (0.52, 0.64))
                else:
                    self._add(partial(send, name, data))
        for _ in range(max(2, files // 100)):  # it must be taken by the watch that is there when it is written on
            name, data = self._next("rewritten")
            self.good[name] = data
            self.rewritten.append(name)
            self._add(partial(written_on, name, data), (0.02, 0.09), (0.30, 0.36), (0.56, 0.60))
        for _ in range(max(2, files // 160)):
            name, data = self._next("junk", _INCOMPLETE)
            self.junk[name] = data
            self._add(partial(written, name, data))
        self._archives(max(3, files // 50))
        while len(self.good) + len(self.junk) + len(self.members) // PACKED < files - 1:
            burst = dict(self._next("burst") for _ in range(min(100, files // 4)))
            self.good |= burst
            self._add(partial(in_a_burst, burst))
        name, data = self._next("held")
        self.good[name] = data
        self.arrivals.append(Arrival(HELD[0] * self._seconds, partial(held_open, name, data, self._seconds)))

    def _archives(self, number: int) -> None:
        for at in range(number):
            members = {f"m{self._number}.txt": data for _, data in (self._next("m") for _ in range(PACKED))}
            ending, pack = PACKERS[at % len(PACKERS)]
            name = f"paket/p{at}{ending}"
            self.members |= {f"{name}/{member}": data for member, data in members.items()}
            self._add(partial((renamed, stalled)[at % 2], name, pack(members)))

    def _next(self, kind: str, source: bytes = _GOOD) -> tuple[str, bytes]:
        self._number += 1
        ward = "" if kind in ("renamed", "burst") else f"avd-{self._number % 3}/"
        return f"{ward}{kind}-{self._number}.txt", note(self._number, source)

    def _add(self, send: Callable[[Path], None], *spans: tuple[float, float]) -> None:
        begin, end = self._chance.choice(spans or ((0.0, 0.95),))
        self.arrivals.append(Arrival(self._chance.uniform(begin, end) * self._seconds, send))


# -- senders: each writes a file in a way of its own ------------------------------------------------------------------


def written(name: str, data: bytes, inbox: Path) -> None:
    """At once, under its name."""
    (inbox / name).write_bytes(data)


def renamed(name: str, data: bytes, inbox: Path) -> None:
    """Under a hidden name, then by rename."""
    draft = inbox / f".{name.replace('/', '-')}"
    draft.write_bytes(data)
    draft.rename(inbox / name)


def in_a_burst(files: dict[str, bytes], inbox: Path) -> None:
    """A hundred in a moment."""
    for name, data in files.items():
        written(name, data, inbox)


def dribbled(name: str, data: bytes, inbox: Path) -> None:
    """In six pieces, closed after each, with rests that are shorter than the settle time."""
    size = len(data) // 6 + 1
    for at in range(0, len(data), size):
        with (inbox / name).open("ab") as file:
            file.write(data[at : at + size])
        time.sleep(SETTLE / 5)


def stalled(name: str, data: bytes, inbox: Path) -> None:
    """With a rest that is longer than the settle time, and the file held open."""
    with (inbox / name).open("wb", 0) as file:
        file.write(data[: len(data) // 2])
        time.sleep(1.5 * SETTLE + 1)
        file.write(data[len(data) // 2 :])


def held_open(name: str, data: bytes, seconds: float, inbox: Path) -> None:
    """Held open for more than half of the trial."""
    with (inbox / name).open("wb", 0) as file:
        file.write(data[: len(data) // 2])
        time.sleep((HELD[1] - HELD[0]) * seconds)
        file.write(data[len(data) // 2 :])


def filled_later(name: str, data: bytes, inbox: Path) -> None:
    """Empty and closed for longer than the settle time."""
    (inbox / name).touch()
    time.sleep(2.5 * SETTLE + 1)
    (inbox / name).write_bytes(data)


def written_on(name: str, data: bytes, inbox: Path) -> None:
    """Half of it, closed; when it has been taken, the rest is written wherever the file is by then."""
    half = data.index("Bedömning".encode())
    (inbox / name).write_bytes(data[:half])
    descriptor = os.open(inbox / name, os.O_RDONLY)  # it follows the file, and is no writer
    while (inbox / name).exists():
        time.sleep(0.1)
    time.sleep(SETTLE / 2)
    with open(f"/proc/self/fd/{descriptor}", "ab") as file:  # noqa: PTH123 -- whatever it is called now
        file.write(data[half:])
    os.close(descriptor)


# -- the installation ---------------------------------------------------------------------------------------------


class Site:
    """The folders and processes of an installation as `docs/operations.md` lays it out."""

    def __init__(self, root: Path) -> None:
        self.inbox, self.out, self.done, self.log = (root / name for name in ("inbox", "result", "done", "log"))
        self.profile, self.audit, self.metrics = root / "profile", self.log / "audit.jsonl", self.log / "mvg.prom"
        for folder in (self.inbox, self.inbox / "paket", self.log, self.profile):
            folder.mkdir()
        for ward in range(3):
            (self.inbox / f"avd-{ward}").mkdir()
        self._root, self.starts = root, 0
        self._watch: subprocess.Popen[bytes] | None = None

    def write_profile(self, version: int, days: int, more: str = "") -> None:
        valid_to = (datetime.now(UTC) + timedelta(days=days)).date().isoformat()
        (self.profile / "profile.toml").write_text(_PROFILE.format(version=version, valid_to=valid_to) + more, "utf-8")

    def start(self) -> None:
        self.starts += 1
        command = [
            "watch", self.inbox, "-r", "--out", self.out, "--move-done", self.done, "--profile", self.profile,
            *(word for target in TARGETS for word in ("--to", target)), "--audit", self.audit,
            "--metrics", self.metrics, "--format", "json", "--jobs", 1,
            "--every", EVERY, "--settle", SETTLE, "--recheck", RECHECK,
        ]  # fmt: skip
        with (self._root / "messages").open("ab") as messages:
            self._watch = subprocess.Popen(
                [sys.executable, "-m", "converter", *map(str, command)], cwd=ROOT, stderr=messages, stdout=messages
            )

    @property
    def watch(self) -> subprocess.Popen[bytes]:
        assert self._watch is not None
        return self._watch

    def end(self, number: int = signal.SIGTERM) -> int:
        """Ends the watch; its exit code."""
        self.watch.send_signal(number)
        return self.watch.wait(120)

    def mvg(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Another command; it is tried again while the watch holds the output folder for a moment (75)."""
        command = [sys.executable, "-m", "converter", *map(str, arguments)]
        last = time.monotonic() + 120
        while True:
            ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
            if ran.returncode != 75 or time.monotonic() > last:
                return ran
            time.sleep(0.2)

    def listed(self) -> list[dict[str, Any]]:
        """What `mvg quarantine list` says."""
        ran = self.mvg("quarantine", "list", "--out", self.out, "--format", "json")
        entries: list[dict[str, Any]] = json.loads(ran.stdout)["entries"]
        return entries

    def events(self) -> list[dict[str, Any]]:
        """The events of the audit log."""
        return [json.loads(line) for line in self.audit.read_text("utf-8").splitlines()]

    def messages(self) -> list[dict[str, Any]]:
        """What the watches have printed; all of it is JSON."""
        return [json.loads(line) for line in (self._root / "messages").read_text("utf-8").splitlines()]


def contents(*folders: Path) -> dict[bytes, list[Path]]:
    """The files of the folders by the digests of their bytes."""
    found: dict[bytes, list[Path]] = {}
    paths = (path for folder in folders if folder.exists() for path in folder.rglob("*") if path.is_file())
    for path in paths:
        found.setdefault(hashlib.sha256(path.read_bytes()).digest(), []).append(path)
    return found


class Course:
    """The trial as it goes: what the engineer does and when, and which alerts are to be expected from then to when."""

    def __init__(self, site: Site, plan: Plan) -> None:
        self.site, self.plan = site, plan
        self.begun = time.time()
        self.expected: dict[str, list[tuple[float, float]]] = {name: [] for name in names_of_alerts()}
        """Spans in which an alert is to fire: it does so at some time in them, and never outside."""

    def wait_until(self, share: float) -> None:
        time.sleep(max(0, self.begun + share * SECONDS - time.time()))

    def run(self) -> None:
        """Everything the engineer does."""
        site = self.site
        self.wait_until(0.22)
        site.end(signal.SIGKILL)
        site.start()
        self.wait_until(0.48)
        assert site.end() == 0
        assert site.mvg("audit", "verify", site.audit).returncode == 0
        site.write_profile(2, 400, _MENDED)
        site.start()
        self.expected["MvgRoutineExpires"] = [(self.begun, time.time())]
        self._clear_quarantine()
        self.wait_until(0.70)
        self._age_an_entry()
        self.wait_until(0.74)
        site.end(signal.SIGKILL)
        site.start()
        if LONG:
            self.wait_until(0.80)
            site.watch.send_signal(signal.SIGSTOP)
            self.expected["MvgWatchSilent"] = [(time.time() + 300 - SLACK, time.time() + SILENCE)]
            time.sleep(SILENCE)
            site.watch.send_signal(signal.SIGCONT)
        self.wait_until(1.0)

    def _clear_quarantine(self) -> None:
        """The profile was mended: what waits for it is done; the rest is discarded, with a reason."""
        site = self.site
        ran = site.mvg("quarantine", "retry", "--out", site.out, "--profile", site.profile, "--audit", site.audit)
        assert ran.returncode in (0, 1), ran.stderr
        left = site.listed()
        assert not any(finding["code"] == "MVG302" for entry in left for finding in entry["findings"]), "it was mended"
        self.discard([entry["id"] for entry in left if "junk" in entry["name"]])

    def discard(self, ids: list[str]) -> None:
        if ids:
            reason = ("--reason", "Huvuddiagnos saknas", "--audit", self.site.audit)
            ran = self.site.mvg("quarantine", "discard", *ids, "--out", self.site.out, *reason)
            assert ran.returncode == 0, ran.stderr

    def _age_an_entry(self) -> None:
        """A note that somebody should have looked at days ago: its record is given the time of four days ago."""
        written("avd-0/junk-gammal.txt", self.plan.junk["avd-0/junk-gammal.txt"], self.site.inbox)
        wait_for(lambda: any("gammal" in path.name for path in (self.site.out / "quarantine").glob("*.json")))
        wait_for(lambda: not (self.site.inbox / "avd-0/junk-gammal.txt").exists())
        (record,) = (path for path in (self.site.out / "quarantine").glob("*.json") if "gammal" in path.name)
        past = time.time() - 4 * 86400
        os.utime(record, (past, past))
        self.expected["MvgQuarantineOld"] = [(time.time(), float("inf"))]


def wait_for(condition: Callable[[], bool], seconds: float = 120 + 6 * SETTLE) -> None:
    last = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < last, "it never came"
        time.sleep(0.5)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = Site(tmp_path)
    yield made
    if made.watch.poll() is None:
        made.watch.kill()
        made.watch.wait()


def test_the_trial_every_source_is_accounted_for_and_the_alarms_fire_when_they_should(site: Site) -> None:
    plan = Plan(FILES, SECONDS)
    plan.junk["avd-0/junk-gammal.txt"] = note(FILES + 1, _INCOMPLETE)
    site.write_profile(1, 20)
    limits = {
        "oldest_timestamp_seconds > 3600": f"oldest_timestamp_seconds > {INBOX_LIMIT}",
        "for: 5m": f"for: {INBOX_DELAY}s",
    }
    with ExitStack() as stack:
        prometheus = stack.enter_context(Prometheus(site.log / "prom", site.log, limits)) if INSTALLED else None
        site.start()
        course = Course(site, plan)
        pool = stack.enter_context(ThreadPoolExecutor(1000))
        sending = stack.enter_context(ThreadPoolExecutor(1)).submit(_send, plan, site.inbox, course.begun, pool)
        course.run()
        for sent in sending.result():
            sent.result()
        whole = {hashlib.sha256(data).digest() for data in plan.good.values()}
        wait_for(lambda: whole <= contents(site.done).keys(), 240 + 10 * SETTLE)
        wait_for(lambda: len(site.listed()) == 0 or not _discard_rest(course), 60 + 3 * SETTLE)
        wait_for(lambda: not _missing(site, plan))
        _expect_alarms(course)
        if prometheus is not None:
            time.sleep(20)  # a heartbeat, a scrape and an evaluation more
        fired = prometheus.fired(course.begun) if prometheus is not None else None
        assert site.end() == 0
    _judge_sources(site, plan)
    _judge_outputs(site, plan)
    _judge_records(site, plan)
    if fired is not None:
        _judge_alarms(course, fired)


def _send(plan: Plan, inbox: Path, begun: float, pool: ThreadPoolExecutor) -> list[Any]:
    sent = []
    for arrival in plan.arrivals:
        time.sleep(max(0, begun + arrival.at - time.time()))
        sent.append(pool.submit(arrival.send, inbox))
    return sent


def _discard_rest(course: Course) -> bool:
    """Discards what is junk; whether something is left."""
    entries = course.site.listed()
    course.discard([entry["id"] for entry in entries if "junk" in entry["name"]])
    if old := course.expected["MvgQuarantineOld"]:
        course.expected["MvgQuarantineOld"] = [(old[0][0], min(old[0][1], time.time()))]
    return bool(course.site.listed())


def _missing(site: Site, plan: Plan) -> list[str]:
    """The outputs that are not there yet."""
    names = [f"{name}.{ending}" for name in {**plan.good, **plan.members} for ending in TARGETS.values()]
    return [name for name in names if not (site.out / name).exists()]


def _judge_sources(site: Site, plan: Plan) -> None:
    """Every source is there with its content, in exactly one place, and in the right one."""
    places = contents(site.inbox, site.done, site.out / "quarantine", site.out / "discarded")
    right = {data: site.done / name for name, data in plan.good.items()}
    for data, path in right.items():
        assert places[hashlib.sha256(data).digest()] == [path]
    for data in plan.junk.values():
        (path,) = places[hashlib.sha256(data).digest()]
        assert path.parent == site.out / "discarded"
    left = {path.relative_to(site.inbox).parts[0] for path in site.inbox.rglob("*") if path.is_file()}
    assert left == {"paket"}, "archives alone stay in the inbox"
    assert site.listed() == []


def _judge_outputs(site: Site, plan: Plan) -> None:
    """Each note has an output for each target, the right one to the byte; nothing else lies there."""
    profiles = {"mended": load_profile(site.profile)}
    site.write_profile(1, 20)
    profiles["first"] = load_profile(site.profile)
    notes = {**plan.good, **plan.members}
    made = {
        path.relative_to(site.out).as_posix(): path.read_bytes()
        for path in site.out.rglob("*")
        if path.is_file() and path.relative_to(site.out).parts[0] not in (".mvg", "quarantine", "discarded")
    }
    partial_outputs = {f"{name}.melior.txt" for name in plan.junk}  # Melior demands no diagnosis
    assert made.keys() == {f"{name}.{ending}" for name in notes for ending in TARGETS.values()} | partial_outputs
    for name, data in notes.items():
        for to, ending in TARGETS.items():
            right = [convert(data, to, profile=profile).output for profile in profiles.values()]
            assert made[f"{name}.{ending}"] in [text.encode() for text in right if text is not None], name
            if name in plan.members and "sha256" in (right[0] or ""):
                assert made[f"{name}.{ending}"] == str(right[0]).encode(), "a changed profile converts it again"


def _judge_records(site: Site, plan: Plan) -> None:
    """The audit log is whole and has one outcome of each; messages report what they should, once."""
    assert site.mvg("audit", "verify", site.audit).returncode == 0
    events = site.events()
    outcomes: dict[str, set[str]] = {}
    for event in events:
        if event["event"] == "note" and event["input_sha256"]:
            outcomes.setdefault(event["input_sha256"], set()).add(event["status"])
    for data in [*plan.good.values(), *plan.members.values()]:
        assert "done" in outcomes[hashlib.sha256(data).hexdigest()]
    discarded = {event["input_sha256"] for event in events if event["event"] == "discard"}
    assert discarded == {hashlib.sha256(data).hexdigest() for data in plan.junk.values()}
    alarms = Counter(code for event in events for code in event.get("codes", {}))
    assert alarms["MVG842"] == len(plan.rewritten), "the alarm comes for each that was written on, and for no other"
    reported = Counter(one["id"] for one in site.messages() if "MVG843" in one.get("codes", ()))
    assert len(reported) == len(plan.empty)
    assert max(reported.values()) <= site.starts, "a watch reports an empty file once"


def _expect_alarms(course: Course) -> None:
    """The spans of the alerts that follow from what was sent."""
    never_ends = float("inf")
    notes = [event for event in course.site.events() if event["event"] == "note"]
    times = [datetime.fromisoformat(event["at"]).timestamp() for event in notes]
    quarantined = next(at for at, event in zip(times, notes, strict=True) if event["status"] == "quarantined")
    changed = next(at for at, event in zip(times, notes, strict=True) if "MVG842" in event["codes"])
    course.expected["MvgFileChanged"] = [(changed, never_ends)]
    course.expected["MvgQuarantineNew"] = [(quarantined, never_ends)]
    held = course.begun + HELD[0] * SECONDS
    course.expected["MvgInboxOld"] = [(held + INBOX_LIMIT + INBOX_DELAY, course.begun + HELD[1] * SECONDS + SETTLE)]


def _judge_alarms(course: Course, fired: dict[str, list[float]]) -> None:
    """Each alert fired in each of its spans, and never outside."""
    for name, spans in course.expected.items():
        times = fired.get(name, [])
        for begin, end in spans:
            assert any(begin - 5 <= at <= end + SLACK for at in times), f"{name} did not fire"
        stray = [at for at in times if not any(begin - 5 <= at <= end + SLACK for begin, end in spans)]
        assert stray == [], f"{name} fired {len(stray)} times when it should not, first {stray[:1]} of {spans}"
