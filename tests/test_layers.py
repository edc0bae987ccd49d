"""The shape of the project: its top level, its modules and what they may import."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TOP_LEVEL = {"app.py", "gradviz", "assets", "tests", "requirements.txt", "README.md"}
SOURCES = sorted([ROOT / "app.py", *(ROOT / "gradviz").rglob("*.py")])
MOST_LINES = 300
# Turns plans, made of op names and slot numbers and never of a visitor's text, into code.
COMPILER = ROOT / "gradviz/core/plan.py"
# The op table, which fills up while the modules with its entries are imported.
REGISTRY = ROOT / "gradviz/core/op.py"

# What each part may import beside the standard library and gradviz itself. import-linter
# (.importlinter) knows who imports whom; that core needs nothing *but* NumPy is said here.
ALLOWED = {
    "gradviz/core": {"numpy"},
    "gradviz/study": {"numpy"},
    "gradviz/show": {"numpy", "graphviz", "pygraphviz", "plotly", "latex2mathml", "tensorboardX"},
    "gradviz/ui": {"numpy", "streamlit", "starlette"},  # Starlette is what Streamlit serves with
    "gradviz/__init__.py": set(),
    "app.py": {"streamlit", "starlette"},
}


@pytest.fixture(params=SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def source(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


def test_top_level_is_the_six_entries() -> None:
    # Tracked files, and new ones that nobody told git to ignore.
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listing.returncode:
        pytest.skip(f"not a git checkout: {listing.stderr.strip()}")
    entries = {line.split("/")[0] for line in listing.stdout.splitlines()}
    assert {entry for entry in entries if not entry.startswith(".")} == TOP_LEVEL


def test_module_is_short(source: Path) -> None:
    assert len(source.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


def test_module_imports_only_what_its_layer_may(source: Path) -> None:
    name = source.relative_to(ROOT).as_posix()
    allowed = next(packages for prefix, packages in ALLOWED.items() if name.startswith(prefix))
    imported = {package for package in imported_packages(source) if package != "gradviz"}
    assert imported <= allowed | sys.stdlib_module_names


def test_module_runs_no_text(source: Path) -> None:
    calls = {
        node.func.id
        for node in ast.walk(parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert calls & {"eval", "exec", "__import__"} <= ({"exec"} if source == COMPILER else set())


def test_module_keeps_no_writable_state(source: Path) -> None:
    """Two visitors share every module, so no function may write what a module holds."""
    tree = parse(source)
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Global)]
    if source == REGISTRY:
        return
    held = set(module_names(tree))
    written = {name for name in written_names(tree) if name in held}
    assert not written, f"changed after import: {written}"


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imported_packages(path: Path) -> Iterator[str]:
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield (node.module or "").split(".")[0]


def module_names(tree: ast.Module) -> Iterator[str]:
    """The names that a module assigns at its top level."""
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        if isinstance(node, ast.AnnAssign):
            targets = [node.target]
        yield from (target.id for target in targets if isinstance(target, ast.Name))


def written_names(tree: ast.Module) -> Iterator[str]:
    """The names whose items are set, or which are told to change, inside a function."""
    change = {"append", "add", "update", "setdefault", "extend", "insert", "pop", "clear", "remove"}
    functions = [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    for function in functions:
        local = {
            node.id
            for node in ast.walk(function)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }
        for node in ast.walk(function):
            owner: ast.expr | None = None
            if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
                owner = node.value
            elif (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in change
            ):
                owner = node.func.value
            if isinstance(owner, ast.Name) and owner.id not in local:
                yield owner.id
