"""What the browser gets from assets/, under an address that changes with its content."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

ASSETS = Path(__file__).parents[2] / "assets"


@lru_cache(maxsize=1)
def version() -> str:
    """Another one for every other content of assets/."""
    digest = hashlib.sha256()
    for file in sorted(file for file in ASSETS.rglob("*") if file.is_file()):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def loader(entry: str) -> str:
    """A component's script: the few lines that travel with every message.

    Args:
        entry: the file in assets/ whose default export draws the component.
    """
    return (
        f'const url = new URL("assets/{entry}?v={version()}", document.baseURI);\n'
        "export default async (component) => (await import(url.href)).default(component);\n"
    )
