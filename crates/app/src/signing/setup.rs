//! What signing in needs to know of the place where it is served.

/// How the doors are served; handed to [`crate::House::with_sign_in`].
#[derive(Debug, Clone, Default)]
pub struct SignInSetup {
    /// The address under which the site is reached, such as `https://wardmote.example`: passkeys belong to its host, and links
    /// begin with it.
    pub address: String,
    /// Whether mail can be sent. Where it can't, a link is shown to whoever may hand it over.
    pub mail: bool,
    /// Whether the one-click sign-in of the demonstration may be offered: the home was made by `demo`, and the address is this
    /// machine's own.
    pub demo: bool,
    /// Organisations' own ways of signing in.
    pub providers: Vec<crate::Provider>,
}
