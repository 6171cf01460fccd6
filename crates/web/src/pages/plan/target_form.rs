//! Setting a target: what is measured, what would meet it, from which baseline, by when.

use super::targets::{HERE, address, lines_of};
use super::{moment, recorded};
use crate::failure::Failure;
use crate::gate::{Sent, SignedIn};
use crate::pages::Answer;
use crate::pages::recording::{changed, day_field, finished, mend, seen};
use crate::parts::{Mistake, Reading, Sheet};
use crate::shell::Shell;
use crate::state::Web;
use crate::words;
use app::plans as desk;
use axum::extract::{Path, State};
use evidence::catalogue::Catalogue;
use journal::Stamp;
use plans::{Baseline, Binding, Direction, Period, Target};
use ui::{Answer as Choice, Field, Form};

const NEW: &str = "/plan/targets/new";

/// What would meet a target, in words.
const DIRECTIONS: [(Direction, &str, &str); 5] = [
    (Direction::Lower, "Lower than a baseline", "By so many percent where an amount is given"),
    (Direction::Higher, "Higher than a baseline", "By so many percent where an amount is given"),
    (Direction::AtMost, "At most an amount", "Such as no more than 28 percent"),
    (Direction::AtLeast, "At least an amount", "Such as 75 percent or more"),
    (Direction::BaselineYear, "This is the baseline year", "Nothing is met or missed; later years are measured by it"),
];

/// `GET /plan/targets/new`
pub(crate) async fn ask(State(web): State<Web>, who: SignedIn) -> Answer {
    let draft = who.draft(&web, NEW).await?;
    page(&web, &who, None, draft.as_ref(), &[]).await
}

/// `POST /plan/targets/new`
pub(crate) async fn record(State(web): State<Web>, who: SignedIn, sent: Sent) -> Answer {
    let mut read = Reading::of(&sent);
    let id = read.id("id", "Give it a reference");
    let taken = desk::with_book(&web.house, |book| book.targets.contains_key(&id)).await?;
    if taken {
        read.fault("id", "A target has this reference already");
    }
    let mistakes = match target_of(read, &sent, id) {
        Ok(target) => match desk::set_target(&web.house, &moment(&web, &who), &target, 0).await {
            Ok(_) => return recorded(&web, &who, NEW, &address(&target.id), "target").await,
            Err(trouble) => mended(trouble)?,
        },
        Err(mistakes) => mistakes,
    };
    page(&web, &who, None, Some(&sent), &mistakes).await
}

/// `GET /plan/targets/{id}/change`
pub(crate) async fn ask_change(State(web): State<Web>, who: SignedIn, Path(id): Path<String>) -> Answer {
    let (target, last) = kept(&web, &who, &id).await?;
    let draft = who.draft(&web, &format!("{}/change", address(&id))).await?;
    page(&web, &who, Some((&target, &last)), draft.as_ref(), &[]).await
}

/// `POST /plan/targets/{id}/change`
pub(crate) async fn change(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, sent: Sent) -> Answer {
    let (target, last) = kept(&web, &who, &id).await?;
    let mut read = target_of(Reading::of(&sent), &sent, id.clone());
    if let Some(mistake) = changed(&sent, Some(&last)) {
        let mut mistakes = read.err().unwrap_or_default();
        mistakes.push(mistake);
        read = Err(mistakes);
    }
    let mistakes = match read {
        Ok(new) => match desk::set_target(&web.house, &moment(&web, &who), &new, last.seq).await {
            Ok(_) => return recorded(&web, &who, &format!("{}/change", address(&id)), &address(&id), "target").await,
            Err(trouble) => mended(trouble)?,
        },
        Err(mistakes) => mistakes,
    };
    page(&web, &who, Some((&target, &last)), Some(&sent), &mistakes).await
}

async fn kept(web: &Web, who: &SignedIn, id: &str) -> Result<(Target, Stamp), Failure> {
    let line = lines_of(web, who, id, 1).await?.into_iter().next().ok_or(Failure::NotFound)?;
    Ok((line.target, line.last))
}

fn mended(trouble: base::Trouble) -> Result<Vec<Mistake>, Failure> {
    let fields = [
        ("record-unknown", "under"),
        ("measure-unknown", "measure"),
        ("area-unknown", "area"),
        ("place-unknown", "area"),
        ("within-unknown", "area"),
        ("baseline", "baseline_label"),
        ("plan", "under"),
    ];
    mend(trouble, &fields)
}

/// The target that was answered, or everything to mend.
fn target_of(mut read: Reading<'_>, sent: &Sent, id: String) -> Result<Target, Vec<Mistake>> {
    let under = read.text("under", "Choose the plan or the priority that it judges");
    let (plan, priority) = under.split_once('/').map_or((under.clone(), None), |(plan, key)| (plan.to_owned(), Some(key.to_owned())));
    let title = read.text("title", "Say what is measured");
    let unit = read.text("unit", "Say what it is counted in");
    let area = read.text("area", "Say of which area");
    let binding = if let Some(measure) = read.choice("measure") {
        Binding::Measure { measure, area }
    } else {
        let data_set = read.text("data_set", "Name the data set, or choose a measure above");
        let measure = read.text("row_measure", "Name the measure in that data set");
        let category = read.maybe("category");
        match read.choice("whole") {
            Some(whole) => Binding::Share { data_set, part: measure, whole, category, area },
            None => Binding::Counts { data_set, measure, category, area },
        }
    };
    let direction = Direction::parse(sent.text("direction"));
    if direction.is_none() {
        read.fault("direction", "Choose what would meet it");
    }
    let amount = match read.choice("amount") {
        None => None,
        Some(text) => {
            let number: Option<f64> = text.trim_end_matches('%').trim().replace(',', "").parse().ok();
            if number.is_none_or(|number| !number.is_finite() || number < 0.0) {
                read.fault("amount", "The amount is a number that is not below nought, such as 5 or 28");
            }
            number
        }
    };
    if matches!(direction, Some(Direction::AtMost | Direction::AtLeast)) && sent.text("amount").is_empty() {
        read.fault("amount", "Enter the amount");
    }
    let baseline = baseline_of(&mut read, sent, direction);
    let months = sent.text("months").parse().ok().filter(|months| [1_u8, 3, 12].contains(months));
    if months.is_none() {
        read.fault("months", "Choose of how many months a value is");
    }
    let by = read.maybe_day("by", "the day by which it is to be met");
    let since = match read.choice("since") {
        None => None,
        Some(text) => {
            let period = Period::parse(&text).ok();
            if period.is_none() {
                read.fault("since", "Write a quarter such as 2026-27-Q1, or a month such as 2026-10");
            }
            period
        }
    };
    let owner = read.text("owner", "Say which office owns it");
    let county_wide = read.yes("county_wide");
    let direction = direction.unwrap_or(Direction::BaselineYear);
    let months = months.unwrap_or(12);
    read.finish(Target { id, plan, priority, title, unit, binding, direction, amount, baseline, months, by, county_wide, owner, since })
}

fn baseline_of(read: &mut Reading<'_>, sent: &Sent, direction: Option<Direction>) -> Option<Baseline> {
    let needed = matches!(direction, Some(Direction::Lower | Direction::Higher));
    let fields = ["baseline_label", "baseline_from", "baseline_to"];
    if !needed && fields.iter().all(|field| sent.text(field).is_empty()) {
        return None;
    }
    let label = read.text("baseline_label", "Say what the baseline is, such as 2025/26");
    let mut month = |field: &str, words: &str| {
        let text = read.text(field, words);
        let month = Period::parse(&text).ok().filter(|period| matches!(period, Period::Month(_))).map(Period::first);
        if month.is_none() && !text.is_empty() {
            read.fault(field, "Write a month as 2025-04");
        }
        month
    };
    let from = month("baseline_from", "Enter the first month of the baseline");
    let to = month("baseline_to", "Enter the last month of the baseline");
    let (from, to) = (from?, to?);
    if to < from {
        read.fault("baseline_to", "The last month lies before the first");
    }
    Some(Baseline { label, from, to })
}

async fn page(web: &Web, who: &SignedIn, stands: Option<(&Target, &Stamp)>, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let (title, path) = match stands {
        Some((target, _)) => ("Change a target", format!("{}/change", address(&target.id))),
        None => ("Set a target", NEW.to_owned()),
    };
    let mut sheet = Sheet::narrow(title).leading(
        "A target is bound to a measure or to rows of an imported table. Its value is computed from them, so that it changes when they do.",
    );
    let mut form = Form::post(path.as_str(), who.visit.token());
    if let Some((_, last)) = stands {
        form = form.hidden("seen", seen(Some(last)));
    } else {
        let hint = "Lower-case letters, digits and hyphens, such as burglary-2026. It stays for good.";
        form = form.field(Field::reference("id", "Reference").hint(hint).width(30));
    }
    let target = stands.map(|(target, _)| target);
    let back = target.map_or_else(|| HERE.to_owned(), |target| address(&target.id));
    let form = fields(form, web, target).await?.button("Record the target").cancel(&back);
    sheet.form_of(&finished(form, &path, sent, mistakes));
    let shell = Shell::plan(title, HERE).under("Targets", HERE);
    let shell = match target {
        Some(target) => shell.under(target.title.as_str(), address(&target.id)),
        None => shell,
    };
    shell.form(&sheet)
}

/// Every question, with what stands in it.
async fn fields(form: Form, web: &Web, target: Option<&Target>) -> Result<Form, Failure> {
    let text = |of: fn(&Target) -> String| target.map(of).unwrap_or_default();
    let measures = Catalogue::builtin()?.measures().iter().map(|one| Choice::new(one.id.as_str(), one.title.as_str()));
    let none = Choice::new("", "None: rows of a table of counts");
    let directions = DIRECTIONS.map(|(direction, words, hint)| Choice::new(direction.id(), words).hint(hint));
    let months = [("3", "Three months"), ("12", "Twelve months"), ("1", "One month")].map(|(value, words)| Choice::new(value, words));
    let counts = |at: usize| {
        let parts = target.map(|target| match &target.binding {
            Binding::Counts { data_set, measure, category, .. } => [data_set.clone(), measure.clone(), category.clone(), String::new()],
            Binding::Share { data_set, part, whole, category, .. } => [data_set.clone(), part.clone(), category.clone(), whole.clone()],
            Binding::Measure { .. } => Default::default(),
        });
        parts.and_then(|parts| parts.into_iter().nth(at)).unwrap_or_default()
    };
    let area = text(|target| target.binding.area().to_owned());
    let measure = text(|target| match &target.binding {
        Binding::Measure { measure, .. } => measure.clone(),
        Binding::Counts { .. } | Binding::Share { .. } => String::new(),
    });
    let under = text(|target| target.priority.as_ref().map_or_else(|| target.plan.clone(), |key| format!("{}/{key}", target.plan)));
    let mut tick = Field::tick("county_wide", "The target is the county\u{2019}s: a district does not meet or miss it alone");
    if target.is_some_and(|target| target.county_wide) {
        tick = tick.value("yes");
    }
    let months_now = target.map_or_else(|| "3".to_owned(), |target| target.months.to_string());
    Ok(form
        .field(Field::choose("under", "Which plan or priority does it judge?", under_choices(web).await?).value(under))
        .field(Field::text("title", "What is measured, as a report heads it?").value(text(|target| target.title.clone())))
        .field(
            Field::text("unit", "What is it counted in?")
                .hint("Such as crimes, referrals or percent")
                .width(20)
                .value(text(|target| target.unit.clone())),
        )
        .field(Field::choose("measure", "Which measure gives its value?", std::iter::once(none).chain(measures)).value(measure))
        .group(
            "Rows of a table of counts",
            "Only where no measure is chosen: as the table names them",
            [
                Field::reference("data_set", "Data set").width(30).optional().value(counts(0)),
                Field::reference("row_measure", "Measure").width(30).optional().value(counts(1)),
                Field::text("category", "Category").optional().value(counts(2)),
                Field::reference("whole", "The measure it is a share of")
                    .hint("Only for a share in percent, such as repeat cases of all cases")
                    .width(30)
                    .optional()
                    .value(counts(3)),
            ],
        )
        .field(
            Field::text("area", "Of which area?")
                .hint("The code of a district or ward, such as E07000012; of a table also its name")
                .width(30)
                .value(area),
        )
        .field(Field::one_of("direction", "What would meet it?", directions).value(text(|target| target.direction.id().to_owned())))
        .field(
            Field::number("amount", "Amount")
                .hint("Percent for lower and higher; otherwise in its own unit")
                .width(10)
                .optional()
                .value(target.and_then(|target| target.amount).map(plans::plain_number).unwrap_or_default()),
        )
        .group(
            "Baseline",
            "What it is held against: for lower and higher",
            [
                Field::text("baseline_label", "In words")
                    .hint("Such as 2025/26")
                    .width(20)
                    .optional()
                    .value(text(|t| t.baseline.as_ref().map(|one| one.label.clone()).unwrap_or_default())),
                Field::reference("baseline_from", "First month")
                    .hint("Such as 2025-04")
                    .width(10)
                    .optional()
                    .value(text(|t| t.baseline.as_ref().map(|one| one.from.to_string()).unwrap_or_default())),
                Field::reference("baseline_to", "Last month")
                    .hint("Such as 2026-03")
                    .width(10)
                    .optional()
                    .value(text(|t| t.baseline.as_ref().map(|one| one.to.to_string()).unwrap_or_default())),
            ],
        )
        .field(Field::one_of("months", "Of how many months is a value?", months).value(months_now))
        .field(day_field("by", "By when is it to be met?", target.and_then(|target| target.by)).optional())
        .field(
            Field::reference("since", "From which period does it hold?")
                .hint("A quarter such as 2026-27-Q1; empty: from the plan\u{2019}s first day")
                .width(20)
                .optional()
                .value(text(|t| t.since.map(|one| one.to_string()).unwrap_or_default())),
        )
        .field(tick)
        .field(
            Field::text("owner", "Which office owns it?")
                .hint("Such as community safety officer: never a person\u{2019}s name")
                .width(30)
                .value(text(|target| target.owner.clone())),
        ))
}

/// Each plan, and each of its priorities beneath it.
async fn under_choices(web: &Web) -> Result<Vec<Choice>, Failure> {
    let found = desk::with_book(&web.house, |book| {
        let mut found = vec![(String::new(), "Choose one".to_owned())];
        for plan in book.plans.values().map(|kept| &kept.body) {
            found.push((plan.id.clone(), plan.title.clone()));
            let of = book.priorities_of(&plan.id).map(|kept| &kept.body);
            found.extend(of.map(|one| (format!("{}/{}", plan.id, one.key), format!("{}: {}", plan.title, one.title))));
        }
        found
    })
    .await?;
    Ok(found.into_iter().map(|(value, words)| Choice::new(value, words::capital(&words))).collect())
}
