"""How jupyter_client starts a confined kernel: by asking the fork server for one."""

from __future__ import annotations

import asyncio
import json
import signal
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from venezuela_course.grading.sandbox import view
from venezuela_course.grading.sandbox.client import Kernel, SandboxError, fork_server
from venezuela_course.grading.sandbox.limits import Limits
from venezuela_course.grading.sandbox.messages import GrowthWatch

POLL_SECONDS = 0.01


class SandboxProvisioner(LocalProvisioner):
    """A kernel forked from the warm process, in a view of its own.

    Everything that concerns connection files is `LocalProvisioner`'s; what that does to a process is done
    here to a `Kernel`, which has the same methods.

    Attributes
    ----------
    limits
        What the kernel may use.
    kernel
        The kernel that was started last, which tells why it ended; None before the first.
    """

    limits: Limits = Limits()
    kernel: Kernel | None = None
    process: Any = None
    _watch: GrowthWatch | None = None

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start the kernel in a copy of the folder in which it is to work.

        Raises
        ------
        SandboxError
            If it did not start.
        """
        assert self.parent is not None
        connection = json.loads(Path(self.parent.connection_file).read_text("utf-8"))
        environment = view.environment(kwargs.get("env", {}))
        self.kernel = self.process = fork_server().start(
            Path(kwargs["cwd"]), connection, environment, self.limits
        )
        while not self.kernel.ready:
            if self.kernel.poll() is not None:
                self.kernel.wait()
                self.process = None
                raise SandboxError(self.kernel.trouble or self.kernel.reason)
            await asyncio.sleep(POLL_SECONDS)
        self._watch = GrowthWatch(self.kernel)
        self._watch.start()
        self.parent.ip = str(self.kernel.sockets / "socket")
        self.connection_info = self.parent.get_connection_info()
        self.pid = self.kernel.pid
        return self.connection_info

    async def wait(self) -> int | None:
        """Exit status, when it has ended."""
        while await self.poll() is None:
            await asyncio.sleep(POLL_SECONDS)
        if self._watch is not None:
            self._watch.stop()
        status = self.process.wait() if self.process else 0
        self.process = None
        return status

    async def kill(self, restart: bool = False) -> None:
        """Kill the kernel and all that it started."""
        if self.process:
            self.process.send_signal(signal.SIGKILL)

    async def terminate(self, restart: bool = False) -> None:
        """Ask the kernel to end: a confined one has nothing to tidy up."""
        await self.kill(restart)

    async def cleanup(self, restart: bool = False) -> None:
        """Nothing is left that another kernel could use: `wait` removed the sockets."""

    @property
    def reason(self) -> str:
        """Why the kernel was ended, in words; empty where it ended by itself."""
        return self.kernel.reason if self.kernel else ""
