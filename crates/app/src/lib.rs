//! One use case a function: load, decide, save. Adapters that compile slowly stand behind the two ports.

mod analysis;
mod answered;
mod areas;
mod assessment;
mod audit;
mod cells;
mod change;
mod check;
mod clock;
pub mod demo;
pub mod desk;
mod due;
pub mod feeds;
mod figure;
mod flags;
mod hotspots;
mod hotspots_home;
mod house;
mod import;
pub mod keeping;
pub mod links;
mod measures;
mod near_repeat;
pub mod once;
mod open;
pub mod outbox;
pub mod pages;
mod partners;
mod partners_demo;
pub mod people;
pub mod plans;
mod policies;
mod ports;
mod published;
mod query;
mod register;
pub mod registers;
pub mod registrar;
mod revision;
mod rules;
mod settings;
pub mod signing;
pub mod strategic;
#[cfg(test)]
mod stub;
pub mod tokens;
mod users;
mod values;
mod workbook;

pub use analysis::{HarmAsk, HarmMade, harm_at_home};
pub use assessment::{AssessOptions, Assessed, assess, assess_with, every_district};
pub use audit::{AccessReviewed, AuditAsk, Noted, audit_checkpoint, audit_lines, audit_reason, audit_review, audit_verify};
pub use change::{change_table, read_counts};
pub use check::{CheckOptions, CheckReport, check, check_with};
pub use clock::{Due, DueDay, DueRequest, NotCounted, clock_due, clocks_table, in_london};
pub use due::{DueLine, due_lines, due_list};
pub use figure::{figure_card, figure_rows};
pub use flags::{CriterionData, FlagsAsk, FlagsByRule, FlagsMade, flags};
pub use hotspots::{AreaValue, HotspotOptions, hotspots, read_area_values, read_neighbours};
pub use hotspots_home::{HotspotsAsk, hotspots_at_home};
pub use house::House;
pub use identity::oidc::TwoFactors;
pub use import::{FileSent, ImportOptions, Imported, TableWords, import_file, import_sent, kinds};
pub use measures::measures_table;
pub use near_repeat::{NearRepeatOptions, near_repeat, read_events};
pub use open::{Setup, create_house, open_house};
pub use partners::{By, Office, PartnerRegister, change_of, explain, offices, partner_duties, partners_table, record_partner};
pub use partners_demo::demo_partners;
pub use partnership::Explained as Explanation;
pub use policies::{ExplainAsk, explain_policy, explain_policy_at_page, parse_purpose, policy_table};
pub use policy::Explained as PolicyAnswer;
pub use ports::{Analytics, Clock, Limits, Press, QueryRequest, SetPaper};
pub use published::{Compare, Expected, PublishedFigure, Verdict, check_published, published_figures};
pub use query::{check_day, query};
pub use register::{extract, extracts_table, rejects_table, rejects_workbook};
pub use revision::extract_changes;
pub use rules::rules_table;
pub use settings::{Language, MailSecurity, MailSettings, Network, Provider, Secret, Site};
pub use users::{OfficeHolder, destroy_user, enrol_user, show_user};
pub use values::{AreaLevel, AreaReading, Values, ValuesAsk, latest_period, values};
pub use workbook::{write_rejects, write_workbook};

/// Who does something, and when: recorded with everything that is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// The moment, handed in by the binary; nothing below reads a clock.
    pub now: jiff::Timestamp,
    /// `operator:<uid>`.
    pub who: String,
}

impl Moment {
    /// The moment as the record keeps it: fixed width, UTC.
    pub fn iso(&self) -> String {
        self.now.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
    }

    /// The civil day in UTC, `YYYY-MM-DD`.
    pub fn day(&self) -> String {
        self.now.strftime("%Y-%m-%d").to_string()
    }
}
