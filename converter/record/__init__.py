"""From the note to the record note: overrides, mapping and checks."""
