"""Fixtures of the batch: how, an inbox, and a run of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from batching import RUN, Ran, Remembering, changed
from converter.batch.config import COMMON_OPTIONS, BatchConfig
from converter.batch.inputs import Source, items
from converter.batch.run import Batch, BatchJob
from converter.batch.tasks import Input
from converter.profile import Profile


@pytest.fixture
def config(tmp_path: Path, profile: Profile) -> BatchConfig:
    return BatchConfig(str((tmp_path / "out").resolve()), profile, ("pmo",))


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    return folder


@pytest.fixture
def run(config: BatchConfig, inbox: Path) -> Callable[..., Ran]:
    """Runs a batch of the inbox, or of `found`, with real workers; `named` are options and fields of config and job."""

    def run_one(found: Iterable[Input] | None = None, recursive: bool = False, **named: Any) -> Ran:
        of_config = {*COMMON_OPTIONS, *(field.name for field in fields(BatchConfig))}
        wanted = changed(config, **{name: named.pop(name) for name in of_config & named.keys()})
        listener, listeners = Remembering(), named.pop("listeners", ())
        order = BatchJob(
            items([Source(str(inbox), recursive)]) if found is None else found,
            wanted, RUN, listeners=lambda: (listener, *listeners), **named,
        )  # fmt: skip
        ended = Batch(order).run()
        assert listener.totals == ended.totals
        return Ran(ended, sorted(listener.outcomes))

    return run_one
