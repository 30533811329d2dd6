"""Rules of this repository that no other tool keeps."""

import ast
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "llmgate"
MODULES = sorted(PACKAGE.rglob("*.py"))
LOCKS = ["requirements-dev.lock", "requirements-lowest.lock"]


def pins(lock):
    """Return each pinned requirement of a lock with the lines of its hashes, comments left out."""
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    code = "\n".join(line for line in lines if not line.lstrip().startswith("#"))
    return re.split(r"\n(?=\S)", code)


def imported(module):
    """Return every module name that a file imports, by statement or by ``import_module``."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names=aliases):
                yield from (alias.name for alias in aliases)
            case ast.ImportFrom(module=str(name), level=0):
                yield name
            case ast.Call(
                func=ast.Name(id="import_module" | "__import__")
                | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                yield name


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_pinned_and_hashed(lock):
    """A lock names one version of each package, and the hashes of its files."""
    pin = r"[a-z0-9-]+(\[[a-z,]+\])?==\S+( ; [^\\]+)?"
    hashes = r"( \\\n    --hash=sha256:\w{64})+"
    assert [found for found in pins(lock) if not re.fullmatch(pin + hashes, found)] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_name_no_place(lock):
    """A lock installs from wherever the reader's own pip looks: it has no address and no path."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert re.findall(r"(?m)^.*(?:/|index|find-links).*$", text) == []


def test_one_module_imports_litellm():
    """LiteLLM is known to the module that carries requests to it, and to no other."""
    importers = [
        module.relative_to(PACKAGE).as_posix()
        for module in MODULES
        if any(name.partition(".")[0] == "litellm" for name in imported(module))
    ]
    assert importers == ["carriers/litellm_process.py"]


def test_files_are_short():
    """No file of the package is longer than 300 lines."""
    long = [module for module in MODULES if len(module.read_bytes().splitlines()) > 300]
    assert long == []


def test_wheel_holds_the_package_alone(tmp_path):
    """The wheel has every file of llmgate, ``py.typed`` too, and nothing beside it."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    shipped = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    source = {file for file in PACKAGE.rglob("*") if file.is_file() and file.suffix != ".pyc"}
    assert {file.relative_to(ROOT).as_posix() for file in source} == shipped
