"""Who waits for her turn to push is served together with the others who wait: one transaction for them all.

In a storm of tablets most of a small push is not its ops but what surrounds them: the tenant's counter, the
writer, the commit. And a thread that reads ops takes the interpreter away from the one whose turn it is, each
time that one waits for the database. So in each process one thread works and the others sleep.
"""

import threading
from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar


class Waiting(Protocol):
    """What waits in a line. key: two of the same are never served together. weight: see Line.

    error: why it could not be served, raised where it waits.
    """

    error: BaseException | None

    @property
    def key(self) -> int: ...

    @property
    def weight(self) -> int: ...


Job = TypeVar("Job", bound=Waiting)


class Line(Generic[Job]):
    """One line. serve: does the work of several; what it raises is raised for each of them.

    most: the weight that is served at once; a heavier one is served alone.
    """

    def __init__(self, serve: Callable[[Sequence[Job]], None], most: int) -> None:
        self._serve, self._most = serve, most
        self._turn, self._guard = threading.Lock(), threading.Lock()
        self._waiting: list[Job] = []

    def wait(self, job: Job) -> None:
        """Return when the job has been served, by this thread or by another one. Raises its error."""
        with self._guard:
            self._waiting.append(job)
        with self._turn:
            while self._waits(job):
                self._serve_next()
        if job.error is not None:
            raise job.error

    def _waits(self, job: Job) -> bool:
        with self._guard:
            return any(one is job for one in self._waiting)

    def _serve_next(self) -> None:
        with self._guard:
            jobs = self._first()
            self._waiting = [one for one in self._waiting if all(one is not job for job in jobs)]
        try:
            self._serve(jobs)
        except Exception as error:  # noqa: BLE001 - told to everybody it concerns
            for job in jobs:
                job.error = error
        except BaseException:
            for job in jobs:
                job.error = RuntimeError("the thread that served was ended")
            raise

    def _first(self) -> list[Job]:
        """As many as go together, in the order they came."""
        taken: list[Job] = []
        keys: set[int] = set()
        weight = 0
        for job in self._waiting:
            if job.key not in keys and (not taken or weight + job.weight <= self._most):
                taken.append(job)
                keys.add(job.key)
                weight += job.weight
        return taken
