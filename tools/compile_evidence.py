"""Compile the machine-readable tables of `seeds/` from files their publishers offer.

    python tools/compile_evidence.py oil_production --eia Oil.csv
    python tools/compile_evidence.py oil_prices --brent brent-year.csv
    python tools/compile_evidence.py macro --weo weo.csv --wdi indicators/
    python tools/compile_evidence.py military_expenditure --wdi indicators/
    python tools/compile_evidence.py migration --unhcr population.csv

Nothing is downloaded: a maintainer fetches the file, looks at it, and passes its path. A recipe makes
the series it knows and leaves other rows of the table, compiled by hand from reports, as they are.
`--check` writes nothing and fails where the table is not what the recipe makes of the file.

Inputs
------
eia
    "Annual petroleum and other liquids production" of the US Energy Information Administration,
    International, downloaded as csv: a line with the date, a line of years, a line per country
    (``INTL.53-1-VEN-TBPD.A``), thousand barrels per day.
brent
    ``data/brent-year.csv`` of the public package *oil-prices* (spot prices of the same
    administration): columns ``Date`` and ``Price``, US dollars per barrel.
weo
    World Economic Outlook of the International Monetary Fund in long form: columns ``concept``,
    ``ref_area`` (``VEN``), ``freq``, ``year`` and ``value`` among others, values in the units in
    which the Outlook prints them.
wdi
    A folder of World Development Indicators of the World Bank, one ``<code>/data.csv`` each, with
    columns ``Country Name``, ``Country Code``, ``Year`` and ``Value``.
unhcr
    Refugee Data Finder of the UN refugee agency, population by country of origin and of asylum:
    columns ``year``, ``coo_iso``, ``coa_iso``, ``refugees``, ``asylum_seekers`` and ``oip``.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
SEEDS = ROOT / "seeds"

Row = dict[str, str]

#: The course ends in August 2024; 2023 is the last whole year before that.
LAST_YEAR = 2023

EIA_SOURCE = (
    "US Energy Information Administration, International Energy Statistics, "
    "petroleum and other liquids production"
)
BRENT_SOURCE = "US Energy Information Administration, spot price of Brent crude, annual average"
WEO_SOURCE = "International Monetary Fund, World Economic Outlook, October 2025 edition, {code}"
WDI_SOURCE = "World Bank, World Development Indicators, {code} (July 2026 release)"
UNHCR_SOURCE = "UN refugee agency (UNHCR), Refugee Data Finder, population by country of origin"

#: Venezuela and the producers it is compared with: neighbours, and members of OPEC.
PRODUCERS = {
    "AGO": "Angola",
    "BRA": "Brazil",
    "COL": "Colombia",
    "DZA": "Algeria",
    "ECU": "Ecuador",
    "IRN": "Iran",
    "IRQ": "Iraq",
    "KWT": "Kuwait",
    "LBY": "Libya",
    "MEX": "Mexico",
    "NGA": "Nigeria",
    "NOR": "Norway",
    "SAU": "Saudi Arabia",
    "VEN": "Venezuela",
}

#: Venezuela and states of Latin America for which military spending is published.
MILITARIES = {
    "ARG": "Argentina",
    "BRA": "Brazil",
    "CHL": "Chile",
    "COL": "Colombia",
    "CUB": "Cuba",
    "ECU": "Ecuador",
    "MEX": "Mexico",
    "NIC": "Nicaragua",
    "PER": "Peru",
    "VEN": "Venezuela",
}

NOT_PUBLISHED = "The publisher gives no figure for this year"


class Indicator(NamedTuple):
    """One series of the table `macro`."""

    publisher: str
    """``weo`` or ``wdi``."""
    code: str
    """Code of the series at its publisher."""
    unit: str
    decimals: int
    """Decimal places kept."""
    published_until: int
    """Last year that rests on national statistics; later years are estimated or modelled."""
    later_status: str
    """Status of the years after that: ``staff_estimate`` or ``modelled``."""
    later_note: str
    """Note to the years after that."""


# The Outlook names 2018 as the last year of Venezuelan national accounts it could use.
_STAFF = (
    2018,
    "staff_estimate",
    "Estimate of the Fund's staff; the last national real accounts are of 2018",
)
# It computes nominal output itself from 2012 on, with its own deflators and exchange rates.
_NOMINAL = (
    2011,
    "staff_estimate",
    "The Fund's staff computes nominal output with its own deflators and exchange rates from 2012",
)
_ESTIMATED = (2018, "modelled", "Estimated; the last national real accounts are of 2018")
_MEASURED = (LAST_YEAR, "modelled", "")
_PROJECTED = (1979, "modelled", "Modelled by the publisher from censuses and flows, not counted")
# Under-5 mortality reads 24.2 in every year from 2016: a value carried on is not a measurement.
_CARRIED_ON = (
    2015,
    "modelled",
    "The same 24.2 in every year from 2016: carried forward, not measured year by year",
)

INDICATORS = {
    "real_gdp_growth": Indicator("weo", "NGDP_RPCH", "percent", 3, *_STAFF),
    "real_gdp_growth_wdi": Indicator("wdi", "NY.GDP.MKTP.KD.ZG", "percent", 3, *_ESTIMATED),
    "gdp_current": Indicator("weo", "NGDPD", "billion US dollars", 3, *_NOMINAL),
    "gdp_per_capita_current": Indicator("weo", "NGDPDPC", "US dollars", 0, *_NOMINAL),
    "inflation_average": Indicator("weo", "PCPIPCH", "percent", 3, *_STAFF),
    "inflation_end_of_period": Indicator("weo", "PCPIEPCH", "percent", 3, *_STAFF),
    "unemployment": Indicator("weo", "LUR", "percent of the labour force", 3, *_STAFF),
    "government_debt": Indicator("weo", "GGXWDG_NGDP", "percent of GDP", 3, *_STAFF),
    "current_account": Indicator("weo", "BCA", "billion US dollars", 3, *_STAFF),
    "population_weo": Indicator("weo", "LP", "million persons", 3, *_STAFF),
    "population_wdi": Indicator("wdi", "SP.POP.TOTL", "persons", 0, *_PROJECTED),
    "net_migration_wdi": Indicator("wdi", "SM.POP.NETM", "persons", 0, *_PROJECTED),
    "fuel_share_of_exports": Indicator(
        "wdi", "TX.VAL.FUEL.ZS.UN", "percent of goods exports", 1, *_MEASURED
    ),
    "under5_mortality": Indicator(
        "wdi", "SH.DYN.MORT", "deaths per 1,000 live births", 1, *_CARRIED_ON
    ),
    "homicides": Indicator("wdi", "VC.IHR.PSRC.P5", "per 100,000 persons", 1, *_MEASURED),
    "undernourishment": Indicator(
        "wdi", "SN.ITK.DEFC.ZS", "percent of the population", 1, *_MEASURED
    ),
}

#: Base year of the index of output: the year Nicolás Maduro took office.
BASE_YEAR = 2013


class EvidenceInputError(ValueError):
    """A file is not the publisher's file that a recipe reads."""


def _read(path: Path, needed: Iterable[str]) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = set(needed) - set(reader.fieldnames or ())
        if missing:
            raise EvidenceInputError(f"{path} has no column {', '.join(sorted(missing))}")
        return list(reader)


def _number(cell: str | None) -> float | None:
    """A figure, or None for the ways in which publishers write that there is none."""
    text = (cell or "").replace(",", "").strip()
    return None if text in {"", "--", "-", "NA", "n/a", "nan"} else float(text)


def _written(value: float | None, decimals: int) -> str:
    """A figure without superfluous zeros; a blank for none."""
    if value is None:
        return ""
    text = f"{value:.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def oil_production(eia: Path) -> list[Row]:
    """Annual liquids production of the chosen countries, 1973 to 2023.

    Parameters
    ----------
    eia
        The publisher's file (see the top of this module).

    Returns
    -------
    list of dict
        A row per country and year, also for years without a figure, which say so in ``note``.

    Raises
    ------
    EvidenceInputError
        If the file is of another unit or lacks a country.
    """
    with eia.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    header = next((number for number, line in enumerate(lines) if line[:1] == ["API"]), None)
    if header is None:
        raise EvidenceInputError(f"{eia} has no line of years that begins with API")
    years = lines[header][2:]
    published = {
        line[0].split("-")[2]: dict(zip(years, line[2:], strict=False))
        for line in lines[header + 1 :]
        if line and line[0].startswith("INTL.53-1-") and line[0].endswith("-TBPD.A")
    }
    missing = set(PRODUCERS) - set(published)
    if missing:
        raise EvidenceInputError(
            f"{eia} has no annual series in thousand barrels per day of {', '.join(sorted(missing))}"
        )
    rows = []
    for iso3, country in sorted(PRODUCERS.items()):
        for year in range(1973, LAST_YEAR + 1):
            value = _number(published[iso3].get(str(year)))
            rows.append(
                {
                    "iso3": iso3,
                    "country": country,
                    "year": str(year),
                    "production_kb_d": _written(value, 1),
                    "source": EIA_SOURCE,
                    "confidence": "A",
                    "note": NOT_PUBLISHED if value is None else "",
                }
            )
    return rows


def oil_prices(brent: Path) -> list[Row]:
    """Annual mean spot price of Brent crude.

    Parameters
    ----------
    brent
        The publisher's file (see the top of this module).

    Returns
    -------
    list of dict
        A row per year from the first in the file to 2023.
    """
    prices = {row["Date"][:4]: _number(row["Price"]) for row in _read(brent, ("Date", "Price"))}
    return [
        {
            "series": "brent",
            "year": year,
            "price_usd_bbl": _written(value, 2),
            "covers": "full_year",
            "source": BRENT_SOURCE,
            "confidence": "A",
            "note": "",
        }
        for year, value in sorted(prices.items())
        if int(year) <= LAST_YEAR
    ]


def _world_bank(folder: Path, code: str, country: str) -> dict[int, float | None]:
    path = folder / code.lower() / "data.csv"
    rows = _read(path, ("Country Code", "Year", "Value"))
    return {
        int(row["Year"]): _number(row["Value"]) for row in rows if row["Country Code"] == country
    }


def real_gdp_index(growth: Mapping[int, float]) -> dict[int, float]:
    """Chain growth rates to an index of output.

    Parameters
    ----------
    growth
        Growth of real output over the year before, percent, by year, without a gap.

    Returns
    -------
    dict of int to float
        Index by year, 2013 = 100: ``I[t] = I[t-1] * (1 + g[t]/100)``.
    """
    level, levels = 1.0, {}
    for year in sorted(growth):
        level *= 1 + growth[year] / 100
        levels[year] = level
    return {year: 100 * value / levels[BASE_YEAR] for year, value in levels.items()}


def macro(weo: Path, wdi: Path) -> list[Row]:
    """Venezuela's economy and population, 1980 to 2023, a row per indicator and year.

    Parameters
    ----------
    weo, wdi
        The publishers' file and folder (see the top of this module).

    Returns
    -------
    list of dict
        Years without a figure have a row that says so. ``status`` tells figures that rest on
        national statistics from estimates of the Fund's staff, from models and from arithmetic.

    Raises
    ------
    EvidenceInputError
        If an indicator is not in the files.
    """
    outlook: dict[str, dict[int, float | None]] = {}
    for row in _read(weo, ("concept", "ref_area", "freq", "year", "value")):
        if row["ref_area"] == "VEN" and row["freq"] == "A":
            outlook.setdefault(row["concept"], {})[int(row["year"])] = _number(row["value"])
    rows = []
    for name, indicator in INDICATORS.items():
        of_weo = indicator.publisher == "weo"
        values = (
            outlook.get(indicator.code, {}) if of_weo else _world_bank(wdi, indicator.code, "VEN")
        )
        if not values:
            raise EvidenceInputError(f"There is no {indicator.code} for Venezuela in the input")
        source = (WEO_SOURCE if of_weo else WDI_SOURCE).format(code=indicator.code)
        for year in range(1980, LAST_YEAR + 1):
            value = values.get(year)
            later = year > indicator.published_until
            note = indicator.later_note if later else ""
            rows.append(
                {
                    "indicator": name,
                    "year": str(year),
                    "value": _written(value, indicator.decimals),
                    "unit": indicator.unit,
                    "status": indicator.later_status if later else "published",
                    "source": source,
                    "confidence": "A",
                    "note": NOT_PUBLISHED if value is None else note,
                }
            )
        if name == "real_gdp_growth":
            rows += _index_rows(
                {
                    year: value
                    for year, value in values.items()
                    if value is not None and 1980 <= year <= LAST_YEAR
                }
            )
    return rows


def _index_rows(growth: Mapping[int, float]) -> list[Row]:
    return [
        {
            "indicator": "real_gdp_index",
            "year": str(year),
            "value": _written(value, 2),
            "unit": f"index, {BASE_YEAR} = 100",
            "status": "computed",
            "source": "Chained from real_gdp_growth: " + WEO_SOURCE.format(code="NGDP_RPCH"),
            "confidence": "A",
            "note": f"Rests on staff estimates after {_STAFF[0]}" if year > _STAFF[0] else "",
        }
        for year, value in real_gdp_index(growth).items()
    ]


def military_expenditure(wdi: Path) -> list[Row]:
    """Military spending as a share of output, ten states, 1980 to 2023.

    Parameters
    ----------
    wdi
        The publisher's folder (see the top of this module).

    Returns
    -------
    list of dict
        A row per state and year. ``usable`` is false where there is no figure and, for Venezuela,
        from 2016 on: the share divides bolívares of one exchange rate by output of another, jumps by
        factors of up to fifteen from year to year, and measures neither.
    """
    code = "MS.MIL.XPND.GD.ZS"
    rows = []
    for iso3, country in sorted(MILITARIES.items()):
        values = _world_bank(wdi, code, iso3)
        for year in range(1980, LAST_YEAR + 1):
            value = values.get(year)
            distorted = iso3 == "VEN" and year >= 2016
            note = ""
            if value is None:
                note = NOT_PUBLISHED
            elif distorted:
                note = (
                    "Do not plot: exchange rates and estimated output make the share jump; "
                    "it does not measure effort"
                )
            rows.append(
                {
                    "iso3": iso3,
                    "country": country,
                    "year": str(year),
                    "share_of_gdp_pct": _written(value, 2),
                    "usable": "false" if note else "true",
                    "source": WDI_SOURCE.format(code=code) + "; figures of SIPRI",
                    "confidence": "A",
                    "note": note,
                }
            )
    return rows


#: Columns of the input that make each series of the table `migration`.
_POPULATIONS = {
    "unhcr_refugees": ("refugees",),
    "unhcr_asylum_seekers": ("asylum_seekers",),
    "unhcr_other_in_need": ("oip",),
    "unhcr_total": ("refugees", "asylum_seekers", "oip"),
}
#: First year in which the agency counted other people in need of international protection.
_OTHER_IN_NEED_SINCE = 2018


def migration(unhcr: Path) -> list[Row]:
    """Venezuelans abroad in the UN refugee agency's books, year-end stocks, 1998 to 2023.

    Parameters
    ----------
    unhcr
        The publisher's file (see the top of this module).

    Returns
    -------
    list of dict
        A row per series and year. Before 2018 the category of other people in need of international
        protection did not exist: its rows are blank and say so, and the total is without it.
    """
    columns = ("refugees", "asylum_seekers", "oip")
    totals: dict[int, dict[str, float]] = {}
    for row in _read(unhcr, ("year", "coo_iso", *columns)):
        if row["coo_iso"] == "VEN" and 1998 <= int(row["year"]) <= LAST_YEAR:
            year = totals.setdefault(int(row["year"]), dict.fromkeys(columns, 0.0))
            for column in columns:
                year[column] += _number(row[column]) or 0
    rows = []
    for series, parts in _POPULATIONS.items():
        for year_end, stock in sorted(totals.items()):
            before = "oip" in parts and year_end < _OTHER_IN_NEED_SINCE
            blank = before and parts == ("oip",)
            note = ""
            if blank:
                note = "The category exists from 2018"
            elif before:
                note = "Refugees and asylum seekers only: the third category exists from 2018"
            rows.append(
                {
                    "series": series,
                    "date": f"{year_end}-12-31",
                    "persons": "" if blank else _written(sum(stock[part] for part in parts), 0),
                    "source": UNHCR_SOURCE,
                    "confidence": "A",
                    "note": note,
                }
            )
    return rows


RECIPES: dict[str, tuple[Callable[..., list[Row]], tuple[str, ...]]] = {
    "oil_production": (oil_production, ("eia",)),
    "oil_prices": (oil_prices, ("brent",)),
    "macro": (macro, ("weo", "wdi")),
    "military_expenditure": (military_expenditure, ("wdi",)),
    "migration": (migration, ("unhcr",)),
}


def merged(made: list[Row], existing: list[Row]) -> list[Row]:
    """Rows of a table: those a recipe made, then those of series it does not make.

    Parameters
    ----------
    made
        Rows of the recipe.
    existing
        Rows of the table as it stands.

    Returns
    -------
    list of dict
        Where the table has a column ``series``, existing rows of other series follow; a table
        without one is the recipe's alone.
    """
    if not made or "series" not in made[0]:
        return made
    series = {row["series"] for row in made}
    return made + [row for row in existing if row["series"] not in series]


def as_csv(rows: list[Row], columns: list[str]) -> str:
    """Rows as the text of a csv file with Unix line ends, columns in the order given."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _columns(seeds: Path, table: str) -> tuple[Path, list[str]]:
    package = json.loads((seeds / "datapackage.json").read_text(encoding="utf-8"))
    resource = next(r for r in package["resources"] if r["name"] == table)
    return seeds / resource["path"], [field["name"] for field in resource["schema"]["fields"]]


def compile_table(table: str, inputs: Mapping[str, Path], seeds: Path = SEEDS) -> tuple[Path, str]:
    """Text of one table, compiled from its inputs.

    Parameters
    ----------
    table
        One of `RECIPES`.
    inputs
        Paths by the names of `RECIPES`.
    seeds
        Folder of the data package, for the table's columns and its rows made by hand.

    Returns
    -------
    pathlib.Path
        The table's file.
    str
        What should stand in it.

    Raises
    ------
    EvidenceInputError
        If an input is not what the recipe reads.
    """
    recipe, names = RECIPES[table]
    path, columns = _columns(seeds, table)
    existing = _read(path, columns) if path.exists() else []
    return path, as_csv(merged(recipe(*(inputs[name] for name in names)), existing), columns)


def main(arguments: list[str] | None = None) -> int:
    """Compile one table; the exit status is 1 if `--check` finds a difference."""
    parser = argparse.ArgumentParser(description="Compile a table of seeds/ from public files.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail on a difference")
    parser.add_argument("--seeds", type=Path, default=SEEDS, help="folder of the data package")
    tables = parser.add_subparsers(dest="table", required=True)
    for table, (recipe, names) in RECIPES.items():
        command = tables.add_parser(table, help=(recipe.__doc__ or "").split("\n")[0])
        for name in names:
            command.add_argument(f"--{name}", type=Path, required=True)
    options = parser.parse_args(arguments)
    try:
        path, text = compile_table(options.table, vars(options), options.seeds)
    except (EvidenceInputError, OSError) as problem:
        print(problem, file=sys.stderr)
        return 2
    if path.exists() and path.read_text(encoding="utf-8") == text:
        print(f"{path.name} is as the recipe makes it")
        return 0
    if options.check:
        print(f"{path.name} is not what the recipe makes of this input", file=sys.stderr)
        return 1
    path.write_text(text, encoding="utf-8", newline="\n")
    print(f"{path.name}: {text.count(chr(10)) - 1} rows")
    return 0


if __name__ == "__main__":
    sys.exit(main())
