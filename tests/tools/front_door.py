"""What a package says it offers: the modules its docstring lists, and the names it re-exports."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType


def listed_modules(package: ModuleType) -> set[str]:
    """Modules named in the lines of the docstring that begin with a dash."""
    lines = [line for line in (package.__doc__ or "").splitlines() if line.startswith("- ")]
    return {name for line in lines for name in re.findall(r"`(\w+)`", line.partition(":")[0])}


def present_modules(package: ModuleType) -> set[str]:
    """Modules and packages in the folder of the package."""
    folder = Path(str(package.__file__)).parent
    packages = {path.parent.name for path in folder.glob("*/__init__.py")}
    return packages | {path.stem for path in folder.glob("*.py")} - {"__init__"}


def exported_names(package: ModuleType) -> set[str]:
    """Names that `__init__.py` imports `as` themselves, type-checking blocks included."""
    tree = ast.parse(Path(str(package.__file__)).read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return {alias.asname for node in imports for alias in node.names if alias.asname is not None}


def public_names(package: ModuleType) -> set[str]:
    """Names that `dir` shows, without modules and private ones."""
    names = [name for name in dir(package) if not name.startswith("_")]
    return {name for name in names if not isinstance(getattr(package, name), ModuleType)}


def fail_if_torch_is_imported(*statements: str) -> None:
    """Run statements in one process that has imported nothing; fail, naming the first after which torch is there."""
    lines = [f"{statement}\nassert 'torch' not in sys.modules, {statement!r}" for statement in statements]
    code = "\n".join(["import sys", *lines])
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
