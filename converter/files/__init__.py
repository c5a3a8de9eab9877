"""Files read and written whole or not at all, and what may be shown of a name."""
