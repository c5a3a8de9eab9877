"""Templates tried before any note: what ships is whole, and each fault is reported with its template and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.profile import Profile, load_profile, packaged
from converter.profile.schema import NEEDED_LABELS
from converter.profile_tools.dry_run import template_mistakes, validate
from converter.profile_tools.sample_notes import notes as sample_notes
from converter.readers.xml_schema import SCHEMA
from paths import BROKEN
from regional import HEAD, region_at


def _codes(folder: Path) -> list[tuple[str, int]]:
    return [(finding.code, finding.line) for finding in validate(folder)[1]]


@pytest.mark.slow
def test_the_profile_that_ships_is_whole(profile: Profile) -> None:
    assert list(template_mistakes(profile)) == []
    assert validate(None) == (profile, ())


def test_the_notes_of_the_dry_run_reach_every_group_of_facts(profile: Profile) -> None:
    notes = sample_notes(profile)
    assert {entry.keyword for entry in notes["full"].entries} == set(profile.places)
    assert all(notes["full"].contact)
    assert "{{" in "".join(entry.text for entry in notes["elak"].entries)
    assert SCHEMA.is_file()


@pytest.mark.parametrize(
    ("template", "reported"),
    [
        ("{% for heading, text in sections %}\n{{ heading }}\n{{ text|upper }}\n\n{% endfor %}", ("MVG725", 3)),
        ("{% for heading, text in sections %}\n{{ heading }}\n\n{{ rubrik }}\n{% endfor %}", ("MVG720", 4)),
        ("{% for heading, text in sections %}\n{{ heading }}\n{{ text }}\nKod: J06.9\n{% endfor %}", ("MVG725", 1)),
        ("{% for heading, text in sections %}\nRubrik: {{ text }}\n{{ heading }}\n{% endfor %}", ("MVG725", 1)),
        ("Ingen text\n", ("MVG721", 1)),
        ("{% for heading, text in sections %}\n{{ heading[0][0] }}{{ text[0].x }}{% endfor %}", ("MVG718", 2)),
        ("{% for heading, text in sections %}\n{{ loop.x }}{{ heading }}{{ text }}{% endfor %}", ("MVG503", 2)),
        ("{% for heading, text in sections %}\n{{ heading.x() }}{% endfor %}", ("MVG718", 2)),
    ],
)
def test_a_fault_of_a_template_is_reported_for_each_target_that_uses_it(
    template: str, reported: tuple[str, int], tmp_path: Path
) -> None:
    found = _codes(region_at(tmp_path, melior__txt__j2=template))
    assert set(found) == {reported}
    assert len(found) in (1, 3)


def test_a_group_that_is_not_shown_is_reported(tmp_path: Path) -> None:
    _, found = validate(region_at(tmp_path, '[targets.melior]\nshows = ["patient", "signing"]\n'))
    assert [finding.words for finding in found] == [
        ("melior.txt.j2", "melior", "patient"),
        ("melior.txt.j2", "melior", "signing"),
    ]


def _with_names(profile: Profile, more: str = "") -> str:
    """A target with a name for each keyword and label that it can write."""
    labels = [profile.labels[fact] for fact in NEEDED_LABELS]
    headings = enumerate([*(row.record for row in profile.rows), *labels])
    names = "".join(f'"{heading}" = "n{number}"\n' for number, heading in headings)
    return f'[targets.own]\ntemplate = "own.txt.j2"\n[targets.own.names]\n{names}{more}'


def test_names_that_the_template_does_not_print_are_reported(profile: Profile, tmp_path: Path) -> None:
    (found,) = validate(region_at(tmp_path, _with_names(profile), own__txt__j2=LOOP))[1]
    assert (found.code, found.words) == ("MVG722", ("own.txt.j2", "own", "names"))


@pytest.mark.parametrize(
    ("heading", "reported"), [("Vädret", ("MVG703", ("Vädret",))), ("Statuss", ("MVG728", ("Statuss", "Status")))]
)
def test_a_name_for_no_keyword_is_reported(
    heading: str, reported: tuple[str, tuple[str, ...]], profile: Profile, tmp_path: Path
) -> None:
    toml = _with_names(profile, f'"{heading}" = "x"\n')
    (found,) = validate(region_at(tmp_path, toml, own__txt__j2=LOOP))[1]
    assert (found.code, found.words[1:]) == reported
    assert found.line == (HEAD + toml).count("\n")


LOOP = "{% for heading, text in sections %}\n{{ heading }}\n{{ text }}\n\n{% endfor %}\n"
MARKUP = "{% for heading, text in sections %}<h>{{ heading }}</h>\n<t>{{ text }}</t>{% endfor %}"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("shows", "template", "reported"),
    [
        ("", "{% for heading, text in sections %}\nOrd {{ heading }}\n{{ text }}\n\n{% endfor %}", (2, "sections")),
        (
            "author",
            LOOP + "{{ author|upper }}\n{{ author_role|upper }}\n{{ author_hsa_id }}\n",
            (6, "author, author_role"),
        ),
        (
            "diagnoses",
            LOOP + "{% for a, b, c, d, label in diagnoses %}\n{{ label|upper }}\n{% endfor %}",
            (7, "diagnoses"),
        ),
        (
            "patient",
            "{% if patient %}\n{{ patient }}\n{{ patient_number }}\n{% endif %}\n" + LOOP,
            (3, "patient_number"),
        ),
        ("", "Text\n{% for heading, text in sections %}{{ text[:1] }}{% endfor %}", (2, "sections")),
        (
            "",
            "{% for heading, text in sections %}\n{{ heading }}\n{{ text }}\n{% endfor %}\n{{ 'x' }}",
            (1, "tom, full, elak"),
        ),
    ],
)
def test_what_the_template_does_not_give_rightly_is_named_with_its_line(
    shows: str, template: str, reported: tuple[int, str], tmp_path: Path
) -> None:
    toml = f'[targets.own]\ntemplate = "own.txt.j2"\nshows = {[shows] if shows else []}\n'
    (found,) = validate(region_at(tmp_path, toml, own__txt__j2=template))[1]
    assert (found.code, found.line, found.words[2]) == ("MVG725", *reported)


@pytest.mark.parametrize(
    ("template", "reported"),
    [
        (f"<a>\n<b>\n{MARKUP}\n</a>\n", (5, "mismatched tag")),
        (f"<a>\n<b>&</b>\n{MARKUP}\n</a>\n", (2, "not well-formed (invalid token)")),
        (f"<a>\n{MARKUP}\n", (4, "no element found")),
    ],
)
def test_mark_up_that_is_not_well_formed_is_reported_with_its_line(
    template: str, reported: tuple[int, str], tmp_path: Path
) -> None:
    toml = '[targets.own]\ntemplate = "own.xml.j2"\n'
    (found,) = validate(region_at(tmp_path, toml, own__xml__j2=template))[1]
    assert (found.code, found.line, found.words[2]) == ("MVG726", *reported)


@pytest.mark.parametrize("name", ["registration.txt.j2", "registration.html.j2"])
def test_the_page_of_the_registration_is_tried_too(name: str, tmp_path: Path) -> None:
    found = validate(region_at(tmp_path / "a", **{name.replace(".", "__"): "\n{{ nobody }}"}))[1]
    assert [(finding.code, finding.line, finding.words) for finding in found] == [
        ("MVG503", 2, (name, "#run", "UndefinedError"))
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "old", "new", "kinds"),
    [
        ("registration.txt.j2", '[{{ "x" if box.done else " " }}]', "[ ]", "bokning, tidboksmall"),
        ("registration.txt.j2", '[{{ "x" if box.done else " " }}]', "[x]", "bokning, tidboksmall, två värden"),
        ("registration.txt.j2", '{{ " (härlett)" if item.inferred }}', "", None),
        ("registration.txt.j2", "[{{ item.rules }};", "[R1;", None),
        ("registration.html.j2", '{{ "box done" if box.done else "box" }}', "box", "bokning, tidboksmall"),
        ("registration.html.j2", "<strong>{{ item.text }}</strong>", "<strong>{{ item.label }}</strong>", None),
        ("registration.html.j2", "{{ box.value }}", "{{ box.label }}", "bokning, tidboksmall, två värden"),
    ],
)
def test_a_page_that_states_something_else_is_reported_before_any_note_is_registered(
    name: str, old: str, new: str, kinds: str | None, profile: Profile, tmp_path: Path
) -> None:
    assert profile.templates[name].count(old) == 1
    text = profile.templates[name].replace(old, new)
    (found,) = validate(region_at(tmp_path, **{name.replace(".", "__"): text}))[1]
    assert (found.code, found.words[0]) == ("MVG463", name)
    assert found.words[1] == kinds or (kinds is None and found.words[1])


def test_a_whole_profile_without_the_page_or_with_broken_tables_is_reported(tmp_path: Path) -> None:
    for file in filter(Path.is_file, (packaged("templates") / "min-vard-gavleborg").iterdir()):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "registration.txt.j2").unlink()
    assert _codes(tmp_path) == [("MVG503", 0)]
    (tmp_path / "registration.toml").write_text("x = 1\n")
    assert ("MVG703", 1) in _codes(tmp_path)


def test_mistakes_of_the_profile_and_of_its_templates_are_reported_at_once(tmp_path: Path) -> None:
    broken, whole = "{{ ''.__class__ }}", "{{ a }}"
    folder = region_at(tmp_path, "colour = 1\n", melior__txt__j2=broken, other__txt__j2=whole)
    assert _codes(folder) == [("MVG703", 4), ("MVG718", 1)]


@pytest.mark.parametrize("name", ["mvg702-citattecken-saknas", "mvg701-utan-profile-toml", "mvg716-ring"])
def test_behind_what_cannot_be_read_nothing_is_looked_for(name: str) -> None:
    loaded, found = validate(BROKEN / "profiles" / name)
    assert loaded is None
    assert [finding.code for finding in found] == [name[:6].upper()]


_NEEDS_NOTES = (
    "mvg446", "mvg464", "mvg525", "mvg528", "mvg529", "mvg54", "mvg730", "mvg731", "mvg732", "mvg733", "mvg745",
    "mvg911", "kodlista",
)  # fmt: skip
"""How the names of the broken profiles begin whose mistakes it takes notes to find."""


@pytest.mark.parametrize("name", sorted(path.name for path in (BROKEN / "profiles").iterdir()))
def test_a_broken_profile_is_caught_by_the_check_unless_it_takes_notes_to_find(name: str) -> None:
    assert bool(validate(BROKEN / "profiles" / name)[1]) != name.startswith(_NEEDS_NOTES)


WHEN = 'when = "afterwards=yes, admin_system=?/pmo"'
LINE = '["efterregistreras", "☐ För att bokningen'


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (WHEN, 'when = "afterwards=yes"', "#booking-unseen"),
        (WHEN, 'when = "alltid"', "#booking-unseen"),
        (WHEN, WHEN.replace("?/pmo", "?/pmo, prio=3"), "#booking-not-made"),
        (LINE, LINE.replace("efterregistreras", "alltid"), "#booking-not-made"),
    ],
)
def test_a_booking_has_its_line_on_the_page_of_just_its_contacts(
    old: str, new: str, why: str, profile: Profile, tmp_path: Path
) -> None:
    tables = profile.tables["registration.toml"].decode()
    rules = profile.tables["rules.toml"].decode()
    folder = region_at(tmp_path, registration__toml=tables.replace(old, new, 1), rules__toml=rules)
    (finding,) = validate(folder)[1]
    line = tables[: tables.index(WHEN)].count("\n") + 1
    assert (finding.code, finding.line, finding.words[1:]) == ("MVG729", line, (why,))


def test_a_profile_that_is_checked_is_the_one_that_is_loaded(tmp_path: Path) -> None:
    folder = region_at(tmp_path)
    assert validate(folder) == (load_profile(folder), ())
