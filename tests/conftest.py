"""What every test may rely on, however pytest was started."""

from venezuela_course.cli import find_scripts

# nbgrader calls `alembic` by its bare name: also where the environment is used without being activated.
find_scripts()
