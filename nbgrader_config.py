"""nbgrader's settings for this course, all of them.

What an instructor edits is in ``solutions/``, what a student receives in ``assignments/``, and everything
that is made while grading in ``grading/``, which git ignores. Each setting says why it is not the default.
"""

import os
import re
from pathlib import Path

from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbgrader.preprocessors import GetGrades

from venezuela_course.grading.pages import HideMarkScheme

# traitlets puts get_config here; the one it exports gives another application's settings, or none.
c = get_config()  # noqa: F821
root = Path(__file__).resolve().parent
grading = root / "grading"
grading.mkdir(exist_ok=True)  # SQLite makes the gradebook, but not the folder it is in

# Directories -------------------------------------------------------------------------------------------
c.CourseDirectory.course_id = "venezuela"
c.CourseDirectory.root = str(root)
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "assignments"
c.CourseDirectory.submitted_directory = os.path.join("grading", "submitted")
c.CourseDirectory.autograded_directory = os.path.join("grading", "autograded")
c.CourseDirectory.feedback_directory = os.path.join("grading", "feedback")
c.CourseDirectory.solution_directory = os.path.join("grading", "solution")
c.CourseDirectory.db_url = f"sqlite:///{grading / 'gradebook.db'}"
# graders.py holds the keys: it goes neither to the students nor into an autograded folder. The other
# names are nbgrader's own defaults.
c.CourseDirectory.ignore = [
    "graders.py",
    "hidden-inputs",
    ".ipynb_checkpoints",
    "*.pyc",
    "__pycache__",
    "feedback",
    ".DS_Store",
    "*.part",
]

# What a student receives -------------------------------------------------------------------------------
# Valid Python both as an argument, answer(...), and as a function's body; Ellipsis means 'not answered'.
c.ClearSolutions.code_stub = {"python": "...  # YOUR ANSWER HERE"}
# The essay's mark scheme stands in the locked cell that asks the question, above the cell that takes the
# essay. nbgrader expects it in a 'task' cell, which has no answer cell and cannot score an untouched one 0.
c.ClearMarkScheme.enforce_metadata = False

# How a submission is graded ----------------------------------------------------------------------------
# A link in a submission would be followed with the instructor's rights.
c.Autograde.pre_convert_hook = "venezuela_course.grading.keep_plain_files"
c.Autograde.sanitize_preprocessors = [
    "venezuela_course.grading.RestoreMarks",  # first: whatever the cells have been made to look like
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.DeduplicateIds",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "venezuela_course.grading.RestoreCells",  # OverwriteCells, whatever cells were deleted or pasted in
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.Autograde.autograde_preprocessors = [
    "venezuela_course.grading.LayHiddenInputs",
    "venezuela_course.grading.ExecuteSubmission",  # Execute, but a dead kernel costs one cell, not all
    "venezuela_course.grading.ScoreAnswers",  # the score is made here, from answers, outside the kernel
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
# A graded cell that a student deleted is put back, and graded from the saved answer.
c.OverwriteCells.add_missing_cells = True
# Submissions run under bubblewrap. "none" runs them with your own rights: their code can read the keys and
# change the gradebook.
c.ExecuteSubmission.confinement = os.environ.get("VENEZUELA_COURSE_CONFINEMENT", "bubblewrap")
c.Execute.timeout = 60  # seconds a cell; the slowest of the course takes under 3 on two slow cores
c.Execute.iopub_timeout = 10
c.Execute.raise_on_iopub_timeout = False  # endless output ends at the cell's time-out instead

# The marker reads the mark scheme in formgrader; a feedback page, which may be passed on, is without it.
c.GenerateFeedback.preprocessors = [GetGrades, HideMarkScheme, CSSHTMLHeaderPreprocessor]
# A page shows what students wrote: in formgrader a script of theirs would run with the instructor's rights.
c.HTMLExporter.sanitize_html = True
c.HTMLExporter.filters = {
    "clean_html": "venezuela_course.grading.pages.clean_html",
    "markdown2html": "venezuela_course.grading.pages.markdown2html",
}

# How work travels --------------------------------------------------------------------------------------
# On one machine students and instructor exchange through a folder; a shared server sets its own.
exchange = Path(os.environ.get("VENEZUELA_COURSE_EXCHANGE", grading / "exchange"))
exchange.mkdir(parents=True, exist_ok=True)
if os.name == "posix" and exchange.stat().st_uid == os.getuid():
    exchange.chmod(0o777)  # nbgrader refuses an exchange that not every student may write to
c.Exchange.root = str(exchange)
c.ZipCollectApp.downloaded_directory = os.path.join("grading", "downloaded")
# Answers travel with their notebook: by default an archive's .json files are dropped.
c.FileNameCollectorPlugin.valid_ext = [".ipynb", ".json"]
# `nbgrader zip_collect a3` takes what an LMS gives when the students' files are downloaded at once, put into
# grading/downloaded/a3/archive: ana_a3.ipynb, or ana_<anything>.zip with a3.ipynb and answers/ in it at any
# depth. What stands before the first underscore is the student. The pattern starts at the folder where
# archives are unpacked, so that no name inside an archive is taken for a student's; hidden files and those
# that macOS adds are left out. An LMS with other names needs another pattern.
c.FileNameCollectorPlugin.named_regexp = re.escape(str(grading / "downloaded")) + (
    r"[/\\][^/\\]+[/\\]extracted[/\\](?P<student_id>[^/\\_]+)_"
    r"(?:[^/\\]*_|(?:(?!\.|__MACOSX)[^/\\]*[/\\])*?)"
    r"(?P<file_id>(?:answers[/\\])?[a-z0-9-]+)\.(?:ipynb|json)$"
)
