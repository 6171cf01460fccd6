//! Maps as small SVG: a choropleth where outlines are known, tiles where they aren't. Always beside a ranked table.

use crate::charts::pen::{Drawing, GREY, INK, SIZE, fit, number, unit};

/// An area with its outline.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its value; `None`: suppressed or not known.
    pub value: Option<f64>,
    /// Its rings, outer and inner, as longitude and latitude in degrees (WGS84).
    pub outline: Vec<Vec<(f64, f64)>>,
}

/// An area's place on a grid.
#[derive(Debug, Clone, PartialEq)]
pub struct Tile {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Column from the west, from 0.
    pub column: u32,
    /// Row from the north, from 0.
    pub row: u32,
    /// Its value; `None`: suppressed or not known.
    pub value: Option<f64>,
}

/// What a map says besides its areas.
#[derive(Debug, Clone, PartialEq)]
pub struct MapWords {
    /// What to conclude.
    pub title: String,
    /// What it shows, with its main values.
    pub description: String,
    /// What is measured: `Crimes per 1,000 residents`.
    pub unit: String,
    /// Classes, 1 to 5.
    pub classes: usize,
    /// Decimals of the class limits.
    pub decimals: usize,
}

/// One hue from light to dark, told apart in grey.
const RAMP: [&str; 5] = ["#e1eef6", "#a6cbe2", "#5f9fc6", "#20699a", "#003a60"];
const WIDTH: f64 = 720.0;
const LEGEND: f64 = 190.0;

/// Classes of nearly equal size over the values as written, so that each limit printed is true of each area.
struct Ramp {
    /// Least and greatest value of each class, rising.
    classes: Vec<(f64, f64)>,
    decimals: usize,
}

impl Ramp {
    fn of(values: impl Iterator<Item = Option<f64>>, wanted: usize, decimals: usize) -> Self {
        let mut known: Vec<f64> = values.flatten().filter(|value| value.is_finite()).map(|value| rounded(value, decimals)).collect();
        known.sort_by(f64::total_cmp);
        let mut distinct = known.clone();
        distinct.dedup();
        let wanted = wanted.clamp(1, RAMP.len()).min(distinct.len());
        let mut classes: Vec<(f64, f64)> = Vec::new();
        for (index, value) in known.iter().enumerate() {
            let due = index * wanted / known.len();
            let room = classes.len() <= due;
            match classes.last_mut() {
                // Equal values stay together.
                Some(last) if last.1.total_cmp(value).is_eq() => {}
                _ if room => classes.push((*value, *value)),
                Some(last) => last.1 = *value,
                None => classes.push((*value, *value)),
            }
        }
        Self { classes, decimals }
    }

    /// The class a value falls in, from 0.
    fn class(&self, value: f64) -> Option<usize> {
        let value = rounded(value, self.decimals);
        self.classes.iter().position(|(low, high)| (*low..=*high).contains(&value))
    }

    fn colour(&self, class: usize) -> &'static str {
        // Few classes spread over the whole ramp.
        let steps = self.classes.len().saturating_sub(1).max(1);
        RAMP.get((class * (RAMP.len() - 1)).checked_div(steps).unwrap_or(0)).copied().unwrap_or(INK)
    }

    fn words(&self, class: usize) -> String {
        match self.classes.get(class) {
            Some((low, high)) if low.total_cmp(high).is_eq() => number(*low, self.decimals),
            Some((low, high)) => format!("{} to {}", number(*low, self.decimals), number(*high, self.decimals)),
            None => String::new(),
        }
    }
}

fn rounded(value: f64, decimals: usize) -> f64 {
    format!("{value:.decimals$}").parse().unwrap_or(value)
}

/// Draws a choropleth. Areas without a value are hatched.
pub fn choropleth(words: &MapWords, shapes: &[Shape]) -> String {
    let ramp = Ramp::of(shapes.iter().map(|shape| shape.value), words.classes, words.decimals);
    let points = || shapes.iter().flat_map(|shape| shape.outline.iter().flatten()).filter(|(lon, lat)| lon.is_finite() && lat.is_finite());
    let (west, east) = points().fold((f64::MAX, f64::MIN), |(low, high), (lon, _)| (low.min(*lon), high.max(*lon)));
    let (south, north) = points().fold((f64::MAX, f64::MIN), |(low, high), (_, lat)| (low.min(*lat), high.max(*lat)));
    // Degrees of longitude shrink with the latitude; exact enough within a force area.
    let shrink = f64::midpoint(south, north).to_radians().cos();
    let (across, down) = (((east - west) * shrink).max(1e-6), (north - south).max(1e-6));
    let room = (WIDTH - LEGEND - 20.0, 480.0);
    let scale = (room.0 / across).min(room.1 / down);
    let height = (down * scale + 20.0).max(legend_height(&ramp) + 10.0);
    let mut drawing = Drawing::new(WIDTH, height);
    let hatch = hatch(&mut drawing, &words.title);
    for shape in shapes {
        let mut path = String::new();
        for ring in &shape.outline {
            let mut last = String::new();
            let mut started = false;
            for (lon, lat) in ring.iter().filter(|(lon, lat)| lon.is_finite() && lat.is_finite()) {
                let at = format!("{} {}", unit((lon - west) * shrink * scale + 10.0), unit((north - lat) * scale + 10.0));
                if at != last {
                    path.push(if started { 'L' } else { 'M' });
                    path.push_str(&at);
                    started = true;
                    last = at;
                }
            }
            if started {
                path.push('Z');
            }
        }
        if path.is_empty() {
            continue;
        }
        let fill = shape.value.and_then(|value| ramp.class(value)).map_or_else(|| hatch.clone(), |class| ramp.colour(class).to_owned());
        let mut markup = format!(
            "<path d=\"{path}\" fill=\"{fill}\" fill-rule=\"evenodd\" stroke=\"#ffffff\" stroke-width=\"1\" stroke-linejoin=\"round\"><title>"
        );
        ui::push_escaped(&mut markup, &area_words(&shape.name, shape.value, words));
        markup.push_str("</title></path>");
        drawing.raw(&markup);
    }
    legend(&mut drawing, words, &ramp, &hatch, shapes.iter().any(|shape| shape.value.is_none()));
    drawing.finish(&words.title, &words.description)
}

/// Draws one tile for each area, at its place on the grid.
pub fn tiles(words: &MapWords, tiles: &[Tile]) -> String {
    let ramp = Ramp::of(tiles.iter().map(|tile| tile.value), words.classes, words.decimals);
    let columns = tiles.iter().map(|tile| tile.column).max().map_or(1, |last| last.saturating_add(1));
    let rows = tiles.iter().map(|tile| tile.row).max().map_or(1, |last| last.saturating_add(1));
    let side = ((WIDTH - LEGEND - 10.0) / f64::from(columns)).clamp(20.0, 104.0);
    let tall = (side * 0.8).max(62.0);
    let mut drawing = Drawing::new(WIDTH, (f64::from(rows) * tall + 10.0).max(legend_height(&ramp) + 10.0));
    let hatch = hatch(&mut drawing, &words.title);
    for tile in tiles {
        let class = tile.value.and_then(|value| ramp.class(value));
        let fill = class.map_or_else(|| hatch.clone(), |class| ramp.colour(class).to_owned());
        let at = (f64::from(tile.column) * side, f64::from(tile.row) * tall + 5.0);
        drawing.rect(at, (side - 3.0, tall - 3.0), &fill, GREY);
        let light = ["#20699a", "#003a60"].contains(&fill.as_str());
        let ink = if light { "#ffffff" } else { INK };
        let middle = at.0 + (side - 3.0) / 2.0;
        if class.is_none() {
            drawing.rect((at.0 + 4.0, at.1 + 8.0), (side - 11.0, tall - 19.0), "#ffffff", "");
        }
        let lines = two_lines(&tile.name, side - 8.0);
        for (index, line) in lines.iter().enumerate() {
            drawing.text((middle, at.1 + 20.0 + SIZE * 1.05 * index as f64), "middle", ink, false, line);
        }
        let value = tile.value.map_or_else(|| "–".to_owned(), |value| number(value, words.decimals));
        drawing.text((middle, at.1 + tall - 11.0), "middle", ink, true, &value);
    }
    legend(&mut drawing, words, &ramp, &hatch, tiles.iter().any(|tile| tile.value.is_none()));
    drawing.finish(&words.title, &words.description)
}

fn two_lines(name: &str, width: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in name.split_whitespace() {
        let joined = lines.last().map(|line| format!("{line} {word}"));
        match joined.filter(|joined| crate::charts::pen::words_width(joined) <= width) {
            Some(joined) => {
                lines.pop();
                lines.push(joined);
            }
            None => lines.push(word.to_owned()),
        }
    }
    if lines.len() > 2 {
        let rest = lines.split_off(1).join(" ");
        lines.push(rest);
    }
    lines.iter().map(|line| fit(line, width)).collect()
}

fn area_words(name: &str, value: Option<f64>, words: &MapWords) -> String {
    value.map_or_else(|| format!("{name}: not known"), |value| format!("{name}: {}", number(value, words.decimals)))
}

fn legend_height(ramp: &Ramp) -> f64 {
    30.0 * (ramp.classes.len() as f64 + 3.0)
}

fn legend(drawing: &mut Drawing, words: &MapWords, ramp: &Ramp, hatch: &str, unknown: bool) {
    let left = WIDTH - LEGEND + 10.0;
    let mut y = 22.0;
    for line in two_lines(&words.unit, LEGEND - 12.0) {
        drawing.text((left, y), "start", INK, true, &line);
        y += 20.0;
    }
    for class in (0..ramp.classes.len()).rev() {
        drawing.rect((left, y), (26.0, 20.0), ramp.colour(class), GREY);
        drawing.text((left + 36.0, y + 16.0), "start", INK, false, &ramp.words(class));
        y += 28.0;
    }
    if unknown {
        drawing.rect((left, y), (26.0, 20.0), hatch, GREY);
        drawing.text((left + 36.0, y + 16.0), "start", INK, false, "not known");
    }
}

/// Defines the hatching under a name of its own, since a page may hold several maps.
fn hatch(drawing: &mut Drawing, title: &str) -> String {
    let name = title.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    drawing.raw(&format!(
        "<defs><pattern id=\"hatch-{name:016x}\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\">\
         <rect x=\"0\" y=\"0\" width=\"8\" height=\"8\" fill=\"#ffffff\"/>\
         <path d=\"M-2 2L2 -2M0 8L8 0M6 10L10 6\" stroke=\"{GREY}\" stroke-width=\"1.5\" fill=\"none\"/></pattern></defs>"
    ));
    format!("url(#hatch-{name:016x})")
}
