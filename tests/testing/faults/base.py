"""What a planted fault is, and how it is put into the program."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from converter.profile import Profile
from testing.planting import Planted, Wrap, plant


class Fault(NamedTuple):
    """A fault, and what it does to the program or to the profile."""

    kind: str
    place: Callable[[pytest.MonkeyPatch], None] = lambda _: None
    profile: Callable[[Profile], Profile] = lambda profile: profile


def at(*functions: Callable[..., Any], wrap: Wrap) -> Callable[[pytest.MonkeyPatch], None]:
    """Puts a wrong function in the place of these."""
    return lambda monkeypatch: plant(monkeypatch, Planted(functions, wrap, ""))


def after(change: Callable[..., Any]) -> Wrap:
    """The outcome changed; `change` gets it, then the arguments."""
    return lambda function: lambda *given, **named: change(function(*given, **named), *given)
