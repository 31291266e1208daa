"""Merging: the set is the same in every order, and nothing goes that nobody who saw it replaced."""

import itertools
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from sync.merge import Field, Row, apply_op, created, field_of, in_conflict, merge
from sync.ops import Edit, Op, Value

History = list[tuple[str, Edit]]
EMPTY = Field({}, frozenset())


def result(history: History) -> Field:
    """One field after a history."""
    field = EMPTY
    for op_id, edit in history:
        field = merge(field, op_id, edit)
    return field


def random_history(chance: random.Random, length: int, causal: bool) -> History:
    """Edits of three writers. causal: each saw members of some state that was; otherwise any ids at all."""
    history: History = []
    states: list[Field] = [EMPTY]
    for number in range(length):
        op_id = f"{chance.randint(1, 3)}.{number + 1}"
        if causal:
            shown = chance.choice(states).members
            saw = frozenset(shown) if chance.random() < 0.8 else frozenset(list(shown)[:1])
        else:
            others = [f"{writer}.{seq + 1}" for writer in (1, 2, 3) for seq in range(length)]
            saw = frozenset(chance.sample(others, chance.randint(0, 3))) - {op_id}
        edit = Edit(saw, chance.choice(("a", "b", 1, True, None)))
        history.append((op_id, edit))
        states.append(merge(states[-1], op_id, edit))
    return history


def test_every_permutation_of_3000_histories_gives_the_same_set() -> None:
    chance = random.Random(20261121)
    for turn in range(3_000):
        history = random_history(chance, chance.randint(1, 5), causal=turn % 2 == 0)
        expected = result(history).members
        for order in itertools.permutations(history):
            assert result(list(order)).members == expected


def test_long_histories_in_any_order_and_with_repeats_give_the_same_set() -> None:
    chance = random.Random(5)
    for turn in range(300):
        history = random_history(chance, 30, causal=turn % 2 == 0)
        shuffled = chance.sample(history, len(history))
        assert result(shuffled).members == result(history).members


def test_a_value_goes_only_when_someone_who_saw_it_replaced_it() -> None:
    chance = random.Random(7)
    for turn in range(1_000):
        history = random_history(chance, 8, causal=turn % 2 == 0)
        seen = {one for _, edit in history for one in edit.saw}
        assert result(history).members.keys() == {op_id for op_id, _ in history} - seen


edits = st.builds(
    Edit,
    st.frozensets(
        st.sampled_from([f"{writer}.{seq}" for writer in (1, 2, 3) for seq in range(1, 5)]), max_size=4
    ),
    st.one_of(st.none(), st.booleans(), st.integers(-3, 3), st.text(max_size=3)),
)
histories = st.dictionaries(
    st.sampled_from([f"{writer}.{seq}" for writer in (1, 2, 3) for seq in range(1, 5)]), edits, max_size=5
)


@settings(max_examples=300, deadline=None)
@given(histories, st.randoms(use_true_random=False))
def test_the_order_of_arrival_never_matters(said: dict[str, Edit], chance: random.Random) -> None:
    history = list(said.items())
    assert result(chance.sample(history, len(history))).members == result(history).members


values: st.SearchStrategy[Value] = st.one_of(st.none(), st.booleans(), st.integers(0, 2), st.text(max_size=2))


@settings(max_examples=300, deadline=None)
@given(
    st.dictionaries(st.sampled_from("abc"), values, min_size=1),
    st.lists(st.dictionaries(st.sampled_from("abcd"), edits, min_size=1), max_size=4),
)
def test_the_short_form_of_a_row_says_what_the_fields_say(
    new: dict[str, Value], changes: list[dict[str, Edit]]
) -> None:
    row: Row = created("9.1", new)
    fields = {name: Field({"9.1": value}, frozenset()) for name, value in new.items()}
    for number, edited in enumerate(changes):
        op_id = f"8.{number + 1}"
        op = Op(number + 1, 1, "person", "", "", None, edited)
        row = apply_op(row, op_id, op).row
        for name, edit in edited.items():
            fields[name] = merge(fields.get(name, EMPTY), op_id, edit)
    for name, field in fields.items():
        assert field_of(row, name) == field
        assert (name in row.fields) == bool(field.members)
        assert (name in row.members) == (field.members.keys() != {"9.1"})
        if field.members:
            assert row.fields[name] == next(iter(field.members.values()))


def test_a_careful_value_is_in_use_while_its_conflict_is_open_and_the_earliest_otherwise() -> None:
    def careful(name: str, value: Value) -> bool:
        return (name, value) == ("state", "deceased")

    def edit(seq: int, saw: set[str], now: Value) -> Op:
        return Op(seq, 1, "person", "", "", None, {"state": Edit(frozenset(saw), now)})

    row = created("1.1", {"state": "active"})
    row = apply_op(row, "2.1", edit(1, set(), "moved"), careful).row
    row = apply_op(row, "3.1", edit(1, set(), "deceased"), careful).row
    assert row.fields["state"] == "deceased"
    assert in_conflict(row.members["state"])
    settled = apply_op(row, "4.1", edit(1, {"3.1"}, "active"), careful).row
    assert list(settled.members["state"]) == ["1.1", "2.1", "4.1"]
    assert settled.fields["state"] == "active"


def test_an_op_that_says_it_has_seen_itself_still_stands() -> None:
    """A copied store can mean another's op by an id that turns out to be its own op's."""
    said = Edit(frozenset({"2.1", "3.1"}), "new")
    after = merge(Field({"3.1": "old"}, frozenset()), "2.1", said)
    assert after == Field({"2.1": "new"}, frozenset())


def test_as_sent_means_the_editor_had_seen_exactly_what_was_there() -> None:
    row = created("1.1", {"phone": "1"})
    saw_all = Op(1, 1, "person", "", "", None, {"phone": Edit(frozenset({"1.1"}), "2")})
    assert apply_op(row, "2.1", saw_all).as_sent
    other = apply_op(row, "3.1", saw_all._replace(edits={"phone": Edit(frozenset(), "3")}))
    assert not other.as_sent
    assert not apply_op(other.row, "2.1", saw_all).as_sent


def test_one_and_true_are_different_answers_and_one_and_one_point_zero_are_not() -> None:
    assert in_conflict({"1.1": 1, "2.1": True})
    assert not in_conflict({"1.1": 1, "2.1": 1.0})
    assert not in_conflict({"1.1": "a", "2.1": "a"})
