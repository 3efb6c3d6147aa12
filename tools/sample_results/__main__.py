"""Write the stored results of the bundled samples: analyses, and one heatmap.

    python -m tools.sample_results            # what is missing or out of date
    python -m tools.sample_results --model vgg16
    python -m tools.sample_results --all      # also what is up to date

Run it after weights, cards or samples have changed; a test says when that is. A result that is up
to date is left alone.
"""

from __future__ import annotations

import argparse

from tools.sample_results.write import write


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tools.sample_results",
        description="Write the stored results of the samples.",
    )
    parser.add_argument("--all", action="store_true", help="also those that are up to date")
    parser.add_argument("--model", default="", help="of this model alone")
    asked = parser.parse_args()
    for line in write(everything=asked.all, only=asked.model):
        print(line, flush=True)


main()
