"""The guided half of fuzz_feel.py: atheris makes texts by what the code of the language does with them.

python scripts/_fuzz_guided.py SECONDS
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

sys.path[:0] = [str(Path(__file__).resolve().parent.parent), str(Path(__file__).resolve().parent)]

with atheris.instrument_imports(include=["app.feel"]):
    from app import feel  # noqa: F401 - loaded here first, so that its code is watched

import fuzz_feel


def one(data: bytes) -> None:
    fuzz_feel.ask(data.decode("utf-8", "replace"))


def main(seconds: int) -> None:
    options = [
        f"-max_total_time={seconds}",
        "-max_len=200",
        "-print_final_stats=1",
        f"-timeout={fuzz_feel.PATIENCE:.0f}",
    ]
    atheris.Setup([sys.argv[0], *options], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main(int(sys.argv[1]))
