"""The double entry: on every run, by a second and simpler route, that no text was lost, altered or added.

Three proofs, in a chain. The words of the source are the words of the model: for XML the file is cut at its tags,
without the parser that read it; for copied text the blocks are laid against the file again (`source`). The entries of
the model are in the fields of the record, each once, in order and under its keyword (`record`). The fields of the
record are the output, once and in order; what stands beside them must be a shown fact or a label (`output`).
"""

from converter.balance.output import expected_sections, json_balances, markup_balances, text_balances, view_balances
from converter.balance.record import is_settled, record_balances
from converter.balance.source import source_balances

__all__ = [
    "expected_sections", "is_settled", "json_balances", "markup_balances", "record_balances", "source_balances",
    "text_balances", "view_balances",
]  # fmt: skip
