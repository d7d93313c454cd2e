"""Where a catalog is and what lies in it.

recordings.coincide/
    catalog.sqlite        everything that has rows
    catalog.seal          a digest of the database, as the last writer left it
    labels.jsonl          what people said, as text; see `journal`
    vectors/NAME.npy      arrays by row
    models/MODEL/         files of one learned model
    checkpoints/          unfinished training
    damaged/TIME/         what was damaged, set aside
    lock  lock.json       who is writing
"""

from __future__ import annotations

from pathlib import Path

from coincide.errors import CatalogError

DATABASE_NAME = "catalog.sqlite"
VECTORS_NAME = "vectors"
MODELS_NAME = "models"
CHECKPOINTS_NAME = "checkpoints"
DAMAGED_NAME = "damaged"
LOCK_NAME = "lock"
JOURNAL_NAME = "labels.jsonl"
SEAL_NAME = "catalog.seal"
HOLDER_NAME = "lock.json"
SUFFIX = ".coincide"

_SUBFOLDERS = (VECTORS_NAME, MODELS_NAME, CHECKPOINTS_NAME)
_STARTED = (DATABASE_NAME, LOCK_NAME, HOLDER_NAME, *_SUBFOLDERS)


def default_catalog_path(folder: Path) -> Path:
    """Return where the catalog of a folder of recordings goes: beside it, with ``.coincide`` after its name.

    Raises
    ------
    CatalogError : `folder` is the top of a disk, there is nothing beside it.
    """
    try:
        resolved = folder.resolve()
    except (OSError, RuntimeError):  # a link that leads back to itself, RuntimeError before Python 3.13
        resolved = folder.absolute()
    if resolved.name == "":
        raise CatalogError(
            f"a catalog goes beside its folder of recordings, `{resolved}` is the top of a disk. "
            "Give the catalog a place with `--catalog`."
        )
    return resolved.with_name(resolved.name + SUFFIX)


def find_catalog(path: Path | None, *, here: Path | None = None) -> Path:
    """Find the catalog a command means.

    Parameters
    ----------
    path : what the user gave, or None for the only ``*.coincide`` folder in `here`.
    here : where to look, the current folder by default.

    Raises
    ------
    CatalogError : there is no catalog, or several; the message says what to type.
    """
    if path is not None:
        if not is_catalog(path):
            raise missing_catalog(path)
        return path
    place = Path.cwd() if here is None else here
    found = sorted(each for each in place.glob(f"*{SUFFIX}") if is_catalog(each))
    if len(found) == 1:
        return found[0]
    if not found:
        raise CatalogError(
            f"no catalog (`NAME{SUFFIX}`) in `{place}`. Say where it is with `--catalog PATH`, "
            "or make one with `coincide learn FOLDER`."
        )
    names = ", ".join(f"`{each.name}`" for each in found)
    raise CatalogError(
        f"expected one catalog in `{place}`, found {len(found)}: {names}. Choose one with `--catalog {found[0].name}`."
    )


def is_catalog(folder: Path) -> bool:
    """Say whether `folder` holds a catalog's database."""
    return (folder / DATABASE_NAME).is_file()


def missing_catalog(folder: Path) -> CatalogError:
    """Return the error for a folder that is no catalog, with the nearest remedy."""
    beside = folder.with_name(folder.name + SUFFIX) if folder.name else folder
    if is_catalog(beside):
        return CatalogError(f"`{folder}` is not a catalog; `{beside}` is one. Give that one with `--catalog`.")
    state = "has no `catalog.sqlite` in it" if folder.exists() else "does not exist"
    return CatalogError(
        f"expected a catalog at `{folder}`, it {state}. `coincide learn FOLDER` makes one, "
        "`--catalog PATH` says where it is."
    )


def make_folders(folder: Path) -> None:
    """Make the folders of a catalog; nothing happens to those that exist.

    Raises
    ------
    CatalogError : `folder` is a file, or holds other things than a catalog.
    """
    if folder.exists() and not is_catalog(folder):
        _check_is_free(folder)
    for name in _SUBFOLDERS:
        (folder / name).mkdir(parents=True, exist_ok=True)


def model_folder(folder: Path, model_id: str) -> Path:
    """Return the folder of one model in the catalog `folder`; it need not exist."""
    return folder / MODELS_NAME / model_id


def checkpoint_folder(folder: Path) -> Path:
    """Return the folder of unfinished training in the catalog `folder`."""
    return folder / CHECKPOINTS_NAME


def vectors_path(folder: Path, name: str) -> Path:
    """Return the file of the array `name` in the catalog `folder`; it need not exist."""
    return folder / VECTORS_NAME / f"{name}.npy"


def _check_is_free(folder: Path) -> None:
    if not folder.is_dir():
        raise CatalogError(f"a catalog is a folder, `{folder}` is a file. Give another place with `--catalog`.")
    other = sorted(each.name for each in folder.iterdir() if not each.name.startswith(_STARTED))
    if other:
        raise CatalogError(
            f"`{folder}` is not a catalog and holds other things (`{other[0]}`). "
            "Give an empty or new folder with `--catalog`."
        )
