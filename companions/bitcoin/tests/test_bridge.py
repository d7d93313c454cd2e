"""The bridge to the product. Its tests say loudly that they are left out where the product is not installed."""

from __future__ import annotations

import importlib.util
import sys

import pytest

from coincide_bitcoin import PrivateKey

if importlib.util.find_spec("coincide") is None:
    pytest.skip("the product `coincide` is not installed: the bridge is not tested", allow_module_level=True)

from benchmarks.catalogs import make_catalog, replace_label


@pytest.fixture
def stamped(call, tmp_path):
    """A catalog whose labels are signed and stamped, and the words to check that."""
    (tmp_path / "key").write_text(PrivateKey(bytes(31) + b"\x05").to_wif())
    catalog, chain = make_catalog(tmp_path / "sea.coincide", 50), tmp_path / "chain.db"
    code, out, err = call("stamp", catalog, "--chain", chain, "--sign", tmp_path / "key", "--about", "who sang")
    assert (code, err) == (0, "") and "sea.digest.json.witness.ots" in out
    saved = tmp_path / "sea.digest.json"
    proof = tmp_path / "sea.digest.json.witness.ots"
    return catalog, ("verify-stamp", proof, "--chain", chain, "--of", saved, "--catalog", catalog)


def test_labels_that_did_not_change_are_as_they_were(call, stamped):
    code, out, _ = call(*stamped[1])
    assert (code, "about: who sang" in out, "labels      all as they were" in out) == (0, True, True)


def test_a_label_that_changed_is_named(call, stamped):
    catalog, words = stamped
    replace_label(catalog, 17, "Eve's word")
    code, out, _ = call(*words)
    assert code == 1
    assert "changed     label 17 changed: “Eve's word” at 16.000 s in a.wav, by Ana" in out


def test_a_digest_is_not_written_over_another(call, stamped, tmp_path):
    code, _, err = call("stamp", stamped[0], "--chain", tmp_path / "chain.db")
    assert (code, "sea.digest.json: the file is there already" in err) == (1, True)


def test_a_folder_that_is_no_catalog_is_named(call, tmp_path):
    (tmp_path / "folder").mkdir()
    code, _, err = call("stamp", tmp_path / "folder", "--chain", tmp_path / "chain.db")
    assert (code, "folder" in err) == (1, True)


def test_without_the_product_a_catalog_is_not_stamped(call, tmp_path, monkeypatch):
    (tmp_path / "folder").mkdir()
    monkeypatch.delitem(sys.modules, "coincide_bitcoin.bridge", raising=False)
    monkeypatch.setitem(sys.modules, "coincide.errors", None)
    code, _, err = call("stamp", tmp_path / "folder", "--chain", tmp_path / "chain.db")
    assert (code, "digested by `coincide`, which is not installed here" in err) == (1, True)
