"""The small worlds that faults are put into: what lies in their folder `in`."""

from __future__ import annotations

import json
import tarfile
import zipfile
from pathlib import Path
from typing import Final

from paths import BROKEN, SAMPLES

NOTES: Final = {
    "a.txt": SAMPLES / "halsont-chatt.txt",
    "b.xml": SAMPLES / "ksh97.xml",
    "c.txt": BROKEN / "mvg401-huvuddiagnos-saknas.txt",
    "mapp/d.txt": SAMPLES / "lang-anteckning.txt",
    "mapp/e.pdf": BROKEN / "mvg102-pdf.pdf",
}
"""Three that can be converted, two that need a person."""


def folder(root: Path) -> None:
    """Files in folders."""
    for name, source in NOTES.items():
        file = root / "in" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(source.read_bytes())


def archives(root: Path) -> None:
    """The same in a zip, a packed tar and a tar that is cut off; and lines."""
    (root / "in").mkdir()
    with zipfile.ZipFile(root / "in/z.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        for name, source in NOTES.items():
            packed.writestr(name, source.read_bytes())
    for archive in ("t.tar.gz", "u.tar"):
        with tarfile.open(root / "in" / archive, "w:gz" if archive.endswith("gz") else "w") as tar:
            for name, source in NOTES.items():
                tar.add(source, f"{archive[0]}/{name}")
    cut = root / "in/u.tar"
    cut.write_bytes(cut.read_bytes()[:-12000])
    lines = [{"id": name, "note": path.read_text("utf-8")} for name, path in NOTES.items() if path.suffix != ".pdf"]
    (root / "in/l.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines))
