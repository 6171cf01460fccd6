//! What signing in needs to know of the place where it is served, and what it keeps in memory.

use super::directory::Directory;
use super::pending::Pending;
use crate::House;
use base::Result;
use identity::oidc::Providers;
use identity::passkey::Site;
use identity::secret::Pepper;
use std::sync::{Arc, OnceLock};

/// What browsers and apps call the service.
pub(super) const SERVICE: &str = "Wardmote";
/// So many passwords are weighed at once: each takes 19 MiB and tens of milliseconds, the others wait.
const PASSWORDS_AT_ONCE: usize = 2;
/// So many ceremonies of a kind wait for their answer at once; the oldest gives way. Each takes a few kilobytes.
const CEREMONIES: usize = 20_000;

/// How the doors are served; handed to [`House::with_sign_in`].
#[derive(Debug, Clone, Default)]
pub struct SignInSetup {
    /// The address under which the site is reached, such as `https://wardmote.example.org`: passkeys belong to its host, and links
    /// begin with it.
    pub address: String,
    /// Whether mail can be sent. Where it can't, a link is shown to whoever may hand it over.
    pub mail: bool,
    /// Whether the one-click sign-in of the demonstration may be offered: this address is the machine's own.
    pub demo: bool,
    /// Organisations' own ways of signing in.
    pub providers: Vec<crate::Provider>,
}

/// What the doors keep in memory: nothing of it is worth keeping when the program ends.
pub(crate) struct Doors {
    pub(super) setup: SignInSetup,
    /// The site as passkeys know it; nothing where they don't work under its address.
    pub(super) site: Option<Site>,
    pub(super) providers: Providers,
    pub(super) offers: Pending<super::password::Offered>,
    pub(super) registrations: Pending<super::passkey::Registering>,
    pub(super) asked: Pending<String>,
    pub(super) away: Pending<super::oidc::Away>,
    pub(super) directory: Directory,
    pub(super) passwords: tokio::sync::Semaphore,
    pub(super) demo: tokio::sync::OnceCell<bool>,
    pub(super) strangers: super::gate::Strangers,
    pepper: OnceLock<Pepper>,
}

impl Doors {
    pub(crate) fn new(setup: SignInSetup) -> Result<Self> {
        Ok(Self {
            site: Site::new(&setup.address, SERVICE).ok(),
            providers: Providers::new(setup.providers.iter().map(crate::Provider::asked).collect())?,
            setup,
            offers: Pending::new(CEREMONIES),
            registrations: Pending::new(CEREMONIES),
            asked: Pending::new(CEREMONIES),
            away: Pending::new(CEREMONIES),
            directory: Directory::default(),
            passwords: tokio::sync::Semaphore::new(PASSWORDS_AT_ONCE),
            demo: tokio::sync::OnceCell::new(),
            strangers: super::gate::Strangers::default(),
            pepper: OnceLock::new(),
        })
    }

    /// The key of the doors, read from the home when it is first needed.
    pub(crate) fn pepper(&self, house: &House) -> Result<&Pepper> {
        if let Some(pepper) = self.pepper.get() {
            return Ok(pepper);
        }
        let key = vault::doors_key(house.shelf.home())?;
        Ok(self.pepper.get_or_init(|| Pepper::new(key)))
    }
}

impl House {
    /// The house with what its doors need to know of the place where they are served.
    ///
    /// # Errors
    /// Usage with `provider-address` where an organisation's own sign-in has an address that may not be asked.
    pub fn with_sign_in(mut self, setup: SignInSetup) -> Result<Self> {
        self.doors = Arc::new(Doors::new(setup)?);
        Ok(self)
    }

    /// Whether passkeys work under the address of this site.
    pub fn has_passkeys(&self) -> bool {
        self.doors.site.is_some()
    }

    /// Whether mail can be sent.
    pub fn has_mail(&self) -> bool {
        self.doors.setup.mail
    }

    /// The address under which the site is reached, without a slash at its end.
    pub fn site_address(&self) -> &str {
        self.doors.setup.address.trim_end_matches('/')
    }
}
