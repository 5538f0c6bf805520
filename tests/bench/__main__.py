"""The measurements: `python -m tests.bench [NAME [options]]`; without a name, those that need no data from outside.

One run, one after another, so that their figures stand beside each other. Each prints what it measured, on which
database, and how loaded the machine was before it began: a figure of a busy machine is no figure.
"""

import importlib
import os
import sys

ALONE: tuple[tuple[str, ...], ...] = (
    ("start",),
    ("webhook",),
    ("answers",),
    ("matching", "--sizes", "120,3000,30000"),
    ("directory",),
    ("console",),
    ("reports",),
    ("towns", "--towns", "5", "--messages", "40"),
)


def main() -> int:
    """Run one measurement, or all that stand alone."""
    given = tuple(sys.argv[1:])
    for name, *options in (given,) if given else ALONE:
        print(f"== {name} (load {os.getloadavg()[0]:.1f} before)", flush=True)
        importlib.import_module(f"tests.bench.bench_{name}").main(options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
