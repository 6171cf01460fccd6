//! What a configuration may not say: values that can't work, or would let in whom nobody meant to.

use super::place::Step::{self, Key, Nth};
use super::{Config, secrets};
use app::{Network, Site};
use base::Trouble;
use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;

/// What is wrong with a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// The way to the key.
    pub(super) at: Vec<Step>,
    /// What is wrong.
    pub(super) what: String,
    /// What to do.
    pub(super) remedy: String,
}

#[derive(Default)]
struct Found(Vec<Fault>);

impl Found {
    fn add(&mut self, at: &[Step], what: impl Into<String>, remedy: impl Into<String>) {
        self.0.push(Fault { at: at.to_vec(), what: what.into(), remedy: remedy.into() });
    }

    fn trouble(&mut self, at: &[Step], trouble: Trouble) {
        self.add(at, trouble.message, trouble.remedy);
    }

    fn secret(&mut self, at: &[Step], file: Option<&Path>) {
        if let Some((what, remedy)) = file.and_then(secrets::fault) {
            self.add(at, what, remedy);
        }
    }

    fn readable(&mut self, at: &[Step], file: &Path) {
        if let Err(e) = std::fs::File::open(file) {
            self.add(at, format!("`{}` can't be read: {e}", file.display()), "name a file that the user who runs this may read");
        }
    }
}

/// Everything that is wrong, in the order of the file's sections.
pub(super) fn faults(config: &Config) -> Vec<Fault> {
    let mut found = Found::default();
    database(config, &mut found);
    listening(config, &mut found);
    site(config, &mut found);
    mail(config, &mut found);
    sign_ins(config, &mut found);
    telemetry(config, &mut found);
    backup(config, &mut found);
    found.0
}

fn database(config: &Config, found: &mut Found) {
    let at = [Key("database")];
    match &config.database {
        Some(address) if !["postgres://", "postgresql://"].iter().any(|scheme| address.starts_with(scheme)) => {
            found.add(&at, "an address of a database begins with `postgres://`", "leave it out to use the home's own SQLite file");
        }
        Some(address) => {
            let user = address.split_once("://").and_then(|(_, rest)| rest.split_once('@')).map_or("", |(user, _)| user);
            if user.contains(':') {
                let remedy = "take it out, and name the file that holds it with `database_password_file`";
                found.add(&at, "a password stands in the address", remedy);
            }
        }
        None if config.database_password_file.is_some() => {
            found.add(&[Key("database_password_file")], "there is no `database` that it belongs to", "give both, or neither");
        }
        None => {}
    }
    found.secret(&[Key("database_password_file")], config.database_password_file.as_deref());
}

fn listening(config: &Config, found: &mut Found) {
    let known = |text: &str| {
        let named =
            || text.rsplit_once(':').is_some_and(|(host, port)| !host.is_empty() && !host.contains(':') && port.parse::<u16>().is_ok());
        text.parse::<SocketAddr>().is_ok() || named()
    };
    let remedy = "write an address and a port, such as `127.0.0.1:8642`";
    if !known(&config.listen.0) {
        found.add(&[Key("listen")], format!("`{}` is not an address to listen on", config.listen.0), remedy);
    }
    if let Some(listen) = &config.metrics.listen {
        let at = [Key("metrics"), Key("listen")];
        if !known(listen) {
            found.add(&at, format!("`{listen}` is not an address to listen on"), remedy);
        } else if *listen == config.listen.0 {
            found.add(&at, "the pages are served there", "choose another port: the counters are no part of the site");
        }
    }
    if let Some(tls) = &config.tls {
        found.readable(&[Key("tls"), Key("certificate")], &tls.certificate);
        found.secret(&[Key("tls"), Key("key")], Some(&tls.key));
    }
    for text in &config.proxy.trusted {
        if let Err(trouble) = text.parse::<Network>() {
            found.trouble(&[Key("proxy"), Key("trusted")], trouble);
        }
    }
}

fn site(config: &Config, found: &mut Found) {
    let name = config.site.name.trim();
    if name.is_empty() || name.chars().any(char::is_control) {
        found.add(&[Key("site"), Key("name")], "a site needs a name in one line", "write what the partnership calls it");
    }
    let Some(address) = &config.site.address else { return };
    let at = [Key("site"), Key("address")];
    match Site::new(address, name, config.site.language.into()) {
        Err(trouble) => found.trouble(&at, trouble),
        Ok(site) if !site.is_https() && !is_this_machine(site.host()) => {
            found.add(&at, "people would sign in there in clear", "write it with https; http is for this machine itself");
        }
        Ok(site) if site.is_https() && config.tls.is_none() && config.proxy.trusted.is_empty() => {
            let remedy = "name certificate and key under [tls], or the proxy that has them under [proxy]";
            found.add(&at, "it is https, and nothing here does TLS", remedy);
        }
        Ok(_) => {}
    }
}

/// Whether a host is the machine that asks.
fn is_this_machine(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

fn mail(config: &Config, found: &mut Found) {
    let Some(mail) = &config.mail else { return };
    if let Err(trouble) = mail.check() {
        found.trouble(&[Key("mail")], trouble);
    }
    found.secret(&[Key("mail"), Key("password_file")], mail.password_file.as_deref());
    if let Some(file) = &mail.certificate_file {
        found.readable(&[Key("mail"), Key("certificate_file")], file);
    }
}

fn sign_ins(config: &Config, found: &mut Found) {
    let mut known = BTreeSet::new();
    for (place, sign_in) in config.sign_ins.iter().enumerate() {
        let at = |key| [Key("organisation-sign-in"), Nth(place), Key(key)];
        let is_word = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        for (key, text) in [("id", &sign_in.id), ("organisation", &sign_in.organisation)] {
            if !is_word(text) {
                let what = format!("`{text}` is no word of an address");
                found.add(&at(key), what, "write it in lower-case letters, digits and hyphens, such as `hexby-council`");
            }
        }
        if !known.insert(&sign_in.id) {
            found.add(&at("id"), format!("`{}` is taken by another sign-in", sign_in.id), "give each a word of its own");
        }
        if sign_in.name.trim().is_empty() {
            found.add(&at("name"), "a button needs words", "write what its people call the organisation");
        }
        if sign_in.client_id.trim().is_empty() {
            found.add(&at("client_id"), "the issuer knows nobody without a name", "write the client id that it gave you");
        }
        if !is_asked_safely(&sign_in.issuer) {
            let what = format!("`{}` is no address that may be asked", sign_in.issuer);
            found.add(&at("issuer"), what, "give an address with https; http is for this machine itself, to try things out");
        }
        if sign_in.claim.is_some() == sign_in.allowed.is_empty() {
            found.add(&at("allowed"), "`claim` and `allowed` go together", "give both, or neither to let in whom the issuer lets in");
        }
        found.secret(&at("client_secret_file"), sign_in.client_secret_file.as_deref());
    }
}

fn telemetry(config: &Config, found: &mut Found) {
    if let Some(endpoint) = &config.telemetry.endpoint
        && !is_asked_safely(endpoint)
    {
        let what = format!("`{endpoint}` is no address that traces may go to");
        found.add(&[Key("telemetry"), Key("endpoint")], what, "give an address with https, or with http on this machine");
    }
}

/// An address with https, or of this machine with http.
fn is_asked_safely(address: &str) -> bool {
    let host = |rest: &str| rest.split(['/', '?', '#']).next().unwrap_or_default().to_owned();
    if let Some(rest) = address.strip_prefix("https://") {
        return !host(rest).is_empty() && !host(rest).contains('@');
    }
    let Some(rest) = address.strip_prefix("http://") else { return false };
    let host = host(rest);
    let bare = match host.rsplit_once(':') {
        Some((bare, port)) if !port.ends_with(']') => bare,
        _ => &host,
    };
    is_this_machine(bare)
}

fn backup(config: &Config, found: &mut Found) {
    let backup = &config.backup;
    if backup.keep == 0 {
        found.add(&[Key("backup"), Key("keep")], "a backup that is not kept is none", "give 1 or more");
    }
    if let Some(recipient) = backup.recipients.iter().find(|recipient| !recipient.starts_with("age1")) {
        let what = format!("`{recipient}` is no public key of age");
        found.add(&[Key("backup"), Key("recipients")], what, "write keys that begin with `age1`; private ones stay with their owner");
    }
    for (key, path) in [("folder", &backup.folder), ("keystore_copy", &backup.keystore_copy)] {
        if let (Some(path), Some(home)) = (path, &config.home)
            && path.starts_with(home)
        {
            found.add(&[Key("backup"), Key(key)], "it lies in the home", "name another disk: what takes the home takes the copy as well");
        }
    }
}
