"""``venezuela-course syllabus``: the instructor's plan of the term, made from the notebooks themselves.

The page in ``docs/instructors`` has weeks and no dates, and a test compares it with the notebooks. The
dates of one class are that class's own: with ``--start`` the page goes to ``grading/``, which git ignores.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click
from rich.console import Console

from venezuela_course.exercises.outline import Assignment, OutlineError, Unit, read_units
from venezuela_course.language import _, ngettext

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

PAGE = "docs/instructors/syllabus.md"
DATED = "grading/syllabus.md"
CONFIGURATION = "nbgrader_config.py"
#: Hours that no notebook can tell: planned for each unit, beside the lesson's own minutes.
ASSIGNMENT_HOURS, ESSAY_HOURS, READING_HOURS, REVIEW_HOURS = 3.0, 1.0, 2.0, 2.0
LAST_MINUTE = time(23, 59, 59)


class SyllabusError(Exception):
    """The page cannot be made; the message says why and what to do."""


@dataclass(frozen=True)
class Week:
    """What is due at the end of a week.

    Parameters
    ----------
    number
        From 1.
    unit
        The unit that is worked on.
    assignments
        What is due when the week ends.
    opens
        Whether the unit's lesson opens the week.
    """

    number: int
    unit: Unit
    assignments: Sequence[Assignment]
    opens: bool

    @property
    def hours(self) -> float:
        """What a student needs: the lesson as it says of itself, the rest as planned."""
        lesson = self.unit.lesson.minutes / 60 + READING_HOURS if self.opens else 0.0
        reviews = [one for one in self.assignments if not one.automatic]
        work = [one for one in self.assignments if one.automatic]
        essays = sum(bool(one.manual) for one in work)
        return (
            lesson
            + len(work) * ASSIGNMENT_HOURS
            + essays * ESSAY_HOURS
            + len(reviews) * REVIEW_HOURS
        )


def command() -> click.Command:
    """Build the command, its help in the language in use."""
    return click.Command(
        "syllabus",
        callback=syllabus,
        help=_(
            "Write the instructor's syllabus from the notebooks: units, minutes, exercises, points, "
            "weeks.\n\nWithout dates it is docs/instructors/syllabus.md. With --start it has the dates "
            "of a class, due dates as the gradebook has them, and goes to grading/syllabus.md."
        ),
        params=[
            click.Option(
                ["--start"],
                type=click.DateTime(["%Y-%m-%d"]),
                metavar="YYYY-MM-DD",
                help=_("The first day of the first week."),
            ),
            click.Option(
                ["--set-due-dates", "set_due"],
                is_flag=True,
                help=_(
                    "Write the end of each week to the gradebook as the due date; needs --start."
                ),
            ),
            click.Option(
                ["--timezone", "zone"],
                default="UTC",
                show_default=True,
                help=_("Where the class is, for the hour of due dates: America/Caracas, for one."),
            ),
            click.Option(
                ["--output"],
                type=click.Path(dir_okay=False, path_type=Path),
                help=_("Another file to write."),
            ),
            click.Option(
                ["--check"],
                is_flag=True,
                help=_("Change nothing; fail if the page without dates is not current."),
            ),
            click.Option(
                ["--course", "course"],
                type=click.Path(exists=True, file_okay=False, path_type=Path),
                default=".",
                help=_("The checkout of the course; the current folder unless you name another."),
            ),
        ],
    )


def syllabus(
    start: datetime | None,
    set_due: bool,
    zone: str,
    output: Path | None,
    check: bool,
    course: Path,
) -> None:
    """Write the page, or check it.

    Parameters
    ----------
    start
        First day of the first week; None for weeks without dates.
    set_due
        Whether to write due dates to the gradebook.
    zone
        IANA name of a time zone.
    output
        The file; None for the usual one.
    check
        Whether only to compare.
    course
        Root of the checkout.

    Raises
    ------
    click.ClickException
        If the course is not there, a notebook does not say what is needed, or the page is not current.
    """
    console = Console(highlight=False, soft_wrap=True)
    if set_due and start is None:
        raise click.UsageError(_("--set-due-dates needs --start: the first day of the first week."))
    try:
        here = time_zone(zone)
        weeks = plan(course_units(course))
        if check:
            if not _is(course / PAGE, page(weeks)):
                raise SyllabusError(
                    _(
                        "{page} is not what the notebooks give. Run: venezuela-course syllabus"
                    ).format(page=PAGE)
                )
            console.print(_("{page} is current.").format(page=PAGE), markup=False)
            return
        first = start.date() if start else None
        if first is not None and set_due:
            set_due_dates(course, due_dates(weeks, first, here))
        due = stored_due_dates(course, here) if first is not None else {}
        target = output or course / (PAGE if first is None else DATED)
        target.parent.mkdir(parents=True, exist_ok=True)
        root = Path(os.path.relpath(course.resolve(), target.parent.resolve())).as_posix()
        target.write_text(page(weeks, first, due, root), "utf-8")
    except (SyllabusError, OutlineError) as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(
            _("{file} cannot be written: {reason}.").format(
                file=error.filename, reason=error.strerror or error
            )
        ) from error
    console.print(_("Written: {file}").format(file=target), markup=False)


def time_zone(name: str) -> ZoneInfo:
    """The time zone of a name.

    Raises
    ------
    SyllabusError
        If there is none.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SyllabusError(
            _(
                "There is no time zone {name}; names are such as America/Caracas or Europe/Madrid."
            ).format(name=name)
        ) from error


def course_units(course: Path) -> list[Unit]:
    """The units of a checkout.

    Raises
    ------
    SyllabusError
        If there is no lesson.
    OutlineError
        If a notebook does not say what is needed.
    """
    with tempfile.TemporaryDirectory() as work:
        units = read_units(course / "course" / "lessons", course / "assignments", Path(work))
    if not units:
        raise SyllabusError(
            _("There is no lesson in {folder}. Run this in a checkout of the course.").format(
                folder=(course / "course" / "lessons").absolute()
            )
        )
    return units


def plan(units: Sequence[Unit]) -> list[Week]:
    """One week for each unit; work that answers other students' work gets the week after."""
    weeks: list[Week] = []
    for unit in units:
        first = [one for one in unit.assignments if one.name == f"a{unit.number}"]
        later = [one for one in unit.assignments if one not in first]
        weeks.append(Week(len(weeks) + 1, unit, first, True))
        if later:
            weeks.append(Week(len(weeks) + 1, unit, later, False))
    return weeks


# Dates ------------------------------------------------------------------------------------------------


def due_dates(weeks: Sequence[Week], first: date, zone: ZoneInfo) -> dict[str, datetime]:
    """The last minute of each assignment's week, by assignment."""
    return {
        assignment.name: datetime.combine(last_day(week, first), LAST_MINUTE, zone)
        for week in weeks
        for assignment in week.assignments
    }


def last_day(week: Week, first: date) -> date:
    """The seventh day of a week."""
    return first + timedelta(weeks=week.number, days=-1)


def set_due_dates(course: Path, due: Mapping[str, datetime]) -> None:
    """Write due dates to nbgrader's gradebook; a late submission is one after them."""
    with _gradebook(course) as gradebook:
        for name, moment in due.items():
            utc = moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
            gradebook.update_or_create_assignment(name, duedate=utc)


def stored_due_dates(course: Path, zone: ZoneInfo) -> dict[str, datetime]:
    """Due dates as the gradebook has them, by assignment; none where there is no gradebook."""
    from venezuela_course.grading.paired_review.collected import CollectedCourse, CourseError

    try:
        if not CollectedCourse.open(course).has_gradebook:
            return {}
    except CourseError:
        return {}
    with _gradebook(course) as gradebook:
        return {
            assignment.name: assignment.duedate.replace(tzinfo=UTC).astimezone(zone)
            for assignment in gradebook.assignments
            if assignment.duedate
        }


def _gradebook(course: Path) -> Gradebook:
    from venezuela_course.grading.paired_review.collected import CollectedCourse, CourseError

    try:
        return CollectedCourse.open(course).gradebook()
    except CourseError as error:
        raise SyllabusError(str(error)) from error


# The page ---------------------------------------------------------------------------------------------


def page(
    weeks: Sequence[Week],
    first: date | None = None,
    due: Mapping[str, datetime] | None = None,
    root: str = "../..",
) -> str:
    """The whole page as Markdown.

    Parameters
    ----------
    weeks
        The plan.
    first
        First day of the first week; None for a page without dates.
    due
        Due dates that are set, by assignment.
    root
        The checkout, as links on the page reach it.
    """
    blocks = [
        _("# Syllabus"),
        _(
            "This page is generated from the notebooks: change them, then run `venezuela-course "
            "syllabus`. Titles, minutes and points are theirs. Hours for assignments, essays and "
            "reading are planned: no notebook can tell them."
        ),
        _("## Weeks"),
        _weeks_table(weeks, first, due or {}, root),
        *(_unit_block(week, root) for week in weeks if week.opens),
    ]
    return "\n\n".join(blocks) + "\n"


def _weeks_table(
    weeks: Sequence[Week], first: date | None, due: Mapping[str, datetime], root: str
) -> str:
    head = [_("Week"), _("Unit"), _("Lesson"), _("Due at its end"), _("Points"), _("Hours")]
    if first is not None:
        head[1:1] = [_("From"), _("To")]
    rows = []
    for week in weeks:
        row = [
            str(week.number),
            f"{week.unit.number} {week.unit.lesson.title}",
            _lesson_link(week.unit, root) if week.opens else "",
            ", ".join(_due(one, due) for one in week.assignments) or "–",
            " · ".join(_points(one) for one in week.assignments) or "–",
            f"{week.hours:.0f}",
        ]
        if first is not None:
            begin = first + timedelta(weeks=week.number - 1)
            row[1:1] = [begin.isoformat(), last_day(week, first).isoformat()]
        rows.append(row)
    everything = [one for week in weeks for one in week.assignments]
    total = _points_of(
        sum(one.automatic for one in everything), sum(one.manual for one in everything)
    )
    between = [""] * (len(head) - 4)
    hours = sum(week.hours for week in weeks)
    rows.append([_("All"), *between, "", total, f"{hours:.0f}"])
    return _table(head, rows, right={_("Hours"), _("Week")})


def _due(assignment: Assignment, due: Mapping[str, datetime]) -> str:
    if assignment.name not in due:
        return assignment.name
    moment = due[assignment.name].strftime("%Y-%m-%d %H:%M %Z")
    return _("{assignment} by {moment}").format(assignment=assignment.name, moment=moment)


def _points(assignment: Assignment) -> str:
    return _points_of(assignment.automatic, assignment.manual)


def _points_of(automatic: float, manual: float) -> str:
    return f"{automatic:g} + {manual:g}"


def _lesson_link(unit: Unit, root: str) -> str:
    name = unit.lesson.name
    return f"[{name}]({root}/course/lessons/{name}.ipynb)"


def _unit_block(week: Week, root: str) -> str:
    unit = week.unit
    minutes = unit.lesson.minutes
    sections = _table(
        [_("Section"), _("Question"), _("Minutes")],
        [[one.name, one.question, str(one.minutes)] for one in unit.lesson.sections],
        right={_("Minutes")},
    )
    blocks = [
        f"## {unit.number} · {unit.lesson.title}",
        ngettext("Lesson {lesson}, {n} minute:", "Lesson {lesson}, {n} minutes:", minutes).format(
            lesson=_lesson_link(unit, root), n=minutes
        ),
        sections,
    ]
    for assignment in unit.assignments:
        link = f"[{assignment.name}]({root}/assignments/{assignment.name}/{assignment.name}.ipynb)"
        blocks += [
            _(
                "Assignment {link}, {automatic} points graded automatically and {manual} by a person:"
            ).format(
                link=link, automatic=f"{assignment.automatic:g}", manual=f"{assignment.manual:g}"
            ),
            _parts_table(assignment),
        ]
    return "\n\n".join(blocks)


def _parts_table(assignment: Assignment) -> str:
    who = {"essay": _("a person")}
    return _table(
        [_("Exercise"), _("Points"), _("Graded by")],
        [
            [
                part.title,
                f"{part.points:g}" if part.points else "–",
                who.get(part.kind, _("its grader")) if part.points else _("nobody"),
            ]
            for part in assignment.parts
        ],
        right={_("Points")},
    )


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], right: set[str]) -> str:
    rule = ["--:" if title in right else "---" for title in head]
    lines = [head, rule, *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _is(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text("utf-8") == text
