"""Fields: what is well-formed, what is missing, and how a value is shown where no widget can be."""

from __future__ import annotations

import json
import math
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from venezuela_course.exercises.fields import (
    Allocate,
    Cards,
    Choose,
    ChooseMany,
    Classify,
    Control,
    EdgeList,
    Field,
    Grid,
    Group,
    LineBrowser,
    Number,
    Order,
    Text,
)

STATES = {"ar": "Argentina", "bb": "Barbados", "mx": "Mexico", "vc": "Saint <Vincent> & others"}
CLUBS = {"lima": "Lima Group", "contact": "Contact Group"}
KINDS = {"signed": "signed", "observed": "observed"}

#: Every building block, with a complete answer to it.
COMPLETE: list[tuple[Field, Any]] = [
    (Number("n", "Quota", minimum=1, maximum=34, unit="votes"), 23),
    (Number("f", "Share", minimum=0, maximum=1, step=0.05), 0.5714),
    (Choose("one", "State", STATES), "mx"),
    (Choose("long", "State", {f"k{n}": f"State {n}" for n in range(9)}), "k4"),
    (ChooseMany("many", "States", STATES, least=2, most=3), ["ar", "vc"]),
    (ChooseMany("none", "States", STATES, least=0), []),
    (Classify("kinds", "Kinds", STATES, KINDS), dict.fromkeys(STATES, "signed")),
    (Order("order", "Order", STATES), ["vc", "mx", "bb", "ar"]),
    (Allocate("shares", "Shares", STATES), {"ar": 40, "bb": 0, "mx": 35, "vc": 25}),
    (Allocate("third", "Thirds", CLUBS, total=1, step=0.1), {"lima": 0.7, "contact": 0.3}),
    (
        Grid("grid", "Rules", STATES, CLUBS, KINDS),
        {state: dict.fromkeys(CLUBS, "observed") for state in STATES},
    ),
    (
        EdgeList("matrix", "Members", STATES, CLUBS, matrix=True),
        [["ar", "lima"], ["vc", "contact"]],
    ),
    (EdgeList("links", "Links", STATES, CLUBS, kinds=KINDS), [["bb", "lima", "signed"]]),
    (Text("text", "Why", most=200, least=5), "Because <b>nobody</b> could promise.\nNobody."),
    (
        Group(
            "group",
            "Clauses",
            [
                Number("assembly", "Assembly", minimum=0, maximum=3),
                Text("why", "Why", required=False),
            ],
        ),
        {"assembly": 2},
    ),
    (LineBrowser("lines", "Lines", STATES, KINDS), dict.fromkeys(STATES, "signed")),
    (
        Cards(
            "cards",
            "Cards",
            [Group(key, text, [Choose("club", "Club", CLUBS)]) for key, text in STATES.items()],
        ),
        {key: {"club": "lima"} for key in STATES},
    ),
]
FIELDS = [field for field, _value in COMPLETE]
IDS = [field.key for field in FIELDS]

KEYS = st.sampled_from([*STATES, *CLUBS, *KINDS, "assembly", "why", ""]) | st.text(max_size=4)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | KEYS
    | st.text(st.characters(categories=["L", "S", "Cs", "Cc", "P"])),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(KEYS | st.integers(), inner, max_size=5)
        | st.tuples(inner, inner)
    ),
    max_leaves=12,
)

#: What a generator of JSON seldom hits.
RUBBISH = [
    math.nan,
    math.inf,
    -math.inf,
    10**5000,
    -(10**5000),
    "x" * 1_000_000,
    "\ud800",
    "\x00",
    [[[[]]]],
    ["ar"] * 1000,
    {"ar": {"ar": {"ar": []}}},
    [None],
    {"ar": None},
    {None: None},
    True,
    b"bytes",
    {"ar"},
]


def nested(depth: int) -> list[Any]:
    """Build a list nested deeper than Python can print."""
    value: list[Any] = []
    for _level in range(depth):
        value = [value]
    return value


class Words(HTMLParser):
    """Parse HTML; fail on a script; know which tags stay open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.add(tag)
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def parsed(page: str) -> Words:
    words = Words()
    words.feed(page)
    assert words.open == []
    return words


class Heard:
    """A listener that keeps what a control tells it."""

    def __init__(self) -> None:
        self.values: list[Any] = []

    def __call__(self, value: Any) -> None:
        self.values.append(value)


def control_of(field: Field, value: Any = None) -> tuple[Control, Heard]:
    heard = Heard()
    return field.control(value, heard), heard


def is_total(field: Field, control: Control, heard: Heard, value: Any) -> None:
    problem = field.problem(value)
    assert problem is None or (isinstance(problem, str) and problem)
    page = field.html(value)
    assert parsed(page).tags.isdisjoint({"script", "img"})
    page.encode("utf-8")
    assert len(page) < 30_000
    control.show(value)
    assert heard.values == []
    shown = control.read()
    if problem is None and value is not None:
        assert field.problem(shown) is None


@pytest.mark.parametrize("field", FIELDS, ids=IDS)
def test_a_field_takes_any_value_without_an_error_and_its_control_shows_what_it_can(
    field: Field,
) -> None:
    control, heard = control_of(field)
    for value in [*RUBBISH, nested(5000)]:
        is_total(field, control, heard, value)

    @given(JSON)
    def any_json(value: Any) -> None:
        is_total(field, control, heard, value)

    any_json()


@pytest.mark.parametrize(("field", "value"), COMPLETE, ids=IDS)
def test_a_complete_answer_has_no_problem_and_survives_the_control(
    field: Field, value: Any
) -> None:
    assert field.problem(value) is None
    control, heard = control_of(field, value)
    assert control.read() == value
    assert heard.values == []
    control.show(None)
    control.show(value)
    assert control.read() == value
    assert json.loads(json.dumps(control.read())) == value


@pytest.mark.parametrize(("field", "value"), COMPLETE, ids=IDS)
def test_no_answer_is_a_problem_that_names_the_part_unless_it_may_be_left_out(
    field: Field, value: Any
) -> None:
    problem = field.problem(None)
    assert problem is not None
    assert field.label in problem
    assert "not answered" in field.html(None)
    field.required = False
    try:
        if not isinstance(field, Group):
            assert field.problem(None) is None
    finally:
        field.required = True


@pytest.mark.parametrize("field", FIELDS, ids=IDS)
def test_what_a_student_types_is_never_a_part_of_the_page(field: Field) -> None:
    attack = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    values = [
        attack,
        [attack],
        {attack: attack},
        [[attack, attack]],
        {"ar": attack},
        {"ar": {"lima": attack}},
        {"assembly": attack},
        [["ar", attack]],
    ]
    for value in values:
        assert parsed(field.html(value)).tags.isdisjoint({"script", "img"})


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        (COMPLETE[0][0], 35, "35 votes is outside 1 to 34 votes"),
        (COMPLETE[0][0], 2.5, "2.5 is not a whole number"),
        (COMPLETE[0][0], True, "True is not a number"),
        (COMPLETE[0][0], "23", "“23” is not a number"),
        (COMPLETE[2][0], "br", "“br” is not one of the choices"),
        (COMPLETE[4][0], ["ar"], "1 chosen, at least 2 needed"),
        (COMPLETE[4][0], list(STATES), "4 chosen, at most 3 possible"),
        (COMPLETE[4][0], ["ar", "ar"], "Argentina is listed more than once"),
        (COMPLETE[4][0], ["ar", "Mexico"], "“Mexico” is not one of the choices"),
        (
            COMPLETE[6][0],
            {"ar": "signed"},
            "still open: Barbados, Mexico, Saint <Vincent> & others",
        ),
        (COMPLETE[6][0], {"ar": "loved"}, "there is no category “loved”"),
        (COMPLETE[7][0], ["ar", "bb", "mx"], "not in the list: Saint <Vincent> & others"),
        (COMPLETE[7][0], ["ar", "bb", "mx", "vc", "vc"], "listed more than once"),
        (COMPLETE[8][0], {"ar": 60}, "40 of 100 still to give out"),
        (COMPLETE[8][0], {"ar": 60, "bb": 60}, "20 too much"),
        (COMPLETE[8][0], {"ar": -20, "bb": 120}, "-20 is outside 0 to 100"),
        (COMPLETE[10][0], {"ar": {"lima": "signed"}}, "still open: Argentina, Contact Group"),
        (
            COMPLETE[10][0],
            {"ar": {"oas": "signed"}},
            "in the row Argentina there is no column “oas”",
        ),
        (
            COMPLETE[11][0],
            [["lima", "ar"]],
            "[“lima”, “ar”] is not a link; a link is: [left, right]",
        ),
        (COMPLETE[12][0], [["ar", "lima"]], "a link is: [left, right, kind]"),
        (COMPLETE[13][0], "No.", "2 more characters needed"),
        (COMPLETE[13][0], "x" * 203, "3 characters too many"),
        (COMPLETE[13][0], " \n ", "not answered yet"),
        (COMPLETE[14][0], {"assembly": 9}, "Clauses: “Assembly”: 9 is outside 0 to 3"),
        (COMPLETE[14][0], {"elections": 1}, "there is no part “elections”"),
    ],
)
def test_a_problem_says_what_is_wrong_and_where(field: Field, value: Any, says: str) -> None:
    problem = field.problem(value)
    assert problem is not None
    assert says in problem
    assert field.label in problem


def test_equal_choices_are_equal_json_whatever_the_order_of_the_clicks() -> None:
    field = ChooseMany("yes", "Yes", STATES)
    answers = set()
    for order in (["mx", "ar", "vc"], ["vc", "mx", "ar"]):
        control, heard = control_of(field)
        for key in order:
            control._boxes[key].value = True  # type: ignore[attr-defined]
        answers.add(json.dumps(heard.values[-1]))
    assert answers == {'["ar", "mx", "vc"]'}


def test_chosen_sentences_are_listed_and_chosen_names_stand_in_a_row() -> None:
    sentences = {"a": "It rained.", "b": "It snowed.", "c": "Fog"}
    listed = ChooseMany("many", "Weather", sentences).html(["a", "b"])
    assert "<li>It rained.</li><li>It snowed.</li>" in listed
    assert "<li>" not in ChooseMany("many", "States", STATES).html(["ar", "vc"])


def test_equal_numbers_are_equal_json_for_whole_numbers_and_for_fractions() -> None:
    whole, heard = control_of(COMPLETE[0][0])
    whole._input.value = 23.0  # type: ignore[attr-defined]
    assert json.dumps(heard.values) == "[23]"
    share, heard = control_of(COMPLETE[1][0])
    share._input.value = 1  # type: ignore[attr-defined]
    assert json.dumps(heard.values) == "[1.0]"


def test_none_of_these_is_an_answer_and_gives_way_to_a_choice() -> None:
    control, heard = control_of(ChooseMany("lost", "Lost", STATES, least=0))
    control._boxes["mx"].value = True  # type: ignore[attr-defined]
    control._none.value = True  # type: ignore[attr-defined]
    control._boxes["ar"].value = True  # type: ignore[attr-defined]
    assert heard.values == [["mx"], [], ["ar"]]


def test_an_order_is_no_answer_until_it_is_changed_or_confirmed() -> None:
    control, heard = control_of(Order("order", "Order", STATES))
    assert control.read() is None
    control._keep.click()  # type: ignore[attr-defined]
    control._down[0].click()  # type: ignore[attr-defined]
    control._up[0].click()  # type: ignore[attr-defined]
    control._up[3].click()  # type: ignore[attr-defined]
    assert heard.values == [
        ["ar", "bb", "mx", "vc"],
        ["bb", "ar", "mx", "vc"],
        ["bb", "ar", "vc", "mx"],
    ]


def test_links_are_sorted_and_never_doubled() -> None:
    control, heard = control_of(EdgeList("links", "Links", STATES, CLUBS), [["mx", "lima"]])
    for left, right in [("ar", "lima"), ("mx", "lima"), ("ar", "contact")]:
        control._ends[0].value, control._ends[1].value = left, right  # type: ignore[attr-defined]
        control._add.click()  # type: ignore[attr-defined]
    assert heard.values == [
        [["ar", "lima"], ["mx", "lima"]],
        [["ar", "contact"], ["ar", "lima"], ["mx", "lima"]],
    ]
    control._ends[0].value = ""  # type: ignore[attr-defined]
    control._add.click()  # type: ignore[attr-defined]
    assert len(heard.values) == 2
    assert "Choose both ends first." in control._legend.said  # type: ignore[attr-defined]


def test_a_click_adds_what_the_browser_shows_whatever_the_kernel_knows_of_the_dropdowns() -> None:
    control, heard = control_of(EdgeList("links", "Links", STATES, CLUBS), None)
    control._ends[0].value, control._ends[1].value = "ar", "lima"  # type: ignore[attr-defined]
    tell = control._told  # type: ignore[attr-defined]
    mexico, contact = list(STATES).index("mx") + 1, list(CLUBS).index("contact") + 1
    tell(None, {"add": [mexico, contact]}, [])
    assert heard.values == [[["mx", "contact"]]]
    for strange in ({"add": [mexico]}, {"add": [99, -1]}, {"add": "x"}, {"focus": "x"}, None, []):
        tell(None, strange, [])
    assert len(heard.values) == 1


def test_nothing_is_linked_to_itself_where_both_ends_are_of_one_set() -> None:
    field = EdgeList("links", "Links", STATES, STATES)
    assert "links a thing to itself" in (field.problem([["mx", "mx"]]) or "")
    control, heard = control_of(field, None)
    control._ends[0].value = control._ends[1].value = "mx"  # type: ignore[attr-defined]
    control._add.click()  # type: ignore[attr-defined]
    assert heard.values == []
    assert "two different ends" in control._legend.said  # type: ignore[attr-defined]


def test_a_group_tells_the_whole_of_its_parts() -> None:
    control, heard = control_of(COMPLETE[14][0], {"assembly": 1, "why": "a", "stray": 5})
    control._controls["assembly"]._input.value = 3  # type: ignore[attr-defined]
    control._controls["why"]._area.value = ""  # type: ignore[attr-defined]
    assert heard.values == [{"assembly": 3, "why": "a"}, {"assembly": 3}]


def test_a_group_starts_with_the_starts_of_its_fields() -> None:
    group = Group(
        "g",
        "G",
        [Number("a", "A", minimum=0, maximum=3, start=1), Number("b", "B", minimum=0, maximum=3)],
    )
    assert group.start == {"a": 1}


@pytest.mark.parametrize("field", FIELDS, ids=IDS)
def test_a_change_after_show_reaches_the_listener_with_what_was_shown_still_in_it(
    field: Field,
) -> None:
    value = dict(zip(IDS, (value for _field, value in COMPLETE), strict=True))[field.key]
    control, heard = control_of(field)
    control.show(value)
    control.changed_by_student()
    assert heard.values == [value]
    assert field.problem(heard.values[-1]) is None


def test_a_change_on_another_thread_during_show_is_not_taken_for_an_echo() -> None:
    import threading

    field = Choose("one", "State", STATES)
    control, heard = control_of(field)
    inside, done = threading.Event(), threading.Event()

    def display(value: Any) -> None:
        inside.set()
        done.wait(5)

    control.display = display  # type: ignore[method-assign]
    showing = threading.Thread(target=control.show, args=(None,))
    showing.start()
    assert inside.wait(5)
    control._selection.value = "mx"  # type: ignore[attr-defined]
    done.set()
    showing.join()
    assert heard.values == ["mx"]


def test_words_are_asked_for_well_formed_numbers_only() -> None:
    words = {1: "one", 2: "two"}
    field = Number("n", "N", minimum=1, maximum=2, words=lambda number: words[number])
    control, _heard = control_of(field, 7)
    assert field.html(7) == "7"
    assert field.html(2) == "2 (two)"
    control.show(1)
    assert control._input.said == [1, "one"]  # type: ignore[attr-defined]


def test_a_long_text_is_shown_whole_as_far_as_it_may_be_long() -> None:
    field = Text("t", "T", most=50)
    assert field.html("a\nb") == "<blockquote>a<br>b</blockquote>"
    assert len(field.html("x" * 100_000)) < 600


@pytest.mark.parametrize(
    "make",
    [
        lambda: Choose("k", "L", {}),
        lambda: Choose("k", "L", {"": "nothing"}),
        lambda: Choose("k", "L", {"a": "same", "b": "same"}),
        lambda: Number("k", "L", minimum=3, maximum=3),
        lambda: EdgeList("k", "L", STATES, CLUBS, kinds=KINDS, matrix=True),
        lambda: Group("k", "L", [Text("a", "A"), Text("a", "B")]),
    ],
)
def test_a_field_that_no_student_could_answer_is_refused_when_it_is_made(make: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        make()


def test_the_browser_code_and_the_stylesheets_are_in_the_package() -> None:
    from venezuela_course.exercises.fields.legend import Legend
    from venezuela_course.exercises.number import NumberInput

    for widget in (Legend(), NumberInput()):
        assert "export default { render };" in widget._esm
        assert ".venezuela-course" in widget._css
