"""Where things are."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"
BROKEN = SAMPLES / "broken"
WHOLE = sorted(path for path in SAMPLES.iterdir() if path.suffix in {".txt", ".xml"})
