//! How the rows of each kind lie in columns: shared by the readers here and by the engine, which makes a view of each.
//!
//! `extract` is no column: the engine adds it, and the LSOA vintage of an extract's passport as `lsoa_vintage`.

use base::ColumnKind;

/// Columns of a `households` extract; units: `<level and vintage>-<year>`, as of `population`.
pub const HOUSEHOLDS: [(&str, ColumnKind); 6] = [
    ("level", ColumnKind::Text),
    ("vintage", ColumnKind::Text),
    ("area_code", ColumnKind::Text),
    ("area_name", ColumnKind::Text),
    ("year", ColumnKind::Whole),
    ("households", ColumnKind::Whole),
];

/// Columns of an `imd-2019` or `imd-2025` extract: one row an LSOA and domain. `unit` is the unit of supersession
/// (`imd-2019 overall`), `domain` one of `overall`, `income`, `employment`, `education`, `health`, `crime`, `barriers`,
/// `living-environment`, `income-children`, `income-older-people`, or a sub-domain: `children-and-young-people`,
/// `adult-skills`, `geographical-barriers`, `wider-barriers`, `indoors`, `outdoors`; rank 1 is the most deprived.
pub const DEPRIVATION: [(&str, ColumnKind); 11] = [
    ("unit", ColumnKind::Text),
    ("edition", ColumnKind::Text),
    ("vintage", ColumnKind::Text),
    ("lsoa_code", ColumnKind::Text),
    ("lsoa_name", ColumnKind::Text),
    ("lad_code", ColumnKind::Text),
    ("lad_name", ColumnKind::Text),
    ("domain", ColumnKind::Text),
    ("rank", ColumnKind::Whole),
    ("decile", ColumnKind::Whole),
    ("score", ColumnKind::Real),
];

/// Columns of a `police-outcomes` extract; units: (`falls_within`, `month`).
pub const OUTCOMES: [(&str, ColumnKind); 12] = [
    ("crime_id", ColumnKind::Text),
    ("month", ColumnKind::Text),
    ("reported_by", ColumnKind::Text),
    ("falls_within", ColumnKind::Text),
    ("longitude", ColumnKind::Real),
    ("latitude", ColumnKind::Real),
    ("location", ColumnKind::Text),
    ("lsoa_code", ColumnKind::Text),
    ("lsoa_name", ColumnKind::Text),
    ("outcome", ColumnKind::Text),
    ("source_file", ColumnKind::Text),
    ("source_row", ColumnKind::Whole),
];

/// Columns of a `police-stop-search` extract; units: (`force`, `month`). The file has neither force nor LSOA: `force` is the
/// force's word in the file's name (`cambridgeshire`), `lsoa_code` is found by point in polygon where outlines are loaded.
pub const STOP_SEARCHES: [(&str, ColumnKind); 21] = [
    ("force", ColumnKind::Text),
    ("month", ColumnKind::Text),
    ("date_time", ColumnKind::Text),
    ("search_type", ColumnKind::Text),
    ("operation", ColumnKind::Text),
    ("operation_name", ColumnKind::Text),
    ("longitude", ColumnKind::Real),
    ("latitude", ColumnKind::Real),
    ("gender", ColumnKind::Text),
    ("age_range", ColumnKind::Text),
    ("self_defined_ethnicity", ColumnKind::Text),
    ("officer_defined_ethnicity", ColumnKind::Text),
    ("legislation", ColumnKind::Text),
    ("object_of_search", ColumnKind::Text),
    ("outcome", ColumnKind::Text),
    ("outcome_linked", ColumnKind::Text),
    ("clothing_removed", ColumnKind::Text),
    ("lsoa_code", ColumnKind::Text),
    ("placed_by", ColumnKind::Text),
    ("source_file", ColumnKind::Text),
    ("source_row", ColumnKind::Whole),
];

/// Columns of a `harm-weights` extract. `unit` is the unit of supersession (`<scale> <edition> by <level>`); `level` is
/// `offence`, `subgroup` or `police-uk-category`; `weight` is in `weight_unit` (`days`, `points`).
pub const HARM_WEIGHTS: [(&str, ColumnKind); 9] = [
    ("unit", ColumnKind::Text),
    ("scale", ColumnKind::Text),
    ("edition", ColumnKind::Text),
    ("level", ColumnKind::Text),
    ("offence_code", ColumnKind::Text),
    ("offence", ColumnKind::Text),
    ("category", ColumnKind::Text),
    ("weight", ColumnKind::Real),
    ("weight_unit", ColumnKind::Text),
];

/// Columns of a `peer-group` extract; units: the group.
pub const PEER_GROUPS: [(&str, ColumnKind); 4] =
    [("peer_group", ColumnKind::Text), ("area_code", ColumnKind::Text), ("area_name", ColumnKind::Text), ("position", ColumnKind::Whole)];

/// Columns of an `area-counts` extract. `unit` is the unit of supersession: `<data set>/<measure>/<level>/<period>`.
/// `category` divides a measure (`Theft`); `period` as the file says, `period_from` and `period_to` as months, `YYYY-MM`,
/// both inclusive; `part_year` marks a period that must never be compared with whole years; a suppressed value is
/// missing and `suppressed` is true. `area_code` is missing where the name is of no known area.
pub const COUNTS: [(&str, ColumnKind); 20] = [
    ("unit", ColumnKind::Text),
    ("data_set", ColumnKind::Text),
    ("measure", ColumnKind::Text),
    ("category", ColumnKind::Text),
    ("level", ColumnKind::Text),
    ("vintage", ColumnKind::Text),
    ("area_code", ColumnKind::Text),
    ("area_name", ColumnKind::Text),
    ("ward_code", ColumnKind::Text),
    ("ward_name", ColumnKind::Text),
    ("lad_code", ColumnKind::Text),
    ("lad_name", ColumnKind::Text),
    ("period", ColumnKind::Text),
    ("period_from", ColumnKind::Text),
    ("period_to", ColumnKind::Text),
    ("part_year", ColumnKind::Flag),
    ("value", ColumnKind::Real),
    ("value_unit", ColumnKind::Text),
    ("suppressed", ColumnKind::Flag),
    ("source_row", ColumnKind::Whole),
];

/// Columns of an `incidents` extract, read by a mapping; units: (`data_set`, `month`). `kept` is a JSON object of the further
/// columns the mapping keeps; `pseudonym` is keyed, and stands in no view.
pub const INCIDENTS: [(&str, ColumnKind); 20] = [
    ("data_set", ColumnKind::Text),
    ("incident_ref", ColumnKind::Text),
    ("date", ColumnKind::Text),
    ("month", ColumnKind::Text),
    ("category", ColumnKind::Text),
    ("longitude", ColumnKind::Real),
    ("latitude", ColumnKind::Real),
    ("location", ColumnKind::Text),
    ("outcome", ColumnKind::Text),
    ("lsoa_code", ColumnKind::Text),
    ("ward_code", ColumnKind::Text),
    ("ward_name", ColumnKind::Text),
    ("lad_code", ColumnKind::Text),
    ("lad_name", ColumnKind::Text),
    ("village", ColumnKind::Text),
    ("placed_by", ColumnKind::Text),
    ("kept", ColumnKind::Text),
    ("pseudonym", ColumnKind::Text),
    ("source_file", ColumnKind::Text),
    ("source_row", ColumnKind::Whole),
];
