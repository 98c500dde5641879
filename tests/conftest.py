"""What every test may rely on, however pytest was started."""

import os
import sys
from pathlib import Path

from venezuela_course.cli import find_scripts

#: What stands there is not to be imported: that is its whole purpose.
collect_ignore = ["quick_start"]
QUICK_START = str(Path(__file__).with_name("quick_start"))
sys.path.insert(0, QUICK_START)
os.environ["PYTHONPATH"] = os.pathsep.join(
    filter(None, [QUICK_START, os.environ.get("PYTHONPATH")])
)

# nbgrader calls `alembic` by its bare name: also where the environment is used without being activated.
find_scripts()
