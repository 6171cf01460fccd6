#!/usr/bin/env python3
"""The figures of every district as an analyst's stack makes them (pandas + scipy), and their comparison with ours.

    figures_peer.py compute OPEN_DATA OUT     reads the archives and lookups as published, writes OUT/CODE.json a district
    figures_peer.py compare OUT OURS          sets them against the files `wardmote figures --out OURS` wrote

It shares no code, no store and no intermediate result with the product, but it follows the same definitions, which it states
again in its own terms: which months are compared, which forces count, what a ward's residents are. So it finds slips of
counting, placing, joining and arithmetic; it can't find that a definition is a bad one.

Compared are the ids of all figures, each way, and in each figure every number and verdict: counts, counts before, changes,
percentages, residents, rates, intervals of rates (chi-squared limits of Garwood) and of ratios (Clopper and Pearson by the beta
distribution), verdicts, ranks. Whole numbers and words exactly, the rest to 1e-9. Not compared: titles, units, periods in words, rules,
extracts, queries, names of areas, and `hidden_in_public`.
"""
import io, json, math, sys, zipfile
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

ASB = "Anti-social behaviour"
CATEGORIES = [
    "Bicycle theft", "Burglary", "Criminal damage and arson", "Drugs", "Other crime", "Other theft", "Possession of weapons", "Public order",
    "Robbery", "Shoplifting", "Theft from the person", "Vehicle crime", "Violence and sexual offences",
]
# In the order received: of a force's month that two of them hold, the later one counts.
ARCHIVES = [
    "all-forces/2018-11.zip", "all-forces/2025-01.zip", "cambridgeshire/2018-cambridgeshire.zip",
    "cambridgeshire/2019-cambridgeshire.zip", "cambridgeshire/2024-cambridgeshire.zip", "cambridgeshire/2025-cambridgeshire.zip",
]


def compute(data, out):
    import pandas as pd

    out.mkdir(parents=True, exist_ok=True)
    look = lambda name: pd.read_csv(data / "lookups" / name, dtype=str, encoding="utf-8-sig")
    new, old, old_ward = look("lookup_lsoa21_ward24_ltla24.csv"), look("lookup_lsoa11_ltla21.csv"), look("lookup_lsoa11_ward17.csv")
    # Files before 2021 carry LSOA codes of 2011, later ones those of 2021.
    district = {"2021": dict(zip(new.lsoa21_code, new.ltla24_code)), "2011": dict(zip(old.lsoa11_code, old.ltla21_code))}
    ward = {"2021": dict(zip(new.lsoa21_code, new.ward24_code)), "2011": dict(zip(old_ward.lsoa11_code, old_ward.ward17_code))}
    police = look("lookup_ltla24_csp24_pfa24.csv").drop_duplicates("ltla24_code").set_index("ltla24_code").pfa24_name.to_dict()

    parts = []
    for rank, name in enumerate(ARCHIVES):
        archive = zipfile.ZipFile(data / "police-uk" / name)
        for member in archive.namelist():
            if member.endswith("-street.csv"):
                columns = ["Month", "Falls within", "LSOA code", "Crime type"]
                part = pd.read_csv(io.BytesIO(archive.read(member)), usecols=columns, dtype="str", keep_default_na=False)[columns]
                parts.append(part.set_axis(["month", "force", "lsoa", "category"], axis=1).assign(rank=rank))
    rows = pd.concat(parts, ignore_index=True)
    latest = rows.groupby(["force", "month"])["rank"].max()
    cells = rows.groupby(["force", "month", "rank", "lsoa", "category"]).size().rename("n").reset_index()
    cells = cells[cells["rank"].to_numpy() == latest.loc[list(zip(cells.force, cells.month))].to_numpy()]
    vintage = cells.month.map(vintage_of)
    cells = cells.assign(
        vintage=vintage,
        district=[district[v].get(code) for v, code in zip(vintage, cells.lsoa)],
        ward=[ward[v].get(code) for v, code in zip(vintage, cells.lsoa)],
    )
    has = latest.reset_index().groupby("force").month.agg(set).to_dict()
    lost = cells[cells.district.isna()].groupby(["force", "month"]).n.sum()
    placed = dict(tuple(cells.dropna(subset=["district"]).groupby("district")))
    people = residents(data, pd, ward)
    members = {v: {} for v in district}
    for v, codes in district.items():
        for code, lad in codes.items():
            if ward[v].get(code):
                members[v].setdefault(lad, set()).add(ward[v][code])

    every, refused, limits = {}, {}, Limits()
    lads = {v: set(codes.values()) for v, codes in district.items()}
    for lad in sorted(set(district["2021"].values()) | set(district["2011"].values())):
        own = placed.get(lad, cells.iloc[:0])
        force = home_force(own, has, police.get(lad))
        if force is None:
            refused[lad] = "no file of its force"
            continue
        # A month in codes of a census whose lookup lacks the district says nothing of it: it is none, and refused if it is the latest.
        known = [v for v in district if lad in lads[v]]
        telling = {f: {m for m in months if vintage_of(m) in known} for f, months in has.items()}
        if max(has[force]) not in telling[force]:
            refused[lad] = "known by other LSOAs than the latest rows carry"
        else:
            every[lad] = assess(lad, own, force, telling, lost, members, people, limits)
    limits.settle()
    for lad, figures in every.items():
        (out / f"{lad}.json").write_text(json.dumps(figures, default=float))
    (out / "refused.json").write_text(json.dumps(refused))
    reasons = ", ".join(f"{n} left out ({why})" for why, n in sorted(Counter(refused.values()).items()))
    print(f"{len(rows)} rows, {len(every)} districts, {reasons}, {sum(map(len, every.values()))} figures")


def residents(data, pd, ward):
    """Residents by district, as printed; by ward of 2017, the sum of its LSOAs; by ward of 2024, the sum of the LSOAs of 2011 that lie
    wholly in it, where they make it up. By area and vintage of the LSOAs behind it, since wards of both years share codes."""
    printed = pd.read_csv(data / "population/population20_ltla21.csv", usecols=["ltla21_code", "total_population"])
    people = {(code, None): int(n) for code, n in zip(printed.ltla21_code, printed.total_population)}
    small = pd.read_csv(data / "population/population20_lsoa11_total.csv")
    n = dict(zip(small.lsoa11_code, map(int, small.total_population)))
    changes = pd.read_csv(data / "lookups/lookup_lsoa11_lsoa21_ltla22.csv", dtype=str, encoding="utf-8-sig")
    for code, name in ward["2011"].items():
        people[name, "2011"] = people.get((name, "2011"), 0) + n.get(code, math.nan)
    ward_of, whole, broken, reached = ward["2021"], {}, set(), set()
    for code, group in changes.groupby("lsoa11_code"):
        if code in n:
            wards = {ward_of.get(c) for c in group.lsoa21_code}
            reached.update(group.lsoa21_code)
            if len(wards) == 1 and not (group.change_code == "X").any():
                whole.setdefault(wards.pop(), []).append(n[code])
            else:
                broken |= wards
    broken |= {w for code, w in ward_of.items() if code not in reached}
    people |= {(w, "2021"): sum(parts) for w, parts in whole.items() if w and w not in broken}
    return {key: total for key, total in people.items() if total > 0}


def vintage_of(month):
    return "2011" if month < "2021" else "2021"


def home_force(own, has, area):
    """The force that polices a district, by its police force area's name; otherwise that with most rows."""
    plain = lambda text: {w for w in "".join(c if c.isalnum() else " " for c in text.lower()).split()} - {"police", "constabulary", "service", "force", "and", "of", "heddlu"}
    rows = {force: 0 for force in has} | own.groupby("force").n.sum().to_dict()
    if area:
        a = plain(area)
        fits = [f for f in rows if plain(f) and (plain(f) <= a or a <= plain(f))]
    else:
        fits = [f for f in rows if rows[f] > 0]
    return min(fits, key=lambda f: (-rows[f], f)) if fits else None


def back(month, by):
    at = int(month[:4]) * 12 + int(month[5:]) - 1 - by
    return f"{at // 12}-{at % 12 + 1:02}"


def compared(months):
    """The months reported and those they are set against; none of the latter where no month is there in both years."""
    last = max(months)
    year = [m for m in (back(last, k) for k in range(11, -1, -1)) if m in months]
    both = [m for m in year if back(m, 12) in months]
    return (both, [back(m, 12) for m in both]) if both else (year, [])


def assess(lad, own, force, has, lost, members, people, limits):
    later, earlier = compared(has[force])
    known = own[own.month.isin(later + earlier)].force.unique().tolist()
    forces = sorted({force} | {f for f in known if set(later + earlier) <= has[f]})
    own = own[own.force.isin(forces)]
    now, before = own[own.month.isin(later)], own[own.month.isin(earlier)]
    by, by_before = now.groupby("category").n.sum().to_dict(), before.groupby("category").n.sum().to_dict()
    crime = lambda counts: sum(n for c, n in counts.items() if c != ASB)
    found = sorted((set(CATEGORIES) | set(by) | set(by_before)) - {ASB})
    of = people.get((lad, None))
    figures, table, stem = {}, {}, lad.lower()
    for category in [None, *found, ASB]:
        slug = category.lower().replace(" ", "-") if category else "all-crime"
        a, b = (by.get(category, 0), by_before.get(category, 0)) if category else (crime(by), crime(by_before))
        figures[f"{stem}-{slug}-count"] = a
        row = {"count": a, "before": None, "change": None, "apparent_change": None, "verdict": None, "ratio_low": None, "ratio_high": None}
        if earlier:
            figures[f"{stem}-{slug}-count-before"], figures[f"{stem}-{slug}-change"] = b, a - b
            if b and a != b:
                figures[f"{stem}-{slug}-percent-change"] = (a - b) * 100 / b
            row |= {"before": b, "change": a - b, "apparent_change": percent(a, b)} | tested(a, b)
        if of:
            figures[f"{stem}-{slug}-rate"] = a * 1000 / of
        row["rate"] = a * 1000 / of if of else None
        limits.of(row, a, of)
        if category:
            table[category] = row
    figures[f"{stem}-by-category"] = table
    if of:
        figures[f"{stem}-population"] = of
    missing = lambda months: int(sum(lost.get((f, m), 0) for f in forces for m in months))
    figures[f"{stem}-not-placed"] = missing(later)
    if earlier:
        figures[f"{stem}-not-placed-before"] = missing(earlier)
    last = max(has[force])
    first = min([back(last, 11), *(m for m in has[force] if m >= back(last, 35))])
    monthly = own[own.category != ASB].groupby("month").n.sum().to_dict()
    span = [m for m in (back(last, k) for k in range(35, -1, -1)) if m >= first and all(m in has[f] for f in forces)]
    series = {m: monthly.get(m, 0) for m in span}
    figures |= {f"{stem}-all-crime-{m}": n for m, n in series.items()}
    figures[f"{stem}-by-month"] = {m: {"count": n} for m, n in series.items()}
    wards(figures, stem, lad, now, before, bool(earlier), members, people, limits)
    return figures


def wards(figures, stem, lad, now, before, comparing, members, people, limits):
    # Wards of the codes that most rows of the period carry, the newer where there is none.
    kinds = [v for v in ("2011", "2021") if members[v].get(lad)]
    if not kinds:
        return
    rows = now.groupby("vintage").n.sum().to_dict()
    kind = max(kinds, key=lambda v: (rows.get(v, 0), v))
    if (now.vintage != kind).any():
        return
    comparing &= not (before.vintage != kind).any()
    counts, counts_before = ({w: g.groupby("category").n.sum().to_dict() for w, g in side.groupby("ward")} for side in (now, before))
    crime = lambda c: sum(n for k, n in c.items() if k != ASB)
    table = {}
    for ward in members[kind][lad]:
        own, own_before, at = counts.get(ward, {}), counts_before.get(ward, {}), f"{stem}-ward-{ward.lower()}"
        n, b, of = crime(own), crime(own_before) if comparing else None, people.get((ward, kind))
        figures[f"{at}-all-crime-count"], figures[f"{at}-anti-social-behaviour-count"] = n, own.get(ASB, 0)
        figures[f"{at}-by-category"] = {c: {"count": k} for c, k in own.items()}
        if comparing:
            figures[f"{at}-all-crime-count-before"] = b
        if of:
            figures[f"{at}-population"], figures[f"{at}-all-crime-rate"] = of, n * 1000 / of
        row = {"count": n, "before": b, "anti_social_behaviour": own.get(ASB, 0), "residents": of, "rate": n * 1000 / of if of else None}
        limits.of(row, n, of)
        table[ward] = row
    value = "rate" if any(r["rate"] is not None for r in table.values()) else "count"
    for row in table.values():
        row["rank"] = None if row[value] is None else 1 + sum(o[value] is not None and o[value] > row[value] for o in table.values())
    figures[f"{stem}-wards"] = table


class Limits:
    """95 % limits of a rate; asked for one by one, computed in one go."""

    def __init__(self):
        self.asked = []

    def of(self, row, count, people):
        row["rate_low"] = row["rate_high"] = None
        if people:
            self.asked.append((row, count, people))

    def settle(self):
        import numpy as np
        from scipy.stats import chi2

        n = np.array([count for _, count, _ in self.asked], float)
        low, high = np.where(n > 0, chi2.ppf(.025, 2 * np.maximum(n, 1)) / 2, 0), chi2.ppf(.975, 2 * n + 2) / 2
        for (row, _, people), a, b in zip(self.asked, low, high):
            row["rate_low"], row["rate_high"] = a * 1000 / people, b * 1000 / people


def percent(a, b):
    if b == 0 or a == b:
        return "No Calc"
    exact = Fraction((a - b) * 1000, b)
    tenths = int((abs(exact) + Fraction(1, 2)) // 1) * (1 if exact > 0 else -1)
    return f"{(Decimal(tenths) / 10).quantize(Decimal('0.1'), ROUND_HALF_UP) + 0}%"


def tested(a, b):
    from scipy.stats import beta, binom

    if a + b == 0:
        return {"verdict": "not tested"}
    p = min(1, 2 * min(binom.cdf(a, a + b, .5), binom.sf(a - 1, a + b, .5)))
    verdict = "no clear change" if p >= .05 else "rose" if a > b else "fell"
    if b == 0:
        return {"verdict": verdict}
    low = beta.ppf(.025, a, b + 1) if a else 0.0
    high = beta.ppf(.975, a + 1, b)
    return {"verdict": verdict, "ratio_low": low / (1 - low), "ratio_high": high / (1 - high)}


def compare(peer, ours):
    theirs = {f.stem: json.loads(f.read_text()) for f in peer.glob("[A-Z]*.json")}
    mine = {f.stem: json.loads(f.read_text()) for f in ours.glob("[A-Z]*.json")}
    faults, numbers, figures = [], 0, 0
    faults += [f"{code}: only one side has figures" for code in sorted(set(theirs) ^ set(mine))]
    for code in sorted(set(theirs) & set(mine)):
        found = {f["id"]: f for f in mine[code]}
        faults += [f"{name}: only one side has it" for name in sorted(set(found) ^ set(theirs[code]))]
        for name in set(found) & set(theirs[code]):
            a, b, figures = theirs[code][name], found[name], figures + 1
            if "rows" in b:
                key = next(k for k in ("category", "month", "ward_code") if not b["rows"] or k in b["rows"][0])
                rows = {r[key]: r for r in b["rows"]}
                faults += [f"{name} {k}: only one side has it" for k in sorted(set(rows) ^ set(a))]
                pairs = [(f"{name} {k} {column}", a[k][column], rows[k].get(column)) for k in set(rows) & set(a) for column in a[k]]
            else:
                pairs = [(name, a, b["value"])]
            numbers += len(pairs)
            faults += [f"{what}: {x} {y}" for what, x, y in pairs if not same(x, y)]
    for fault in faults[:40]:
        print("DIFF", fault)
    print(f"{'DIFF' if faults else 'ok  '} {len(set(theirs) & set(mine))} districts, {figures} figures, {numbers} values compared, {len(faults)} differences")
    return 1 if faults else 0


def same(a, b):
    if isinstance(a, float) and isinstance(b, (int, float)) or isinstance(b, float) and isinstance(a, (int, float)):
        return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)
    return a == b


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[1] not in ("compute", "compare"):
        sys.exit(__doc__)
    task = {"compute": compute, "compare": compare}[sys.argv[1]]
    sys.exit(task(Path(sys.argv[2]), Path(sys.argv[3])))
