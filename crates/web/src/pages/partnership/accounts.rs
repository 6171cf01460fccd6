//! Ways in of people in office: invited, approved, let back in, cut off.

use super::people::{address, found};
use super::{Asked, asked, beneath, shell};
use crate::failure::Failure;
use crate::gate::{Sent, SignedIn, go_to};
use crate::pages::Answer;
use crate::parts::{self, Sheet, explained, row_button};
use crate::state::Web;
use crate::words;
use app::By;
use app::pages::partnership::{self as pages, Directory, OfficePage};
use app::signing::{self, AccountLine, AccountState, InvitationLine, InvitationMade, InvitationState, RecoveryLine};
use axum::extract::{Path, State};
use axum::response::Response;
use permission::{Action, Purpose};
use ui::{Answer as Choice, Field, Form, Html};

const HERE: &str = "/partnership/people";
const WAITING: &str = "/partnership/invitations";

/// Letting people in is administration: these pages stand for that purpose.
fn by(who: &SignedIn) -> By {
    By::User(who.asking_for(Purpose::Administration))
}

/// How an account stands, as a tag with a word.
pub(super) fn account_tag(line: &AccountLine) -> Html {
    match line.state {
        AccountState::None => parts::tag("Not invited", "govuk-tag--grey"),
        AccountState::Invited => parts::tag("Invited", "govuk-tag--blue"),
        AccountState::Waiting => parts::tag("Waits for approval", "govuk-tag--yellow"),
        AccountState::Active => parts::tag("Can sign in", "govuk-tag--green"),
        AccountState::Cut => parts::tag("Cut off", "govuk-tag--red"),
    }
}

/// What was just done to an account, if the address says so.
pub(super) fn done(sheet: &mut Sheet, sent: &Sent) {
    match sent.text("done") {
        "invited" => sheet.done("They are invited. The link is on its way to their address at work."),
        "unapproved" => {
            sheet.done("They are invited. The link is on its way; they come in once the contact of their organisation has approved it.");
        }
        "cut-off" => sheet.done("They are cut off: nothing is open to them any more."),
        _ => {}
    }
}

/// What the page of a person in office says of the account.
pub(super) fn section(sheet: &mut Sheet, who: &SignedIn, view: &OfficePage, address: &str) {
    let Some(account) = &view.account else { return };
    sheet.part("Account");
    let ways = account.ways.iter().map(|way| Html::escape(&words::capital(words::way(*way))));
    let last = account.last_here.map_or_else(|| "not yet".to_owned(), |at| words::moment(&at.to_string()));
    sheet.html(&parts::summary(vec![
        ("How it stands", account_tag(account).into()),
        ("Ways in", if account.ways.is_empty() { "none".into() } else { parts::list(ways).into() }),
        ("Last here", last.into()),
    ]));
    let can_be_invited = matches!(account.state, AccountState::None | AccountState::Invited | AccountState::Waiting | AccountState::Cut);
    if view.may_invite && can_be_invited && view.enrolled {
        let says = if account.state == AccountState::None { "Invite" } else { "Invite again" };
        sheet.html(&row_button(&who.visit, &format!("{address}/invite"), &[], says, &view.id));
    } else if view.may_invite && can_be_invited {
        sheet.paragraph("They can be invited once it is entered who holds the office.");
    }
    if view.may_cut_off && account.state != AccountState::Cut && account.state != AccountState::None {
        sheet.paragraph(parts::link(&format!("{address}/cut-off"), "Cut off at once"));
    }
}

/// A link that whoever asked hands over, where no mail can be sent.
fn hand_over(made: &InvitationMade, title: &str, back: &str) -> Answer {
    let mut sheet = Sheet::narrow(title).captioned(&made.user);
    sheet.paragraph(
        "No mail is sent from here, so you hand over the link: in person, or by another way that only they read. It is shown this once.",
    );
    if let Some(link) = &made.link {
        let mut shown = Html::trusted("<p class=\"app-command\" tabindex=\"0\">");
        shown.push(&Html::escape(link));
        shown.push(&Html::trusted("</p>"));
        sheet.html(&shown);
    }
    if made.unapproved {
        sheet.inset("They come in once the contact of their organisation has approved it.");
    }
    sheet.paragraph(format!("The link is good until {}.", words::moment(&made.ends_at.to_string())));
    sheet.paragraph(parts::link(back, "Back"));
    beneath(title, HERE).page(&sheet)
}

/// `POST /partnership/people/{id}/invite`
pub(crate) async fn invite(State(web): State<Web>, who: SignedIn, Path(id): Path<String>) -> Answer {
    let made = signing::invite(&web.house, &web.moment(&who.visitor.user), &by(&who), &id).await?;
    if made.link.is_some() {
        return hand_over(&made, "They are invited", &address(&id));
    }
    let done = if made.unapproved { "unapproved" } else { "invited" };
    Ok(go_to(&format!("{}?done={done}", address(&id))))
}

/// `GET /partnership/people/{id}/cut-off`
pub(crate) async fn ask_cut_off(State(web): State<Web>, who: SignedIn, Path(id): Path<String>) -> Answer {
    let (view, _) = found(&web, &who, &id, None).await?;
    signing::leave_to_cut_off(&web.house, &web.moment(&who.visitor.user), &by(&who), &id).await?;
    cut_off_page(&who, &view, None)
}

fn cut_off_page(who: &SignedIn, view: &OfficePage, sent: Option<&Sent>) -> Answer {
    let title = format!("Cut off {}", view.id);
    let back = address(&view.id);
    let mut sheet = Sheet::narrow(&title);
    sheet.warning(
        "Every session, token, calendar and link of theirs ends at once, with every way in. Whatever they are writing is not recorded.",
    );
    sheet.paragraph("Their posts stay in the register. To let them in again, invite them again.");
    let why = [
        Choice::new(Purpose::Administration.id(), "They do not need it any more, or somebody else holds the office"),
        Choice::new(Purpose::Governance.id(), "It may be misused"),
    ];
    let form = Form::post(format!("{back}/cut-off"), who.visit.token())
        .field(Field::one_of("purpose", "Why?", why))
        .warning_button("Cut off at once")
        .cancel(&back);
    let mistakes = if sent.is_some() { vec![parts::Mistake::at("purpose", "Choose why")] } else { Vec::new() };
    sheet.form_of(&parts::answered(form, sent, &mistakes));
    beneath(&title, HERE).under(&view.id, &back).form(&sheet)
}

/// `POST /partnership/people/{id}/cut-off`
pub(crate) async fn cut_off(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, sent: Sent) -> Answer {
    let (view, _) = found(&web, &who, &id, None).await?;
    let Some(purpose) = Purpose::parse(sent.text("purpose")) else { return cut_off_page(&who, &view, Some(&sent)) };
    let by = By::User(who.asking_for(purpose));
    signing::cut_off(&web.house, &web.moment(&who.visitor.user), &by, &id).await?;
    Ok(go_to(&format!("{}?done=cut-off", address(&id))))
}

/// `GET /partnership/invitations`
pub(crate) async fn waiting(State(web): State<Web>, who: SignedIn, query: Asked) -> Answer {
    let sent = asked(query);
    let lets_in = [Action::InviteUser, Action::ApproveUser, Action::RecoverAccount];
    if !lets_in.into_iter().any(|action| signing::could_ever(&who.visitor, action).unwrap_or(false)) {
        return Err(Failure::NotFound);
    }
    let (moment, by) = (web.moment(&who.visitor.user), by(&who));
    let waiting = signing::waiting_for(&web.house, &moment, &by).await?;
    let lost = signing::recoveries_for(&web.house, &moment, &by).await?;
    let all = signing::invitations(&web.house, &moment, &by).await?;
    let directory = pages::directory(&web.house, &moment).await?;
    let title = "Invitations";
    let mut sheet = Sheet::titled(title).leading("Who waits to be let in, and who was invited.");
    match sent.text("done") {
        "approved" => sheet.done("It is approved."),
        "withdrawn" => sheet.done("It is withdrawn: its link is good no longer."),
        "confirmed" => sheet.done("It is confirmed. The link is on its way to their address at work."),
        "refused" => sheet.done("The request is ended: nobody comes in by it."),
        _ => {}
    }
    sheet.part("Waiting for your approval");
    sheet.html(&approvals(&who, &waiting, &directory));
    sheet.part("Ways in that were lost");
    sheet.html(&recoveries(&who, &lost, &directory));
    sheet.part("Invitations made");
    sheet.html(&made(&who, &all, &directory));
    shell(title, HERE).under("People in office", HERE).page(&sheet)
}

fn office(user: &str, organisations: &[String], directory: &Directory) -> Html {
    let mut markup = explained::named(directory, user);
    for organisation in organisations {
        markup.push(&Html::trusted("<br>"));
        markup.push(&Html::escape(directory.name(organisation)));
    }
    markup
}

fn approvals(who: &SignedIn, waiting: &[InvitationLine], directory: &Directory) -> Html {
    if waiting.is_empty() {
        return Sheet::paragraph_of("Nobody waits for you.");
    }
    let head = ["Office", "Invited by", "Invited", "Good until", "Approve", "Withdraw"].map(parts::cell).into();
    let rows = waiting.iter().map(|one| {
        let address = format!("{WAITING}/{}", words::in_address(&one.id));
        vec![
            parts::cell(office(&one.user, &one.organisations, directory)),
            parts::cell(one.made_by.as_str()),
            parts::cell(words::moment(&one.made_at.to_string())),
            parts::cell(words::moment(&one.ends_at.to_string())),
            parts::cell(row_button(&who.visit, &format!("{address}/approve"), &[], "Approve", &one.user)),
            parts::cell(row_button(&who.visit, &format!("{address}/withdraw"), &[], "Withdraw", &one.user)),
        ]
    });
    parts::table_under_heading("Waiting for your approval", head, rows.collect())
}

fn recoveries(who: &SignedIn, lost: &[RecoveryLine], directory: &Directory) -> Html {
    if lost.is_empty() {
        return Sheet::paragraph_of("Nobody asks to be let back in.");
    }
    let mut markup = Sheet::paragraph_of(
        "Speak to them before you confirm: by a number you knew before, or face to face. Your confirmation lets somebody in.",
    );
    let head = ["Office", "Asked", "Can be confirmed until", "It is they", "It is not"].map(parts::cell).into();
    let rows = lost.iter().map(|one| {
        let address = format!("/partnership/recoveries/{}", words::in_address(&one.id));
        vec![
            parts::cell(office(&one.user, &one.organisations, directory)),
            parts::cell(words::moment(&one.asked_at.to_string())),
            parts::cell(words::moment(&one.ends_at.to_string())),
            parts::cell(row_button(&who.visit, &format!("{address}/confirm"), &[], "Confirm", &one.user)),
            parts::cell(row_button(&who.visit, &format!("{address}/refuse"), &[], "End the request", &one.user)),
        ]
    });
    markup.push(&parts::table_under_heading("Ways in that were lost", head, rows.collect()));
    markup
}

fn made(who: &SignedIn, all: &[InvitationLine], directory: &Directory) -> Html {
    if all.is_empty() {
        return Sheet::paragraph_of("Nobody was invited yet. Invite somebody from the page of their office.");
    }
    let head = ["Office", "Invited by", "Invited", "How it stands", ""].map(parts::cell).into();
    let rows = all.iter().take(parts::paging::LINES).map(|one| {
        let (word, open) = match one.state {
            InvitationState::Open => (format!("Sent, good until {}", words::moment(&one.ends_at.to_string())), true),
            InvitationState::Waiting => ("Used, waits for approval".to_owned(), true),
            InvitationState::Used => ("Used".to_owned(), false),
            InvitationState::Withdrawn => ("Withdrawn".to_owned(), false),
            InvitationState::Over => ("Ran out".to_owned(), false),
        };
        let withdraw = format!("{WAITING}/{}/withdraw", words::in_address(&one.id));
        let button = if open { row_button(&who.visit, &withdraw, &[], "Withdraw", &one.user) } else { Html::default() };
        vec![
            parts::cell(office(&one.user, &one.organisations, directory)),
            parts::cell(one.made_by.as_str()),
            parts::cell(words::moment(&one.made_at.to_string())),
            parts::cell(word),
            parts::cell(button),
        ]
    });
    parts::table_under_heading("Invitations made", head, rows.collect())
}

fn back(done: &str) -> Response {
    go_to(&format!("{WAITING}?done={done}"))
}

/// `POST /partnership/invitations/{id}/approve`
pub(crate) async fn approve(State(web): State<Web>, who: SignedIn, Path(id): Path<String>) -> Answer {
    let made = signing::approve_invitation(&web.house, &web.moment(&who.visitor.user), &by(&who), &id).await?;
    if made.link.is_some() { hand_over(&made, "It is approved", WAITING) } else { Ok(back("approved")) }
}

/// `POST /partnership/invitations/{id}/withdraw`
pub(crate) async fn withdraw(State(web): State<Web>, who: SignedIn, Path(id): Path<String>) -> Answer {
    signing::withdraw_invitation(&web.house, &web.moment(&who.visitor.user), &by(&who), &id).await?;
    Ok(back("withdrawn"))
}

/// `POST /partnership/recoveries/{id}/confirm`
pub(crate) async fn confirm(State(web): State<Web>, who: SignedIn, Path(id): Path<String>) -> Answer {
    let made = signing::confirm_recovery(&web.house, &web.moment(&who.visitor.user), &by(&who), &id).await?;
    if made.link.is_some() { hand_over(&made, "It is confirmed", WAITING) } else { Ok(back("confirmed")) }
}

/// `POST /partnership/recoveries/{id}/refuse`
pub(crate) async fn refuse(State(web): State<Web>, who: SignedIn, Path(id): Path<String>) -> Answer {
    signing::refuse_recovery(&web.house, &web.moment(&who.visitor.user), &by(&who), &id).await?;
    Ok(back("refused"))
}
