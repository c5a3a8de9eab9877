"""The web application: one page, its script and style, and the calls that the script makes. It keeps no note."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from converter.conversion.output import encoded
from converter.conversion.proven_page import registration_page
from converter.findings.catalogue import Language
from converter.page.questions import answered_note
from converter.page.registration import answered_registration
from converter.page.request import PageRequest, parse_request
from converter.page.security import MAX_REQUEST_BYTES, TOKEN_HEADER, Access, is_allowed, protect
from converter.page.view import page_view
from converter.page.words import page_words
from converter.pipeline import target_of
from converter.profile import PageForm, Profile
from converter.profile.building import KeptProfile
from converter.profile.schema import REGISTRATION_FILE

REGISTRATION_FORMS: Final[dict[str, PageForm]] = {"registration-text": "text", "registration-html": "html"}
"""The outputs beside the targets of the profile, each with the form of the registration's page."""


class Session(NamedTuple):
    """What the application calls when it is used, and when its tab was closed."""

    on_use: Callable[[], None]
    on_end: Callable[[], None]


class Suggestions(NamedTuple):
    """The user's settings, which the page offers and never uses unasked."""

    values: Mapping[str, Sequence[str]] = MappingProxyType({})
    """Values of fields and codes of answers, by the fact that they are for."""
    target: str = ""
    """The target that is chosen when the page opens; `""` for the profile's first."""


NO_SUGGESTIONS: Final = Suggestions()


def create_app(
    profile: Profile, access: Access, language: Language, session: Session, suggestions: Suggestions = NO_SUGGESTIONS
) -> Flask:
    """The application for one run of `mvg page`. `language` is `sv` or `en`. It may run past the last day of `profile`.

    The settings stand in no document that another user of the machine could fetch: the page asks for them.
    """
    kept = KeptProfile(profile)
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MAX_REQUEST_BYTES

    @app.before_request
    def check_access() -> Response | None:
        if not is_allowed(request, access):
            return _failed("refused", 403)
        if request.path.startswith("/api/"):
            session.on_use()
        return None

    app.after_request(protect)
    app.register_error_handler(Exception, _on_error)

    @app.get("/")
    def page() -> str:
        profile = kept.today()
        targets = [{"name": name, "gated": row.gated, "ending": row.ending} for name, row in profile.targets.items()]
        if REGISTRATION_FILE in profile.tables:
            endings = [(name, "txt" if form == "text" else form) for name, form in REGISTRATION_FORMS.items()]
            targets += [{"name": name, "gated": False, "ending": ending} for name, ending in endings]
        return render_template(
            "page.html", words=page_words(language), language=language, profile=profile, targets=targets,
            token_header=TOKEN_HEADER, limit=MAX_REQUEST_BYTES,
        )  # fmt: skip

    _add_calls(app, kept, language, session, suggestions)
    return app


def _add_calls(app: Flask, kept: KeptProfile, language: Language, session: Session, suggestions: Suggestions) -> None:
    """Adds the calls that the script makes."""

    @app.post("/api/state")
    def state() -> dict[str, Any]:
        profile = kept.today()
        return page_view(_page_request(profile), profile, language)

    @app.post("/api/output")
    def output() -> Response:
        profile = kept.today()
        data = _output(_page_request(profile), profile)
        return _failed("refused", 409) if data is None else Response(data, mimetype="application/octet-stream")

    @app.post("/api/start")
    def start() -> dict[str, Any]:
        return {"suggestions": dict(suggestions.values), "target": suggestions.target}

    @app.post("/api/end")
    def end() -> Response:
        response = Response("{}", mimetype="application/json")
        response.call_on_close(session.on_end)
        return response


def _page_request(profile: Profile) -> PageRequest:
    """The validated body of this call. Raises `ValueError`."""
    called = parse_request(json.loads(request.get_data()))
    if called.target not in profile.targets and called.target not in REGISTRATION_FORMS:
        raise ValueError("target")
    return called


def _output(called: PageRequest, profile: Profile) -> bytes | None:
    """The file of a target, or of the registration's page; None when the note is stopped."""
    if called.target not in REGISTRATION_FORMS:
        text = answered_note(called, profile).result.output
        return None if text is None else encoded(text, target_of(called.target, profile).line_end)
    first = next(iter(profile.targets))
    note = answered_note(replace(called, target=first), profile)
    if note.result.note is None:
        return None
    subject, registration, _ = answered_registration(note, called)
    return encoded(registration_page(registration, subject, profile, REGISTRATION_FORMS[called.target]))


def _on_error(error: Exception) -> Response:
    """An error as JSON with its kind alone: what it says may quote the note, and is neither sent nor logged."""
    if isinstance(error, RequestEntityTooLarge):
        return _failed("too_large", 413)
    if isinstance(error, HTTPException):
        return _failed("refused", error.code or 400)
    if isinstance(error, ValueError):
        return _failed("refused", 400)
    return _failed("fault", 500)


def _failed(kind: str, status: int) -> Response:
    return Response(json.dumps({"failed": kind}), status=status, mimetype="application/json")
