//! Schemes: registers of activity, whose forms, lists and counts are made from a rule.

pub(crate) mod act;
pub(crate) mod list;
pub(crate) mod one;
pub(crate) mod record;
pub(crate) mod show;

use crate::failure::Failure;
use crate::gate::Sent;
use crate::pages::recording::{day_field, day_or};
use crate::parts::Mistake;
use crate::shell::Shell;
use crate::words;
use app::plans::tasking::{FieldType, Scheme, SchemeField};
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use jiff::civil::Date;
use plans::tasking::SchemeRecord;
use std::collections::BTreeMap;
use ui::{Answer as Choice, Field, Form};

/// The page of all schemes.
pub(crate) const HOME: &str = "/plan/schemes";

/// The address of a scheme.
pub(crate) fn address(scheme: &str) -> String {
    format!("{HOME}/{}", words::in_address(scheme))
}

/// The address of a record.
pub(crate) fn record_address(scheme: &str, number: u32) -> String {
    format!("{}/{number}", address(scheme))
}

/// A scheme and the number of a record in an address; what is no number is absent.
pub(crate) struct Numbered(pub(crate) String, pub(crate) u32);

impl<S: Send + Sync> FromRequestParts<S> for Numbered {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let Path((name, number)) = Path::<(String, String)>::from_request_parts(parts, state).await.map_err(|_| Failure::NotFound)?;
        number.parse().map(|number| Self(name, number)).map_err(|_| Failure::NotFound)
    }
}

/// A page beneath that of a scheme.
fn beneath(title: &str, name: &str, scheme: &Scheme) -> Shell {
    Shell::plan(title, HOME).under("Schemes", HOME).under(scheme.name.as_str(), address(name))
}

/// A page beneath that of a record.
fn beneath_record(title: &str, name: &str, scheme: &Scheme, number: u32) -> Shell {
    beneath(title, name, scheme).under(format!("{} {number}", words::capital(&scheme.one)), record_address(name, number))
}

/// What stands in a field of a record, in words.
fn said(field: &SchemeField, record: &SchemeRecord) -> String {
    let value = record.value(&field.name);
    match field.kind {
        FieldType::Day => words::day(value),
        FieldType::Moment => value.split_once('T').map_or_else(|| value.to_owned(), |(day, time)| format!("{}, {time}", words::day(day))),
        FieldType::Money => record.amount(field).filter(|_| !value.is_empty()).map(plans::tasking::in_pounds).unwrap_or_default(),
        FieldType::Whole => words::number(value),
        FieldType::YesNo => words::capital(value),
        FieldType::Choice => field.options.iter().find(|one| one.id == value).map_or_else(|| value.to_owned(), |one| one.name.clone()),
        FieldType::Organisations => value.replace('\n', "; "),
        FieldType::Text | FieldType::Lines | FieldType::Place | FieldType::Organisation => value.to_owned(),
    }
}

/// The name of a field in a form: kept apart from those that every form has.
fn sent_name(field: &str) -> String {
    format!("f-{field}")
}

/// So many answers stand in sight; more are folded away.
const IN_SIGHT: usize = 7;

/// A form with the fields of a scheme, and what stands in them.
fn with_fields(form: Form, scheme: &Scheme, record: Option<&SchemeRecord>, today: Date) -> Form {
    scheme.fields.iter().fold(form, |form, field| {
        let value = record.map_or("", |record| record.value(&field.name));
        let form = form.field(field_of(field, value, record.is_none() && field.name == scheme.day, today));
        if field.kind != FieldType::Moment {
            return form;
        }
        let time = value.split_once('T').map_or("", |(_, time)| time);
        let asked = Field::text(format!("{}-time", sent_name(&field.name)), "At what time?")
            .hint("By the clock of 24 hours, such as 14:30")
            .value(time)
            .width(5);
        form.field(if field.optional { asked.optional() } else { asked })
    })
}

fn field_of(field: &SchemeField, value: &str, is_day: bool, today: Date) -> Field {
    let (name, label) = (sent_name(&field.name), field.label.as_str());
    let options = || field.options.iter().map(|one| Choice::new(one.id.as_str(), one.name.as_str()));
    let asked = match field.kind {
        FieldType::Day | FieldType::Moment => {
            let day = value.get(..10).and_then(|text| text.parse().ok()).or_else(|| is_day.then_some(today));
            return optional(with_hint(day_field(&name, label, day), field), field);
        }
        FieldType::Lines => Field::lines(name, label, 4),
        FieldType::Organisations => Field::lines(name, label, 3),
        FieldType::Whole => Field::number(name, label),
        FieldType::Money => Field::number(name, label).units("\u{a3}", ""),
        FieldType::YesNo if field.optional => {
            Field::one_of(name, label, [Choice::new("yes", "Yes"), Choice::new("no", "No"), Choice::new("", "Not known")])
        }
        FieldType::YesNo => Field::yes_or_no(name, label, "Yes", "No"),
        FieldType::Choice if field.optional || field.options.len() > IN_SIGHT => {
            Field::choose(name, label, std::iter::once(Choice::new("", "Choose one")).chain(options()))
        }
        FieldType::Choice => Field::one_of(name, label, options()),
        FieldType::Text | FieldType::Place | FieldType::Organisation => Field::text(name, label).width(30),
    };
    let asked = match field.kind {
        FieldType::Organisation => asked.hint("An organisation, a group or an office: never a person\u{2019}s name"),
        _ => asked,
    };
    // A choice shows an empty answer as chosen: nothing is to be chosen for anybody.
    let asked = if value.is_empty() && matches!(field.kind, FieldType::YesNo | FieldType::Choice) { asked } else { asked.value(value) };
    optional(with_hint(asked, field), field)
}

fn with_hint(asked: Field, field: &SchemeField) -> Field {
    match &field.hint {
        Some(hint) => asked.hint(hint.as_str()),
        None => asked,
    }
}

fn optional(asked: Field, field: &SchemeField) -> Field {
    if field.optional { asked.optional() } else { asked }
}

/// What was answered, by the fields of the record; what is no date is gathered.
fn answered(scheme: &Scheme, sent: &Sent, mistakes: &mut Vec<Mistake>) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    for field in &scheme.fields {
        let name = sent_name(&field.name);
        let value = match field.kind {
            FieldType::Day => day_or(sent, &name, mistakes).unwrap_or_default(),
            FieldType::Moment => {
                let day = day_or(sent, &name, mistakes);
                let time = sent.text(&format!("{name}-time"));
                match (day, time) {
                    (Some(day), "") => {
                        mistakes.push(Mistake::at(&format!("{name}-time"), "Give the time too, such as 14:30"));
                        day
                    }
                    (Some(day), time) => {
                        // `9:30` is read as well as `09:30`.
                        let time = if time.len() == 4 && time.contains(':') { format!("0{time}") } else { time.to_owned() };
                        format!("{day}T{time}")
                    }
                    (None, _) => String::new(),
                }
            }
            _ => sent.text(&name).replace("\r\n", "\n"),
        };
        if !value.is_empty() {
            values.insert(field.name.clone(), value);
        }
    }
    values
}

/// What may not stand in its field, said beside it.
fn faults(faults: &[plans::tasking::ValueFault]) -> impl Iterator<Item = Mistake> + '_ {
    faults.iter().map(|fault| {
        let words = format!("This {}. {}", fault.why, crate::failure::sentence(&fault.remedy));
        Mistake::at(&sent_name(&fault.field), words)
    })
}
