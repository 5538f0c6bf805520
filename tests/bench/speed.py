"""How fast, and in how much memory: made-up knowledge bases of any size, each measured in a process of its own."""

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

SUBJECTS = (
    "草むしり", "電球の交換", "介護の相談", "ごみ出し", "保育園の申し込み", "家賃の支払い",
    "不登校", "ひきこもり", "買い物", "通院の送迎", "認知症", "税金",
    "年金", "健診", "予防接種", "図書館", "公園", "水道",
    "防災", "空き家",
)  # fmt: skip
PLACES = (
    "北", "南", "東", "西", "上", "下",
    "中", "新", "本", "大", "小", "松",
    "竹", "梅", "桜", "浜", "山", "川",
    "谷", "原",
)  # fmt: skip
ASKS = (
    "を頼みたい", "について知りたい", "で困っています", "の窓口はどこですか", "の手続きを教えてください",
    "に行けなくなりました",
)  # fmt: skip
QUESTIONS = 2_000


def measure(size: int) -> dict[str, float]:
    """Build a base of `size` entries of about 54 characters, ask 2,000 questions of about 26, return the figures."""
    from knowledge.destinations import DestinationId  # noqa: PLC0415 - counted as part of the start
    from knowledge.entries import Entry, EntryId  # noqa: PLC0415
    from routing.judge import Question, judge_of_entries  # noqa: PLC0415

    draw = random.Random(0)  # noqa: S311 - a repeatable draw
    entries = [
        Entry(
            EntryId(str(number)),
            DestinationId(f"d{number % max(1, size // 10)}"),
            f"{draw.choice(PLACES)}{draw.choice(PLACES)}地区の{draw.choice(SUBJECTS)}{draw.choice(ASKS)}",
            f"{draw.choice(SUBJECTS)}と{draw.choice(SUBJECTS)}を{draw.choice(PLACES)}町の係が受け付けます。",
        )
        for number in range(size)
    ]
    began = time.perf_counter()
    judge = judge_of_entries(entries)
    judge.judge(Question("庭の草むしりを頼みたい"))
    built = time.perf_counter() - began
    taken: list[float] = []
    for _ in range(QUESTIONS):
        place, matter, asking = draw.choice(PLACES), draw.choice(SUBJECTS), draw.choice(ASKS)
        text = f"{place}町の母の{matter}のことで、{draw.choice(SUBJECTS)}{asking}"
        start = time.perf_counter()
        judge.judge(Question(text))
        taken.append((time.perf_counter() - start) * 1000)
    taken.sort()
    memory = _resident_megabytes()
    return {
        "build": built,
        "p50": taken[QUESTIONS // 2],
        "p99": taken[QUESTIONS * 99 // 100],
        "memory": memory,
    }


def _resident_megabytes() -> float:
    """Return the memory held now; the peak of getrusage would be that of the process that started this one."""
    with Path("/proc/self/statm").open(encoding="ascii") as pages:
        return int(pages.read().split()[1]) * os.sysconf("SC_PAGESIZE") / 1024 / 1024


def speed_rows(size: int) -> str:
    """Measure in a fresh process and return one line of the table."""
    found = subprocess.run(
        [sys.executable, "-m", "tests.bench.speed", str(size)], capture_output=True, text=True, check=True
    )
    row = json.loads(found.stdout)
    return (
        f"{size:7} entries: start to first answer {row['build']:.2f} s, p50 {row['p50']:.3f} ms, "
        f"p99 {row['p99']:.3f} ms, memory {row['memory']:.0f} MB"
    )


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(int(sys.argv[1]))))
