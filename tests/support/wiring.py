"""Draws random diagrams of tasks and gateways, wired without any order, and plays them with random answers."""

from __future__ import annotations

import random

from app.engine import commands
from tests.support.bpmn import Bpmn
from tests.support.play import Play

KINDS = ("user", "user", "xor", "both", "both", "some", "task")
GATEWAYS = ("xor", "both", "some")
VALUES = ("v0", "v1", "v2")
MOST_STEPS = 40


def draw(seed: int) -> Bpmn:
    """A diagram in which everything can be reached; whether its joins fit its splits is left to chance."""
    dice = random.Random(seed)
    kinds = [dice.choice(KINDS) for _ in range(dice.randint(3, 9))]
    names = [f"n{number}" for number in range(len(kinds))]
    gateways = {name for name, kind in zip(names, kinds, strict=True) if kind in GATEWAYS}
    ways = _ways(dice, names, gateways)
    diagram = Bpmn().start()
    for name, kind in zip(names, kinds, strict=True):
        diagram.pen = ""
        getattr(diagram, kind)(name)
    for end in sorted({target for targets in ways.values() for target in targets} - set(names)):
        diagram.pen = ""
        diagram.end(end, terminate=end == "e2" and dice.random() < 0.2)
    diagram.at("start").to(names[0])
    for name, kind in zip(names, kinds, strict=True):
        for number, target in enumerate(ways[name]):
            diagram.pen = name
            if kind in ("xor", "some") and len(ways[name]) > 1:
                diagram = diagram.when(f"= {VALUES[number % 3]}") if number else diagram.otherwise()
            diagram.to(target)
    return diagram


def _ways(dice: random.Random, names: list[str], gateways: set[str]) -> dict[str, list[str]]:
    ways: dict[str, list[str]] = {name: [] for name in names}
    for number, name in enumerate(names[1:], 1):
        free = [each for each in names[:number] if each in gateways or not ways[each]]
        ways[dice.choice(free or names[number - 1 : number])].append(name)
    for number, name in enumerate(names):
        for _ in range(dice.choice((0, 1, 1, 2)) if name in gateways else 0):
            anywhere = [*names[1:], "e1", "e2"]
            target = dice.choice(anywhere if dice.random() < 0.35 else [*names[number + 1 :], "e1"])
            if target != name and target not in ways[name]:
                ways[name].append(target)
        if not ways[name]:
            later = [each for each in names[number + 1 :] if each in gateways]
            ways[name].append(dice.choice(later or ["e1", "e2"]))
    return ways


def play(diagram: Bpmn, seed: int) -> Play:
    """A case of the diagram, played until nothing is open or for so many steps."""
    dice = random.Random(seed)
    case = Play(diagram, **{name: dice.random() < 0.5 for name in VALUES})
    for _ in range(MOST_STEPS):
        tasks = case.view.tasks
        if not tasks:
            break
        answer = {dice.choice(VALUES): dice.random() < 0.5}
        case.do(commands.Complete(by="li", task=dice.choice(tasks).key, values=answer))
    return case
