"""Everything anybody ever saved, by its mark: a name inside the op's bytes that no renumbering changes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import orjson

from sync.ops import Op, read_op

Mark = str


class Made(NamedTuple):
    """One op. seen: field -> every mark its maker had seen there, back to the first. wrong: on purpose."""

    mark: Mark
    text: str
    kind: str
    record: str
    values: Mapping[str, Any]
    seen: Mapping[str, frozenset[Mark]]
    wrong: bool


@dataclass
class Ledger:
    """names: epoch -> op id as the server says it -> mark. acknowledged: since the server's last restore, or
    inside the backup it came from. replaced: marks a correction stands in for. meant: (mark, id in its `saw`)
    -> the maker's own store's op of that id, which in a copied store the server may know under another one.
    """

    made: dict[Mark, Made] = field(default_factory=dict)
    names: dict[str, dict[str, Mark]] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    acknowledged: set[Mark] = field(default_factory=set)
    replaced: set[Mark] = field(default_factory=set)
    meant: dict[tuple[Mark, str], Mark] = field(default_factory=dict)

    def note(self, op: Op, text: str, drawn: Mapping[str, Iterable[Mark]], wrong: bool) -> Made:
        """Remember an op at the moment it is saved. drawn: the marks its maker had on screen."""
        seen = {name: self.closure(name, marks) for name, marks in drawn.items()}
        mark = mark_of(op)
        made = Made(mark, text, op.kind, op.id, op.values(), seen, wrong)
        self.made[mark] = made
        self.kinds.setdefault(op.id, op.kind)
        return made

    def closure(self, name: str, marks: Iterable[Mark]) -> frozenset[Mark]:
        """These marks and all that their makers had seen."""
        direct = frozenset(marks)
        return direct.union(*(self.made[one].seen.get(name, ()) for one in direct if one in self.made))

    def replaced_by(self, name: str, marks: Iterable[Mark]) -> frozenset[Mark]:
        """Every mark that whoever made these had seen in this field."""
        return frozenset().union(*(self.made[one].seen.get(name, ()) for one in marks if one in self.made))

    def mistaken_by(self, name: str, marks: Iterable[Mark], names: Mapping[str, Mark]) -> frozenset[Mark]:
        """Marks that the makers of these named without having seen them: the ids were another op's, too."""
        makers = self.closure(name, marks)
        said = ((names.get(one), own) for (maker, one), own in self.meant.items() if maker in makers)
        return frozenset(mark for mark, own in said if mark is not None and mark != own)

    def learn(self, names: dict[str, Mark], op_id: str, body: bytes) -> Mark:
        """The mark of an op of the server's log; an op without one (a hook's) is its own."""
        said = orjson.loads(body) if body else {}
        op = read_op(said)
        if not isinstance(op, Op):
            return op_id
        mark = op.reason[1:] if op.reason and op.reason.startswith("#") else op_id
        names[op_id] = mark
        if mark == op_id:
            drawn = {
                name: [names.get(one, one) for one in edit.saw] for name, edit in (op.edits or {}).items()
            }
            seen = {name: self.closure(name, marks) for name, marks in drawn.items()}
            self.made[mark] = Made(mark, body.decode(), op.kind, op.id, op.values(), seen, False)
        return mark


def mark_of(op: Op) -> Mark:
    """The mark in an op's reason."""
    assert op.reason is not None
    assert op.reason.startswith("#")
    return op.reason[1:]
