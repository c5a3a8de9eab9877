"""Pictures of the documents: each carries a hash of the words that it shows, so that one out of date is noticed."""

from __future__ import annotations

import base64
import hashlib
import html
import struct
import zlib

_LAYOUT = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; padding: 16px; width: 1568px; font: 15px sans-serif; color: #1a2028; background: #fff;
  display: grid; grid-template-columns: 370px 760px 380px; gap: 29px; align-items: start }}
h2 {{ font-size: 18px; margin: 0 0 8px }}
pre {{ font-size: 12.5px; line-height: 1.35; white-space: pre-wrap; margin: 0; padding: 12px; background: #f6f7f9;
  border: 1px solid #c8ccd2; border-radius: 6px }}
img {{ width: 100%; border: 1px solid #c8ccd2; border-radius: 6px }}
</style>
<section><h2>1. Anteckningen kopieras i Clinic24</h2><pre>{note}</pre></section>
<section><h2>2. mvg page: klistra in och kontrollera</h2><img src="data:image/png;base64,{page}"></section>
<section><h2>3. Texten klistras in i Melior</h2><pre>{output}</pre></section>"""


def overview(note: str, page: bytes, output: str) -> str:
    """HTML with a note, a picture of the page and what the page gave, side by side."""
    shown = base64.b64encode(page).decode()
    return _LAYOUT.format(note=html.escape(note), page=shown, output=html.escape(output))


def signed(picture: bytes, words: str) -> bytes:
    """The PNG with the hash of its words in a text chunk, in place of one that it has."""
    data = b"tEXtwords\0" + hashlib.sha256(words.encode()).hexdigest().encode()
    chunk = struct.pack(">I", len(data) - 4) + data + struct.pack(">I", zlib.crc32(data))
    rest = picture[_HEADER + len(chunk) :] if picture[_HEADER + 4 : _HEADER + 8] == b"tEXt" else picture[_HEADER:]
    return picture[:_HEADER] + chunk + rest


_HEADER = 33
"""The length of the signature and the first chunk, which has the size."""
