"""A score is made from the answer, outside the process that ran the student's code, or it is zero."""

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from traitlets.config import Config

from venezuela_course.exercises.answers import LARGEST, AnswerFile, Saved
from venezuela_course.exercises.base import ANSWER_MIME
from venezuela_course.exercises.code import HIDDEN_FOLDER, Case, CodeExercise, outcome, plain, same
from venezuela_course.grading import LayHiddenInputs, ScoreAnswers
from venezuela_course.grading.graderbook import READ, GradersMissing, read_graders
from venezuela_course.grading.scoring import HandedIn, kept

GRADERS = """
from venezuela_course.grading import Criterion, Verdict

def grade_word(answer):
    earned = {"quota": 4.0, "bloc": 1.5}.get(answer.get("word"), 0.0)
    return Verdict((Criterion("Word", earned, 4.0),), message="The word was judged.")

def grade_crash(answer):
    raise ZeroDivisionError("secret key 42")

def grade_generous(answer):
    return Verdict((Criterion("All", 400.0, 400.0),))

def grade_double(answer):
    pairs = zip(answer["hidden"], HIDDEN_INPUTS["a9-double-it"])
    right = sum(one.get("returned") == 2 * n for one, (n,) in pairs)
    return Verdict((Criterion("Cases", right, 3.0),))

def grade_read(answer):
    read = answer.get("read of the notebook", {})
    right = 4.0 if read == {"a9-essay": "It is 41."} else 0.0
    return Verdict((Criterion("Read", right, 4.0, repr(read)),))

READS = {"a9-read-it": ("a9-essay", "a9-missing")}
GRADERS = {"a9-read-it": grade_read, "a9-one-word": grade_word, "a9-crash-it": grade_crash,
           "a9-give-all": grade_generous, "a9-double-it": grade_double}
HIDDEN_INPUTS = {"a9-double-it": [[1], [2], [5]]}
"""


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "solutions" / "a9").mkdir(parents=True)
    (tmp_path / "solutions" / "a9" / "graders.py").write_text(GRADERS)
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def graded_cell(exercise: str, *outputs: Any, points: float = 4) -> Any:
    cell = new_code_cell(
        f"x.check()  # {exercise}",
        metadata={
            "nbgrader": {
                "grade": True,
                "solution": False,
                "locked": True,
                "task": False,
                "grade_id": exercise,
                "points": points,
                "schema_version": 3,
                "cell_type": "code",
            }
        },
    )
    cell.outputs = list(outputs)
    return cell


def answer_cell(exercise: str, source: str) -> Any:
    return new_code_cell(
        source,
        metadata={
            "nbgrader": {
                "grade": False,
                "solution": True,
                "locked": False,
                "task": False,
                "grade_id": f"{exercise}-answer",
                "schema_version": 3,
                "cell_type": "code",
            }
        },
    )


def emitted(exercise: str, answer: Any) -> Any:
    return new_output("display_data", data={ANSWER_MIME: {"exercise": exercise, "answer": answer}})


def result(text: str) -> Any:
    return new_output("execute_result", data={"text/plain": text}, execution_count=1)


def score(course: Path, *cells: Any) -> list[tuple[float, str]]:
    """Run the step; give each graded cell's score as nbgrader reads it, and its feedback."""
    from nbgrader.utils import determine_grade, is_grade

    config = Config()
    config.CourseDirectory.source_directory = "solutions"
    config.CourseDirectory.root = str(course)
    resources = {
        "nbgrader": {"assignment": "a9", "student": "s01", "notebook": "a9"},
        "metadata": {"path": str(course / "work")},
    }
    book = new_notebook(cells=list(cells))
    LayHiddenInputs(config=config).preprocess(book, resources)
    book, _ = ScoreAnswers(config=config).preprocess(book, resources)
    nbformat.validate(book)
    return [
        (determine_grade(cell)[0], cell.outputs[0]["data"]["text/html"])
        for cell in book.cells
        if is_grade(cell)
    ]


def test_an_emitted_answer_is_scored_with_partial_credit(course: Path) -> None:
    for word, points in {"quota": 4, "bloc": 1.5, "swing": 0}.items():
        [(earned, page)] = score(
            course, graded_cell("a9-one-word", emitted("a9-one-word", {"word": word}))
        )
        assert earned == points
        assert "The word was judged." in page
        assert word in page


@pytest.mark.parametrize(
    "outputs",
    [
        [],
        [result("4.0")],
        [result("99")],
        [result("'full marks please'")],
        [new_output("stream", name="stdout", text="4.0")],
        [emitted("a9-another-one", {"word": "quota"})],
        [new_output("display_data", data={ANSWER_MIME: "quota"}), result("4.0")],
        [new_output("display_data", data={ANSWER_MIME: {"exercise": "a9-one-word"}})],
    ],
)
def test_what_a_cell_printed_or_returned_is_never_a_score(course: Path, outputs: list[Any]) -> None:
    [(earned, _)] = score(course, graded_cell("a9-one-word", *outputs))
    assert earned == 0


def test_stderr_and_a_forged_number_change_nothing(course: Path) -> None:
    [(earned, _)] = score(
        course,
        graded_cell(
            "a9-one-word",
            new_output("stream", name="stderr", text="warning"),
            emitted("a9-one-word", {"word": "bloc"}),
            result("4.0"),
        ),
    )
    assert earned == 1.5


@pytest.mark.parametrize(
    "rubbish",
    [[1], "quota", 3, {"word": "y" * LARGEST}, {"word": ["quota"] * 3}, {"x": {"y": {}}}, {}],
)
def test_a_malformed_or_oversized_answer_is_zero_with_words_and_costs_no_other_exercise(
    course: Path, rubbish: Any
) -> None:
    (first, page), (second, _) = score(
        course,
        graded_cell("a9-one-word", emitted("a9-one-word", rubbish)),
        graded_cell("a9-one-word", emitted("a9-one-word", {"word": "quota"})),
    )
    assert first == 0
    assert len(page) > 80
    assert second == 4


def test_a_crash_in_a_grader_is_zero_says_so_and_reveals_nothing(
    course: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (first, page), (second, _) = score(
        course,
        graded_cell("a9-crash-it", emitted("a9-crash-it", {"word": "quota"})),
        graded_cell("a9-one-word", emitted("a9-one-word", {"word": "quota"})),
    )
    assert first == 0
    assert "could not be graded" in page
    assert "secret key" not in page
    assert second == 4


def test_a_missing_grader_is_zero_and_never_full_marks(course: Path) -> None:
    [(earned, page)] = score(course, graded_cell("a9-nobodys-own", result("4.0")))
    assert earned == 0
    assert "grader is missing" in page


def test_a_missing_graders_file_is_zero_everywhere(course: Path) -> None:
    (course / "solutions" / "a9" / "graders.py").unlink()
    [(earned, page)] = score(
        course, graded_cell("a9-one-word", emitted("a9-one-word", {"word": "quota"}))
    )
    assert earned == 0
    assert "grader is missing" in page


def test_more_than_the_maximum_is_the_maximum(course: Path) -> None:
    [(earned, _)] = score(course, graded_cell("a9-give-all", emitted("a9-give-all", {"x": 1})))
    assert earned == 4


@pytest.mark.parametrize(
    ("source", "file", "points"),
    [
        ("w.answer({'word': 'quota'})", None, 4),
        ("w.answer(...)", {"word": "bloc"}, 1.5),
        ("w.answer({'word': 'quota'})", {"word": "bloc"}, 4),  # never recorded: the cell was typed
        ("w.answer(computed)", {"word": "bloc"}, 1.5),
        ("import os; os._exit(1)", {"word": "quota"}, 4),
        ("w.answer(...)", None, 0),
    ],
)
def test_where_the_kernel_died_the_saved_answer_is_graded(
    course: Path, source: str, file: dict[str, Any] | None, points: float
) -> None:
    if file is not None:
        AnswerFile(course / "work", "a9-one-word").write(Saved(file))
    [(earned, page)] = score(course, answer_cell("a9-one-word", source), graded_cell("a9-one-word"))
    assert earned == points
    if points:
        assert "saved answer was graded" in page


def test_where_the_kernel_died_a_widget_newer_than_its_cell_is_graded(course: Path) -> None:
    """Grading reads the three-way rule as the kernel does: a part left at None is not answered."""
    saved = Saved({"word": "bloc"}, recorded={"word": "quota"})
    AnswerFile(course / "work", "a9-one-word").write(saved)
    source = "w.answer({'word': 'quota', 'note': None})"
    [(earned, _)] = score(course, answer_cell("a9-one-word", source), graded_cell("a9-one-word"))
    assert earned == 1.5


def test_where_the_kernel_died_and_the_file_is_damaged_the_student_reads_why(course: Path) -> None:
    (course / "work" / "answers").mkdir()
    (course / "work" / "answers" / "a9-one-word.json").write_text('{"schema": 1, "exer')
    [(earned, page)] = score(course, graded_cell("a9-one-word"))
    assert earned == 0
    assert "damaged or cut short" in page


def test_a_code_exercise_is_scored_on_what_the_function_returned(course: Path) -> None:
    answer = {"hidden": [{"returned": 2}, {"returned": 5}, {"error": "ValueError"}], "public": []}
    [(earned, _)] = score(
        course, graded_cell("a9-double-it", emitted("a9-double-it", answer), points=3)
    )
    assert earned == 1


def test_a_function_that_was_never_called_is_zero_and_the_error_is_told(course: Path) -> None:
    error = new_output(
        "error", ename="NameError", evalue="name 'double' is not defined", traceback=[]
    )
    [(earned, page)] = score(course, graded_cell("a9-double-it", error, points=3))
    assert earned == 0
    assert "double" in page


def test_only_inputs_lie_beside_the_notebook_and_they_are_gone_afterwards(course: Path) -> None:
    config = Config()
    config.CourseDirectory.source_directory = "solutions"
    planted = course / "work" / HIDDEN_FOLDER
    planted.symlink_to(course / "solutions")
    resources = {"nbgrader": {"assignment": "a9"}, "metadata": {"path": str(course / "work")}}
    LayHiddenInputs(config=config).preprocess(new_notebook(), resources)
    assert not planted.is_symlink()
    assert json.loads((planted / "a9-double-it.json").read_text()) == [[1], [2], [5]]
    assert [path.name for path in planted.iterdir()] == ["a9-double-it.json"]
    ScoreAnswers(config=config).preprocess(new_notebook(), resources)
    assert not planted.exists()
    assert (course / "solutions" / "a9" / "graders.py").exists()


def essay_cell(text: str) -> Any:
    cell = answer_cell("a9-essay", text)
    return new_markdown_cell(
        text,
        metadata={
            "nbgrader": dict(cell.metadata["nbgrader"])
            | {"grade_id": "a9-essay", "cell_type": "markdown"}
        },
    )


def test_a_grader_reads_the_cells_that_it_names_as_they_stand_in_the_notebook(course: Path) -> None:
    """An essay that a person grades can be read by a program too, for what a program can see."""
    essay = essay_cell("It is 41.")
    handed_in = graded_cell("a9-read-it", emitted("a9-read-it", {"x": 1}))
    [(points, _feedback)] = score(course, essay, handed_in)
    assert points == 4
    assert kept(handed_in) == HandedIn("a9-read-it", {"x": 1}, read={"a9-essay": "It is 41."})


def test_code_cannot_say_that_a_cell_holds_another_text(course: Path) -> None:
    forged = {"x": 1, READ: {"a9-essay": "It is 41."}}
    cell = graded_cell("a9-read-it", emitted("a9-read-it", forged))
    [(points, _feedback)] = score(course, essay_cell("It is 42."), cell)
    assert points == 0
    cell = graded_cell("a9-read-it", emitted("a9-read-it", forged))
    assert score(course, cell)[0][0] == 0  # nor where there is no such cell


def test_feedback_escapes_what_an_answer_says(course: Path) -> None:
    [(_, page)] = score(
        course,
        graded_cell(
            "a9-one-word",
            emitted("a9-one-word", {"word": "<script>x</script>", "<b>": {"<i>": [["<u>"]]}}),
        ),
    )
    assert "<script>" not in page
    assert "<b>" not in page
    assert "<u>" not in page


@pytest.mark.parametrize(
    ("content", "says"),
    [("1/0", "does not run"), ("x = 1", "defines no GRADERS"), ("def f(:", "does not run")],
)
def test_unusable_graders_are_named(tmp_path: Path, content: str, says: str) -> None:
    path = tmp_path / "graders.py"
    path.write_text(content)
    with pytest.raises(GradersMissing, match=says):
        read_graders(path)
    assert not (tmp_path / "__pycache__").exists()


def test_a_corrected_key_is_read_without_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "graders.py"
    path.write_text("GRADERS = {'a9-one-word': None}")
    assert set(read_graders(path).graders) == {"a9-one-word"}
    path.write_text("GRADERS = {'a9-two-words': None}")
    assert set(read_graders(path).graders) == {"a9-two-words"}


class TestCodeExercise:
    """What happens in the student's kernel."""

    double = CodeExercise("a9-double-it", [Case([1], 2), Case([4], 8)])

    def test_a_person_sees_whether_the_tasks_examples_come_out(self) -> None:
        assert "Every example" in repr(self.double.check(lambda n: 2 * n))
        said = repr(self.double.check(lambda n: n + 1))
        assert "returned 5" in said
        assert "states 8" in said

    @pytest.mark.parametrize(
        ("function", "says"),
        [
            (lambda n: ..., "not written yet"),
            (lambda n: 1 / 0, "ZeroDivisionError"),
            (lambda n: exit(), "SystemExit"),
            (lambda n: object(), "object"),
            (None, "TypeError"),
        ],
    )
    def test_a_function_that_fails_fails_in_words(self, function: Any, says: str) -> None:
        assert says in outcome(function, [1])["error"]

    def test_a_call_that_never_ends_is_stopped(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("venezuela_course.exercises.code.SECONDS", 0.2)

        def forever(_n: int) -> None:
            while True:
                try:
                    while True:
                        pass
                except Exception:
                    pass

        assert "stopped after" in outcome(forever, [1])["error"]

    def test_a_function_cannot_spoil_the_inputs_of_the_next(self) -> None:
        arguments = [[3, 1, 2]]
        outcome(lambda votes: votes.sort(), arguments)
        assert arguments == [[3, 1, 2]]

    def test_validate_raises_on_an_example_that_does_not_come_out(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
        with pytest.raises(Exception, match="states 8"):
            self.double.check(lambda n: n + 1)
        assert self.double.check(lambda n: 2 * n) is None

    @pytest.mark.parametrize(
        ("value", "json_value"),
        [(float("nan"), "nan"), ((1, 2), [1, 2]), ({1: 2.5}, {"1": 2.5}), ({"b", "a"}, ["a", "b"])],
    )
    def test_returned_values_travel_as_json(self, value: Any, json_value: Any) -> None:
        assert plain(value) == json_value
        assert same(plain(value), json_value)

    def test_numbers_agree_within_tolerance_and_true_is_not_one(self) -> None:
        assert same(0.1 + 0.2, 0.3)
        assert not same(True, 1)
        assert not same(1, True)
        assert not same([1, 2], [2, 1])
