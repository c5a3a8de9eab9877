"""Evaluates ISO Schematron with the query binding `xslt2`, as far as the official constraint files use it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

from lxml import etree

_ISO = "{http://purl.oclc.org/dsdl/schematron}"


class Schematron:
    """The rules of one file: in each pattern the first rule whose context is a node applies to it."""

    def __init__(self, path: Path) -> None:
        root = etree.parse(path).getroot()
        self.namespaces = {ns.get("prefix"): ns.get("uri") for ns in root.iter(f"{_ISO}ns")}
        patterns = list(root.iter(f"{_ISO}pattern"))
        abstract = {one.get("id"): one for one in patterns if one.get("abstract") == "true"}
        concrete = [one for one in patterns if one.get("abstract") != "true"]
        self._patterns = [
            self._rules(
                abstract.get(one.get("is-a"), one), {p.get("name"): p.get("value") for p in one.iter(f"{_ISO}param")}
            )
            for one in concrete
        ]

    @staticmethod
    def _rules(pattern: Any, values: dict[str, str]) -> list[tuple[str, dict[str, str], list[tuple[str, str]]]]:
        def filled(text: str) -> str:
            return re.sub(r"\$(\w+)", lambda match: values.get(match[1], match[0]), text)

        return [
            (
                filled(rule.get("context")),
                {let.get("name"): filled(let.get("value")) for let in rule.iter(f"{_ISO}let")},
                [(filled(one.get("test")), " ".join(filled("".join(one.itertext())).split()))
                 for one in rule.iter(f"{_ISO}assert")],
            )
            for rule in pattern.iter(f"{_ISO}rule")
        ]  # fmt: skip

    @cached_property
    def _compiled(self) -> list[list[tuple[Any, list[tuple[str, Any]], list[tuple[Any, str]]]]]:
        from elementpath import XPath2Parser

        def compiled(path: str, variables: Iterable[str] = ()) -> Any:
            types = dict.fromkeys(variables, "item()*") or None
            return XPath2Parser(namespaces=self.namespaces, variable_types=types).parse(path)

        return [
            [
                (
                    compiled(f"//{context}"),
                    [(name, compiled(value)) for name, value in lets.items()],
                    [(compiled(test, lets), message) for test, message in asserts],
                )
                for context, lets, asserts in rules
            ]
            for rules in self._patterns
        ]

    def failures(self, document: Any) -> list[str]:
        """The messages of the assertions that do not hold for a document."""
        from elementpath import XPathContext, get_node_tree

        root = get_node_tree(document)  # built once: each expression would build it anew
        found: list[str] = []
        for rules in self._compiled:
            seen: set[Any] = set()
            for context, lets, asserts in rules:
                for node in context.get_results(XPathContext(root)):
                    if node in seen:
                        continue
                    seen.add(node)
                    known = {name: value.get_results(XPathContext(root, item=node)) for name, value in lets}
                    for test, message in asserts:
                        at_node = XPathContext(root, item=node, variables=known)
                        if not test.boolean_value(list(test.select(at_node))):
                            found.append(message)
        return found
