"""The guided half of fuzz_feel.py: atheris makes texts by what the code of the language does with them.

    python scripts/_fuzz_guided.py SECONDS

It begins with the real expressions that fuzz_feel.py knows, and is told the words of the language.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import atheris

sys.path[:0] = [str(Path(__file__).resolve().parent.parent), str(Path(__file__).resolve().parent)]

with atheris.instrument_imports(include=["app.feel"]):
    from app import feel  # noqa: F401 - loaded here first, so that its code is watched

import fuzz_feel

HANGS = 60  # seconds of the clock for one text, however busy the machine is; fuzz_feel.py counts the processor's own


def one(data: bytes) -> None:
    fuzz_feel.ask(data.decode("utf-8", "replace"))


def write_corpus(folder: Path) -> None:
    """The texts to begin with, one in a file."""
    for number, text in enumerate(fuzz_feel.real_expressions()):
        (folder / str(number)).write_text(text, "utf-8")


def main(seconds: int, folder: Path) -> None:
    corpus, words = folder / "corpus", folder / "words"
    corpus.mkdir()
    write_corpus(corpus)
    words.write_text(fuzz_feel.dictionary(), "ascii")
    options = [
        f"-max_total_time={seconds}",
        "-max_len=300",
        f"-dict={words}",
        f"-artifact_prefix={folder}/",
        "-print_final_stats=1",
        f"-timeout={HANGS}",
        str(corpus),
    ]
    atheris.Setup([sys.argv[0], *options], one)
    atheris.Fuzz()


if __name__ == "__main__":
    with TemporaryDirectory() as temporary:
        main(int(sys.argv[1]), Path(temporary))
