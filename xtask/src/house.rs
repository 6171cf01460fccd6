//! The plan of the house as data: who may name whom, who alone may import what. ARCHITECTURE.md prints it.

use std::fmt::Write;

/// A crate and the crates of ours that it may name. A crate that is not here may not exist.
pub const ARROWS: &[(&str, &[&str])] = &[
    // ground
    ("base", &[]),
    ("calendar", &["base"]),
    ("rulebook", &["base", "calendar"]),
    ("geography", &["base"]),
    ("statistics", &["base"]),
    ("journal", &["calendar", "rulebook"]),
    ("permission", &["base"]),
    ("ledger", &[]),
    ("matching", &[]),
    // keeper
    ("policy", &["base", "permission"]),
    // rooms
    ("intake", &["base", "calendar", "rulebook", "geography", "statistics"]),
    ("evidence", &["base", "calendar", "rulebook", "geography", "statistics", "journal", "intake"]),
    ("narrative", &["base", "calendar", "rulebook", "journal", "evidence"]),
    ("plans", &["base", "calendar", "rulebook", "statistics", "journal", "evidence"]),
    ("cases", &[]),
    // beside the rooms
    ("partnership", &["base", "calendar", "rulebook", "journal", "permission"]),
    // adapters: each hides one outside technology; none sees another
    ("vault", &["base"]),
    ("store", &["base", "intake", "ledger", "permission"]),
    ("engine", &["base", "intake"]),
    ("ui", &[]),
    ("papers", &["base", "ui"]),
    ("identity", &["base", "permission"]),
    ("courier", &["base"]),
    ("telemetry", &["base"]),
    // corridor
    (
        "app",
        &[
            "base",
            "calendar",
            "rulebook",
            "geography",
            "statistics",
            "journal",
            "permission",
            "ledger",
            "matching",
            "policy",
            "intake",
            "evidence",
            "narrative",
            "plans",
            "cases",
            "partnership",
            "store",
            "vault",
            "papers",
            "identity",
            "courier",
        ],
    ),
    // doors
    ("cli", &["app", "base", "calendar", "rulebook", "statistics", "journal", "permission", "evidence", "intake", "partnership"]),
    ("web", &["app", "base", "evidence", "plans", "journal", "permission", "papers", "ui"]),
    ("api", &["app", "base", "journal", "permission"]),
    // wiring
    ("wardmote", &["api", "app", "base", "cli", "engine", "intake", "papers", "store", "telemetry", "web"]),
    // beside
    ("testkit", &[]),
];

/// Crates that take values and return decisions: no disk, network, clock or environment.
pub const PURE: &[&str] = &[
    "base",
    "calendar",
    "rulebook",
    "geography",
    "statistics",
    "journal",
    "permission",
    "ledger",
    "matching",
    "policy",
    "intake",
    "evidence",
    "narrative",
    "plans",
    "partnership",
];

/// Where a pure crate touches the outside all the same, and why.
pub const PURE_BUT: &[(&str, &str)] = &[("crates/base/src/failpoint.rs", "kills the process in debug builds, for the kill tests")];

/// Other people's crates that any of ours may import: words, not technologies.
pub const COMMON: &[&str] = &["serde", "serde_json", "thiserror", "jiff", "tracing", "tokio", "futures", "sha2", "async-trait"];

/// Every other crate of other people's, and the ones of ours that alone import it.
pub const SOLE: &[(&str, &[&str])] = &[
    ("aes-gcm-siv", &["vault"]),
    ("age", &["vault"]),
    ("argon2", &["identity"]),
    ("askama", &["ui", "papers", "web"]),
    ("axum", &["web", "api"]),
    ("axum-server", &["web"]),
    ("base64", &["vault", "identity", "testkit"]),
    ("bytes", &["engine"]),
    ("cedar-policy", &["policy"]),
    ("clap", &["cli"]),
    ("csv", &["intake", "cli", "app"]),
    ("datafusion", &["engine"]),
    ("ed25519-dalek", &["vault"]),
    ("encoding_rs", &["intake"]),
    ("fearless_simd", &["statistics"]),
    ("getrandom", &["vault", "identity"]),
    ("geo-types", &["geography"]),
    ("icalendar", &["courier"]),
    ("indicatif", &["cli"]),
    ("lettre", &["courier"]),
    ("libm", &["statistics", "geography"]),
    ("memchr", &["intake"]),
    ("moka", &["app"]),
    ("openidconnect", &["identity"]),
    ("opentelemetry", &["telemetry"]),
    ("opentelemetry-otlp", &["telemetry"]),
    ("opentelemetry_sdk", &["telemetry"]),
    ("p256", &["testkit"]),
    ("prometheus-client", &["web"]),
    ("pulldown-cmark", &["narrative"]),
    ("qrcode", &["identity"]),
    ("reqwest", &["identity"]),
    ("rustls", &["identity", "courier", "web"]),
    ("rapidfuzz", &["matching"]),
    ("rayon", &["geography", "statistics"]),
    ("robust", &["geography"]),
    ("rust_xlsxwriter", &["papers"]),
    ("similar", &["narrative"]),
    ("sqlx", &["store", "testkit"]),
    ("tempfile", &["testkit"]),
    ("toml", &["rulebook", "evidence", "narrative", "intake", "app", "partnership", "cli"]),
    ("totp-rs", &["identity"]),
    ("tower", &["web"]),
    ("tower-http", &["web"]),
    ("tracing-opentelemetry", &["telemetry"]),
    ("tracing-subscriber", &["telemetry"]),
    ("typst", &["papers"]),
    ("typst-assets", &["papers"]),
    ("typst-layout", &["papers"]),
    ("typst-pdf", &["papers"]),
    ("unicode-segmentation", &["narrative"]),
    ("utoipa", &["api"]),
    ("webauthn-rs", &["identity"]),
    ("x509-parser", &["vault"]),
    ("zeroize", &["vault"]),
    ("zip", &["intake", "app", "vault", "papers", "testkit"]),
    ("calamine", &["intake"]),
    ("hmac", &["intake", "identity"]),
    ("resvg", &["papers"]),
];

/// The arrows as a table in Markdown.
pub fn table() -> String {
    let mut text = "| crate | may name |\n|---|---|\n".to_owned();
    for (name, may) in ARROWS {
        let may = if may.is_empty() { "none of ours".to_owned() } else { may.join(", ") };
        let _ = writeln!(text, "| `{name}` | {may} |");
    }
    text
}
