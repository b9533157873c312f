#!/usr/bin/env python3
"""Opens every diagram of a folder in the studio's editor: how long it takes, and what is lost when it is saved again.

`python scripts/editor.py DIR` prints a line for each diagram and ends with `same N, other N`. Compared is every
element, attribute and text, wherever it stands; left aside are comments, white space, prefixes, the order of
attributes, 100.0 for 100, and attributes that say what BPMN takes for granted (`isForCompensation="false"`).
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import _setup
from _setup import BIN, ROOT, say
from screenshots import QUIET, chromium, free_port, wait_for

if TYPE_CHECKING:
    from playwright.sync_api import Page

OWNER = "root.lu"
PATIENCE_MS = 30_000
MOST_SHOWN = 6
# Defaults of the BPMN 2.0 schema: whether they are written makes no difference.
GRANTED = {
    ("startQuantity", "1"),
    ("completionQuantity", "1"),
    ("isForCompensation", "false"),
    ("isInterrupting", "true"),
    ("cancelActivity", "true"),
    ("parallelMultiple", "false"),
    ("triggeredByEvent", "false"),
    ("instantiate", "false"),
    ("isCollection", "false"),
    ("isSequential", "false"),
    ("gatewayDirection", "Unspecified"),
    ("processType", "None"),
    ("isClosed", "false"),
    ("associationDirection", "None"),
    ("implementation", "##WebService"),
    ("implementation", "##unspecified"),
    ("isUnlimited", "false"),
    ("eventGatewayType", "Exclusive"),
    ("itemKind", "Information"),
    ("cancelRemainingInstances", "true"),
    ("testBefore", "false"),
    ("behavior", "All"),
    ("isImmediate", "true"),
    ("structural", "false"),
    ("isMarkerVisible", "true"),
    ("expressionLanguage", "http://www.w3.org/1999/XPath"),
    ("typeLanguage", "http://www.w3.org/2001/XMLSchema"),
    ("textFormat", "text/plain"),
}


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
        opened, saved = open_and_save(page, draft)
        lost = list(differences(file.read_bytes(), saved.encode())) if saved else ["it was not opened"]
        same += not lost
        print(f"{file.stem}: {file.stat().st_size // 1000} kB, open after {opened:.0f} ms, {len(lost)} differences")
        for line in lost[:MOST_SHOWN]:
            print(f"    {line}")
    print(f"same {same}, other {len(drafts) - same}")


def open_and_save(page: Page, draft: int) -> tuple[float, str]:
    """Milliseconds from the click to the drawn diagram, and what the editor then saves."""
    page.goto(f"/studio/drafts/{draft}")
    page.wait_for_selector("[data-editor][data-ready]")
    marks = page.evaluate("performance.getEntriesByName('editor-open').map(mark => mark.startTime)")
    if not marks:
        return 0, ""
    with page.expect_download() as saved:
        page.locator(".editor-menu summary").click()
        page.locator("[data-save-bpmn]").click()
    return float(marks[0]), Path(saved.value.path()).read_text("utf-8")


def differences(before: bytes, after: bytes) -> Iterator[str]:
    """Elements, attributes and texts that are in one and not in the other, wherever they stand."""
    one, other = Counter(facts(before)), Counter(facts(after))
    for fact in one - other:
        yield f"- {fact}"
    for fact in other - one:
        yield f"+ {fact}"


def facts(data: bytes) -> Iterator[str]:
    from app.engine import xml

    for node in xml.read(data).iter():
        if not isinstance(node.tag, str):
            continue  # comments and processing instructions
        owner = next((each.get("id") for each in (node, *node.iterancestors()) if each.get("id")), "")
        tag = re.sub(r"^\{.*[/#]([^/#}]*)\}", r"\1:", node.tag)
        for name, value in sorted(node.attrib.items()):
            if (str(name), str(value)) not in GRANTED and not str(name).endswith("}type"):  # xsi:type has a prefix
                yield f"{owner} {tag} @{name}={number(' '.join(str(value).split()))}"
        text = " ".join((node.text or "").split())
        yield f"{owner} {tag} {number(text)}"


def number(text: str) -> str:
    """A coordinate by its value: 100.0 is 100."""
    return f"{float(text):g}" if re.fullmatch(r"-?\d+\.\d+", text) else text


if __name__ == "__main__":
    sys.exit(main())
