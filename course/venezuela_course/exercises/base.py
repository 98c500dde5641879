"""What every exercise is: some fields, one answer, a live picture, and a memory.

A subclass says what is asked (`title`, `task`, `fields`) and draws what the answer means (`picture`).
Everything else is here: the widget, saving at every change, restoring, the literal in the notebook's
own source, the static page under nbgrader, and what `check` says.
"""

from __future__ import annotations

import html
import os
import random
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ipywidgets
from IPython.core.getipython import get_ipython
from IPython.display import display

from venezuela_course.exercises import literals
from venezuela_course.exercises.answers import (
    Answer,
    AnswerError,
    AnswerFile,
    Saved,
    Taken,
    UnreadableAnswer,
    answered,
    checked,
    resolve,
)
from venezuela_course.exercises.style import STYLE
from venezuela_course.language import _, ngettext

if TYPE_CHECKING:
    from venezuela_course.exercises.fields import Control, Field

ANSWER_MIME = "application/vnd.venezuela-course.answer+json"
EXECUTION = "NBGRADER_EXECUTION"
INSTRUCTORS_FILE = "graders.py"


class IncompleteAnswer(Exception):
    """Raised by `check` under nbgrader's Validate: says which parts are missing or ill-formed."""


@dataclass(frozen=True)
class Notice:
    """A sentence for the student, shown as a cell's result.

    Parameters
    ----------
    text
        Plain text.
    page
        HTML to show instead where the notebook is a page and not a live document.
    """

    text: str
    page: str = ""

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self.page or f'<div class="venezuela-course"><p>{html.escape(self.text)}</p></div>'


def execution() -> str:
    """What runs the notebook: '' a person, 'validate' or 'autograde' nbgrader."""
    return os.environ.get(EXECUTION, "")


class Exercise:
    """One exercise with one answer, kept in ``answers/<identifier>.json`` beside the notebook.

    Parameters
    ----------
    identifier
        The ``grade_id`` of the exercise's graded cell, such as ``a3-missing-three``; unique in the
        course.

    Notes
    -----
    Under nbgrader (`NBGRADER_EXECUTION` set) nothing is written and the exercise is a static page. In
    an instructor's source folder, where ``graders.py`` stands, answers are kept in the notebook only:
    nbgrader copies every file of that folder over each student's own.
    """

    #: The exercise shows stylised values that were invented for teaching.
    invented = False

    #: An answer cell below the exercise keeps the answer in the notebook too.
    has_answer_cell = True

    #: What the part of the answer is called that names its variant, where there are variants.
    variant_key = "variant"

    #: The variant that the fields ask for; empty where there are none.
    variant = ""

    def __init__(self, identifier: str) -> None:
        self.identifier = identifier
        self._keeps_variant = not execution()
        if self.variants():
            # A person's is drawn; a page shows the first until an answer says which it belongs to.
            self.variant = random.SystemRandom().choice(
                self.variants()[: None if self._keeps_variant else 1]
            )
        self._fields: tuple[Field, ...] = self._built_fields()
        self._answer: Answer = {field.key: field.start for field in self._fields}
        self._saved: Saved | None = None
        self._trouble = ""
        self._news = ""
        self._view: _View | None = None
        self._on_page: Answer | None = None
        # JupyterLab may deliver widget messages on a thread of their own, while a cell runs on another.
        self._lock = threading.RLock()
        self._file = self._open_file()
        self._restore()
        if self.variants():
            self._keep_variant()

    # What a subclass says ---------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """The exercise's name, translated."""
        raise NotImplementedError

    @property
    def task(self) -> str:
        """What to do, as short HTML, translated."""
        raise NotImplementedError

    def fields(self) -> Sequence[Field]:
        """The parts of the answer, in the order in which they are worked on."""
        raise NotImplementedError

    def variants(self) -> Sequence[str]:
        """Names of the exercise's variants, of which each student gets one; none if all get the same.

        One is drawn when the exercise is first built and kept with the answer, under `variant_key`.
        `fields` asks for what belongs to `variant`, and is called again when an answer to another
        variant is taken: from the file, from the cell, or brought back.
        """
        return ()

    def variant_words(self) -> tuple[str, str]:
        """What the part that names the variant is called, and a note on it, translated."""
        return _("Variant"), ""

    def picture(self, answer: Answer) -> str:
        """What the answer means, as HTML, redrawn at every change.

        `answer` has a key for every field; a part that is not answered is None.
        """
        return ""

    def problems(self, answer: Answer) -> list[str]:
        """What is missing or ill-formed, a sentence each; empty when the answer is complete.

        Never whether it is right.
        """
        known = {field.key for field in self._fields}
        found = [
            _("There is no part {key}; the parts are: {parts}.").format(
                key=repr(key), parts=", ".join(sorted(known))
            )
            for key in answer
            if key not in known
        ]
        for field in self._fields:
            problem = field.problem(answer.get(field.key))
            if problem:
                found.append(problem)
        return found

    def arrange(
        self, controls: dict[str, ipywidgets.Widget], picture: ipywidgets.Widget
    ) -> ipywidgets.Widget:
        """Lay out the controls and the picture: side by side where there is room, else stacked."""
        left = ipywidgets.VBox(list(controls.values()))
        left.add_class("venezuela-course-controls")
        picture.add_class("venezuela-course-picture")
        both = ipywidgets.HBox([left, picture])
        both.add_class("venezuela-course-side-by-side")
        return both

    # What a notebook calls --------------------------------------------------------------------------

    @property
    def value(self) -> Answer:
        """The answer as it stands, without the parts not answered."""
        return answered(self._answer)

    def answer(self, literal: Any = ..., /) -> Notice:
        """Take the answer from this cell or from the widget, whichever is newer, and keep both.

        Parameters
        ----------
        literal
            The answer as a dictionary, or ``...`` for the widget's.

        Returns
        -------
        Notice
            Says which was taken, and where one gave way, where that one is kept.

        Raises
        ------
        AnswerError
            If the literal is not an answer that can be kept.
        """
        typed = None if literal is ... else answered(checked(literal))
        with self._lock:
            return self._take(typed)

    def _take(self, given: Answer | None) -> Notice:
        typed = None if given is None else self._of_a_variant(given)
        taken = resolve(typed, self._saved)
        if taken.answer is None or not self._is_answer(taken.answer):
            text = _(
                "Not answered yet: use the widget above, or replace the three dots by an answer."
            )
            return Notice(text)
        if taken.gave_way is not None and not self._is_answer(taken.gave_way):
            taken = replace(taken, gave_way=None)  # a variant that was drawn: nobody's work is lost
        taken = replace(taken, answer=self._settled(taken.answer))
        assert taken.answer is not None
        self._adopt(taken.answer)
        self._saved = Saved(
            taken.answer, taken.answer, self._saved.displaced if self._saved else ()
        ).displacing(taken.gave_way)
        if execution():
            if self._on_page == self.value:
                return Notice(_("The answer shown above."))
            return Notice(_("The answer given in this cell."), self._page(self._answer_html()))
        written = taken.answer == given or self._rewrite_cell(taken.answer)
        if not written:
            self._saved = Saved(taken.answer, given, self._saved.displaced)
        self._save()
        text = self._which_was_taken(taken, typed, written)
        self._news = text
        self._say()
        return Notice(f"{text} {self._trouble}".strip())

    @staticmethod
    def _which_was_taken(taken: Taken, typed: Answer | None, written: bool) -> str:
        if taken.origin == "cell":
            text = _("Taken from this cell.")
            if taken.gave_way:
                text += " " + _(
                    "The widget's earlier answer gave way; it is kept, and the button "
                    "below the exercise brings it back."
                )
            return text
        if taken.answer == typed:
            return _("Cell and widget agree.")
        if written:
            return _("Taken from the widget and written into this cell.")
        return _(
            "Taken from the widget. This cell could not be rewritten; the answer is: {answer}"
        ).format(answer=taken.answer)

    def check(self) -> Notice | float | None:
        """Tell whether the answer is complete and well-formed, never whether it is right.

        Returns
        -------
        Notice, float or None
            For a person a Notice. Under nbgrader's autograde 0.0: the score is made outside this
            process, from the answer that this cell emits.

        Raises
        ------
        IncompleteAnswer
            Under nbgrader's Validate, if anything is missing.
        """
        problems = (
            self.problems(self.value)
            if self._was_answered
            else [_("Not answered yet: {title}.").format(title=self.title)]
        )
        if execution() == "autograde":
            # Starting values that nobody touched are no answer.
            emit(self.identifier, self.value if self._was_answered else {})
            return 0.0
        if execution() == "validate":
            if problems:
                raise IncompleteAnswer("\n".join([self.title, *problems]))
            return None
        if problems:
            return Notice(
                "\n".join([_("Not complete yet."), *problems]),
                self._list(_("Not complete yet."), problems),
            )
        text = _("Complete and well-formed. Whether it is right, the grader will say.")
        if self._saved is not None and self._saved.recorded != self._saved.answer:
            text += " " + _(
                "The notebook does not hold this answer yet: run the answer cell, then save."
            )
        return Notice(f"{text} {self._trouble}".strip())

    @property
    def widget(self) -> ipywidgets.Widget:
        """The exercise as a live widget."""
        if self._view is None:
            self._view = _View(self)
            self._redraw()
            self._say()
        return self._view.whole

    def static_html(self) -> str:
        """The question and, where there is one, the answer given, as a page without scripts."""
        answer = self._answer_html() if self._was_answered else ""
        return self._page(self._heading() + answer)

    def _repr_mimebundle_(self, **keywords: Any) -> dict[str, Any]:
        if execution():
            self._on_page = self.value if self._was_answered else None
            return {"text/plain": repr(self), "text/html": self.static_html()}
        bundle = self.widget._repr_mimebundle_(**keywords)
        data = dict(bundle[0] if isinstance(bundle, tuple) else bundle)
        # Shown where no widget can be: the repository's web page, a printout. Without the stylesheet,
        # or every change of it would change the outputs that a lesson stores.
        question = f'<div class="venezuela-course">{self._heading()}</div>'
        return data | {"text/plain": repr(self), "text/html": question}

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.identifier!r})"

    # How it remembers -------------------------------------------------------------------------------

    def _open_file(self) -> AnswerFile | None:
        folder = Path.cwd()
        file = AnswerFile(folder, self.identifier)
        return None if (folder / INSTRUCTORS_FILE).exists() else file

    def _restore(self) -> None:
        if self._file is None:
            return
        try:
            self._saved = self._file.read()
        except UnreadableAnswer as error:
            self._news = f"{error} " + _(
                "It stays as it is; when you answer, it is renamed and your answer saved beside it."
            )
            return
        if self._saved is not None:
            self._adopt(self._saved.answer)
            moment = self._file.saved_at()
            self._news = _("Restored: saved {time}.").format(
                time=moment.strftime("%Y-%m-%d %H:%M") if moment else ""
            )

    def _built_fields(self) -> tuple[Field, ...]:
        if not self.variants():
            return tuple(self.fields())
        # Here, not above: what has no variants need not load the fields to be imported.
        from venezuela_course.exercises.fields.variant import Variant

        label, note = self.variant_words()
        drawn = Variant(self.variant_key, label, self.variant, len(self.variants()), note=note)
        return (drawn, *self.fields())

    def fields_for(self, answer: Answer) -> tuple[Field, ...]:
        """The parts of an answer, as its own variant asks for them; the variant kept stays as it is."""
        named, kept = answer.get(self.variant_key), self.variant
        if named == kept or named not in self.variants():
            return self._fields
        try:
            self.variant = str(named)
            return self._built_fields()
        finally:
            self.variant = kept

    def _of_a_variant(self, answer: Answer) -> Answer:
        """The answer with its variant named, where it does not say so itself and one is kept."""
        if self.variants() and self.variant_key not in answer and self._keeps_variant:
            return {self.variant_key: self.variant} | answer
        return answer

    def _is_answer(self, answer: Answer) -> bool:
        """Whether there is more to it than the variant that was drawn."""
        return not self.variants() or bool(answer.keys() - {self.variant_key})

    @property
    def _was_answered(self) -> bool:
        return self._saved is not None and self._is_answer(self._saved.answer)

    def _keep_variant(self) -> None:
        """Save the variant as soon as it is drawn: whoever comes back, or opens a second window,
        finds the same one.
        """
        if self._saved is not None or self._file is None or execution() or self._news:
            return
        self._restore()  # another window may have drawn meanwhile
        if self._saved is None:
            self._saved = Saved({self.variant_key: self.variant})
            self._save()

    def _adopt(self, answer: Answer) -> None:
        if self.variants():
            named = answer.get(self.variant_key)
            if isinstance(named, str) and named in self.variants():
                self._keeps_variant = True
                if named != self.variant:
                    self.variant = named
                    self._fields = self._built_fields()
                    if self._view is not None:
                        self._view.fill(self)
            answer = self._of_a_variant(answer)
        blank: Answer = {field.key: None for field in self._fields}
        self._answer = blank | answer
        if self._view is not None:
            for key, control in self._view.controls.items():
                control.show(self._answer[key])
            self._redraw()

    def _settled(self, answer: Answer | None) -> Answer:
        """A new answer, with what its fields keep of the answer so far."""
        old = self._saved.answer if self._saved is not None else {}
        new = dict(answer or {})
        for field in self._fields:
            settle = getattr(field, "settled", None)  # only a field that keeps something has one
            if (
                settle is not None
                and (kept := settle(old.get(field.key), new.get(field.key))) is not None
            ):
                new[field.key] = kept
        return new

    def _changed(self, key: str, value: Any) -> None:
        """A control was moved: save first, then draw, so that a slow picture costs no answer."""
        with self._lock:
            self._answer = self._answer | {key: value}
            if self.variants():
                # What a control changes belongs to the variant that it shows, whatever a file or a cell
                # said of another that there is not.
                self._answer[self.variant_key] = self.variant
            self._news = ""
            try:
                answer = answered(checked(self.value))
            except AnswerError as error:
                self._trouble = _("NOT SAVED: {why}").format(why=error)
            else:
                old = self._saved
                self._saved = Saved(
                    answer, old.recorded if old else None, old.displaced if old else ()
                )
                self._save()
            self._redraw()
            self._say()

    def _save(self) -> None:
        """Write the answer; where that fails it stays in the kernel, and the widget says so."""
        if self._saved is None or self._file is None or execution():
            return
        self._trouble = ""
        try:
            other = self._file.changed_elsewhere()
            if other is not None and other.answer != self._saved.answer:
                self._saved = self._saved.displacing(other.answer, *other.displaced)
                self._news = _(
                    "Another window saved a different answer meanwhile. Yours holds; the other is "
                    "kept, and the button below brings it back."
                )
            aside = self._file.write(self._saved)
            if aside is not None:
                self._news = _("The unusable file is kept as {name}.").format(
                    name=f"answers/{aside.name}"
                )
        except OSError as error:
            self._trouble = _(
                "NOT SAVED: {why} ({file}). The answer is kept as long as this kernel runs. Run the "
                "answer cell to put it into the notebook, free some space or ask for the right to write "
                "here, and press 'Save again'."
            ).format(why=error.strerror or str(error), file=self._file.name)

    def _bring_back(self) -> None:
        if self._saved is None or not self._saved.displaced:
            return
        back = self._settled(self._saved.displaced[0])
        self._saved = Saved(back, self._saved.recorded, self._saved.displaced).displacing(
            *self._saved.displaced[1:], self._saved.answer
        )
        self._adopt(back)
        self._news = _("Brought back. The answer that it replaced is kept in turn.")
        self._save()
        self._say()

    def _save_again(self) -> None:
        self._save()
        self._say()

    def _rewrite_cell(self, answer: Answer) -> bool:
        """Put the literal into the cell that is running; False where that cannot be done."""
        shell = get_ipython()
        if shell is None or not hasattr(shell, "get_parent"):
            return False
        source = (shell.get_parent() or {}).get("content", {}).get("code", "")
        names = [name for name, thing in shell.user_ns.items() if thing is self]
        try:
            text = literals.rewrite(source, answer, names)
        except literals.NoLiteral:
            return False
        shell.set_next_input(text, replace=True)
        return True

    # How it looks -----------------------------------------------------------------------------------

    def _extra_widgets(self) -> list[ipywidgets.Widget]:
        """What stands between the exercise and its status."""
        return []

    def _heading(self) -> str:
        label = ""
        if self.invented:
            label = (
                '<p class="venezuela-course-invented">'
                + html.escape(
                    _(
                        "Stylised teaching values, invented: not measurements of any government or person."
                    )
                )
                + "</p>"
            )
        return f"<h3>{html.escape(self.title)}</h3><div>{self.task}</div>{label}"

    def _answer_html(self) -> str:
        rows = "".join(
            f"<dt>{html.escape(field.label)}</dt><dd>{field.html(self._answer.get(field.key))}</dd>"
            for field in self._fields
        )
        return f"<dl>{rows}</dl>{self._picture()}"

    @staticmethod
    def _page(content: str) -> str:
        return f'<div class="venezuela-course">{STYLE}{content}</div>'

    def _picture(self) -> str:
        """The picture; an answer that cannot be drawn must not take the exercise with it."""
        blank: Answer = {field.key: None for field in self._fields}
        try:
            return self.picture(blank | self._answer)
        except Exception as error:
            return (
                f"<p>{html.escape(_('This answer cannot be drawn: {why}').format(why=error))}</p>"
            )

    def _redraw(self) -> None:
        if self._view is not None:
            self._view.picture.value = self._picture()

    def _say(self) -> None:
        if self._view is not None:
            can_return = bool(self._saved and self._saved.displaced)
            self._view.say(self._status(), trouble=bool(self._trouble), can_return=can_return)

    def _status(self) -> str:
        """Saved or not, what is open, and whether the notebook has the answer too: in words."""
        if self._trouble:
            saved = f"<strong>{html.escape(self._trouble)}</strong>"
        elif not self._was_answered:
            saved = html.escape(_("Not answered yet."))
        elif self._file is None:
            saved = html.escape(_("Instructor's folder: the answer is kept in the notebook only."))
        else:
            moment = self._file.saved_at()
            saved = html.escape(
                _("Saved {time}.").format(time=moment.strftime("%H:%M") if moment else "")
            )
        lines = [saved]
        if self._saved is not None and self._was_answered:
            lines.append(html.escape(self._open_parts()))
            if self.has_answer_cell and self._saved.recorded != self._saved.answer:
                lines.append(html.escape(_("Run the answer cell to keep it in the notebook too.")))
        if self._news:
            lines.append(html.escape(self._news))
        return " ".join(lines)

    def _open_parts(self) -> str:
        parts = [
            field.label for field in self._fields if field.problem(self._answer.get(field.key))
        ]
        if not parts:
            return _("Every part is answered.")
        return ngettext(
            "{open} part of {all} still open: {parts}.",
            "{open} parts of {all} still open: {parts}.",
            len(parts),
        ).format(open=len(parts), all=len(self._fields), parts=", ".join(parts))

    @staticmethod
    def _list(title: str, items: Sequence[str]) -> str:
        rows = "".join(f"<li>{html.escape(item)}</li>" for item in items)
        return f'<div class="venezuela-course"><p>{html.escape(title)}</p><ul>{rows}</ul></div>'


class _View:
    """The live widget of one exercise: heading, controls, picture, what it says."""

    def __init__(self, exercise: Exercise) -> None:
        self.controls: dict[str, Control] = {}
        self.picture = ipywidgets.HTML()
        self._status = ipywidgets.HTML()
        self._status.add_class("venezuela-course-status")
        self._again = _button(_("Save again"), exercise._save_again)
        self._back = _button(_("Bring back the replaced answer"), exercise._bring_back)
        self.whole = ipywidgets.VBox()
        self.whole.add_class("venezuela-course")
        self.fill(exercise)

    def fill(self, exercise: Exercise) -> None:
        """Build the controls of the exercise's fields, which another variant replaces by others."""
        self.controls = {
            field.key: field.control(
                exercise._answer.get(field.key), partial(exercise._changed, field.key)
            )
            for field in exercise._fields
        }
        body = exercise.arrange(
            {key: control.widget for key, control in self.controls.items()}, self.picture
        )
        self.whole.children = [
            ipywidgets.HTML(STYLE + exercise._heading()),
            body,
            *exercise._extra_widgets(),
            self._status,
            ipywidgets.HBox([self._again, self._back]),
        ]

    def say(self, status: str, *, trouble: bool, can_return: bool) -> None:
        self._status.value = f'<div role="status">{status}</div>' if status else ""
        self._again.layout.display = "" if trouble else "none"
        self._back.layout.display = "" if can_return else "none"


def _button(label: str, action: Any) -> ipywidgets.Button:
    layout = ipywidgets.Layout(width="auto", align_self="flex-start")
    button = ipywidgets.Button(description=label, layout=layout)
    button.on_click(lambda _button: action())
    return button


def emit(identifier: str, answer: Any) -> None:
    """Hand an answer to the grader: an output of the graded cell that no page shows."""
    display(
        {
            ANSWER_MIME: {"exercise": identifier, "answer": answer},
            "text/plain": f"Answer of {identifier}",
        },
        raw=True,
    )


class Exploration(Exercise):
    """Something to play with: fields with starting values and a live picture. Nothing is kept."""

    def __init__(self) -> None:
        super().__init__("lesson-exploration")

    def _open_file(self) -> None:
        return None

    def _changed(self, key: str, value: Any) -> None:
        self._answer = self._answer | {key: value}
        self._redraw()

    def _status(self) -> str:
        return ""

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


@dataclass(frozen=True)
class Response:
    """What a practice exercise answers at once: right, wrong, or neither (None), and why."""

    right: bool | None
    message: str


class Practice(Exercise):
    """An exercise of a lesson: its answer is kept like any other, and judged when asked."""

    has_answer_cell = False

    _response: ipywidgets.HTML | None = None

    def judge(self, answer: Answer) -> Response:
        """The response to a complete answer."""
        raise NotImplementedError

    def respond(self) -> str:
        """What 'Check my answer' shows, as HTML: what is missing, or the judgement."""
        problems = self.problems(self.value) if self.value else [_("Not answered yet.")]
        if problems:
            return self._list(_("Not complete yet."), problems)
        response = self.judge(self.value)
        word = {True: _("Right."), False: _("Not yet."), None: _("Worth a thought.")}[
            response.right
        ]
        return (
            f'<div class="venezuela-course-response" role="status"><strong>{html.escape(word)}</strong> '
            f"{html.escape(response.message)}</div>"
        )

    def _extra_widgets(self) -> list[ipywidgets.Widget]:
        self._response = response = ipywidgets.HTML()

        def show() -> None:
            response.value = self.respond()

        return [_button(_("Check my answer"), show), response]

    def _changed(self, key: str, value: Any) -> None:
        super()._changed(key, value)
        if self._response is not None:
            self._response.value = ""  # a judgement of the old answer would mislead
