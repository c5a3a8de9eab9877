"""The registration of the note's contact on the page: its questions with the answers given, and its proven page."""

from __future__ import annotations

from typing import Any

from converter.conversion.proven_page import registration_page
from converter.conversion.result import digest_of
from converter.files.storage import Refused
from converter.findings.catalogue import Language
from converter.page.questions import AnsweredNote
from converter.page.request import PageRequest
from converter.page.words import page_message
from converter.profile import Profile, ProfileError
from converter.registration import Registration, Subject, load_registration, register, subject_of
from converter.registration.engine import optional_questions
from converter.registration.findings import findings as findings_of
from converter.registration.model import Question
from converter.registration.page import view

_ASKED_ON_THE_PAGE = ("MVG430", "MVG440", "MVG444")
"""Findings that name the questions, which stand on the page themselves, or that the note has as well."""


def registration_view(note: AnsweredNote, request: PageRequest, language: Language) -> dict[str, Any]:
    """The questions, the parts of the page, and the findings of the registration."""
    profile = note.parsed.profile
    subject, registration, answered = answered_registration(note, request)
    findings = [one for one in findings_of(registration, subject, profile) if one.code not in _ASKED_ON_THE_PAGE]
    page: dict[str, object] = {}
    try:
        registration_page(registration, subject, profile, "text")  # proven before the same values are shown
        page = view(registration, subject, profile)
    except Refused as refused:
        findings.append(refused.finding)
    except ProfileError as error:
        findings += error.findings
    return {
        **{name: page.get(name, ()) for name in ("facts", "parts", "not_covered", "left_open")},
        "questions": [
            *(_question(question, codes) for question, codes in answered),
            *(_question(question, ()) for question in _open(subject, registration, profile)),
        ],
        "findings": [
            {"code": finding.code, "severity": finding.severity, "message": message, "step": step}
            for finding in findings
            for message, step in [page_message(finding, language)]
        ],
    }


def answered_registration(
    note: AnsweredNote, request: PageRequest
) -> tuple[Subject, Registration, list[tuple[Question, tuple[str, ...]]]]:
    """The registration with each answer whose question it still asks, and those questions with their codes.

    An answer never replaces what the note says: a fact that the note has is not asked for.
    """
    profile, read = note.parsed.profile, note.result.note
    assert read is not None
    subject = subject_of(read, profile, digest_of(request.source))
    registration = register(subject.contact, profile)
    answered: list[tuple[Question, tuple[str, ...]]] = []
    for fact, codes in request.contact.items():
        asked = _open(subject, registration, profile)
        question = next((question for question in asked if question.fact == fact), None)
        if question is None or not codes or not set(codes) <= {code for code, _ in question.choices}:
            continue
        changes: dict[str, Any] = {fact: codes if fact == "channels" else codes[0]}
        subject = subject._replace(contact=subject.contact._replace(**changes))
        registration = register(subject.contact, profile)
        answered.append((question, codes))
    return subject, registration, answered


def _open(subject: Subject, registration: Registration, profile: Profile) -> tuple[Question, ...]:
    """The questions that a value waits for, else those that would make the page shorter."""
    return registration.questions or optional_questions(subject.contact, load_registration(profile))


def _question(question: Question, codes: tuple[str, ...]) -> dict[str, Any]:
    choices = [{"code": code, "words": words} for code, words in question.choices]
    several = question.fact == "channels"
    return {"fact": question.fact, "text": question.text, "several": several, "choices": choices, "codes": list(codes)}
