"""Any single change of any attested field is found, and nobody without the key can hide it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import assume, given
from hypothesis import strategies as st

from app.casework import journal, mismatches, verify
from app.casework.journal import ATTESTED, Entry
from app.casework.keys import Keys, name_of


def made_keys() -> Keys:
    private = Ed25519PrivateKey.generate()
    name = name_of(private.public_key())
    return Keys(private, name, {name: private.public_key()})


OURS, THEIRS = made_keys(), made_keys()
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
instants = st.datetimes(
    min_value=datetime(2000, 1, 1),  # noqa: DTZ001 (hypothesis adds the zone)
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=8))]),
)
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "case_id": st.integers(1, 2**53),
    "number": texts,
    "seq": st.integers(1, 2**31),
    "at": instants,
    "wall": instants,
    "by": texts,
    "acting_for": st.none() | texts,
    "kind": texts,
    "key": st.none() | texts,
    "command": texts,
    "outcome": texts,
    "version_hash": texts,
    "calendar": texts,
    "calendar_version": texts,
    "digest": texts,
    "previous": texts,
}
entries = st.builds(Entry, **FIELDS)


def test_every_field_but_the_proof_is_attested() -> None:
    assert set(FIELDS) == set(ATTESTED)


@given(entries, st.sampled_from(ATTESTED), st.data())
def test_any_change_of_an_attested_field_changes_the_hash(entry: Entry, field: str, data: st.DataObject) -> None:
    changed = replace(entry, **{field: data.draw(FIELDS[field])})
    assume(getattr(changed, field) != getattr(entry, field))
    assert journal.hash_of(changed) != journal.hash_of(entry)


@given(entries, st.sampled_from([name for name in ATTESTED if name not in ("case_id", "seq", "at", "wall")]))
def test_a_value_moved_into_another_field_changes_the_hash(entry: Entry, field: str) -> None:
    other = "by" if field != "by" else "kind"
    swapped = replace(entry, **{field: getattr(entry, other), other: getattr(entry, field)})
    assume(getattr(entry, other) != getattr(entry, field))
    assert journal.hash_of(swapped) != journal.hash_of(entry)


@given(entries)
def test_the_hash_is_the_same_in_every_zone_and_every_run(entry: Entry) -> None:
    elsewhere = replace(entry, at=entry.at.astimezone(UTC), wall=entry.wall.astimezone(timezone(timedelta(hours=-5))))
    assert journal.hash_of(elsewhere) == journal.hash_of(entry)
    assert orjson.loads(journal.canonical(entry))["command"] == entry.command


def test_the_encoding_never_changes() -> None:
    """What was signed years ago has to hold: this hash may only change with a new format beside the old one."""
    at = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)
    entry = Entry(
        case_id=7,
        number="2026-00007",
        seq=1,
        at=at,
        wall=at + timedelta(seconds=1),
        by="assoc.li",
        acting_for=None,
        kind="Start",
        key=None,
        command='{"by":"assoc.li","command":"Start","number":"2026-00007","values":{"complainant":"张三"}}',
        outcome='{"status":"open"}',
        version_hash="ab",
        calendar="cn",
        calendar_version="0123456789ab",
        digest="cd",
        previous=journal.GENESIS,
    )
    assert journal.canonical(entry).decode() == (
        '{"acting_for":null,"at":"2026-09-28T01:00:00.000000+00:00","by":"assoc.li","calendar":"cn",'
        '"calendar_version":"0123456789ab","case_id":7,"command":"{\\"by\\":\\"assoc.li\\",\\"command\\":\\"Start\\",'
        '\\"number\\":\\"2026-00007\\",\\"values\\":{\\"complainant\\":\\"张三\\"}}","digest":"cd",'
        '"format":"shouwen-journal-1","key":null,"kind":"Start","number":"2026-00007",'
        '"outcome":"{\\"status\\":\\"open\\"}","previous":"' + "0" * 64 + '","seq":1,"version_hash":"ab",'
        '"wall":"2026-09-28T01:00:01.000000+00:00"}'
    )
    assert journal.hash_of(entry) == "f66029dc9202e5c9cdf698ed72c4edb6ab7f2cf854b7313667ba07fdade81e0f"


# -- chains


def chain(length: int, keys: Keys = OURS) -> tuple[Entry, ...]:
    at, previous, found = datetime(2026, 9, 28, tzinfo=UTC), journal.GENESIS, []
    for seq in range(1, length + 1):
        entry = Entry(
            case_id=1,
            number="2026-00001",
            seq=seq,
            at=at,
            wall=at,
            by="li",
            acting_for=None,
            kind="Claim",
            key=None,
            command="{}",
            outcome="{}",
            version_hash="v",
            calendar="cn",
            calendar_version="c",
            digest=str(seq),
            previous=previous,
        )
        found.append(journal.seal(entry, keys))
        previous = found[-1].hash
    return tuple(found)


def kinds(entries: tuple[Entry, ...]) -> set[type]:
    return {type(problem) for problem in verify.check_chain(entries, OURS)}


def test_a_whole_chain_has_nothing_to_find() -> None:
    assert kinds(chain(5)) == set()


@given(st.integers(2, 6), st.data())
def test_an_entry_taken_out_or_put_in_or_swapped_is_found(length: int, data: st.DataObject) -> None:
    entries = chain(length)
    at = data.draw(st.integers(0, length - 2))
    out = entries[:at] + entries[at + 1 :]
    assert mismatches.EntryMissing in kinds(out)
    renumbered = tuple(replace(entry, seq=seq) for seq, entry in enumerate(out, start=1))
    assert kinds(renumbered) & {mismatches.EntryChanged, mismatches.ChainBroken}
    twice = (*entries[: at + 1], replace(entries[at], seq=at + 2), *entries[at + 1 :])
    assert kinds(twice)
    swapped = list(entries)
    swapped[at], swapped[at + 1] = replace(entries[at + 1], seq=at + 1), replace(entries[at], seq=at + 2)
    assert mismatches.EntryChanged in kinds(tuple(swapped))


@given(st.integers(1, 5), st.data())
def test_rewritten_from_some_entry_on_with_another_key_it_is_found(length: int, data: st.DataObject) -> None:
    entries, forged = chain(length), chain(length, THEIRS)
    at = data.draw(st.integers(0, length - 1))
    assert mismatches.NotSigned in kinds(entries[:at] + forged[at:])
    renamed = tuple(replace(entry, signed_with=OURS.name) for entry in forged)
    assert kinds(entries[:at] + renamed[at:]) == {mismatches.NotSigned}


@given(st.binary(min_size=0, max_size=70))
def test_no_made_up_signature_holds(signature: bytes) -> None:
    (entry,) = chain(1)
    assume(signature != entry.signature)
    assert not journal.is_signed(replace(entry, signature=signature), OURS)
