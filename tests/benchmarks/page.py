"""How long the page takes, in a real Chromium, from a keystroke in a note until the result is painted.

python tests/benchmarks/page.py [KEYSTROKES]
"""

from __future__ import annotations

import shutil
import statistics
import sys
import threading
from pathlib import Path
from queue import Queue

from playwright.sync_api import sync_playwright

from converter.page.server import serve
from converter.profile import load_profile

SAMPLE = Path(__file__).parents[2] / "samples" / "lang-anteckning.txt"
SIZE = 8 << 10
_PRESS = """() => new Promise(done => {
  const note = document.getElementById('note');
  const start = performance.now();
  note.setRangeText('x', note.value.length - 1, note.value.length - 1, 'end');
  note.dispatchEvent(new Event('input'));
  const wait = () => shown === changes
    ? requestAnimationFrame(() => setTimeout(() => done(performance.now() - start))) : setTimeout(wait, 1);
  wait();
})"""


def main(keystrokes: int) -> None:
    """Prints the median and the worst of so many keystrokes, in milliseconds."""
    text = SAMPLE.read_text("utf-8")
    heading = "\nBedömning\n"
    text = text.replace(heading, heading + "Ord som fyller ut. " * ((SIZE - len(text.encode())) // 19), 1)
    opened: Queue[Path] = Queue()
    threading.Thread(target=serve, args=(load_profile(), "sv", opened.put)).start()
    redirect = opened.get()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(redirect.as_uri())
        page.wait_for_url("http://127.0.0.1:*/")
        page.fill("#note", text)
        page.wait_for_timeout(1000)
        times = [page.evaluate(_PRESS) for _ in range(keystrokes)]
        print(
            f"{len(text.encode())} bytes, {keystrokes} keystrokes: median {statistics.median(times):.0f} ms,", end=" "
        )
        print(f"95th percentile {sorted(times)[int(0.95 * keystrokes)]:.0f} ms, worst {max(times):.0f} ms (goal 100)")
        page.close()
        browser.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
