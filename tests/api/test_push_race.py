"""Two requests at the same moment: no acknowledged edit is lost, no number is used twice."""

import threading
from collections.abc import Callable

from flask import Flask

from server.db import db
from tests.factories import SignedIn
from tests.tablet import Tablet, each, found_masters

SignIn = Callable[..., SignedIn]
FIELDS = ("phone", "address", "family", "given")


def test_pushes_at_the_same_moment_lose_nothing(app: Flask, sign_in: SignIn) -> None:
    found_masters(app)
    tablets = [Tablet(sign_in(login)) for login in ("hanako", "ichiro", "misaki", "megumi")]
    person_id, op = tablets[0].new_person()
    tablets[0].push(op)
    verdicts: list[str] = []

    def work(tablet: Tablet, field: str) -> None:
        with app.app_context():
            for number in range(8):
                mine = tablet.edit("person", person_id, field, [], f"{number}")
                verdicts.extend(each(tablet.push(mine)).values())
            db.session.remove()

    threads = [
        threading.Thread(target=work, args=(tablet, field))
        for tablet, field in zip(tablets, FIELDS, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(verdicts) == 32
    row = tablets[0].everything()[person_id]
    assert {name: len(members) for name, members in row["members"].items()} == dict.fromkeys(FIELDS, 8)


def test_the_same_push_twice_at_once_is_filed_once(app: Flask, sign_in: SignIn) -> None:
    found_masters(app)
    hanako = Tablet(sign_in("hanako"))
    ops = [hanako.new_person()[1] for _ in range(20)]
    replies: list[dict[int, str]] = []

    def work() -> None:
        with app.app_context():
            replies.append(hanako.verdicts(*ops))
            db.session.remove()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    fates = sorted(fate for reply in replies for fate in reply.values())
    assert fates == ["applied"] * 20 + ["duplicate"] * 60
    persons = [row for row in hanako.everything().values() if row["kind"] == "person"]
    assert len(persons) == 20
