"""The measurements: `python -m tests.bench [NAME [options]]`; without a name, those that need no data from outside."""

import importlib
import sys

ALONE = ("webhook", "answers")


def main() -> int:
    """Run one measurement, or all that stand alone."""
    words = sys.argv[1:]
    for name in [words[0]] if words else ALONE:
        print(f"== {name}")
        importlib.import_module(f"tests.bench.bench_{name}").main(words[1:])
    return 0


if __name__ == "__main__":
    sys.exit(main())
