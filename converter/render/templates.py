"""The templates of a profile, compiled, with what the program asks of them."""

# Annotations are not postponed here: each one of a NamedTuple would be compiled at every start.

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from converter.note.facts import CODES, FACTS, LINE, NUMBER_TYPE, TIME, values_getter
from converter.note.markup import texts_between_tags
from converter.note.model import TriageNote
from converter.profile import Profile, Syntax, sandbox, syntax_of
from converter.record.lookalike_lines import TAG, labels_of

if TYPE_CHECKING:
    from jinja2 import Template

METADATA: Final = {
    fact.name: (fact.template_name, "overview") if fact.name == "signed_at" else (fact.template_name,)
    for fact in FACTS
    if fact.kind in (LINE, TIME, CODES) or (fact.template_name and fact.kind != NUMBER_TYPE)
}
"""The facts of a note beside its texts, each with the names in a template that show it.

The codes of its contact are for the registration.
"""


class CompiledTemplate(NamedTuple):
    """A compiled template, its own words, and the names that it prints."""

    jinja: "Template"
    syntax: Syntax
    words: frozenset[str]
    """Its own words: each run of them outside mark-up and template tags."""
    names: frozenset[str]
    """Every name that the template prints as text."""
    attributes: frozenset[str]
    """Every name that it prints as the value of an attribute."""
    hidden: tuple[str, ...]
    """The facts of `METADATA` that it shows nothing of."""
    values_hidden: Callable[[TriageNote], tuple[Any, ...]]
    """Their values in a note."""
    labels: tuple[str, ...]
    """The lines of a plain text that have words of their own (`lookalike_lines.labels_of`)."""


def compiled_template(profile: Profile, name: str) -> CompiledTemplate:
    """A template of the profile. Raises `TemplateFault`."""
    return compile_source(profile.templates[name], name)


@lru_cache(maxsize=64)
def compile_source(source: str, name: str) -> CompiledTemplate:
    """The template with this source, compiled once, as that costs far more than rendering.

    What goes into mark-up is escaped already, all at once.
    """
    template, syntax = sandbox.template(source, name, escape=False), syntax_of(name)
    values = _ATTRIBUTE.findall(source) if syntax == "markup" else []
    texts = TAG.findall(_ATTRIBUTE.sub("", source) if syntax == "markup" else source)
    names, attributes = _names(texts), _names(values)
    printed = names | attributes
    hidden = tuple(fact for fact, shown in METADATA.items() if printed.isdisjoint(shown))
    labels = labels_of(source) if syntax == "text" else ()
    return CompiledTemplate(
        template, syntax, words=_own_words(source, syntax), names=names, attributes=attributes, hidden=hidden,
        values_hidden=values_getter(hidden), labels=labels,
    )  # fmt: skip


def _own_words(source: str, syntax: Syntax) -> frozenset[str]:
    """The words of a template itself: each run of them outside mark-up and template tags."""
    literal = TAG.sub("\0", source)
    runs = [literal]
    if syntax == "markup":
        runs = texts_between_tags(literal)
    elif syntax == "json":
        runs = _JSON_STRING.findall(literal)
    return frozenset(
        words for run in runs for line in run.split("\n") for part in line.split("\0") if (words := part.strip())
    )


_ATTRIBUTE: Final = re.compile(r'="({{.*?}})"', re.DOTALL)
_JSON_STRING: Final = re.compile(r'"((?:[^"\\]|\\.)*)"')
_NAME: Final = re.compile(r"[a-z_]+")


def _names(tags: Iterable[str]) -> frozenset[str]:
    return frozenset(name for tag in tags if tag.startswith("{{") for name in _NAME.findall(tag))
