"""Two registers of one person joined and parted again: nothing moves, nothing is lost, all comes back."""

import pytest
from flask import Flask

from sync.ids import natural_id
from tests.factories import EAST, HOME_UID, SOUTH
from tests.people.pair import Pair, facts, found_pair, saw_of
from tests.tablet import SESSION, new_id, submission

A_PHONE, B_PHONE = "0999-00-0001", "0999-00-0002"


@pytest.fixture
def pair(app: Flask) -> Pair:
    return found_pair(app)


def test_the_root_says_what_both_say_and_the_earlier_value_is_in_use(pair: Pair) -> None:
    pair.join(pair.b, pair.a)
    root = pair.row(pair.a)
    assert root["members"]["phone"] == [[pair.made_a, A_PHONE], [pair.made_b, B_PHONE]]
    assert root["fields"]["phone"] == A_PHONE
    assert root["members"]["address"] == [[pair.made_b, "南町2"]]
    assert root["op"] == pair.made_a
    assert "merged_into" not in root["fields"]
    assert pair.row(pair.b)["fields"]["merged_into"] == pair.a


def test_joining_writes_the_conflicts_that_it_brings_once_and_at_the_root(pair: Pair) -> None:
    pair.join(pair.b, pair.a)
    listed = {(one["record"]["id"], one["field"]) for one in pair.office("/conflicts")}
    assert listed == {(pair.a, field) for field in ("area", "family", "given", "phone")}


def test_an_edit_at_the_root_settles_what_it_saw_of_both_and_tells_whose_value_was_not_chosen(
    pair: Pair,
) -> None:
    pair.join(pair.b, pair.a)
    op = pair.hanako.edit("person", pair.a, "phone", saw_of(pair.row(pair.a), "phone"), A_PHONE)
    assert pair.hanako.verdicts(op) == {op[0]: "merged"}
    assert pair.row(pair.a)["members"]["phone"] == [[pair.hanako.id(op[0]), A_PHONE]]
    told = [row["fields"] for row in pair.misaki.everything().values() if row["kind"] == "notice"]
    assert [(one["field"], one["your_op"], one["record_id"]) for one in told] == [
        ("phone", pair.made_b, pair.a)
    ]


def test_what_hangs_from_the_joined_person_is_found_where_the_root_is_and_goes_back(pair: Pair) -> None:
    sheet = pair.sheet(pair.misaki, pair.b)
    pair.join(pair.b, pair.a)
    east = f"area:{EAST}"
    rows = pair.hanako.everything()
    assert {rows[one]["scope"] for one in (pair.a, pair.b, sheet)} == {east}
    assert rows[sheet]["fields"]["person"] == pair.b, "no record changes its person"
    assert not {pair.a, pair.b, sheet} & pair.misaki.everything().keys()
    pair.join(pair.b, None)
    assert {pair.row(one)["scope"] for one in (pair.b, sheet)} == {f"area:{SOUTH}"}
    assert {pair.b, sheet} <= pair.misaki.everything().keys()


def test_a_tablet_that_held_the_joined_person_is_told_that_she_left(pair: Pair) -> None:
    sheet = pair.sheet(pair.misaki, pair.b)
    pair.misaki.pull()
    pair.join(pair.b, pair.a)
    page = pair.misaki.page(cursor=pair.misaki.cursor)
    assert {one for _, one, _ in page["withdrawn"]} >= {pair.b, sheet}


def test_undoing_gives_both_back_as_if_they_had_never_been_joined(pair: Pair) -> None:
    before = facts(pair.row(pair.a)), facts(pair.row(pair.b))
    pair.join(pair.b, pair.a)
    pair.join(pair.b, None)
    assert (facts(pair.row(pair.a)), facts(pair.row(pair.b))) == before
    assert pair.office("/conflicts") == []


def test_a_tablet_offline_with_the_old_id_goes_on_with_it(pair: Pair) -> None:
    pair.misaki.pull()
    edited = pair.misaki.edit("person", pair.b, "phone", [pair.made_b], "0999-00-0003")
    sheet = new_id()
    filed = pair.misaki.op("submission", sheet, new=submission(pair.b))
    pair.join(pair.b, pair.a)
    assert pair.misaki.verdicts(edited, filed) == {edited[0]: "conflict", filed[0]: "applied"}
    rows = pair.hanako.everything()
    said = [[pair.made_a, A_PHONE], [pair.misaki.id(edited[0]), "0999-00-0003"]]
    assert rows[pair.a]["members"]["phone"] == said
    assert rows[sheet]["scope"] == f"area:{EAST}"
    pair.join(pair.b, None)
    assert pair.row(pair.b)["fields"]["phone"] == "0999-00-0003"
    assert pair.row(pair.a)["fields"]["phone"] == A_PHONE
    assert "phone" not in pair.row(pair.a)["members"]


def test_what_was_written_on_the_root_meanwhile_stays_there_and_nothing_else(pair: Pair) -> None:
    before = pair.row(pair.a), pair.row(pair.b)
    pair.join(pair.b, pair.a)
    op = pair.hanako.edit("person", pair.a, "phone", saw_of(pair.row(pair.a), "phone"), "0999-00-0009")
    pair.hanako.push(op)
    pair.join(pair.b, None)
    fields, members = facts(before[0])
    said = {"phone": {pair.hanako.id(op[0]): "0999-00-0009"}}
    assert facts(pair.row(pair.a)) == ({**fields, "phone": "0999-00-0009"}, {**members, **said})
    assert facts(pair.row(pair.b)) == facts(before[1])


def test_the_root_row_comes_again_whenever_a_joined_record_changes(pair: Pair) -> None:
    pair.join(pair.b, pair.a)
    pair.hanako.pull()
    op = pair.hanako.edit("person", pair.b, "given", [pair.made_b], "花")
    pair.hanako.push(op)
    assert pair.hanako.pull().keys() >= {pair.a, pair.b}


def test_own_ops_on_a_joined_person_are_never_echoes(pair: Pair) -> None:
    """The tablet could not draw the root's row from its own op alone, so the row must come."""
    pair.join(pair.b, pair.a)
    pair.hanako.pull()
    head = pair.hanako.cursor
    saw = saw_of(pair.row(pair.a), "phone")
    op = pair.hanako.edit("person", pair.a, "phone", saw, "0999-00-0009")
    pair.hanako.push(op)
    page = pair.hanako.page(cursor=head, head=head, holding=f"{pair.hanako.no}:{op[0]}")
    assert page["kept"] == []
    assert pair.a in {row["id"] for row in page["rows"]}


def test_joining_what_is_one_already_changes_nothing_and_counts_as_applied(pair: Pair) -> None:
    pair.join(pair.b, pair.a)
    before = pair.hanako.everything()
    back = pair.megumi.edit("person", pair.a, "merged_into", [], pair.b)
    itself = pair.megumi.edit("person", pair.a, "merged_into", [], pair.a)
    assert pair.megumi.verdicts(back, itself) == {back[0]: "applied", itself[0]: "applied"}
    assert pair.hanako.everything() == before
    assert pair.megumi.verdicts(back) == {back[0]: "duplicate"}


def test_of_two_joinings_at_once_the_first_counts_whichever_way_they_point(pair: Pair) -> None:
    c, made = pair.hanako.new_person(family="高橋", given="花", area=EAST)
    pair.hanako.push(made)
    pair.join(pair.a, pair.b)
    pair.join(pair.b, c)
    round_about = pair.megumi.edit("person", c, "merged_into", [], pair.a)
    assert pair.megumi.verdicts(round_about) == {round_about[0]: "applied"}
    rows = pair.hanako.everything()
    assert (rows[pair.a]["fields"]["merged_into"], rows[pair.b]["fields"]["merged_into"]) == (pair.b, c)
    assert "merged_into" not in rows[c]["fields"]
    assert {value for _, value in rows[c]["members"]["phone"]} == {A_PHONE, B_PHONE}


def test_taking_a_joining_back_does_not_bring_up_one_that_would_go_in_a_circle(pair: Pair) -> None:
    """a was joined to b and at the same time to c; then c to a. Taking back a→b must not make a→c→a."""
    c, made = pair.hanako.new_person(family="高橋", given="花", area=EAST)
    pair.hanako.push(made)
    first = pair.join(pair.a, pair.b)
    second = pair.megumi.edit("person", pair.a, "merged_into", [], c)
    assert pair.megumi.verdicts(second) == {second[0]: "conflict"}
    pair.join(c, pair.a)
    late = pair.megumi.edit("person", pair.a, "merged_into", [first, "9999.1"], pair.b)
    pair.megumi.push(late)
    rows = pair.megumi.everything()
    line, at = [], pair.a
    while at is not None and at not in line:
        line.append(at)
        at = rows[at]["fields"].get("merged_into")
    assert at is None, "nobody is joined to herself"


def test_only_a_coordinator_of_both_areas_joins(app: Flask, pair: Pair) -> None:
    op = pair.hanako.edit("person", pair.b, "merged_into", [], pair.a)
    assert pair.hanako.verdicts(op) == {op[0]: "not-allowed"}
    assert "merged_into" not in pair.row(pair.b)["fields"]


def test_a_joining_that_names_someone_not_here_yet_waits_for_her(pair: Pair) -> None:
    c, made = pair.hanako.new_person(area=EAST)
    op = pair.megumi.edit("person", pair.b, "merged_into", [], c)
    assert pair.megumi.verdicts(op) == {op[0]: "waits"}
    pair.hanako.push(made)
    assert pair.row(pair.b)["fields"]["merged_into"] == c
    assert {value for _, value in pair.row(c)["members"]["phone"]} == {B_PHONE}


def test_a_joined_person_who_moves_takes_the_root_and_everything_with_her(pair: Pair) -> None:
    """The area is a field like any other: settled at the root, it decides where all of them are found."""
    sheet = pair.sheet(pair.hanako, pair.a)
    pair.join(pair.b, pair.a)
    saw = saw_of(pair.row(pair.a), "area")
    op = pair.hanako.edit("person", pair.a, "area", saw, SOUTH)
    pair.hanako.push(op)
    rows = pair.misaki.everything()
    assert {rows[one]["scope"] for one in (pair.a, pair.b, sheet)} == {f"area:{SOUTH}"}


def test_a_third_record_joined_to_a_joined_one_is_shown_at_the_root_too_and_leaves_with_it(
    pair: Pair,
) -> None:
    c, made = pair.hanako.new_person(family="高橋", given="花", phone="0999-00-0004", area=EAST)
    pair.hanako.push(made)
    pair.join(c, pair.b)
    pair.join(pair.b, pair.a)
    assert {value for _, value in pair.row(pair.a)["members"]["phone"]} == {A_PHONE, B_PHONE, "0999-00-0004"}
    pair.join(pair.b, None)
    assert "phone" not in pair.row(pair.a)["members"]
    assert {value for _, value in pair.row(pair.b)["members"]["phone"]} == {B_PHONE, "0999-00-0004"}


def test_the_office_lists_what_was_written_on_the_root_and_giving_it_to_the_other_makes_two_ops(
    pair: Pair,
) -> None:
    pair.join(pair.b, pair.a)
    op = pair.hanako.edit("person", pair.a, "phone", saw_of(pair.row(pair.a), "phone"), "0999-00-0009")
    kept = pair.hanako.edit("person", pair.a, "contacts#son.name", [], "太郎")
    pair.hanako.push(op, kept)
    sheet = pair.sheet(pair.hanako, pair.a)
    (joining,) = pair.office(f"/people/{pair.b}/merged")["joined"]
    assert joining["record"]["id"] == pair.b
    assert joining["joined_by"] == "山口 恵"
    pair.join(pair.b, None, joining["saw"])

    parted = pair.office(f"/people/{pair.b}/merged")["parted"]
    assert parted["root"]["id"] == pair.a
    assert [one["id"] for one in parted["filed"]] == [sheet]
    phone, son = parted["items"]
    assert (phone["op"], phone["field"], phone["value"]) == (pair.hanako.id(op[0]), "phone", "0999-00-0009")
    assert phone["here"] == [[pair.made_a, A_PHONE]]
    assert phone["there_saw"] == [pair.made_b]
    assert (son["field"], son["here"]) == ("contacts#son.name", [])

    copied = {"copied_from": {"phone": phone["op"]}}
    gives = pair.megumi.edit("person", pair.b, "phone", phone["there_saw"], phone["value"], **copied)
    back = {"copied_from": {"phone": pair.made_a}}
    puts = pair.megumi.edit("person", pair.a, "phone", [phone["op"]], phone["here"][0][1], **back)
    stays = pair.megumi.edit("person", pair.a, "contacts#son.name", [son["op"]], "太郎")
    assert set(pair.megumi.verdicts(gives, puts, stays).values()) == {"applied"}
    assert (pair.row(pair.a)["fields"]["phone"], pair.row(pair.b)["fields"]["phone"]) == (
        A_PHONE,
        "0999-00-0009",
    )
    assert pair.office(f"/people/{pair.b}/merged")["parted"]["items"] == [], "everything has been decided"


def test_a_person_who_never_was_joined_has_nothing_to_decide(pair: Pair) -> None:
    told = pair.office(f"/people/{pair.a}/merged")
    assert (told["joined"], told["parted"]) == ([], None)


def test_the_office_finds_and_opens_the_root_whichever_record_is_asked_for(pair: Pair) -> None:
    sheet = pair.sheet(pair.misaki, pair.b)
    c, made = pair.hanako.new_person(family_kana="ワタナベ", given_kana="ハナ", area=EAST)
    pair.hanako.push(made)
    pair.join(pair.b, pair.a)
    pair.join(c, pair.b)
    for words in ("わたなべ", "たかはし"):
        reply = pair.megumi.browser.post("/api/v1/office/people/search", json={"q": words})
        assert [one["id"] for one in reply.json["people"]] == [pair.a]
    page = pair.office(f"/people/{c}")
    assert page["id"] == pair.a
    assert {one["id"] for one in page["joined"]} == {pair.b, c}
    assert sheet in {one["id"] for one in page["timeline"]}


def test_one_person_with_two_records_at_one_session_came_once(pair: Pair) -> None:
    for person in (pair.a, pair.b):
        came = natural_id(HOME_UID, "attendance", f"{SESSION}:{person}")
        facts_of = {"person": person, "session": SESSION, "at": "2026-11-21T01:02:00Z", "state": "present"}
        pair.hanako.push(pair.hanako.op("attendance", came, new=facts_of))
    assert len(pair.office(f"/sessions/{SESSION}")["attendees"]) == 2
    pair.join(pair.b, pair.a)
    (attendee,) = pair.office(f"/sessions/{SESSION}")["attendees"]
    assert attendee["person"]["id"] == pair.a
    (listed,) = pair.office("/sessions?from=2026-11-21&to=2026-11-21")
    assert listed["attendees"] == 1


def test_the_history_of_a_field_tells_of_both_records(pair: Pair) -> None:
    pair.join(pair.b, pair.a)
    told = pair.office(f"/records/{pair.a}/history?field=phone")
    assert [(one["op"], one["stands"]) for one in told] == [(pair.made_a, True), (pair.made_b, True)]
