"""The literal in the notebook's source is read without running it, and rewritten without a scratch."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from venezuela_course.exercises.literals import NoLiteral, read, rewrite

RELEASED = "coalition.answer(\n    ...  # YOUR ANSWER HERE\n)"
SOLUTION = (
    "coalition.answer(\n    ### BEGIN SOLUTION\n    {'yes': ['CAN']}\n    ### END SOLUTION\n)"
)
literals = st.dictionaries(
    st.text(),
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.text()
        | st.floats(allow_nan=False, allow_infinity=False),
        lambda children: (
            st.lists(children, max_size=5) | st.dictionaries(st.text(), children, max_size=5)
        ),
        max_leaves=20,
    ),
    max_size=6,
)


@pytest.mark.parametrize(
    "source",
    [
        RELEASED,
        SOLUTION,
        "coalition.answer(...)",
        "coalition.answer()",
        "x = 1; coalition.answer({'a': 1})",
        "# ñandú, über, 中文\ncoalition.answer( {'país': 'Perú'} )  # done",
        "if True:\n    coalition.answer(...)",
    ],
)
@given(answer=literals)
def test_a_rewritten_cell_says_the_answer_and_stays_python(source: str, answer: dict) -> None:
    text = rewrite(source, answer)
    ast.parse(text)
    assert read(text) == answer
    assert rewrite(text, answer) == text


def test_the_stubs_comment_goes_and_other_comments_stay() -> None:
    assert rewrite(RELEASED, {"a": 1}) == "coalition.answer(\n    {'a': 1}\n)"
    assert "### BEGIN SOLUTION" in rewrite(SOLUTION, {"a": 1})
    assert rewrite("coalition.answer(...)  # mine", {"a": 1}).endswith(")  # mine")


def test_three_dots_are_no_answer() -> None:
    assert read(RELEASED) is None
    assert read("coalition.answer()") is None


def test_only_the_named_exercises_call_is_touched() -> None:
    source = "coalition.answer({'a': 1})\npower.answer({'b': 2})"
    assert rewrite(source, {"b": 3}, ["power"]).splitlines()[0] == "coalition.answer({'a': 1})"
    assert read(source, ["power"]) == {"b": 2}


@pytest.mark.parametrize(
    "source",
    [
        "coalition.answer(my_answer)",
        "coalition.answer({'a': f(1)})",
        "coalition.answer(a=1)",
        "coalition.answer({}, 1)",
        "%time coalition.answer(...)",
        "print(1)",
        "coalition.answer(",
        "a.answer(...); b.answer(...)",
        "[" * 5000,
        "answer(...)",
    ],
)
def test_code_that_a_student_wrote_is_never_replaced(source: str) -> None:
    with pytest.raises(NoLiteral):
        rewrite(source, {"a": 1})
