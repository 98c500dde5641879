"""The evidence browser: search the tables, read one row with what bears on it, see time and series.

`search` finds rows, `series` draws figures, `browser` puts both under the hands of a reader.
"""

from venezuela_course.exercises.evidence.browser import EvidenceBrowser

__all__ = ["EvidenceBrowser"]
