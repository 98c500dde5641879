"""A class of attackers and honest students, graded once by nbgrader with the course's configuration."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from attackers import CANARIES
from hostile_class import HostileClass

from tests.bubblewrap import needs_bubblewrap


@pytest.fixture(scope="session")
def secrets_around(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Canaries in the home folder, the environment and behind a port of this machine: the port."""
    home = tmp_path_factory.mktemp("home")
    (home / "canary.txt").write_text(CANARIES["home"])
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                link, _address = server.accept()
            except OSError:
                return
            with link:
                link.sendall(CANARIES["network"].encode())

    threading.Thread(target=serve, daemon=True).start()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(home))
        patch.setenv("TOKEN_OF_THE_LMS", CANARIES["environment"])
        for variable in (
            "JUPYTER_CONFIG_DIR",
            "JUPYTER_DATA_DIR",
            "JUPYTER_RUNTIME_DIR",
            "IPYTHONDIR",
        ):
            patch.setenv(variable, str(home / variable.lower()))
        patch.setenv("VENEZUELA_COURSE_LANGUAGE", "en")
        patch.delenv("VENEZUELA_COURSE_EXCHANGE", raising=False)
        patch.delenv("NBGRADER_EXECUTION", raising=False)
        yield server.getsockname()[1]
    server.close()


@pytest.fixture(scope="session")
def hostile_class(secrets_around: int, tmp_path_factory: pytest.TempPathFactory) -> HostileClass:
    """Everybody has handed in and is graded; whoever a test looks at has feedback."""
    needs_bubblewrap()
    root: Path = tmp_path_factory.mktemp("hostile") / "course"
    hostile = HostileClass.make(root, secrets_around)
    hostile.grade()
    hostile.give_feedback()
    return hostile
