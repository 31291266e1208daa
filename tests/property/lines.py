"""A line on which everything goes wrong that can: lost, doubled, late, and a server that dies under it."""

import random
from collections.abc import Callable

from tests.property.town import PowerCut, Town
from tests.reference.lines import Cut, InProcess, Reply, Request

FATES = {"request lost": 6, "reply lost": 9, "sent twice": 6, "late": 4, "power cut": 8}
STATEMENTS = 40  # a push of a few ops has about so many


class Faulty:
    """The way from one tablet to the server. chance: of the step under way, None when all goes well."""

    def __init__(self, town: Town, say: Callable[[str], None]) -> None:
        self.town, self.say = town, say
        self.line = InProcess(town.app)
        self.chance: random.Random | None = None
        self.late: list[Request] = []

    def ask(self, request: Request) -> Reply:
        """Carry a request, or lose it, its reply or the server. Raises Cut."""
        if self.chance is None:
            return self.line.ask(request)
        fate = self._fate(self.chance)
        if fate is not None:
            self.say(f"{request.method} {request.path.partition('?')[0]}: {fate}")
        if fate == "request lost":
            raise Cut(fate)
        if fate == "late":
            self.late.append(request)
            raise Cut(fate)
        if fate == "power cut":
            return self._cut(request, self.chance.randint(1, STATEMENTS))
        reply = self.line.ask(request)
        if fate == "reply lost":
            raise Cut(fate)
        return self.line.ask(request) if fate == "sent twice" else reply

    def late_ones_arrive(self) -> None:
        """Requests that were thought lost reach the server now; nobody waits for the replies."""
        late, self.late = self.late, []
        for request in late:
            self.line.ask(request)

    def _cut(self, request: Request, statement: int) -> Reply:
        try:
            with self.town.power_cut_at(statement):
                return self.line.ask(request)
        except PowerCut:
            raise Cut("power cut") from None

    @staticmethod
    def _fate(chance: random.Random) -> str | None:
        at = chance.random() * 100
        for fate, share in FATES.items():
            at -= share
            if at < 0:
                return fate
        return None
