"""Fields: the parts an answer is made of, each with its live control and its static page.

A `Field` says what is asked and what a well-formed value is, and holds no state. Its `control` is a
live widget. The building blocks serve exercises of every unit:

>>> from venezuela_course.exercises.fields import Choose, Number
>>> quota = Number("quota", "Votes needed", minimum=1, maximum=34)
>>> quota.problem(23)
>>> quota.problem(None)
'“Votes needed” is not answered yet.'
>>> rule = Choose("rule", "Base", {"members": "all members", "present": "those present"})
>>> rule.html("present")
'those present'
"""

from venezuela_course.exercises.fields.amounts import Allocate, Number
from venezuela_course.exercises.fields.cards import Cards
from venezuela_course.exercises.fields.choices import Choose, ChooseMany
from venezuela_course.exercises.fields.commitment import Commit
from venezuela_course.exercises.fields.edges import EdgeList
from venezuela_course.exercises.fields.field import Control, Field
from venezuela_course.exercises.fields.group import Group
from venezuela_course.exercises.fields.lines import LineBrowser
from venezuela_course.exercises.fields.order import Order
from venezuela_course.exercises.fields.tables import Classify, Grid
from venezuela_course.exercises.fields.text import Text
from venezuela_course.exercises.fields.variant import Variant

__all__ = [
    "Allocate",
    "Cards",
    "Choose",
    "ChooseMany",
    "Classify",
    "Commit",
    "Control",
    "EdgeList",
    "Field",
    "Grid",
    "Group",
    "LineBrowser",
    "Number",
    "Order",
    "Text",
    "Variant",
]
