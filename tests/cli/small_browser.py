"""A browser as far as the page needs one: `REDIRECT NOTE ANSWER` opens the page, sends a note and closes the tab."""

from __future__ import annotations

import json
import re
import sys
import urllib.request
from pathlib import Path


def main(redirect: str, note: str, answer: str) -> None:
    """Writes what the page answered to the file `answer`."""
    path = redirect.removeprefix("file://")
    found = re.search(r"url=(http://127\.0\.0\.1:\d+)/#([\w-]+)", Path(path).read_text("utf-8"))
    assert found is not None
    origin, token = found.groups()

    def call(name: str, **content: object) -> bytes:
        headers = {"Origin": origin, "Sec-Fetch-Site": "same-origin", "X-MVG-Token": token,
                   "Content-Type": "application/json"}  # fmt: skip
        request = urllib.request.Request(f"{origin}/api/{name}", json.dumps(content).encode(), headers)  # noqa: S310 -- the page of this machine
        with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310 -- the page of this machine
            return bytes(response.read())

    text = Path(note).read_text("utf-8")
    view = json.loads(call("state", text=text, target="melior"))
    output = call("output", text=text, target="melior").decode()
    Path(answer).write_text(json.dumps({"view": view, "output": output, "redirect": path}), "utf-8")
    call("end")


if __name__ == "__main__":
    main(*sys.argv[1:])
