//! A mail server that does as it is told: says something else at a step, breaks off, or keeps silent.

use courier::{Language, Letter, Message, Security, Server, Settings};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// The steps of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum At {
    Banner,
    Hello,
    Sender,
    Recipient,
    Data,
    /// While the message comes in.
    Message,
    /// After the final dot.
    LastAnswer,
}

/// What it does at one step instead of what is right.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Does {
    BreaksOff,
    KeepsSilent,
    Says(&'static str),
}

/// What it was told, and the message that it got.
#[derive(Debug, Default)]
pub(crate) struct Heard {
    pub(crate) commands: Vec<String>,
    pub(crate) message: Vec<u8>,
}

pub(crate) struct Fake {
    pub(crate) port: u16,
    heard: Arc<Mutex<Heard>>,
}

impl Fake {
    /// Serves any number of connections, each in the same way.
    pub(crate) async fn start(at: Option<(At, Does)>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Arc::new(Mutex::new(Heard::default()));
        let ears = Arc::clone(&heard);
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(serve(stream, at, Arc::clone(&ears)));
            }
        });
        Self { port, heard }
    }

    pub(crate) fn commands(&self) -> Vec<String> {
        self.heard.lock().unwrap().commands.clone()
    }

    pub(crate) fn message(&self) -> String {
        String::from_utf8(self.heard.lock().unwrap().message.clone()).unwrap()
    }
}

async fn serve(stream: TcpStream, at: Option<(At, Does)>, heard: Arc<Mutex<Heard>>) -> Option<()> {
    let mut stream = BufReader::new(stream);
    answer(&mut stream, at, At::Banner, "220 post.example ready\r\n").await?;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        let line = line.trim_end().to_owned();
        heard.lock().unwrap().commands.push(line.clone());
        match line.split_once(' ').map_or(line.as_str(), |(word, _)| word) {
            "EHLO" => answer(&mut stream, at, At::Hello, "250-post.example\r\n250 AUTH PLAIN\r\n").await?,
            "AUTH" => stream.get_mut().write_all(b"235 welcome\r\n").await.ok()?,
            "MAIL" => answer(&mut stream, at, At::Sender, "250 ok\r\n").await?,
            "RCPT" => answer(&mut stream, at, At::Recipient, "250 ok\r\n").await?,
            "DATA" => {
                answer(&mut stream, at, At::Data, "354 go on\r\n").await?;
                if matches!(at, Some((At::Data, Does::Says(_)))) {
                    continue;
                }
                if matches!(at, Some((At::Message, Does::BreaksOff))) {
                    // Takes the first of it, and is gone.
                    let mut some = [0; 64];
                    let _ = stream.read(&mut some).await;
                    return None;
                }
                let mut message = Vec::new();
                while !message.ends_with(b"\r\n.\r\n") {
                    if stream.read_until(b'\n', &mut message).await.ok()? == 0 {
                        return None;
                    }
                }
                heard.lock().unwrap().message = message;
                answer(&mut stream, at, At::LastAnswer, "250 taken\r\n").await?;
            }
            "QUIT" => {
                let _ = stream.get_mut().write_all(b"221 bye\r\n").await;
                return None;
            }
            _ => stream.get_mut().write_all(b"502 what?\r\n").await.ok()?,
        }
    }
}

/// Says what is right, unless it was told otherwise for this step; nothing where the connection is to end.
async fn answer(stream: &mut BufReader<TcpStream>, at: Option<(At, Does)>, step: At, right: &str) -> Option<()> {
    let says = match at {
        Some((at, does)) if at == step => match does {
            Does::Says(other) => other,
            Does::BreaksOff => return None,
            Does::KeepsSilent => {
                // Until the client goes away.
                let mut rest = Vec::new();
                let _ = stream.read_to_end(&mut rest).await;
                return None;
            }
        },
        _ => right,
    };
    stream.get_mut().write_all(says.as_bytes()).await.ok()
}

/// Settings for a server on this machine, without encryption.
pub(crate) fn settings(port: u16) -> Settings {
    Settings { port: Some(port), tls: Security::None, ..Settings::new("127.0.0.1", "wardmote@csp.example") }
}

pub(crate) fn server(port: u16) -> Server {
    Server::open(&settings(port)).unwrap()
}

pub(crate) fn letter() -> Letter {
    Letter::Reminder { due: 2, overdue: 1, page: "https://wardmote.example.org/due".into() }
}

pub(crate) fn message(letter: &Letter) -> Message<'_> {
    Message {
        message_id: "m-0123456789abcdef@wardmote.example.org",
        to: "caseworker@partner.example",
        written_at: "2026-11-29T10:00:00Z".parse().unwrap(),
        language: Language::English,
        letter,
    }
}
