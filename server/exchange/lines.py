"""A row as tablets pull it, one JSON object: where it stands in the feed, then what it says."""

SAID = '"op":'  # what stands before it holds ids and slugs only, so it cannot occur there


def line(scope: str, seq: int, kind: str, record_id: str, body: str) -> str:
    """The whole line. body: `{"op":…,"fields":…,"members":…}`, or an older line of the same record."""
    return line_of(scope, seq, kind, record_id, said(body))


def line_of(scope: str, seq: int, kind: str, record_id: str, what: str) -> str:
    """The same from what the row says."""
    return f'{{"scope":"{scope}","seq":{seq},"kind":"{kind}","id":"{record_id}",{what}'


def said(body: str) -> str:
    """What the row says, from `"op":` on."""
    return body[body.index(SAID) :]
