"""The brief that a student reviews: found by their own ticket, shown without its author."""

from __future__ import annotations

import contextlib
import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ipywidgets

from venezuela_course import seeds
from venezuela_course.exercises import literals
from venezuela_course.exercises.answers import Answer, AnswerError, AnswerFile, resolve
from venezuela_course.exercises.base import Exercise, Notice, execution
from venezuela_course.exercises.fields import Field, Text
from venezuela_course.exercises.review.markdown import quiet_html
from venezuela_course.exercises.review.tickets import mark_of, same_ticket
from venezuela_course.language import _, ngettext

#: Beside the review's notebook, as the instructor's pairing made it.
FOLDER = "briefs"
SALT = "salt.txt"
TICKETS = "tickets"
#: Where the capstone keeps a student's ticket.
CAPSTONE, CLAIM_TABLE, TICKET = "a5", "a5-claim-table", "ticket"
#: Fetches the briefs of those who came late, and changes nothing that is there.
FETCH = "nbgrader fetch_assignment a5-review --replace"
CODE = re.compile(r"brief-[0-9]{3,6}")
CLAIM = re.compile(r"\b(?:S[0-9]{3}[a-z]?-[0-9]{3}|[XT]-[0-9][0-9a-z-]*)\b")
ATTACKED = 2  # claims

_SHEET = """<style>
.venezuela-course-brief { max-width: 46rem; border-left: 4px solid var(--jp-border-color2, #bdbdbd);
  padding: 0.2rem 0 0.2rem 1rem; line-height: 1.5; overflow-wrap: anywhere; }
.venezuela-course-brief h4 { font-size: 1.1em; margin: 0.8rem 0 0.2rem; }
.venezuela-course-brief pre { overflow-x: auto; }
.venezuela-course .venezuela-course-brief th,
.venezuela-course .venezuela-course-brief td { padding: 0.1rem 0.8rem 0.1rem 0;
  text-align: left; vertical-align: top; }
</style>"""


@dataclass(frozen=True)
class Brief:
    """An anonymous brief.

    Parameters
    ----------
    code
        Its code name, such as ``brief-417``.
    text
        Markdown.
    """

    code: str
    text: str

    @property
    def claims(self) -> frozenset[str]:
        """Ids of the claims that it cites."""
        return frozenset(CLAIM.findall(self.text))


class NoBrief(Exception):
    """There is no brief to show; the message says why and what to do."""


def brief_of(ticket: Any, folder: Path) -> Brief:
    """The brief that belongs to a ticket.

    Parameters
    ----------
    ticket
        As typed or saved.
    folder
        The review's folder, in which ``briefs/`` lies.

    Raises
    ------
    NoBrief
        If nothing was paired yet, the ticket is none, or no brief belongs to it.
    """
    briefs = folder / FOLDER
    try:
        salt = (briefs / SALT).read_text("utf-8").strip()
    except (OSError, ValueError):
        raise NoBrief(
            _(
                "No briefs are here yet. When your instructor has paired them, fetch what is missing "
                "({command}), or put the folder “{folder}” that you get beside this notebook; then run "
                "this cell again."
            ).format(folder=FOLDER, command=FETCH)
        ) from None
    known = same_ticket(ticket)
    if not known:
        raise NoBrief(
            _(
                "Type your ticket, and the brief appears here. It stands in your assignment 5, under "
                "the claim table; or your instructor gave it to you."
            )
        )
    try:
        code = (briefs / TICKETS / f"{mark_of(known, salt)}.txt").read_text("utf-8").strip()
        if not CODE.fullmatch(code):
            raise ValueError(code)
        return Brief(code, (briefs / f"{code}.md").read_text("utf-8"))
    except (OSError, ValueError):
        raise NoBrief(
            _(
                "No brief belongs to this ticket. Compare it with the one in your assignment 5. If you "
                "handed in late, fetch what is missing ({command}); if that does not help, ask your "
                "instructor for your ticket."
            ).format(command=FETCH)
        ) from None


def own_ticket(folder: Path) -> str:
    """The ticket in the student's own capstone, which lies beside the review.

    Parameters
    ----------
    folder
        The review's folder.

    Returns
    -------
    str
        Empty where there is none, or none that can be read.
    """
    capstone = folder.parent / CAPSTONE
    literal, saved = None, None
    with contextlib.suppress(AnswerError):  # the notebook may have it all the same
        saved = AnswerFile(capstone, CLAIM_TABLE).read()
    if saved is None:
        literal = _literal(capstone / f"{CAPSTONE}.ipynb")
    ticket = (resolve(literal, saved).answer or {}).get(TICKET)
    return str(ticket) if same_ticket(ticket) else ""


def _literal(notebook: Path) -> Answer | None:
    """The answer that the capstone's own cell holds; None if there is none to read."""
    import nbformat

    try:
        cells = nbformat.read(notebook, 4).cells
        (source,) = (
            cell.source
            for cell in cells
            if cell.metadata.get("nbgrader", {}).get("grade_id") == f"{CLAIM_TABLE}-answer"
        )
        answer = literals.read(source)
    except Exception:  # whatever a damaged notebook raises: then the ticket is typed
        return None
    return answer if isinstance(answer, dict) else None


class BriefUnderReview(Exercise):
    """Shows the brief, and asks which two of its claims the counter-case attacks.

    The brief is found by the ticket in the student's own capstone; where that is not at hand, the
    student types it. Nothing of this is graded: it ties the counter-case to the brief.
    """

    @property
    def title(self) -> str:
        return _("The brief under review")

    @property
    def task(self) -> str:
        return _(
            "<p>Somebody in your class wrote this brief; who did stays unknown, and so do you. Read it "
            "to the end before you look for its weak point. Then name the two claims that your "
            "counter-case will attack.</p>"
        )

    def fields(self) -> Sequence[Field]:
        """Ticket and claims."""
        return [
            Text(
                TICKET,
                _("Your ticket"),
                most=40,
                start=own_ticket(Path.cwd()) or None,
                note=_(
                    "Taken from your assignment 5 where that is in the folder next to this one."
                ),
            ),
            Text(
                "claims",
                _("Two claims of the brief that you attack"),
                most=200,
                note=_("Their ids, as the brief cites them: such as S001-020, X-002."),
            ),
        ]

    def problems(self, answer: Answer) -> list[str]:
        """What is missing; claims that there are not, or that the brief does not cite."""
        found = super().problems(answer)
        claims = answer.get("claims")
        if not isinstance(claims, str) or not claims.strip():
            return found
        named = list(dict.fromkeys(CLAIM.findall(claims)))
        if len(named) < ATTACKED:
            found.append(
                ngettext(
                    "{n} id of a claim is recognised; name {needed}, such as S001-020, X-002.",
                    "{n} ids of claims are recognised; name {needed}, such as S001-020, X-002.",
                    len(named),
                ).format(n=len(named), needed=ATTACKED)
            )
        found += [
            _("There is no claim {id} in the evidence.").format(id=name)
            for name in named
            if not seeds.exists(name)
        ]
        try:
            cited = brief_of(answer.get(TICKET), Path.cwd()).claims
        except NoBrief:
            return found
        found += [
            _("The brief does not cite {id}.").format(id=name)
            for name in named
            if seeds.exists(name) and name not in cited
        ]
        return found

    def picture(self, answer: Answer) -> str:
        """The brief, or why there is none."""
        try:
            brief = brief_of(answer.get(TICKET), Path.cwd())
        except NoBrief as reason:
            return f"<p>{html.escape(str(reason))}</p>"
        heading = html.escape(_("Code name: {code}").format(code=brief.code))
        return (
            f'{_SHEET}<article class="venezuela-course-brief" aria-label="{heading}">'
            f"<p><strong>{heading}</strong></p>{quiet_html(brief.text)}</article>"
        )

    def arrange(
        self, controls: dict[str, ipywidgets.Widget], picture: ipywidgets.Widget
    ) -> ipywidgets.Widget:
        """One below the other, in the order of the work: a brief is read, not glanced at."""
        return ipywidgets.VBox([controls[TICKET], picture, controls["claims"]])

    def static_html(self) -> str:
        """As any exercise's; and the brief too where the student named no claims, for the marker."""
        if self._was_answered:
            return super().static_html()
        return self._page(self._heading() + self._picture())

    def check(self) -> Notice | float | None:
        """As any exercise's, but nothing is handed to a grader: there is none."""
        return None if execution() == "autograde" else super().check()
