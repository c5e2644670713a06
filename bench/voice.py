"""How often the reading of a text is right, and how many texts a second are read.

python -m bench.voice                    the project's own sentences (written with the rules)
python -m bench.voice FILE --wrong       a file of yours: sentiment, tab, text on each line
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from pathlib import Path

from dagster_project.voice import read, read_lexicon

OWN = Path(__file__).parent.parent / "tests" / "voice" / "sentences.tsv"
LABELS = ("positive", "neutral", "negative")


def labelled(path: Path) -> list[tuple[str, str]]:
    lines = path.read_text("utf-8").splitlines()
    return [(label, text) for label, _, text in (line.partition("\t") for line in lines)]


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("file", type=Path, nargs="?", default=OWN)
    arguments.add_argument("--wrong", action="store_true", help="print what was read wrongly")
    given = arguments.parse_args()
    lexicon = read_lexicon()
    every = labelled(given.file)
    for name, chosen in (
        ("Japanese", [each for each in every if not each[1].isascii()]),
        ("English", [each for each in every if each[1].isascii()]),
    ):
        if chosen:
            found = [(label, read(text, lexicon).sentiment, text) for label, text in chosen]
            report(name, found)
            for label, said, text in found if given.wrong else []:
                if label != said:
                    print(f"  {label} read as {said}: {text} {read(text, lexicon)}")
    repeat = max(1, 20_000 // len(every))
    before = time.process_time()
    for number in range(repeat):
        for _, text in every:
            read(f"{text} {number}", lexicon)
    seconds = time.process_time() - before
    print(f"{repeat * len(every) / seconds:,.0f} texts a second; lexicon {lexicon.version}")


def report(name: str, found: list[tuple[str, str, str]]) -> None:
    pairs = Counter((label, said) for label, said, _ in found)
    right = sum(pairs[label, label] for label in LABELS)
    scores = []
    for label in LABELS:
        known = sum(pairs[label, each] for each in LABELS)
        said = sum(pairs[each, label] for each in LABELS)
        scores.append(2 * pairs[label, label] / max(1, known + said))
        print(f"{name} {label}: {known} known, {said} read, {pairs[label, label]} right")
    print(f"{name}: accuracy {right / len(found):.3f}, macro-F1 {sum(scores) / 3:.3f}")


if __name__ == "__main__":
    main()
