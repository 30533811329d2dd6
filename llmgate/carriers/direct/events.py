"""Server-sent events, as the WHATWG's HTML standard has them (section 9.2.6).

Bytes go in as they arrive, whole events come out. Nothing is decoded here: an event's end is
found by its bytes alone, so that a character may be split between two pieces.
"""

from __future__ import annotations

from typing import TypeAlias

# As numbers: Python looks for a byte ten times as fast as for bytes.
LF, CR = b"\n\r"
BOM = b"\xef\xbb\xbf"
END = b"\n\n"
COMMONEST = b"data: "
# The parts of an event that is one line of data.
NAME, DATA, LAST = slice(len(COMMONEST)), slice(len(COMMONEST), -len(END)), slice(-len(END), None)

# The event's type, empty for a message, and its data.
Event: TypeAlias = tuple[bytes, bytes]


class EventParser:
    """The state of one stream of events.

    What has come of an event is kept in pieces and searched once, so a long event that
    arrives in many packets costs no more than its length.
    """

    __slots__ = ("_after_cr", "_begun", "_between", "_held")

    def __init__(self) -> None:
        self._held: list[bytes] = []
        self._after_cr = False
        self._begun = False
        # All of the above is as it is after an event's end.
        self._between = False

    def feed(self, piece: bytes) -> list[Event]:
        """The events that are whole with this piece."""
        data = piece[DATA]
        if (
            # Most events that come one by one are this plain: all the rest need not be asked.
            self._between
            and piece[NAME] == COMMONEST
            and piece[LAST] == END
            and LF not in data
            and CR not in data
        ):
            return [(b"", data)]
        events = self._events(piece)
        self._between = self._begun and not self._held and not self._after_cr
        return events

    def _events(self, piece: bytes) -> list[Event]:
        if piece and (self._after_cr or CR in piece):
            piece = self._with_line_feeds(piece)
        if not piece:
            return []
        if END not in piece and not (piece[0] == LF and self._ends_a_line()):
            self._held.append(piece)
            return []
        *blocks, rest = (b"".join((*self._held, piece)) if self._held else piece).split(END)
        self._held = [rest] if rest else []
        if not self._begun:
            self._begun = True
            blocks[0] = blocks[0].removeprefix(BOM)
        return [event for event in map(event_in, blocks) if event is not None]

    def rest(self) -> list[Event]:
        """The event that the end of the stream left without its empty line.

        The standard drops it; vendors forget the line after a last event that counts.
        """
        block = b"".join(self._held)
        self._held = []
        event = event_in(block if self._begun else block.removeprefix(BOM))
        return [] if event is None else [event]

    def _ends_a_line(self) -> bool:
        return bool(self._held) and self._held[-1][-1] == LF

    def _with_line_feeds(self, piece: bytes) -> bytes:
        """The piece with each line ending made a line feed; CRLF may be split between two."""
        if self._after_cr:
            piece = piece.removeprefix(b"\n")
        self._after_cr = piece.endswith(b"\r")
        return piece.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def event_in(block: bytes) -> Event | None:
    """The event that a block of lines describes, None if it has no data."""
    if block[NAME] == COMMONEST and LF not in block:
        return b"", block[len(COMMONEST) :]
    kind, data = b"", []
    for line in block.split(b"\n"):
        name, _, value = line.partition(b":")
        if name == b"data":
            data.append(value.removeprefix(b" "))
        elif name == b"event":
            kind = value.removeprefix(b" ")
    return (kind, b"\n".join(data)) if data else None
