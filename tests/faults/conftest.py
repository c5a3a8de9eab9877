"""What the fault tests share: the warm process, and worlds of inputs in memory."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from faults.harness import World, Zygote

_MEMORY = Path("/dev/shm")  # noqa: S108 -- a disk is waited for a dozen times a run


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks every test of this folder as slow: each runs whole batches."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def zygote() -> Iterator[Zygote]:
    with Zygote() as warm:
        yield warm


@pytest.fixture
def make_world(zygote: Zygote) -> Iterator[Callable[..., World]]:
    """Makes a world from what fills it and the arguments of its runs."""
    with tempfile.TemporaryDirectory(dir=_MEMORY if os.access(_MEMORY, os.W_OK) else None) as root:

        def make(fill: Callable[[Path], object], *arguments: str) -> World:
            return World(Path(tempfile.mkdtemp(dir=root)), zygote, fill, *arguments)

        yield make
