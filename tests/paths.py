"""Where things are."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"
BROKEN = SAMPLES / "broken"
SECOND_REGION = ROOT / "tests" / "profile" / "regions" / "nordmark"
"""The profile of an invented region, which inherits nothing and shares no word with the one that ships."""
WHOLE = sorted(path for path in SAMPLES.iterdir() if path.suffix in {".txt", ".xml"})
