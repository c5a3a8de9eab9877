"""Every broken sample: its code, its exit code, nothing written, no word of the note in any message."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from converter.cli import cli
from converter.findings.catalogue import CATALOGUE, ERROR, RETIRED
from paths import BROKEN

CASES = [line.split("\t") for line in (BROKEN / "cases.tsv").read_text("utf-8").splitlines()[1:]]
NOT_FROM_A_SAMPLE = {
    "MVG104": "a file of that size is not kept; test_decoding.py makes one",
    "MVG109": "a file of that length is not kept; test_decoding.py makes one",
    **RETIRED,
    **dict.fromkeys(("MVG601", "MVG603", "MVG604"), "needs a fault in the program; tests/testing/faults plants them"),
    **dict.fromkeys(
        (
            "MVG470",
            "MVG471",
            "MVG472",
            "MVG473",
            "MVG474",
            "MVG475",
            "MVG476",
            "MVG477",
            "MVG478",
            "MVG479",
            "MVG708",
            "MVG709",
            "MVG710",
            "MVG711",
            "MVG712",
            "MVG713",
            "MVG714",
            "MVG741",
            "MVG742",
            "MVG743",
            "MVG744",
        ),
        "an edited registration.toml or rules.toml; registration/test_loading.py makes them",
    ),
    "MVG729": "an edited registration.toml; profile_tools/test_dry_run.py makes it",
    "MVG803": "needs a file without rights; cli/test_files.py",
    "MVG805": "needs a disk that refuses; cli/test_files.py",
    "MVG806": "needs a clipboard that alters; cli/test_clipboard.py",
    "MVG807": "needs a machine without clipboard; cli/test_clipboard.py",
    **dict.fromkeys(
        (
            "MVG811",
            "MVG812",
            "MVG813",
            "MVG816",
            "MVG818",
            "MVG819",
            "MVG820",
            "MVG821",
            "MVG822",
            "MVG825",
            "MVG826",
            "MVG827",
            "MVG830",
            "MVG831",
            "MVG833",
            "MVG834",
            "MVG835",
            "MVG836",
            "MVG837",
            "MVG841",
            "MVG842",
            "MVG843",
            "MVG844",
            "MVG845",
            "MVG846",
            "MVG861",
            "MVG862",
        ),
        "needs names, folders, workers or a cluster that no file is; batch/, cli/test_batch.py, cli/test_cluster.py",
    ),
    **dict.fromkeys(
        ("MVG534", "MVG535", "MVG536", "MVG537", "MVG752"),
        "a Questionnaire with limits of its own; render/test_questionnaire_limits.py makes them",
    ),
    "MVG531": "no reader lets such a character through; render/test_questionnaire_response.py",
    "MVG863": "needs a clipboard without text; cli/test_paste.py",
    "MVG864": "needs the settings of a user; cli/test_settings.py",
    "MVG850": "needs a disk that refuses; batch/test_audit.py, test_jsonl_report.py, test_metrics.py",
    **dict.fromkeys(
        ("MVG851", "MVG852", "MVG853", "MVG854", "MVG855", "MVG856", "MVG857", "MVG858", "MVG859", "MVG860"),
        "an audit log that is held, edited or cut; batch/test_audit.py",
    ),
    **dict.fromkeys(
        ("MVG870", "MVG871"), "needs an installation without the extra, a system that refuses; cli/test_page.py"
    ),
    "MVG872": "needs a file that another program holds open; files/test_held_open.py, cli/test_held_open.py",
    "MVG910": "needs an installation without the extra; cli/test_fuzz.py",
    "MVG901": "needs a fault in the program; cli/test_main.py",
    **dict.fromkeys(
        (f"MVG{number}" for number in range(562, 592)), "needs a file that came back; compare/, cli/test_compare.py"
    ),
    **dict.fromkeys(
        ("MVG505", "MVG506", "MVG780", "MVG781", "MVG783"), "needs measured limits; render/test_field_limits.py"
    ),
    **dict.fromkeys(("MVG782", "MVG785", "MVG786"), "no finding of a note; cli/test_probe.py"),
    "MVG784": "needs a profile that cannot be written; cli/test_probe.py",
}


def _run(arguments: str, monkeypatch: pytest.MonkeyPatch, out: Path) -> Result:
    monkeypatch.chdir(BROKEN)
    monkeypatch.delenv("MVG_LANG", raising=False)
    verbose = [] if arguments.startswith("profile") else ["-v"]
    return CliRunner().invoke(cli, [*(part.replace("{out}", str(out)) for part in shlex.split(arguments)), *verbose])


@pytest.mark.parametrize(("code", "arguments", "exit_code"), CASES, ids=[f"{case[0]} {case[1]}" for case in CASES])
def test_a_broken_sample_says_what_is_wrong_without_a_number_or_a_sentence_of_the_note(
    code: str, arguments: str, exit_code: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    result = _run(arguments, monkeypatch, tmp_path / "ut")
    assert code in result.stderr
    assert result.exit_code == int(exit_code)
    assert "Traceback" not in result.output
    # What differs from a golden pair, and the note that the fuzzer made, are shown.
    if CATALOGUE[code].severity == ERROR and not arguments.startswith(("profile test", "fuzz")):
        assert result.stdout == ""
    assert not re.search(r"(?<!\d)(?:\d{12}|\d{6}-\d{4}|\d{8}-\d{4})(?!\d)", result.stderr)
    assert not [sentence for sentence in _sentences(arguments) if sentence in result.stderr]


def _sentences(arguments: str) -> set[str]:
    """Runs of four words and more from the texts of the note that the case reads."""
    notes = [BROKEN / word for word in shlex.split(arguments) if (BROKEN / word).suffix in {".txt", ".xml"}]
    found: set[str] = set()
    for note in filter(Path.is_file, notes):
        text = re.sub(r"<[^>]*>", "\n", note.read_bytes().decode("utf-8", "replace"))
        found |= set(re.findall(r"(?:[\wåäö]+ ){3,}[\wåäö]+", text))
    return found


def test_every_code_has_a_broken_sample() -> None:
    shown = {code for code, *_ in CASES}
    assert shown | set(NOT_FROM_A_SAMPLE) == set(CATALOGUE)
    assert not shown & set(NOT_FROM_A_SAMPLE)


def test_every_broken_file_is_used_by_a_case() -> None:
    used = {Path(word).parts[0] for _, arguments, _ in CASES for word in shlex.split(arguments)}
    assert {path.name for path in BROKEN.iterdir()} - used == {"cases.tsv"}
    profiles = {Path(word).name for _, arguments, _ in CASES for word in shlex.split(arguments) if "profiles/" in word}
    assert {path.name for path in (BROKEN / "profiles").iterdir()} <= profiles
