"""The configuration of a batch: everything that decides its outputs, sent to every worker once."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import KW_ONLY, dataclass, field
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from converter import __version__
from converter.batch.answer_file import AnswersByNote
from converter.batch.names import QUARANTINE, STATE, output_name
from converter.batch.tasks import Input
from converter.conversion.options import DEFAULT, ConvertOptions
from converter.pipeline import JSON, target_of
from converter.profile import PageForm, Profile

REGISTRATION_OUTPUT: Final = "registration"
REGISTRATION_ENDINGS: Final[dict[PageForm, str]] = {"text": "txt", "html": "html", "json": "json"}
"""Forms of the registration page and the endings of their files."""
WHOLE: Final = (1, 1)
"""The only shard of an undivided run."""
MOST_JOBS: Final = 256
"""The most worker processes of a run."""
COMMON_OPTIONS: Final = (
    "form", "encoding", "places", "add_phrases", "headings", "charset", "replace", "approved_for_patient",
)  # fmt: skip
"""The conversion options that all notes of a batch can share. The others are about one note (`NoteAnswers`)."""


def usable_cores() -> int:
    """The cores that this process may use, of which a container may grant some; at most `MOST_JOBS`."""
    granted: Any = getattr(os, "sched_getaffinity", None)  # Linux has it
    return min(len(granted(0)) if granted else os.cpu_count() or 1, MOST_JOBS)


class ResourceLimits(NamedTuple):
    """The resources that one note may take."""

    seconds: float = 60.0
    memory: int = 1024
    """Address space in MiB that a worker may take beyond what it starts with."""

    @property
    def allowed(self) -> int:
        """The effective memory limit in MiB: a hard limit of the system may be lower. Windows has none."""
        try:
            resource: Any = import_module("resource")
        except ImportError:
            return self.memory
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        return self.memory if hard == resource.RLIM_INFINITY else min(self.memory, hard >> 20)


@dataclass(frozen=True)
class BatchConfig:
    """The configuration of a batch; immutable and picklable. What follows from it is derived once."""

    out: str
    """The output folder, as an absolute path without links."""
    profile: Profile
    targets: tuple[str, ...] = ()
    _: KW_ONLY
    registration: PageForm | Literal[""] = ""
    """The form of the registration page beside each note; `""` for none."""
    options: ConvertOptions = DEFAULT
    """The conversion options of every note, of `COMMON_OPTIONS`."""
    answers: AnswersByNote = field(default_factory=dict)
    """Decisions about single notes, by id (or whole name) and digest."""
    strict: bool = False
    """Warnings stop a note too."""
    limits: ResourceLimits = field(default_factory=ResourceLimits)
    shard: tuple[int, int] = WHOLE
    """(I, N): only the inputs of the I-th of N runs that share the output folder."""

    @cached_property
    def state(self) -> Path:
        """The folder of journal and lock, the same for all shards."""
        return Path(self.out, STATE)

    @cached_property
    def quarantine(self) -> Path:
        """The folder of the notes that need a person."""
        return Path(self.out, QUARANTINE)

    @cached_property
    def drafts(self) -> Path:
        """The folder of the drafts of this run: files that are being written."""
        return self.state if self.shard == WHOLE else self.state / "{}-of-{}".format(*self.shard)

    @property
    def places_a_line(self) -> bool:
        """Whether an override names a line by number: it would move that line of every note, whatever its text."""
        return any(place.key.strip().isdigit() for place in self.options.places)

    def options_of(self, name: str, digest: str) -> ConvertOptions:
        """The conversion options of one note, by its id and SHA-256: those of all, and its answers."""
        answers = self.answers.get((name, digest))
        return self.options if answers is None else answers.added_to(self.options)

    @cached_property
    def endings(self) -> tuple[tuple[str, str], ...]:
        """Each target and the ending of its files, the registration last. Raises `ValueError` for an unknown target."""
        wanted = (*self.targets, *([REGISTRATION_OUTPUT] if self.registration else []))
        return tuple((target, self._ending(target, self.registration)) for target in wanted)

    def endings_of(self, item: Input) -> tuple[tuple[str, str], ...]:
        """The endings of one input: those of the run, or of the targets that the input is limited to."""
        form = self.registration_of(item)
        return tuple((target, self._ending(target, form)) for target in item.targets) if item.targets else self.endings

    def outputs_of(self, item: Input) -> list[tuple[str, str]]:
        """Each target of an input, and the path of its output."""
        return [(ending[0], f"{self.out}/{output_name(item.key, *ending)}") for ending in self.endings_of(item)]

    def can_make(self, targets: Iterable[str]) -> bool:
        """Whether the profile has all these targets; one that a note in quarantine waits for may be of another."""
        return all(target in (REGISTRATION_OUTPUT, JSON) or target in self.profile.targets for target in targets)

    def registration_of(self, item: Input) -> PageForm | Literal[""]:
        """The form of the registration page of one input, if it gets one."""
        return item.registration or self.registration

    def _ending(self, target: str, form: PageForm | Literal[""]) -> str:
        if form and target == REGISTRATION_OUTPUT:
            return REGISTRATION_ENDINGS[form]
        return JSON if target == JSON else target_of(target, self.profile).ending

    @cached_property
    def digest(self) -> bytes:
        """Digest (16 bytes) of program, profile, what expired, and options: it differs when an output could (P13)."""
        options = [getattr(self.options, name) for name in COMMON_OPTIONS]
        expired = [name for name in ("routine", "registration_routine") if getattr(self.profile, name).expired]
        values = (__version__, self.profile.digest, expired, self.targets, self.registration, self.strict)
        written = json.dumps([*values, *options])
        return hashlib.sha256(written.encode()).digest()[:16]

    def digest_of(self, name: str, digest: str) -> bytes:
        """The digest for one note, by its id and SHA-256: that of the run, and of the answers about the note."""
        answers = self.answers.get((name, digest))
        return self.digest if answers is None else hashlib.sha256(self.digest + answers.digest).digest()[:16]
