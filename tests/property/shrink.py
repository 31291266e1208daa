"""A failing seed told in as few steps as still show the fault. `python -m tests.property.shrink 20` prints
it."""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.property.run import run
from tests.property.town import Town
from tests.property.world import World


def fault(world: World) -> str:
    """What went wrong first, in a word; "" when nothing did."""
    try:
        wrong = run(world)
    except Exception as crash:  # noqa: BLE001 - a crash of server or device is a finding, too
        wrong = [f"crash {type(crash).__name__}"]
        world.wrong += [f"{wrong[0]}: {crash}"]
    return _kind(wrong[0]) if wrong else ""


def _kind(wrong: str) -> str:
    return next(
        (word for word in ("vanished", "crash", "lacks", "keeps", "shows") if word in wrong), wrong[:12]
    )


def shrunk(make: Callable[[frozenset[int]], World], steps: int) -> tuple[World, list[int]]:
    """The last failing world and the steps it needs. make: a world that leaves these steps out."""
    world = make(frozenset())
    wanted = fault(world)
    kept, size = list(range(steps)), steps // 2
    while wanted and size:
        at = 0
        while at < len(kept):
            fewer = kept[:at] + kept[at + size :]
            tried = make(frozenset(range(steps)) - set(fewer))
            if fault(tried) == wanted:
                world, kept = tried, fewer
            else:
                at += size
        size //= 2
    return world, kept


def story(town: Town, seed: int, steps: int) -> str:
    """The shrunk story of a failing seed."""
    world, kept = shrunk(lambda skip: World(town, seed, steps=steps, skip=skip), steps)
    return "\n".join([f"seed {seed}, steps {kept}", *world.story, *world.wrong[:10]])


def main() -> None:
    """Print the story of the seeds named on the command line."""
    from tests.conftest import Templates

    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        config = Templates(Path(folder) / "template").copy("sqlite", Path(folder) / "town", towns=False)
        town = Town(config)
        for seed in sys.argv[1:]:
            print(story(town, int(seed), 80))


if __name__ == "__main__":
    main()
