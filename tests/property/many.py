"""Many seeds in one process: `python -m tests.property.many 0 5000` says how many went well, and how fast.

With --story it tells each run instead of judging it.
"""

import logging
import sys
import tempfile
import time
from pathlib import Path

from tests.conftest import Templates
from tests.property.run import run
from tests.property.shrink import fault, story
from tests.property.town import Town
from tests.property.world import World

STOP_AFTER = 5


def judge(town: Town, seeds: range) -> int:
    """How many of the seeds went well; the first that did not are told."""
    bad = 0
    for seed in seeds:
        if fault(World(town, seed)):
            bad += 1
            print(story(town, seed, World(town, seed).steps), file=sys.stderr)
        if bad == STOP_AFTER:
            break
    return len(seeds) - bad


def tell(town: Town, seeds: range) -> int:
    """Print each run's story."""
    for seed in seeds:
        world = World(town, seed)
        run(world)
        print(*world.story, sep="\n")
    return len(seeds)


def main() -> int:
    """Run the seeds from the first number to before the second."""
    first, end = (int(word) for word in sys.argv[1:3])
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        town = Town(Templates(Path(folder) / "template").copy("sqlite", Path(folder) / "town", towns=False))
        logging.disable(logging.CRITICAL)
        began = time.process_time()
        good = (tell if "--story" in sys.argv else judge)(town, range(first, end))
        print(f"{good} runs went well, {(time.process_time() - began) / (end - first):.3f} s of CPU each")
    return 0 if good == end - first else 1


if __name__ == "__main__":
    sys.exit(main())
