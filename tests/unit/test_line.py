"""Pushes that wait in one process are served together: once each, and each hears of its own error."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from server.exchange.line import Line


@dataclass(eq=False)
class Job:
    """Something that waits."""

    key: int
    weight: int = 1
    error: BaseException | None = None
    served: list[str] = field(default_factory=list)


def waiting(line: Line[Job], jobs: Sequence[Job]) -> dict[int, BaseException]:
    """Let all of them wait at once; {index: what was raised}."""
    raised: dict[int, BaseException] = {}

    def wait(at: int) -> None:
        try:
            line.wait(jobs[at])
        except BaseException as error:  # noqa: BLE001 - the test looks at it
            raised[at] = error

    threads = [threading.Thread(target=wait, args=(at,)) for at in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert not any(thread.is_alive() for thread in threads), "somebody waits for ever"
    return raised


def test_all_are_served_once_in_few_groups_of_different_keys_and_bounded_weight() -> None:
    groups: list[list[Job]] = []
    busy = threading.Lock()

    def serve(jobs: Sequence[Job]) -> None:
        assert busy.acquire(blocking=False), "two threads serve at once"
        groups.append(list(jobs))
        for job in jobs:
            job.served.append(threading.current_thread().name)
        time.sleep(0.01)
        busy.release()

    jobs = [Job(key=at % 20, weight=3) for at in range(60)]
    assert waiting(Line(serve, 30), jobs) == {}
    assert [len(job.served) for job in jobs] == [1] * 60
    assert len(groups) < 30
    assert all(sum(job.weight for job in group) <= 30 for group in groups)
    assert all(len({job.key for job in group}) == len(group) for group in groups)


def test_a_heavy_one_is_served_alone() -> None:
    groups: list[list[Job]] = []

    def serve(jobs: Sequence[Job]) -> None:
        groups.append(list(jobs))
        time.sleep(0.01)

    heavy = Job(key=0, weight=1_000)
    waiting(Line(serve, 10), [heavy, *(Job(key=at) for at in range(1, 9))])
    assert [heavy] in groups


def test_an_error_of_one_is_hers_and_an_error_of_all_is_everybodys() -> None:
    def serve(jobs: Sequence[Job]) -> None:
        time.sleep(0.01)
        for job in jobs:
            if job.key == 3:
                job.error = KeyError("hers")
        if any(job.key >= 100 for job in jobs):
            raise OSError("no database")

    raised = waiting(Line(serve, 100), [Job(key=at) for at in range(8)])
    assert {at: type(error) for at, error in raised.items()} == {3: KeyError}
    raised = waiting(Line(serve, 100), [Job(key=100 + at) for at in range(8)])
    assert {type(error) for error in raised.values()} == {OSError}
    assert len(raised) == 8


def test_a_thread_that_is_ended_while_it_serves_leaves_nobody_waiting() -> None:
    def serve(jobs: Sequence[Job]) -> None:
        time.sleep(0.01)
        if any(job.key == 0 for job in jobs):
            raise SystemExit

    jobs = [Job(key=at) for at in range(8)]
    raised = waiting(Line(serve, 3), jobs)
    assert set(map(type, raised.values())) <= {SystemExit, RuntimeError}
    assert 0 in raised
    line = Line(serve, 3)
    with pytest.raises(SystemExit):
        line.wait(Job(key=0))
    line.wait(Job(key=1))
