"""For testers, inside and outside the project: notes to attack a mapping with (the extra `testers`).

`notes()` draws notes a person can read; `as_xml` and `as_text` write one in the two forms that are read.
"""

from converter.testing.notes import notes
from converter.testing.writers import as_text, as_xml

__all__ = ["as_text", "as_xml", "notes"]
