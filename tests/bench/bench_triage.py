"""Measures triage: recall of alerts, false alarms, time per message.

`python tests/bench/bench_triage.py --triage FILE.csv --everyday FILE.txt`; the CSV has the columns text and alert
(yes or no), the text file one harmless sentence per line.
"""

import argparse
import csv
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from routing.triage import assess, load_rules  # noqa: E402
from routing.triage_rules import TriageRules  # noqa: E402


def main(words: Sequence[str]) -> int:
    """Print one line for each measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--triage", type=Path, help="CSV with the columns text and alert")
    parser.add_argument("--everyday", type=Path, help="harmless sentences, one per line")
    parser.add_argument("--verbose", action="store_true", help="print misses and false alarms")
    arguments = parser.parse_args(words)
    rules = load_rules()
    times: list[float] = []
    if arguments.triage:
        _labelled(arguments.triage, rules, times, verbose=arguments.verbose)
    if arguments.everyday:
        _everyday(arguments.everyday, rules, times, verbose=arguments.verbose)
    if times:
        times.sort()
        print(f"time per message: median {statistics.median(times):.3f} ms, p99 {_p99(times):.3f} ms")
    return 0


def _labelled(file: Path, rules: TriageRules, times: list[float], *, verbose: bool) -> None:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    alerts = {True: [0, 0], False: [0, 0]}
    for row in rows:
        wanted, alarmed = row["alert"] == "yes", _alarm(row["text"], rules, times)
        alerts[wanted][0] += alarmed
        alerts[wanted][1] += 1
        if verbose and wanted != alarmed:
            print("missed" if wanted else "false", row["text"])
    print(f"alert recall: {_share(*alerts[True])}")
    print(f"false alarms among the rest: {_share(*alerts[False])}")


def _everyday(file: Path, rules: TriageRules, times: list[float], *, verbose: bool) -> None:
    sentences = [line.strip() for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    alarmed = [sentence for sentence in sentences if _alarm(sentence, rules, times)]
    if verbose:
        print("\n".join(alarmed))
    rate = 1000 * len(alarmed) / max(1, len(sentences))
    print(f"alarms per 1,000 everyday sentences: {rate:.2f} ({len(alarmed)} of {len(sentences)})")


def _alarm(text: str, rules: TriageRules, times: list[float]) -> bool:
    begun = time.perf_counter()
    verdict = assess(text, rules)
    times.append(1000 * (time.perf_counter() - begun))
    return verdict.alert


def _share(part: int, whole: int) -> str:
    return f"{part / max(1, whole):.3f} ({part} of {whole})"


def _p99(ordered: list[float]) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
