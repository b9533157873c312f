"""`python -m app.cli` is the `shouwen` command where it is not installed."""

from app.cli import main

main(prog_name="shouwen")
