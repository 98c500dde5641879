"""``venezuela-course pair``: the one step of the paired review that nbgrader does not have.

Reading what was collected, deciding who reviews whose brief, and laying the anonymous briefs where
nbgrader's own release carries them; later, bringing each review back to its author as nbgrader's own
comment. Collecting, grading and feedback are nbgrader's.
"""

from __future__ import annotations

import random
import secrets
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from venezuela_course.exercises.review.tickets import draw_ticket, same_ticket
from venezuela_course.grading.paired_review import ledger, release
from venezuela_course.grading.paired_review.anonymity import Cleaned, Person, clean
from venezuela_course.grading.paired_review.ledger import DRAWN, FROM_ANSWER, LedgerError, Row
from venezuela_course.grading.paired_review.pairing import arrange, join_later
from venezuela_course.language import _, ngettext

if TYPE_CHECKING:
    from venezuela_course.grading.paired_review.collected import CollectedCourse, HandedInBrief

Say = Callable[[str], None]

#: nbgrader's id of the cell that takes the review, after the review's name.
COUNTER_CASE = "counter-case"


class PairError(Exception):
    """Nothing can be paired or returned; the message says why and what to do."""


@dataclass
class Paired:
    """What one run did.

    Parameters
    ----------
    rows
        The whole table of pairs.
    new
        Students who were not in it before.
    left_out
        Student to the reason why there is no brief of theirs.
    cleaned
        Code name of each brief that was written, and what was found in it.
    alike
        Students whose answers hold somebody else's ticket too.
    """

    rows: list[Row] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)
    cleaned: dict[str, Cleaned] = field(default_factory=dict)
    alike: list[str] = field(default_factory=list)


def command() -> click.Command:
    """Build the command, its help in the language in use."""
    return click.Command(
        "pair",
        callback=pair,
        help=_(
            "Pair the collected briefs of ASSIGNMENT for the review, or return the reviews.\n\n"
            "Run it after nbgrader collect. It writes the briefs, without their authors, to "
            "solutions/ASSIGNMENT-review/briefs, and who reviews whom to grading/pairs. Run it again "
            "after late submissions: pairs that were made stay."
        ),
        params=[
            click.Argument(["assignment"], default="a5"),
            click.Option(
                ["--return", "back"],
                is_flag=True,
                help=_(
                    "Put each review that has its points beside the brief, as a comment in the "
                    "gradebook; nbgrader generate_feedback then shows it to the author."
                ),
            ),
            click.Option(
                ["--last"],
                is_flag=True,
                help=_("Nobody else will come: whoever waits alone reviews a brief all the same."),
            ),
            click.Option(
                ["--seed"],
                type=int,
                help=_("Pair and name as another run with this seed did; drawn unless given."),
            ),
            click.Option(
                ["--course", "course"],
                type=click.Path(exists=True, file_okay=False, path_type=Path),
                default=".",
                help=_("The checkout of the course; the current folder unless you name another."),
            ),
        ],
    )


def pair(assignment: str, back: bool, last: bool, seed: int | None, course: Path) -> None:
    """Pair a class's briefs, or return the reviews.

    Parameters
    ----------
    assignment
        The capstone, such as ``a5``.
    back
        Return reviews instead.
    last
        Whether whoever waits alone reviews a brief that is reviewed already.
    seed
        Of the pairing and the code names. By default it is drawn: with a known one, anybody who knows the
        class list could pair it too.
    course
        Root of the checkout.

    Raises
    ------
    click.ClickException
        If nothing can be done; whatever was paired before is as it was.
    """
    from venezuela_course.grading.paired_review.collected import CollectedCourse, CourseError

    console = Console(highlight=False, soft_wrap=True)
    try:
        place = CollectedCourse.open(course)
        if back:
            say_returned(return_reviews(place, assignment), assignment, console)
        else:
            chance = random.Random(secrets.randbits(64) if seed is None else seed)
            say_paired(make_pairs(place, assignment, chance, last=last), place, assignment, console)
    except (CourseError, LedgerError, PairError) as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(
            _("The files cannot be written: {reason} ({file}).").format(
                reason=error.strerror or error, file=error.filename or ""
            )
        ) from error


# Pairing ------------------------------------------------------------------------------------------------


def make_pairs(
    course: CollectedCourse, assignment: str, chance: random.Random, *, last: bool = False
) -> Paired:
    """Pair whoever is not paired yet, and write what the release and the instructor need.

    Raises
    ------
    PairError
        If nothing was collected, nobody wrote a brief, or there is only one.
    LedgerError
        If the table of pairs was edited into something that cannot be.
    """
    review = course.source(f"{assignment}-review")
    if not any(review.glob("*.ipynb")):
        raise PairError(
            _(
                "There is no assignment {name} to carry the briefs: {folder} has no notebook."
            ).format(name=review.name, folder=review)
        )
    table = course.pairs(assignment)
    known = ledger.read(table)
    briefs, left_out = collected_briefs(course, assignment)
    if not briefs and not known:
        raise PairError(_nothing(assignment, left_out))
    done = Paired(left_out=left_out)
    done.rows, done.alike = with_newcomers(known, briefs, chance, last=last)
    done.new = sorted({row.student for row in done.rows} - {row.student for row in known})
    if len(done.rows) == 1:
        raise PairError(
            _(
                "Only {student} has written a brief, and nobody reviews their own. Run this again when "
                "another brief is collected."
            ).format(student=done.rows[0].student)
        )
    # The table first: if this stops half-way, the next run finds who reviews whom and writes the rest.
    ledger.write(table, done.rows)
    people = course.people(*briefs, *(row.student for row in done.rows))
    for row in done.rows:
        if row.student in briefs and not release.has_brief(review, row.code):
            done.cleaned[row.code] = clean(briefs[row.student].text, row.student, people)
            release.write_brief(review, row.code, done.cleaned[row.code].text)
        release.write_ticket(review, row)
    return done


def collected_briefs(
    course: CollectedCourse, assignment: str
) -> tuple[dict[str, HandedInBrief], dict[str, str]]:
    """Every brief that was handed in; and who handed in none that can be used, with the reason."""
    from venezuela_course.grading.paired_review.collected import Unusable, read_brief

    briefs, left_out = {}, {}
    for student, folder in course.submitted(assignment).items():
        try:
            briefs[student] = read_brief(folder, assignment, student)
        except Unusable as reason:
            left_out[student] = str(reason)
    return briefs, left_out


def with_newcomers(
    known: Sequence[Row],
    briefs: Mapping[str, HandedInBrief],
    chance: random.Random,
    *,
    last: bool = False,
) -> tuple[list[Row], list[str]]:
    """The table with everybody in it who has a brief.

    Parameters
    ----------
    known
        The table so far; a pair that stands in it stays.
    briefs
        Each student's brief.
    chance
        Equal states give equal tables, but for tickets that are drawn.
    last
        Whether somebody who waits alone reviews a brief that is reviewed already.

    Returns
    -------
    tuple of list of Row and list of str
        The table, and the newcomers whose ticket somebody else has too.
    """
    rows = {row.student: row for row in known}
    newcomers = sorted(set(briefs) - set(rows))
    counts = Counter(same_ticket(brief.ticket) for brief in briefs.values() if brief.ticket)
    taken = {same_ticket(row.ticket) for row in known}
    alike = []
    for student in newcomers:
        brief = briefs[student]
        ticket, origin = brief.ticket, FROM_ANSWER
        if ticket and (counts[same_ticket(ticket)] > 1 or same_ticket(ticket) in taken):
            alike.append(student)
            ticket = ""
        if not ticket:
            ticket, origin = draw_ticket(), DRAWN
        code = draw_code({row.code for row in rows.values()}, len(briefs) + len(known), chance)
        rows[student] = Row(student, code, "", ticket, origin, brief.question, brief.words)
    waiting = {row.student: row.question for row in rows.values() if not row.reviews}
    pairs, alone = arrange(waiting, chance)
    if alone is not None and last:
        pairs[alone] = join_later(
            alone,
            {row.student: row.question for row in rows.values()},
            reviews_of(list(rows.values())),
            chance,
        )
    for reviewer, author in pairs.items():
        rows[reviewer] = replace(rows[reviewer], reviews=rows[author].code)
    return sorted(rows.values(), key=lambda row: row.student), alike


def reviews_of(rows: Sequence[Row]) -> dict[str, int]:
    """How often each student's brief is reviewed."""
    counted = Counter(row.reviews for row in rows if row.reviews)
    return {row.student: counted[row.code] for row in rows}


def draw_code(taken: set[str], people: int, chance: random.Random) -> str:
    """A code name that nobody has: drawn, so that its number tells nothing of the class list."""
    digits = max(3, len(str(4 * people)))
    while True:
        code = f"brief-{chance.randrange(10 ** (digits - 1), 10**digits)}"
        if code not in taken:
            return code


def _nothing(assignment: str, left_out: Mapping[str, str]) -> str:
    if not left_out:
        return _(
            "No submission of {assignment} was collected. Run: nbgrader collect {assignment} (or "
            "nbgrader zip_collect {assignment})."
        ).format(assignment=assignment)
    reasons = "\n".join(f"  {student}: {reason}" for student, reason in sorted(left_out.items()))
    return _("No submission of {assignment} has a brief:\n{reasons}").format(
        assignment=assignment, reasons=reasons
    )


def say_paired(done: Paired, course: CollectedCourse, assignment: str, console: Console) -> None:
    """Tell the instructor who reviews whom, what to hand over, and what to look at."""

    def say(text: str) -> None:
        console.print(text, markup=False)

    authors = {row.code: row.student for row in done.rows}
    table = Table(title=_("Who reviews whom"), box=SIMPLE)
    for heading in (_("Student"), _("Their brief"), _("Question"), _("Words"), _("Reviews")):
        table.add_column(heading, justify="right" if heading == _("Words") else "left")
    for row in done.rows:
        whom = f"{row.reviews} ({authors[row.reviews]})" if row.reviews else _("waits")
        mark = _("{student} (new)") if row.student in done.new else "{student}"
        table.add_row(
            mark.format(student=row.student), row.code, row.question, str(row.words), whom
        )
    console.print(table)
    _say_table(say, done)
    _say_look(say, done)
    review = f"{assignment}-review"
    say(_("Who reviews whom stands in {file}.").format(file=course.pairs(assignment)))
    say(
        _("The briefs are in {folder}. Look into them before you release them.").format(
            folder=release.briefs_folder(course.source(review))
        )
    )
    say(
        _(
            "Next: nbgrader generate_assignment {review} --force && nbgrader release_assignment "
            "{review} --force"
        ).format(review=review)
    )


def _say_table(say: Say, done: Paired) -> None:
    """Who is left out, who waits, who needs a ticket."""
    if done.left_out:
        say(_("Left out, because there is no brief to review:"))
        for student, reason in sorted(done.left_out.items()):
            say(f"  {student}: {reason}")
    for row in done.rows:
        if not row.reviews:
            say(
                _(
                    "{student} came alone and waits. Run this again when another brief is collected; "
                    "with --last, when nobody else will come."
                ).format(student=row.student)
            )
    reviewed = reviews_of(done.rows)
    for row in done.rows:
        if row.reviews and not reviewed[row.student]:
            say(
                _(
                    "Nobody reviews the brief of {student}, who came last: write the counter-case "
                    "yourself, as a comment in formgrader."
                ).format(student=row.student)
            )
    if done.alike:
        say(
            _(
                "The same ticket stands in more than one answer, so none of these holds: {students}. "
                "Somebody copied an answers folder or a notebook."
            ).format(students=", ".join(done.alike))
        )
    drawn = [row for row in done.rows if row.ticket_from == DRAWN and row.reviews]
    if drawn:
        say(_("Their answers hold no ticket of their own. Hand these over, each to its student:"))
        for row in drawn:
            say(f"  {row.student}: {row.ticket}")


def _say_look(say: Say, done: Paired) -> None:
    """What was taken out of briefs, and what somebody should look at."""
    authors = {row.code: row.student for row in done.rows}
    for heading, find in (
        (_("Taken out of briefs:"), lambda cleaned: cleaned.removed),
        (_("Left in; look whether it tells who the author is:"), lambda cleaned: cleaned.doubtful),
    ):
        lines = [
            f"  {code} ({authors[code]}): {', '.join(find(cleaned))}"
            for code, cleaned in sorted(done.cleaned.items())
            if find(cleaned)
        ]
        for line in [heading, *lines] if lines else []:
            say(line)


# Returning ----------------------------------------------------------------------------------------------


@dataclass
class Returned:
    """What one run of ``--return`` did: students each, with the reason where there is one."""

    put: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    missing: dict[str, str] = field(default_factory=dict)
    ungraded: list[str] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)


def return_reviews(course: CollectedCourse, assignment: str) -> Returned:
    """Put each graded review into the comment on its author's brief.

    Raises
    ------
    PairError
        If nothing was paired, or no review was collected.
    LedgerError
        If the table of pairs cannot be used.
    """
    from venezuela_course.grading.paired_review import comments
    from venezuela_course.grading.paired_review.collected import Unusable, read_cells, written

    rows = ledger.read(course.pairs(assignment))
    if not rows:
        raise PairError(
            _("Nothing is paired yet. Run: venezuela-course pair {assignment}").format(
                assignment=assignment
            )
        )
    review = f"{assignment}-review"
    submitted = course.submitted(review)
    if not submitted:
        raise PairError(
            _("No review was collected. Run: nbgrader collect {review}").format(review=review)
        )
    if not course.has_gradebook:
        raise PairError(
            _("There is no gradebook yet. Run: nbgrader autograde {review}").format(review=review)
        )
    cell = f"{review}-{COUNTER_CASE}"
    people = course.people(*(row.student for row in rows))
    authors = {row.code: row.student for row in rows}
    said: dict[str, list[str]] = defaultdict(list)
    done = Returned()
    with course.gradebook() as gradebook:
        for row in rows:
            if not row.reviews:
                continue
            if row.student not in submitted:
                done.missing[row.student] = _("nothing was handed in")
                continue
            try:
                text = written(read_cells(submitted[row.student] / f"{review}.ipynb"), cell)
            except Unusable as reason:
                done.missing[row.student] = str(reason)
                continue
            # Nobody gets a review that no marker has read.
            if not comments.is_graded(gradebook, review, cell, row.student):
                done.ungraded.append(row.student)
                continue
            said[authors[row.reviews]].append(_anonymous(text, row.student, people))
        for author, reviews in sorted(said.items()):
            try:
                changed = comments.put(
                    gradebook, assignment, f"{assignment}-brief", author, sorted(reviews)
                )
                (done.put if changed else done.same).append(author)
            except comments.NoComment as reason:
                done.trouble.append(str(reason))
    return done


def _anonymous(text: str, reviewer: str, people: Sequence[Person]) -> str:
    return clean(text, reviewer, people).text


def say_returned(done: Returned, assignment: str, console: Console) -> None:
    """Tell the instructor what was put where, and what was not."""

    def say(text: str) -> None:
        console.print(text, markup=False)

    put, same = len(done.put), len(done.same)
    if put:
        say(
            ngettext(
                "{n} author has a counter-case as a comment on the brief.",
                "{n} authors have a counter-case as a comment on the brief.",
                put,
            ).format(n=put)
        )
    if same:
        say(
            ngettext("{n} author had it already.", "{n} authors had it already.", same).format(
                n=same
            )
        )
    for student, reason in sorted(done.missing.items()):
        say(_("No review by {student}: {reason}.").format(student=student, reason=reason))
    if done.ungraded:
        say(
            _(
                "Held back until they have their points, so that nobody gets a review that no marker "
                "has read: {students}. Autograde them, grade them in formgrader, and run this again."
            ).format(students=", ".join(done.ungraded))
        )
    for line in done.trouble:
        say(line)
    if put:
        say(
            _(
                "Next: nbgrader generate_feedback {assignment} --force && nbgrader release_feedback "
                "{assignment}"
            ).format(assignment=assignment)
        )
