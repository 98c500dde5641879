"""What a submission's code can do: its own work, and nothing else."""

from __future__ import annotations

import ast
import json
import os
import platform
import signal
import subprocess
import sys
import tarfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager
from nbformat.v4 import new_code_cell, new_notebook

from tests.bubblewrap import needs_bubblewrap
from venezuela_course.grading.sandbox import client, refused, view
from venezuela_course.grading.sandbox.client import (
    SandboxError,
    SubmissionRefused,
    fork_server,
    pack,
)
from venezuela_course.grading.sandbox.limits import MEBIBYTE, Limits
from venezuela_course.grading.sandbox.messages import read_strictly
from venezuela_course.grading.sandbox.provisioner import SandboxProvisioner
from venezuela_course.grading.scoring import ExecuteSubmission

ROOT = Path(__file__).parents[2]


class Submission:
    """A folder, and a confined kernel in a copy of it."""

    def __init__(self, folder: Path, limits: Limits | None = None) -> None:
        self.folder = folder
        self.manager = KernelManager(kernel_name="python3", transport="ipc")
        self.provisioner = SandboxProvisioner(
            kernel_spec=self.manager.kernel_spec, parent=self.manager
        )
        self.provisioner.limits = limits or Limits()
        self.manager.provisioner = self.provisioner
        self.manager.start_kernel(cwd=str(folder))
        self.client: BlockingKernelClient = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)

    def run(self, source: str, timeout: float = 60) -> Any:
        """Execute, and give what the last line printed as a Python value."""
        said: list[str] = []

        def hear(message: dict[str, Any]) -> None:
            content = message["content"]
            if message["msg_type"] == "stream":
                said.append(content["text"])
            elif message["msg_type"] == "error":
                said.append(f"{content['ename']}: {content['evalue']}\n")

        self.client.execute_interactive(source, output_hook=hear, timeout=timeout)
        last = ("".join(said).strip().splitlines() or ["None"])[-1]
        try:
            return ast.literal_eval(last)
        except (ValueError, SyntaxError):
            return last

    def ended(self) -> str:
        """Wait until the kernel is gone, and say why it was stopped."""
        deadline = time.monotonic() + 60
        while self.manager.is_alive():
            assert time.monotonic() < deadline, "the kernel lives on"
            time.sleep(0.05)
        return self.provisioner.reason

    def close(self) -> None:
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "answers").mkdir()
    (tmp_path / "answers" / "mine.json").write_text("{}")
    return tmp_path


@pytest.fixture
def submission(folder: Path) -> Iterator[Submission]:
    needs_bubblewrap()
    opened = Submission(folder)
    yield opened
    opened.close()


# What it sees ----------------------------------------------------------------------------------------


def test_it_sees_its_own_files_and_python_and_nothing_of_the_instructor_s(
    submission: Submission,
) -> None:
    assert submission.run("import os; print(sorted(os.listdir('.')))") == ["answers"]
    for place in (ROOT / "solutions", ROOT / "nbgrader_config.py", ROOT / ".git", ROOT / "tests"):
        assert place.exists()
        assert submission.run(f"print(os.path.exists({str(place)!r}))") is False
    assert submission.run("print(os.listdir('/home') if os.path.exists('/home') else [])") == []


def test_nothing_on_the_whole_disk_is_called_graders_or_gradebook(submission: Submission) -> None:
    found = submission.run(
        "import os\n"
        "names = {'graders.py', 'gradebook.db', 'nbgrader_config.py'}\n"
        "print([place for place, _, files in os.walk('/') if names & set(files) "
        "and not place.startswith('/proc') and 'site-packages' not in place])",
        timeout=120,
    )
    assert found == []


def test_no_variable_of_the_grader_s_environment_is_there(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs_bubblewrap()
    monkeypatch.setenv("SECRET_TOKEN", "of the grader")
    submission = Submission(folder)
    try:
        names = submission.run("import os; print(sorted(os.environ))")
        assert "SECRET_TOKEN" not in names
        assert submission.run("print(os.path.exists('/proc/1/environ'))") in (True, False)
        secret = "of the grader"
        assert submission.run(
            "import glob\n"
            "def read(path):\n"
            "    try: return open(path, 'rb').read()\n"
            "    except OSError: return b''\n"
            f"print(any({secret!r}.encode() in read(one) for one in glob.glob('/proc/*/environ')))"
        ) in (False,)
    finally:
        submission.close()


def test_it_changes_nothing_but_a_copy_of_its_own_folder(
    submission: Submission, folder: Path
) -> None:
    assert submission.run(
        "import os\n"
        "open('answers/mine.json', 'w').write('forged'); open('new', 'w').write('x')\n"
        "print(sorted(os.listdir('.')))"
    ) == ["answers", "new"]
    for place in ("/usr/x", f"{sys.prefix}/x", "/etc/x", "/x"):
        said = submission.run(f"open({place!r}, 'w')")
        assert "Error" in said, place
    assert (folder / "answers" / "mine.json").read_text() == "{}"
    assert [path.name for path in folder.iterdir()] == ["answers"]


def test_there_is_no_network(submission: Submission) -> None:
    said = submission.run("import socket; socket.create_connection(('192.0.2.1', 80), 3)")
    assert "Network is unreachable" in said
    names = submission.run("print([name for _, name in socket.if_nameindex()])")
    assert names == ["lo"]


def test_what_it_works_with_is_all_there(submission: Submission) -> None:
    assert submission.run(
        "import pandas, ipywidgets, networkx, venezuela_course.exercises; print(1)"
    )
    assert submission.run("from venezuela_course import seeds; print(len(seeds.claims()))") == 416
    drawn = submission.run(
        "import matplotlib.pyplot as plt; plt.plot([1, 2]); plt.savefig('x.png'); print(1)"
    )
    assert drawn == 1


def test_two_submissions_see_neither_files_nor_processes_nor_sockets_of_each_other(
    submission: Submission, folder: Path
) -> None:
    other = Submission(folder)
    try:
        submission.run(
            "open('mine', 'w').write('x'); open('/scratch/mine', 'w').write('x'); print(1)"
        )
        assert other.run("import os; print(os.path.exists('mine'))") is False
        assert other.run("print(os.path.exists('/scratch/mine'))") is False
        assert other.run("print(os.listdir('/all-sockets'))") == []
        assert other.run("print(os.getpid())") == 1
        shared = submission.run(
            "import os, subprocess; daemon = subprocess.Popen(['sleep', '600']); print(daemon.pid)"
        )
        assert "No such process" in other.run(f"os.kill({shared}, 9)")
    finally:
        other.close()


def test_no_two_submissions_draw_the_same_random_numbers(
    submission: Submission, folder: Path
) -> None:
    other = Submission(folder)
    try:
        draw = "import random, numpy; print((random.random(), float(numpy.random.random())))"
        assert submission.run(draw) != other.run(draw)
    finally:
        other.close()


# What it cannot undo ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "attempt",
    [
        "libc.umount2(b'/all-sockets', 2)",
        "libc.mount(b'none', b'/usr', b'tmpfs', 0, None)",
        "libc.mount(b'none', b'/', None, 32 | 4096, None)",
        "libc.setns(os.open('/proc/1/ns/mnt', os.O_RDONLY), 0)",
        "libc.ptrace(16, 1, 0, 0)",
        "libc.sethostname(b'x', 1)",
        "libc.unshare(0x10000000) or libc.umount2(b'/all-sockets', 2)",
    ],
)
def test_the_view_cannot_be_changed_from_inside(submission: Submission, attempt: str) -> None:
    said = submission.run(f"import ctypes, os\nlibc = ctypes.CDLL(None)\nprint({attempt})\n")
    assert said == -1 or "Error" in str(said)
    assert submission.run("print(os.listdir('/all-sockets'))") == []


def test_no_right_is_left_and_none_can_be_had(submission: Submission) -> None:
    status = submission.run(
        "print(dict(line.split(':\\t', 1) for line in open('/proc/thread-self/status').read()"
        ".splitlines() if line.startswith(('Cap', 'NoNew'))))"
    )
    assert {int(value, 16) for name, value in status.items() if name.startswith("Cap")} == {0}
    assert status["NoNewPrivs"] == "1"


# Limits ----------------------------------------------------------------------------------------------


def test_too_much_memory_is_an_error_of_the_submission_s_own(submission: Submission) -> None:
    assert "MemoryError" in submission.run("x = bytearray(8 << 30)")
    assert submission.run("print(1 + 1)") == 2


def test_a_file_too_large_is_an_error_of_the_submission_s_own(submission: Submission) -> None:
    said = submission.run(
        "import os\nwith open('big', 'wb') as f:\n    for _ in range(400): f.write(bytes(1 << 20))"
    )
    assert "Error" in said
    assert submission.run("os.remove('big'); print(1 + 1)") == 2


def test_many_files_fill_the_submission_s_own_place_only(submission: Submission) -> None:
    said = submission.run(
        "import os\n"
        "for n in range(600):\n"
        "    with open(f'part{n}', 'wb') as f: f.write(bytes(1 << 20))"
    )
    assert "No space left" in said


def test_a_few_processes_are_no_offence(submission: Submission) -> None:
    assert submission.run(
        "import multiprocessing as mp\nwith mp.Pool(4) as p: print(p.map(abs, [-1, 2]))"
    ) == [1, 2]


def test_the_system_refuses_a_submission_more_processes_and_threads_whoever_grades(
    folder: Path,
) -> None:
    """The limit is the kernel's own, and the watching is switched off here."""
    needs_bubblewrap()
    bomber = Submission(folder, Limits(processes=10_000, tasks=30))
    try:
        started = bomber.run(
            "import os, time\n"
            "started = 0\n"
            "for _ in range(60):\n"
            "    try:\n"
            "        if os.fork() == 0:\n"
            "            time.sleep(20); os._exit(0)\n"
            "        started += 1\n"
            "    except BlockingIOError:\n"
            "        pass\n"
            "print(started)"
        )
        assert 5 < started < 30
    finally:
        bomber.close()


def test_a_submission_with_too_many_processes_is_ended_with_all_of_them(folder: Path) -> None:
    needs_bubblewrap()
    bomber = Submission(folder, Limits(processes=8, tasks=40))
    try:
        bomber.client.execute(
            "import os\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        pass"
        )
        assert bomber.ended() == "it started more than 8 processes"
    finally:
        bomber.close()


def test_processes_that_together_use_too_much_memory_are_ended(folder: Path) -> None:
    needs_bubblewrap()
    greedy = Submission(folder, Limits(memory=1200 * MEBIBYTE))
    try:
        greedy.client.execute(
            "import os, time\n"
            "for _ in range(5):\n"
            "    if os.fork() == 0:\n"
            "        taken = b'x' * (400 << 20); time.sleep(60); os._exit(0)\n"
            "time.sleep(60)"
        )
        assert greedy.ended() == "it used more than 1200 MB of memory"
    finally:
        greedy.close()


def test_memory_that_no_process_is_charged_for_cannot_be_had(submission: Submission) -> None:
    assert "not permitted" in submission.run("import os; os.memfd_create('hidden')")
    segment = "import ctypes; print(ctypes.CDLL(None).shmget(0, 1 << 20, 0o1600))"
    assert submission.run(segment) == -1


def test_a_notebook_that_takes_too_long_in_all_is_ended(folder: Path) -> None:
    needs_bubblewrap()
    slow = Submission(folder, Limits(seconds=3))
    try:
        slow.client.execute("while True:\n    try:\n        while True: pass\n    except: pass")
        assert slow.ended() == "it ran for more than 3 seconds"
    finally:
        slow.close()


def test_what_it_leaves_behind_ends_with_it(submission: Submission) -> None:
    submission.run(
        "import subprocess\n"
        "subprocess.Popen(['setsid', 'sleep', '7654'], start_new_session=True)\n"
        "print(1)"
    )
    assert running("7654")
    submission.manager.shutdown_kernel(now=True)
    deadline = time.monotonic() + 10
    while running("7654"):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def running(word: str) -> bool:
    """Whether any process has a word on its command line."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if word.encode() in path.read_bytes().split(b"\0"):
                return True
        except OSError:
            continue
    return False


def test_an_interrupt_reaches_it(submission: Submission) -> None:
    endless = submission.client.execute("while True: pass")
    time.sleep(0.3)
    submission.manager.interrupt_kernel()
    reply = submission.client.get_shell_msg(timeout=30)
    assert reply["parent_header"]["msg_id"] == endless
    assert reply["content"]["ename"] == "KeyboardInterrupt"
    assert submission.run("print('after')") == "after"


def test_its_end_is_seen(submission: Submission) -> None:
    submission.client.execute("import os; os._exit(3)")
    assert submission.ended() == ""


def test_it_can_be_started_again(submission: Submission) -> None:
    submission.run("kept = 1; print(kept)")
    submission.manager.restart_kernel(now=True)
    submission.client.stop_channels()
    submission.client = submission.manager.client()
    submission.client.start_channels()
    submission.client.wait_for_ready(timeout=60)
    assert submission.run("print('kept' in globals())") is False


def test_nothing_runs_on_when_the_grader_is_killed(tmp_path: Path) -> None:
    needs_bubblewrap()
    script = (
        "import json, os, time\n"
        "from pathlib import Path\n"
        "from jupyter_client import KernelManager\n"
        "from venezuela_course.grading.sandbox.client import fork_server\n"
        "from venezuela_course.grading.sandbox.provisioner import SandboxProvisioner\n"
        "manager = KernelManager(kernel_name='python3', transport='ipc')\n"
        "manager.provisioner = SandboxProvisioner(kernel_spec=manager.kernel_spec, parent=manager)\n"
        f"manager.start_kernel(cwd={str(tmp_path)!r})\n"
        "client = manager.client(); client.start_channels(); client.wait_for_ready(timeout=60)\n"
        'client.execute_interactive("import subprocess; '
        "subprocess.Popen(['setsid', 'sleep', '8765'], start_new_session=True)\")\n"
        "print('running', flush=True)\n"
        "time.sleep(60)\n"
    )
    grader = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert grader.stdout is not None
    while b"running" not in grader.stdout.readline():
        assert grader.poll() is None
    assert running("8765")
    grader.send_signal(signal.SIGKILL)
    grader.wait()
    grader.stdout.close()
    deadline = time.monotonic() + 20
    while running("8765"):
        assert time.monotonic() < deadline
        time.sleep(0.05)


# What is handed over ---------------------------------------------------------------------------------


def test_links_and_devices_are_not_handed_over(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    packed = tmp_path_factory.mktemp("packed") / "packed.tar"
    (folder / "link").symlink_to("/etc/passwd")
    (folder / "second").hardlink_to(folder / "answers" / "mine.json")
    os.mkfifo(folder / "pipe")
    pack(folder, packed)
    with tarfile.open(packed) as archive:
        entries = {entry.name: entry for entry in archive}
        assert sorted(entries) == ["answers", "answers/mine.json", "second"]
        assert all(entry.isfile() or entry.isdir() for entry in entries.values())
        content = archive.extractfile("second")
        assert content is not None and content.read() == b"{}"


def test_a_submission_of_some_megabytes_arrives_whole(folder: Path) -> None:
    needs_bubblewrap()
    (folder / "data").write_bytes(bytes(range(256)) * 20_000)
    opened = Submission(folder)
    try:
        assert opened.run("print(open('data', 'rb').read() == bytes(range(256)) * 20_000)")
    finally:
        opened.close()


def test_a_submission_of_enormous_size_is_refused(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "LARGEST", 1 << 20)
    (folder / "big").write_bytes(bytes(2 << 20))
    with pytest.raises(SubmissionRefused, match="more than 1 MB"):
        pack(folder, tmp_path / "packed.tar")


def test_a_kernel_s_sockets_can_neither_be_replaced_nor_joined_by_files(
    submission: Submission,
) -> None:
    for attempt in ("os.unlink('/sockets/socket-1')", "open('/sockets/x', 'w')"):
        assert "Read-only" in submission.run(f"import os; {attempt}")


@pytest.mark.parametrize(
    "message", [b'{"x": NaN}', b"[Infinity]", b'"\\ud800"', b"[" * 100_000, b"\xff", b"{"]
)
def test_a_message_that_could_not_be_written_into_a_notebook_is_refused(message: bytes) -> None:
    with pytest.raises((ValueError, RecursionError)):
        read_strictly(message)


def test_an_ordinary_message_is_read() -> None:
    content = {"text": "Ñandú 🙂", "values": [1, 2.5, None, True]}
    assert read_strictly(json.dumps(content).encode()) == content


@pytest.mark.parametrize("machine", refused.MACHINES)
def test_a_filter_of_calls_jumps_nowhere_outside_itself(machine: str) -> None:
    import struct

    steps = list(struct.iter_unpack("=HBBI", refused.program(machine)))
    for position, (code, where_true, where_false, _value) in enumerate(steps):
        if code in (refused.EQUAL, refused.AT_LEAST, refused.ANY_BIT):
            assert position + 1 + max(where_true, where_false) < len(steps)
    assert steps[-1] == (refused.GIVE, 0, 0, refused.ALLOW)


# Without a sandbox -----------------------------------------------------------------------------------


def test_without_bubblewrap_grading_says_what_to_install_and_how_to_go_without(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "linux")
    with pytest.raises(view.NoSandbox) as refusal:
        view.bubblewrap()
    assert "apt install bubblewrap" in str(refusal.value)
    assert "confinement = 'none'" in str(refusal.value)


@pytest.mark.parametrize("system", ["darwin", "win32"])
def test_on_other_systems_than_linux_grading_says_where_it_can_be_done(
    monkeypatch: pytest.MonkeyPatch, system: str
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    with pytest.raises(view.NoSandbox, match="Linux alone"):
        view.bubblewrap()


def test_an_old_linux_is_refused_by_its_version(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "bwrap").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(platform, "release", lambda: "5.10.0-28-amd64")
    with pytest.raises(view.NoSandbox, match=r"5\.10.*5\.14"):
        view.bubblewrap()


def test_a_bubblewrap_that_may_not_make_namespaces_is_reported_in_its_own_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    needs_bubblewrap()
    blocked = tmp_path / "bwrap"
    blocked.write_text(
        "#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied' >&2\nexit 1\n"
    )
    blocked.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(view.NoSandbox, match="setting up uid map: Permission denied"):
        client.ForkServerClient()


def test_a_fork_server_that_has_ended_is_replaced(folder: Path) -> None:
    needs_bubblewrap()
    first = fork_server()
    os.kill(first.pid, signal.SIGKILL)
    deadline = time.monotonic() + 10
    while first.alive:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    second = fork_server()
    assert second is not first and second.alive


def test_a_submission_whose_fork_server_is_killed_is_not_graded_on_what_ran(folder: Path) -> None:
    needs_bubblewrap()
    notebook = new_notebook(cells=[new_code_cell("import time; time.sleep(60)")])
    threading.Timer(2.0, os.kill, (fork_server().pid, signal.SIGKILL)).start()
    with pytest.raises(SandboxError, match="Grade this one again"):
        ExecuteSubmission().preprocess(notebook, {"metadata": {"path": str(folder)}})
