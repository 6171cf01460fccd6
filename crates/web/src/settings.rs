//! What the pages are told about where they are served: plain values that the binary reads from the configuration.

use crate::metrics::Meters;
use crate::proxies::Proxies;
pub use app::{Language, Site};
use std::net::SocketAddr;

/// How the pages are served.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where people reach the pages, and what these are called.
    pub site: Site,
    /// The home was made by `demo` and only this machine can reach it: signing in takes one click. A request that came through
    /// a proxy is refused it all the same ([`crate::Proxies::forwarded`]).
    pub demo: bool,
    /// Who may say for whom a request comes.
    pub proxies: Proxies,
    /// What is counted.
    pub meters: Meters,
}

impl Settings {
    /// Those of pages without a configuration: reached under the address that is listened on, by this machine's own browser.
    pub fn bare(listening: SocketAddr) -> Self {
        Self { site: Site::local(listening), demo: false, proxies: Proxies::default(), meters: Meters::default() }
    }
}
