//! Two versions compared, in words and in figures; or last year's beside this year's.

use super::{address, beneath, headed, marked, moment};
use crate::gate::SignedIn;
use crate::pages::Answer;
use crate::pages::judgement::choose;
use crate::parts::{self, Sheet};
use crate::state::Web;
use crate::words;
use app::strategic::living::{FigureChange, FigureSaid, HowChanged, Stage};
use app::strategic::{self, Compared, PaperNow, VersionLine, WhichVersion};
use axum::extract::{Path, Query, State};
use base::Result;
use permission::Action;
use serde::Deserialize;
use ui::{Cell, Html};

/// What may stand behind the question mark: a version's number, `now`, or `before` for the edition before.
#[derive(Deserialize)]
pub(crate) struct Asked {
    from: Option<String>,
    to: Option<String>,
}

/// The paper as it stands.
const NOW: &str = "now";
/// The published version of the edition before.
const BEFORE: &str = "before";

/// `GET /strategic-assessments/{id}/compare?from=1&to=now`
pub(crate) async fn compare(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let now = strategic::paper(&web.house, &id).await?;
    let lines = strategic::versions(&web.house, &id).await?;
    let oldest =
        if now.entry.follows.is_empty() { lines.last().map(|line| line.entry.number.to_string()) } else { Some(BEFORE.to_owned()) };
    let from = asked.from.or(oldest).unwrap_or_else(|| NOW.to_owned());
    let to = asked.to.unwrap_or_else(|| NOW.to_owned());
    let title = "Compare two versions";
    let mut sheet = Sheet::titled(title).captioned(now.title());
    let choices = choices(&now, &lines);
    let field = |name: &str, label: &str, chosen: &str| {
        let items = choices.iter().map(|(value, words)| (value.as_str(), words.clone())).collect();
        parts::select(name, label, items, chosen)
    };
    let form = choose(&format!("{}/compare", address(&id)), &[field("from", "From", &from), field("to", "To", &to)], &[], "Compare");
    sheet.html(&form);
    let before = before(&web, &now).await?;
    let which = |said: &str| which(&id, before.as_ref(), said);
    if let (Some(from), Some(to)) = (which(&from), which(&to)) {
        let compared = strategic::compare(&web.house, &moment(&web, &who), from, to).await?;
        show(&mut sheet, &compared);
    } else {
        sheet.paragraph("There is no such version.");
    }
    beneath(title, &now).record(Action::ReadEvidence).page(&sheet)
}

fn choices(now: &PaperNow, lines: &[VersionLine]) -> Vec<(String, String)> {
    let version = |line: &VersionLine| {
        let words = format!("Version {}, {}", line.entry.number, line.entry.stage.in_words());
        (line.entry.number.to_string(), words)
    };
    let mut all: Vec<(String, String)> = vec![(NOW.to_owned(), "As it stands now".to_owned())];
    all.extend(lines.iter().map(version));
    if !now.entry.follows.is_empty() {
        all.push((BEFORE.to_owned(), "The edition before, as it was published".to_owned()));
    }
    all
}

/// The edition before and its published version.
async fn before(web: &Web, now: &PaperNow) -> Result<Option<(String, u32)>> {
    if now.entry.follows.is_empty() {
        return Ok(None);
    }
    let last = strategic::paper(&web.house, &now.entry.follows).await?;
    Ok((last.entry.stage == Stage::Published).then_some((last.entry.id, last.entry.version)))
}

fn which<'a>(id: &'a str, before: Option<&'a (String, u32)>, said: &str) -> Option<WhichVersion<'a>> {
    match said {
        NOW => Some(WhichVersion { paper: id, number: None }),
        BEFORE => before.map(|(paper, number)| WhichVersion { paper, number: Some(*number) }),
        number => Some(WhichVersion { paper: id, number: Some(number.parse().ok()?) }),
    }
}

fn show(sheet: &mut Sheet, compared: &Compared) {
    let differing = compared.figures.iter().filter(|one| one.how != HowChanged::Not).count();
    let same = compared.figures.len() - differing;
    sheet.part("Figures");
    if differing == 0 {
        sheet.paragraph(format!("No figure differs: {} the same.", words::plural(same as u64, "figure is", "figures are")));
    } else {
        let head = ["Figure", "What happened", "Then", "Now", "What it rests on"].map(parts::cell).into();
        let rows = compared.figures.iter().filter(|one| one.how != HowChanged::Not).map(row).collect();
        sheet.html(&parts::table_under_heading("Figures", head, rows));
        sheet.paragraph(format!("{} the same.", words::plural(same as u64, "other figure is", "other figures are")));
    }
    sheet.part("Words");
    let mut unchanged = Vec::new();
    for section in &compared.sections {
        if section.is_same() {
            unchanged.push(section.path.clone());
        } else {
            sheet.details(&format!("{} differs", section.path), marked(&section.runs));
        }
    }
    if !unchanged.is_empty() {
        sheet.html(&headed("Texts that say the same", &parts::list(unchanged.iter().map(|path| Html::escape(path)))));
    }
}

fn row(of: &FigureChange) -> Vec<Cell> {
    let how = match of.how {
        HowChanged::Value => parts::tag("Changed", "govuk-tag--yellow"),
        HowChanged::Added => parts::tag("New", "govuk-tag--green"),
        HowChanged::Removed => parts::tag("Gone", "govuk-tag--red"),
        HowChanged::Ground => parts::tag("Same value, other ground", "govuk-tag--grey"),
        HowChanged::Not => parts::tag("Same", "govuk-tag--grey"),
    };
    let said = |said: Option<&FigureSaid>| match said {
        Some(said) => Html::escape(&format!("{} {}, {}", value(&said.value), said.unit, words::period(&said.period))),
        None => Html::escape("not there"),
    };
    let ground: Vec<Html> = of
        .left
        .iter()
        .map(|one| Html::escape(&format!("no longer {one}")))
        .chain(of.taken.iter().map(|one| Html::escape(&format!("now {one}"))))
        .collect();
    let ground = if ground.is_empty() { Html::escape("the same extracts and rules") } else { parts::list(ground) };
    vec![
        parts::cell(of.title.as_str()),
        parts::cell(how),
        parts::cell(said(of.then.as_ref())),
        parts::cell(said(of.now.as_ref())),
        parts::cell(ground),
    ]
}

/// A value with its commas; of a table only that it is one.
fn value(bare: &str) -> String {
    if bare.starts_with(['[', '{']) { "a table".to_owned() } else { words::number(bare) }
}
