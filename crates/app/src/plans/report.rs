//! The task group's report on one priority for one quarter, on one page; and the quarter that closes.

use super::fitting::fits;
use super::papers::{Paper, document, heading, paragraph, partnership};
use super::with_book;
use crate::registers::{Recorded, entry_for, find, required, save, today, trouble};
use crate::{House, Moment};
use ::papers::{Block, Document, Inline};
use base::{Result, Trouble};
use calendar::date_in_words;
use jiff::civil::Date;
use journal::Body as _;
use plans::{Achievement, Action, Clients, Concern, Period, PeriodClosed, Plan, PlanPriority, ProgressReport, Reference, Status, Update};
use store::{NewEntry, RestsOn};

/// What a form begins with: what was said of the priority's actions in the period.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReportDraft {
    /// What was achieved, by those who said so.
    pub achievements: Vec<Achievement>,
    /// What stands in the way; what is recommended is for the group to say.
    pub concerns: Vec<Concern>,
    /// What may be said in public.
    pub publicity: Vec<String>,
}

/// A report as a task group gives it.
#[derive(Debug, Clone)]
pub struct ReportWords<'a> {
    /// The office that leads.
    pub lead: &'a str,
    /// Key achievements, by the number of the action.
    pub achievements: Vec<Achievement>,
    /// Concerns with recommendations.
    pub concerns: Vec<Concern>,
    /// Items for publicity.
    pub publicity: Vec<String>,
    /// What a scheme for offenders adds.
    pub clients: Option<Clients>,
    /// The office that says so.
    pub role: &'a str,
    /// The place of the report that the writer saw; 0 where there was none.
    pub seen: i64,
}

/// What the report of a priority for a period can begin with.
pub async fn report_draft(house: &House, plan: &str, key: &str, period: Period) -> Result<ReportDraft> {
    with_book(house, |book| {
        let mut draft = ReportDraft::default();
        for kept in book.actions_of(plan).filter(|kept| kept.body.priority.as_deref() == Some(key)) {
            let Some(update) = book.update(plan, &kept.body.reference, period).map(|kept| &kept.body) else { continue };
            take(&mut draft, &kept.body.reference, update);
        }
        draft
    })
    .await
}

fn take(draft: &mut ReportDraft, reference: &Reference, update: &Update) {
    if matches!(update.status, Some(Status::Complete | Status::OnTrack | Status::InProgress)) {
        draft.achievements.push(Achievement { reference: reference.clone(), text: update.said.clone() });
    }
    if !update.barrier.is_empty() {
        draft.concerns.push(Concern { text: format!("{reference}: {}", update.barrier), recommendation: String::new() });
    }
    if update.publicity {
        draft.publicity.push(update.said.clone());
    }
}

/// Writes the report of a priority for a period.
///
/// # Errors
/// Refused: `period-closed`; `achievement-elsewhere` where an achievement is of no action of the plan; `concern-alone` where one has no
/// recommendation; `publicity-marked` where an item carries a protective marking; `report-overflows`, naming the lines that don't fit.
pub async fn write_report(
    house: &House,
    moment: &Moment,
    plan: &str,
    key: &str,
    period: Period,
    words: &ReportWords<'_>,
) -> Result<Recorded> {
    let (of, _) = required::<Plan>(house, plan).await?;
    let (priority, _) = required::<PlanPriority>(house, &format!("{plan}/{key}")).await?;
    check(&of, period, today(moment))?;
    let open_period = open_period(house, plan, period).await?;
    let report = ProgressReport {
        plan: plan.to_owned(),
        priority: key.to_owned(),
        title: priority.title.clone(),
        period,
        lead: words.lead.to_owned(),
        achievements: words.achievements.clone(),
        concerns: words.concerns.clone(),
        publicity: words.publicity.clone(),
        clients: words.clients.clone(),
        on: today(moment),
        role: words.role.to_owned(),
    };
    for one in &report.achievements {
        if find::<Action>(house, &format!("{plan}/{}", one.reference)).await?.is_none() {
            return Err(Trouble::refused(
                "achievement-elsewhere",
                format!("`{}` is no action of the plan: only achievements against the plan stand in the report", one.reference),
                "give the number of the action it was achieved for",
            ));
        }
    }
    if let Some(one) = report.concerns.iter().find(|one| one.recommendation.trim().is_empty()) {
        return Err(Trouble::refused(
            "concern-alone",
            format!("nothing is recommended for `{}`", one.text),
            "recommend something for each concern, so that it can be agreed",
        ));
    }
    let rule = house.rulebook.protective_marking(report.on, None)?;
    if let Some((item, marking)) = report.marked(rule.parameters).first() {
        return Err(Trouble::refused(
            "publicity-marked",
            format!("`{item}` carries the marking `{marking}`, and what is for publicity carries none ({})", rule.reference()),
            "take the item out, or have its marking lifted by whoever set it",
        ));
    }
    let name = partnership(house).await?;
    let pages = house.rulebook.progress_report_form(report.on, None)?.parameters.pages;
    fits(house, pages, &lines_of(&report), |count| compose(&name, &report, count)).await?;
    let entry = NewEntry { rests_on: vec![open_period], ..entry_for(house, moment, &report, words.seen)? };
    let seq = house.store.append_entry(&entry).await?;
    Ok(Recorded { seq, register: entry.register, id: entry.id, at: entry.at, who: entry.who })
}

fn check(plan: &Plan, period: Period, today: Date) -> Result<()> {
    plans::check_period(plan, period, today).map_err(|refused| trouble(ProgressReport::REGISTER, &refused))
}

/// That a period is open, as what is written about it rests on: nobody may close it in between.
///
/// # Errors
/// Refused with `period-closed`.
pub(super) async fn open_period(house: &House, plan: &str, period: Period) -> Result<RestsOn> {
    let id = format!("{plan}/{period}");
    match find::<PeriodClosed>(house, &id).await? {
        Some((closed, _)) => Err(period_closed(&closed)),
        None => Ok(RestsOn { register: PeriodClosed::REGISTER.to_owned(), id, seen: 0 }),
    }
}

/// The refusal of what is about a period that was closed.
fn period_closed(closed: &PeriodClosed) -> Trouble {
    Trouble::refused(
        "period-closed",
        format!("{} of `{}` was closed on {}", closed.period.in_words(), closed.plan, date_in_words(closed.on)),
        "say it for the period that runs now",
    )
}

/// Every line that takes room, in the order of the report.
fn lines_of(report: &ProgressReport) -> Vec<String> {
    let achieved = report.achievements.iter().map(|one| format!("{}: {}", one.reference, one.text));
    let concerned = report.concerns.iter().map(|one| one.text.clone());
    achieved.chain(concerned).chain(report.publicity.iter().cloned()).collect()
}

/// The report with its first so many lines.
fn compose(partnership: &str, report: &ProgressReport, count: usize) -> Document {
    let mut left = count;
    let mut take = |wanted: usize| {
        let taken = wanted.min(left);
        left -= taken;
        taken
    };
    let (achieved, concerned, public) = (take(report.achievements.len()), take(report.concerns.len()), take(report.publicity.len()));
    let mut blocks =
        vec![paragraph(format!("Lead officer: {}.", report.lead)), heading(1, "achievements", "Key achievements in the quarter")];
    let items = |items: Vec<Vec<Inline>>| if items.is_empty() { paragraph("None.") } else { Block::List(items) };
    let achievement = |one: &Achievement| vec![Inline::Strong(format!("{} ", one.reference)), Inline::text(one.text.clone())];
    blocks.push(items(report.achievements.iter().take(achieved).map(achievement).collect()));
    blocks.push(heading(1, "concerns", "Areas of concern, and what is recommended"));
    let concern = |one: &Concern| {
        vec![Inline::text(format!("{} ", one.text)), Inline::Strong("Recommended: ".to_owned()), Inline::text(one.recommendation.clone())]
    };
    blocks.push(items(report.concerns.iter().take(concerned).map(concern).collect()));
    if let Some(clients) = &report.clients {
        blocks.push(heading(1, "clients", "Clients"));
        let strands: Vec<String> = clients.strands.iter().map(|(strand, count)| format!("{strand}: {count}")).collect();
        blocks.push(paragraph(format!("{}. Removed in the quarter: {}. {}", strands.join("; "), clients.removed, clients.changes)));
    }
    blocks.push(heading(1, "publicity", "Items for publicity"));
    blocks.push(items(report.publicity.iter().take(public).map(|one| vec![Inline::text(one.clone())]).collect()));
    document(
        format!("Progress report: {}", report.title),
        period_of(report.period),
        partnership.to_owned(),
        period_of(report.period),
        report.on,
        blocks,
    )
}

/// A period as a paper says it: `Quarter 4 of 2010/11, January to March 2011`.
pub(super) fn period_of(period: Period) -> String {
    let mut words = period.in_words();
    if let Some(first) = words.get(..1).map(str::to_uppercase) {
        words.replace_range(..1, &first);
    }
    match period {
        Period::Month(_) => words,
        Period::Quarter(..) => format!("{words}, {} to {}", period.first().name(), period.last().in_words()),
    }
}

/// A report with its place in the journal; none where there is none.
pub async fn report(house: &House, plan: &str, key: &str, period: Period) -> Result<Option<(ProgressReport, i64)>> {
    find::<ProgressReport>(house, &format!("{plan}/{key}/{period}")).await
}

/// A report as a paper.
///
/// # Errors
/// Refused with `record-unknown` where there is none.
pub async fn report_paper(house: &House, plan: &str, key: &str, period: Period) -> Result<Paper> {
    let (body, _) = required::<ProgressReport>(house, &format!("{plan}/{key}/{period}")).await?;
    let document = compose(&partnership(house).await?, &body, usize::MAX);
    Ok(Paper { stem: "progress-report".to_owned(), document })
}

/// Every report, the newest period first; and the periods that were closed.
pub async fn reports(house: &House) -> Result<(Vec<ProgressReport>, Vec<PeriodClosed>)> {
    let kept = crate::registers::load::<ProgressReport>(house, None).await?;
    let mut all: Vec<ProgressReport> = kept.into_values().map(|kept| kept.body).collect();
    all.sort_by(|one, other| (other.period, &one.title).cmp(&(one.period, &other.title)));
    let closed = crate::registers::load::<PeriodClosed>(house, None).await?;
    Ok((all, closed.into_values().map(|kept| kept.body).collect()))
}

/// Closes a period of a plan: nothing more is said of it, and its reports stay as they are.
///
/// # Errors
/// Refused: `period-closed` already, `period-runs` where it has not ended, `report-missing` where a priority with actions has no report.
pub async fn close_period(house: &House, moment: &Moment, plan: &str, period: Period, role: &str) -> Result<Recorded> {
    let (of, _) = required::<Plan>(house, plan).await?;
    let day = today(moment);
    check(&of, period, day)?;
    open_period(house, plan, period).await?;
    if period.last().last_day() >= day {
        return Err(Trouble::refused(
            "period-runs",
            format!("{} ends on {}", period.in_words(), date_in_words(period.last().last_day())),
            "close it once it has ended",
        ));
    }
    let missing = missing_reports(house, plan, period).await?;
    if !missing.is_empty() {
        let named: Vec<String> = missing.iter().map(|(_, title)| format!("`{title}`")).collect();
        return Err(Trouble::refused(
            "report-missing",
            format!("{} has no report for {}", named.join(", "), period.in_words()),
            "write the report first, if only to say that there is nothing to note",
        ));
    }
    let body = PeriodClosed { plan: plan.to_owned(), period, on: day, role: role.to_owned() };
    save(house, moment, &body, 0).await
}

/// The priorities of a plan that have open actions and no report for a period: key and title.
pub async fn missing_reports(house: &House, plan: &str, period: Period) -> Result<Vec<(String, String)>> {
    let written = crate::registers::load::<ProgressReport>(house, None).await?;
    with_book(house, |book| {
        let has_actions = |key: &str| book.actions_of(plan).any(|kept| kept.body.is_open() && kept.body.priority.as_deref() == Some(key));
        let reported = |key: &str| written.contains_key(&format!("{plan}/{key}/{period}"));
        let wanted = book.priorities_of(plan).filter(|kept| kept.body.closed.is_none());
        let missing = wanted.filter(|kept| has_actions(&kept.body.key) && !reported(&kept.body.key));
        missing.map(|kept| (kept.body.key.clone(), kept.body.title.clone())).collect()
    })
    .await
}

/// The periods of a plan that ended and are not closed, the newest first: of each a report of every priority is owed.
pub fn periods_to_report(plan: &Plan, closed: &[PeriodClosed], day: Date) -> Vec<Period> {
    let all = std::iter::successors(plans::owed_period(plan, day), |period| Some(period.before()));
    let of_plan = |period: &Period| plan.from.is_some_and(|from| period.last().last_day() >= from);
    let is_closed = |period: &Period| closed.iter().any(|one| one.plan == plan.id && one.period == *period);
    // Where nobody said when the plan began, only the last one is known to be owed.
    let mut found: Vec<Period> = all.clone().take(1).chain(all.skip(1).take_while(of_plan)).collect();
    found.retain(|period| !is_closed(period));
    found
}
