"""Fits the net under the rules of triage on the public corpus and writes `routing/rules/net.csv` and `net.toml`.

    python -m tests.bench.fit_net [--everyday E.txt] [--unseen FILE.csv] [--write]

Logistic regression over pieces of one to five characters. Alarms of the corpus against its harmless texts, the
phrases of the profiles and, where given, half of a file of everyday sentences; the other half measures.
`--unseen` measures texts (columns text, alert) that are in no corpus yet: do that before they are added.
"""

import argparse
import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from knowledge.profile import load_profile, profile_folders
from routing.danger_net import Net, make_net, pieces_of
from routing.triage import assess_by_rules, load_rules
from routing.triage_text import read_text
from routing.urgency import Danger

Floats = NDArray[np.float64]
CORPUS = Path(__file__).parents[1] / "routing" / "corpus"
RULES = Path(__file__).parents[2] / "routing" / "rules"
RIDGE = 0.1
EVERYDAY_WEIGHT = 5.0
SELDOM = 3
KEPT = 16_000
ROUNDS = 80
EDGES = (0.1, 0.3, 0.5, 1.0, 2.0)
KINDS = {
    Danger.POISON: Danger.MEDICAL, Danger.INFANT: Danger.MEDICAL, Danger.GAS: Danger.FIRE,
    Danger.PARTNER_VIOLENCE: Danger.VIOLENCE, Danger.STALKING: Danger.VIOLENCE, Danger.CRIME: Danger.VIOLENCE,
    Danger.HARM_TO_OTHERS: Danger.VIOLENCE, Danger.DISABILITY_ABUSE: Danger.ELDER_ABUSE,
    Danger.NO_SHELTER: Danger.NO_FOOD, Danger.NO_UTILITIES: Danger.NO_FOOD, Danger.NO_MONEY: Danger.NO_FOOD,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Texts:
    """What the net is fitted on: alarms, harmless texts, everyday sentences."""

    alarms: list[str]
    harmless: list[str]
    everyday: list[str]

    @property
    def all(self) -> list[str]:
        """All texts in the order of the rows of a fit."""
        return [*self.alarms, *self.harmless, *self.everyday]


def rows_of(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def read_texts(everyday: Sequence[str]) -> Texts:
    """Collect the public corpus and the profiles' phrases and samples."""
    alarms = [row["text"] for row in rows_of(CORPUS / "alarms.csv")]
    harmless = [row["text"] for row in rows_of(CORPUS / "harmless.csv")]
    rules = load_rules()
    for row in rows_of(CORPUS / "rules.csv"):
        (alarms if assess_by_rules(row["text"], rules).alert else harmless).append(row["text"])
    for folder in profile_folders():
        profile = load_profile(folder)
        harmless.extend(phrase.text for phrase in profile.phrases)
        harmless.extend(row["text"] for row in rows_of(folder / "samples.csv"))
    return Texts(list(dict.fromkeys(alarms)), list(dict.fromkeys(harmless)), list(everyday))


def folded(texts: Sequence[str]) -> list[set[str]]:
    """Return the pieces of each text."""
    return [pieces_of(read_text(text).folded) for text in texts]


def matrix(pieces: Sequence[set[str]], known: dict[str, int]) -> csr_matrix:
    """Return one row per text, scaled as the product scales it."""
    columns = [[known[piece] for piece in text if piece in known] for text in pieces]
    ends = np.concatenate([[0], np.cumsum([len(row) for row in columns])])
    scale = np.repeat([len(text) ** -0.5 for text in pieces], np.diff(ends))
    flat = np.array([column for row in columns for column in row], dtype=np.int64)
    return csr_matrix((scale, flat, ends), shape=(len(pieces), len(known)))


def fit(texts: Texts) -> Net:
    """Fit on all pieces that are not too seldom, keep the heaviest, fit once more on those."""
    pieces = folded(texts.all)
    counts = Counter(piece for text in pieces for piece in text)
    known = {piece: place for place, piece in enumerate(sorted(p for p, n in counts.items() if n >= SELDOM))}
    weights = _weights(matrix(pieces, known), texts)
    heavy = set(np.argsort(-np.abs(weights[:-1]))[:KEPT].tolist())
    kept = sorted(piece for piece, place in known.items() if place in heavy)
    known = {piece: place for place, piece in enumerate(kept)}
    weights = _weights(matrix(pieces, known), texts)
    kinds = _kinds(texts.alarms, pieces, known)
    rows = [
        {
            "piece": piece,
            "weight": f"{weights[place]:.3f}",
            "danger": kinds.get(piece, "") if weights[place] > 0 else "",
        }
        for piece, place in known.items()
    ]
    return make_net(rows, float(weights[-1]), 0.0)


def _weights(table: csr_matrix, texts: Texts) -> Floats:
    sides = np.repeat([1.0, -1.0, -1.0], [len(texts.alarms), len(texts.harmless), len(texts.everyday)])
    counts = np.repeat(
        [len(texts.harmless) / len(texts.alarms), 1.0, EVERYDAY_WEIGHT],
        [len(texts.alarms), len(texts.harmless), len(texts.everyday)],
    )
    turned = table.T.tocsr()

    def loss(weights: Floats) -> tuple[float, Floats]:
        margin = sides * (table @ weights[:-1] + weights[-1])
        slope = -(counts * sides / (1.0 + np.exp(np.clip(margin, -30, 30))))
        total = float((counts * np.logaddexp(0, -margin)).sum() + RIDGE * (weights[:-1] ** 2).sum() / 2)
        return total, np.append(turned @ slope + RIDGE * weights[:-1], slope.sum())

    found = minimize(
        loss, np.zeros(table.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS}
    )
    return np.asarray(found.x, dtype=np.float64)


def _kinds(alarms: Sequence[str], pieces: Sequence[set[str]], known: dict[str, int]) -> dict[str, str]:
    """Return for each piece the kind of danger among whose alarms it is most frequent, by what the rules say."""
    rules = load_rules()
    found = [assess_by_rules(text, rules).dangers for text in alarms]
    kinds = [KINDS.get(dangers[0], dangers[0]) if dangers else Danger.UNKNOWN for dangers in found]
    sizes = Counter(kinds)
    counts: dict[str, Counter[Danger]] = {}
    for kind, text in zip(kinds, pieces, strict=False):
        if kind is not Danger.UNKNOWN:
            for piece in text & known.keys():
                counts.setdefault(piece, Counter())[kind] += 1
    return {
        piece: max(of, key=lambda kind: of[kind] / (sizes[kind] + 20)).value for piece, of in counts.items()
    }


def measure(net: Net, everyday: Sequence[str], unseen: Sequence[dict[str, str]]) -> None:
    """Print for several edges what the net adds to the rules, out of what it was fitted on."""
    rules = load_rules()
    alarmed = np.array([assess_by_rules(row["text"], rules).alert for row in unseen])
    wanted = np.array([row["alert"] == "yes" for row in unseen])
    scores = np.array([net.score(read_text(row["text"]).folded) for row in unseen])
    noise = np.array([net.score(read_text(text).folded) for text in everyday])
    if unseen:
        print(f"unseen, rules alone: {_share(alarmed, wanted)} found, {_share(alarmed, ~wanted)} false")
    for per in EDGES if everyday else ():
        edge = float(np.quantile(noise, 1 - per / 1000))
        both = alarmed | (scores >= edge) if unseen else alarmed
        told = f"{_share(both, wanted)} found, {_share(both, ~wanted)} false" if unseen else ""
        print(f"edge {edge:.2f}: {per} per 1,000 everyday sentences; {told}")


def _share(hits: NDArray[np.bool_], among: NDArray[np.bool_]) -> str:
    return f"{hits[among].mean():.3f} ({hits[among].sum()} of {among.sum()})"


def write(net: Net, edge: float) -> None:
    """Write the files of the net."""
    with (RULES / "net.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("piece", "weight", "danger"))
        for piece in sorted(net.weights):
            rows.writerow((piece, f"{net.weights[piece]:.3f}", net.dangers.get(piece, "")))
    (RULES / "net.toml").write_text(
        "# The net under the rules of triage, fitted by tests/bench/fit_net.py; see docs/triage.md.\n"
        f"intercept = {net.intercept:.3f}\nedge = {edge:.2f}\n",
        encoding="utf-8",
    )


def main() -> None:
    """Fit on one half of the everyday sentences and measure on the other; with `--write` fit on all and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--everyday", type=Path)
    parser.add_argument("--most", type=int, default=30_000, help="everyday sentences that are used")
    parser.add_argument("--unseen", type=Path, nargs="*", default=[])
    parser.add_argument("--write", type=float, metavar="EDGE", help="write the net with this edge")
    arguments = parser.parse_args()
    lines = arguments.everyday.read_text(encoding="utf-8").splitlines() if arguments.everyday else []
    step = max(1, len(lines) // arguments.most)
    if arguments.write is not None:
        write(fit(read_texts(lines[::step])), arguments.write)
        return
    lines = lines[::step]
    net = fit(read_texts(lines[::2]))
    measure(net, lines[1::2], [row for path in arguments.unseen for row in rows_of(path)])


if __name__ == "__main__":
    main()
