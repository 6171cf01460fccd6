//! What a page of flags says where there is no such rule, or where the flags can't be decided.

use super::{Body, Things, command_block};
use crate::pages::Answer;
use crate::parts;
use crate::shell::Shell;
use crate::words;
use app::pages::{FlagsAnswer, RuleName};
use axum::http::StatusCode;
use ui::Html;

/// The page for an answer that holds no flags.
pub(super) fn page(answer: FlagsAnswer) -> Answer {
    let mut things = Things::default();
    let (status, title, summary) = match answer {
        FlagsAnswer::UnknownRule { known, .. } => {
            things.heading("The rules that flag wards");
            things.html(&rules(&known));
            (StatusCode::NOT_FOUND, "There is no such rule", "No rule of that name flags wards. These do.".to_owned())
        }
        FlagsAnswer::Refused { no_lookup: true, known, .. } => {
            things.paragraph(
                "A flag says that a number of a ward is high by a dated rule. Before there can be any, load the lookup that says which small areas make up which wards, then the data that the rule counts.",
            );
            things.html(&command_block("wardmote import area-lookup FILE --home HOME"));
            things.paragraph(parts::link("/evidence/sources", "See which data sets the rules count"));
            things.heading("The rules that flag wards");
            things.html(&rules(&known));
            (StatusCode::OK, "No ward can be flagged yet", "No lookup of areas is loaded, so that no ward is known.".to_owned())
        }
        FlagsAnswer::Refused { message, remedy, known, .. } => {
            things.paragraph(words::plain(&words::capital(&remedy)));
            things.heading("The rules that flag wards");
            things.html(&rules(&known));
            (StatusCode::OK, "These flags can\u{2019}t be decided", format!("{}.", words::capital(&words::plain(&message))))
        }
        FlagsAnswer::Page(_) => (StatusCode::OK, "Ward flags", String::new()),
    };
    let body = Body { heading: Html::escape(title), summary: Html::escape(&summary), content: things.into_html(), ..Body::default() };
    Shell::evidence(title, "/evidence/flags").answer(status, &body)
}

/// The rules there are, each a link where it holds in a district of its own.
pub(super) fn rules(known: &[RuleName]) -> Html {
    parts::list(known.iter().map(|one| {
        let mut said = match &one.area {
            Some(_) => parts::link(&format!("/evidence/flags?rule={}", one.reference), &one.reference),
            None => Html::escape(&format!("{} (names no district: ask with within=CODE)", one.reference)),
        };
        said.push(&Html::escape(&format!(": {}{}", one.title, if one.in_force { "; in force" } else { "" })));
        said
    }))
}
