"""`python -m converter` is `mvg`."""

from converter.cli import main

main()
