"""One digest for all labels of a catalog: what has changed since, and that one label was there.

A digest file holds the digest and those of the single records, so that a change is found and named. A proof file holds
one record, and the digests on its way to the digest of all. Neither needs the catalog to be checked by others, and both
can be stamped or signed by any means.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from coincide.catalog import CatalogStore, find_catalog
from coincide.catalog.integrity.digest import InclusionProof, LabelRecord, leaf_digest, prove, root_digest
from coincide.catalog.integrity.journal import KINDS
from coincide.errors import InputError, NoSuchError
from coincide.whole_files import write_whole
from coincide.wording import count, quotable

DIGEST_FORMAT, PROOF_FORMAT = "coincide digest 1", "coincide proof 1"
_WHENCE = {
    DIGEST_FORMAT: "a digest from `coincide catalog digest`",
    PROOF_FORMAT: "a proof from `coincide catalog prove`",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """A record that is not as it was.

    Attributes
    ----------
    kind, id : which one: ``label`` or ``answer``, and its number.
    what : ``changed``, ``added`` or ``removed``.
    about : what it says now; empty if it was removed.
    """

    kind: str
    id: int
    what: str
    about: str


@dataclass(frozen=True, slots=True)
class DigestResult:
    """The digest of a catalog's labels.

    Attributes
    ----------
    digest : 32 bytes in hex.
    n_records : labels and answers under it.
    differences : since another digest was made; None if none was given to compare with.
    """

    catalog: Path
    digest: str
    n_records: int
    differences: list[Difference] | None = None


@dataclass(frozen=True, slots=True)
class ProofResult:
    """That one record is under a digest.

    Attributes
    ----------
    n_hashes : on the way from the record to the digest.
    about : what the record says.
    is_proven : whether the way leads to the digest.
    """

    kind: str
    id: int
    digest: str
    n_hashes: int
    about: str
    is_proven: bool


def digest(catalog: Path | None = None, *, out: Path | None = None, compare: Path | None = None) -> DigestResult:
    """Digest all labels and answers of a catalog.

    Parameters
    ----------
    out : file for the digest and those of the single records.
    compare : such a file from earlier.

    Raises
    ------
    CatalogError : there is no catalog, or it cannot be read.
    InputError : a file cannot be read or written, or is no digest.
    """
    folder = find_catalog(catalog)
    before = None if compare is None else _read_digest(compare)
    records = _records(folder)
    root = root_digest([record.digest for record in records]).hex()
    if out is not None:
        leaves = [[record.kind, record.id, record.digest.hex()] for record in records]
        write_whole(out, _json({"format": DIGEST_FORMAT, "digest": root, "records": leaves}), what="the digest")
    return DigestResult(folder, root, len(records), None if before is None else _differences(before, records))


def prove_label(
    catalog: Path | None = None, *, number: int, kind: str = "label", out: Path | None = None
) -> ProofResult:
    """Prove that a label or answer is under the digest of its catalog.

    Parameters
    ----------
    number : its id, as the table `labels` or `answers` has it.
    kind : ``label`` or ``answer``.
    out : file for the proof.

    Raises
    ------
    CatalogError : there is no catalog, or it cannot be read.
    NoSuchError : nothing has this number.
    InputError : the file cannot be written.
    """
    folder = find_catalog(catalog)
    records = _records(folder)
    index = next((at for at, one in enumerate(records) if (one.kind, one.id) == (kind, number)), None)
    if index is None:
        known = [one.id for one in records if one.kind == kind]
        held = f"numbers from {min(known)} to {max(known)}" if known else f"no {kind}s"
        raise NoSuchError(f"expected the number of one of the {kind}s of `{folder}`, which has {held}; got {number}.")
    leaves = [one.digest for one in records]
    proof, root = prove(leaves, index), root_digest(leaves).hex()
    if out is not None:
        facts = {
            "format": PROOF_FORMAT,
            "digest": root,
            "record": records[index].text.decode("ascii"),
            "index": index,
            "n_records": len(records),
            "path": [each.hex() for each in proof.path],
        }
        write_whole(out, _json(facts), what="the proof")
    return ProofResult(kind, number, root, len(proof.path), _about(records[index].text), is_proven=True)


def check_proof(path: Path, *, expected: str | None = None) -> ProofResult:
    """Check a proof from `prove_label`; no catalog is needed.

    Parameters
    ----------
    expected : the digest, in hex, that one knows from elsewhere. A proof that only fits its own says nothing.

    Raises
    ------
    InputError : the file cannot be read, or is no proof.
    """
    facts = _read(path, PROOF_FORMAT)
    try:
        text = cast(str, facts["record"]).encode("ascii")
        row = json.loads(text)
        kind, number = str(row["kind"]), int(row["id"])
        siblings = tuple([bytes.fromhex(each) for each in facts["path"]])
        root = InclusionProof(int(facts["index"]), int(facts["n_records"]), siblings).root(leaf_digest(text))
        claimed, about = str(facts["digest"]), _about(text)
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError, RecursionError):
        raise _not_one(path, _WHENCE[PROOF_FORMAT]) from None
    wanted = claimed if expected is None else expected.strip().lower()
    is_proven = root is not None and root.hex() == wanted
    return ProofResult(kind, number, wanted, len(siblings), about, is_proven)


def _records(folder: Path) -> list[LabelRecord]:
    with CatalogStore.open(folder) as store:
        return store.label_records()


def _differences(before: Mapping[tuple[str, int], str], records: Sequence[LabelRecord]) -> list[Difference]:
    now = {(record.kind, record.id): record for record in records}
    found = [Difference(kind, number, "removed", "") for kind, number in before.keys() - now.keys()]
    for (kind, number), record in now.items():
        old = before.get((kind, number))
        if old != record.digest.hex():
            found.append(Difference(kind, number, "added" if old is None else "changed", _about(record.text)))
    return sorted(found, key=lambda each: (each.kind, each.id))


def _about(text: bytes) -> str:
    """Return what a record says, in a few words: its name, where, and who said so."""
    facts = json.loads(text)
    row, kind = facts["row"], str(facts["kind"])
    name = next((str(row[each]) for each in _NAMED if row.get(each)), kind)
    where = row.get("recording") or (f"recording {row['recording_id']}" if "recording_id" in row else "")
    at = f" at {row['onset_s']:.3f} s in {where}" if where else ""
    who = f", by {row['who']}" if row.get("who") else ""
    return quotable(f"“{name}”{at}{who}")


_NAMED = ("label", "said", "name", "answer", "site", "recorder", "timezone")
"""Columns that say what a record is about, the best first; the kind of the record where there is none."""


def _read_digest(path: Path) -> dict[tuple[str, int], str]:
    facts = _read(path, DIGEST_FORMAT)
    try:
        leaves = {(str(kind), int(number)): str(found) for kind, number, found in facts["records"]}
        ordered = [bytes.fromhex(found) for _, found in sorted(leaves.items())]
        is_whole = root_digest(ordered).hex() == facts["digest"] and {kind for kind, _ in leaves} <= KINDS.keys()
    except (KeyError, TypeError, ValueError, OverflowError):
        raise _not_one(path, _WHENCE[DIGEST_FORMAT]) from None
    if not is_whole:
        raise InputError(f"`{path}` was changed: its records do not give its digest. Use another copy.")
    return leaves


def _read(path: Path, form: str) -> Mapping[str, Any]:
    expected = _WHENCE[form]
    try:
        facts = json.loads(path.read_bytes())
    except OSError as error:
        raise InputError(f"`{path}` cannot be read: {error.strerror}.") from None
    except (ValueError, RecursionError):
        raise _not_one(path, expected) from None
    if not isinstance(facts, dict) or cast(Mapping[str, Any], facts).get("format") != form:
        raise _not_one(path, expected)
    return cast(Mapping[str, Any], facts)


def _not_one(path: Path, expected: str) -> InputError:
    return InputError(f"`{path}` must be {expected}; it is something else, or damaged.")


def _json(facts: Mapping[str, Any]) -> bytes:
    return json.dumps(facts, indent=1).encode("ascii") + b"\n"


def in_words(result: DigestResult) -> str:
    """Return how many labels and answers a digest is for."""
    return count(result.n_records, "label, answer or other entry", "labels, answers and other entries")
