"""The recipes make tables of publishers' files: tried on small files of invented numbers."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

from tools import compile_evidence as recipes

SEEDS = recipes.SEEDS


def write(path: Path, rows: list[list[object]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


@pytest.fixture
def eia(tmp_path: Path) -> Path:
    """The administration's layout: Brazil's 1973 is missing, Angola is in another unit too."""
    rows: list[list[object]] = [
        ["Report generated on: 01-01-2024"],
        ["API", "", "1973", "1974", "2024"],
        ["", "petroleum and other liquids production (Mb/d)", "", "", ""],
    ]
    for number, iso3 in enumerate(sorted(recipes.PRODUCERS)):
        first = "--" if iso3 == "BRA" else f"{100 * number}.04"
        rows.append([f"INTL.53-1-{iso3}-TBPD.A", f"    {iso3}", first, "1,234.56", "9"])
    rows.append(["INTL.53-1-AGO-MTOE.A", "    Angola", "7", "7", "7"])
    return write(tmp_path / "Oil.csv", rows)


@pytest.fixture
def indicators(tmp_path: Path) -> Path:
    """One invented figure per indicator of the Bank, and military spending of two states."""
    folder = tmp_path / "indicators"
    header = ["Country Name", "Country Code", "Year", "Value"]
    for indicator in recipes.INDICATORS.values():
        if indicator.publisher == "wdi":
            rows = [header, ["Venezuela", "VEN", 2000, 12.3456], ["Peru", "PER", 2000, 99]]
            write(folder / indicator.code.lower() / "data.csv", rows)
    rows = [header, ["", "VEN", 2015, 0.94], ["", "VEN", 2016, 0.454], ["", "PER", 2016, 1.2]]
    write(folder / "ms.mil.xpnd.gd.zs" / "data.csv", rows)
    return folder


@pytest.fixture
def weo(tmp_path: Path) -> Path:
    """Output that grows by ten percent a year from 1980; the other series are of one year."""
    rows: list[list[object]] = [["concept", "ref_area", "freq", "year", "value"]]
    rows += [["NGDP_RPCH", "VEN", "A", year, 10] for year in range(1980, 2027)]
    rows += [["NGDP_RPCH", "COL", "A", 2000, 1]]
    for indicator in recipes.INDICATORS.values():
        if indicator.publisher == "weo" and indicator.code != "NGDP_RPCH":
            rows += [
                [indicator.code, "VEN", "A", 1999, "n/a"],
                [indicator.code, "VEN", "A", 2020, 5],
            ]
    return write(tmp_path / "weo.csv", rows)


@pytest.fixture
def unhcr(tmp_path: Path) -> Path:
    return write(
        tmp_path / "population.csv",
        [
            ["year", "coo_iso", "coa_iso", "refugees", "asylum_seekers", "oip"],
            [1997, "VEN", "USA", 1, 1, 0],
            [2017, "VEN", "USA", 10, 20, 0],
            [2017, "VEN", "BRA", 1, "", 0],
            [2018, "VEN", "COL", 5, 6, 700],
            [2018, "COL", "VEN", 9000, 9000, 9000],
        ],
    )


def by(rows: list[recipes.Row], *columns: str) -> dict[tuple[str, ...], recipes.Row]:
    return {tuple(row[column] for column in columns): row for row in rows}


def test_production_is_read_by_country_and_year_and_rounded(eia: Path) -> None:
    rows = by(recipes.oil_production(eia), "iso3", "year")
    assert rows["AGO", "1973"]["production_kb_d"] == "0"
    assert rows["COL", "1973"]["production_kb_d"] == "200"
    assert rows["VEN", "1974"]["production_kb_d"] == "1234.6"
    assert len(rows) == len(recipes.PRODUCERS) * (2023 - 1973 + 1)


def test_a_year_the_publisher_leaves_out_is_a_row_that_says_so(eia: Path) -> None:
    rows = by(recipes.oil_production(eia), "iso3", "year")
    for year in ("1973", "1990"):
        assert rows["BRA", year]["production_kb_d"] == ""
        assert rows["BRA", year]["note"] == recipes.NOT_PUBLISHED
    assert rows["BRA", "1974"]["note"] == ""


def test_no_year_after_2023_is_taken(eia: Path, weo: Path, indicators: Path) -> None:
    made = recipes.oil_production(eia) + recipes.macro(weo, indicators)
    assert max(row["year"] for row in made) == "2023"


def test_a_file_of_another_unit_is_refused(eia: Path) -> None:
    eia.write_text(eia.read_text(encoding="utf-8").replace("TBPD", "MTOE"), encoding="utf-8")
    with pytest.raises(recipes.EvidenceInputError, match="thousand barrels per day"):
        recipes.oil_production(eia)


def test_a_file_without_a_line_of_years_is_refused(tmp_path: Path) -> None:
    with pytest.raises(recipes.EvidenceInputError, match="line of years"):
        recipes.oil_production(write(tmp_path / "other.csv", [["Year", "Value"]]))


def test_a_file_without_a_column_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(recipes.EvidenceInputError, match="no column Price"):
        recipes.oil_prices(write(tmp_path / "brent.csv", [["Date", "Close"], ["2000-06-30", 1]]))


def test_the_index_of_output_chains_growth_and_is_100_in_2013(weo: Path, indicators: Path) -> None:
    rows = by(recipes.macro(weo, indicators), "indicator", "year")
    assert rows["real_gdp_index", "2013"]["value"] == "100"
    assert rows["real_gdp_index", "2014"]["value"] == "110"
    assert rows["real_gdp_index", "2012"]["value"] == "90.91"
    assert {row["status"] for key, row in rows.items() if key[0] == "real_gdp_index"} == {
        "computed"
    }


def test_an_index_of_growth_and_shrinkage_is_their_product() -> None:
    index = recipes.real_gdp_index({2013: 7.0, 2014: -50.0, 2015: 100.0})
    assert index == pytest.approx({2013: 100, 2014: 50, 2015: 100})


def test_estimates_of_the_fund_are_marked_from_2019(weo: Path, indicators: Path) -> None:
    rows = by(recipes.macro(weo, indicators), "indicator", "year")
    assert rows["inflation_average", "2018"]["status"] == "published"
    assert rows["inflation_average", "2020"]["status"] == "staff_estimate"
    assert rows["inflation_average", "2020"]["note"].startswith("Estimate of the Fund's staff")
    assert rows["gdp_current", "2012"]["status"] == "staff_estimate"
    assert rows["inflation_average", "1999"]["note"] == recipes.NOT_PUBLISHED


def test_an_indicator_missing_from_the_outlook_is_named(weo: Path, indicators: Path) -> None:
    weo.write_text(weo.read_text(encoding="utf-8").replace("PCPIPCH", "PCPI"), encoding="utf-8")
    with pytest.raises(recipes.EvidenceInputError, match="PCPIPCH"):
        recipes.macro(weo, indicators)


def test_another_country_s_figures_are_left_alone(weo: Path, indicators: Path) -> None:
    rows = by(recipes.macro(weo, indicators), "indicator", "year")
    assert rows["real_gdp_growth", "2000"]["value"] == "10"
    assert rows["homicides", "2000"]["value"] == "12.3"


def test_venezuelan_military_spending_is_unusable_from_2016(indicators: Path) -> None:
    rows = by(recipes.military_expenditure(indicators), "iso3", "year")
    assert rows["VEN", "2015"]["usable"] == "true"
    assert rows["VEN", "2016"]["usable"] == "false"
    assert rows["VEN", "2016"]["share_of_gdp_pct"] == "0.45"
    assert rows["PER", "2016"]["usable"] == "true"
    assert rows["PER", "2015"]["usable"] == "false"  # no figure


def test_stocks_add_up_over_host_countries_and_categories(unhcr: Path) -> None:
    rows = by(recipes.migration(unhcr), "series", "date")
    assert rows["unhcr_refugees", "2017-12-31"]["persons"] == "11"
    assert rows["unhcr_asylum_seekers", "2017-12-31"]["persons"] == "20"
    assert rows["unhcr_total", "2017-12-31"]["persons"] == "31"
    assert rows["unhcr_total", "2018-12-31"]["persons"] == "711"
    assert len(rows) == 8


def test_a_category_that_did_not_exist_is_blank_and_not_nought(unhcr: Path) -> None:
    rows = by(recipes.migration(unhcr), "series", "date")
    assert rows["unhcr_other_in_need", "2017-12-31"]["persons"] == ""
    assert rows["unhcr_other_in_need", "2018-12-31"]["persons"] == "700"


# The command --------------------------------------------------------------------------------------


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SEEDS, tmp_path / "seeds"))


@pytest.fixture
def brent(tmp_path: Path) -> Path:
    rows: list[list[object]] = [["Date", "Price"], ["1987-06-30", 18.5], ["2024-06-30", 80]]
    return write(tmp_path / "brent.csv", rows)


def test_the_command_keeps_rows_compiled_by_hand(seeds: Path, brent: Path) -> None:
    before = (seeds / "oil_prices.csv").read_text(encoding="utf-8").splitlines()
    by_hand = [line for line in before if line.startswith("venezuelan_basket,")]
    assert recipes.main(["--seeds", str(seeds), "oil_prices", "--brent", str(brent)]) == 0
    after = (seeds / "oil_prices.csv").read_text(encoding="utf-8").splitlines()
    assert len(by_hand) == 11
    assert after[0] == before[0]
    assert after[1].startswith("brent,1987,18.5,full_year,")
    assert after[2:] == by_hand


def test_check_fails_on_a_difference_and_writes_nothing(seeds: Path, brent: Path) -> None:
    table = seeds / "oil_prices.csv"
    before = table.read_bytes()
    arguments = ["--seeds", str(seeds), "oil_prices", "--brent", str(brent)]
    assert recipes.main(["--check", *arguments]) == 1
    assert table.read_bytes() == before
    recipes.main(arguments)
    assert recipes.main(["--check", *arguments]) == 0


def test_a_wrong_file_is_answered_with_what_is_wrong(
    seeds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = write(tmp_path / "wrong.csv", [["a"]])
    assert recipes.main(["--seeds", str(seeds), "oil_prices", "--brent", str(wrong)]) == 2
    assert "no column Date, Price" in capsys.readouterr().err


def test_every_recipe_writes_the_columns_of_its_table(
    eia: Path, brent: Path, weo: Path, indicators: Path, unhcr: Path
) -> None:
    inputs = {"eia": eia, "brent": brent, "weo": weo, "wdi": indicators, "unhcr": unhcr}
    package = json.loads((SEEDS / "datapackage.json").read_text(encoding="utf-8"))
    schemas = {resource["name"]: resource["schema"] for resource in package["resources"]}
    for table, (recipe, names) in recipes.RECIPES.items():
        rows = recipe(*(inputs[name] for name in names))
        columns = [field["name"] for field in schemas[table]["fields"]]
        assert rows and all(list(row) == columns for row in rows), table


@pytest.mark.parametrize("table", recipes.RECIPES)
def test_the_committed_table_has_the_recipe_s_series_sources_and_marks(table: str) -> None:
    """What can be said without the publisher's file: the table is one this recipe could write."""
    with (SEEDS / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if table == "oil_production":
        assert {row["iso3"]: row["country"] for row in rows} == recipes.PRODUCERS
        assert {row["source"] for row in rows} == {recipes.EIA_SOURCE}
    elif table == "macro":
        assert {row["indicator"] for row in rows} == {*recipes.INDICATORS, "real_gdp_index"}
    elif table == "military_expenditure":
        assert {row["iso3"]: row["country"] for row in rows} == recipes.MILITARIES
    else:
        made = {"oil_prices": recipes.BRENT_SOURCE, "migration": recipes.UNHCR_SOURCE}[table]
        assert {row["confidence"] for row in rows if row["source"] == made} == {"A"}
        assert {row["confidence"] for row in rows if row["source"] != made} == {"B"}
