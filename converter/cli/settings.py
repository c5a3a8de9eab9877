"""A user's settings, and `mvg settings`: values that questions at a terminal suggest; none is used unasked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import click

from converter.cli import report
from converter.cli.command import command, lang_option
from converter.cli.language import Text, say
from converter.files.redaction import redact
from converter.files.storage import Refused, read_file
from converter.findings import Finding

if TYPE_CHECKING:
    from converter.profile import Profile

_MAX_BYTES: Final = 65_536
_FILE: Final = "settings.toml"


class UserSettings(NamedTuple):
    """What a user is asked for again and again; each value is suggested, never used without a yes."""

    unit: tuple[str, ...] = ()
    """The signing unit; several to choose from."""
    signer: tuple[str, ...] = ()
    """Who signed."""
    record_type: tuple[str, ...] = ()
    """The record type."""
    system: str = ""
    """Where the contact is registered, as the registration asks for it."""
    target: str = ""
    """The target of `mvg paste`, of the menu and of the page."""

    @property
    def suggestions(self) -> dict[str, tuple[str, ...]]:
        """The suggested values by the fact that they are for."""
        return {"signing_unit.name": self.unit, "signer": self.signer, "record_type": self.record_type}

    def contact_codes(self, profile: Profile) -> dict[str, str]:
        """The suggested codes of the registration by fact, without words that the profile does not know."""
        from converter.registration.fact_options import code_of

        code = code_of("admin_system", self.system, profile) if self.system else None
        return {"admin_system": code} if code else {}


_MEANINGS: Final = {
    "unit": Text("enheten som signerar", "signing unit"),
    "signer": Text("den som signerar", "who signs"),
    "record_type": Text("journaltypen", "record type"),
    "system": Text("systemet som kontakten registreras i", "the system that the contact is registered in"),
    "target": Text("målet som föreslås", "target that is suggested"),
}
_LISTS: Final = ("unit", "signer", "record_type")


def settings_path() -> Path:
    """The file with the settings of this user."""
    return Path(click.get_app_dir("mvg")) / _FILE


def load_settings() -> tuple[UserSettings, tuple[Finding, ...]]:
    """The settings, and a warning (MVG864) when the file cannot be used: nothing is taken from it then."""
    import tomllib

    try:
        data = tomllib.loads(read_file(settings_path(), _MAX_BYTES).decode("utf-8-sig"))
    except Refused as refused:
        absent = refused.finding.code == "MVG801"
        return UserSettings(), () if absent else (Finding("MVG864", words=(refused.finding.code,)),)
    except UnicodeError:
        return UserSettings(), (Finding("MVG864", words=("UTF-8",)),)
    except tomllib.TOMLDecodeError:
        return UserSettings(), (Finding("MVG864", words=("TOML",)),)
    values = {name: _value(name, value) for name, value in data.items()}
    wrong = next((name for name, value in values.items() if value is None), None)
    if wrong is not None:
        return UserSettings(), (Finding("MVG864", words=(redact(wrong),)),)
    return UserSettings(**values), ()


def _value(name: str, value: Any) -> Any:
    """The value of a setting; None for one that is not known or has another type."""
    if name in _LISTS:
        texts = [value] if isinstance(value, str) else value
        right = isinstance(texts, list) and all(isinstance(text, str) and text.isprintable() for text in texts)
        return tuple(text.strip() for text in texts if text.strip()) if right else None
    return value.strip() if name in _MEANINGS and isinstance(value, str) and value.isprintable() else None


@command(
    "Visa dina inställningar och var filen med dem ligger. De föreslås i frågorna i mvg paste, i menyn i "
    "mvg ANTECKNING och på sidan i mvg page; du väljer dem varje gång, och inget annat kommando använder dem.",
    "Show your settings and where their file is. The questions of mvg paste, the menu of mvg NOTE and the page of "
    "mvg page suggest them; you choose them each time, and no other command uses them.",
)
@lang_option
def settings() -> None:
    values, findings = load_settings()
    report.show(findings, _FILE)
    click.echo(say(f"Fil: {settings_path()}", f"File: {settings_path()}"))
    for name, value in values._asdict().items():
        texts = [value] if isinstance(value, str) else value
        shown = ", ".join(f'"{text}"' for text in texts if text) or say("inget valt", "not set")
        click.echo(f"  {name} = {shown}  ({_MEANINGS[name]})")
    click.echo(say(
        'Skriv en rad för varje inställning, till exempel: unit = ["Exempelby hälsocentral"]',
        'Write a line for each setting, for example: unit = ["Exempelby hälsocentral"]',
    ))  # fmt: skip
