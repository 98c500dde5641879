"""What a kernel may send to the grader: code that runs in it has its key, and can send anything.

Messages are counted and read strictly. One that no kernel sends, and one byte too many, end the kernel.
What cannot be counted, since it never becomes a message, shows in the grader's own memory.
"""

from __future__ import annotations

import json
import os
import threading
from typing import Any, NoReturn

import zmq
import zmq.asyncio
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from nbclient.exceptions import DeadKernelError
from traitlets import Type

from venezuela_course.grading.sandbox.client import Kernel
from venezuela_course.grading.sandbox.limits import MEBIBYTE, Limits

#: Messages of one socket that wait to be read.
WAITING = 100
#: By how much the grader's own memory may grow while a notebook runs, in bytes.
GROWTH = 1024 * MEBIBYTE
GROWTH_SECONDS = 0.1


def read_strictly(message: bytes) -> Any:
    """A part of a message: JSON as the standard has it, which can be written into a notebook.

    Raises
    ------
    ValueError
        If it is none, or holds NaN, an infinity or half a surrogate pair.
    RecursionError
        If it is nested too deeply.
    """
    found = json.loads(message, parse_constant=_refuse)
    if rb"\ud" in message.lower():
        json.dumps(found, ensure_ascii=False).encode()
    return found


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON.")


class CountedChannel(AsyncZMQSocketChannel):
    """A channel that ends its kernel over what it should not send."""

    client: ConfinedClient

    async def _recv(self, **kwargs: Any) -> dict[str, Any]:  # type: ignore[override]
        assert self.socket is not None
        parts = await self.socket.recv_multipart(**kwargs)
        self.client.count(sum(map(len, parts)))
        try:
            _identities, message = self.session.feed_identities(parts)
            return dict(self.session.deserialize(message))
        except Exception as error:
            self.client.kernel.end("messages")
            raise DeadKernelError(f"The kernel sent what cannot be read: {error!r:.200}") from error


class ConfinedClient(AsyncKernelClient):
    """The client of a confined kernel.

    Its parent is the kernel manager, with a `SandboxProvisioner`.
    """

    shell_channel_class = Type(CountedChannel)
    iopub_channel_class = Type(CountedChannel)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.session.unpack = read_strictly
        self._received = 0

    @property
    def kernel(self) -> Kernel:
        """The kernel at the other end."""
        assert self.parent is not None
        kernel: Kernel = self.parent.provisioner.kernel
        return kernel

    @property
    def shell_channel(self) -> CountedChannel:
        """Requests and replies."""
        return self._counted(super().shell_channel)

    @property
    def iopub_channel(self) -> CountedChannel:
        """Outputs."""
        return self._counted(super().iopub_channel)

    def _counted(self, channel: Any) -> CountedChannel:
        channel.client = self
        counted: CountedChannel = channel
        return counted

    def count(self, size: int) -> None:
        """Add the size of a message, in bytes.

        Raises
        ------
        DeadKernelError
            When the kernel has sent too much; it is ended.
        """
        self._received += size
        if self._received > self.kernel.limits.output:
            self.kernel.end("output")
            raise DeadKernelError("The kernel sent too much.")


def limit_messages(context: zmq.Context[Any], limits: Limits) -> None:
    """Let the sockets made from now on take no message of more than what all may have together."""
    context.setsockopt(zmq.MAXMSGSIZE, limits.output)
    context.setsockopt(zmq.RCVHWM, WAITING)


class GrowthWatch(threading.Thread):
    """Ends a kernel when the grader's own memory grows too much while it runs.

    A message comes in parts, and counts only when the last is there; code that never sends the last
    would fill the grader's memory otherwise.
    """

    def __init__(self, kernel: Kernel) -> None:
        super().__init__(daemon=True)
        self._kernel = kernel
        self._ended = threading.Event()

    def run(self) -> None:
        """Watch."""
        before = _resident()
        while not self._ended.wait(GROWTH_SECONDS):
            if _resident() - before > GROWTH:
                self._kernel.end("output")
                return

    def stop(self) -> None:
        """Watch no longer."""
        self._ended.set()


def _resident() -> int:
    """Bytes of this process's memory in use."""
    with open("/proc/self/statm", encoding="ascii") as stream:
        return int(stream.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
