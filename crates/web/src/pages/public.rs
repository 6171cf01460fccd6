//! The public page: what is known of the district, who works together, and where partners sign in.

use super::{Answer, House};
use crate::gate::{Visit, go_to};
use crate::parts::{self, Sheet};
use crate::settings::Language;
use crate::shell::Shell;
use crate::state::Web;
use crate::texts::{Text, say};
use crate::words;
use app::pages::{LatestAssessment, PublicPage};
use axum::extract::State;
use ui::Html;

/// `GET /`
pub(crate) async fn public(State(web): State<Web>, house: House, visit: Visit) -> Answer {
    if visit.visitor().is_some() {
        return Ok(go_to("/home"));
    }
    let view = app::pages::public(&house, &web.moment(visit.who())).await?;
    let language = web.settings.site.language;
    let partnership = view.latest.as_ref().map(|latest| latest.partnership.clone()).filter(|name| !name.is_empty());
    let title = partnership.clone().unwrap_or_else(|| say(language, Text::PartnershipUnnamed).to_owned());
    let mut sheet = Sheet::titled(&title).leading(say(language, Text::PublicLead));
    sheet.part(say(language, Text::WhatWeKnow));
    match &view.latest {
        Some(latest) => known(&mut sheet, latest, language),
        None => sheet.paragraph(say(language, Text::NothingKnown)),
    }
    sheet.paragraph(parts::link("/what-we-know", say(language, Text::Published)));
    who_we_are(&mut sheet, &view, language);
    sheet.part(say(language, Text::ForPartners));
    sheet.paragraph(parts::link("/sign-in", say(language, Text::SignIn)));
    Shell::new(title, "").speaking(language).page(&sheet)
}

fn known(sheet: &mut Sheet, latest: &LatestAssessment, language: Language) {
    sheet.paragraph(latest.summary.clone());
    if latest.invented {
        sheet.inset(say(language, Text::Invented));
    }
    sheet.html(&parts::headlines(&latest.headlines, None));
    sheet.html(&parts::source_line(&format!("{}. {}", words::period(&latest.period), say(language, Text::RoseAndFell))));
}

fn who_we_are(sheet: &mut Sheet, view: &PublicPage, language: Language) {
    sheet.part(say(language, Text::WhoWeAre));
    if view.organisations.is_empty() {
        sheet.paragraph(say(language, Text::NobodyKnown));
        return;
    }
    let organisations = view.organisations.iter().map(|one| Html::escape(&format!("{} ({})", one.name, one.kind)));
    sheet.paragraph(say(language, Text::Organisations));
    sheet.bullets(organisations);
    if view.groups.is_empty() {
        return;
    }
    sheet.paragraph(say(language, Text::Groups));
    sheet.bullets(view.groups.iter().map(|one| {
        let terms = one.terms.as_ref().map(|(version, adopted)| match adopted {
            Some(day) => format!("; terms of reference {version}, adopted {}", words::day(day)),
            None => format!("; terms of reference {version}"),
        });
        Html::escape(&format!("{} ({}{})", one.name, one.kind, terms.unwrap_or_default()))
    }));
}
