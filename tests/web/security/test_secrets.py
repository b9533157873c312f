"""Secrets are made fresh, kept by their owner alone, and told nowhere: not in logs, journal, pages or repository."""

from __future__ import annotations

import json
import re
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app, logs
from app.casework import keys, setup
from app.config import DEMO_PASSWORD, Settings
from app.store import db, models
from tests.web.conftest import PASSWORD, SignedIn
from tests.web.work import begin

ROOT = Path(__file__).parents[3]
PRIVATE = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b"
    r"|\bxox[baprs]-[A-Za-z0-9-]{10,}|://[^/\s:@{}<>]+:(?!secret@|password@)[^/\s:@{}<>]{6,}@"
)
TEXTS = {
    ".py",
    ".js",
    ".ts",
    ".html",
    ".css",
    ".json",
    ".yaml",
    ".yml",
    ".toml",
    ".md",
    ".ini",
    ".cfg",
    ".env",
    ".sh",
    "",
}


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Path]:
    app = create_app(Settings(data=tmp_path / "var", log_level="CRITICAL"))
    with app.app_context():
        setup.set_up()
        yield tmp_path / "var"
        db.session.remove()
        db.engine.dispose()


def test_a_fresh_set_up_makes_keys_that_its_owner_alone_reads(fresh: Path) -> None:
    for name in ("secret.key", "journal.key"):
        kept = (fresh / name).stat()
        assert stat.S_IMODE(kept.st_mode) == 0o600, name
        assert kept.st_nlink == 1, "nothing else in the folder is the same file"


def test_every_set_up_makes_its_own(tmp_path: Path) -> None:
    secrets = {Settings(data=tmp_path / name).secret() for name in "abc"}
    assert len(secrets) == 3
    assert min(map(len, secrets)) >= 64
    for name in "abc":
        keys.make(tmp_path / name / "journal.key")
    assert len({(tmp_path / name / "journal.key").read_bytes() for name in "abc"}) == 3


def test_a_key_that_is_there_is_kept(tmp_path: Path) -> None:
    first = Settings(data=tmp_path).secret()
    assert Settings(data=tmp_path).secret() == first
    keys.make(tmp_path / "journal.key")
    before = (tmp_path / "journal.key").read_bytes()
    keys.make(tmp_path / "journal.key")
    assert (tmp_path / "journal.key").read_bytes() == before


def test_settings_tell_no_secret_when_they_are_printed() -> None:
    told = repr(Settings(secret_key="s3cret-key", notify=("mailto://me:s3cret-pass@example.org",)))
    assert "s3cret" not in told


def test_logs_tell_no_password_token_or_case(
    app: Flask, nobody: FlaskClient, signed_in: SignedIn, api: SignedIn, capfd: pytest.CaptureFixture[str]
) -> None:
    logs.configure("DEBUG", as_json=False)
    try:
        nobody.post("/login", data={"login": "li", "password": PASSWORD})
        nobody.post("/login", data={"login": "li", "password": "wrong-but-secret"})
        begin(signed_in("li"), complainant="张三的隐私")
        api("li").post(
            "/api/v1/cases", json={"process": "complaint", "values": {"complainant": 7, "phone": "13800138000"}}
        )
        administrator = signed_in("zhou")
        for deed in ("password", "token"):
            administrator.post(f"/organisation/people/ning/{deed}", data={"label": "x"})
        told = re.findall(r"[\w-]{12,}", administrator.get("/organisation/people/ning").text)
        said = capfd.readouterr()
    finally:
        logs.configure("CRITICAL", as_json=False)
    text = said.out + said.err
    assert "sign-in" in text, "there is a log to look at"
    for secret in (PASSWORD, "wrong-but-secret", "token-li", "张三的隐私", "13800138000"):
        assert secret not in text, secret
    given = {word for word in told if re.search(r"[A-Z]", word) and re.search(r"[0-9]", word) and "csrf" not in word}
    assert not [word for word in given if word in text]


@pytest.mark.parametrize("as_json", [False, True])
def test_nobody_forges_a_line_of_the_log(nobody: FlaskClient, capfd: pytest.CaptureFixture[str], as_json: bool) -> None:
    logs.configure("INFO", as_json=as_json)
    try:
        name = "x\n2026-01-01 [info] sign-in login=zhou right=True\r\x1b[2J"
        nobody.post("/login", data={"login": name, "password": "wrong"})
        said = capfd.readouterr().err
    finally:
        logs.configure("CRITICAL", as_json=False)
    lines = [line for line in said.splitlines() if "sign-in" in line]
    assert len(lines) == 1, said
    assert "\x1b[2J" not in said
    if as_json:
        assert json.loads(lines[0])["right"] is False


def test_the_journal_and_its_telling_hold_no_secret(app: Flask, api: SignedIn) -> None:
    answer = api("li").post(
        "/api/v1/cases", json={"process": "complaint", "values": {"complainant": "x", "bank": "bank-a"}}
    )
    told = api("li").get(f"/api/v1/cases/{(answer.json or {})['case_id']}/journal").text
    with app.app_context():
        hashes = [
            *db.session.scalars(db.select(models.ApiToken.hash)),
            *db.session.scalars(db.select(models.Person.password)),
        ]
    secret = app.extensions["shouwen.settings"].secret()
    for each in (PASSWORD, "token-li", secret, *filter(None, hashes)):
        assert each not in told


def test_nothing_that_a_browser_gets_holds_a_secret(app: Flask, signed_in: SignedIn, nobody: FlaskClient) -> None:
    secret = app.extensions["shouwen.settings"].secret()
    administrator = signed_in("zhou")
    pages = [nobody.get("/login").text, nobody.get("/api/v1/openapi.json").text]
    pages += [administrator.get(path).text for path in ("/desk", "/organisation/people/li", "/studio/", "/audit/")]
    for page in pages:
        for each in (secret, "$argon2", "fs_uniquifier", DEMO_PASSWORD):
            assert each not in page
    built = ROOT / "app" / "web" / "static"
    for path in built.rglob("*"):
        if path.is_file():
            text = path.read_bytes().decode("utf-8", "ignore")
            assert not re.search(r"-----BEGIN [A-Z ]*PRIVATE KEY-----", text), path
            assert DEMO_PASSWORD not in text, path


def test_the_repository_holds_no_secret() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("this is no clone")
    for name in filter(None, listed.stdout.decode().split("\0")):
        path = ROOT / name
        assert path.suffix not in {".key", ".pem", ".p12", ".db", ".sqlite"}, name
        assert path.name != ".env", name
        if path.suffix in TEXTS and path.is_file() and "tests" not in path.parts:
            assert not PRIVATE.search(path.read_text("utf-8", "ignore")), name
