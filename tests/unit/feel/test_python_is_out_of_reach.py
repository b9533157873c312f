"""FEEL is a language of its own: nothing that is written in it names, calls or reaches anything of Python's."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import app
from app import feel
from app.feel import FeelError

SOURCES = Path(app.__file__).parent
VALUES: dict[str, Any] = {"text": "a", "number": 1, "list": [1, 2], "context": {"a": 1}, "yes": True}
DUNDERS = ["__class__", "__init__", "__globals__", "__mro__", "__dict__", "__builtins__", "__subclasses__", "__doc__"]
CALLS = ["__import__('os')", "eval('1')", "exec('1')", "open('/etc/passwd')", "compile('1', '', 'eval')"]
CALLS += ["getattr(1, 2)", "number.real", "globals()", "locals()", "vars(text)", "type(text)", "os.system('id')"]
CALLS += ["print(1)", "breakpoint()", "input()"]
CALLS += ['"{0.__class__}".format(text)', '"%s" % text', "text.upper()", "list.append(1)", "context.keys()"]
CALLS += ["lambda: 1", "(lambda x: x)(1)", "[x for x in list]", "import os", "f'{text}'", "text.__class__()"]


def result_of(text: str) -> Any:
    """What comes of an expression; None where it is refused."""
    try:
        return feel.parse(text).evaluate(VALUES)
    except FeelError:
        return None


@pytest.mark.parametrize("name", DUNDERS)
@pytest.mark.parametrize("owner", ["", *(f"{name}." for name in VALUES), '"a".', "(1).", "[1].", "{a: 1}."])
def test_no_attribute_of_python_is_a_name(owner: str, name: str) -> None:
    assert result_of(owner + name) in (None, [], [None, None], [None])


@pytest.mark.parametrize("text", CALLS)
def test_no_function_or_method_of_python_is_called(text: str) -> None:
    assert result_of(text) in (None, [], [None, None])


@pytest.mark.parametrize("text", ["string length", "count", "function(x) x", "now", "number.real", "text.upper"])
def test_a_function_never_turns_into_text_that_tells_of_python(text: str) -> None:
    told = result_of(f"string({text})")
    assert told is None or not ("0x" in told or "<" in told or "app." in told), told


PARTS = st.sampled_from([*DUNDERS, "real", "keys", "a", "f_globals"])


@given(st.sampled_from(sorted(VALUES)), st.lists(PARTS, min_size=1))
def test_no_path_leads_out_of_the_values(owner: str, path: list[str]) -> None:
    assert is_feel(result_of(".".join([owner, *path])))


def is_feel(value: Any) -> bool:
    if isinstance(value, list):
        return all(map(is_feel, value))
    if isinstance(value, dict):
        return all(map(is_feel, value.values()))
    return value is None or isinstance(value, bool | str | int) or type(value).__module__ == "decimal"


def calls(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id
        elif isinstance(node, ast.Import):
            yield from (f"import {each.name}" for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield f"import {node.module}"


def test_no_code_of_ours_runs_text_as_code_or_reads_what_python_pickled() -> None:
    refused = {"eval", "exec", "compile", "__import__"}
    refused |= {f"import {name}" for name in ("pickle", "marshal", "shelve", "dill", "code", "jinja2.sandbox")}
    for source in SOURCES.rglob("*.py"):
        if "node_modules" not in source.parts:
            assert not refused & set(calls(ast.parse(source.read_text()))), source


def test_the_library_of_the_engine_is_used_without_its_scripts_and_its_serializer() -> None:
    """SpiffWorkflow evaluates Python in its scripts, and stored texts in its migrations: neither is ever loaded."""
    for source in SOURCES.rglob("*.py"):
        if "node_modules" not in source.parts:
            text = source.read_text()
            for name in ("PythonScriptEngine", "script_engine", "SpiffWorkflow.bpmn.serializer", "BpmnParser"):
                assert f"import {name}" not in text, source
                assert f"from {name}" not in text, source
