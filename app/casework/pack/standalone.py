"""Verifies an evidence pack with nothing but Python: no package, no network, no database.

    python3 -I verify.py PACK.zip [--key PUBLIC.pem] [--json]

It lies in every pack as `verify.py` (and as `__main__.py`, so that `python3 -I PACK.zip` verifies the pack itself).
Whoever does not trust the pack takes this file, and the public key, from elsewhere. What it checks is told in the
pack's README. Exit status: 0 all is well, 1 something was changed, 2 this is no pack.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import struct
import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

GENESIS = "0" * 64
UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, IndexError)
SENTENCES = {  # kind -> Chinese, English
    "NotSealed": ("清单没有本机构的有效签名", "the list of files is not signed by this house"),
    "FileChanged": ("文件被改动：{what}", "the file {what} was changed"),
    "FileMissing": ("文件缺失：{what}", "the file {what} is missing"),
    "FileAdded": ("文件不在清单之内：{what}", "the file {what} does not belong to the pack"),
    "CaseVanished": ("案件整个消失：{what}", "a whole case is gone: {what}"),
    "JournalEmpty": ("日志是空的", "the journal is empty"),
    "EntryUnreadable": ("无法读取：{what}", "the entry cannot be read: {what}"),
    "EntryChanged": ("内容与其哈希不一致", "its content is not what was hashed"),
    "NotSigned": ("没有本机构的有效签名", "it is not signed by this house"),
    "EntryMissing": ("该条缺失", "the entry is missing"),
    "ChainBroken": ("没有接在前一条之后", "it does not follow the entry before it"),
    "TailCut": ("日志到此为止，但案件已到第 {what} 条", "the journal ends here, but the case had come to entry {what}"),
    "StateChanged": ("案件状态不是最后一条所证明的", "the state is not what the last entry attests"),
    "VersionChanged": ("流程图或表单被改动：版本 {what}", "the diagram or a form of version {what} was changed"),
    "VersionMissing": ("缺少流程版本 {what}", "version {what} is missing"),
    "CalendarChanged": ("日历被改动：{what}", "the calendar {what} was changed"),
    "AttachmentChanged": ("附件被改动：{what}", "the attachment {what} was changed"),
    "AttachmentMissing": ("附件缺失：{what}", "the attachment {what} is missing"),
    "CheckpointChanged": ("检查点 {what} 被改动", "checkpoint {what} was changed"),
    "CheckpointMissing": ("检查点 {what} 缺失", "checkpoint {what} is missing"),
    "HeadChanged": ("该条不是检查点 {what} 所见的", "the entry is not what checkpoint {what} saw"),
    "DoesNotReplay": ("重新执行的结果不同：{what}", "carried out again it comes out differently: {what}"),
}


class NoPack(Exception):
    """This is no evidence pack."""


class Finding(NamedTuple):
    kind: str
    case: str | None = None
    seq: int | None = None
    what: str = ""

    def text(self, language: str = "en") -> str:
        sentence = SENTENCES[self.kind][language == "en"].format(what=self.what)
        entry = {"zh": "第 {} 条", "en": "entry {}"}[language].format(self.seq) if self.seq else ""
        return ": ".join(part for part in (self.case, entry, sentence) if part)


# -- Ed25519 (RFC 8032), for machines that have no library of it

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT = pow(2, (P - 1) // 4, P)

Point = tuple[int, int, int, int]  # extended coordinates
NEUTRAL: Point = (0, 1, 1, 0)


def _add(p: Point, q: Point) -> Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _point(data: bytes) -> Point | None:
    number = int.from_bytes(data, "little")
    y, sign = number & (1 << 255) - 1, number >> 255
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P or (not x and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = _point((4 * pow(5, -1, P) % P).to_bytes(32, "little")) or NEUTRAL


def ed25519_holds(key: bytes, signature: bytes, data: bytes) -> bool:
    """Whether `signature` over `data` is the key's."""
    if len(signature) != 64 or len(key) != 32:
        return False
    public, r, s = _point(key), _point(signature[:32]), int.from_bytes(signature[32:], "little")
    if public is None or r is None or s >= ORDER:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + data).digest(), "little") % ORDER
    minus = (P - public[0], public[1], 1, P - public[3])
    both, total = _add(BASE, minus), NEUTRAL
    for bit in range(max(s.bit_length(), k.bit_length()) - 1, -1, -1):  # s·B − k·A
        total = _add(total, total)
        here = (s >> bit & 1, k >> bit & 1)
        if any(here):
            total = _add(total, {(1, 0): BASE, (0, 1): minus, (1, 1): both}[here])
    same_x = (total[0] * r[2] - r[0] * total[2]) % P == 0
    return same_x and (total[1] * r[2] - r[1] * total[2]) % P == 0


def _by_library() -> Any:
    """The same by `cryptography`, which is faster, where there is one."""
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        return ed25519_holds

    def holds(key: bytes, signature: bytes, data: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(key).verify(signature, data)
        except (InvalidSignature, ValueError):
            return False
        return True

    return holds


# -- ChaCha20-Poly1305 (RFC 8439): what a case holds is sealed, and its key lies beside it

SEALED = "sealed1:"
WORD = 0xFFFFFFFF
QUARTERS = ((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15))
DIAGONALS = ((0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14))


def opened(key: bytes, place: str, text: str) -> str:
    """A sealed text as it was; any other as it is. Raises ValueError."""
    if not text.startswith(SEALED):
        return text
    data = base64.b64decode(text[len(SEALED) :], validate=True)
    try:
        return zlib.decompress(_open_sealed(key, data[:12], data[12:], place.encode())).decode()
    except zlib.error as problem:
        raise ValueError(str(problem)) from problem


def chacha20_poly1305(key: bytes, nonce: bytes, sealed: bytes, where: bytes) -> bytes:
    body, tag = sealed[:-16], sealed[-16:]
    padded = (where + bytes(-len(where) % 16), body + bytes(-len(body) % 16))
    lengths = struct.pack("<QQ", len(where), len(body))
    if len(key) != 32 or _poly1305(_block(key, nonce, 0)[:32], b"".join((*padded, lengths))) != tag:
        raise ValueError("it cannot be opened with the key of the case")
    stream = b"".join(_block(key, nonce, 1 + number) for number in range(-(-len(body) // 64)))
    return bytes(one ^ other for one, other in zip(body, stream, strict=False))


def _block(key: bytes, nonce: bytes, number: int) -> bytes:
    start = [
        *struct.unpack("<4I", b"expand 32-byte k"),
        *struct.unpack("<8I", key),
        number,
        *struct.unpack("<3I", nonce),
    ]
    words = list(start)
    for _ in range(10):
        for a, b, c, d in (*QUARTERS, *DIAGONALS):
            for one, other, third, bits in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
                words[one] = words[one] + words[other] & WORD
                mixed = words[third] ^ words[one]
                words[third] = (mixed << bits | mixed >> 32 - bits) & WORD
    return struct.pack("<16I", *((one + other) & WORD for one, other in zip(words, start, strict=True)))


def _poly1305(key: bytes, message: bytes) -> bytes:
    r = int.from_bytes(key[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    total = 0
    for at in range(0, len(message), 16):
        total = (total + int.from_bytes(message[at : at + 16] + b"\1", "little")) * r % (2**130 - 5)
    return (total + int.from_bytes(key[16:], "little") & 2**128 - 1).to_bytes(16, "little")


def _open_sealed(key: bytes, nonce: bytes, sealed: bytes, where: bytes) -> bytes:
    """By `cryptography`, which is faster, where there is one."""
    try:
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
    except ImportError:
        return chacha20_poly1305(key, nonce, sealed, where)
    try:
        return ChaCha20Poly1305(key).decrypt(nonce, sealed, where)
    except InvalidTag:
        raise ValueError("it cannot be opened with the key of the case") from None


class Keys:
    """The public keys that are trusted, by name: those given, and those that one of them vouches for."""

    def __init__(self, given: list[bytes], successions: list[dict[str, Any]]) -> None:
        self.holds_raw = _by_library()
        self.known = {key_name(key): key for key in given}
        while fresh := [key for one in successions for key in self._vouched(one)]:
            self.known |= {key_name(key): key for key in fresh}

    def holds(self, name: str, signature: bytes, data: bytes) -> bool:
        return name in self.known and bool(self.holds_raw(self.known[name], signature, data))

    def _vouched(self, succession: dict[str, Any]) -> list[bytes]:
        """The old and the new key have both signed that one follows the other: who trusts one may trust both."""
        says = json.loads(succession["document"])
        both = [bytes.fromhex(says["old"]), bytes.fromhex(says["new"])]
        if not any(key_name(key) in self.known for key in both):
            return []
        signed = (bytes.fromhex(succession[name]) for name in ("signed_by_old", "signed_by_new"))
        data = hashlib.sha256(succession["document"].encode()).digest()
        if not all(self.holds_raw(key, each, data) for key, each in zip(both, signed, strict=True)):
            return []
        return [key for key in both if key_name(key) not in self.known]


def key_name(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()[:16]


def raw_key(pem: bytes) -> bytes:
    """The 32 bytes of a public key in PEM: the end of its DER."""
    lines = [line for line in pem.decode("ascii").splitlines() if line and not line.startswith("-")]
    return base64.b64decode("".join(lines))[-32:]


# -- the pack


class Pack:
    """The files of a pack: a ZIP, or the folder it was unpacked into."""

    def __init__(self, path: Path) -> None:
        self.folder = path if path.is_dir() else None
        try:
            self.zip = None if self.folder else zipfile.ZipFile(path)
        except (OSError, zipfile.BadZipFile) as problem:
            raise NoPack(str(problem)) from problem
        if self.folder:
            found = (each for each in sorted(path.rglob("*")) if each.is_file())
            self.names = [each.relative_to(path).as_posix() for each in found]
        else:
            self.names = [each.filename for each in self.zip.infolist() if not each.is_dir()] if self.zip else []
        self._there = set(self.names)

    def __contains__(self, name: str) -> bool:
        return name in self._there

    def read(self, name: str) -> bytes:
        if self.zip:
            return self.zip.read(name)
        return (self.folder / name).read_bytes() if self.folder else b""

    def json(self, name: str) -> Any:
        return json.loads(self.read(name))

    def under(self, folder: str) -> list[str]:
        return [name for name in self.names if name.startswith(folder)]


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def check(path: Path, trusted: list[bytes] | None = None) -> Iterator[Finding]:
    """Everything that is not as it was written. `trusted`: raw public keys; None: those that lie in the pack."""
    pack = Pack(path)
    try:
        manifest = pack.json("manifest.json")
        manifest["cases"], manifest["files"]
        seal = pack.json("manifest.signature.json")
    except (*UNREADABLE, zipfile.BadZipFile, OSError) as problem:
        raise NoPack(str(problem)) from problem
    keys = keys_of(pack, trusted)
    if not keys.holds(seal["signed_with"], bytes.fromhex(seal["signature"]), _hashed(pack.read("manifest.json"))):
        yield Finding("NotSealed")
    yield from check_files(pack, manifest)
    yield from check_versions(pack, manifest)
    yield from check_calendars(pack)
    journals = {}
    for number in sorted(set(manifest["cases"]) | {name.split("/")[1] for name in pack.under("cases/")}):
        entries, problems = read_case(pack, number, keys)
        journals[number] = entries
        yield from problems
        yield from check_case(pack, number, entries, manifest["cases"].get(number))
    yield from check_checkpoints(pack, manifest, journals, keys)


def _hashed(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def keys_of(pack: Pack, trusted: list[bytes] | None) -> Keys:
    inside = [raw_key(pack.read(name)) for name in pack.under("keys/") if name.endswith(".pem")]
    successions = pack.json("keys/successions.json") if "keys/successions.json" in pack else []
    return Keys(inside if trusted is None else trusted, successions)


def check_files(pack: Pack, manifest: dict[str, Any]) -> Iterator[Finding]:
    for name, expected in manifest["files"].items():
        if name not in pack:
            yield Finding("FileMissing", _case_of(name), what=name)
        elif digest(pack.read(name)) != expected:
            yield Finding("FileChanged", _case_of(name), what=name)
    for name in pack.names:
        if name not in manifest["files"] and name not in ("manifest.json", "manifest.signature.json"):
            yield Finding("FileAdded", _case_of(name), what=name)
    if len(pack.names) != len(set(pack.names)):
        twice = sorted({name for name in pack.names if pack.names.count(name) > 1})
        yield from (Finding("FileAdded", _case_of(name), what=name) for name in twice)


def _case_of(name: str) -> str | None:
    parts = name.split("/")
    return parts[1] if parts[0] == "cases" and len(parts) > 1 else None


def check_versions(pack: Pack, manifest: dict[str, Any]) -> Iterator[Finding]:
    """A version is named by the hash of the process id and of every file that is executed; examples lie beside it."""
    for version, process in manifest["versions"].items():
        folder, total = f"versions/{version}/", hashlib.sha256(process.encode())
        names = (each.removeprefix(folder) for each in pack.under(folder))
        for name in sorted(name for name in names if not name.startswith("examples/")):
            total.update(b"\0" + name.encode() + b"\0" + _hashed(pack.read(folder + name)))
        if total.hexdigest() != version:
            yield Finding("VersionChanged", what=f"{process} {version[:12]}")


def check_calendars(pack: Pack) -> Iterator[Finding]:
    """A version of a calendar is named by the beginning of the hash of its content."""
    for name in pack.under("calendars/"):
        version = name.removesuffix(".json").rpartition("@")[2]
        if digest(pack.read(name))[: len(version)] != version:
            yield Finding("CalendarChanged", what=name.rpartition("/")[2])


Entry = dict[str, Any]


def read_case(pack: Pack, number: str, keys: Keys) -> tuple[list[Entry], list[Finding]]:
    """The entries of a case, each with its hash, and what is wrong with them and their order."""
    entries: list[Entry] = []
    found: list[Finding] = []
    try:
        lines = list(pack.json(f"cases/{number}/journal.json"))
    except (*UNREADABLE, OSError):
        return [], [Finding("JournalEmpty", number)]
    expected, previous = 1, GENESIS
    key = key_of(pack, number)
    for line in lines:
        try:
            entry = json.loads(line["attested"]) | {"hash": line["hash"]}
            seq, text = int(entry["seq"]), line["attested"].encode()
            signature, after = bytes.fromhex(line["signature"]), entry["previous"]
        except UNREADABLE as problem:
            found.append(Finding("EntryUnreadable", number, expected, str(problem)))
            expected, previous = expected + 1, str(line.get("hash")) if isinstance(line, dict) else ""
            continue
        if digest(text) != line["hash"] or entry["number"] != number:
            found.append(Finding("EntryChanged", number, seq))
        elif not keys.holds(str(line.get("signed_with")), signature, bytes.fromhex(line["hash"])):
            found.append(Finding("NotSigned", number, seq))
        found += [Finding("EntryMissing", number, missing) for missing in range(expected, min(seq, expected + 1000))]
        if seq < expected or (after != previous and seq == expected):
            found.append(Finding("ChainBroken", number, seq))
        try:
            entry |= plain(entry, key)
            json.loads(entry["outcome"])
        except UNREADABLE as problem:
            found.append(Finding("EntryUnreadable", number, seq, str(problem)))
            entry |= {"command": CLOSED, "outcome": CLOSED}
        entries.append(entry)
        expected, previous = seq + 1, line["hash"]
    if key is None and any(entry["command"] == CLOSED for entry in entries) and not disposed(entries):
        found.append(Finding("EntryUnreadable", number, entries[-1]["seq"], "case.key"))
    return entries, found or ([] if entries else [Finding("JournalEmpty", number)])


CLOSED = "{}"  # stands for a text that nobody can open any more


def key_of(pack: Pack, number: str) -> bytes | None:
    """What opens the journal of a case; None: it was disposed of, or nothing of it is sealed."""
    name = f"cases/{number}/case.key"
    return bytes.fromhex(pack.read(name).decode()) if name in pack else None


def plain(entry: Entry, key: bytes | None) -> dict[str, str]:
    """The texts of an entry as they were before they were sealed. Raises ValueError."""
    texts = {name: str(entry[name]) for name in ("command", "outcome")}
    if key is None:
        return {name: CLOSED if text.startswith(SEALED) else text for name, text in texts.items()}
    return {name: opened(key, f"{entry['number']}:{entry['seq']}:{name}", text) for name, text in texts.items()}


def disposed(entries: list[Entry]) -> bool:
    """Whether the last thing that happened to a case is that its key was destroyed."""
    return bool(entries) and entries[-1]["kind"] == "Dispose"


def check_case(pack: Pack, number: str, entries: list[Entry], sealed: Entry | None) -> Iterator[Finding]:
    """What belongs to a case besides its chain: its length, state, versions and files."""
    if not entries:
        return
    last = entries[-1]
    try:
        row = pack.json(f"cases/{number}/case.json")
        length = max(int(row["seq"]), int((sealed or row)["seq"]))
    except (*UNREADABLE, OSError):
        length = int((sealed or last)["seq"])
    if last["seq"] < length:
        yield Finding("TailCut", number, last["seq"], str(length))
    state = f"cases/{number}/state.json"
    if not disposed(entries) and (state not in pack or digest(pack.read(state)) != last["digest"]):
        yield Finding("StateChanged", number)
    for version in sorted({entry["version_hash"] for entry in entries}):
        if f"versions/{version}/process.bpmn" not in pack:
            yield Finding("VersionMissing", number, what=version[:12])
    for entry in entries:
        files = json.loads(entry["outcome"]).get("files", {})
        for file in files.values():
            yield from _check_attachment(pack, number, entry["seq"], file)


def _check_attachment(pack: Pack, number: str, seq: int, file: dict[str, Any]) -> Iterator[Finding]:
    there = pack.under(f"cases/{number}/attachments/{file['digest']}/")
    if not there:
        yield Finding("AttachmentMissing", number, seq, file["name"])
    elif any(digest(pack.read(name)) != file["digest"] for name in there):
        yield Finding("AttachmentChanged", number, seq, file["name"])


def check_checkpoints(
    pack: Pack, manifest: dict[str, Any], journals: dict[str, list[Entry]], keys: Keys
) -> Iterator[Finding]:
    """The signed checkpoints, their order where all of them are there, and what they saw of the cases."""
    seen: dict[int, tuple[int, str, int]] = {}
    given: dict[str, int] = {}
    before, number = GENESIS, 0
    for name in sorted(pack.under("checkpoints/")):
        try:
            one = pack.json(name)
            says = json.loads(one["document"])
            heads = [(int(case), int(seq), str(hash)) for case, seq, hash in says["heads"]]
            whole = digest(one["document"].encode()) == one["hash"] and says["id"] == one["id"]
            signed = keys.holds(one["signed_with"], bytes.fromhex(one["signature"]), bytes.fromhex(one["hash"]))
            follows = says["previous"] == before or says["id"] != number + 1
        except (*UNREADABLE, OSError):
            yield Finding("CheckpointChanged", what=name.rpartition("-")[2].removesuffix(".json").lstrip("0"))
            continue
        if not whole or not signed or not follows:
            yield Finding("CheckpointChanged", what=str(one["id"]))
            continue
        if manifest["everything"]:
            yield from (Finding("CheckpointMissing", what=str(gap)) for gap in range(number + 1, says["id"]))
        before, number = one["hash"], says["id"]
        seen |= {case: (seq, hash, number) for case, seq, hash in heads}
        given |= {year: max(last, given.get(year, 0)) for year, last in says["numbers"].items()}
    yield from _check_seen(manifest, journals, seen, given)


def _check_seen(
    manifest: dict[str, Any],
    journals: dict[str, list[Entry]],
    seen: dict[int, tuple[int, str, int]],
    given: dict[str, int],
) -> Iterator[Finding]:
    there = {entries[0]["case_id"]: number for number, entries in journals.items() if entries}
    for case, (seq, hash, checkpoint) in sorted(seen.items()):
        if case in there:
            found = [entry["hash"] for entry in journals[there[case]] if entry["seq"] == seq]
            if found != [hash]:
                yield Finding("HeadChanged", there[case], seq, str(checkpoint))
        elif manifest["everything"]:
            yield Finding("CaseVanished", what=f"checkpoint {checkpoint}, case {case}, entry {seq}")
    for year, last in sorted(given.items()) if manifest["everything"] else ():
        for missing in range(1, last + 1):
            if f"{year}-{missing:05d}" not in journals:
                yield Finding("CaseVanished", what=f"{year}-{missing:05d}")


def main(arguments: list[str] | None = None) -> int:
    own = Path(sys.argv[0])
    asked = argparse.ArgumentParser(description="验证证据包 / Verify an evidence pack")
    asked.add_argument("pack", nargs="?", type=Path, default=own if own.suffix == ".zip" else own.parent)
    asked.add_argument("--key", type=Path, action="append", help="公钥 PEM，取自机构公布之处 / a public key to trust")
    asked.add_argument("--json", action="store_true")
    asked.add_argument("--lang", choices=("zh", "en"), default="zh")
    given = asked.parse_args(arguments)
    trusted = [raw_key(path.read_bytes()) for path in given.key] if given.key else None
    try:
        found = list(check(given.pack, trusted))
        pack = Pack(given.pack)
        manifest, names = pack.json("manifest.json"), sorted(keys_of(pack, trusted).known)
    except NoPack as problem:
        print(f"不是证据包 / not an evidence pack: {problem}", file=sys.stderr)
        return 2
    if given.json:
        print(json.dumps([finding._asdict() for finding in found], ensure_ascii=False, indent=1))
        return int(bool(found))
    for finding in found:
        print(finding.text(given.lang))
    entries = sum(int(case["seq"]) for case in manifest["cases"].values())
    print(f"案件 cases {len(manifest['cases'])}, 条目 entries {entries}, 发现 findings {len(found)}")
    doubt = "" if trusted else "（取自包内，请与机构公布的核对 / taken from the pack）"
    print(f"公钥 public keys: {', '.join(names)}{doubt}")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
