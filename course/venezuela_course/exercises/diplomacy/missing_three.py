"""Exercise 3.1: rewrite a text that was three votes short until it would pass."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

import ipywidgets

from venezuela_course import charts, seeds
from venezuela_course.exercises.answers import Answer
from venezuela_course.exercises.base import Exercise
from venezuela_course.exercises.fields import ChooseMany, Field, Group, Number
from venezuela_course.exercises.layout import as_picture, beside, stacked
from venezuela_course.language import _, ngettext
from venezuela_course.models import coalition

TOLERANCES = "a3-missing-three"
DRAFT = "a3-missing-three:draft"


class MissingThree(Exercise):
    """Four clauses to word, and the states that the wording wins and loses to be named.

    The picture shows what each state accepts, and where the text stands, but not how anybody votes on
    it: whoever reads the intervals has the vote, and reading them is the exercise. The bar counts the
    coalition that the student names against the threshold that the student names.

    Parameters
    ----------
    identifier
        The ``grade_id`` of the graded cell.
    roll_call
        The roll call from which the exercise starts.
    """

    invented = True

    def __init__(self, identifier: str, roll_call: str = "2017-06-19") -> None:
        self._votes: dict[str, str] = {
            str(state): str(vote) for state, vote in seeds.roll_call(roll_call).items()
        }
        states = seeds.oas_states().set_index("iso3")
        self._names: dict[str, str] = {s: str(states.loc[s, "name"]) for s in self._votes}
        self._tags = {s: _tags(states.loc[s]) for s in self._votes}
        self._tolerances = coalition.tolerances_from(seeds.teaching_values(TOLERANCES))
        self._draft = coalition.text_from(seeds.teaching_values(DRAFT))
        super().__init__(identifier)

    @property
    def title(self) -> str:
        return _("The missing three")

    @property
    def task(self) -> str:
        return _(
            "<p>The text of 19 June 2017 got {yes} votes [roll_call_totals:2017-06-19]. Reword its four "
            "clauses so that it would pass, and keep prisoners, elections and assembly as strong as "
            "that allows.</p><p>In the model a state votes for a text when <em>every</em> clause lies "
            "within what the state accepts; otherwise it abstains, and a state that accepts nothing "
            "votes against. Each concession can win a state and lose another. The table shows what "
            "each accepts; say yourself who joins and who leaves.</p>"
        ).format(yes=sum(vote == "for" for vote in self._votes.values()))

    def fields(self) -> Sequence[Field]:
        supporters = {s: self._option(s) for s, vote in self._votes.items() if vote == "for"}
        others = {s: self._option(s) for s, vote in self._votes.items() if vote != "for"}
        symbols = {s: charts.VOTES[vote].symbol for s, vote in self._votes.items()}
        return [
            Number(
                "threshold",
                _("Votes that the text needs"),
                minimum=1,
                maximum=len(self._votes) + 1,
                unit=_("votes"),
            ),
            Number(
                "min_flips",
                _("New yes votes it needs if nobody leaves"),
                minimum=0,
                maximum=20,
                unit=_("votes"),
            ),
            Number(
                "blocking",
                _("Fewest states that stop any text by not voting for it"),
                minimum=1,
                maximum=len(self._votes),
                unit=_("states"),
            ),
            Group(
                "clauses",
                _("Your text"),
                [
                    Number(
                        clause,
                        label,
                        minimum=0,
                        maximum=4,
                        words=_strength_word,
                        start=self._draft[clause],
                    )
                    for clause, label in clause_labels().items()
                ],
                note=_(
                    "It starts at the draft. 0 leaves a clause out, 4 is the strongest wording."
                ),
            ),
            ChooseMany(
                "predicted_loss",
                _("Supporters of the draft who leave"),
                supporters,
                least=0,
                columns=2,
                symbols=symbols,
                note=_("Choose nobody, if you expect nobody to leave."),
            ),
            ChooseMany("joins", _("States that join"), others, least=0, columns=2, symbols=symbols),
        ]

    def problems(self, answer: Answer) -> list[str]:
        found = super().problems(answer)
        if not found and answer.get("clauses") == self._draft:
            found.append(
                _("The text is still the draft, word for word: change at least one clause.")
            )
        return found

    def picture(self, answer: Answer) -> str:
        text = self._text(answer)
        loss = _chosen(answer.get("predicted_loss"), self._votes)
        joins = _chosen(answer.get("joins"), self._votes)
        return self._what_each_accepts(text, loss, joins) + self._tally(answer, loss, joins)

    def arrange(
        self, controls: dict[str, ipywidgets.Widget], picture: ipywidgets.Widget
    ) -> ipywidgets.Widget:
        """The text beside what each state accepts; below, who is lost and won."""
        text = [controls[key] for key in ("threshold", "min_flips", "blocking", "clauses")]
        return stacked(
            beside(stacked(*text), as_picture(picture)),
            beside(controls["predicted_loss"], controls["joins"]),
        )

    def _option(self, state: str) -> str:
        return f"{self._names[state]}{self._tags[state]}"

    def _text(self, answer: Answer) -> dict[str, int]:
        given = answer.get("clauses")
        clauses = given if isinstance(given, Mapping) else {}
        return {
            clause: _strength(clauses.get(clause), start) for clause, start in self._draft.items()
        }

    def _tally(self, answer: Answer, loss: set[str], joins: set[str]) -> str:
        """The student's own coalition against the student's own threshold."""
        named = {s for s, vote in self._votes.items() if vote == "for"} - loss | joins
        counts = dict.fromkeys(charts.VOTES, 0)
        for state, vote in self._votes.items():
            now = "for" if state in named else "abstain" if vote == "for" else vote
            counts[now] += 1
        threshold = answer.get("threshold")
        required = threshold if isinstance(threshold, int) and 0 < threshold <= 99 else None
        words = _("You name {yes}: {stay} who stay and {join} who join; {leave} leave.").format(
            yes=counts["for"],
            stay=counts["for"] - len(joins - loss),
            join=len(joins),
            leave=len(loss),
        )
        if required is None:
            words += " " + _("Say how many votes are needed to see whether that is enough.")
        elif counts["for"] >= required:
            words += " " + _("By the threshold that you give, {n}, that is enough.").format(
                n=required
            )
        else:
            words += " " + ngettext(
                "By the threshold that you give, {n}, that is {short} vote short.",
                "By the threshold that you give, {n}, that is {short} votes short.",
                required - counts["for"],
            ).format(n=required, short=required - counts["for"])
        figure = charts.canvas(6.2, 1.25, margins=charts.Margins(0.1, 0.1, 0.3, 0.05))
        charts.tally_bar(figure.axes[0], counts, required, title=_("The coalition that you name"))
        return charts.svg(figure, words, self.identifier) + f"<p>{html.escape(words)}</p>"

    def _what_each_accepts(self, text: Mapping[str, int], loss: set[str], joins: set[str]) -> str:
        """A row for each state: its vote, what it accepts of each clause, and what the student says."""
        labels = clause_labels()
        strengths = "".join(
            f'<th scope="col">{html.escape(labels[clause])}<br>'
            f"<small>{html.escape(_('your text: {n}').format(n=text[clause]))}</small></th>"
            for clause in coalition.CLAUSES
        )
        rows = []
        for vote in charts.VOTES:
            inside = [state for state, cast in self._votes.items() if cast == vote]
            heading = f"{charts.VOTES[vote].symbol} {charts.vote_word(vote)}: {len(inside)}"
            rows.append(f'<tr><th colspan="6" scope="rowgroup">{html.escape(heading)}</th></tr>')
            rows += [self._row(state, text, loss, joins) for state in inside]
        key = _(
            "A bar is what a state accepts, from its weakest to its strongest wording on the scale "
            "0 to 4; the line is your text. C: CARICOM. P: PetroCaribe [oas_states]."
        )
        return (
            f'<table class="venezuela-course-grid"><caption>{html.escape(_("What each state accepts"))}'
            f'</caption><thead><tr><th scope="col">{html.escape(_("State"))}</th>{strengths}'
            f'<th scope="col">{html.escape(_("You say"))}</th></tr></thead>'
            f"<tbody>{''.join(rows)}</tbody></table><p><small>{html.escape(key)}</small></p>"
        )

    def _row(self, state: str, text: Mapping[str, int], loss: set[str], joins: set[str]) -> str:
        cells = ""
        for clause in coalition.CLAUSES:
            cells += f"<td>{_bar(*self._interval(state, clause), text[clause])}</td>"
        # Words and signs; colour only repeats them.
        says = (
            ("", "")
            if state not in loss | joins
            else ("✕&nbsp;", _("leaves"))
            if state in loss
            else ("+&nbsp;", _("joins"))
        )
        return (
            f'<tr><th scope="row">{html.escape(self._option(state))}</th>{cells}'
            f"<td>{says[0]}{html.escape(says[1])}</td></tr>"
        )

    def _interval(self, state: str, clause: str) -> tuple[int, int]:
        if state not in self._tolerances.states:
            return (1, 0)
        row = self._tolerances.states.index(state)
        column = coalition.CLAUSES.index(clause)
        return int(self._tolerances.low[row, column]), int(self._tolerances.high[row, column])


def clause_labels() -> dict[str, str]:
    """The clauses of the text in words."""
    return {
        "prisoners": _("Prisoners"),
        "elections": _("Elections"),
        "assembly": _("Assembly"),
        "mediation": _("Mediation group"),
    }


def _strength_word(strength: float) -> str:
    words = [
        _("left out"),
        _("mentioned"),
        _("asked for"),
        _("demanded"),
        _("demanded, with a date"),
    ]
    whole = int(strength)
    return words[whole] if 0 <= whole < len(words) else ""


def _tags(state: Any) -> str:
    """' (C, P)' for a state of CARICOM that had joined PetroCaribe."""
    tags = [
        tag for tag, column in (("C", "caricom"), ("P", "petrocaribe_2017")) if bool(state[column])
    ]
    return f" ({', '.join(tags)})" if tags else ""


def _strength(value: Any, otherwise: int) -> int:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return value if whole and value in coalition.STRENGTHS else otherwise


def _chosen(value: Any, known: Mapping[str, str]) -> set[str]:
    return (
        {s for s in value if isinstance(s, str) and s in known}
        if isinstance(value, list)
        else set()
    )


_STEP, _HIGH = 15, 15  # pixels


def _bar(low: int, high: int, at: int) -> str:
    """An interval on the scale 0 to 4 with a line where the text stands, and the same in words."""

    def x(strength: float) -> float:
        return 4 + _STEP * strength

    inside = low <= high
    words = (
        _("accepts {low} to {high}").format(low=low, high=high) if inside else _("accepts nothing")
    )
    accepted = (
        f'<rect x="{x(low) - 4}" y="4" width="{_STEP * (high - low) + 8}" height="7" rx="2" '
        'fill="#56B4E9" stroke="#0072B2"/>'
        if inside
        else ""
    )
    return (
        f'<svg role="img" aria-label="{html.escape(words)}" width="{x(4) + 5:g}" height="{_HIGH}">'
        f'<line x1="{x(0)}" x2="{x(4)}" y1="7.5" y2="7.5" stroke="#999"/>{accepted}'
        f'<line x1="{x(at)}" x2="{x(at)}" y1="0" y2="{_HIGH}" stroke="currentColor" stroke-width="2"/>'
        f"</svg>"
    )
