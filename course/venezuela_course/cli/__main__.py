"""``python -m venezuela_course.cli``: the same as ``venezuela-course``, where scripts are not on the path."""

from venezuela_course.cli import main

main()
