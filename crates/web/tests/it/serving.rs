//! Listening, being watched, being encrypted, and stopping.

use crate::home::{CLOCK, house};
use rustls::pki_types::ServerName;
use rustls::pki_types::pem::PemObject as _;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use web::{Proxies, Serving, Settings, Tls};

/// A server on a port of its own.
struct Served {
    address: SocketAddr,
    metrics: SocketAddr,
    _folder: tempfile::TempDir,
    stop: oneshot::Sender<()>,
    ended: tokio::task::JoinHandle<base::Result<()>>,
}

async fn serve(tls: Option<Tls>) -> Served {
    let (house, folder) = house(true, true).await;
    let listener = web::bind("127.0.0.1:0").await.unwrap();
    let metrics = web::bind("127.0.0.1:0").await.unwrap();
    let (address, metrics_address) = (listener.local_addr().unwrap(), metrics.local_addr().unwrap());
    let (stop, stopped) = oneshot::channel();
    let serving = Serving {
        listener,
        tls,
        metrics: Some(metrics),
        house: Arc::new(house),
        clock: CLOCK,
        settings: Settings::bare(address),
        besides: None,
    };
    let ended = tokio::spawn(web::serve(serving, async move { drop(stopped.await) }));
    Served { address, metrics: metrics_address, _folder: folder, stop, ended }
}

/// Head and body of what an address answers.
async fn get(address: SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request(path).as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

fn request(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
}

#[tokio::test]
async fn an_address_is_taken_and_a_wide_one_is_warned_of() {
    let listener = web::bind("127.0.0.1:0").await.unwrap();
    let local = listener.local_addr().unwrap();
    assert_eq!(web::bind(&local.to_string()).await.unwrap_err().code, "listen-failed");
    assert_eq!(web::bind("localhost").await.unwrap_err().exit_code(), 64);

    let mut settings = Settings::bare(local);
    let wide = SocketAddr::from(([0, 0, 0, 0], 8642));
    assert!(web::exposure(local, &settings, false).is_none());
    assert!(web::exposure(wide, &settings, false).unwrap().contains("in clear"));
    assert!(web::exposure(wide, &settings, true).is_none());
    settings.proxies = Proxies::new(&["10.0.0.1".to_owned()], web::ForwardingHeader::default()).unwrap();
    assert!(web::exposure(wide, &settings, false).is_none());
}

#[tokio::test]
async fn requests_are_named_and_counted_by_route_apart_from_the_site() {
    let served = serve(None).await;
    let page = get(served.address, "/extracts/street-1").await;
    assert!(page.starts_with("HTTP/1.1 303 See Other") && page.contains("x-request-id: "), "{page}");
    assert!(!page.contains("strict-transport-security"));
    assert!(get(served.address, "/metrics").await.starts_with("HTTP/1.1 404"));

    let counted = get(served.metrics, "/metrics").await;
    assert!(counted.starts_with("HTTP/1.1 200 OK") && counted.contains("application/openmetrics-text"), "{counted}");
    for line in [
        "wardmote_http_requests_total{route=\"/extracts/{id}\",method=\"GET\",status=\"303\"} 1",
        "wardmote_http_requests_total{route=\"none\",method=\"GET\",status=\"404\"} 1",
        "wardmote_ledger_rows ",
        "wardmote_sessions_open 0",
        "wardmote_outbox_messages{state=\"given-up\"} 0",
        "wardmote_record_answering 1",
    ] {
        assert!(counted.contains(line), "{line}\n{counted}");
    }
    assert!(!counted.contains("street-1"), "an address stands among the counters: {counted}");
    assert!(get(served.metrics, "/").await.starts_with("HTTP/1.1 404"));
    served.stop.send(()).unwrap();
    served.ended.await.unwrap().unwrap();
}

#[tokio::test]
async fn pages_come_encrypted_in_both_versions_of_http() {
    let folder = tempfile::tempdir().unwrap();
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let (certificate, key) = (folder.path().join("certificate.pem"), folder.path().join("key.pem"));
    std::fs::write(&certificate, made.cert.pem()).unwrap();
    std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    assert_eq!(Tls::read(&certificate, &certificate).await.unwrap_err().code, "tls-files");

    let tls = Tls::read(&certificate, &key).await.unwrap();
    let served = serve(Some(tls.clone())).await;
    for (offered, chosen) in [(&[b"http/1.1".to_vec()][..], &b"http/1.1"[..]), (&[b"h2".to_vec(), b"http/1.1".to_vec()], b"h2")] {
        let (agreed, answer) = encrypted(served.address, &certificate, offered.to_vec()).await;
        assert_eq!(agreed.as_deref(), Some(chosen));
        assert!(chosen == b"h2" || answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    }
    // Another certificate takes its place for those who come from now on.
    let another = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    std::fs::write(&certificate, another.cert.pem()).unwrap();
    assert_eq!(tls.read_again().await.unwrap_err().code, "tls-files", "the key is another's");
    std::fs::write(&key, another.signing_key.serialize_pem()).unwrap();
    tls.read_again().await.unwrap();
    let (_, answer) = encrypted(served.address, &certificate, vec![b"http/1.1".to_vec()]).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    served.stop.send(()).unwrap();
    served.ended.await.unwrap().unwrap();
}

/// What was agreed on and answered to somebody who trusts that certificate alone.
async fn encrypted(address: SocketAddr, certificate: &std::path::Path, offered: Vec<Vec<u8>>) -> (Option<Vec<u8>>, String) {
    let trusted = rustls::pki_types::CertificateDer::from_pem_file(certificate).unwrap();
    tokio::task::spawn_blocking(move || {
        use std::io::{Read as _, Write as _};
        let mut roots = rustls::RootCertStore::empty();
        roots.add(trusted).unwrap();
        let mut config = rustls::ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
        config.alpn_protocols = offered;
        let name = ServerName::try_from("localhost").unwrap();
        let mut connection = rustls::ClientConnection::new(Arc::new(config), name).unwrap();
        let mut socket = std::net::TcpStream::connect(address).unwrap();
        while connection.is_handshaking() {
            connection.complete_io(&mut socket).unwrap();
        }
        let agreed = connection.alpn_protocol().map(<[u8]>::to_vec);
        let mut answer = String::new();
        if agreed.as_deref() == Some(b"http/1.1") {
            let mut stream = rustls::Stream::new(&mut connection, &mut socket);
            stream.write_all(request("/healthz").as_bytes()).unwrap();
            stream.read_to_string(&mut answer).unwrap();
        }
        (agreed, answer)
    })
    .await
    .unwrap()
}

#[tokio::test]
async fn serving_ends_when_told() {
    let served = serve(None).await;
    // Somebody who is connected and asks nothing keeps nobody waiting.
    let idle = TcpStream::connect(served.address).await.unwrap();
    assert!(get(served.address, "/healthz").await.ends_with("ok\n"));
    served.stop.send(()).unwrap();
    served.ended.await.unwrap().unwrap();
    drop(idle);
    assert!(TcpStream::connect(served.address).await.is_err());
}
