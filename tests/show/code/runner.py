"""Runs programs in a process of their own: ``python -m tests.show.code.runner <target>``.

Programs come as a JSON list on standard input; for each there is what it printed, as JSON, on
standard output: by what stands before the equals sign. One process runs all, because the libraries
take longer to load than to compute.
"""

import ast
import contextlib
import io
import json
import sys
import warnings


def printed(program: str) -> dict[str, object]:
    """What a program prints."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(program, "<program>", "exec"), {"__name__": "__main__"})  # noqa: S102
    found = {}
    for line in out.getvalue().splitlines():
        name, _, text = line.rpartition(" = ")
        # JSON knows NaN and Infinity, ast does not.
        found[name] = json.loads(text.replace("nan", "NaN").replace("inf", "Infinity"))
    return found


def main(target: str) -> None:
    """Runs what comes on standard input."""
    warnings.simplefilter("ignore")
    reset = lambda: None  # noqa: E731
    if target == "gradviz":
        from gradviz import reset_default_graph as reset
    elif target == "tensorflow1":
        from tensorflow.compat.v1 import reset_default_graph as reset
    results = []
    for program in json.load(sys.stdin):
        ast.parse(program)
        reset()
        results.append(printed(program))
    json.dump(results, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
