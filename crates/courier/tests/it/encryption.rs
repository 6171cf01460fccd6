//! Nothing is said in clear that was to be encrypted, and nobody else's answers are taken for the server's.

use crate::server::{Fake, letter, message};
use courier::{Delivery, Security, Server, Settings};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;

/// A certificate for this machine, made for these tests, trusted by nobody and its key known to everybody.
const CERTIFICATE: &[u8] = include_bytes!("certificates/localhost.der");
const KEY: &[u8] = include_bytes!("certificates/localhost.key.der");

fn trusted() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/certificates/localhost.pem")
}

/// Takes one connection, says this to `STARTTLS`, and goes on encrypted; gives back all it heard, in clear and encrypted.
fn listen(to_starttls: Option<&'static str>) -> (u16, JoinHandle<(String, String)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let thread = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut clear = String::new();
        if let Some(says) = to_starttls {
            stream.write_all(b"220 post.example\r\n").unwrap();
            clear += &line(&mut stream);
            stream.write_all(b"250-post.example\r\n250 STARTTLS\r\n").unwrap();
            clear += &line(&mut stream);
            stream.write_all(says.as_bytes()).unwrap();
        }
        let key = PrivateKeyDer::try_from(KEY.to_vec()).unwrap();
        let config = rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![CertificateDer::from(CERTIFICATE.to_vec())], key)
            .unwrap();
        let encryption = rustls::ServerConnection::new(Arc::new(config)).unwrap();
        let mut heard = String::new();
        let _ = converse(rustls::StreamOwned::new(encryption, stream), to_starttls.is_none(), &mut heard);
        (clear, heard)
    });
    (port, thread)
}

fn line(stream: &mut TcpStream) -> String {
    let mut line = String::new();
    let mut byte = [0];
    while !line.ends_with('\n') && stream.read(&mut byte).unwrap_or(0) == 1 {
        line.push(char::from(byte[0]));
    }
    line
}

fn converse(stream: impl Read + Write, banner: bool, heard: &mut String) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    if banner {
        stream.get_mut().write_all(b"220 post.example\r\n")?;
    }
    loop {
        let from = heard.len();
        if stream.read_line(heard)? == 0 {
            return Ok(());
        }
        let says: &[u8] = match &heard[from..] {
            said if said.starts_with("EHLO") => b"250-post.example\r\n250 AUTH PLAIN LOGIN\r\n",
            said if said.starts_with("AUTH PLAIN") => b"235 welcome\r\n",
            said if said.starts_with("DATA") => b"354 go on\r\n",
            ".\r\n" => b"250 taken\r\n",
            said if ["MAIL", "RCPT", "QUIT"].iter().any(|word| said.starts_with(word)) => b"250 ok\r\n",
            _ => continue,
        };
        stream.get_mut().write_all(says)?;
        stream.get_mut().flush()?;
    }
}

fn settings(port: u16, tls: Security, folder: &Path) -> Settings {
    let password = folder.join("password");
    std::fs::write(&password, "open sesame").unwrap();
    Settings {
        port: Some(port),
        tls,
        certificate_file: Some(trusted()),
        user: Some("wardmote".into()),
        password_file: Some(password),
        ..Settings::new("localhost", "wardmote@csp.example")
    }
}

#[tokio::test]
async fn password_and_message_go_encrypted() {
    let folder = tempfile::tempdir().unwrap();
    for (tls, to_starttls) in [(Security::Starttls, Some("220 go\r\n")), (Security::Tls, None)] {
        let (port, thread) = listen(to_starttls);
        let server = Server::open(&settings(port, tls, folder.path())).unwrap();
        assert_eq!(server.send(&message(&letter())).await, Delivery::Sent, "{tls}");
        let (clear, heard) = thread.join().unwrap();
        assert!(!clear.contains("AUTH") && !clear.contains("MAIL"), "{clear}");
        // PLAIN: nothing, the user, the password, each after a nought.
        assert!(heard.contains("AUTH PLAIN AHdhcmRtb3RlAG9wZW4gc2VzYW1l"), "{heard}");
        assert!(heard.contains("Subject: Something is due"), "{heard}");
    }
}

#[tokio::test]
async fn answers_slipped_in_before_the_encryption_end_the_connection() {
    let folder = tempfile::tempdir().unwrap();
    let (port, thread) = listen(Some("220 go\r\n250-post.example\r\n250 AUTH PLAIN\r\n235 welcome\r\n250 ok\r\n"));
    let server = Server::open(&settings(port, Security::Starttls, folder.path())).unwrap();
    assert!(matches!(server.send(&message(&letter())).await, Delivery::Retry(code) if code.to_string() == "encryption-lost"));
    let (_, heard) = thread.join().unwrap();
    assert!(heard.is_empty(), "{heard}");
}

#[tokio::test]
async fn a_server_that_encrypts_nothing_or_can_not_be_trusted_gets_nothing() {
    let folder = tempfile::tempdir().unwrap();
    // One that does not offer it.
    let fake = Fake::start(None).await;
    let server = Server::open(&settings(fake.port, Security::Starttls, folder.path())).unwrap();
    let delivery = server.send(&message(&letter())).await;
    assert!(matches!(delivery, Delivery::Retry(code) if code.to_string() == "encryption-not-offered"), "{delivery:?}");
    assert!(fake.commands().iter().all(|line| line.starts_with("EHLO") || line == "QUIT"), "{:?}", fake.commands());
    // One whose certificate nobody knows.
    for (tls, to_starttls, told) in
        [(Security::Starttls, Some("220 go\r\n"), "encryption-certificate"), (Security::Tls, None, "connect-certificate")]
    {
        let (port, thread) = listen(to_starttls);
        let settings = Settings { certificate_file: None, ..settings(port, tls, folder.path()) };
        let delivery = Server::open(&settings).unwrap().send(&message(&letter())).await;
        assert!(matches!(delivery, Delivery::Retry(code) if code.to_string() == told), "{delivery:?}");
        assert!(thread.join().unwrap().1.is_empty());
    }
}
