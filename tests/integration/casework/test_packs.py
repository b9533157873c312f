"""Evidence packs: whoever has nothing but Python and the pack finds whatever was changed, and where."""

from __future__ import annotations

import base64
import io
import json
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from app.casework import cases, journal, keys, notes, record, sealing, tasks, verify
from app.casework.kept import settings as house_settings
from app.casework.pack import exporting, offline, standalone
from app.casework.pack.exporting import ReasonMissing
from app.errors import CaseNotFound, NotYourRoom
from tests.integration.casework.test_verify import cut_tail as cut_tail_in_database
from tests.integration.casework.test_verify import damage_file, forget, insert_entry, sql, swap, worked  # noqa: F401
from tests.support import packs
from tests.support.house import passing_on, who
from tests.support.packs import TAMPERINGS, packed, written


def alone(path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Python without this project, without site packages and without the environment runs the pack itself."""
    run = [sys.executable, "-I", "-S", str(path), *arguments]
    return subprocess.run(run, capture_output=True, text=True, check=False, timeout=120)


def test_a_pack_verifies_with_nothing_but_python(worked: int, house: Flask, tmp_path: Path) -> None:  # noqa: F811
    files = packed([worked])
    whole = written(files, tmp_path / "pack.zip")
    done = alone(whole, "--json")
    assert (done.returncode, json.loads(done.stdout), done.stderr) == (0, [], "")
    assert offline.check(whole).findings == ()

    number = cases.get(worked, who("li")).number
    changed, kind, seq = packs.change_field(files, number, 2)
    found = alone(written(changed, tmp_path / "changed.zip"), "--json")
    assert found.returncode == 1
    assert {"kind": kind, "case": number, "seq": seq, "what": ""} in json.loads(found.stdout)
    assert f"{number}: 第 2 条: 内容与其哈希不一致" in alone(tmp_path / "changed.zip").stdout


def test_each_tampering_at_random_is_found_and_located(worked: int, tmp_path: Path) -> None:  # noqa: F811
    files, case = packed([worked]), cases.get(worked, who("li"))

    @settings(max_examples=60)
    @given(st.sampled_from(TAMPERINGS), st.integers(1, case.seq))
    def tampered(tampering: packs.Tampering, at: int) -> None:
        changed, kind, seq = tampering(files, case.number, at)
        found = list(standalone.check(written(changed, tmp_path / "tampered.zip")))
        where = case.number if tampering in packs.LOCATED else None
        assert (kind, where, seq) in [(one.kind, one.case if where else None, one.seq) for one in found]

    tampered()


IN_DATABASE = [  # one upon the other, from what leaves the journal whole to what takes the case away
    (
        lambda case: sql("UPDATE process_file SET content = :x WHERE name LIKE '%.form'", x=b"{}"),
        "VersionChanged",
        None,
    ),
    (damage_file, "AttachmentChanged", 5),
    (lambda case: sql('UPDATE "case" SET state = :s', s=b"x"), "StateChanged", None),
    (insert_entry, "NotSigned", 12),
    (cut_tail_in_database, "StateChanged", None),
    (cut_tail_in_database, "HeadChanged", 11),
    (lambda case: sql("UPDATE journal_entry SET by = 'bo' WHERE case_id = :c AND seq = 4", c=case), "EntryChanged", 4),
    (swap, "ChainBroken", 3),
    (lambda case: sql("DELETE FROM journal_entry WHERE case_id = :c AND seq = 6", c=case), "EntryMissing", 6),
    (forget, "CaseVanished", None),
]


def test_what_was_changed_in_the_house_shows_in_a_pack_made_of_it(worked: int, tmp_path: Path) -> None:  # noqa: F811
    for change, kind, seq in IN_DATABASE:
        change(worked)
        found = {(one.kind, one.seq) for one in standalone.check(written(packed([worked]), tmp_path / "pack.zip"))}
        assert (kind, seq) in found, (kind, found)


def test_what_replays_differently_is_found_offline(house: Flask, tmp_path: Path) -> None:
    """Somebody who has the key can write a lie that is whole; carrying the commands out again tells."""
    case = cases.start(passing_on(), {}, who("li")).case_id
    entry = journal.entries(case)[0]
    lie = {"outcome": record.text_of(entry.came).replace("record#1@50%", "record#1@51%")}
    fields = {name: getattr(entry, name) for name in journal.Entry.__dataclass_fields__} | lie
    signed = journal.seal(journal.Entry(**fields), keys.current())
    facts = {"o": signed.outcome, "h": signed.hash, "s": signed.signature}
    sql("UPDATE journal_entry SET outcome = :o, hash = :h, signature = :s", **facts)
    sql('UPDATE "case" SET head = :h', h=signed.hash)
    checked = offline.check(written(packed([case]), tmp_path / "pack.zip"))
    assert [(one.kind, one.seq) for one in checked.findings] == [("DoesNotReplay", 1)]


# -- keys


def test_a_new_key_signs_and_whoever_trusts_either_verifies_all(worked: int, tmp_path: Path) -> None:  # noqa: F811
    old = keys.current()
    new = keys.rotate(house_settings().signing_key)
    assert keys.current().name == new.name != old.name
    notes.comment(worked, "新钥匙签的", who("li"))
    assert journal.entries(worked)[-1].signed_with == new.name
    assert verify.verify().ok
    pack = written(packed([worked]), tmp_path / "pack.zip")
    for trusted in (keys.raw(old.private.public_key()), keys.raw(new.private.public_key())):
        assert not list(standalone.check(pack, [trusted]))
    stranger = packs.written(packed([worked]), tmp_path / "again.zip")
    assert {"NotSealed", "NotSigned"} <= {one.kind for one in standalone.check(stranger, [b"\1" * 32])}


def test_the_succession_of_a_stranger_is_not_believed(worked: int, tmp_path: Path) -> None:  # noqa: F811
    """Theirs names our key as the one before, and is signed by theirs alone."""
    ours = keys.raw(keys.current().private.public_key())
    keys.make(tmp_path / "journal.key")
    theirs = keys.rotate(tmp_path / "journal.key")
    said = vars(theirs.successions[0])
    old = json.loads(said["document"])["old"]
    said = said | {"document": said["document"].replace(old, ours.hex())}
    assert set(standalone.Keys([ours], [said]).known) == {keys.current().name}


@given(st.binary(max_size=80), st.integers(0, 511))
@settings(max_examples=15)
def test_signatures_are_judged_without_a_library_as_with_one(data: bytes, bit: int) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    private = Ed25519PrivateKey.generate()
    public, signature = keys.raw(private.public_key()), private.sign(data)
    broken = bytearray(signature)
    broken[bit // 8] ^= 1 << bit % 8
    assert standalone.ed25519_holds(public, signature, data)
    assert not standalone.ed25519_holds(public, bytes(broken), data)
    assert not standalone.ed25519_holds(public, signature, data + b"x")


# -- taking it out


def test_taking_a_case_out_stands_in_its_journal(worked: int) -> None:  # noqa: F811
    exporting.take_out(io.BytesIO(), [worked], by=who("shen"), reason="监管调取")
    last = journal.entries(worked)[-1]
    assert (last.kind, last.by, last.asked["reason"]) == ("Export", "shen", "监管调取")
    assert verify.verify().ok


def test_who_may_not_audit_takes_nothing_out_and_nobody_without_a_reason(house: Flask) -> None:
    case = cases.start(passing_on(), {}, who("li")).case_id
    for login, reason, refusal in (("li", "x y", NotYourRoom), ("shen", " ", ReasonMissing)):
        with pytest.raises(refusal):
            exporting.take_out(io.BytesIO(), [case], by=who(login), reason=reason)
    with pytest.raises(CaseNotFound):
        exporting.take_out(io.BytesIO(), [case + 1], by=who("shen"), reason="监管调取")
    assert len(journal.entries(case)) == 1


# -- process mining

XES = "{http://www.xes-standard.org/}"
STANDARD = {"schedule", "assign", "reassign", "complete", "withdraw"}


def test_the_events_are_xes_with_the_standard_extensions(house: Flask) -> None:
    started = cases.start(passing_on(), {}, who("li"))
    tasks.claim(started.opened[0], who("li"))
    tasks.complete(started.opened[0], {"channel": "=1+1"}, who("li"))
    files = packed([started.case_id])
    log = etree.fromstring(files["mining/events.xes"])
    assert (log.tag, log.get("xes.version")) == (f"{XES}log", "1849-2016")
    order = [child.tag.removeprefix(XES) for child in log]
    assert order == sorted(order, key=["extension", "global", "classifier", "string", "trace"].index)
    prefixes = {each.get("prefix") for each in log.iter(f"{XES}extension")} | {"shouwen"}
    keys_used = {each.get("key") for each in log.iter(f"{XES}string", f"{XES}date", f"{XES}int")}
    assert {key.partition(":")[0] for key in keys_used} <= prefixes
    events = [{item.get("key"): item.get("value") for item in event} for event in log.iter(f"{XES}event")]
    assert {event["lifecycle:transition"] for event in events} <= STANDARD
    told = [(event["shouwen:element"], event["lifecycle:transition"]) for event in events]
    assert [pair for pair in told if pair[0] in ("record", "verify")] == [
        ("record", "schedule"),
        ("record", "assign"),
        ("record", "complete"),
        ("verify", "schedule"),
    ]
    rows = files["mining/events.csv"].decode("utf-8-sig").splitlines()
    assert len(rows) == len(events) + 1
    assert not any(cell.startswith(("=", "'")) for row in rows for cell in row.split(","))


def test_a_sealed_text_is_opened_without_any_library(house: Flask) -> None:
    seal = sealing.fresh("2026-00001")
    text = "张三的投诉" * 300
    sealed = seal.text(text, "1:command")
    data = base64.b64decode(sealed.removeprefix(standalone.SEALED))
    packed = standalone.chacha20_poly1305(seal.key, data[:12], data[12:], b"2026-00001:1:command")
    assert zlib.decompress(packed).decode() == text
    with pytest.raises(ValueError, match="cannot be opened"):
        standalone.chacha20_poly1305(seal.key, data[:12], data[12:], b"2026-00001:2:command")
