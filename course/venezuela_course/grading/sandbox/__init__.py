"""Where a submission's code runs: a kernel that sees the system read-only, its own files, and nothing else.

Starting a kernel cold takes seconds, nearly all of them imports. So one process, the *fork server*, loads
what the course imports and then forks a kernel for each submission. It runs under bubblewrap, in a view
of the file system that holds Python and the course's package and none of the instructor's files; each
fork then leaves that view for one of its own, which no other fork shares.

``view``
    what the fork server may see;
``forkserver``
    the process that runs there;
``confine``
    what a fork gives up before it becomes a kernel;
``client``
    this side of the pipe: starts the fork server, and asks it for kernels;
``provisioner``
    jupyter_client's way of starting such a kernel.
"""
