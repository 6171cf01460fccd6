//! A section as it is set, with its figures beside it and what is wrong with it.

use super::{Asked, address, beneath, buttons, may, moment, section_address, unseen};
use crate::gate::SignedIn;
use crate::pages::Answer;
use crate::parts::{self, Sheet};
use crate::state::Web;
use crate::words;
use app::strategic::living::{Stage, may_be_edited};
use app::strategic::{self, FigureFact, FigurePlan, PaperFault, SectionView};
use axum::extract::{Path, Query, State};
use permission::Action;
use ui::{Attributes, Cell, Html};

/// `GET /strategic-assessments/{id}/sections/{section}`
pub(crate) async fn section(
    State(web): State<Web>,
    who: SignedIn,
    Path((id, section)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Answer {
    let view = strategic::section_view(&web.house, &moment(&web, &who), &id, &section).await?;
    let title = view.line.title.clone();
    let mut sheet = Sheet::titled(&title).captioned(view.now.title());
    asked.tell(&mut sheet);
    sheet.paragraph(format!("Last written by {}.", super::written(view.line.text.as_ref())));
    let here = section_address(&id, &section);
    let mut acts = Vec::new();
    if may_be_edited(view.now.entry.stage) && may(&who, Action::EditAssessment) {
        acts.push(("Write this section", format!("{here}/edit")));
    }
    if view.now.entry.stage == Stage::Consultation && may(&who, Action::CommentOnAssessment) {
        acts.push(("Comment on it", format!("{}/comments/new?section={}", address(&id), words::in_address(&section))));
    }
    sheet.html(&buttons(&acts));
    sheet.html(&checked(&view));
    sheet.html(&set_with_figures(&view));
    sheet.paragraph(parts::link(&format!("{here}/history"), "Every text that this section had"));
    beneath(&title, &view.now).record(Action::ReadEvidence).page(&sheet)
}

/// What is wrong with a section, or that nothing is.
pub(super) fn checked(view: &SectionView) -> Html {
    let mut sheet = Sheet::default();
    if let Some(why) = &view.unseen {
        unseen(&mut sheet, why.as_ref());
        return sheet.inside();
    }
    if view.faults.is_empty() {
        sheet.inset("Every sentence of this section agrees with its figures.");
        return sheet.inside();
    }
    sheet.part(&format!("{} to mend", words::plural(view.faults.len() as u64, "fault", "faults")));
    sheet.bullets(view.faults.iter().map(fault));
    sheet.inside()
}

/// A fault in words: where, what it says, what the data say, how to mend it.
pub(super) fn fault(of: &PaperFault) -> Html {
    let mut markup = Html::trusted("<strong>");
    markup.push(&Html::escape(&format!("Line {}: ", of.line)));
    markup.push(&Html::escape(&words::plain(&of.says)));
    markup.push(&Html::trusted("</strong>"));
    for part in [&of.data, &of.mend] {
        if !part.is_empty() {
            markup.push(&Html::escape(&format!(" {}", crate::failure::sentence(&words::plain(part)))));
        }
    }
    if !of.sentence.is_empty() {
        markup.push(&Html::trusted("<br>"));
        markup.push(&Html::escape(&format!("\u{201c}{}\u{201d}", of.sentence)));
    }
    markup
}

/// The section as it is set, and beneath it the figures that it names, then the others folded away.
pub(super) fn set_with_figures(view: &SectionView) -> Html {
    let mut sheet = Sheet::default();
    if let Some(set) = &view.set {
        sheet.html(&set_as_part(set));
    } else if let Some(text) = &view.line.text {
        sheet.html(&super::typed(&text.entry.text));
    }
    if !view.named.is_empty() {
        sheet.part("Figures of this section");
        sheet.html(&figures("Figures of this section", &view.named, &view.now.definition.figures));
    }
    if !view.others.is_empty() {
        sheet.details(
            "Other figures of the assessment",
            figures("Other figures of the assessment", &view.others, &view.now.definition.figures),
        );
    }
    sheet.inside()
}

/// The blocks of a document without its cover.
pub(super) fn set_as_part(set: &papers::Document) -> Html {
    let bare = papers::Document {
        title: String::new(),
        summary: String::new(),
        partnership: String::new(),
        period: String::new(),
        version: String::new(),
        marking: String::new(),
        date: String::new(),
        cover: Vec::new(),
        short: true,
        blocks: set.blocks.clone(),
    };
    Html::trusted(papers::render_html(&bare, papers::HtmlOptions::default()))
}

fn figures(caption: &str, facts: &[FigureFact], plans: &[FigurePlan]) -> Html {
    let head =
        vec![parts::cell("Figure"), parts::numeric("Value"), parts::cell("Period"), parts::cell("Change"), parts::cell("To refer to it")];
    parts::table_under_heading(caption, head, facts.iter().map(|fact| figure(fact, plans)).collect())
}

fn figure(fact: &FigureFact, plans: &[FigurePlan]) -> Vec<Cell> {
    let decimals = fact.decimals as usize;
    let value = match (fact.value, &fact.words) {
        (Some(value), _) => words::real(value, decimals),
        (None, Some(said)) => said.clone(),
        (None, None) if fact.rows.is_empty() => "not known".to_owned(),
        (None, None) => words::plural(fact.rows.len() as u64, "row", "rows"),
    };
    let mut name = Html::trusted(format!("<span{}>", Attributes::one("id", format!("figure-{}", fact.id))));
    name.push(&Html::escape(&format!("{} ({})", fact.title, fact.area.name)));
    name.push(&Html::trusted("</span>"));
    let change = fact.before.as_ref().map_or_else(
        || Html::escape("not compared"),
        |before| {
            let mut markup = parts::verdict(before.verdict.as_str());
            let percent = before
                .percent
                .map_or_else(String::new, |percent| format!(" {}%", words::real(percent, before.printed_decimals.unwrap_or(1) as usize)));
            markup.push(&Html::escape(&format!("{percent} against {}", before.period.in_words())));
            markup
        },
    );
    let mut refer = strategic::fields_given(fact);
    // A figure stands as a block only as what its definition makes of it.
    if let Some(plan) = plans.iter().find(|plan| plan.id == fact.id) {
        refer.extend((!fact.rows.is_empty()).then(|| "table".to_owned()));
        refer.extend(plan.chart.is_some().then(|| "chart".to_owned()));
        refer.extend(plan.map.is_some().then(|| "map".to_owned()));
    }
    let refer = parts::list(refer.iter().map(|field| parts::code(&format!("{{{{ {}.{field} }}}}", fact.id))));
    vec![
        parts::cell(name),
        parts::numeric(format!("{value} {}", fact.unit).trim().to_owned()),
        parts::cell(fact.period.in_words()),
        parts::cell(change),
        parts::cell(refer),
    ]
}
