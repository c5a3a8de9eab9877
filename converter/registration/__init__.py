"""The contact registration: from the facts of a contact to what Elvis and PMO must be told, rule by rule.

`register` decides, `page` shows, `loading` reads the tables of the profile, `rules` the words of the rules.
"""

from __future__ import annotations

from converter.registration.engine import booking_lacks, register
from converter.registration.loading import load_registration
from converter.registration.outcome import Registration
from converter.registration.rules import load_rules

__all__ = ["Registration", "booking_lacks", "load_registration", "load_rules", "register"]
