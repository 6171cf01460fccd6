//! Records given away: shared, passed on, consented to, given in an emergency; and recalled.

use super::{address, beneath_record, mend, method, reference, stated};
use crate::failure::Failure;
use crate::gate::{Sent, SignedIn, go_to};
use crate::pages::Answer;
use crate::parts::{self, Mistake, Reading, Sheet, explained};
use crate::state::Web;
use crate::words;
use app::pages::partnership::directory;
use app::pages::people::{self as pages, RecordForm};
use app::people::{self, Asking, Giving, METHODS};
use axum::extract::{Path, State};
use permission::{Action, Personal};
use ui::{Answer as Choice, Field, Form, Html};

/// The longest reason.
const LETTERS: u32 = 2_000;

/// One of the ways of giving: its address and what its form says.
struct Way {
    action: Action,
    step: &'static str,
    title: &'static str,
    lead: &'static str,
    to: &'static str,
    button: &'static str,
}

const SHARE: Way = Way {
    action: Action::SharePerson,
    step: "share",
    title: "Share a record with a partner",
    lead: "They read the record from now on, and what you change later. Share case by case, no more than is needed, and only what the agreement lists.",
    to: "Which organisation is to have it?",
    button: "Share the record",
};
const PASS_ON: Way = Way {
    action: Action::PassOnPerson,
    step: "pass-on",
    title: "Pass on what another partner gave",
    lead: "Only to an organisation to which the originator\u{2019}s contact has consented in writing.",
    to: "Which organisation is to have it?",
    button: "Pass it on",
};
const CONSENT: Way = Way {
    action: Action::ConsentToPassOn,
    step: "consent",
    title: "Consent to a record being passed on",
    lead: "A partner that has this record may then pass it on to the organisation that you choose. Recalling the record ends the consent.",
    to: "To which organisation may it be passed on?",
    button: "Consent",
};
const EMERGENCY: Way = Way {
    action: Action::GiveInEmergency,
    step: "emergency",
    title: "Give a record away in an emergency",
    lead: "To anybody, party to the agreement or not, where somebody\u{2019}s safety needs it. Nothing blocks it. Your governance lead is shown it, with the reason.",
    to: "Who is to have it?",
    button: "Give it now",
};

/// `GET /people/{id}/share`
pub(crate) async fn ask_share(State(web): State<Web>, who: SignedIn, Path(id): Path<String>) -> Answer {
    let asking = stated!(&web, &who, SharePerson, Some(&id), &SHARE.address(&id));
    SHARE.ask(&web, &who, &asking, &id).await
}

/// `POST /people/{id}/share`
pub(crate) async fn share(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, sent: Sent) -> Answer {
    let asking = stated!(&web, &who, SharePerson, Some(&id), &SHARE.address(&id));
    SHARE.send(&web, &who, &asking, &id, &sent).await
}

/// `GET /people/{id}/pass-on`
pub(crate) async fn ask_pass_on(State(web): State<Web>, who: SignedIn, Path(id): Path<String>) -> Answer {
    let asking = stated!(&web, &who, PassOnPerson, Some(&id), &PASS_ON.address(&id));
    PASS_ON.ask(&web, &who, &asking, &id).await
}

/// `POST /people/{id}/pass-on`
pub(crate) async fn pass_on(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, sent: Sent) -> Answer {
    let asking = stated!(&web, &who, PassOnPerson, Some(&id), &PASS_ON.address(&id));
    PASS_ON.send(&web, &who, &asking, &id, &sent).await
}

/// `GET /people/{id}/consent`
pub(crate) async fn ask_consent(State(web): State<Web>, who: SignedIn, Path(id): Path<String>) -> Answer {
    let asking = stated!(&web, &who, ConsentToPassOn, Some(&id), &CONSENT.address(&id));
    CONSENT.ask(&web, &who, &asking, &id).await
}

/// `POST /people/{id}/consent`
pub(crate) async fn consent(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, sent: Sent) -> Answer {
    let asking = stated!(&web, &who, ConsentToPassOn, Some(&id), &CONSENT.address(&id));
    CONSENT.send(&web, &who, &asking, &id, &sent).await
}

/// `GET /people/{id}/emergency`
pub(crate) async fn ask_emergency(State(web): State<Web>, who: SignedIn, Path(id): Path<String>) -> Answer {
    let asking = stated!(&web, &who, GiveInEmergency, Some(&id), &EMERGENCY.address(&id));
    EMERGENCY.ask(&web, &who, &asking, &id).await
}

/// `POST /people/{id}/emergency`
pub(crate) async fn emergency(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, sent: Sent) -> Answer {
    let asking = stated!(&web, &who, GiveInEmergency, Some(&id), &EMERGENCY.address(&id));
    EMERGENCY.send(&web, &who, &asking, &id, &sent).await
}

impl Way {
    fn address(&self, id: &str) -> String {
        format!("{}/{}", address(id), self.step)
    }

    fn is_emergency(&self) -> bool {
        self.action == Action::GiveInEmergency
    }

    /// Whether it rests on a power and goes some way: a consent does neither.
    fn gives(&self) -> bool {
        self.action != Action::ConsentToPassOn
    }

    fn needs_reason(&self, view: &RecordForm) -> bool {
        self.is_emergency() || (self.gives() && view.kept_apart)
    }

    async fn ask(&self, web: &Web, who: &SignedIn, asking: &Asking, id: &str) -> Answer {
        let view = pages::record_form(&web.house, &web.moment(&who.visitor.user), asking, self.action, id).await?;
        self.page(web, who, &view, None, &[]).await
    }

    async fn page(&self, web: &Web, who: &SignedIn, view: &RecordForm, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
        let mut sheet = Sheet::narrow(self.title).captioned(reference(&view.id));
        sheet.paragraph(self.lead);
        if view.kept_apart {
            sheet.warning(
                "This record is kept apart: it is given with a reason in words, and whoever has it is known by name of organisation.",
            );
        }
        let names = directory(&web.house, &web.moment(&who.visitor.user)).await?;
        let already = if self.gives() { &view.shared_with } else { &view.may_be_passed_to };
        if !already.is_empty() {
            let says = if self.gives() { "It has been given to " } else { "It may be passed on to " };
            sheet.paragraph(listed(says, already.iter().map(|id| explained::named(&names, id))));
        }
        sheet.paragraph(super::acting_for(who));
        let form = Form::post(self.address(&view.id), who.visit.token());
        sheet.form_of(&parts::answered(self.fields(form, view).button(self.button).cancel(&address(&view.id)), sent, mistakes));
        beneath_record(self.title, &view.id).form(&sheet)
    }

    fn fields(&self, mut form: Form, view: &RecordForm) -> Form {
        let choose = |name: &str, label: &str, none: &str, of: &[(String, String)]| {
            let mut choices = vec![Choice::new("", none)];
            choices.extend(of.iter().map(|(id, says)| Choice::new(id.as_str(), words::capital(says))));
            Field::choose(name, label, choices)
        };
        form = form.field(choose("to", self.to, "Choose an organisation", &view.recipients));
        if self.is_emergency() {
            form = form.field(
                Field::reference("other", "Or somebody who is not in the register")
                    .hint("A short reference for the organisation, in lower-case letters, digits and hyphens, such as ambulance-service; never a person\u{2019}s name")
                    .optional(),
            );
        }
        if self.gives() {
            let kind = choose("data_type", "What kind of data is it?", "Choose what the agreement lists", &view.data_types);
            form = form.field(if self.is_emergency() { kind.optional() } else { kind });
            form = form.field(choose("power", "Under which power?", "Choose a power", &view.powers));
            let ways = METHODS.map(|id| Choice::new(id, method(id)));
            form = form.field(Field::one_of("method", "How does it go to them?", ways));
        }
        let reason = Field::counted("reason", "Why?", LETTERS)
            .hint("Sealed with the record, shown to whoever answers for it, and to the governance lead");
        form.field(if self.needs_reason(view) { reason } else { reason.optional() })
    }

    fn read(&self, sent: &Sent, view: &RecordForm) -> Result<Giving, Vec<Mistake>> {
        let mut read = Reading::of(sent);
        let among = |of: &[(String, String)], id: &str| of.iter().any(|(one, _)| one == id);
        let mut to = read.maybe("to");
        let other = read.maybe("other");
        match (self.is_emergency(), to.is_empty(), other.is_empty()) {
            (true, true, false) => to = read.id("other", "Enter a reference"),
            (true, false, false) => read.fault("other", "Choose one of the register, or enter another: not both"),
            _ if !among(&view.recipients, &to) => read.fault("to", "Choose the organisation"),
            _ => {}
        }
        let mut giving = Giving { to, method: "here".to_owned(), ..Giving::default() };
        if self.gives() {
            giving.data_type = read.maybe("data_type");
            if !(among(&view.data_types, &giving.data_type) || (self.is_emergency() && giving.data_type.is_empty())) {
                read.fault("data_type", "Choose what kind of data it is");
            }
            giving.power = read.choice("power").filter(|power| among(&view.powers, power));
            if giving.power.is_none() {
                read.fault("power", "Choose the power under which it is given");
            }
            giving.method = read.maybe("method");
            if !METHODS.contains(&giving.method.as_str()) {
                read.fault("method", "Choose how it goes to them");
            }
        }
        if self.needs_reason(view) {
            read.text("reason", "Enter why");
        }
        too_long(&mut read, sent);
        giving.reason = read.choice("reason").map(Personal::new);
        read.finish(giving)
    }

    async fn send(&self, web: &Web, who: &SignedIn, asking: &Asking, id: &str, sent: &Sent) -> Answer {
        let moment = web.moment(&who.visitor.user);
        let view = pages::record_form(&web.house, &moment, asking, self.action, id).await?;
        let giving = match self.read(sent, &view) {
            Ok(giving) => giving,
            Err(mistakes) => return self.page(web, who, &view, Some(sent), &mistakes).await,
        };
        match pages::give(&web.house, &moment, asking, self.action, id, &giving).await {
            Ok(_) => Ok(go_to(&format!("{}?done={}&by={}", address(id), self.action.id(), giving.method))),
            Err(trouble) => {
                let mistakes = mend(trouble, &[("not-an-id", "to")])?;
                self.page(web, who, &view, Some(sent), &mistakes).await
            }
        }
    }
}

fn too_long(read: &mut Reading<'_>, sent: &Sent) {
    if sent.text("reason").chars().count() > LETTERS as usize {
        read.fault("reason", "Enter 2,000 letters at the most");
    }
}

/// Words and a list in a sentence.
fn listed(says: &str, of: impl Iterator<Item = Html>) -> Html {
    let mut markup = Html::escape(says);
    for (place, one) in of.enumerate() {
        if place > 0 {
            markup.push(&Html::trusted(", "));
        }
        markup.push(&one);
    }
    markup.push(&Html::trusted("."));
    markup
}

fn recall_address(id: &str) -> String {
    format!("{}/recall", address(id))
}

/// `GET /people/{id}/recall`
pub(crate) async fn ask_recall(State(web): State<Web>, who: SignedIn, Path(id): Path<String>) -> Answer {
    let asking = stated!(&web, &who, RecallPerson, Some(&id), &recall_address(&id));
    let view = pages::record_form(&web.house, &web.moment(&who.visitor.user), &asking, Action::RecallPerson, &id).await?;
    recall_page(&web, &who, &view, None, &[]).await
}

async fn recall_page(web: &Web, who: &SignedIn, view: &RecordForm, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Recall a record";
    let names = directory(&web.house, &web.moment(&who.visitor.user)).await?;
    let mut sheet = Sheet::narrow(title).captioned(reference(&view.id));
    let mut told: Vec<&String> = view.shared_with.iter().chain(&view.may_be_passed_to).collect();
    told.sort();
    told.dedup();
    if told.is_empty() {
        sheet.paragraph("Nobody has it, and nobody may be passed it: there is nothing to recall.");
        sheet.paragraph(parts::link(&address(&view.id), "Back to the record"));
        return beneath_record(title, &view.id).page(&sheet);
    }
    sheet.paragraph(
        "For what proved inaccurate or is needed no longer. Each of these reads it no more from now on, and destroys what it was given:",
    );
    sheet.bullets(told.into_iter().map(|id| explained::named(&names, id)));
    sheet.paragraph(super::acting_for(who));
    let form = Form::post(recall_address(&view.id), who.visit.token())
        .field(Field::counted("reason", "Why?", LETTERS).hint("Sealed with the record").optional())
        .warning_button("Recall the record")
        .cancel(&address(&view.id));
    sheet.form_of(&parts::answered(form, sent, mistakes));
    beneath_record(title, &view.id).form(&sheet)
}

/// `POST /people/{id}/recall`
pub(crate) async fn recall(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, sent: Sent) -> Answer {
    let asking = stated!(&web, &who, RecallPerson, Some(&id), &recall_address(&id));
    let moment = web.moment(&who.visitor.user);
    let view = pages::record_form(&web.house, &moment, &asking, Action::RecallPerson, &id).await?;
    let mut read = Reading::of(&sent);
    too_long(&mut read, &sent);
    let reason = read.choice("reason").map(Personal::new);
    let reason = match read.finish(reason) {
        Ok(reason) => reason,
        Err(mistakes) => return recall_page(&web, &who, &view, Some(&sent), &mistakes).await,
    };
    let recalled = people::recall_person(&web.house, &moment, &asking, &id, reason).await.map_err(Failure::from)?;
    if recalled.is_empty() {
        return recall_page(&web, &who, &RecordForm { shared_with: Vec::new(), may_be_passed_to: Vec::new(), ..view }, None, &[]).await;
    }
    Ok(go_to(&format!("{}?done=recalled", address(&id))))
}
