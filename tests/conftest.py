"""What the tests share: the profile, the samples, and where the reference data is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from converter.profile import Profile, load_profile
from paths import ROOT

# What a caller's environment may hold: the width of its terminal, and a proxy, which no server of a test is behind.
os.environ.pop("COLUMNS", None)
os.environ["no_proxy"] = "127.0.0.1,localhost"

settings.register_profile(
    "ci",
    deadline=None,
    max_examples=int(os.environ.get("MVG_EXAMPLES", "100")),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    derandomize="CI" in os.environ,
)
settings.load_profile("ci")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite", action="store_true", help="write the golden files anew; read the diff")


@pytest.fixture(scope="session")
def profile() -> Profile:
    return load_profile()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The reference data beside the checkout; it is no part of the product."""
    folder = Path(os.environ.get("MVG_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip("the reference data beside the checkout is not there")
    return folder
