//! A device that keeps passkeys, in software: it says what a real one says, and can be made to say something else.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::missing_panics_doc)] // only tests call this

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// The address of the site that a new device answers to.
pub const ORIGIN: &str = "https://csp.example.org";

/// Bytes as base64url without padding.
pub fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A device with one passkey.
#[derive(Clone)]
pub struct Device {
    /// The id of its one passkey.
    pub id: Vec<u8>,
    /// Whose it is; filled in when the passkey is made.
    pub handle: Vec<u8>,
    /// How often it says that it was used.
    pub counter: u32,
    /// What it says that the page's address is.
    pub origin: String,
    /// What it says that the passkey is for.
    pub site: String,
    /// Whether it asked its owner for a finger, a face or a PIN.
    pub verified: bool,
    /// Whether it keeps the passkey itself.
    pub keeps: bool,
    /// Its key.
    pub key: SigningKey,
}

impl Device {
    /// A device of that number.
    pub fn new(number: u8) -> Self {
        Self {
            id: vec![number; 16],
            handle: Vec::new(),
            counter: 0,
            origin: ORIGIN.to_owned(),
            site: "csp.example.org".to_owned(),
            verified: true,
            keeps: true,
            key: SigningKey::from_slice(&[number; 32]).unwrap(),
        }
    }

    /// The same device, in front of a page of another address.
    #[must_use]
    pub fn at(self, origin: &str) -> Self {
        let host = origin.split_once("://").map_or(origin, |(_, rest)| rest);
        let host = host.split(':').next().unwrap_or(host).to_owned();
        Self { origin: origin.to_owned(), site: host, ..self }
    }

    /// Answers `navigator.credentials.create`.
    pub fn create(&mut self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).unwrap();
        self.handle = URL_SAFE_NO_PAD.decode(options["user"]["id"].as_str().unwrap()).unwrap();
        let client = self.client("webauthn.create", &options);
        let mut data = self.data(0x40);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
        data.extend(&self.id);
        let point = self.key.verifying_key().to_sec1_point(false);
        // A COSE key: EC2, ES256, P-256, x, y.
        data.extend([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]);
        data.extend(point.x().unwrap());
        data.extend([0x22, 0x58, 0x20]);
        data.extend(point.y().unwrap());
        // A map of three: the format `none`, an empty statement, the data.
        let mut object = vec![0xa3, 0x63];
        object.extend(b"fmt\x64none\x67attStmt\xa0\x68authData\x58");
        object.push(u8::try_from(data.len()).unwrap());
        object.extend(data);
        json!({
            "id": base64url(&self.id),
            "rawId": base64url(&self.id),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {"credProps": {"rk": self.keeps}},
            "response": {
                "clientDataJSON": base64url(&client),
                "attestationObject": base64url(&object),
                "authenticatorData": "", "publicKey": "", "publicKeyAlgorithm": -7,
                "transports": ["internal", "hybrid"],
            },
        })
        .to_string()
    }

    /// Answers `navigator.credentials.get`.
    pub fn get(&mut self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).unwrap();
        let client = self.client("webauthn.get", &options);
        let data = self.data(0);
        let mut signed = data.clone();
        signed.extend(Sha256::digest(&client));
        let signature: Signature = self.key.sign(&signed);
        json!({
            "id": base64url(&self.id),
            "rawId": base64url(&self.id),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": base64url(&client),
                "authenticatorData": base64url(&data),
                "signature": base64url(signature.to_der().as_bytes()),
                "userHandle": base64url(&self.handle),
            },
        })
        .to_string()
    }

    fn client(&self, kind: &str, options: &Value) -> Vec<u8> {
        let client = json!({"type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": false});
        client.to_string().into_bytes()
    }

    fn data(&self, flags: u8) -> Vec<u8> {
        let mut data = Sha256::digest(self.site.as_bytes()).to_vec();
        data.push(flags | 0x01 | if self.verified { 0x04 } else { 0 });
        data.extend(self.counter.to_be_bytes());
        data
    }
}
