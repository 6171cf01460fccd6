//! A provider of OIDC on this machine, as small as the protocol allows: it says what it is told to say.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::missing_panics_doc)] // only tests call this

use crate::device::base64url;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// What the provider answers to an address.
#[derive(Clone)]
pub struct Reply {
    /// The status line's number and words.
    pub status: &'static str,
    /// Headers, each with its end of line.
    pub headers: String,
    /// The body.
    pub body: String,
}

impl Reply {
    /// JSON.
    pub fn json(body: &Value) -> Self {
        Self { status: "200 OK", headers: "content-type: application/json\r\n".to_owned(), body: body.to_string() }
    }

    /// Somewhere else.
    pub fn redirect(to: &str) -> Self {
        Self { status: "302 Found", headers: format!("location: {to}\r\n"), body: String::new() }
    }
}

#[derive(Default)]
struct Said {
    replies: BTreeMap<String, Reply>,
    asked: Vec<(String, String)>,
}

/// The provider.
pub struct FakeProvider {
    /// What it calls itself.
    pub issuer: String,
    said: Arc<Mutex<Said>>,
}

/// A key that signs, and what it is called.
pub fn key(number: u8) -> (String, SigningKey) {
    (format!("key-{number}"), SigningKey::from_slice(&[number; 32]).unwrap())
}

/// The token that says these claims, signed.
pub fn token((name, key): &(String, SigningKey), claims: &Value) -> String {
    let head = base64url(json!({"alg": "ES256", "typ": "JWT", "kid": name}).to_string().as_bytes());
    let signed = format!("{head}.{}", base64url(claims.to_string().as_bytes()));
    let signature: Signature = key.sign(signed.as_bytes());
    format!("{signed}.{}", base64url(&signature.to_bytes()))
}

impl FakeProvider {
    /// Starts it on a free port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let said = Arc::new(Mutex::new(Said::default()));
        let provider = Self { issuer, said: Arc::clone(&said) };
        provider.says("/.well-known/openid-configuration", Reply::json(&provider.description()));
        provider.keys(&[&key(1)]);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream, Arc::clone(&said)));
            }
        });
        provider
    }

    /// What it says about itself.
    pub fn description(&self) -> Value {
        let issuer = &self.issuer;
        json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"),
            "jwks_uri": format!("{issuer}/keys"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256", "ES256", "HS256", "none"],
        })
    }

    /// Answers this at that address from now on.
    pub fn says(&self, path: &str, reply: Reply) {
        self.said.lock().unwrap().replies.insert(path.to_owned(), reply);
    }

    /// Publishes these keys.
    pub fn keys(&self, keys: &[&(String, SigningKey)]) {
        let keys: Vec<Value> = keys
            .iter()
            .map(|(name, key)| {
                let point = key.verifying_key().to_sec1_point(false);
                let (x, y) = (base64url(point.x().unwrap()), base64url(point.y().unwrap()));
                json!({"kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": name, "x": x, "y": y})
            })
            .collect();
        self.says("/keys", Reply::json(&json!({ "keys": keys })));
    }

    /// Gives this token for any code.
    pub fn gives(&self, token: &str) {
        self.says("/token", Reply::json(&json!({"access_token": "a", "token_type": "Bearer", "expires_in": 60, "id_token": token})));
    }

    /// What it was asked at that address, head and body, oldest first.
    pub fn asked(&self, path: &str) -> Vec<String> {
        let said = self.said.lock().unwrap();
        said.asked.iter().filter(|(asked, _)| asked == path).map(|(_, text)| text.clone()).collect()
    }
}

async fn answer(mut stream: TcpStream, said: Arc<Mutex<Said>>) {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    let request = loop {
        let read = stream.read(&mut buffer).await.unwrap_or(0);
        bytes.extend_from_slice(&buffer[..read]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let whole = text.split_once("\r\n\r\n").is_some_and(|(head, body)| {
            let length = head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length:")?.trim().parse::<usize>().ok());
            body.len() >= length.unwrap_or(0)
        });
        if whole || read == 0 {
            break text;
        }
    };
    let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
    let reply = {
        let mut said = said.lock().unwrap();
        said.asked.push((path.clone(), request));
        said.replies.get(&path).cloned()
    };
    let reply = reply.unwrap_or(Reply { status: "404 Not Found", headers: String::new(), body: String::new() });
    let text = format!(
        "HTTP/1.1 {}\r\n{}content-length: {}\r\nconnection: close\r\n\r\n{}",
        reply.status,
        reply.headers,
        reply.body.len(),
        reply.body
    );
    let _ = stream.write_all(text.as_bytes()).await;
    let _ = stream.shutdown().await;
}
