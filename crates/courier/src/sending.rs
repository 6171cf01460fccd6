//! Handing a message over, one step after the other, so that it is known how far it came.

use crate::delivery::{Code, Delivery, Stage, What};
use crate::lockstep::Lockstep;
use crate::message::{Message, Wire};
use crate::settings::{Security, Settings, refused};
use base::{Result, Trouble};
use lettre::Address;
use lettre::message::Mailbox;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Response;
use std::error::Error as _;
use std::fmt;
use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long a farewell may take, which nothing depends on.
const FAREWELL: Duration = Duration::from_secs(5);

/// Bytes of a message that are handed over at once.
const PIECE: usize = 16 * 1024;

/// The answers that a sending waits for before the last: two greetings, encryption, up to four of signing in, sender, recipient, data.
const ANSWERS: u32 = 10;

/// A server that takes mail, with what it needs to know of us.
pub struct Server {
    host: String,
    port: u16,
    security: Security,
    tls: Option<TlsParameters>,
    credentials: Option<Credentials>,
    sender: Mailbox,
    hello: ClientId,
    connect: Duration,
    answer: Duration,
    last_answer: Duration,
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("security", &self.security)
            .finish_non_exhaustive()
    }
}

type Connection = AsyncSmtpConnection;

impl Server {
    /// Reads the files that the settings name, and connects to nothing.
    ///
    /// # Errors
    /// Refused, where a setting is wrong; failed, where a file can't be read.
    pub fn open(settings: &Settings) -> Result<Self> {
        settings.check()?;
        let sender: Address = settings
            .sender
            .parse()
            .map_err(|_| refused("`sender` of `[mail]` is no address", "write an address that the server lets us send from"))?;
        let credentials = match (&settings.user, &settings.password_file) {
            (Some(user), Some(file)) => {
                let password = String::from_utf8(read(file, "password_file")?).ok();
                let password = password.map(|text| text.trim_end_matches(['\r', '\n']).to_owned()).filter(|text| !text.is_empty());
                let password = password
                    .ok_or_else(|| refused("the file that `password_file` of `[mail]` names holds no password", "write it there, alone"))?;
                Some(Credentials::new(user.clone(), password))
            }
            _ => None,
        };
        Ok(Self {
            host: settings.host.clone(),
            port: settings.port(),
            security: settings.tls,
            tls: tls(settings)?,
            credentials,
            sender: Mailbox::new(Some(settings.sender_name.clone()), sender),
            hello: settings.hello.clone().map_or_else(ClientId::default, ClientId::Domain),
            connect: Duration::from_secs(settings.connect_seconds.into()),
            answer: Duration::from_secs(settings.answer_seconds.into()),
            last_answer: Duration::from_secs(settings.last_answer_seconds.into()),
        })
    }

    /// The longest that one sending may take: a claim on a message must outlast it.
    pub fn longest(&self) -> Duration {
        self.connect + self.answer * ANSWERS + self.last_answer + FAREWELL
    }

    /// Hands a message over.
    pub async fn send(&self, message: &Message<'_>) -> Delivery {
        let wire = match message.write(&self.sender) {
            Ok(wire) => wire,
            Err(code) => return Delivery::Refused(code),
        };
        let mut connection = match self.reach().await {
            Ok(connection) => connection,
            Err(code) => return not_taken(code),
        };
        let delivery = match self.announce(&mut connection, &wire).await {
            Ok(()) => self.hand_over(&mut connection, &wire.bytes).await,
            Err(code) => not_taken(code),
        };
        // What became of the message is known by now, or never will be; only a server that still answers is told that we go.
        if match delivery {
            Delivery::Sent => true,
            Delivery::Retry(code) | Delivery::Unknown(code) | Delivery::Refused(code) => {
                matches!(code.what, What::Reply(_) | What::Unexpected)
            }
        } {
            let _ = timeout(FAREWELL, connection.quit()).await;
        }
        delivery
    }

    /// Reaches the server and signs in, without handing anything over: for whoever asks whether mail would work.
    ///
    /// # Errors
    /// Where it broke.
    pub async fn try_out(&self) -> std::result::Result<(), Code> {
        let mut connection = self.reach().await?;
        let _ = timeout(FAREWELL, connection.quit()).await;
        Ok(())
    }

    /// A connection on which everything is said but the message.
    async fn reach(&self) -> std::result::Result<Connection, Code> {
        let mut connection = match (self.security, &self.tls) {
            (Security::Tls, Some(tls)) => {
                let connecting =
                    Connection::connect_tokio1((self.host.as_str(), self.port), Some(self.connect), &self.hello, Some(tls.clone()), None);
                within(self.connect + self.answer * 3, Stage::Connect, connecting).await?
            }
            (Security::Starttls, Some(tls)) => {
                let stream = Lockstep::new(self.reach_in_clear().await?);
                let greeting = Connection::connect_with_transport(Box::new(stream), &self.hello);
                let mut connection = within(self.answer * 2, Stage::Greeting, greeting).await?;
                if !connection.can_starttls() {
                    return Err(Stage::Encryption.with(What::NotOffered));
                }
                within(self.answer * 3, Stage::Encryption, connection.starttls(tls.clone(), &self.hello)).await?;
                connection
            }
            _ => {
                let stream = self.reach_in_clear().await?;
                let greeting = Connection::connect_with_transport(Box::new(stream), &self.hello);
                within(self.answer * 2, Stage::Greeting, greeting).await?
            }
        };
        if let Some(credentials) = &self.credentials {
            let mechanisms = [Mechanism::Plain, Mechanism::Login];
            if connection.server_info().get_auth_mechanism(&mechanisms).is_none() {
                return Err(Stage::SignIn.with(What::NotOffered));
            }
            within(self.answer * 4, Stage::SignIn, connection.auth(&mechanisms, credentials)).await?;
        }
        Ok(connection)
    }

    async fn reach_in_clear(&self) -> std::result::Result<TcpStream, Code> {
        match timeout(self.connect, TcpStream::connect((self.host.as_str(), self.port))).await {
            Ok(Ok(stream)) => Ok(stream),
            Ok(Err(_)) => Err(Stage::Connect.with(What::Lost)),
            Err(_) => Err(Stage::Connect.with(What::TimedOut)),
        }
    }

    /// Sender, recipient, and leave to hand over.
    async fn announce(&self, connection: &mut Connection, wire: &Wire) -> std::result::Result<(), Code> {
        let sender = Mail::new(Some(self.sender.email.clone()), Vec::new());
        let said = within(self.answer, Stage::Sender, connection.command(sender)).await?;
        expect(&said, Stage::Sender, 200..300)?;
        let said = within(self.answer, Stage::Recipient, connection.command(Rcpt::new(wire.to.clone(), Vec::new()))).await?;
        expect(&said, Stage::Recipient, 200..300)?;
        let said = within(self.answer, Stage::Data, connection.command(Data)).await?;
        expect(&said, Stage::Data, 354..355)
    }

    /// The message, and the answer to it. Once the last of it may have left us, only the server knows whether it took it.
    async fn hand_over(&self, connection: &mut Connection, bytes: &[u8]) -> Delivery {
        let whole = AtomicBool::new(false);
        let pieces = bytes.chunks(PIECE).chain(std::iter::from_fn(|| {
            // Asked for one more piece: all of them were written, and the mark of the end comes next.
            whole.store(true, Ordering::Relaxed);
            None
        }));
        let answered = within(self.last_answer, Stage::LastAnswer, connection.message_iter(pieces)).await;
        let answered = answered.and_then(|said| expect(&said, Stage::LastAnswer, 200..300));
        match answered {
            Ok(()) => Delivery::Sent,
            Err(code) if !whole.load(Ordering::Relaxed) => not_taken(Code { stage: Stage::Message, ..code }),
            Err(code) if matches!(code.what, What::Reply(400..)) => not_taken(code),
            Err(code) => Delivery::Unknown(code),
        }
    }
}

/// What a message that certainly was not taken comes to.
fn not_taken(code: Code) -> Delivery {
    if matches!(code.what, What::Reply(500..)) && code.stage.is_about_the_message() {
        Delivery::Refused(code)
    } else {
        Delivery::Retry(code)
    }
}

async fn within<T>(
    limit: Duration,
    stage: Stage,
    step: impl Future<Output = std::result::Result<T, lettre::transport::smtp::Error>>,
) -> std::result::Result<T, Code> {
    match timeout(limit, step).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => Err(stage.with(what(&error))),
        Err(_) => Err(stage.with(What::TimedOut)),
    }
}

/// Reduces an error to what may be told: a number, or a word of ours. What the server said may hold an address.
fn what(error: &lettre::transport::smtp::Error) -> What {
    if let Some(number) = error.status() {
        return What::Reply(number.into());
    }
    if is_about_the_certificate(error) {
        return What::Certificate;
    }
    if error.is_timeout() { What::TimedOut } else { What::Lost }
}

fn is_about_the_certificate(error: &lettre::transport::smtp::Error) -> bool {
    let is = |error: &rustls::Error| matches!(error, rustls::Error::InvalidCertificate(_));
    let mut cause = error.source();
    while let Some(error) = cause {
        let inner = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref).and_then(|e| e.downcast_ref());
        if error.downcast_ref().or(inner).is_some_and(is) {
            return true;
        }
        cause = error.source();
    }
    false
}

/// A positive answer that does not belong to the step is none.
fn expect(said: &Response, stage: Stage, numbers: std::ops::Range<u16>) -> std::result::Result<(), Code> {
    if numbers.contains(&u16::from(said.code())) { Ok(()) } else { Err(stage.with(What::Unexpected)) }
}

fn tls(settings: &Settings) -> Result<Option<TlsParameters>> {
    if settings.tls == Security::None {
        return Ok(None);
    }
    let unusable = || refused("the encryption of `[mail]` can't be set up", "see `host` and `certificate_file`");
    let mut builder = TlsParameters::builder(settings.host.clone());
    if let Some(file) = &settings.certificate_file {
        let pem = read(file, "certificate_file")?;
        builder = builder.add_root_certificate(Certificate::from_pem(&pem).map_err(|_| unusable())?);
    }
    builder.build_rustls().map(Some).map_err(|_| unusable())
}

fn read(file: &std::path::Path, setting: &'static str) -> Result<Vec<u8>> {
    std::fs::read(file).map_err(|e| {
        Trouble::failed(
            "mail-file",
            format!("the file `{}` of `{setting}` in `[mail]` can't be read: {}", file.display(), e.kind()),
            "see that it is there and that the user who runs `wardmote` may read it",
        )
    })
}
