"""Code lists: the published list of the codes of a classification, as a region has it in a file.

`published` reads the file, `table` looks codes up, and `cache` keeps the table on disk, so that a list of 80,000 rows
costs nothing at the start of a command. No list is part of the program.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.lazy_names import lazy_names

if TYPE_CHECKING:
    from converter.code_lists.cache import load_list
    from converter.code_lists.published import ListMistakes
    from converter.code_lists.table import CodeList, ListedCode, key_of

__all__ = ["CodeList", "ListMistakes", "ListedCode", "key_of", "load_list"]
__getattr__ = lazy_names(__name__, {
    "cache": ("load_list",),
    "published": ("ListMistakes",),
    "table": ("CodeList", "ListedCode", "key_of"),
})  # fmt: skip
