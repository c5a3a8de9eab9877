"""Fixtures of the batch: how, an inbox, and a run of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from batching import RUN, Ran, Remembering
from converter.batch.config import How
from converter.batch.inputs import Source, items
from converter.batch.run import Batch, Order
from converter.batch.tasks import Item
from converter.profile import Profile


@pytest.fixture
def how(tmp_path: Path, profile: Profile) -> How:
    return How(str((tmp_path / "out").resolve()), profile)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    return folder


@pytest.fixture
def run(how: How, inbox: Path) -> Callable[..., Ran]:
    """Runs a batch of the inbox, or of `found`, with real workers; fields of `How` and `Order` by name."""

    def run_one(found: Iterable[Item] | None = None, recursive: bool = False, **named: Any) -> Ran:
        wanted = how._replace(**{name: named.pop(name) for name in list(named) if name in How._fields})
        listener, listeners = Remembering(), named.pop("listeners", ())
        order = Order(
            items([Source(str(inbox), recursive)]) if found is None else found,
            wanted, RUN, followed_by=lambda: (listener, *listeners), **named,
        )  # fmt: skip
        ended = Batch(order).run()
        assert listener.totals == ended.totals
        return Ran(ended, sorted(listener.outcomes))

    return run_one
