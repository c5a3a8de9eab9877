"""The profile as a workshop: trying its templates, its golden pairs, what notes use of it, what a change would do.

`rehearsal` tries the templates, `golden_pairs` runs the golden pairs, `mutation` asks whether they would notice,
`coverage` and `comparison` hold a profile against notes, `trace` says where each line of an output comes from.
"""
