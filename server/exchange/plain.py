"""A new answer sheet about which nothing is unusual, nearly all of what is ever pushed, filed in one step.

It does exactly what `consider` would, or declines and does nothing; what it declines goes the long way.
tests/api/test_plain_sheets.py holds the two to the same.
"""

from server.exchange.filing import Current, Filing
from server.exchange.intake import Incoming
from server.exchange.kinds import KINDS, PERSON, SUBMISSION
from server.exchange.masters import MASTERS
from server.exchange.pens import Pen
from server.exchange.sheets import Sheet
from sync.ids import op_id
from sync.merge import created

NAME, SESSION = SUBMISSION.name, KINDS["session"]
# Should a sheet one day name more, or be asked what only other kinds are asked now, all go the long way.
NOTHING_MORE = (
    SUBMISSION.refs == {"person": "person", "session": "session"}
    and not SUBMISSION.coordinated
    and SUBMISSION.after_apply is None
    and NAME not in MASTERS
)


def filed(filing: Filing, pen: Pen, incoming: Incoming) -> bool:
    """Apply a new sheet whose records have been loaded and log it as applied; False: nothing was done."""
    op = incoming.op
    if op is None or type(op.new) is not Sheet or incoming.reason is not None or not NOTHING_MORE:
        return False
    sheet, records = op.new, filing.records
    if incoming.made_as is not None or filing.waiting or filing.awaited:
        return False
    if records.get(op.id, filing) is not None:  # there already, or not looked for
        return False
    person = records.get(sheet.person)
    if person is None or person.kind is not PERSON:
        return False
    session_id = sheet.head.get("session")
    if session_id is not None:
        session = records.get(session_id)
        if session is None or session.kind is not SESSION:
            return False
    if not filing.allowed.get((pen.no, NAME, person.scope)):
        return False
    seq = filing.turn.next_seq()
    row = created(op_id(pen.no, op.seq), sheet)
    filing.put(Current(op.id, SUBMISSION, person.scope, seq, 0, person.id, 0, row))
    filing.ops[(pen.no, op.seq)] = {
        "tenant_id": filing.tenant_id,
        "writer_no": pen.no,
        "seq": op.seq,
        "save": op.save,
        "hash": incoming.hash,
        "kind": NAME,
        "record_id": op.id,
        "body": incoming.body,
        "received_at": filing.now,
        "verdict": "applied",
        "applied_seq": seq,
        "as_sent": True,
        "made_as": None,
    }
    return True
