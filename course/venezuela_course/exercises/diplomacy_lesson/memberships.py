"""Who belonged to the Lima Group and the Contact Group, and on which days, by the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from venezuela_course import seeds
from venezuela_course.language import _
from venezuela_course.models.diplomacy import bridges

#: Where the record leaves the first or last day of a membership blank, the first day on which a page
#: shows the state as a member, or as gone; each is in the row's note.
_SEEN_BY = {
    ("contact", "PAN"): date(2019, 7, 24),
    ("lima", "GUY"): date(2018, 5, 21),
    ("lima", "LCA"): date(2018, 5, 21),
}
_GONE_BY = {("contact", "BOL"): date(2020, 10, 28), ("lima", "BOL"): date(2021, 8, 1)}
#: The last day on which the row shows the member taking part, where no day of leaving is verified.
_SURE_UNTIL = {
    ("lima", "MEX"): date(2019, 1, 4),
    ("lima", "BOL"): date(2019, 12, 22),
    ("contact", "BOL"): date(2019, 5, 3),
}
FIRST_DAY, LAST_DAY = date(2017, 8, 1), date(2021, 8, 31)
EUROPE = "EUROPE"


@dataclass(frozen=True)
class Membership:
    """One actor in one group, as the record has it.

    Attributes
    ----------
    actor, name, group : str
    start, end : datetime.date
        First day, and first day no longer; an end after the last day of the record is open.
    start_known, end_known : bool
        Whether that day is verified; if not, it is the first day on which a page shows the state as a
        member, or as gone.
    sure_until : datetime.date or None
        The last day on which a page shows it taking part, where no day of leaving is verified.
    """

    actor: str
    name: str
    group: str
    start: date
    end: date
    start_known: bool
    end_known: bool
    sure_until: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the actor counts as a member on a day."""
        return self.start <= day < self.end

    def doubtful(self, day: date) -> bool:
        """Whether no page shows the member taking part so late."""
        return self.sure_until is not None and day > self.sure_until


def memberships() -> list[Membership]:
    """Members of both groups by the record, European members taken together."""
    rows = seeds.resolve("groups:record")
    found = []
    for row in rows[rows["status"] == "member"].itertuples():
        key = (row.group, row.actor)
        if row.role == "EU member state":
            continue
        joined, left = _day(row.joined), _day(row.left)
        europe = row.actor == "EU"
        found.append(
            Membership(
                EUROPE if europe else row.actor,
                _("European Union and 8 European states") if europe else row.name,
                row.group,
                joined or _SEEN_BY[key],
                left or _GONE_BY.get(key, date.max),
                joined is not None,
                left is not None or key not in _GONE_BY,
                _SURE_UNTIL.get(key),
            )
        )
    return found


def _day(stamp: Any) -> date | None:
    import pandas as pd

    return None if pd.isna(stamp) else stamp.date()


def edges_on(day: date) -> list[tuple[str, str]]:
    """Memberships ``(actor, group)`` of the record on a day."""
    return [(one.actor, one.group) for one in memberships() if one.covers(day)]


def bridges_on(day: date) -> tuple[str, ...]:
    """States in both groups on a day, by the record."""
    return bridges(edges_on(day))


def printed_edges() -> list[tuple[str, str]]:
    """Memberships as source S002 prints them."""
    rows = seeds.resolve("groups:seed")
    return [
        (EUROPE if row.actor == "EU-MEMBERS" else row.actor, row.group)
        for row in rows[rows["status"] == "member"].itertuples()
    ]
