"""What a code list of 80,000 rows costs: `python tests/benchmarks/long_code_list.py` prints a table.

The list has the published format and codes that do not exist. A conversion is measured with a diagnosis that was seen
before, and with one that was not.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from lxml import etree

from converter import convert, load_profile
from converter.code_lists import cache, table
from converter.code_lists.cache import load_list
from converter.code_lists.published import read_published

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER.parent))

from code_lists.published_files import DEEPER, INVENTED, published, row  # noqa: E402 -- found by the path above
from paths import SAMPLES  # noqa: E402 -- found by the path above

NOTE = (SAMPLES / "halsont-chatt.xml").read_bytes()
TITLES = {"J03.9": "Akut tonsillit, ospecificerad"}
"""Those of the note: what is measured is a right diagnosis."""
ROUNDS = 400


def rows() -> Iterator[dict[str, str]]:
    """Some 40,000 codes, each with a second row: a letter, two digits, a point, one digit, and a letter for some."""
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        for number in range(100):
            category = f"{letter}{number:02}"
            codes = [(category, "Kategorikod, treställig", "22")]
            codes += [(f"{category}.{digit}", "Subkategorikod, fyrställig", category) for digit in range(10)]
            codes += [(f"{category}.{digit}{x}", DEEPER, f"{category}.{digit}") for digit in (0, 5) for x in "AW"]
            for code, level, parent in codes:
                yield row(code, TITLES.get(code, f"Påhittat tillstånd {code}, ospecificerat"), parent, level)
                yield {"Kod": code, "Innefattar": f"Så kallat <i>tillstånd</i> {code} av annat slag än de vanliga"}


def best(call: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The quickest of some calls, in microseconds."""
    fastest = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        fastest = min(fastest, time.perf_counter() - start)
    return fastest * 1e6


def main() -> None:
    """Prints the table."""
    with tempfile.TemporaryDirectory() as name:
        os.environ["XDG_CACHE_HOME"] = f"{name}/cache"
        cache.SETTLING_TIME = -1.0  # type: ignore[misc] # a constant: the list was just written, and is kept all the same
        folder = Path(name) / "region"
        folder.mkdir()
        toml = 'name = "region"\nversion = "1"\nextends = "min-vard-gavleborg"\n'
        (folder / "profile.toml").write_text(toml)
        without = load_profile(folder)
        path = folder / "lista.tsv"
        path.write_bytes(data := published([*INVENTED[:1], *rows()]))
        (folder / "profile.toml").write_text(f'{toml}[diagnoses]\nfile = "lista.tsv"\n')
        system = without.code_systems.systems[0]
        profile = load_profile(folder)
        known = profile.code_lists[system.name]
        floor = best(lambda: etree.tostring(etree.fromstring(NOTE)))

        def load_again() -> object:
            cache.list_in_state.cache_clear()
            return load_list(path, system.pattern)

        def unseen() -> object:
            table.find_key.cache_clear()
            return convert(NOTE, "melior", profile=profile)

        def find_unseen() -> object:
            table.find_key.cache_clear()
            return known.find("J039")

        lines = data.count(b"\n")
        print(f"{lines:,} rows, {len(data):,} bytes; table {len(known.table):,} bytes")
        plain = best(lambda: convert(NOTE, "melior", profile=without))
        seen, new = best(lambda: convert(NOTE, "melior", profile=profile)), best(unseen)
        print(f"lxml floor {floor:.1f} µs; conversion without a list {plain:.1f} µs")
        print(f"a list adds {(seen - plain) / floor:+.2f} floors, with a new code {(new - plain) / floor:+.2f}")
        print(f"finding one code {best(find_unseen):.1f} µs")
        print(f"loading the table {best(load_again, 40) / 1000:.2f} ms")
        print(f"reading the published list {best(lambda: read_published(data, '', system.pattern), 3) / 1000:.0f} ms")


if __name__ == "__main__":
    main()
