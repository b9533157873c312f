"""The front-end project: complete in Chinese, pinned, and free of what our content security policy forbids."""

from __future__ import annotations

import json
import re
from pathlib import Path

import app.web

FRONTEND = Path(app.web.__file__).parent / "frontend"
SCRIPTS = sorted((FRONTEND / "src").rglob("*.js"))
SAID = re.compile(r"""(?<![\w.])_\(\s*(['"])(.+?)(?<!\\)\1""")
TABLED = re.compile(r"""^  '((?:[^'\\]|\\.)+)':""", re.MULTILINE)


def words(path: str) -> set[str]:
    return set(TABLED.findall((FRONTEND / "src" / path).read_text("utf-8")))


def test_every_text_of_the_scripts_has_its_chinese() -> None:
    said = {match[1] for script in SCRIPTS for match in SAID.findall(script.read_text("utf-8"))}
    assert said - words("lib/zh.js") == set()


def test_the_chinese_table_has_no_text_that_nobody_says() -> None:
    everything = "".join(script.read_text("utf-8") for script in SCRIPTS if script.name != "zh.js")
    assert {text for text in words("lib/zh.js") if f"'{text}'" not in everything} == set()


def test_versions_are_exact_and_the_lock_names_no_registry() -> None:
    project = json.loads((FRONTEND / "package.json").read_text())
    for name, version in {**project["dependencies"], **project["devDependencies"]}.items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), name
    packages = json.loads((FRONTEND / "package-lock.json").read_text())["packages"]
    assert len(packages) > 20
    assert all(package.get("integrity") for path, package in packages.items() if path)
    assert not [path for path, package in packages.items() if "resolved" in package]


def test_no_template_carries_a_script_or_a_handler_of_its_own() -> None:
    inline = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|\son[a-z]+=|javascript:|\bhx-on", re.IGNORECASE)
    for template in sorted(FRONTEND.parent.glob("**/templates/**/*.html")):
        assert not inline.search(template.read_text("utf-8")), template
