"""Proof on request: the chain of one case or of all is checked, and every step is computed again and compared."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template, request

from app.casework import attested, cases, permissions, verify
from app.casework.verify import Finding
from app.web import access, errors
from app.web.audit import blueprint

BATCH = 20  # cases in one request: each answer comes within seconds, and the page goes on by itself
MOST_PAGES = 100_000


@dataclass(frozen=True)
class Progress:
    """How far the verification of all cases has come; the page carries it from one batch to the next."""

    page: int = 1
    cases: int = 0
    entries: int = 0
    faults: int = 0


@blueprint.post("/cases/<number>/verify")
def verify_case(number: str) -> str:
    case = cases.by_number(number, access.actor())
    report = verify.verify(cases=[case.id])
    page = "audit/_proof.html" if "HX-Request" in request.headers else "audit/proof.html"
    return render_template(page, case=case, report=report, sentence=errors.sentence)


@blueprint.get("/verify")
def verify_all() -> str:
    total = cases.find(access.actor(), page=1, per_page=1).total
    return render_template("audit/verify.html", total=total, progress=None, findings=(), done=False)


@blueprint.post("/verify")
def verify_batch() -> str:
    """Checks the next batch of the cases that this auditor may see."""
    before = Progress(*(request.form.get(name, start, type=int) for name, start in vars(Progress()).items()))
    actor = access.actor()
    batch = cases.find(actor, sort="started_at", page=min(max(before.page, 1), MOST_PAGES), per_page=BATCH)
    done = before.page >= batch.pages
    report = verify.verify(cases=[case.id for case in batch.items])
    findings = [*report.findings, *(of_the_house() if done and permissions.sight(actor).everything else ())]
    progress = Progress(
        page=before.page + 1,
        cases=before.cases + len(batch.items),
        entries=before.entries + report.entries,
        faults=before.faults + len(findings),
    )
    return render_template(
        "audit/_verified.html" if "HX-Request" in request.headers else "audit/verify.html",
        total=batch.total,
        progress=progress,
        findings=findings,
        numbers={case.id: case.number for case in batch.items},
        done=done,
        sentence=errors.sentence,
    )


def of_the_house() -> list[Finding]:
    """What is wrong with what belongs to no single case: versions, calendars, checkpoints, cases that vanished."""
    general = (*attested.check_versions(), *attested.check_calendars())
    heads = attested.check_checkpoints(None)
    found = [Finding(problem=problem) for problem in general]
    return [*found, *(Finding(problem=problem, case_id=case, number=number) for problem, case, number in heads)]
