"""Rules that hold for every lesson: its grammar, its evidence, its words, what is stored in it."""

import html
import re
from pathlib import Path

import nbformat
import pytest

from tests import prose
from venezuela_course import seeds

LESSONS = sorted(Path(__file__).parents[2].joinpath("course", "lessons").glob("*.ipynb"))

SCOPE_NOTICE = (
    "This course stops at the end of August 2024. Important events followed, including changes in "
    "offices, court cases and relations between states. Do not treat present-tense statements here "
    "as current; consult recent sources. The course takes no position on later events and asks you "
    "not to use them as evidence."
)
OPENING = ("What you will do", "What you will learn")
CLOSING = (
    "The other side of the table",
    "Key points",
    "Glossary",
    "Discussion",
    "Where assignment",
    "Further reading",
    "Evidence used in this lesson",
)
SECTION_PARTS = ("question", "concept", "evidence", "explore", "explorer", "practice", "think")
LONGEST_CODE = 12
LONGEST_QUOTATION = 7  # words

_QUOTATION = re.compile(r"“([^”]*)”|\"([^\"\n]*)\"|«([^»]*)»")
_READABLE_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


@pytest.fixture(params=LESSONS, ids=lambda path: path.stem)
def lesson(request):
    return nbformat.read(request.param, as_version=4)


@pytest.fixture
def number(request):
    """The lesson's number, from its file's name."""
    return int(request.node.callspec.params["lesson"].stem.split("_")[0])


def markdown(lesson):
    return [cell for cell in lesson.cells if cell.cell_type == "markdown"]


def code(lesson):
    return [cell for cell in lesson.cells if cell.cell_type == "code"]


def headings(lesson):
    """Headings of the second level, in order."""
    found = []
    for cell in markdown(lesson):
        found += re.findall(r"^## (.+)$", cell.source, flags=re.MULTILINE)
    return found


def sections(lesson):
    """Word that begins the ids of each numbered section's cells."""
    return [
        cell.id.removesuffix("-question")
        for cell in markdown(lesson)
        if re.match(r"## \d\.\d ", cell.source)
    ]


def shown(cell):
    """Text that a code cell shows to a reader: printed, or an output's words."""
    for output in cell.outputs:
        yield output.get("text", "") or output.get("data", {}).get("text/plain", "")


def pictures(lesson):
    for cell in code(lesson):
        for output in cell.outputs:
            yield from re.findall(r"<img[^>]*>", output.get("data", {}).get("text/html", ""))


def test_there_is_a_lesson():
    assert LESSONS


# Grammar --------------------------------------------------------------------------------------------


def test_a_lesson_opens_with_its_number_and_the_scope_notice(lesson, number):
    first, second = lesson.cells[:2]
    assert first.source.startswith(f"# {number} · ")
    quoted = " ".join(line.removeprefix(">").strip() for line in second.source.splitlines())
    assert SCOPE_NOTICE in quoted


def test_a_lesson_has_its_opening_its_numbered_sections_and_its_closing_in_order(lesson, number):
    found = headings(lesson)
    assert tuple(found[: len(OPENING)]) == OPENING
    middle = found[len(OPENING) : len(found) - len(CLOSING)]
    assert middle and [heading.split()[0] for heading in middle] == [
        f"{number}.{place}" for place in range(1, len(middle) + 1)
    ]
    assert all(
        heading.startswith(start)
        for heading, start in zip(found[-len(CLOSING) :], CLOSING, strict=True)
    )


def test_each_section_has_its_time_and_the_times_add_up_to_about_two_hours(lesson):
    cells = {cell.id: cell.source for cell in lesson.cells}
    table = dict(
        re.findall(r"^\| (\d\.\d) [^|]*\|[^|]*\| (\d+) \|$", cells["what-you-will-do"], re.M)
    )
    for section in sections(lesson):
        source = cells[f"{section}-question"]
        place = re.match(r"## (\d\.\d)", source)[1]
        assert f"*{table[place]} minutes*" in source
    minutes = re.findall(r"\| (\d+) \|$", cells["what-you-will-do"], re.M)
    assert 100 <= sum(map(int, minutes)) <= 140


def test_each_objective_begins_with_a_verb_and_names_its_section(lesson, number):
    source = next(cell.source for cell in markdown(lesson) if cell.id == "objectives")
    objectives = re.findall(r"^\d+\. (.+)$", source, flags=re.MULTILINE)
    assert len(objectives) >= 3
    for objective in objectives:
        assert re.match(r"\*\*[A-Z][a-z]+\*\* ", objective)
        assert f"({number}." in objective


def test_each_section_asks_explains_shows_explores_practises_and_thinks(lesson):
    ids = [cell.id for cell in lesson.cells]
    for section in sections(lesson):
        parts = [f"{section}-{part}" for part in SECTION_PARTS]
        assert [name for name in ids if name in parts] == parts
        assert any(name.startswith(f"{section}-practice-") for name in ids)


def test_each_section_asks_a_question_first(lesson):
    for cell in markdown(lesson):
        if cell.id.endswith("-question"):
            assert re.search(r"\*\*[^*]+\?\*\*", cell.source), cell.id


def test_each_section_has_a_figure(lesson):
    place = ""
    with_figure = set()
    for cell in lesson.cells:
        if cell.id.endswith("-question"):
            place = cell.id.removesuffix("-question")
        if "<img" in str(cell.get("outputs", "")):
            with_figure.add(place)
    assert set(sections(lesson)) <= with_figure


def test_each_table_of_the_other_side_hears_four_parties(lesson):
    source = next(cell.source for cell in markdown(lesson) if cell.id == "other-side")
    parties = ("Maduro government", "opposition", "Washington", "mediators")
    rows = [line for line in source.splitlines() if line.startswith("| **")]
    assert all(any(party in row.split("|")[1] for row in rows) for party in parties)
    assert all(prose.evidence_references(row) for row in rows)


def test_reading_named_in_the_text_is_in_the_list_of_reading(lesson):
    reading = next(cell.source for cell in markdown(lesson) if cell.id == "further-reading")
    for cell in markdown(lesson):
        if cell.id.endswith("-concept"):
            for year in re.findall(
                r"\b(1[89]\d\d|20[01]\d)\b(?=[);,|]| \|)", prose.prose(cell.source)
            ):
                assert f"({year})" in reading, (cell.id, year)


# Evidence -------------------------------------------------------------------------------------------


def test_every_cited_id_names_a_row_of_the_evidence(lesson):
    cited = {ref for cell in markdown(lesson) for ref in prose.evidence_references(cell.source)}
    assert cited
    assert [ref for ref in sorted(cited) if not seeds.exists(ref)] == []


def test_every_paragraph_of_evidence_carries_an_id(lesson):
    for cell in markdown(lesson):
        if not cell.id.endswith("-evidence"):
            continue
        for paragraph in re.split(r"\n\s*\n", cell.source):
            if not paragraph.startswith("#") and prose.prose(paragraph).strip():
                assert prose.evidence_references(paragraph), paragraph[:80]


def test_the_list_of_evidence_is_what_the_text_cites(lesson):
    *text, evidence = markdown(lesson)
    assert evidence.id == "evidence-used"
    cited = {ref for cell in text for ref in prose.evidence_references(cell.source)}
    listed = prose.evidence_references(evidence.source)
    assert sorted(listed) == sorted(cited)


# Words ----------------------------------------------------------------------------------------------


def test_loaded_terms_are_quoted_and_have_a_speaker(lesson):
    for cell in markdown(lesson):
        assert prose.bare_loaded_terms(cell.source) == [], cell.id
        assert prose.unattributed_loaded_terms(cell.source) == [], cell.id


def test_nothing_is_said_to_hold_at_the_time_of_reading(lesson):
    # The list at the end names newspapers, one of which is called after the day.
    for cell in markdown(lesson)[:-1]:
        assert prose.time_words(cell.source) == [], cell.id


def test_no_date_is_later_than_the_courses_last_day(lesson):
    # The list at the end names editions of tables, and forecasts; the tables' own tests hold their dates.
    for cell in markdown(lesson)[:-1]:
        assert prose.dates_after_cut_off(cell.source) == [], cell.id
    for cell in code(lesson):
        for text in shown(cell):
            assert prose.dates_after_cut_off(text) == [], cell.id


def test_quotations_are_shorter_than_eight_words(lesson):
    for cell in markdown(lesson):
        for groups in _QUOTATION.findall(prose.prose(cell.source)):
            assert len("".join(groups).split()) <= LONGEST_QUOTATION, groups


# What is stored -------------------------------------------------------------------------------------


def test_code_cells_are_short_and_show_something(lesson):
    for cell in code(lesson):
        lines = [line for line in cell.source.splitlines() if line.strip()]
        assert len(lines) <= LONGEST_CODE, cell.id
        assert any(text.strip() for text in shown(cell)), cell.id


def test_cells_were_run_in_order_without_errors_or_warnings(lesson):
    assert [cell.execution_count for cell in code(lesson)] == list(range(1, len(code(lesson)) + 1))
    for cell in code(lesson):
        for output in cell.outputs:
            assert output.output_type != "error", cell.id
            assert output.get("name") != "stderr", cell.id


def test_every_figure_says_in_words_what_it_shows(lesson):
    found = list(pictures(lesson))
    assert found
    for picture in found:
        alt = re.search(r' alt="([^"]*)"', picture)
        assert alt and len(html.unescape(alt[1]).split()) >= 8, picture[-200:]
    for cell in code(lesson):
        for output in cell.outputs:
            assert "image/png" not in output.get("data", {}), cell.id  # has no words


def test_cell_ids_are_readable_and_unique(lesson):
    nbformat.validate(lesson)
    ids = [cell.id for cell in lesson.cells]
    assert len(set(ids)) == len(ids)
    for name in ids:
        assert _READABLE_ID.fullmatch(name), name
        assert not re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f-]+)?", name), name


def test_a_lesson_holds_no_metadata_but_its_kernel(lesson):
    assert set(lesson.metadata) == {"kernelspec", "language_info"}
    assert lesson.metadata.kernelspec.name == "python3"
    assert dict(lesson.metadata.language_info) == {"name": "python"}
    assert all(cell.metadata == {} for cell in lesson.cells)
