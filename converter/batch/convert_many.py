"""`convert_many`: converts many notes in memory, by the workers of a batch, without its folders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final, NamedTuple

from converter.batch.answer_file import AnswersByNote
from converter.batch.config import COMMON_OPTIONS, BatchConfig, ResourceLimits, usable_cores
from converter.batch.processor import fault_of
from converter.batch.tasks import Input, Task
from converter.batch.workers import Supervisor
from converter.conversion.options import ConvertOptions
from converter.conversion.result import Result, digest_of
from converter.findings import Finding
from converter.pipeline import parse
from converter.profile import Profile, default_profile
from converter.profile.schema import REGISTRATION_FILE
from converter.registration import load_registration

PLAIN: Final = ResourceLimits()


class Converted(NamedTuple):
    """The results of one note."""

    id: str
    """Its id in `sources`."""
    results: dict[str, Result]
    """The result of each target. A worker that died or timed out gives a finding for each, as in a batch."""


class ResultProcessor:
    """A processor that returns results instead of writing them."""

    def __init__(self, config: BatchConfig) -> None:
        self._config = config

    def process(self, task: Task) -> Converted:
        """Converts one note. Never raises: whatever happens to a note happens to that note alone."""
        try:
            if task.item.fault is not None:
                return self._failed(task, task.item.fault)
            name, note = task.item.id, task.item.data
            options = self._config.options_of(name, digest_of(note))
            parsed = parse(note, profile=self._config.profile, options=options)
            return Converted(name, {to: parsed.to(to, options) for to in self._config.targets})
        except MemoryError:
            return self._failed(task, Finding("MVG822", words=(str(self._config.limits.allowed),)))
        except Exception as error:  # a fault in the program costs one note, and its text is not shown
            return self._failed(task, fault_of(error))

    def _failed(self, task: Task, fault: Finding) -> Converted:
        return Converted(task.item.id, {to: Result(None, (fault,)) for to in self._config.targets})


def convert_many(
    sources: Iterable[tuple[str, bytes | str]],
    to: Iterable[str] = (),
    *,
    profile: Profile | None = None,
    jobs: int = 0,
    limits: ResourceLimits = PLAIN,
    answers: AnswersByNote | None = None,
    **options: Any,
) -> Iterator[Converted]:
    """Converts notes, each an id and its bytes or text, in worker processes; results come as they are done.

    Each note is read once for all targets. Sources are taken as they are needed, so that there may be any number of
    them. `jobs` is the number of workers, 0 for one a core; `limits` what one note may cost; `answers` decisions about
    single notes; `options` the `COMMON_OPTIONS` of a batch. A note that kills its worker twice, hangs or eats memory
    has findings (MVG820, MVG821, MVG822), and the others are not touched.

    Raises `ValueError` for an unknown target or a wrong option, `TypeError` for an unknown option, and `Refused`
    (MVG827) when no worker can start, `ProfileError` as `convert` does.
    """
    if unknown := options.keys() - set(COMMON_OPTIONS):
        raise TypeError(f"convert_many() has no option {', '.join(sorted(unknown))}")
    profile = profile or default_profile()
    if REGISTRATION_FILE in profile.tables:
        load_registration(profile)
    chosen = ConvertOptions(**options)
    chosen.check(profile)
    targets = tuple(dict.fromkeys(to)) or (profile.first_target,)
    config = BatchConfig("", profile, targets, options=chosen, answers=answers or {}, limits=limits)
    assert config.endings  # raises for an unknown target
    if config.places_a_line:
        raise ValueError("a place that is the number of a line is of one note: give it in answers")
    return _converted(sources, config, jobs or usable_cores())


def _converted(sources: Iterable[tuple[str, bytes | str]], config: BatchConfig, jobs: int) -> Iterator[Converted]:
    numbered = enumerate(sources, 1)

    def next_tasks(most: int) -> list[Task]:
        return [Task(number, Input(name, data=data, id=name)) for number, (name, data) in islice(numbered, most)]

    for group in Supervisor(config, jobs, ResultProcessor).run(next_tasks):
        yield from group
