"""The progress page: one table for the course, one for each assignment, and what comes next."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from pathlib import Path

from venezuela_course.exercises.outline import Unit
from venezuela_course.exercises.progress.places import Workspace
from venezuela_course.exercises.progress.state import (
    ANSWERED,
    DAMAGED,
    INCOMPLETE,
    OPEN,
    AssignmentState,
    LessonState,
    PartState,
    State,
    read_state,
)
from venezuela_course.language import _, ngettext

#: Missing parts of one exercise that are named; the exercise itself names all of them.
TOLD = 2

# Two classes, because JupyterLab's own rule for tables of outputs aligns cells to the right.
_SHEET = """<style>
.venezuela-course.venezuela-course-progress { max-width: 76rem; }
.venezuela-course.venezuela-course-progress table { border-collapse: collapse; margin: 0.4rem 0 0.8rem; }
.venezuela-course.venezuela-course-progress caption { text-align: left; font-weight: 600; padding: 0.2rem 0; }
.venezuela-course.venezuela-course-progress th,
.venezuela-course.venezuela-course-progress td { padding: 0.25rem 1rem 0.25rem 0;
  text-align: left; vertical-align: top; white-space: normal; }
.venezuela-course.venezuela-course-progress tbody tr {
  border-top: 1px solid var(--jp-border-color2, #e0e0e0); }
.venezuela-course.venezuela-course-progress tbody th { font-weight: 600; min-width: 13rem; }
.venezuela-course.venezuela-course-progress .next { border-left: 4px solid var(--jp-brand-color1, #1976d2);
  padding: 0.3rem 0.6rem; font-size: 1.05em; }
.venezuela-course.venezuela-course-progress .damage { border-left: 4px solid var(--jp-warn-color1, #b25000);
  padding: 0.3rem 0.6rem; }
.venezuela-course.venezuela-course-progress summary { cursor: pointer; display: list-item; }
.venezuela-course.venezuela-course-progress svg { max-width: 100%; height: auto; }
</style>"""


class Progress:
    """Everything that a student's own files tell of their way through the course.

    Parameters
    ----------
    folder
        A folder of the workspace; the notebook's own unless given.
    cache
        Where nbgrader keeps copies of what was submitted; its usual place unless given.

    Notes
    -----
    Shown, it is a page of tables without scripts; printed, lines of text.
    """

    def __init__(self, folder: Path | None = None, cache: Path | None = None) -> None:
        self.workspace = Workspace.around(folder or Path.cwd(), cache)
        self.state: State = read_state(self.workspace)

    @property
    def next_step(self) -> str:
        """What comes next, in one sentence."""
        return next(_steps(self.state))

    def __repr__(self) -> str:
        lines = [_("Next: {step}").format(step=self.next_step), *self.state.damage]
        for unit in self.state.units:
            lesson = self.state.lessons[unit.lesson.name]
            lines.append(f"{unit.number} {unit.lesson.title}: {lesson_words(lesson)}")
            for assignment in unit.assignments:
                state = self.state.assignments[assignment.name]
                words = (answered_words(state), submitted_words(state), points_words(state))
                lines.append(f"  {assignment.name}: {'; '.join(words)}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        parts = [
            f'<p class="next"><strong>{_e(_("Next:"))}</strong> {_e(self.next_step)}</p>',
            self._damage(),
            self._course_table(),
            self._picture(),
            *(self._details(state) for state in self.state.assignments.values()),
            self._notes(),
        ]
        return (
            # Without the course's stylesheet: every change of it would change the page that is stored.
            f'<div class="venezuela-course venezuela-course-progress">{_SHEET}'
            f"{''.join(parts)}</div>"
        )

    def _damage(self) -> str:
        if not self.state.damage:
            return ""
        items = "".join(f"<li>{_e(sentence)}</li>" for sentence in self.state.damage)
        return f'<div class="damage"><strong>{_e(_("To look at:"))}</strong><ul>{items}</ul></div>'

    def _course_table(self) -> str:
        rows = []
        for unit in self.state.units:
            lesson = self.state.lessons[unit.lesson.name]
            states = [self.state.assignments[one.name] for one in unit.assignments]
            for place, state in enumerate(states or [None]):
                heading = f"{unit.number} · {unit.lesson.title}"
                if place and state is not None:
                    heading = f"{unit.number} · {state.assignment.title}"
                cells = [
                    "" if place else lesson_words(lesson),
                    *(
                        (
                            f"{state.assignment.name}: {answered_words(state)}",
                            submitted_words(state),
                            points_words(state),
                        )
                        if state is not None
                        else ("", "", "")
                    ),
                ]
                rows.append((heading, cells))
        heads = [_("Unit"), _("Lesson"), _("Assignment"), _("Submitted"), _("Points")]
        return _table(_("The course at a glance"), heads, rows)

    def _details(self, state: AssignmentState) -> str:
        rows = [
            (part.part.title, [state_words(part), _part_points(part, state)])
            for part in state.parts
        ]
        name = state.assignment.name
        table = _table(
            _("The exercises of {assignment}").format(assignment=name),
            [_("Exercise"), _("State"), _("Points")],
            rows,
        )
        summary = f"{name} · {state.assignment.title}: {answered_words(state)}"
        return f"<details><summary>{_e(summary)}</summary>{table}</details>"

    def _picture(self) -> str:
        graded = [one for one in self.state.assignments.values() if one.feedback is not None]
        return _points_picture(graded) if graded else ""

    def _notes(self) -> str:
        notes = (
            _(
                "Validate, in the notebook's toolbar, leaves no trace that could be shown here. It names "
                "what is called incomplete above, and tries your functions, which this page does not run."
            ),
            _(
                "Submitted means: through nbgrader's exchange, from this account. Work that was uploaded "
                "elsewhere leaves no trace here. Points are those of the feedback pages that you fetched, "
                "or put beside the notebook."
            ),
        )
        return "".join(f"<p><small>{_e(note)}</small></p>" for note in notes)


# Words ------------------------------------------------------------------------------------------------


def lesson_words(state: LessonState) -> str:
    """How far a lesson is."""
    if not state.here:
        return _("not in this folder")
    if not state.begun:
        return _("no trace yet")
    all_of_them = len(state.lesson.practices)
    return ngettext(
        "opened; {n} of {all} exercises answered",
        "opened; {n} of {all} exercises answered",
        state.answered,
    ).format(n=state.answered, all=all_of_them)


def answered_words(state: AssignmentState) -> str:
    """How many parts are answered, incomplete, open."""
    if state.folder is None:
        return _("not in this folder")
    words = [
        _("{n} of {all} answered").format(n=state.count(ANSWERED), all=len(state.parts)),
    ]
    if state.count(INCOMPLETE):
        words.append(_("{n} incomplete").format(n=state.count(INCOMPLETE)))
    if state.count(DAMAGED):
        words.append(_("{n} cannot be read").format(n=state.count(DAMAGED)))
    return ", ".join(words)


def submitted_words(state: AssignmentState) -> str:
    """Whether it was submitted, and whether it changed since."""
    if state.submission is None:
        return _("no trace")
    words = _("submitted {moment} UTC").format(moment=state.submission.moment[:16])
    return words + ", " + _("changed since") if state.submission.changed else words


def points_words(state: AssignmentState) -> str:
    """The points, if there is feedback."""
    feedback = state.feedback
    if feedback is None:
        total = state.assignment.automatic + state.assignment.manual
        return _("of {possible}, not graded yet").format(possible=f"{total:g}")
    words = _("{score} of {possible}").format(
        score=f"{feedback.score:g}", possible=f"{feedback.possible:g}"
    )
    commented = len(feedback.commented)
    if commented:
        words += "; " + ngettext("{n} comment", "{n} comments", commented).format(n=commented)
    return words


def state_words(state: PartState) -> str:
    """The state of one exercise, and what is missing."""
    sign, word = {
        OPEN: ("○", _("not answered")),
        INCOMPLETE: ("◐", _("incomplete")),
        ANSWERED: ("●", _("answered")),
        DAMAGED: ("!", _("cannot be read")),
    }[state.state]
    if not state.problems:
        return f"{sign} {word}"
    told, others = state.problems[:TOLD], len(state.problems) - TOLD
    if others > 0:
        more = ngettext("And {n} more.", "And {n} more.", others).format(n=others)
        told = [*told, more]
    return f"{sign} {word}: {' '.join(told)}"


def _part_points(part: PartState, state: AssignmentState) -> str:
    if state.feedback is not None and part.part.identifier in state.feedback.cells:
        score, possible = state.feedback.cells[part.part.identifier]
        return _("{score} of {possible}").format(score=f"{score:g}", possible=f"{possible:g}")
    if not part.part.points:
        return _("not graded")
    return _("of {possible}").format(possible=f"{part.part.points:g}")


# What comes next --------------------------------------------------------------------------------------


def _steps(state: State) -> Iterator[str]:
    """What is to be done, the first thing first; never empty."""
    if state.damage:
        yield _("Look at what is listed below first: a file cannot be used as it is.")
    begun = [unit for unit in state.units if _is_begun(unit, state)]
    last = begun[-1].number if begun else -1
    # Where somebody is working comes first, then what lies ahead, then what was passed over.
    ahead = [unit for unit in state.units if unit not in begun and unit.number > last]
    passed_over = [unit for unit in state.units if unit not in begun and unit.number < last]
    for unit in (*begun, *ahead, *passed_over):
        if unit not in begun:
            yield _opening(state.lessons[unit.lesson.name])
        for one in unit.assignments:
            yield from _step_of(state.assignments[one.name], moved_on=unit.number < last)
    yield _("Everything that can be seen from here is done. Look into your feedback pages.")


def _is_begun(unit: Unit, state: State) -> bool:
    works = (state.assignments[one.name] for one in unit.assignments)
    return state.lessons[unit.lesson.name].begun or any(
        work.begun or work.submission or work.feedback for work in works
    )


def _opening(lesson: LessonState) -> str:
    if not lesson.here:
        return _(
            "Run “venezuela-course lab” in your folder: the lesson {name} is not in it."
        ).format(name=lesson.lesson.name)
    return _("Open the lesson {name}, “{title}”.").format(
        name=lesson.lesson.name, title=lesson.lesson.title
    )


def _step_of(work: AssignmentState, *, moved_on: bool) -> Iterator[str]:
    """What is to be done in one assignment.

    Whoever has moved on to a later unit has handed this one in by another way, or let it go.
    """
    name = work.assignment.name
    if work.folder is None:
        if not moved_on:
            yield _("Fetch the assignment {name}: it is not in this folder.").format(name=name)
        return
    if work.feedback is not None or (moved_on and work.submission is None):
        return
    first = next((part for part in work.parts if part.state != ANSWERED), None)
    if first is not None and work.submission is None:
        others = len(work.parts) - work.count(ANSWERED) - 1
        if not others:
            yield _("Answer “{title}” in {name}; then it is complete.").format(
                title=first.part.title, name=name
            )
        else:
            yield ngettext(
                "Answer “{title}” in {name}; {n} more part is open there.",
                "Answer “{title}” in {name}; {n} more parts are open there.",
                others,
            ).format(title=first.part.title, name=name, n=others)
    elif work.submission is None:
        yield _("Validate {name}, then hand it in: every part is answered.").format(name=name)
    elif work.submission.changed:
        yield _("Submit {name} again: you changed it after you submitted it.").format(name=name)


# HTML -------------------------------------------------------------------------------------------------


def _e(text: str) -> str:
    return html.escape(text)


def _table(caption: str, heads: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]]) -> str:
    head = "".join(f'<th scope="col">{_e(title)}</th>' for title in heads)
    body = "".join(
        f'<tr><th scope="row">{_e(name)}</th>{"".join(f"<td>{_e(cell)}</td>" for cell in cells)}</tr>'
        for name, cells in rows
    )
    return (
        f"<table><caption>{_e(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table>"
    )


def _points_picture(graded: Sequence[AssignmentState]) -> str:
    """A bar for each graded assignment: what was earned, of what there is."""
    from venezuela_course import charts

    told = [
        (one.assignment.name, one.feedback.score, one.feedback.possible)
        for one in graded
        if one.feedback is not None
    ]
    margins = charts.Margins(left=1.1, right=1.0, top=0.4, bottom=0.2)
    figure = charts.figure(6.5, 0.7 + 0.34 * len(told), margins=margins)
    (axes,) = figure.axes
    names, scores, possible = ([*column] for column in zip(*told, strict=True))
    charts.title(axes, _("Points so far"))
    axes.barh(names, possible, height=0.6, color=charts.FAINT)
    # Nobody should see a negative bar: a late penalty can be larger than what was earned.
    axes.barh(names, [max(0, score) for score in scores], height=0.3, color=charts.INK)
    for place, (_name, score, most) in enumerate(told):
        words = _("{score} of {possible}").format(score=f"{score:g}", possible=f"{most:g}")
        charts.label(axes, max(most, score), place, words)
    axes.invert_yaxis()
    axes.set_xticks([])
    for side in axes.spines.values():
        side.set_visible(False)
    axes.tick_params(length=0)
    words = "; ".join(
        _("{name}: {score} of {possible} points").format(
            name=name, score=f"{score:g}", possible=f"{most:g}"
        )
        for name, score, most in told
    )
    return charts.svg(figure, _("Bars of the points so far. {all}.").format(all=words), "progress")
