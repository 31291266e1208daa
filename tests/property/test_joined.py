"""Persons joined: what they say together is the same in every order, and parting them loses nothing."""

import itertools
import random
from collections.abc import Sequence

from sync.merge import Row, apply_op, field_of, join
from sync.ops import Edit, Op, Value

PEOPLE = ("a", "b", "c")
FIELDS = ("phone", "state", "contacts#son.name", "contacts#daughter.name", "merged_into")
OWN = frozenset({"merged_into"})
Said = tuple[str, str, Op]  # op id, person, op


def careful(name: str, value: Value) -> bool:
    """As persons have it: death and protection win."""
    return (name, value) in (("state", "deceased"), ("contacts#son.name", None))


def random_ops(chance: random.Random, length: int) -> list[Said]:
    """Edits of records of one person, each having seen any of the ops so far, whichever record they name."""
    said: list[Said] = []
    for number in range(1, length + 1):
        seen = frozenset(op_id for op_id, _, _ in said if chance.random() < 0.3)
        fields = chance.sample(FIELDS, chance.randint(1, 2))
        edits = {name: Edit(seen, chance.choice(("x", "y", "deceased", None))) for name in fields}
        person = chance.choice(PEOPLE[:2])
        said.append(
            (f"{chance.randint(1, 3)}.{number}", person, Op(number, 1, "person", "", "", None, edits))
        )
    return said


def rows_of(said: Sequence[Said], people: Sequence[str] = PEOPLE) -> dict[str, Row]:
    """Every person's own record after these ops, arriving in this order."""
    rows = {person: Row(f"9.{number}", {"phone": person}, {}, {}) for number, person in enumerate(people, 1)}
    for op_id, person, op in said:
        rows[person] = apply_op(rows[person], op_id, op, careful).row
    return rows


def together(rows: dict[str, Row], people: Sequence[str], order: Sequence[str]) -> Row:
    return join(
        [rows[one] for one in people],
        lambda op: order.index(op) if op in order else -1,
        careful,
        OWN,
    )


def sets_of(row: Row) -> dict[str, dict[str, Value]]:
    return {name: dict(field_of(row, name).members) for name in FIELDS}


def test_every_order_of_arrival_gives_the_joined_record_the_same_sets() -> None:
    chance = random.Random(20261122)
    for _ in range(400):
        said = random_ops(chance, chance.randint(2, 5))
        order = [op_id for op_id, _, _ in said]
        expected = sets_of(together(rows_of(said), ("a", "b"), order))
        for arrived in itertools.permutations(said):
            assert sets_of(together(rows_of(arrived), ("a", "b"), order)) == expected


def test_the_joined_record_holds_exactly_the_edits_that_nobody_who_saw_them_replaced() -> None:
    chance = random.Random(3)
    for _ in range(400):
        said = random_ops(chance, 8)
        row = together(rows_of(said), ("a", "b"), [op_id for op_id, _, _ in said])
        for name in set(FIELDS) - OWN:
            edits = {op_id: op.edits[name] for op_id, _, op in said if op.edits and name in op.edits}
            seen = {one for edit in edits.values() for one in edit.saw}
            created = {"9.1": "a", "9.2": "b"} if name == "phone" else {}
            standing = created | {op_id: edit.now for op_id, edit in edits.items()}
            assert dict(field_of(row, name).members) == {o: v for o, v in standing.items() if o not in seen}


def test_three_joined_at_once_or_one_after_the_other_in_any_order_say_the_same() -> None:
    chance = random.Random(5)
    for _ in range(300):
        said = random_ops(chance, 9)
        rows, order = rows_of(said), [op_id for op_id, _, _ in said]
        expected = sets_of(together(rows, ("a", "b", "c"), order))
        for way in (("a", "c", "b"), ("a", "b", "c")):
            inner = together(rows, way[1:], order)
            outer = together({"a": rows["a"], "inner": inner}, ("a", "inner"), order)
            assert sets_of(outer) == expected


def test_in_use_is_the_careful_value_and_else_the_one_applied_first() -> None:
    chance = random.Random(7)
    for _ in range(400):
        said = random_ops(chance, 7)
        order = ["9.1", "9.2", *(op_id for op_id, _, _ in said)]
        row = together(rows_of(said), ("a", "b"), order)
        for name in set(FIELDS) - OWN:
            members = list(field_of(row, name).members.items())
            assert members == sorted(
                members, key=lambda said, name=name: (not careful(name, said[1]), order.index(said[0]))
            )
            assert (name in row.fields) == bool(members)
            if members:
                assert row.fields[name] == members[0][1]


def test_the_line_between_two_records_is_never_taken_for_something_said_of_the_person() -> None:
    rows = rows_of([("1.1", "b", Op(1, 1, "person", "", "", None, {"merged_into": Edit(frozenset(), "a")}))])
    assert "merged_into" not in together(rows, ("a", "b"), ["1.1"]).fields
    assert together(rows, ("b", "a"), ["1.1"]).fields["merged_into"] == "a"


def test_elements_of_a_list_stand_beside_each_other_and_one_is_taken_away_alone() -> None:
    def edit(number: int, name: str, now: Value, saw: set[str]) -> Op:
        return Op(number, 1, "person", "", "", None, {name: Edit(frozenset(saw), now)})

    for order in itertools.permutations(
        [
            ("1.1", edit(1, "contacts#son.name", "太郎", set())),
            ("2.1", edit(1, "contacts#daughter.name", "花子", set())),
            ("3.1", edit(1, "contacts#son.name", None, {"1.1"})),
        ]
    ):
        row = Row("9.1", {}, {}, {})
        for op_id, op in order:
            row = apply_op(row, op_id, op).row
        assert row.fields == {"contacts#son.name": None, "contacts#daughter.name": "花子"}
        assert dict(row.members["contacts#daughter.name"]) == {"2.1": "花子"}
