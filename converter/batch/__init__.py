"""Many notes: folders, archives and JSON Lines, converted so that nothing is lost however the run ends."""
