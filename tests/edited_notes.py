"""Drawn edits of the samples: characters and lines as people, programs and accidents change them."""

from __future__ import annotations

from hypothesis import strategies as st

from converter import load_profile
from paths import BROKEN, WHOLE

PROFILE = load_profile()
SMALL = 9_000
"""The most bytes of a note that is edited."""
NOTES = [
    path.read_text("utf-8", errors="replace")
    for path in (*WHOLE, *sorted(BROKEN.iterdir()))
    if path.suffix in {".txt", ".xml"} and path.stat().st_size < SMALL
]
KEYWORDS = [word for name in PROFILE.places for word in (name, f"{name}:", f"{name}\n", name.lower())]
INSERTED = [
    "\ufeff", "\ufffe", "\u200b", "\u2060", "\0", "\n", "\r", "\r\n", "\f", "\v", "\x1a", "\x1c", "\u00a0", "\x85",
    "\u2028", "\t", "\u0301", "\u00ad", "\u202e", "\u0130", "\ufb01", "\U0001f912", "<", ">", "&", "&amp;", "&#13;",
    "&#10;", "&#xfeff;", "<!--", "-->", "<![CDATA[", "]]>", "<?x?>", "<item/>", ":", ": ", "- ", "•", '"', "  ", "\n\n",
    "Huvuddiagnos: J06.9", "Journaltyp: x", "Signerad av:", *KEYWORDS,
]  # fmt: skip
ENCODINGS = ("", "utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252", "mac-roman")
CHANGES = [
    str.upper, str.lower, str.title, lambda text: text.replace("\n", " "), lambda text: text.replace("\n", "\r\n"),
    lambda text: text.replace(" ", "\u00a0"), lambda _: "",
]  # fmt: skip


@st.composite
def edited(draw: st.DrawFn) -> bytes | str:
    """A note with a few characters inserted, a few lines moved or doubled, or a part changed, in an encoding."""
    text = draw(st.sampled_from(NOTES))
    for _ in range(draw(st.integers(1, 4))):
        kind, at = draw(st.sampled_from("iiilc")), draw(st.integers(0, len(text)))
        if kind == "i":
            text = text[:at] + draw(st.sampled_from(INSERTED)) + text[at:]
        elif kind == "l":
            lines = text.split("\n")
            line = lines[draw(st.integers(0, len(lines) - 1))]
            if draw(st.booleans()):
                lines.remove(line)
            lines.insert(draw(st.integers(0, len(lines))), line)
            text = "\n".join(lines)
        else:
            end = at + draw(st.integers(1, 200))
            text = text[:at] + draw(st.sampled_from(CHANGES))(text[at:end]) + text[end:]
    encoding = draw(st.sampled_from(ENCODINGS))
    return text.encode(encoding, "replace") if encoding else text
