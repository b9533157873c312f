"""The commands that work on the database: set up, look after people, deploy, prove."""

from __future__ import annotations

import json
import sqlite3
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner, Result
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from app.cli import main
from tests.support.bpmn import Bpmn

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demo in it; tests only read it."""
    data = tmp_path_factory.mktemp("demo")
    done = shouwen(data, "set-up", "--processes", str(ROOT / "processes"), "--demo", str(ROOT / "scripts" / "demo"))
    assert done.exit_code == 0, done.output
    return data


def shouwen(data: Path, *arguments: str) -> Result:
    environment = {"SHOUWEN_DATA": str(data), "DATABASE_URL": ""}
    return CliRunner().invoke(main, arguments, env=environment, catch_exceptions=False)


def test_setting_up_again_changes_nothing(demo: Path) -> None:
    before = shouwen(demo, "verify").stdout

    done = shouwen(demo, "set-up", "--processes", str(ROOT / "processes"), "--demo", str(ROOT / "scripts" / "demo"))

    assert (done.stdout, done.exit_code) == ("[shouwen] the database is up to date\n", 0)
    assert shouwen(demo, "verify").stdout == before


def test_the_demo_has_cases_in_every_state_and_all_of_them_prove_true(demo: Path) -> None:
    with sqlite3.connect(demo / "shouwen.db") as connection:
        states = dict(connection.execute("select status, count(*) from 'case' group by status"))
        overdue = connection.execute("select count(*) from task where status = 'open' and breached").fetchone()[0]
    connection.close()

    assert states.keys() >= {"open", "ended"}
    assert overdue > 0
    verified = shouwen(demo, "verify")
    assert verified.exit_code == 0
    assert verified.stdout.endswith("findings 0\n")


def test_a_case_replays_step_by_step(demo: Path) -> None:
    steps = json.loads(shouwen(demo, "replay", "1", "--json").stdout)
    said = shouwen(demo, "replay", steps["case"])

    assert said.exit_code == 0
    assert said.stdout.splitlines()[-1].endswith("all the same")
    assert steps["matches"]
    assert [step["seq"] for step in steps["steps"]] == list(range(1, len(steps["steps"]) + 1))


def test_a_case_that_is_not_there_is_wrong_use(demo: Path) -> None:
    done = shouwen(demo, "replay", "2020-00001")

    assert (done.exit_code, done.stderr.splitlines()[-1]) == (2, "There is no case 2020-00001.")


def test_what_is_exported_is_verified_with_nothing_but_the_public_key(demo: Path, tmp_path: Path) -> None:
    assert shouwen(demo, "export", str(tmp_path)).exit_code == 0

    lines = [json.loads(line) for line in (tmp_path / "journal.jsonl").read_text("utf-8").splitlines()]
    keys = {path.stem: load_pem_public_key(path.read_bytes()) for path in (tmp_path / "keys").iterdir()}
    heads: dict[int, str] = {}
    for line in lines:
        attested = json.loads(line["attested"])
        digest = sha256(line["attested"].encode())
        key = keys[line["signed_with"]]
        assert isinstance(key, Ed25519PublicKey)
        assert line["hash"] == digest.hexdigest()
        key.verify(bytes.fromhex(line["signature"]), digest.digest())
        assert attested["seq"] == 1 or attested["previous"] == heads[attested["case_id"]]
        heads[attested["case_id"]] = line["hash"]
        assert (tmp_path / "versions" / attested["version_hash"] / "process.bpmn").is_file()

    forged = lines[0]["attested"].replace("Start", "Steal")
    with pytest.raises(InvalidSignature):
        keys[lines[0]["signed_with"]].verify(bytes.fromhex(lines[0]["signature"]), sha256(forged.encode()).digest())


def test_a_pack_is_verified_offline_with_the_public_key(demo: Path, tmp_path: Path) -> None:
    pack, key = tmp_path / "pack.zip", tmp_path / "public.pem"
    assert shouwen(demo, "export", str(pack)).exit_code == 0
    key.write_text(shouwen(demo, "keys", "public").stdout)
    elsewhere = tmp_path / "elsewhere"

    done = shouwen(elsewhere, "verify", "--offline", str(pack), "--key", str(key))
    assert done.exit_code == 0
    assert "findings 0" in done.stdout
    assert not elsewhere.exists()
    assert shouwen(elsewhere, "verify", "--offline", str(key)).exit_code == 2
    with ZipFile(pack, "a") as file:
        file.writestr("cases/note.txt", "forged")
    forged = shouwen(elsewhere, "verify", "--offline", str(pack), "--json")
    assert (forged.exit_code, json.loads(forged.stdout)[0]["kind"]) == (1, "FileAdded")


def test_a_changed_journal_row_is_found(demo: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    with sqlite3.connect(demo / "shouwen.db") as there, sqlite3.connect(copy / "shouwen.db") as here:
        there.backup(here)
        here.execute("update journal_entry set by = 'somebody' where case_id = 1 and seq = 2")
    there.close()
    here.close()
    (copy / "journal.key").write_bytes((demo / "journal.key").read_bytes())

    done = shouwen(copy, "verify")

    assert done.exit_code == 1
    assert "findings 0" not in done.stdout


def test_people_are_added_and_get_passwords_and_tokens(tmp_path: Path) -> None:
    assert shouwen(tmp_path, "set-up").exit_code == 0
    imported = shouwen(tmp_path, "user", "import", str(ROOT / "processes" / "organisation.yaml"))
    added = shouwen(tmp_path, "user", "add", "xin.ren", "新人", "--role", "intake@association")
    renewed = shouwen(tmp_path, "user", "password", "xin.ren")
    token = shouwen(tmp_path, "user", "token", "xin.ren")
    nowhere = shouwen(tmp_path, "user", "add", "x", "X", "--role", "intake@nowhere")

    assert (imported.exit_code, added.exit_code, renewed.exit_code, token.exit_code) == (0, 0, 0, 0)
    assert added.stdout.startswith("password: ")
    assert renewed.stdout != added.stdout
    assert "xin.ren\t新人\tintake@association" in shouwen(tmp_path, "user", "list").stdout
    assert (nowhere.exit_code, nowhere.stderr.splitlines()[-1].endswith("there is no unit nowhere.")) == (2, True)


def test_a_process_is_deployed_from_its_folder_and_a_broken_one_is_refused(tmp_path: Path) -> None:
    shouwen(tmp_path, "set-up")
    shouwen(tmp_path, "user", "import", str(ROOT / "processes" / "organisation.yaml"))
    good, bad = tmp_path / "processes" / "good", tmp_path / "processes" / "bad"
    for folder, content in ((good, Bpmn("good").start().user("ask", groups="intake").end().bytes()), (bad, b"<x")):
        folder.mkdir(parents=True)
        (folder / "process.bpmn").write_bytes(content)

    first, second = (shouwen(tmp_path, "deploy", str(good)) for _ in range(2))
    refused = shouwen(tmp_path, "deploy", str(bad))

    assert first.stdout.startswith("good: version 1 deployed")
    assert second.stdout.startswith("good: version 1 is unchanged")
    assert refused.exit_code == 1
    assert refused.stderr.splitlines()[-1].startswith("The diagram cannot be deployed")


def test_the_demo_is_served_on_loopback_only(demo: Path) -> None:
    done = shouwen(demo, "run", "--host", "0.0.0.0")

    assert done.exit_code == 2
    assert "the demo" in done.stderr
