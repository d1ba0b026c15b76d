"""Server-sent events from raw bytes, split as the network likes (WHATWG HTML, section 9.2)."""


class EventParser:
    """Collects the ``data`` of events. Feed it bytes as they come; a piece may end within a line or a character."""

    def __init__(self) -> None:
        self._rest = b""
        self._data: list[bytes] = []

    def feed(self, piece: bytes) -> list[bytes]:
        """Return the data of the events that this piece completes, in order."""
        if self.is_whole(piece):
            return [piece[6:-2]]
        lines = (self._rest + piece).split(b"\n")
        self._rest = lines.pop()
        events = []
        for line in lines:
            line = line.removesuffix(b"\r")
            if line:
                self._take(line)
            elif self._data:
                events.append(b"\n".join(self._data))
                self._data.clear()
        return events

    def is_whole(self, piece: bytes) -> bool:
        """Tell whether a piece is just one event of one line of data, as nearly all of an endpoint's are."""
        return (
            piece.startswith(b"data: ")
            and piece.find(b"\n") == len(piece) - 2
            and piece.endswith(b"\n")
            and b"\r" not in piece
            and not self._rest
            and not self._data
        )

    def finish(self) -> list[bytes]:
        """Return the data of an event the stream ended in without its closing blank line, if there is any."""
        return self.feed(b"\n\n")

    def _take(self, line: bytes) -> None:
        if line.startswith(b"data:"):
            self._data.append(line[5:].removeprefix(b" "))
