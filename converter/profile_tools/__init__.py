"""Tools for whoever maintains a profile.

`dry_run` validates a profile with its templates, `golden_pairs` runs its own tests, `mutation` measures what those
tests detect, `coverage` shows what notes use of it, `diff` what a change of it would do, and `provenance` where each
line of an output comes from.
"""
