"""States that released engines wrote keep loading and going on."""

import base64
import json
from datetime import datetime
from pathlib import Path

import pytest

from app import engine
from app.engine import commands
from scripts import golden_states
from tests.support.play import Play

FILES = sorted(golden_states.FOLDER.glob("*/*.json"))


class Reopened(Play):
    """A play that goes on from a state."""

    def __init__(self, golden: dict) -> None:
        sources = {name: text.encode() for name, text in golden["sources"].items()}
        self.version = engine.load(sources, "p")
        self.state = base64.b64decode(golden["state"])
        self.steps, self.trail, self.fired = [], [], []


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_a_state_of_a_released_format_loads_and_goes_on(file: Path):
    golden = json.loads(file.read_text())
    play = Reopened(golden)
    assert golden_states.seen(play) == golden["seen"]
    for entry in golden["next"]:
        play.do(commands.from_json(entry["command"]), datetime.fromisoformat(entry["at"]))
    assert golden_states.seen(play) == golden["after"]


def test_each_scene_has_a_golden_state_of_the_present_format():
    formats = [int(folder.name) for folder in golden_states.FOLDER.iterdir()]
    kept = {file.stem for file in FILES if file.parent.name == str(max(formats))}
    assert kept == golden_states.SCENES.keys()
    assert golden_states.format_of(golden_states.golden("human")["state"]) == max(formats)
