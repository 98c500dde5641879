"""How grader and fork server talk: a length (four bytes, big-endian) and a JSON object of that length."""

from __future__ import annotations

import json
import struct
from typing import IO, Any

LENGTH = struct.Struct("!I")


def read_message(stream: IO[bytes]) -> dict[str, Any] | None:
    """The next message; None at the end."""
    head = _read(stream, LENGTH.size)
    if head is None:
        return None
    text = _read(stream, LENGTH.unpack(head)[0])
    return None if text is None else dict(json.loads(text))


def _read(stream: IO[bytes], size: int) -> bytes | None:
    """So many bytes; None if the stream ends before. A pipe gives them in pieces."""
    pieces = b""
    while len(pieces) < size:
        piece = stream.read(size - len(pieces))
        if not piece:
            return None
        pieces += piece
    return pieces


def write_message(stream: IO[bytes], message: dict[str, Any]) -> None:
    """Write one message."""
    text = json.dumps(message).encode()
    stream.write(LENGTH.pack(len(text)) + text)
    stream.flush()
