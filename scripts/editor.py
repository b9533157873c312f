#!/usr/bin/env python3
"""Opens every diagram of a folder in the studio's editor: how long it takes, and what is lost when it is saved.

`python scripts/editor.py DIR` prints a line for each diagram and ends with `same N, other N`. A diagram is the same
where every element, attribute, text and comment is, in the same order; and where, after one name was changed, nothing
else differs.
"""

from __future__ import annotations

import difflib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import _setup
from _setup import BIN, ROOT, say
from playwright.sync_api import Error as PlaywrightError
from screenshots import QUIET, chromium, free_port, wait_for

if TYPE_CHECKING:
    from playwright.sync_api import Page

OWNER = "root.lu"
PATIENCE_MS = 30_000
MOST_SHOWN = 6
MOST_TRIED = 20  # shapes that are clicked until one can be renamed
NEW = "改了名"


def main() -> int:
    if len(sys.argv) != 2:
        say("which folder? python scripts/editor.py DIR")
        return 2
    if Path(sys.prefix) != _setup.VENV:
        _setup.ready({"dev"})
        os.execv(BIN / "python", [str(BIN / "python"), *sys.argv])
    files = sorted(Path(sys.argv[1]).rglob("*.bpmn"), key=lambda file: file.stat().st_size)
    with tempfile.TemporaryDirectory() as data:
        drafts = draw(Path(data), files)
        look(Path(data), drafts)
    return 0


def draw(data: Path, files: list[Path]) -> dict[Path, int]:
    """An application with the demo's people and a draft of each diagram, as it is."""
    from app import create_app
    from app.casework import demo, drafts, people, setup
    from app.config import Settings

    shared, cases = data / "demo" / "processes", data / "demo" / "cases"
    cases.mkdir(parents=True)
    shared.mkdir()
    for file in (ROOT / "processes").glob("*.yaml"):
        (shared / file.name).symlink_to(file)
    application = create_app(Settings(data=data, log_level="CRITICAL"))
    with application.app_context():
        setup.set_up()
        list(demo.set_up(shared, cases))
        owner = people.actor(OWNER)
        made = {}
        for number, file in enumerate(files):
            made[file] = drafts.begin_with(
                f"m-{number}", file.stem, {drafts.DIAGRAM: file.read_bytes()}, owner, None
            ).id
        return made


def look(data: Path, drafts: dict[Path, int]) -> None:
    import run
    from playwright.sync_api import sync_playwright

    port = free_port()
    environment = {**os.environ, "SHOUWEN_DATA": str(data), "SHOUWEN_LOG_LEVEL": "ERROR"}
    running = {"web": run.start(["run", "--port", str(port)], environment)}
    try:
        wait_for(port)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
            page = browser.new_page(base_url=f"http://127.0.0.1:{port}", viewport={"width": 1440, "height": 900})
            page.set_default_timeout(PATIENCE_MS)
            page.on("dialog", lambda dialog: dialog.accept())
            page.on("console", lambda said: print(f"    {said.text}") if said.type == "warning" else None)
            sign_in(page)
            page.goto(f"/studio/drafts/{next(iter(drafts.values()))}")  # the scripts are in the browser's cache
            page.wait_for_selector("[data-editor][data-ready]")
            print_all(page, drafts)
            browser.close()
    finally:
        run.stop(running)


def sign_in(page: Page) -> None:
    from app.config import DEMO_PASSWORD

    page.goto("/login")
    page.fill("input[name=login]", OWNER)
    page.fill("input[name=password]", DEMO_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/login" not in url)


def print_all(page: Page, drafts: dict[Path, int]) -> None:
    same = 0
    for file, draft in drafts.items():
        opened = open_draft(page, draft)
        lost = list(differences(file.read_bytes(), save(page))) if opened else ["it was not opened"]
        if opened and (renamed := rename_one(page)):
            found = [line for line in differences(file.read_bytes(), save(page)) if "BPMNLabel" not in line]
            lost += [] if len(found) == 2 and NEW in found[1] else [f"{renamed} renamed:", *(found or ["nothing"])]
        same += not lost
        print(f"{file.stem}: {file.stat().st_size // 1000} kB, open after {opened:.0f} ms, {len(lost)} differences")
        for line in lost[:MOST_SHOWN]:
            print(f"    {line}")
    print(f"same {same}, other {len(drafts) - same}")


def open_draft(page: Page, draft: int) -> float:
    """Milliseconds from the click to the drawn diagram; 0 where it was not drawn."""
    page.goto(f"/studio/drafts/{draft}")
    page.wait_for_selector("[data-editor][data-ready]")
    marks = page.evaluate("performance.getEntriesByName('editor-open').map(mark => mark.startTime)")
    return float(marks[0]) if marks else 0


def save(page: Page) -> bytes:
    """What the editor saves."""
    with page.expect_download() as saved:
        if page.locator(".editor-menu[open], .editor-menu details[open]").count() == 0:
            page.locator(".editor-menu summary").click()
        page.locator("[data-save-bpmn]").click()
    return Path(saved.value.path()).read_bytes()


def rename_one(page: Page) -> str:
    """Gives the first task that can be clicked another name; its id, or nothing where the diagram has none."""
    for shape in page.locator(".djs-shape[data-element-id]:has(> .djs-visual > rect)").all()[:MOST_TRIED]:
        try:
            shape.dblclick(timeout=2_000)
            box = page.locator(".djs-direct-editing-content")
            box.wait_for(timeout=2_000)
        except PlaywrightError:
            continue
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type(NEW)
        page.keyboard.press("Enter")
        return shape.get_attribute("data-element-id") or ""
    return ""


def differences(before: bytes, after: bytes) -> Iterator[str]:
    """The lines that differ, of documents with a tag, an attribute or a text on each line."""
    one, other = lines(before), lines(after)
    yield from (
        line for line in difflib.unified_diff(one, other, n=0, lineterm="") if line[:3] not in ("---", "+++", "@@ ")
    )


def lines(data: bytes) -> list[str]:
    """Each tag, attribute and text of a document in order; names with their namespace, whatever prefix stands for it.

    `xsi:type` holds such a name too. Comments stay; white space between elements says nothing in BPMN.
    """
    from app.engine import xml

    found = []
    for node in xml.read(data).iter():
        found.append(str(node.tag) if isinstance(node.tag, str) else "comment")
        for name, value in sorted(node.attrib.items() if isinstance(node.tag, str) else ()):
            prefix, _, local = value.rpartition(":")
            typed = f"{{{node.nsmap.get(prefix or None)}}}{local}" if name.endswith("}type") else value
            found.append(f"  {name}={typed}")
        found += [f"  {text.strip()}" for text in (node.text, node.tail) if text and text.strip()]
    return found


if __name__ == "__main__":
    sys.exit(main())
