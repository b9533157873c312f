#!/usr/bin/env python3
"""Checks that every diagram under processes/ is worth printing, and renders them.

    python scripts/diagrams.py [FOLDER …] [--render DIR]

Prints what is wrong by element id, and exits 1 when anything is. `--render` draws each diagram with bpmn-js in a
headless Chromium, as SVG and as PNG.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.engine.layout import geometry

BPMN_JS = ROOT / "app/web/frontend/node_modules/bpmn-js/dist/bpmn-viewer.production.min.js"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--lang=zh-CN"]
PAGE = '<!doctype html><meta charset="utf-8"><body style="margin:0;background:#fff"><div id="c" style="height:900px">'
DRAW = """async (xml) => {
    document.getElementById('c').replaceChildren();
    const viewer = new BpmnJS({ container: '#c' });
    const { warnings } = await viewer.importXML(xml);
    const canvas = viewer.get('canvas');
    const found = [];
    for (const root of canvas.getRootElements()) {
        canvas.setRootElement(root);
        const { svg } = await viewer.saveSVG();
        found.push([root.id.endsWith('_plane') ? root.businessObject.id : '', svg]);
    }
    return [found, warnings.map((each) => each.message)];
}"""


def main() -> int:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("folders", nargs="*", type=Path, help="processes, or folders of them; else processes/")
    options.add_argument("--render", type=Path, metavar="DIR", help="draw each diagram into this folder")
    chosen = options.parse_args()
    files = list(diagrams(chosen.folders or [ROOT / "processes"]))
    count = sum(report(file) for file in files)
    if chosen.render:
        render({file.parent.name: file.read_text("utf-8") for file in files}, chosen.render, png=True)
    print(f"{len(files)} diagrams, {count} findings")
    return 1 if count else 0


def diagrams(folders: list[Path]) -> Iterator[Path]:
    for folder in folders:
        if folder.is_file():
            yield folder
        elif (folder / "process.bpmn").is_file():
            yield folder / "process.bpmn"
        else:
            yield from sorted(folder.glob("*/process.bpmn"))


def report(file: Path) -> int:
    """Prints the findings of a diagram; how many there are."""
    findings = geometry.check(file.read_bytes())
    name = file.parent.name if file.name == "process.bpmn" else file.name
    print(f"{name}: {geometry.crossings(findings)} crossings, {len(findings)} findings")
    for finding in findings:
        print(f"    {finding}")
    return len(findings)


def render(texts: dict[str, str], folder: Path, *, png: bool = False) -> None:
    """Writes `<name>.svg`, and `.png` where asked for, of each BPMN text as bpmn-js draws it.

    A sub-process with a plane of its own is `<name>--<its id>.svg`.
    """
    from playwright.sync_api import sync_playwright

    browser_file = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser_file is None or not BPMN_JS.is_file():
        raise SystemExit("rendering needs a Chromium and the built front end: python3 scripts/run.py --set-up-only")
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_file, args=QUIET)
        page = browser.new_page(viewport={"width": 1600, "height": 900})
        page.set_content(PAGE)
        page.add_script_tag(path=BPMN_JS)
        for name, text in texts.items():
            planes, warnings = page.evaluate(DRAW, text)
            for warning in warnings:
                print(f"{name}: {warning}")
            for inner, svg in planes:
                called = f"{name}--{inner}" if inner else name
                (folder / f"{called}.svg").write_text(svg, "utf-8")
                if png:
                    picture = browser.new_page(viewport={"width": 5000, "height": 2400})
                    picture.set_content(f'<body style="margin:0;background:#fff">{svg[svg.index("<svg") :]}')
                    picture.locator("svg").first.screenshot(path=folder / f"{called}.png")
                    picture.close()
        browser.close()


if __name__ == "__main__":
    sys.exit(main())
