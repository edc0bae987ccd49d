"""Runs the benchmarks named on the command line, or all of them."""

import sys

from tests.benchmarks import change, core, descent, gradient, health, live, play, rerun, steps

BENCHMARKS = {
    "change": change,
    "core": core,
    "descent": descent,
    "gradient": gradient,
    "health": health,
    "rerun": rerun,
    "drag": live,
    "play": play,
    "steps": steps,
}

if __name__ == "__main__":
    names = sys.argv[1:] or list(BENCHMARKS)
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        sys.exit(f"no benchmark named {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}")
    for name in names:
        print()
        BENCHMARKS[name].main()
