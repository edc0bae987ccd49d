"""A program as a Jupyter notebook: one cell for each of its sections."""

from __future__ import annotations

import hashlib
import json
import re


def notebook(source: str) -> bytes:
    r"""The notebook file (.ipynb) of a program.

    Written here, and not by the library `nbformat`, because it is a page of JSON; the tests hold
    it against that library's schema.

    Source: The Jupyter Notebook format 4.5, nbformat.readthedocs.io.

    Args:
        source: Python text whose sections are set apart by blank lines.

    Example:
        >>> document = json.loads(notebook("x = 1\n\nprint(x)\n"))
        >>> [cell["source"] for cell in document["cells"]]
        [['x = 1'], ['print(x)']]
    """
    sections = [part for part in re.split(r"\n{2,}(?=\S)", source.strip("\n")) if part]
    document = {
        "cells": [_cell(place, text) for place, text in enumerate(sections)],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    # Escaped throughout: a lone surrogate would not be UTF-8.
    return (json.dumps(document, indent=1) + "\n").encode("ascii")


def _cell(place: int, text: str) -> dict[str, object]:
    # The format wants an id; this one is the same for the same notebook.
    name = hashlib.sha256(f"{place} {text!r}".encode()).hexdigest()[:8]
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": f"cell-{place}-{name}",
        "metadata": {},
        "outputs": [],
        "source": text.splitlines(keepends=True),
    }
