//! What depends on who asked: the parts that they may see, the office and organisation they act for, when their session ends.

use crate::gate::Visit;
use crate::routes::{Verb, routes};
use crate::settings::Language;
use crate::state::Web;
use crate::texts::{Text, say};
use app::signing::{self, Door, Visitor};
use permission::Action;
use ui::page::{Identity, Page, SessionEnd};

/// The parts of the product: words, address, and what one must be allowed to see it.
const PARTS: [(&str, &str, Action); 6] = [
    ("Home", "/home", Action::KeepOwnAccount),
    ("Evidence", "/evidence", Action::ReadEvidence),
    ("Plan", "/plan", Action::ReadPlan),
    ("People", "/people", Action::FindPerson),
    ("Duties", "/duties", Action::ReadDuties),
    ("Partnership", "/partnership", Action::ReadOrganisation),
];

/// Puts round a page what depends on who asked.
pub(crate) async fn put_round(web: &Web, visit: &Visit, language: Language, page: &mut Page) {
    let Some(visitor) = visit.visitor() else {
        page.navigation = vec![(say(language, Text::SignIn).to_owned(), "/sign-in".to_owned())];
        return;
    };
    page.session = Some(session_end(web, visitor));
    // Under a name that can't be read it is still said that somebody is signed in.
    let organisation = match &visitor.organisation {
        Some(id) => web.name(id).await.unwrap_or_else(|_| id.clone()),
        None => String::new(),
    };
    let mut identity = Identity {
        office: visitor.user.clone(),
        organisation,
        csrf: visitor.csrf.clone(),
        sign_out: "/sign-out".to_owned(),
        ..Identity::default()
    };
    if !visitor.terms_due {
        page.navigation = parts(visitor);
        page.inside.retain(|(_, href)| action_of(href).is_some_and(|action| may_ever(visitor, action)));
        identity.links = vec![("Your account".to_owned(), "/account".to_owned())];
        if visitor.organisations().len() > 1 {
            "/account/acting".clone_into(&mut identity.switch);
        }
    }
    page.identity = Some(identity);
}

/// When the session ends, and what can be done about it.
fn session_end(web: &Web, visitor: &Visitor) -> SessionEnd {
    let warned = visitor.ends_at.as_second() - visitor.warn_at.as_second();
    SessionEnd {
        ends_at: visitor.ends_at.to_string(),
        now: (web.clock.0)().to_string(),
        warn_seconds: u32::try_from(warned).unwrap_or(0),
        stay: "/account/stay".to_owned(),
        sign_out: "/sign-out".to_owned(),
        csrf: visitor.csrf.clone(),
        after: "/sign-in?ended=yes".to_owned(),
    }
}

/// Why the visitor may see a record, in the words of the policies that let them.
pub(crate) fn why(visitor: &Visitor, action: Action) -> String {
    let decision = signing::says_of(visitor, Door::Page, action).ok().filter(|decision| decision.allowed);
    decision.map(|one| one.policies.iter().map(|found| found.says.as_str()).collect::<Vec<_>>().join(" ")).unwrap_or_default()
}

/// The parts that the visitor may see, of those that are there.
fn parts(visitor: &Visitor) -> Vec<(String, String)> {
    PARTS
        .iter()
        .filter(|(_, href, action)| action_of(href).is_some() && may_ever(visitor, *action))
        .map(|(words, href, _)| ((*words).to_owned(), (*href).to_owned()))
        .collect()
}

/// What is done at an address that is read; none where there is no such address.
fn action_of(href: &str) -> Option<Action> {
    routes().find(|route| route.verb == Verb::Get && route.path == href).map(|route| route.action)
}

/// One's own account is anybody's; whatever else is shown to whoever might ever be let to see it.
fn may_ever(visitor: &Visitor, action: Action) -> bool {
    action == Action::KeepOwnAccount || signing::could_ever(visitor, action).unwrap_or(false)
}
