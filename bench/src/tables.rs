//! P1 tables: from the store and the two small CSVs to the four tables.

use crate::areas::{Areas, Level, weights};
use crate::{field, files, trouble};
use base::Result;
use engine::cells::Cells;
use engine::{ColumnData, cells};
use std::fmt::Write as _;
use std::path::Path;

/// Incidents and harm of the year ending and of the year before.
#[derive(Clone, Copy, Default)]
struct Years {
    n_ye: i64,
    n_prev: i64,
    harm_ye: i64,
    harm_prev: i64,
}

pub fn run(folder: &Path, out: &Path) -> Result<()> {
    let areas = Areas::read(&folder.join("areas.csv"))?;
    let weights = weights(&folder.join("harm_weights.csv"))?;
    let cells = cells::count(&files(&out.join("store"), ".parquet")?, &areas.lsoas.codes)?;
    let weights: Vec<Option<i64>> = cells.categories.iter().map(|c| weights.get(c).copied()).collect();

    let mut quality = String::from("force,rows_,no_coord,no_lsoa,unknown_lsoa\n");
    for f in &cells.forces {
        let _ = writeln!(quality, "{},{},{},{},{}", field(&f.force), f.rows, f.without_coordinates, f.without_lsoa, f.unknown_lsoa);
    }
    save(out, "quality.csv", &quality)?;
    std::thread::scope(|scope| {
        let by_district = scope.spawn(|| save(out, "district_month_category.csv", &districts(&cells, &areas.districts, &weights)));
        let years = lsoa_months(&cells, &areas.lsoas, &weights, out)?;
        let mut text = String::from(
            "level,code,population,n_ye,n_prev,harm_ye,harm_prev,rate_ye,harm_rate_ye,pct_change,z_change,rank_harm,flag_high,flag_rising\n",
        );
        for (name, level) in [("district", &areas.districts), ("lsoa", &areas.lsoas), ("ward", &areas.wards)] {
            area_years(name, level, &years, &mut text);
        }
        save(out, "area_year.csv", &text)?;
        by_district.join().unwrap_or_else(|_| Err(trouble(out, &"a writing thread ended without an answer")))
    })
}

fn save(out: &Path, name: &str, text: &str) -> Result<()> {
    let path = out.join(name);
    std::fs::write(&path, text).map_err(|e| trouble(&path, &e))
}

fn districts(cells: &Cells, level: &Level, weights: &[Option<i64>]) -> String {
    let size = cells.months.len() * cells.categories.len();
    let mut counts = vec![0_u64; level.codes.len() * size];
    for (area, district) in level.of_lsoa.iter().enumerate() {
        let sums = counts.iter_mut().skip(district * size);
        sums.zip(cells.of_area(area)).for_each(|(sum, n)| *sum += u64::from(*n));
    }
    let mut text = String::from("district_code,month,crime_type,n\n");
    let mut next = counts.into_iter();
    for code in &level.codes {
        for month in &cells.months {
            for ((category, weight), n) in cells.categories.iter().zip(weights).zip(next.by_ref()) {
                if n > 0 && weight.is_some() {
                    let _ = writeln!(text, "{code},{month},{},{n}", field(category));
                }
            }
        }
    }
    text
}

/// Writes every pair of LSOA and month with incidents; returns the two years of each LSOA.
fn lsoa_months(cells: &Cells, level: &Level, weights: &[Option<i64>], out: &Path) -> Result<Vec<Years>> {
    let last = cells.months.last().cloned().unwrap_or_default();
    let years_before = |years: i64| {
        let year: i64 = last.get(..4).and_then(|y| y.parse().ok()).unwrap_or_default();
        format!("{}{}", year - years, last.get(4..).unwrap_or_default())
    };
    let (prev, prev2) = (years_before(1), years_before(2));
    let (mut lsoas, mut months, mut counts, mut harms) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut years = vec![Years::default(); level.codes.len()];
    for ((area, sums), number) in years.iter_mut().enumerate().zip(0_u32..) {
        let of_months = cells.of_area(area).chunks(cells.categories.len().max(1));
        for ((month, of_month), at) in cells.months.iter().zip(of_months).zip(0_u32..) {
            let (mut n, mut harm) = (0_i64, 0_i64);
            for (count, weight) in of_month.iter().zip(weights) {
                if let Some(weight) = weight {
                    n += i64::from(*count);
                    harm += i64::from(*count) * weight;
                }
            }
            if n == 0 {
                continue;
            }
            lsoas.push(number);
            months.push(at);
            counts.push(n);
            harms.push(harm);
            if *month > prev {
                sums.n_ye += n;
                sums.harm_ye += harm;
            } else if *month > prev2 {
                sums.n_prev += n;
                sums.harm_prev += harm;
            }
        }
    }
    let columns = [
        ("lsoa_code", ColumnData::Text { texts: &level.codes, rows: &lsoas }),
        ("month", ColumnData::Text { texts: &cells.months, rows: &months }),
        ("n", ColumnData::Whole(&counts)),
        ("harm", ColumnData::Whole(&harms)),
    ];
    engine::write_columns(&out.join("lsoa_month.parquet"), &columns)?;
    Ok(years)
}

fn area_years(name: &str, level: &Level, of_lsoas: &[Years], text: &mut String) {
    let mut years = vec![Years::default(); level.codes.len()];
    for (at, of_lsoa) in level.of_lsoa.iter().zip(of_lsoas) {
        if let Some(sum) = years.get_mut(*at) {
            sum.n_ye += of_lsoa.n_ye;
            sum.n_prev += of_lsoa.n_prev;
            sum.harm_ye += of_lsoa.harm_ye;
            sum.harm_prev += of_lsoa.harm_prev;
        }
    }
    let rates: Vec<f64> = years.iter().zip(&level.population).map(|(y, p)| y.harm_ye as f64 * 1000.0 / *p as f64).collect();
    let count = rates.len() as f64;
    let mean = rates.iter().sum::<f64>() / count;
    let deviation = (rates.iter().map(|r| (r - mean) * (r - mean)).sum::<f64>() / count).sqrt();
    let mut descending = rates.clone();
    descending.sort_by(|a, b| b.total_cmp(a));
    for (((code, population), y), rate) in level.codes.iter().zip(&level.population).zip(&years).zip(&rates) {
        let (ye, prev) = (y.n_ye as f64, y.n_prev as f64);
        let rank = descending.partition_point(|r| r > rate) + 1;
        let z = (y.n_ye + y.n_prev > 0).then(|| (ye - prev) / (ye + prev).sqrt());
        let change = (y.n_prev > 0).then(|| (ye - prev) * 100.0 / prev);
        let print = |x: Option<f64>| x.map_or(String::new(), |x| x.to_string());
        let _ = writeln!(
            text,
            "{name},{code},{population},{},{},{},{},{},{rate},{},{},{rank},{},{}",
            y.n_ye,
            y.n_prev,
            y.harm_ye,
            y.harm_prev,
            ye * 1000.0 / *population as f64,
            print(change),
            print(z),
            u8::from(*rate > mean + 2.0 * deviation),
            u8::from(y.n_ye + y.n_prev >= 20 && z.is_some_and(|z| z > 1.96)),
        );
    }
}
