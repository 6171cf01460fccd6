//! What becomes of a message when the server breaks off, refuses or keeps silent at each step.

use crate::server::{At, Does, Fake, letter, message, server, settings};
use courier::{Delivery, Message, Server, Settings};

/// A delivery in a word and its code.
fn told(delivery: Delivery) -> String {
    match delivery {
        Delivery::Sent => "sent".to_owned(),
        Delivery::Retry(code) => format!("retry {code}"),
        Delivery::Unknown(code) => format!("unknown {code}"),
        Delivery::Refused(code) => format!("refused {code}"),
    }
}

async fn sent_to(at: Option<(At, Does)>) -> String {
    let fake = Fake::start(at).await;
    told(server(fake.port).send(&message(&letter())).await)
}

#[tokio::test]
async fn a_message_is_taken_once_and_the_server_is_bidden_farewell() {
    let fake = Fake::start(None).await;
    assert_eq!(server(fake.port).send(&message(&letter())).await, Delivery::Sent);
    let words: Vec<String> = fake.commands().iter().map(|line| line.split([' ', ':']).next().unwrap().to_owned()).collect();
    assert_eq!(words, ["EHLO", "MAIL", "RCPT", "DATA", "QUIT"]);
}

#[tokio::test]
async fn what_breaks_before_the_last_of_it_is_tried_again() {
    for (at, code) in [
        (At::Banner, "greeting-lost"),
        (At::Hello, "greeting-lost"),
        (At::Sender, "sender-lost"),
        (At::Recipient, "recipient-lost"),
        (At::Data, "data-lost"),
    ] {
        assert_eq!(sent_to(Some((at, Does::BreaksOff))).await, format!("retry {code}"), "{at:?}");
    }
}

#[tokio::test]
async fn nobody_there_is_tried_again() {
    let nobody = {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        listener.local_addr().unwrap().port()
    };
    assert_eq!(told(server(nobody).send(&message(&letter())).await), "retry connect-lost");
}

#[tokio::test]
async fn a_lost_last_answer_is_unknown() {
    assert_eq!(sent_to(Some((At::LastAnswer, Does::BreaksOff))).await, "unknown last-answer-lost");
    assert_eq!(sent_to(Some((At::LastAnswer, Does::Says("ok, taken\r\n")))).await, "unknown last-answer-lost");
    assert_eq!(sent_to(Some((At::LastAnswer, Does::Says("354 go on\r\n")))).await, "unknown last-answer-unexpected");
}

#[tokio::test]
async fn a_server_gone_while_the_message_comes_in_never_counts_as_sent_or_refused() {
    // A short message fits into what the machine buffers: whether the server was gone before or after the last of it,
    // nobody can tell, and it is `unknown` unless the break was noticed while it was being written.
    for _ in 0..20 {
        let told = sent_to(Some((At::Message, Does::BreaksOff))).await;
        assert!(told.starts_with("unknown last-answer-") || told.starts_with("retry message-"), "{told}");
    }
}

#[tokio::test]
async fn a_passing_refusal_is_tried_again_at_every_step() {
    for (at, says, code) in [
        (At::Banner, "421 not now\r\n", "greeting-421"),
        (At::Hello, "451 later\r\n", "greeting-451"),
        (At::Sender, "451 later\r\n", "sender-451"),
        (At::Recipient, "450 greylisted\r\n", "recipient-450"),
        (At::Data, "451 later\r\n", "data-451"),
        (At::LastAnswer, "452 full\r\n", "last-answer-452"),
    ] {
        assert_eq!(sent_to(Some((at, Does::Says(says)))).await, format!("retry {code}"), "{at:?}");
    }
}

#[tokio::test]
async fn a_lasting_refusal_gives_up_a_message_but_never_for_what_is_about_the_server() {
    for (at, says, told) in [
        (At::Banner, "554 no service\r\n", "retry greeting-554"),
        (At::Hello, "550 who?\r\n", "retry greeting-550"),
        (At::Sender, "530 sign in first\r\n", "retry sender-530"),
        (At::Recipient, "550 no such user\r\n", "refused recipient-550"),
        (At::Data, "554 no\r\n", "refused data-554"),
        (At::LastAnswer, "554 looks like spam\r\n", "refused last-answer-554"),
    ] {
        assert_eq!(sent_to(Some((at, Does::Says(says)))).await, told, "{at:?}");
    }
}

#[tokio::test]
async fn an_answer_that_belongs_to_another_step_is_none() {
    for (at, says, told) in [
        (At::Sender, "354 go on\r\n", "retry sender-unexpected"),
        (At::Recipient, "354 go on\r\n", "retry recipient-unexpected"),
        (At::Data, "250 taken\r\n", "retry data-unexpected"),
        (At::Sender, "blah\r\n", "retry sender-lost"),
    ] {
        assert_eq!(sent_to(Some((at, Does::Says(says)))).await, told, "{at:?}");
    }
}

#[tokio::test]
async fn a_silent_server_is_not_waited_for_for_ever() {
    let within_a_second = |port| Server::open(&Settings { answer_seconds: 1, last_answer_seconds: 1, ..settings(port) }).unwrap();
    let letter = letter();
    let asked = async |at| {
        let fake = Fake::start(Some((at, Does::KeepsSilent))).await;
        told(within_a_second(fake.port).send(&message(&letter)).await)
    };
    let (sender, last) = tokio::join!(asked(At::Sender), asked(At::LastAnswer));
    assert_eq!((sender.as_str(), last.as_str()), ("retry sender-timeout", "unknown last-answer-timeout"));
}

#[tokio::test]
async fn what_can_not_be_written_is_refused_before_anybody_is_asked() {
    let fake = Fake::start(None).await;
    let letter = letter();
    let good = message(&letter);
    for bad in [
        Message { to: "nobody", ..good },
        Message { to: "", ..good },
        Message { to: "a@b.example\r\nRCPT TO:<c@d.example>", ..good },
        Message { to: "caseworker@partner.example, other@partner.example", ..good },
        Message { to: "gwëithiwr@partner.example", ..good },
        Message { message_id: "no-domain", ..good },
        Message { message_id: "a@b\r\nBcc: c@d.example", ..good },
    ] {
        assert_eq!(told(server(fake.port).send(&bad).await), "refused writing-unwritable");
    }
    assert!(fake.commands().is_empty());
}

#[tokio::test]
async fn trying_it_out_hands_nothing_over() {
    let fake = Fake::start(None).await;
    assert_eq!(server(fake.port).try_out().await, Ok(()));
    assert!(fake.commands().iter().all(|line| line.starts_with("EHLO") || line == "QUIT"));
    let broken = Fake::start(Some((At::Banner, Does::Says("554 no\r\n")))).await;
    assert_eq!(server(broken.port).try_out().await.unwrap_err().to_string(), "greeting-554");
}

#[test]
fn neither_a_message_nor_a_server_prints_an_address() {
    let letter = letter();
    let printed = format!("{:?} {:?}", message(&letter), server(25));
    assert!(!printed.contains("partner.example") && !printed.contains("csp.example") && !printed.contains("https"), "{printed}");
}
