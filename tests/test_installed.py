"""The wheel holds all that the program needs, and does what the checkout does."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

from paths import ROOT, SAMPLES


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that pip builds of the checkout; without the build system at hand, of what the network gives."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", str(ROOT), "--no-deps", "--quiet", "-w", str(folder)]
    if find_spec("hatchling"):
        build.append("--no-build-isolation")
    ran = subprocess.run(build, capture_output=True, text=True, check=False)
    if ran.returncode:
        pytest.skip(f"the wheel cannot be built here: {ran.stderr.strip().splitlines()[-1:]}")
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def _run(packages: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(packages), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, *arguments], cwd=cwd, env=environment, capture_output=True, timeout=60, check=False
    )


def _tracked(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.mark.slow
@pytest.mark.counted
def test_the_wheel_holds_the_package_its_templates_schemas_and_whole_samples(installed: Path) -> None:
    templates = {name for name in _tracked(ROOT / "templates") if "/tests/" not in name}
    samples = {name for name in _tracked(ROOT / "samples") if not name.startswith("broken/")}
    expected = {f"converter/{name}" for name in _tracked(ROOT / "converter")}
    expected |= {f"converter/templates/{name}" for name in templates}
    expected |= {f"converter/samples/{name}" for name in samples}
    inside = {name for name in _tracked(installed) if ".dist-info/" not in name}
    assert inside == expected
    for name in ("py.typed", "schemas/triage-note.xsd", "templates/min-vard-gavleborg/profile.toml"):
        assert f"converter/{name}" in inside


def test_the_wheel_names_the_command_the_licence_and_what_it_needs(installed: Path) -> None:
    (info,) = installed.glob("mvg_export-*.dist-info")
    metadata = (info / "METADATA").read_text("utf-8")
    assert "mvg = converter.__main__:run" in (info / "entry_points.txt").read_text("utf-8")
    for line in ("Name: mvg-export", "Requires-Python: >=3.11", "Provides-Extra: clipboard"):
        assert f"\n{line}\n" in metadata
    for package in ("click", "jinja2", "lxml", "tzdata"):
        assert f"\nRequires-Dist: {package}" in metadata
    assert list(info.rglob("LICENSE"))


def test_the_installed_package_is_the_one_that_runs(installed: Path, tmp_path: Path) -> None:
    program = "import converter.profile as p; print(p.__file__, p.packaged('templates'), sep='\\n')"
    ran = _run(installed, "-c", program, cwd=tmp_path)
    assert ran.stdout.decode().splitlines() == [
        str(installed / "converter" / "profile" / "__init__.py"),
        str(installed / "converter" / "templates"),
    ]


@pytest.mark.slow
@pytest.mark.parametrize("target", ["pmo", "pmo-text", "pmo-html", "json"])
@pytest.mark.parametrize("name", ["cystit-video.txt", "lang-anteckning.xml"])
def test_the_installed_command_exports_what_the_checkout_exports(
    installed: Path, tmp_path: Path, name: str, target: str
) -> None:
    arguments = ("-m", "converter", "export", str(SAMPLES / name), "--to", target)
    from_wheel, from_checkout = _run(installed, *arguments, cwd=tmp_path), _run(ROOT, *arguments, cwd=tmp_path)
    assert from_wheel.returncode == 0, from_wheel.stderr.decode()
    assert from_wheel.stdout == from_checkout.stdout
    assert from_wheel.stderr == from_checkout.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
@pytest.mark.counted
def test_the_installed_command_says_that_the_shipped_profile_has_no_golden_pairs_there(
    installed: Path, tmp_path: Path
) -> None:
    ran = _run(installed, "-m", "converter", "profile", "test", cwd=tmp_path)
    assert (ran.returncode, ran.stdout) == (1, b"")
    assert b"MVG732" in ran.stderr


@pytest.mark.slow
@pytest.mark.counted
def test_an_installed_profile_is_copied_whole_and_is_the_same_but_for_its_name(installed: Path, tmp_path: Path) -> None:
    ran = _run(installed, "-m", "converter", "profile", "new", "egen", "--whole", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr.decode()
    shown = [_run(installed, "-m", "converter", "profile", "show", *folder, cwd=tmp_path) for folder in ((), ("egen",))]
    shown.append(_run(ROOT, "-m", "converter", "profile", "show", cwd=tmp_path))
    shipped, own, checkout = (ran.stdout.decode().splitlines() for ran in shown)
    assert shipped == checkout
    assert own[3:] == shipped[3:], "but for its name and digest"


def test_the_installed_samples_can_be_read_where_they_lie(installed: Path, tmp_path: Path) -> None:
    sample = installed / "converter" / "samples" / "ksh97.xml"
    assert _run(installed, "-m", "converter", "check", str(sample), "--strict", cwd=tmp_path).returncode == 0


def _interpreters() -> list[str]:
    """One interpreter of each version of Python that the program supports and this machine has."""
    found: dict[str, str] = {}
    beside = sorted(str(path) for path in Path(sys.base_prefix).parent.glob("3.*/bin/python3"))
    on_path = [path for minor in range(11, 30) if (path := shutil.which(f"python3.{minor}"))]
    for interpreter in [sys.executable, *beside, *on_path]:
        ran = subprocess.run([interpreter, "-c", _VERSION], capture_output=True, text=True, check=False)
        if ran.returncode == 0 and tuple(map(int, ran.stdout.split("."))) >= (3, 11):
            found.setdefault(ran.stdout.strip(), interpreter)
    return [found[version] for version in sorted(found)]


_VERSION = "import sys; print('.'.join(map(str, sys.version_info[:2])))"


@pytest.mark.slow
@pytest.mark.parametrize("interpreter", _interpreters())
def test_the_wheel_installs_and_runs_from_an_empty_folder_on_each_python(
    wheel: Path, tmp_path: Path, interpreter: str
) -> None:
    venv, empty = tmp_path / "venv", tmp_path / "empty"
    empty.mkdir()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "MVG_"))}

    def run(*command: str | Path) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(command, cwd=empty, env=environment, capture_output=True, timeout=300, check=False)

    assert run(interpreter, "-m", "venv", venv).returncode == 0
    pip = run(venv / "bin" / "pip", "install", "-q", wheel)
    if pip.returncode:
        pytest.skip("its dependencies cannot be had for this Python")
    for command in (("demo",), ("export", SAMPLES / "halsont-chatt.xml"), ("--version",)):
        ran = run(venv / "bin" / "mvg", *command)
        assert ran.returncode == 0, ran.stderr.decode()
    assert list(empty.iterdir()) == []
