"""OBJ and MTL beyond the book: negative indices, materials, errors with lines."""

from __future__ import annotations

import pytest

from coincide_rays import FileError, load_obj, parse_obj

TRIANGLE = "v 0 0 0\nv 1 0 0\nv 0 1 0\n"


def test_negative_indices_count_back_from_the_last():
    first, second = (parse_obj(TRIANGLE + face).default_group.children[0] for face in ("f 1 2 3", "f -3 -2 -1"))
    assert (first.p1, first.p2, first.p3) == (second.p1, second.p2, second.p3)


def test_materials_come_from_the_mtl_beside(tmp_path):
    (tmp_path / "c.mtl").write_text("newmtl a b\nKd 0.1 0.2 0.3\nKs 0.4 0.4 0.4\nNs 12\nd 0.75\nNi 1.4\n")
    (tmp_path / "c.obj").write_text(f"mtllib c.mtl\n{TRIANGLE}usemtl a b\nf 1 2 3\n")
    material = load_obj(tmp_path / "c.obj").children[0].children[0].material
    assert [*material.color] == [0.1, 0.2, 0.3]
    assert (material.specular, material.shininess, material.transparency) == (0.4, 12, 0.25)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("v 1 2", "m:1: `v` must have three numbers, got 1 2"),
        ("v 1 nan 2", "m:1: `v` must have three finite numbers, got 1 nan 2"),
        (TRIANGLE + "f 1 2", "m:4: `f` must have three corners or more, got 1 2"),
        (TRIANGLE + "f 1 2 4", "m:4: `f` must have a vertex from 1 to 3, or as far back from -1, got 4"),
        (TRIANGLE + "f 1 2 0", "m:4: `f` must have a vertex from 1 to 3"),
        (TRIANGLE + "f 1 2 x", "m:4: `f` must have a number of a vertex, got x"),
        (TRIANGLE + "f 1//1 2//1 3//1", "m:4: `f` must have a normal from 1 to 0"),
    ],
)
def test_errors_tell_the_line(text, expected):
    with pytest.raises(FileError, match=expected):
        parse_obj(text, name="m")


def test_missing_mtl_is_told(tmp_path):
    (tmp_path / "c.obj").write_text("mtllib c.mtl\n")
    with pytest.raises(FileError, match="expected an MTL file, named by `mtllib`, got: No such file"):
        load_obj(tmp_path / "c.obj")
