//! The outbox end to end: a real record, sealed addresses, a mail server that breaks off where it is told to.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use super::*;
use crate::outbox::letters::host;
use crate::people::tests::{asking, home as bare, moment_at, opened_again};
use crate::settings::{Language, MailSecurity, MailSettings};
use crate::signing::{SignInSetup, invite};
use crate::{By, House, Moment};
use ledger::Event;
use permission::Purpose;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use store::{Mail, MailState};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What the server does with one connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Does {
    Takes,
    /// Breaks off before it says who it is.
    IsGone,
    /// Takes the message, and breaks off before it says so.
    LosesTheAnswer,
    /// Has no such recipient.
    Refuses,
}

/// A mail server with a plan, one word for each connection; it takes everything once the plan is through.
struct Post {
    port: u16,
    taken: Arc<Mutex<Vec<Taken>>>,
}

/// What it took: the Message-ID, to whom, and the message as it was written.
type Taken = (String, String, String);

impl Post {
    async fn start(plan: &[Does]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (plan, taken) = (Arc::new(Mutex::new(VecDeque::from(plan.to_vec()))), Arc::new(Mutex::new(Vec::new())));
        let kept = Arc::clone(&taken);
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let does = plan.lock().unwrap().pop_front().unwrap_or(Does::Takes);
                tokio::spawn(converse(stream, does, Arc::clone(&kept)));
            }
        });
        Self { port, taken }
    }

    fn server(&self) -> MailServer {
        let settings = MailSettings::new("127.0.0.1", "wardmote@csp.example");
        let settings = MailSettings { port: Some(self.port), tls: MailSecurity::None, ..settings };
        MailServer::open(&settings, Language::English).unwrap()
    }

    /// The messages, with the lines that were broken for the way joined again.
    fn bodies(&self) -> Vec<String> {
        self.taken.lock().unwrap().iter().map(|(_, _, message)| message.clone()).collect()
    }

    /// How often each message was taken.
    fn times(&self) -> BTreeMap<String, usize> {
        let mut times = BTreeMap::new();
        for (id, ..) in self.taken.lock().unwrap().iter() {
            *times.entry(id.clone()).or_default() += 1;
        }
        times
    }
}

async fn converse(stream: TcpStream, does: Does, taken: Arc<Mutex<Vec<Taken>>>) -> Option<()> {
    if does == Does::IsGone {
        return None;
    }
    let mut stream = BufReader::new(stream);
    stream.get_mut().write_all(b"220 post.example\r\n").await.ok()?;
    let mut to = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        let says: &[u8] = match line.get(..4).unwrap_or_default() {
            "RCPT" if does == Does::Refuses => b"550 nobody here\r\n",
            "RCPT" => {
                to = line.trim().to_owned();
                b"250 ok\r\n"
            }
            "DATA" => {
                stream.get_mut().write_all(b"354 go on\r\n").await.ok()?;
                let mut message = String::new();
                while !message.ends_with("\r\n.\r\n") {
                    if stream.read_line(&mut message).await.ok()? == 0 {
                        return None;
                    }
                }
                let id = message.lines().find_map(|line| line.strip_prefix("Message-ID: ")).unwrap().to_owned();
                taken.lock().unwrap().push((id, to.clone(), message.replace("=\r\n", "")));
                if does == Does::LosesTheAnswer {
                    return None;
                }
                b"250 taken\r\n"
            }
            _ => b"250 ok\r\n",
        };
        stream.get_mut().write_all(says).await.ok()?;
    }
}

fn at(time: &str) -> Moment {
    moment_at(&format!("2026-10-01T{time}:00Z"))
}

/// The demonstration, with a way to send mail.
async fn home(folder: &std::path::Path) -> House {
    bare(folder).await.with_sign_in(doors()).unwrap()
}

fn doors() -> SignInSetup {
    SignInSetup { address: "https://wardmote.example.org".into(), mail: true, ..SignInSetup::default() }
}

/// The same house after a restart.
async fn again(folder: &std::path::Path) -> House {
    opened_again(folder).await.with_sign_in(doors()).unwrap()
}

async fn put_with(house: &House, user: &str, template: &str, facts: &[(&str, &str)]) -> String {
    let moment = at("10:00");
    let mail = mail_to(house, &moment, user, template, facts, None).unwrap();
    let event = Event::done(moment.iso(), &moment.who, "test", "outbox:*");
    assert_eq!(house.store.enqueue_mail(std::slice::from_ref(&mail), event).await.unwrap(), 1);
    mail.id
}

async fn put(house: &House, user: &str) -> String {
    put_with(house, user, "approved", &[]).await
}

async fn mail(house: &House, id: &str) -> Mail {
    house.store.mail(id).await.unwrap().unwrap()
}

fn administrator() -> By {
    By::User(asking("council-administrator", Purpose::Administration))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_goes_once_to_the_sealed_address_and_the_ledger_has_the_opening() {
    let folder = tempfile::tempdir().unwrap();
    let house = home(folder.path()).await;
    let post = Post::start(&[]).await;
    let id = put(&house, "council-officer").await;
    let delivered = deliver_due(&house, &at("10:00"), "w", &post.server()).await.unwrap();
    assert_eq!(delivered, Delivered { sent: 1, ..Delivered::default() });
    assert_eq!(deliver_due(&house, &at("10:01"), "w", &post.server()).await.unwrap(), Delivered::default());
    let sent = mail(&house, &id).await;
    assert_eq!((sent.state, sent.tries), (MailState::Sent, 1));
    let taken = post.taken.lock().unwrap().clone();
    assert_eq!(taken.len(), 1);
    assert_eq!(taken[0].0, format!("<{}>", sent.message_id));
    assert!(taken[0].1.contains('@'), "{}", taken[0].1);
    let ask = store::LedgerAsk { thing: "user:council-officer".into(), limit: 10, ..store::LedgerAsk::default() };
    let rows = house.store.ledger_lines(&ask).await.unwrap();
    assert!(rows.iter().filter_map(|row| row.event.as_ref()).any(|event| event.what == "send-mail"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_out_of_reach_is_tried_again_later_and_the_round_ends() {
    let folder = tempfile::tempdir().unwrap();
    let house = home(folder.path()).await;
    let post = Post::start(&[Does::IsGone, Does::IsGone]).await;
    let first = put(&house, "council-officer").await;
    let second = put(&house, "council-spoc").await;
    let delivered = deliver_due(&house, &at("10:00"), "w", &post.server()).await.unwrap();
    assert_eq!(delivered, Delivered { later: 1, ..Delivered::default() }, "the second is not tried while nobody is there");
    let waiting = [mail(&house, &first).await, mail(&house, &second).await];
    let tried = waiting.iter().find(|mail| mail.tries == 1).unwrap();
    assert_eq!((tried.state, tried.code.as_deref()), (MailState::Waiting, Some("greeting-lost")));
    assert!(tried.due_at.starts_with("2026-10-01T10:05:"), "{}", tried.due_at);
    // The other comes first, as it is due; the tried one waits longer each time.
    assert_eq!(deliver_due(&house, &at("10:06"), "w", &post.server()).await.unwrap().later, 1);
    let delivered = deliver_due(&house, &at("10:30"), "w", &post.server()).await.unwrap();
    assert_eq!(delivered, Delivered { sent: 2, ..Delivered::default() });
    assert!(post.times().values().all(|times| *times == 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_unknown_and_repeated_once_under_the_same_identifier() {
    let folder = tempfile::tempdir().unwrap();
    let house = home(folder.path()).await;
    let post = Post::start(&[Does::LosesTheAnswer, Does::LosesTheAnswer]).await;
    let id = put(&house, "council-officer").await;
    assert_eq!(deliver_due(&house, &at("10:00"), "w", &post.server()).await.unwrap().unknown, 1);
    let unknown = mail(&house, &id).await;
    assert_eq!((unknown.state, unknown.code.as_deref()), (MailState::Unknown, Some("last-answer-lost")));
    assert_eq!(deliver_due(&house, &at("10:30"), "w", &post.server()).await.unwrap(), Delivered::default(), "not before its time");
    assert_eq!(deliver_due(&house, &at("11:01"), "w", &post.server()).await.unwrap().unknown, 1);
    assert_eq!(deliver_due(&house, &at("23:00"), "w", &post.server()).await.unwrap(), Delivered::default(), "and never again");
    let stays = mail(&house, &id).await;
    assert_eq!((stays.state, stays.done_at.is_some()), (MailState::Unknown, true));
    assert_eq!(post.times(), BTreeMap::from([(format!("<{}>", stays.message_id), 2)]));

    // Where the repeat is answered, it is known.
    let post = Post::start(&[Does::LosesTheAnswer]).await;
    let id = put(&house, "council-officer").await;
    deliver_due(&house, &at("10:00"), "w", &post.server()).await.unwrap();
    assert_eq!(deliver_due(&house, &at("11:01"), "w", &post.server()).await.unwrap().sent, 1);
    assert_eq!(mail(&house, &id).await.state, MailState::Sent);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeat_that_is_refused_or_runs_out_of_time_leaves_it_unknown() {
    let folder = tempfile::tempdir().unwrap();
    let house = home(folder.path()).await;
    for next in [Does::Refuses, Does::IsGone] {
        let post = Post::start(&[Does::LosesTheAnswer, next, next, next]).await;
        let id = put(&house, "council-officer").await;
        deliver_due(&house, &at("10:00"), "w", &post.server()).await.unwrap();
        deliver_due(&house, &moment_at("2026-10-05T10:00:00Z"), "w", &post.server()).await.unwrap();
        let stays = mail(&house, &id).await;
        assert_eq!((stays.state, stays.done_at.is_some()), (MailState::Unknown, true), "{next:?}");
        assert_eq!(post.times().values().sum::<usize>(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_message_is_given_up_and_so_is_one_that_nobody_took_for_days() {
    let folder = tempfile::tempdir().unwrap();
    let house = home(folder.path()).await;
    let post = Post::start(&[Does::Refuses, Does::IsGone]).await;
    let refused = put(&house, "council-officer").await;
    assert_eq!(deliver_due(&house, &at("10:00"), "w", &post.server()).await.unwrap().given_up, 1);
    let refused = mail(&house, &refused).await;
    assert_eq!((refused.state, refused.code.as_deref()), (MailState::GivenUp, Some("recipient-550")));
    let late = put(&house, "council-officer").await;
    assert_eq!(deliver_due(&house, &moment_at("2026-10-04T10:00:00Z"), "w", &post.server()).await.unwrap().given_up, 1);
    assert_eq!(mail(&house, &late).await.state, MailState::GivenUp);
    assert!(post.times().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_goes_to_those_who_left_were_destroyed_or_have_no_address() {
    let folder = tempfile::tempdir().unwrap();
    let house = home(folder.path()).await;
    let post = Post::start(&[]).await;
    let by = administrator();
    let leaver = put(&house, "leaver").await;
    let stranger = put(&house, "nobody").await;
    let unenrolled = put(&house, "fire-new").await;
    let fire =
        "id = \"fire-new\"\nposts = [{ role = \"member\", organisation = \"cambridgeshire-fire-and-rescue\", since = \"2026-09-01\" }]\n";
    crate::record_partner(&house, &at("10:00"), &by, crate::PartnerRegister::User, fire).await.unwrap();
    let without = permission::Personal::new(r#"{"name":"Isolde Marrable"}"#.to_owned());
    crate::enrol_user(&house, &at("10:00"), &by, "funder", without).await.unwrap();
    let unreachable = put(&house, "funder").await;
    let unknown = put_with(&house, "council-officer", "from-the-future", &[]).await;
    let delivered = deliver_due(&house, &at("10:00"), "w", &post.server()).await.unwrap();
    assert_eq!(delivered, Delivered { withdrawn: 3, given_up: 2, ..Delivered::default() });
    for (id, state, code) in [
        (leaver, MailState::Withdrawn, "left"),
        (stranger, MailState::Withdrawn, "left"),
        (unenrolled, MailState::Withdrawn, "not-enrolled"),
        (unreachable, MailState::GivenUp, "no-address"),
        (unknown, MailState::GivenUp, "mail-unreadable"),
    ] {
        let mail = mail(&house, &id).await;
        assert_eq!((mail.state, mail.code.as_deref()), (state, Some(code)), "{}", mail.user);
    }
    assert!(post.times().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_that_was_withdrawn_or_ran_out_is_not_sent_any_more() {
    let folder = tempfile::tempdir().unwrap();
    let house = home(folder.path()).await;
    let post = Post::start(&[]).await;
    let first = invite(&house, &at("10:00"), &administrator(), "bpha-spoc").await.unwrap();
    invite(&house, &at("10:00"), &administrator(), "county-spoc").await.unwrap();
    crate::signing::withdraw_invitation(&house, &at("10:01"), &administrator(), &first.id).await.unwrap();
    assert_eq!(
        deliver_due(&house, &at("10:02"), "w", &post.server()).await.unwrap(),
        Delivered { sent: 1, withdrawn: 1, ..Delivered::default() }
    );
    invite(&house, &at("10:03"), &administrator(), "constabulary-spoc").await.unwrap();
    let late = moment_at("2026-10-09T10:00:00Z");
    assert_eq!(deliver_due(&house, &late, "w", &post.server()).await.unwrap(), Delivered { withdrawn: 1, ..Delivered::default() });
}

#[tokio::test(flavor = "multi_thread")]
async fn two_workers_at_once_hand_each_message_over_once() {
    let folder = tempfile::tempdir().unwrap();
    let house = home(folder.path()).await;
    let post = Post::start(&[]).await;
    for user in ["council-officer", "council-spoc", "county-analyst", "county-spoc", "funder"].iter().cycle().take(20) {
        put(&house, user).await;
    }
    let (one, other) = (post.server(), post.server());
    let moment = at("10:00");
    let (one, other) = tokio::join!(deliver_due(&house, &moment, "one", &one), deliver_due(&house, &moment, "other", &other));
    assert_eq!(one.unwrap().sent + other.unwrap().sent, 20);
    let times = post.times();
    assert_eq!((times.len(), times.values().max()), (20, Some(&1)));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_worker_had_when_it_died_is_unknown_and_repeated_once() {
    let folder = tempfile::tempdir().unwrap();
    let house = home(folder.path()).await;
    let id = put(&house, "council-officer").await;
    let dead = house.store.claim_due("dead", &at("10:00").iso(), &at("10:20").iso(), 10).await.unwrap();
    assert_eq!(dead.len(), 1);
    let post = Post::start(&[]).await;
    assert_eq!(deliver_due(&house, &at("10:10"), "w", &post.server()).await.unwrap(), Delivered::default(), "its claim still holds");
    assert_eq!(deliver_due(&house, &at("10:21"), "w", &post.server()).await.unwrap().sent, 1);
    let repeated = mail(&house, &id).await;
    assert_eq!((repeated.state, repeated.repeated), (MailState::Sent, true));
    // Whoever watches the outbox sees that it may have come twice.
    let listed = outbox_table(&house, &at("10:30"), &By::Operator, None, 10).await.unwrap();
    let column = listed.columns.iter().position(|column| column.name == "repeated").unwrap();
    assert_eq!(listed.rows[0][column], base::Value::Flag(true));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_personal_and_no_link_stands_in_the_record() {
    let folder = tempfile::tempdir().unwrap();
    let house = home(folder.path()).await;
    let post = Post::start(&[Does::LosesTheAnswer]).await;
    let invited = invite(&house, &at("10:00"), &administrator(), "bpha-spoc").await.unwrap();
    assert_eq!(invited.link, None, "it is sent, and shown to nobody");
    deliver_due(&house, &at("10:00"), "w", &post.server()).await.unwrap();
    deliver_due(&house, &at("11:01"), "w", &post.server()).await.unwrap();
    let address = post.taken.lock().unwrap()[0].1.clone();
    let address = address.trim_start_matches("RCPT TO:<").trim_end_matches('>').to_owned();
    let links: Vec<String> = post
        .bodies()
        .iter()
        .map(|body| body.lines().find_map(|line| line.trim().strip_prefix("https://wardmote.example.org/invitation/")).unwrap().to_owned())
        .collect();
    assert!(links.len() == 2 && links[0] == links[1], "a repeat holds the same link");
    house.store.close().await;
    for word in [links[0].as_str(), address.as_str()] {
        for entry in std::fs::read_dir(folder.path().join("home")).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let bytes = std::fs::read(&path).unwrap();
                assert!(!bytes.windows(word.len()).any(|window| window == word.as_bytes()), "`{word}` stands in {}", path.display());
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_is_reminded_once_of_each_duty_and_time() {
    let folder = tempfile::tempdir().unwrap();
    let house = home(folder.path()).await;
    let reminders = async || house.store.outbox(None, None, 1000).await.unwrap();
    let made = remind(&house, &at("10:00")).await.unwrap();
    assert!(made > 0, "the demonstration has duties that are due");
    let first = reminders().await;
    assert_eq!(first.len(), made);
    let users: std::collections::BTreeSet<&str> = first.iter().map(|mail| mail.user.as_str()).collect();
    assert_eq!(users.len(), made, "one message each, however much is due");
    assert_eq!(remind(&house, &at("10:00")).await.unwrap(), 0);
    assert_eq!(remind(&house, &at("22:00")).await.unwrap(), 0, "once is enough");
    // A week later what is late is told again, and nothing is told twice.
    assert!(remind(&house, &moment_at("2026-10-09T10:00:00Z")).await.unwrap() > 0);
    let mut told: Vec<(String, String)> = Vec::new();
    for mail in reminders().await {
        told.extend(mail.facts["of"].split(' ').map(|of| (mail.user.clone(), of.to_owned())));
    }
    let count = told.len();
    told.sort();
    told.dedup();
    assert_eq!(told.len(), count);
}

/// A plan whose actions are late, owned by people of the demonstration.
async fn late_plan(house: &House) {
    use crate::plans::{ActionWords, PlanWords, change_action, open_plan};
    let day = |text: &str| Some(text.parse().unwrap());
    let plan = PlanWords {
        id: "reminded",
        title: "Plan",
        kind: plans::PlanKind::Rolling,
        from: day("2026-04-01"),
        until: None,
        rhythm: plans::Rhythm::Quarterly,
        owner: "officer",
        grant_pence: None,
        follows: None,
    };
    open_plan(house, &at("09:00"), &plan).await.unwrap();
    for (number, owner) in [("1.1", "council-officer"), ("1.2", "fire-member"), ("1.3", "council-officer"), ("1.4", "")] {
        let words =
            ActionWords { text: "Knock on doors in the lane", owner: Some(owner), due: day("2026-09-20"), ..ActionWords::default() };
        change_action(house, &at("09:00"), "reminded", &plans::Reference::parse(number).unwrap(), &words, 0).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn owners_are_reminded_of_their_actions_once_whatever_happens() {
    let folder = tempfile::tempdir().unwrap();
    let house = home(folder.path()).await;
    remind(&house, &at("08:00")).await.unwrap();
    let before = house.store.outbox(None, None, 1000).await.unwrap().len();
    late_plan(&house).await;
    // Two workers look at the same time: what is told is told once.
    let (one, other) = (at("10:00"), at("10:00"));
    let (one, other) = tokio::join!(remind(&house, &one), remind(&house, &other));
    assert_eq!(one.unwrap() + other.unwrap(), 2, "one message an owner, however many actions; none for what nobody owns");
    let all = house.store.outbox(None, None, 1000).await.unwrap();
    assert_eq!(all.len() - before, 2);
    // None holds a name, an action or a plan.
    for mail in &all {
        let row = format!("{:?}", mail.facts);
        assert!(!["Knock", "reminded", "1.1", "lane"].iter().any(|word| row.contains(word)), "{row}");
    }
    // A server that loses an answer, a worker that dies with what it claimed, and a house opened anew in the middle of it.
    let post = Post::start(&[Does::LosesTheAnswer]).await;
    house.store.claim_due("dead", &at("10:01").iso(), &at("10:20").iso(), 1).await.unwrap();
    deliver_due(&house, &at("10:02"), "one", &post.server()).await.unwrap();
    house.store.close().await;
    drop(house);
    let house = again(folder.path()).await;
    let (one, other) = (post.server(), post.server());
    for time in ["10:25", "12:30", "23:00"] {
        assert_eq!(remind(&house, &at(time)).await.unwrap(), 0, "nothing is told again after a restart");
        let moment = at(time);
        let (one, other) = tokio::join!(deliver_due(&house, &moment, "one", &one), deliver_due(&house, &moment, "other", &other));
        one.and(other).unwrap();
    }
    let outbox = house.store.outbox(None, None, 1000).await.unwrap();
    assert!(outbox.iter().all(|mail| matches!(mail.state, MailState::Sent | MailState::Withdrawn | MailState::GivenUp)), "{outbox:?}");
    let sent = outbox.iter().filter(|mail| mail.state == MailState::Sent);
    assert!(sent.clone().count() >= 2, "those of both owners went");
    let times = post.times();
    // Handed over once; or, where it was unknown how far it came, once more under the same identifier.
    for mail in sent {
        let often = times.get(&format!("<{}>", mail.message_id)).copied().unwrap_or_default();
        assert!(often == 1 || (often == 2 && mail.repeated), "{}: {often}", mail.id);
    }
    assert!(post.bodies().iter().all(|body| !body.contains("Knock") && !body.contains("lane")));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_row_becomes_its_letter() {
    let folder = tempfile::tempdir().unwrap();
    let house = home(folder.path()).await;
    let post = Post::start(&[]).await;
    let invited = invite(&house, &at("10:00"), &administrator(), "county-spoc").await.unwrap();
    let invitation = [("invitation", invited.id.as_str())];
    for (template, facts) in [
        ("approval-waits", &invitation[..]),
        ("recovery-asked", &invitation),
        ("recovery-confirmed", &invitation),
        ("approved", &[]),
        ("recovery-noticed", &[]),
        ("cut-off", &[]),
        ("way-changed", &[("change", "passkey-added")]),
        ("reminder", &[("due", "1"), ("overdue", "2"), ("of", "x")]),
    ] {
        put_with(&house, "council-officer", template, facts).await;
    }
    assert_eq!(deliver_due(&house, &at("10:00"), "w", &post.server()).await.unwrap(), Delivered { sent: 9, ..Delivered::default() });
    let all = post.bodies().join("\n");
    for words in [
        "single point of contact of a partner at",
        "until 11:00 on 8 October 2026",
        "https://wardmote.example.org/partnership/invitations",
        "https://wardmote.example.org/sign-in",
        "a passkey was added",
        "Overdue: 2",
        "https://wardmote.example.org/home",
        "on 1 October 2026, every way in",
    ] {
        assert!(all.contains(words), "{words} in {all}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_outbox_is_watched_by_administrators_and_whoever_runs_the_machine() {
    let folder = tempfile::tempdir().unwrap();
    let house = home(folder.path()).await;
    put(&house, "council-officer").await;
    let by = |user: &str| By::User(asking(user, Purpose::Administration));
    for who in [By::Operator, administrator()] {
        assert_eq!(outbox_table(&house, &at("10:00"), &who, Some("waiting"), 10).await.unwrap().rows.len(), 1);
        assert_eq!(outbox_table(&house, &at("10:00"), &who, Some("sent"), 10).await.unwrap().rows.len(), 0);
    }
    assert_eq!(outbox_table(&house, &at("10:00"), &by("council-officer"), None, 10).await.unwrap_err().code, "not-allowed");
    assert_eq!(outbox_table(&house, &at("10:00"), &By::Operator, Some("lost"), 10).await.unwrap_err().code, "mail-state");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_outbox_comes_in_pages_with_how_much_is_where() {
    let folder = tempfile::tempdir().unwrap();
    let house = home(folder.path()).await;
    let post = Post::start(&[Does::Refuses]).await;
    put(&house, "council-officer").await;
    deliver_due(&house, &at("10:00"), "w", &post.server()).await.unwrap();
    let mut waiting = std::collections::BTreeSet::new();
    for _ in 0..60 {
        waiting.insert(put(&house, "council-spoc").await);
    }
    let page = async |state: Option<&'static str>, after: Option<String>| {
        outbox_page(&house, &at("10:00"), &administrator(), state, after.as_deref()).await.unwrap()
    };
    let first = page(Some("waiting"), None).await;
    let count = |state| first.counts.iter().find(|(one, _)| *one == state).unwrap().1;
    assert_eq!((count(MailState::Waiting), count(MailState::GivenUp), count(MailState::Sent)), (60, 1, 0));
    assert_eq!(first.counts.len(), MailState::ALL.len(), "what is empty is told too");
    assert_eq!((first.lines.len(), first.next.as_ref()), (50, first.lines.last().map(|line| &line.id)));
    let second = page(Some("waiting"), first.next.clone()).await;
    assert_eq!((second.lines.len(), second.next.as_ref()), (10, None));
    let shown: std::collections::BTreeSet<String> = first.lines.iter().chain(&second.lines).map(|line| line.id.clone()).collect();
    assert_eq!(shown, waiting, "each once, and no other");
    let refused = &page(Some("given-up"), None).await.lines[0];
    assert_eq!(
        (refused.user.as_str(), refused.kind.as_str(), refused.code.as_deref()),
        ("council-officer", "approved", Some("recipient-550"))
    );
    let officer = By::User(asking("council-officer", Purpose::Administration));
    assert_eq!(outbox_page(&house, &at("10:00"), &officer, None, None).await.unwrap_err().code, "not-allowed");
    assert_eq!(outbox_page(&house, &at("10:00"), &administrator(), Some("lost"), None).await.unwrap_err().code, "mail-state");
}

#[test]
fn identifiers_are_those_of_the_site() {
    for (address, expected) in [
        ("https://wardmote.example.org", "wardmote.example.org"),
        ("https://wardmote.example.org:8443/x", "wardmote.example.org"),
        ("http://localhost:8642", "localhost"),
        ("http://[::1]:8642", "localhost"),
        ("", "localhost"),
    ] {
        assert_eq!(host(address), expected);
    }
}
