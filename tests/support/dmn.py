"""Decision models as short texts, for tests."""

from __future__ import annotations

from html import escape

HEAD = '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="defs" name="defs" namespace="urn:test">'


def model(*elements: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>{HEAD}{"".join(elements)}</definitions>'.encode()


def decision(name: str, logic: str, requires: tuple[str, ...] = (), type_: str = "") -> str:
    """A decision whose id is its name. `requires` names elements; `#` in front of a name means knowledge."""
    requirements = "".join(
        f'<knowledgeRequirement><requiredKnowledge href="{name_}"/></knowledgeRequirement>'
        if name_.startswith("#")
        else f'<informationRequirement><required{kind} href="#{name_}"/></informationRequirement>'
        for name_, kind in ((one.partition(":")[0], one.partition(":")[2] or "Decision") for one in requires)
    )
    variable = f'<variable name="{name}"{typed(type_)}/>'
    return f'<decision id="{name}" name="{name}">{variable}{requirements}{logic}</decision>'


def input_data(name: str, type_: str = "") -> str:
    return f'<inputData id="{name}" name="{name}"><variable name="{name}"{typed(type_)}/></inputData>'


def typed(type_: str) -> str:
    return f' typeRef="{type_}"' if type_ else ""


def text(formula: str) -> str:
    return f"<text>{escape(formula, quote=False)}</text>"


def literal(formula: str) -> str:
    return f"<literalExpression>{text(formula)}</literalExpression>"


def table(inputs: list[str], outputs: list[str], *rules: list[str], policy: str = "UNIQUE", more: str = "") -> str:
    """A decision table: `inputs` are expressions, an output is a name or `name = allowed values`."""
    columns = "".join(
        f'<input id="in{place}" label="{escape(one)}"><inputExpression>{text(one)}</inputExpression></input>'
        for place, one in enumerate(inputs, 1)
    )
    for one in outputs:
        name, _, allowed = one.partition(" = ")
        values = f"<outputValues>{text(allowed)}</outputValues>" if allowed else ""
        columns += f'<output name="{name}">{values}</output>'
    rows = ""
    for number, cells in enumerate(rules, 1):
        tests = "".join(f"<inputEntry>{text(cell)}</inputEntry>" for cell in cells[: len(inputs)])
        results = "".join(f"<outputEntry>{text(cell)}</outputEntry>" for cell in cells[len(inputs) :])
        rows += f'<rule id="rule{number}">{tests}{results}</rule>'
    return f'<decisionTable id="table" hitPolicy="{policy}"{more}>{columns}{rows}</decisionTable>'
