//! The pages about judgement: what is held and how far it may be used, which wards are flagged, what was decided and why.

pub(crate) mod areas;
pub(crate) mod flag_files;
pub(crate) mod flag_ward;
pub(crate) mod flags;
pub(crate) mod priorities;
pub(crate) mod refused;
pub(crate) mod scan;
pub(crate) mod source;
pub(crate) mod sources;

use crate::parts::{self, Sources};
use crate::words;
use app::pages::{Sourced, of_register};
use app::registers::{ConcernLine, GapLine};
use askama::Template;
use ui::{Attributes, Cell, Component as _, Content, Html};

/// A page of this part: a heading, a sentence, the things, where the numbers come from.
#[derive(Template, Default)]
#[template(path = "judgement.html")]
pub(crate) struct Body {
    pub(crate) done: Html,
    pub(crate) caption: String,
    pub(crate) heading: Html,
    pub(crate) summary: Html,
    pub(crate) invented: bool,
    pub(crate) content: Html,
    pub(crate) sources: Html,
}

/// The things of a page, one beneath the other.
#[derive(Debug, Default)]
pub(crate) struct Things(Html);

impl Things {
    pub(crate) fn heading(&mut self, text: &str) {
        self.around("h2", "govuk-heading-m", &Html::escape(text));
    }

    pub(crate) fn paragraph(&mut self, content: impl Into<Content>) {
        self.around("p", "govuk-body", &content.into().to_html());
    }

    pub(crate) fn source_line(&mut self, content: impl Into<Content>) {
        self.around("p", "app-source", &content.into().to_html());
    }

    pub(crate) fn html(&mut self, markup: &Html) {
        self.0.push(markup);
        self.0.push(&Html::trusted("\n"));
    }

    /// A heading that addresses lead to.
    pub(crate) fn heading_at(&mut self, anchor: &str, text: &str) {
        let attributes = Attributes::one("class", "govuk-heading-m").and("id", anchor);
        self.0.push(&Html::trusted(format!("<h2{attributes}>{}</h2>\n", Html::escape(text))));
    }

    /// What whoever may can do here, as buttons that lead to the forms.
    pub(crate) fn acts(&mut self, may: bool, acts: &[(&str, &str)]) {
        if !may {
            return;
        }
        let button = |(words, href): &(&str, &str)| ui::Button {
            content: (*words).into(),
            href: (*href).to_owned(),
            classes: "govuk-button--secondary".into(),
            ..ui::Button::default()
        };
        let mut group = Html::trusted("<div class=\"govuk-button-group app-noprint\">");
        for act in acts {
            group.push(&button(act).html());
        }
        group.push(&Html::trusted("</div>"));
        self.html(&group);
    }

    /// Something folded away.
    pub(crate) fn fold(&mut self, summary: &str, inside: &Html) {
        self.html(&ui::Details { summary: summary.into(), content: inside.clone().into(), ..ui::Details::default() }.html());
    }

    pub(crate) fn into_html(self) -> Html {
        self.0
    }

    fn around(&mut self, element: &str, class: &str, inside: &Html) {
        self.0.push(&Html::trusted(format!("<{element} class=\"{class}\">{inside}</{element}>\n")));
    }
}

/// A command to be typed.
pub(crate) fn command_block(command: &str) -> Html {
    Html::trusted(format!("<pre class=\"app-command\" tabindex=\"0\"><code>{}</code></pre>", Html::escape(command)))
}

/// A small form that asks the page again by what is chosen.
pub(crate) fn choose(action: &str, fields: &[Html], kept: &[(&str, &str)], verb: &str) -> Html {
    let attributes = Attributes::one("action", action).and("method", "get");
    let mut form = Html::trusted(format!("<form class=\"app-choose app-noprint\"{attributes}>\n"));
    for (name, value) in kept {
        let attributes = Attributes::one("name", *name).and("value", *value);
        form.push(&Html::trusted(format!("<input type=\"hidden\"{attributes}>\n")));
    }
    for field in fields {
        form.push(field);
    }
    let button = ui::Button { content: verb.into(), classes: "govuk-button--secondary".into(), ..ui::Button::default() };
    form.push(&button.html());
    form.push(&Html::trusted("</form>\n"));
    form
}

/// A tag and, after it, further words.
pub(crate) fn tagged(tag: Html, words: &str) -> Html {
    if words.is_empty() {
        return tag;
    }
    let mut all = tag;
    all.push(&Html::escape(&format!(" {words}")));
    all
}

/// The class of a data set as a tag.
pub(crate) fn class(class: Option<&str>) -> Html {
    match class {
        Some("risk-assessment") => parts::tag("Risk assessment", "govuk-tag--green"),
        Some("insight") => parts::tag("Insight", "govuk-tag--blue"),
        Some("not-suitable") => parts::tag("Not suitable", "govuk-tag--grey"),
        Some("to-obtain") => parts::tag("To obtain", "govuk-tag--yellow"),
        Some(other) => parts::tag(&words::capital(other), "govuk-tag--grey"),
        None => parts::tag("Not judged", "govuk-tag--grey"),
    }
}

/// How something stands as a tag: late, due, open, closed.
pub(crate) fn state(word: &str) -> Html {
    let colour = match word {
        "overdue" | "refused" => "govuk-tag--red",
        "due" | "open" | "proposed" => "govuk-tag--yellow",
        "current" | "answered" | "on the list" => "govuk-tag--green",
        _ => "govuk-tag--grey",
    };
    parts::tag(&words::capital(word), colour)
}

/// A level of risk as a tag: its word says it, the colour only repeats it.
pub(crate) fn risk(word: &str, rank: usize, highest: usize) -> Html {
    let colour = match rank {
        0 => "govuk-tag--grey",
        n if n >= highest => "govuk-tag--red",
        _ => "govuk-tag--yellow",
    };
    parts::tag(word, colour)
}

/// A value as it is counted: whole where it is.
pub(crate) fn value(value: f64) -> String {
    let whole = (value - value.round()).abs() < 1e-9;
    words::real(value, usize::from(!whole))
}

/// Where somebody said something: the office and the day.
pub(crate) fn said_by(role: &str, on: &str) -> String {
    format!("{role}, {}", words::day(on))
}

/// A way from a row to a form; `about` says for screen readers of which row.
pub(crate) fn row_link(href: &str, words: &str, about: &str) -> Html {
    let attributes = Attributes::one("class", "govuk-link app-noprint").and("href", href);
    let hidden = format!("<span class=\"govuk-visually-hidden\"> {}</span>", Html::escape(about));
    Html::trusted(format!("<br><a{attributes}>{}{hidden}</a>", Html::escape(words)))
}

/// The professional concerns; whoever may withdraw one is led there.
pub(crate) fn concerns(caption: &str, lines: &[ConcernLine], may: bool) -> Html {
    let head = ["Place", "Why", "Who raised it, and when", "Stands"].map(parts::cell).into();
    let row = |line: &ConcernLine| {
        let one = &line.concern;
        let stands = match &one.withdrawn {
            None if may => {
                let withdraw = format!("/evidence/concerns/{}/withdraw", words::in_address(&one.id));
                joined([
                    parts::tag("Stands", "govuk-tag--blue"),
                    row_link(&withdraw, "Withdraw", &format!("the concern about {}", line.name)),
                ])
            }
            None => parts::tag("Stands", "govuk-tag--blue"),
            Some(gone) => tagged(
                parts::tag("Withdrawn", "govuk-tag--grey"),
                &format!("{}: {}", said_by(&gone.role, &gone.on.to_string()), gone.reason),
            ),
        };
        vec![
            parts::cell(line.name.as_str()),
            parts::cell(one.reason.as_str()),
            parts::cell(said_by(&one.role, &one.on.to_string())),
            parts::cell(stands),
        ]
    };
    parts::table_under_heading(caption, head, lines.iter().map(row).collect())
}

/// The gaps; whoever may look at one again is led there.
pub(crate) fn gaps(caption: &str, lines: &[GapLine], may: bool) -> Html {
    let head = ["What can\u{2019}t be evidenced", "Why", "Owner", "Review", "State"].map(parts::cell).into();
    let row = |line: &GapLine| {
        let gap = &line.gap;
        let latest = gap.reviews.last().map(|review| format!("{}: {}", said_by(&review.role, &review.on.to_string()), review.said));
        let shown = match &gap.closed {
            Some(closed) => {
                tagged(state(line.state.as_str()), &format!("{}: {}", said_by(&closed.role, &closed.on.to_string()), closed.how))
            }
            None => tagged(state(line.state.as_str()), &latest.unwrap_or_default()),
        };
        let shown = if may && gap.closed.is_none() {
            let there = format!("/evidence/gaps/{}", words::in_address(&gap.id));
            joined([shown, row_link(&there, "Review or close", &gap.what)])
        } else {
            shown
        };
        vec![
            parts::cell(gap.what.as_str()),
            parts::cell(gap.why.as_str()),
            parts::cell(gap.owner.as_str()),
            parts::cell(words::day(&gap.review.to_string())),
            parts::cell(shown),
        ]
    };
    parts::table_under_heading(caption, head, lines.iter().map(row).collect())
}

/// A count of records in a sentence, tied to the register it was counted in.
pub(crate) fn counted(sources: &mut Sources, n: usize, one: &str, many: &str, register: &str) -> Html {
    let source = register_source(register);
    sources.inline(words::plural(n as u64, one, many), &source)
}

/// What a number of a register comes from.
pub(crate) fn register_source(register: &str) -> Sourced {
    of_register(&words::capital(register), register, Vec::new())
}

/// A table as it came from a query, its numbers tied to their source.
pub(crate) fn rows_table(caption: &str, table: &base::Table, sources: &mut Sources, source: &Sourced) -> Html {
    use base::ColumnKind::{Real, Whole};
    let is_number = |kind| matches!(kind, Real | Whole);
    let head = table.columns.iter().map(|c| if is_number(c.kind) { parts::numeric(c.name.as_str()) } else { parts::cell(c.name.as_str()) });
    let row = |values: &Vec<base::Value>, sources: &mut Sources| -> Vec<Cell> {
        let cells = values.iter().zip(&table.columns);
        cells.map(|(v, c)| if is_number(c.kind) { sources.number(v.to_bare(), source) } else { parts::cell(v.to_bare()) }).collect()
    };
    parts::table(caption, head.collect(), table.rows.iter().map(|values| row(values, sources)).collect())
}

/// Markup one after the other.
pub(crate) fn joined(all: impl IntoIterator<Item = Html>) -> Html {
    let mut markup = Html::default();
    for one in all {
        markup.push(&one);
    }
    markup
}
