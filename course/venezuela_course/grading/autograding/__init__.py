"""A class graded one submission at a time, each in a throw-away course, and merged by one writer.

`nbgrader autograde` works in the course itself: it changes the gradebook cell by cell while the student's
code runs, and replaces the graded folder file by file. Stopped half-way, it leaves half of both. Here a
submission is **data** from one end to the other:

1. `Assignment.read` and `Submission.read` take from the course all that grading needs, as values that can
   be pickled and sent to another process or another machine.
2. `grade` lays them out as a course of its own in a temporary folder, with a gradebook of its own, runs
   nbgrader's own ``Autograde`` converter there, and returns an `Outcome`.
3. `merge` writes an outcome into the real gradebook in one transaction and then puts the graded folder
   in its place in one step. Done again after a crash, it ends the same.

How an assignment is graded is the course's ``nbgrader_config.py``, whole: its preprocessors, plug-ins,
hooks and time-outs. Where things are is not: every folder and the gradebook of the throw-away course are
its own. Python files that stand beside ``nbgrader_config.py`` travel with it and can be imported while
grading, as they can where ``nbgrader autograde`` is called in the course's folder; folders beside it do
not, so a package that the configuration imports is installed on each machine that grades. An instructor's
personal ``nbgrader_config.py`` elsewhere is not read: what grades a class belongs to the course.

Every row that ``nbgrader autograde --force`` writes is written here, and no other. What is different, and
why:

- What a person enters in formgrader while a submission is graded is kept, and a cell whose score they
  entered meanwhile is marked for another look. nbgrader keeps it too, but marks by chance.
- Where the machine is at fault, not the submission (a full disk, no sandbox), nothing is written and the
  older grade stays. nbgrader removes the older graded folder.
- Links, pipes and devices in a submission are not copied, and the submitted folder is never changed.
  nbgrader waits for ever at a pipe.
- A student whose name is a pattern of file names is graded on what they handed in alone. nbgrader mixes in
  the notebooks of others whom the pattern fits.
- Settings that nbgrader refuses stop the run before anything is graded.

The parts: `course` reads a course's settings, `archive` turns folders into bytes, `records` reads and
writes a gradebook's rows by names, `throwaway` is the SQLite of the small gradebook, `submission` grades,
`merge` stores.
"""

from __future__ import annotations

import sys
from typing import Any

# jsonschema loads it wherever it is installed, to check internationalised addresses, of which a notebook has
# none: a grammar that takes two seconds to build, in each process that grades. None stands for 'not
# installed', which jsonschema is prepared for.
_modules: dict[str, Any] = sys.modules
_modules.setdefault("rfc3987_syntax", None)
