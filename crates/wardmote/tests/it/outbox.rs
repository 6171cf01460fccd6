//! What is due, what goes out by mail, and links to answer, through the front door.

use crate::front::{Home, Run};
use crate::record::partnership;
use std::path::Path;

/// A configuration by which mail can be sent: what is put into the outbox stays there, since nobody listens.
fn with_mail(home: &Home) -> std::path::PathBuf {
    // A port of this machine that nobody has: it was had a moment ago, and is given back.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let text = format!(
        "home = \"{}\"\n[site]\naddress = \"https://wardmote.example.org\"\n[proxy]\ntrusted = [\"127.0.0.1\"]\n\
         [mail]\nhost = \"127.0.0.1\"\nport = {port}\ntls = \"none\"\nsender = \"wardmote@example.org\"\nconnect_seconds = 5\n",
        home.path().display()
    );
    home.file("wardmote.toml", text.as_bytes())
}

/// Runs a command by that configuration, which is named behind its first word.
fn configured(home: &Home, config: &Path, words: &[&str]) -> Run {
    let (first, rest) = words.split_first().unwrap();
    let all: Vec<&str> = [*first, "--config", config.to_str().unwrap()].iter().chain(rest).copied().collect();
    home.run(&all)
}

fn json(line: &str) -> serde_json::Value {
    serde_json::from_str(line.trim()).unwrap_or_else(|error| panic!("{error}: {line}"))
}

/// The rows of a table as it is printed into a pipe, each by its column's name.
fn rows(csv: &str) -> Vec<std::collections::BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    reader.deserialize().collect::<Result<_, _>>().unwrap()
}

#[test]
fn what_is_due_is_listed_for_everybody_or_for_one_office() {
    let home = partnership();
    let all = rows(&home.run(&["due"]).ok());
    assert!(!all.is_empty(), "the demonstration has duties");
    let late: Vec<i64> = all.iter().map(|row| row["late_by"].parse().unwrap()).collect();
    assert!(late.is_sorted_by(|one, next| one >= next), "late ones first: {late:?}");
    for row in &all {
        assert!(!row["what"].is_empty() && !row["owed_by"].is_empty() && !row["rule"].is_empty(), "{row:?}");
        assert_eq!(row["yours"], "no", "whoever runs the machine owes nothing: {row:?}");
    }
    let own: Run = home.asking("council-spoc", "governance", &["due"]).output().unwrap().into();
    let own = rows(&own.ok());
    assert!(own.len() < all.len(), "{} of {}", own.len(), all.len());
    assert!(own.iter().all(|row| all.iter().any(|one| (&one["what"], &one["about"]) == (&row["what"], &row["about"]))));
    let nobody: Run = home.asking("somebody-unknown", "governance", &["due"]).output().unwrap().into();
    nobody.refused();
}

#[test]
fn the_outbox_says_to_which_office_and_how_far_and_nothing_else() {
    let home = partnership();
    assert_eq!(rows(&home.run(&["outbox"]).ok()).len(), 0, "without a mail server nothing is put there");
    assert!(home.run(&["outbox", "deliver"]).err.contains("no mail server is configured"));

    let config = with_mail(&home);
    let invited =
        configured(&home, &config, &["user", "invite", "bpha-spoc", "--as", "council-administrator", "--purpose", "administration"]);
    let invited = json(&invited.ok());
    assert_eq!(invited["link"], serde_json::Value::Null, "it goes by mail, and is shown to nobody");
    let listed = configured(&home, &config, &["outbox"]).ok();
    let waiting = rows(&listed);
    let invitation = waiting.iter().find(|row| row["kind"] == "invitation").unwrap();
    assert_eq!((invitation["user"].as_str(), invitation["state"].as_str(), invitation["tries"].as_str()), ("bpha-spoc", "waiting", "0"));
    assert!(!listed.contains('@') && !listed.contains("/invitation/"), "no address and no link: {listed}");

    // Nobody listens: the first is tried, and waits with what was found; the round ends.
    let told = json(&configured(&home, &config, &["outbox", "deliver"]).ok());
    assert_eq!((told["sent"].as_u64(), told["later"].as_u64(), told["given_up"].as_u64()), (Some(0), Some(1), Some(0)), "{told}");
    assert!(told["reminders"].as_u64().unwrap() > 0, "what is due is reminded of: {told}");
    let listed = rows(&configured(&home, &config, &["outbox", "list", "--state", "waiting"]).ok());
    let tried: Vec<_> = listed.iter().filter(|row| row["tries"] == "1").collect();
    assert_eq!(tried.len(), 1);
    assert_eq!((tried[0]["code"].as_str(), tried[0]["done"].as_str()), ("connect-lost", ""));
    assert_eq!(rows(&configured(&home, &config, &["outbox", "list", "--limit", "1"]).ok()).len(), 1);
    assert_eq!(rows(&configured(&home, &config, &["outbox", "list", "--state", "sent"]).ok()).len(), 0);

    let unknown = home.run(&["outbox", "list", "--state", "lost"]);
    assert_eq!(unknown.code, Some(64), "{} {}", unknown.out, unknown.err);
    assert!(unknown.err.contains("waiting, claimed, sent, unknown, given-up, withdrawn"), "{}", unknown.err);
    let officer: Run = home.asking("council-officer", "administration", &["outbox"]).output().unwrap().into();
    officer.refused();
}

#[test]
fn a_link_to_answer_is_shown_once_listed_and_revoked() {
    let home = partnership();
    let ask = ["requests", "add", "beds", "--to", "bpha", "--what", "beds by ward", "--role", "data group", "--due", "2030-01-31"];
    home.run(&ask).ok();
    let config = with_mail(&home);
    let made = json(&configured(&home, &config, &["link", "make", "beds", "--organisation", "bpha"]).ok());
    let (id, address) = (made["link"].as_str().unwrap(), made["address"].as_str().unwrap());
    assert!(address.starts_with("https://wardmote.example.org/answer/"), "{address}");
    let listed = home.run(&["link", "list", "beds"]).ok();
    let lines = rows(&listed);
    assert_eq!(lines.len(), 1);
    assert_eq!((lines[0]["link"].as_str(), lines[0]["organisation"].as_str(), lines[0]["state"].as_str()), (id, "bpha", "open"));
    let secret = address.rsplit('/').next().unwrap();
    assert!(!listed.contains(secret), "the secret is shown once");

    assert_eq!(json(&home.run(&["link", "revoke", id]).ok())["state"], "revoked");
    assert_eq!(rows(&home.run(&["link", "list", "beds"]).ok())[0]["state"], "revoked");
    home.run(&["link", "revoke", id]).ok();
    assert!(home.run(&["link", "revoke", "l-nothing"]).refused().contains("there is no link `l-nothing`"));

    assert!(home.run(&["link", "make", "nothing", "--organisation", "bpha"]).refused().contains("nothing"));
    assert!(home.run(&["link", "make", "beds", "--organisation", "nowhere"]).refused().contains("there is no organisation `nowhere`"));
    let elsewhere = configured(&home, &config, &["link", "make", "beds", "--organisation", "bpha", "--to", "council-officer"]);
    assert!(elsewhere.refused().contains("holds no post at `bpha`"));
    let sent = json(&configured(&home, &config, &["link", "make", "beds", "--organisation", "bpha", "--to", "bpha-spoc"]).ok());
    assert!(sent.get("address").is_none(), "what goes by mail is shown to nobody: {sent}");
    let waiting = rows(&configured(&home, &config, &["outbox"]).ok());
    assert!(waiting.iter().any(|row| row["kind"] == "link-to-answer" && row["user"] == "bpha-spoc"), "{waiting:?}");
    let funder: Run = home.asking("funder", "governance", &["link", "make", "beds", "--organisation", "bpha"]).output().unwrap().into();
    funder.refused();
}
