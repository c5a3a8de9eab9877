"""Why a template does not reproduce a note: the usual mistakes of an author, with code, line, cause and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.findings.finding import explanations
from converter.profile_tools.dry_run import validate
from regional import region_at

S = "{% for heading, text in sections %}\n"
E = "{% endfor %}\n"
PLAIN = f"{S}{{{{ heading }}}}\n{{{{ text }}}}\n{E}"
COMMA = '{{ "," if not loop.last }}'

PLANTED = [
    ("txt", f"{S}{{{{ heading }}}}\n{{{{ text|upper }}}}\n{E}", 3, ("#filter", "|upper", "text")),
    ("txt", f"{S}{{{{ heading }}}}\n{{{{ text|trim }}}}\n{E}", 3, ("#filter", "|trim", "text")),
    ("xml", f"<a>\n{S}<h>{{{{ heading }}}}</h><t>{{{{ text|e }}}}</t>\n{E}</a>\n", 3, ("#escape", "|e", "text")),
    ("xml", f"<a>\n{S}<h>{{{{ heading }}}}</h><t>{{{{ text|indent(2) }}}}</t>\n{E}</a>\n", 3, ("#indent",)),
    ("txt", f"{S}{{{{ heading }}}}\n{{{{ text[:20] }}}}\n{E}", 3, ("#slice", "text")),
    ("txt", f"{S}{{{{ heading }}}}\n{{{{ text[1:][:20] }}}}\n{E}", 3, ("#slice", "text")),
    ("txt", PLAIN.replace("sections", "sections[::-1]"), 1, ("#slice", "sections")),
    (
        "txt",
        f"{S}{{% if text %}}\n{{{{ heading }}}}\n{{{{ text }}}}\n{{% endif %}}\n{E}",
        2,
        ("#condition", "text"),
    ),
    (
        "txt",
        f"{S}{{{{ heading }}}}\n{{% if text %}}\n{{{{ text }}}} slut\n{{% endif %}}\n{E}",
        4,
        ("#own-words", "slut", "text"),
    ),
    ("txt", f"{S}{{{{ text }}}}\n{{{{ heading }}}}\n{E}", 2, ("#order",)),
    ("txt", f"{{%\nfor heading, text in sections\n%}}\n{{{{ text }}}}\n{E}", 1, ("#never", "heading")),
    ("txt", f"{S}{{{{ heading }}}}\n{{{{ text }}}}\n{{{{ text }}}}\n{E}", 3, ("#twice", "text")),
    ("txt", f"{S}{{{{ text }}}}\n{E}", 1, ("#never", "heading")),
    ("txt", f"{S}{{{{ heading }}}}\n{E}", 1, ("#never", "text")),
    ("txt", f"{S}Rubrik {{{{ heading }}}}\n{{{{ text }}}}\n{E}", 2, ("#own-words", "Rubrik", "heading")),
    ("txt", f"{S}{{{{ heading }}}}\n{{{{ text }}}} slut\n{E}", 3, ("#own-words", "slut", "text")),
    ("xml", f"<a>\n{S}<h>{{{{ heading }}}}</h><t>T {{{{ text }}}}</t>\n{E}</a>\n", 3, ("#own-words", "T", "text")),
    ("json", f'[\n{S}{{"h": "{{{{ heading }}}}", "t": "U {{{{ text }}}}"}}{COMMA}\n{E}]', 3, ("#own-words", "U", "text")),  # noqa: E501 -- one row a case
    ("txt", f"{S}{{{{ heading }}}} {{{{ text }}}}\n{E}", 2, ("#no-separator",)),
    ("txt", f"{S}{{{{ heading }}}}\n  {{{{ text }}}}\n{E}", 3, ("#indent",)),
    ("txt", f"{S}{{{{ heading }}}}\n  {{{{ text|indent(4) }}}}\n{E}", 3, ("#indent",)),
    ("xml", f"<a>\n{S}<{{{{ heading }}}}>{{{{ text }}}}</{{{{ heading }}}}>\n{E}</a>\n", 3, ("#element-name", "own")),
    ("xml", f"<a>\n{S}<h>{{{{ heading }}}}{{{{ text }}}}</h>\n{E}</a>\n", 3, ("#joined", "heading", "text")),
    ("txt", f"{PLAIN}{{{{ 'x' }}}}\n", 1, ("#altered",)),
    ("txt", f"{PLAIN}{{% for a in 'bc' %}}{{{{ 'x'|upper }}}}{{{{ a[0] }}}}{{% endfor %}}\n", 5, ("#slice", "a")),
    (
        "txt",
        f"{S}{{% if heading %}}{{% if text %}}{{{{ heading }}}}\n{{% endif %}}{{% endif %}}{{{{ text }}}}\n{E}",
        2,
        ("#condition", "heading"),
    ),
]  # fmt: skip
JSON = [
    (f'[\n{S}{{"h": "{{{{ heading }}}}", "t": {{{{ text }}}}}}{COMMA}\n{E}]\n', 3, ("#json-quotes", "text")),
    (f'[\n{S}{{"h": "{{{{ heading }}}}", "t": "{{{{ text }}}}"}},\n{E}]\n', 5, ("#json-comma",)),
    (f'[\n{S}{{"h": "{{{{ heading }}}}", "t": "{{{{ text }}}}"}}\n{E}]\n', 3, ("#json-comma",)),
    (f'{{\n{S}"{{{{ heading }}}}": "{{{{ text }}}}",\n{E}"Status": ""}}\n', 2, ("#json-key",)),
    (f'[\n{S}{{"h" "{{{{ heading }}}}", "t": "{{{{ text }}}}"}}{COMMA}\n{E}]\n', 3, ("#json",)),
]  # fmt: skip


def _found(folder: Path, extension: str, template: str) -> tuple[str, int, tuple[str, ...], str, str]:
    toml = f'[targets.own]\ntemplate = "own.{extension}.j2"\nempty = true\n'
    (found,) = validate(region_at(folder, toml, **{f"own__{extension}__j2": template}))[1]
    return found.code, found.line, found.words, found.message(), found.next_step("en")


@pytest.mark.parametrize(("extension", "template", "line", "words"), PLANTED, ids=[str(row[3]) for row in PLANTED])
def test_the_cause_is_named_with_its_line(
    extension: str, template: str, line: int, words: tuple[str, ...], tmp_path: Path
) -> None:
    code, at, found, message, next_step = _found(tmp_path, extension, template)
    assert (code, at, found[3:]) == ("MVG725", line, words)
    row = explanations()[words[0][1:]]
    assert row["cause"].format(*words[1:]) in message
    assert next_step == row["english_remedy"].format(*words[1:])


@pytest.mark.parametrize(("template", "line", "words"), JSON, ids=[str(row[2]) for row in JSON])
def test_what_is_no_json_is_named_with_its_cause(
    template: str, line: int, words: tuple[str, ...], tmp_path: Path
) -> None:
    code, at, found, _, _ = _found(tmp_path, "json", template)
    assert (code, at, found[2:]) == ("MVG747", line, words)


@pytest.mark.parametrize(
    ("template", "line", "words"),
    [
        (f"{S}{{{{ heading }}}}\n{{{{ text }}}}\n", 3, ("#open-block",)),
        ("{% fro heading, text in sections %}\n{% endfor %}", 1, ("#unknown-tag", "fro")),
        (f"{S}{{{{ text }}\n{E}", 2, ("#braces",)),
        (f"{S}{{% if text == “a” %}}{{% endif %}}\n{E}", 2, ("#curly-quotes", "“")),
    ],
)
def test_a_template_that_does_not_compile_is_named_with_its_cause(
    template: str, line: int, words: tuple[str, ...], tmp_path: Path
) -> None:
    code, at, found, _, _ = _found(tmp_path, "txt", template)
    assert (code, at, found[1:]) == ("MVG503", line, words)


def test_templates_are_compiled_also_where_profile_toml_is_not_valid(tmp_path: Path) -> None:
    folder = region_at(tmp_path, "[targets.own\n", own__txt__j2=f"{S}{{{{ text }}")
    assert [(one.code, one.words[1]) for one in validate(folder)[1]] == [
        ("MVG702", "#open-header"), ("MVG503", "#braces"),
    ]  # fmt: skip


def test_a_template_with_a_byte_order_mark_is_accepted(tmp_path: Path) -> None:
    folder = region_at(tmp_path, '[targets.own]\ntemplate = "own.txt.j2"\n')
    (folder / "own.txt.j2").write_bytes(b"\xef\xbb\xbf" + PLAIN.encode())
    assert validate(folder)[1] == ()
