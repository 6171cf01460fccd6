//! What a paper is to hold: `assessment.toml`.
//!
//! ```toml
//! id = "south-cambridgeshire-2019-20"
//! title = "…"                      # prose with references, like all prose here
//! summary = "…"
//! area = "E07000012"               # the one line (with outlines) that another district changes
//! outlines = ""                    # the extract of the map's outlines; empty: the newest that is current
//! year = "2018-11 to 2019-10"      # the paper's period; "latest": the latest year there are files for
//! layout = "home-office"           # a rule assessment-layout; or "victim-offender-location"
//! partnership = "…"                # empty: as the lookup calls it
//! marking = "Official"
//! contact = "Community safety officer"
//! public = "narrative/public-summary.md"
//!
//! [[timetable]]
//! step = "Scanning"
//! owner = "analyst"                # an office, never a person
//! from = "2019-11-04"
//! until = "2019-11-22"
//!
//! [[section]]
//! id = "summary"
//! title = "Executive summary"
//! file = "narrative/summary.md"
//! role = "executive-summary"       # or "recommendations", "appendix"; left out: the body
//! theme = "victim"                 # in that layout
//! components = ["levels"]          # which required components it is
//! subjects = ["crime", "anti-social-behaviour"]
//!
//! [[figure]]
//! id = "asb"
//! title = "Police recorded anti-social behaviour"
//! names = ["anti-social behaviour", "ASB"]
//! counts = { data_set = "key-figures", measure = "asb_incidents" }
//! before = "2017-11 to 2018-10"
//!
//! [[figure]]
//! id = "burglary"
//! measure = "burglary"             # of the catalogue, from street files, in the paper's period and area
//!
//! [[figure]]
//! id = "fires-by-ward"
//! title = "Deliberate fires by ward"
//! counts = { data_set = "deliberate-fires", measure = "deliberate_fires", level = "ward" }
//! by = "area"                      # a table: by area, category or period
//! period = "2016-12 to 2019-11"
//! older_because = ""               # why it may end long before the paper's period
//! chart = { kind = "bars", caption = "Fires were set most often in {{ fires-by-ward.top }}" }
//! map = { caption = "…" }
//! ```

mod raw;
mod read;
mod sound;

use crate::{Fault, Source, Span};
use serde::Deserialize;

/// A definition.
#[derive(Debug, Clone, PartialEq)]
pub struct Definition {
    /// Its id: letters, digits, hyphens.
    pub id: String,
    /// The paper's title, prose.
    pub title: String,
    /// One sentence under it, prose.
    pub summary: String,
    /// Code of the area it is about.
    pub area: String,
    /// The extract of the outlines; empty for the newest.
    pub outlines: String,
    /// The paper's period; nothing for the latest year.
    pub year: Option<Span>,
    /// The layout's rule.
    pub layout: String,
    /// The partnership's name; empty to look it up.
    pub partnership: String,
    /// What every page is marked with.
    pub marking: String,
    /// The office to ask.
    pub contact: String,
    /// The narrative of the public summary; empty for none.
    pub public: String,
    /// The timetable.
    pub timetable: Vec<Step>,
    /// The sections in order.
    pub sections: Vec<SectionPlan>,
    /// The figures in order.
    pub figures: Vec<FigurePlan>,
    /// The line of each figure, section and prose of the definition, for messages.
    pub lines: Lines,
}

/// Where things stand in the definition's file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lines {
    /// The line of `title`.
    pub title: usize,
    /// The line of `summary`.
    pub summary: usize,
    /// The line of each section's table.
    pub sections: Vec<usize>,
    /// The line of each figure's table.
    pub figures: Vec<usize>,
}

/// A step of the timetable.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// What is done.
    pub step: String,
    /// By which office.
    pub owner: String,
    /// From which day, `YYYY-MM-DD`.
    pub from: String,
    /// By which day.
    pub until: String,
}

/// For whom a section is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reader {
    /// The body of the paper.
    #[default]
    Body,
    /// The page for those who read one page; it must fit on one.
    ExecutiveSummary,
    /// Recommendations: each item of its lists needs a figure.
    Recommendations,
    /// An appendix.
    Appendix,
}

/// A section.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SectionPlan {
    /// Its id, its anchor in the paper.
    pub id: String,
    /// Its title, prose.
    pub title: String,
    /// Its narrative.
    pub file: String,
    /// What it is for.
    #[serde(default)]
    pub role: Reader,
    /// Its theme, in a layout of themes; empty otherwise.
    #[serde(default)]
    pub theme: String,
    /// Required components that it is.
    #[serde(default)]
    pub components: Vec<String>,
    /// Required subjects that it covers.
    #[serde(default)]
    pub subjects: Vec<String>,
}

/// Cells of the view `counts`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CellsOf {
    /// The data set.
    pub data_set: String,
    /// The measure in it.
    pub measure: String,
    /// The category; empty for all of them.
    #[serde(default)]
    pub category: String,
    /// Categories to be added up; empty for all of them.
    #[serde(default)]
    pub categories: Vec<String>,
    /// The level of area; empty for any.
    #[serde(default)]
    pub level: String,
    /// The area by its name in the data set; empty for the figure's area.
    #[serde(default)]
    pub area: String,
}

/// By what a table parts its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TableBy {
    /// A row an area.
    Area,
    /// A row a category.
    Category,
    /// A row a period.
    Period,
}

/// Among whom a figure is ranked.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RankPlan {
    /// The level of the areas: `district`.
    pub level: String,
}

/// Where a figure comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum From {
    /// Cells of tables of counts, added up.
    Counts(CellsOf),
    /// A measure of street files in the area: its count, with the year before.
    Measure {
        /// Of the catalogue.
        id: String,
        /// Whether the figure is the rate for each so many residents instead of the count.
        rate: bool,
    },
    /// The wards of a measure: a table.
    Wards {
        /// Of the catalogue.
        measure: String,
    },
    /// The months of a measure: a table.
    Months {
        /// Of the catalogue.
        measure: String,
    },
    /// The categories of recorded crime: a table.
    Categories,
    /// Ward flags by a rule: a table of totals.
    Flags {
        /// The rule, `ward-flags@2020`.
        rule: String,
    },
    /// A question over the views that gives one value, or rows `name,value`.
    Query {
        /// For the value, or the rows.
        query: String,
        /// For the rows behind it.
        rows_query: String,
    },
}

/// How a chart is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChartKind {
    /// Bars from zero.
    Bars,
    /// A line over time.
    Line,
}

/// A chart of a table figure.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChartPlan {
    /// How it is drawn.
    pub kind: ChartKind,
    /// Its conclusion, prose.
    pub caption: String,
}

/// A map of a table figure by ward.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MapPlan {
    /// Its conclusion, prose.
    pub caption: String,
}

/// A figure.
#[derive(Debug, Clone, PartialEq)]
pub struct FigurePlan {
    /// Its id.
    pub id: String,
    /// What it is, in words.
    pub title: String,
    /// Words by which prose names what it counts.
    pub names: Vec<String>,
    /// Its unit; empty for that of the data.
    pub unit: String,
    /// Decimals; nothing for what rule `rounding` says of its unit.
    pub decimals: Option<u32>,
    /// Where it comes from.
    pub from: From,
    /// Its rows, where it is a table of counts.
    pub by: Option<TableBy>,
    /// Its period; nothing for the paper's.
    pub period: Option<Span>,
    /// What it is compared with.
    pub before: Option<Span>,
    /// A figure that holds the change in percent as a paper printed it, where nothing can be compared.
    pub change: String,
    /// Its area by code or name; empty for the paper's.
    pub area: String,
    /// Among whom it is ranked.
    pub rank: Option<RankPlan>,
    /// Ids of the figures that add up to it.
    pub parts: Vec<String>,
    /// The figure it is a part of: gives its share.
    pub share_of: String,
    /// The figure that holds the total printed elsewhere.
    pub printed_total: String,
    /// Why parts need not add up.
    pub rounding_because: String,
    /// Why it may be older than the paper.
    pub older_because: String,
    /// The extract it is held to; empty for what is current.
    pub extract: String,
    /// Whether it is open data already, so that a small number may be shown in public.
    pub open_data: bool,
    /// The table's conclusion where it stands as a table, prose; empty for its title.
    pub caption: String,
    /// A note beneath it, prose.
    pub note: String,
    /// Where it is from, as the paper prints it beneath; empty: made from its extracts.
    pub source: String,
    /// Its chart.
    pub chart: Option<ChartPlan>,
    /// Its map.
    pub map: Option<MapPlan>,
}

/// Reads a definition.
///
/// # Errors
/// Every fault of the file, with its line: what can't be read, an unknown key, an id that is used twice, a figure that names one there is
/// not.
pub fn parse_definition(source: &Source) -> Result<Definition, Vec<Fault>> {
    let definition = read::read(source)?;
    let faults = sound::faults(source, &definition);
    if faults.is_empty() { Ok(definition) } else { Err(faults) }
}
