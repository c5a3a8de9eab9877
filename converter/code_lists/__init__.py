"""Code lists: the published list of the codes of a classification, as a region has it in a file.

`published` reads the file, `table` looks codes up, and `cache` keeps the table on disk, so that a list of 80,000 rows
costs nothing at the start of a command. No list is part of the program.
"""
