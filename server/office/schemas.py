"""What leaves the server for the office: the only list of its fields."""

from __future__ import annotations

from marshmallow import Schema as Loose
from marshmallow import fields

from server.office.schemas_kdb import KdbReply


class NameReply(Loose):
    id = fields.String()
    name = fields.String()


class PersonReply(Loose):
    """A person as lists name her."""

    id = fields.String()
    name = fields.String()
    kana = fields.String()
    born_on = fields.String()
    age = fields.Integer()
    sex = fields.String()
    area = fields.Nested(NameReply)
    state = fields.String()


class FindingReply(Loose):
    """A finding: codes, its official title and word. unanswered, counted: item ids."""

    id = fields.String()
    role = fields.String()
    title = fields.String()
    state = fields.String()
    word = fields.String()
    criteria = fields.String()
    provisional = fields.Boolean()
    score = fields.Raw(allow_none=True)
    unanswered = fields.List(fields.String())
    counted = fields.List(fields.String())


class GradingReply(Loose):
    """A class a sheet came to. `possible`: every class it may still be."""

    id = fields.String()
    title = fields.String()
    state = fields.String()
    word = fields.String()
    possible = fields.List(fields.String())
    criteria = fields.String()
    provisional = fields.Boolean()
    unanswered = fields.List(fields.String())


class MeasureReply(Loose):
    """A measurement: the value that counts, and what makes it comparable with another."""

    id = fields.String()
    title = fields.String()
    unit = fields.String()
    decimals = fields.Integer()
    entered_decimals = fields.Integer()
    value = fields.Raw(allow_none=True)
    protocol = fields.Dict()
    provisional = fields.Boolean()


class RedFlagReply(Loose):
    """Something that must not wait, with what to do."""

    id = fields.String()
    level = fields.String()
    title = fields.String()
    action = fields.String()
    provisional = fields.Boolean()


class SheetReply(Loose):
    """An answer sheet in a list."""

    id = fields.String()
    form = fields.String()
    version = fields.Integer()
    title = fields.Dict(keys=fields.String(), values=fields.String())
    on = fields.String()
    findings = fields.List(fields.Nested(FindingReply))
    red_flags = fields.List(fields.Nested(RedFlagReply))
    judged = fields.Boolean()
    flagged = fields.Boolean()
    trial = fields.Boolean()


class ByReply(Loose):
    name = fields.String()
    at = fields.String()
    device = fields.String()


class RowReply(Loose):
    """A record as a tablet pulls it: `members` for fields holding anything but the creating op's value."""

    kind = fields.String()
    id = fields.String()
    op = fields.String()
    fields_ = fields.Dict(data_key="fields", attribute="fields")
    members = fields.Dict()
    by = fields.Dict(values=fields.Nested(ByReply))


class TimelineReply(Loose):
    """One thing that hangs from a person. `fields` depends on the kind; `sheet` for submissions."""

    kind = fields.String()
    id = fields.String()
    on = fields.String()
    at = fields.String(allow_none=True)
    session = fields.String(allow_none=True)
    salon = fields.String(allow_none=True)
    conflicts = fields.List(fields.String())
    fields_ = fields.Dict(data_key="fields", attribute="fields")
    sheet = fields.Nested(SheetReply)


class PersonPageReply(RowReply):
    """One person with everything that hangs from her."""

    name = fields.String()
    kana = fields.String()
    age = fields.Integer()
    area = fields.Nested(NameReply)
    timeline = fields.List(fields.Nested(TimelineReply))
    sheltered = fields.Dict(values=fields.List(fields.String()))
    joined = fields.List(fields.Nested(PersonReply))


class PeopleReply(Loose):
    total = fields.Integer()
    people = fields.List(fields.Nested(PersonReply))


class OptionReply(Loose):
    code = fields.Integer()
    ja = fields.String()
    en = fields.String()


class ItemReply(Loose):
    """A question with its official wording."""

    id = fields.String()
    no = fields.Integer()
    category = fields.String()
    wording = fields.String()
    note = fields.String(allow_none=True)
    reference_en = fields.String()
    type = fields.String()
    options = fields.List(fields.Nested(OptionReply))
    unit = fields.Dict(allow_none=True)


class ScoreReply(Loose):
    """A sum as bounds: equal when nothing is missing."""

    lo = fields.Raw(allow_none=True)
    hi = fields.Raw(allow_none=True)
    missing = fields.Integer()
    of = fields.Integer()
    criteria = fields.String()


class SheetPageReply(RowReply):
    """One answer sheet with its grounds."""

    person = fields.Nested(PersonReply)
    session = fields.String(allow_none=True)
    form = fields.String()
    version = fields.Integer()
    title = fields.Dict(keys=fields.String(), values=fields.String())
    on = fields.String()
    answered_by = fields.String()
    entered_by = fields.Nested(ByReply, allow_none=True)
    at = fields.String(allow_none=True)
    answers = fields.Dict()
    amended = fields.List(fields.String())
    items = fields.List(fields.Nested(ItemReply))
    scores = fields.Dict(values=fields.Nested(ScoreReply))
    findings = fields.List(fields.Nested(FindingReply))
    gradings = fields.List(fields.Nested(GradingReply))
    measures = fields.List(fields.Nested(MeasureReply))
    red_flags = fields.List(fields.Nested(RedFlagReply))
    flagged = fields.Boolean()
    trial = fields.Boolean()
    risk_items = fields.List(fields.String())
    kdb = fields.Nested(KdbReply, allow_none=True)


class FlaggedReply(Loose):
    person = fields.Nested(PersonReply)
    submission = fields.Nested(SheetReply)
    findings = fields.List(fields.Nested(FindingReply))


class MeetingReply(Loose):
    """A session with its counts."""

    id = fields.String()
    on = fields.String()
    starts_at = fields.String(allow_none=True)
    state = fields.String()
    salon = fields.Nested(NameReply)
    attendees = fields.Integer()
    sheets = fields.Integer()
    flagged = fields.Integer()


class AttendanceReply(Loose):
    id = fields.String()
    at = fields.String()
    state = fields.String()
    by = fields.String()


class AttendeeReply(Loose):
    person = fields.Nested(PersonReply)
    attendance = fields.Nested(AttendanceReply, allow_none=True)
    sheets = fields.List(fields.Nested(SheetReply))


class MeetingPageReply(Loose):
    """A session with its attendees; here `attendees` is the list."""

    id = fields.String()
    on = fields.String()
    starts_at = fields.String(allow_none=True)
    state = fields.String()
    salon = fields.Nested(NameReply)
    attendees = fields.List(fields.Nested(AttendeeReply))
    sheets = fields.Integer()
    flagged = fields.Integer()


class PlanReply(Loose):
    """A planned follow-up; `op` and `members` let it be edited knowing what was seen. stopped: the state of
    the person for which it rests.
    """

    id = fields.String()
    op = fields.String()
    members = fields.Dict()
    person = fields.Nested(PersonReply)
    due_on = fields.String()
    due_time = fields.String(allow_none=True)
    way = fields.String()
    purpose = fields.String(allow_none=True)
    assigned_to = fields.Nested(NameReply, allow_none=True)
    state = fields.String()
    stopped = fields.String(allow_none=True)
    overdue = fields.Boolean()


class TabletReply(Loose):
    """A tablet and what it owed at last contact."""

    id = fields.String()
    label = fields.String()
    staff = fields.String()
    owed = fields.Integer()
    drafts_open = fields.Integer()
    last_seen_at = fields.String()


class PushReply(Loose):
    on = fields.Boolean()
    sent = fields.Integer()
    failed = fields.Integer()


class MorningReply(Loose):
    """What waits this morning: counts only."""

    at = fields.String()
    flagged = fields.Integer()
    conflicts = fields.Integer()
    held = fields.Integer()
    duplicates = fields.Integer()
    follow_ups_overdue = fields.Integer()
    devices = fields.List(fields.Nested(TabletReply))
    sessions_today = fields.List(fields.Nested(MeetingReply))
    push = fields.Nested(PushReply)
