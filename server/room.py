"""A full disk: what must be written is refused (507), what can be read goes on being read."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from server.problem_replies import from_database
from server.problems import StorageFull


def no_room(error: DBAPIError) -> bool:
    """True when the database could not write because its disk is full."""
    return isinstance(from_database(error), StorageFull)


@contextmanager
def if_there_is_room() -> Iterator[None]:
    """For a write nobody waits for, such as when somebody was last seen: left out while the disk is full."""
    try:
        yield
    except DBAPIError as error:
        if not no_room(error):
            raise
