//! What goes over the wire.

use crate::server::{Fake, letter, message, server};
use courier::{Delivery, Language, Letter, Message};

async fn over_the_wire(message: &Message<'_>) -> String {
    let fake = Fake::start(None).await;
    assert_eq!(server(fake.port).send(message).await, Delivery::Sent);
    fake.message()
}

#[tokio::test]
async fn a_message_says_that_no_person_wrote_it_and_keeps_its_identifier() {
    let letter = letter();
    let first = over_the_wire(&message(&letter)).await;
    let (headers, body) = first.split_once("\r\n\r\n").unwrap();
    for line in [
        "Message-ID: <m-0123456789abcdef@wardmote.example.org>",
        "Date: Sun, 29 Nov 2026 10:00:00 +0000",
        "From: Wardmote <wardmote@csp.example>",
        "To: caseworker@partner.example",
        "Subject: Something is due",
        "Auto-Submitted: auto-generated",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
    ] {
        assert!(headers.lines().any(|one| one == line), "{line} is missing:\n{headers}");
    }
    assert!(body.contains("https://wardmote.example.org/due"), "{body}");
    assert_eq!(first, over_the_wire(&message(&letter)).await, "a repeat is the same to the byte");
}

#[tokio::test]
async fn letters_beyond_ascii_go_as_ascii_and_come_back() {
    let letter = Letter::LinkToAnswer {
        organisation: "Cyngor Tŵr y Pentref".into(),
        link: "https://wardmote.example.org/l/once".into(),
        ends: jiff::civil::date(2026, 12, 3).at(12, 0, 0, 0),
    };
    let wire = over_the_wire(&Message { language: Language::Welsh, ..message(&letter) }).await;
    assert!(wire.is_ascii());
    assert!(wire.lines().all(|line| line.len() <= 998));
    assert!(wire.contains("Content-Transfer-Encoding: quoted-printable"), "{wire}");
    assert!(wire.contains("T=C5=B5r"), "{wire}");
    assert!(!wire.trim_end_matches("\r\n").contains("\r\n.\r\n"), "only the end looks like the end");
}
