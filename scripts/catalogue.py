#!/usr/bin/env python3
"""Writes docs/processes.md: every procedure with its picture, source, limits, forms, decisions, examples, parameters.

    python scripts/catalogue.py [--check | --audit]

Draws the pictures whose diagram has changed (bpmn-js in a headless Chromium). `--check` writes nothing and exits 1 when
the document or a picture is out of date. `--audit` rehearses the examples of the master table of limits, and says which
of them keep and which miss each limit.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "scripts"))

from app.casework import catalogue, declared, examples, outline, rehearse
from app.casework.catalogue import Entry, Rows
from app.casework.outline import Amount, Limit, Outline
from app.engine import xml
from app.engine.layout import graph

PROCESSES, FORMS = ROOT / "processes", ROOT / "forms"
TARGET, PICTURES = ROOT / "docs" / "processes.md", ROOT / "docs" / "images" / "processes"
DRAWN_FROM = "<!-- drawn from {} -->\n"
HEAD = """# 流程目录

*由 `scripts/catalogue.py` 从 `processes/` 与 `forms/` 生成，请勿手改。*

每个流程：图、使用者、来源、时限与到期后果、表单、决策、例案、参数。末尾的对照表把目录的每一行对应到文件与例案。
"""
CLOCKS = {"WD": "个工作日", "WH": "工作时", "ND": "个自然日", "H": "小时", "M": "分钟", "D": "天"}
STARTED = {"by hand": "人工", "by timer": "定时", "by message": "消息", "when called": "由其他流程调用"}
LADDER = (
    ("remind", "提醒"),
    ("urge", "催办"),
    ("breach", "记逾期"),
    ("escalate head", "报负责人"),
    ("escalate leader", "报分管领导"),
    ("escalate ", "报 "),
    ("deputy", "转代办"),
    ("; ", "；"),
    (", ", "、"),
)
USUAL = "默认阶梯"


def main() -> int:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--check", action="store_true", help="write nothing; exit 1 when something is out of date")
    options.add_argument("--audit", action="store_true", help="which examples keep and which miss each limit")
    chosen = options.parse_args()
    if chosen.audit:
        return int(bool(audit()))
    check = chosen.check
    wanted, stale = text(), stale_pictures()
    known = TARGET.read_text("utf-8") if TARGET.is_file() else ""
    if check:
        for name in stale:
            print(f"the picture of {name} is out of date")
        if known != wanted:
            print("docs/processes.md is out of date")
        return int(bool(stale) or known != wanted)
    draw(stale)
    TARGET.write_text(wanted, "utf-8")
    missing = empty_rows()
    print(f"docs/processes.md: {len(list(catalogue.entries(PROCESSES)))} processes, {len(stale)} pictures drawn anew")
    print(f"rows without a file: {', '.join(missing) or 'none'}")
    return 0


# -- pictures


def stale_pictures() -> list[str]:
    """The processes whose picture was not drawn from their diagram as it is now."""
    files = sorted(PROCESSES.glob("*/process.bpmn"))
    return [file.parent.name for file in files if not all(map(_is_fresh(file), _pictures(file.parent.name)))]


def closed(process: str) -> list[tuple[str, str]]:
    """Id and name of the sub-processes that have a plane, and so a picture, of their own."""
    read = graph.document(xml.read((PROCESSES / process / "process.bpmn").read_bytes()))
    return [(key, element.name) for key, element in read.index.elements.items() if key in read.folded]


def _pictures(process: str) -> list[Path]:
    names = [process, *(f"{process}--{inner}" for inner, _ in closed(process))]
    return [PICTURES / f"{name}.svg" for name in names]


def _is_fresh(file: Path) -> Callable[[Path], bool]:
    mark = _mark(file).strip()
    return lambda picture: picture.is_file() and picture.read_text("utf-8").startswith(mark)


def draw(names: list[str]) -> None:
    import diagrams

    if names:
        diagrams.render({name: (PROCESSES / name / "process.bpmn").read_text("utf-8") for name in names}, PICTURES)
    for name in names:
        for picture in _pictures(name):
            drawn = picture.read_text("utf-8")
            drawn = drawn[drawn.index("<svg") :]
            picture.write_text(_mark(PROCESSES / name / "process.bpmn") + drawn, "utf-8")
    known = {picture for file in PROCESSES.glob("*/process.bpmn") for picture in _pictures(file.parent.name)}
    for picture in PICTURES.glob("*.svg"):
        if picture not in known:
            picture.unlink()


def _mark(file: Path) -> str:
    return DRAWN_FROM.format(hashlib.sha256(file.read_bytes()).hexdigest()[:16])


# -- the document


def text() -> str:
    rows = catalogue.rows(PROCESSES)
    entries = list(catalogue.entries(PROCESSES))
    parts = [HEAD, _contents(entries)]
    parts += [_process(entry) for entry in entries]
    return "\n".join([*parts, _tables(rows, entries)])


def _contents(entries: Iterable[Entry]) -> str:
    lines = ["| 流程 | 覆盖 | 使用者 | 发起 | 来源 |", "|---|---|---|---|---|"]
    for entry in entries:
        name = f"[{catalogue.load(entry.folder).name}](#{entry.id})"
        started = STARTED[entry.started]
        lines.append(
            f"| {name} | {'、'.join(entry.covers)} | {'、'.join(entry.organisations)} | {started} | {entry.source} |"
        )
    return "\n".join([*lines, ""])


def _process(entry: Entry) -> str:
    version = catalogue.load(entry.folder)
    found = outline.of(version)
    parts = [f'<a id="{entry.id}"></a>', f"## {version.name}", ""]
    parts += [f"`{entry.id}` · {'、'.join(entry.covers)} · 来源：{entry.source}", ""]
    if found.summary:
        parts += [found.summary, ""]
    parts += [f"![{version.name}](images/processes/{entry.id}.svg)", ""]
    for inner, name in closed(entry.id):
        parts += [f"其中“{name}”：", "", f"![{name}](images/processes/{entry.id}--{inner}.svg)", ""]
    parts += [f"**参加者**：{' · '.join(found.lanes)}", ""] if found.lanes else []
    parts += _limits(found)
    parts += _list("表单", (f"[`{form}`](../forms/{form}.form)" for form in found.forms))
    parts += _list("决策", (_table(file, name or key) for file, key, name in catalogue.tables(entry.folder)))
    parts += _list("调用", (f"[`{each}`](#{each})" for each in found.calls))
    parts += _parameters(found)
    parts += _examples(entry)
    return "\n".join(parts)


def _list(title: str, items: Iterable[str]) -> list[str]:
    found = list(items)
    return [f"**{title}**：{' · '.join(found)}", ""] if found else []


def _table(file: Path, name: str) -> str:
    return f"[{name}](../{file.relative_to(ROOT)})"


def _limits(found: Outline) -> list[str]:
    if not found.limits:
        return []
    lines = ["| 时限 | 谁 | 多久 | 到期 |", "|---|---|---|---|"]
    lines += [
        f"| {limit.name} `{limit.element}` | {limit.lane or ''} | {_words(limit)} | {_expiry(limit)} |"
        for limit in found.limits
    ]
    return [*lines, ""]


def _words(limit: Limit) -> str:
    said = [amount(each) for each in limit.amounts] + [f"参数 `{each}`" for each in limit.parameters]
    long = " 或 ".join(said) or (f"`{limit.expression.replace('|', '')}`" if limit.expression else "")
    return "，最迟 ".join(filter(None, ("当通电话内", long))) if limit.within_call else long


def amount(each: Amount) -> str:
    """An amount in words: 2 个工作日."""
    return f"{each.number} {CLOCKS[each.clock]}"


def _expiry(limit: Limit) -> str:
    if limit.is_timer:
        how = "中断，转 " if limit.interrupts else "转 "
        return how + "、".join(f"「{each}」" for each in limit.leads_to) if limit.leads_to else ""
    return ladder(limit.ladder) if limit.ladder else USUAL


def ladder(written: str) -> str:
    """A ladder in words: 50% 提醒；80% 催办."""
    for word, said in LADDER:
        written = written.replace(word, said)
    return written


def _parameters(found: Outline) -> list[str]:
    known = declared.read(PROCESSES / declared.FILE).declared
    return _list(
        "参数", (f"{known[each].name} `{each}`" if each in known else f"`{each}`" for each in found.parameters)
    )


def _examples(entry: Entry) -> list[str]:
    files = sorted((entry.folder / "examples").glob("*.yaml"))
    lines = [f"<details><summary>{len(files)} 个例案</summary>", ""]
    lines += [f"- [{examples.read(file, entry.id).title}](../{file.relative_to(ROOT)})" for file in files]
    return [*lines, "", "</details>", ""]


# -- what maps to what


def _tables(rows: Rows, entries: list[Entry]) -> str:
    built = _built(entries)
    parts = ["## 对照表", "", "### 流程 P01-P41", "", "| | 名称 | 文件 | 例案 |", "|---|---|---|---|"]
    parts += [_row(key, name, built, rows) for key, name in rows.procedures.items()]
    parts += ["", "### 决策表 D1-D16", "", "| | 名称 | 文件 | 例案 |", "|---|---|---|---|"]
    parts += [_row(key, name, built, rows) for key, name in rows.decisions.items()]
    parts += ["", "### 表单 F01-F30", "", "| | 名称 | 文件 | 例案 |", "|---|---|---|---|"]
    parts += [_row(key, name, built, rows) for key, name in rows.forms.items()]
    parts += ["", "### 时限", "", "| | 事项 | 时限 | 自 | 到期 | 元素 | 例案 |", "|---|---|---|---|---|---|---|"]
    parts += [_limit_row(row, said, entries, rows) for row, said in rows.limits.items()]
    return "\n".join([*parts, ""])


def _built(entries: list[Entry]) -> dict[str, list[tuple[str, Entry]]]:
    """For each row where it is built: a link, and the process whose examples prove it."""
    found: dict[str, list[tuple[str, Entry]]] = {}
    for entry in entries:
        for row in entry.covers:
            found.setdefault(row, []).append((f"[`{entry.id}`](../processes/{entry.id}/process.bpmn)", entry))
        for row, file in entry.decisions.items():
            found.setdefault(row, []).append((_table(file, file.name), entry))
        for row, forms in entry.forms.items():
            found.setdefault(row, []).extend((f"[`{each}`](../forms/{each}.form)", entry) for each in forms)
    return found


def _row(key: str, name: str, built: dict[str, list[tuple[str, Entry]]], rows: Rows) -> str:
    links = dict.fromkeys(link for link, _ in built.get(key, ()))
    users = {entry.id: entry for _, entry in built.get(key, ())}
    proof = [f"[{each}](../processes/{each}/examples)" for each, entry in users.items() if _has_examples(entry)]
    elsewhere = rows.elsewhere.get(key)
    if elsewhere is not None:
        links.update(dict.fromkeys(f"[{Path(each).name}](../{each})" for each in elsewhere.files))
        proof += [f"[{Path(each).name}](../{each})" for each in elsewhere.proof]
    return f"| {key} | {name} | {' '.join(links)} | {' '.join(proof)} |"


def _has_examples(entry: Entry) -> bool:
    return any((entry.folder / "examples").glob("*.yaml"))


def _limit_row(row: int, said: object, entries: list[Entry], rows: Rows) -> str:
    assert isinstance(said, dict)
    places, proof = [], []
    for entry in entries:
        kept = entry.limits.get(row)
        if kept is not None:
            places += [f"`{each}`" for each in kept.at]
            proof += [f"[{each}](../processes/{entry.id}/examples/{each}.yaml)" for each in kept.examples]
    elsewhere = rows.elsewhere.get(str(row))
    if elsewhere is not None:
        places += [f"[{Path(each).name}](../{each})" for each in elsewhere.files]
        proof += [f"[{Path(each).name}](../{each})" for each in elsewhere.proof]
    facts = " | ".join(said[key] for key in ("name", "limit", "from", "missed"))
    return f"| {row} | {facts} | {' '.join(places)} | {' '.join(proof)} |"


def audit() -> int:
    """Prints each limit of the master table with the examples that keep and miss it; how many lack either."""
    lacking = 0
    for entry in catalogue.entries(PROCESSES):
        for row, limit in sorted(entry.limits.items()):
            kept: list[str] = []
            missed: list[str] = []
            for name in limit.examples:
                for result in rehearse.rehearse(entry.folder / "examples" / f"{name}.yaml"):
                    tasks = [one for one in result.tasks.values() if one.task.element in limit.at and one.task.due_at]
                    late = any(one.closed and one.task.due_at and one.closed > one.task.due_at for one in tasks)
                    timers = [timer for timer, _ in result.fired if timer.element in limit.at]
                    fired = any(timer.kind in ("bpmn", "breach") for timer in timers)
                    (missed if late or fired else kept).append(name)
            lacking += not (kept and missed)
            print(f"{row} {entry.id}: kept {', '.join(kept) or '-'}; missed {', '.join(missed) or '-'}")
    return lacking


def empty_rows() -> list[str]:
    """The rows that nothing is built for yet, or that nothing proves."""
    return [line.split("|")[1].strip() for line in _table_lines() if not all(_last_cells(line))]


def _table_lines() -> Iterator[str]:
    rows, entries = catalogue.rows(PROCESSES), list(catalogue.entries(PROCESSES))
    for line in _tables(rows, entries).split("\n"):
        first = line.split("|")[1].strip() if line.count("|") > 3 else ""
        if first[-1:].isdigit():
            yield line


def _last_cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("|")[-3:-1]]


if __name__ == "__main__":
    sys.exit(main())
