//! Signing in: who a request comes from, and every way in, out and back in. Each use case asks leave; each change has its row
//! in the ledger, and so has each refusal. Nothing personal stands in an event, and no secret is kept but as its hash.

mod account;
pub(crate) mod clocks;
mod cut;
mod demo;
mod devices;
mod directory;
mod draft;
mod gate;
mod ground;
mod invitation;
mod mail;
mod oidc;
mod page;
mod passkey;
mod password;
mod pending;
mod recovery;
mod session;
mod setup;
mod standing;
mod terms;
#[cfg(test)]
pub(crate) mod tests;
mod tidy;
mod visitor;
mod ways;

pub(crate) use account::ways_in;
pub use account::{
    Account, AccountLine, AccountState, WayIn, account_of, accounts, new_recovery_codes, remove_way, rename_way, would_let_in,
};
pub(crate) use clocks::token_end;
pub(crate) use cut::cut_because;
pub use cut::{CutOff, cut_off, leave_to_cut_off};
pub use demo::{DemoPerson, demo_people, demo_sign_in};
pub use draft::{keep_draft, keep_draft_after_end, take_draft};
pub(crate) use gate::{STRANGER, actor, record_stranger, refused, would_let};
pub use gate::{may, may_act};
pub(crate) use ground::strong;
pub use invitation::{
    InvitationKind, InvitationLine, InvitationMade, InvitationState, OpenedInvitation, approve_invitation, invitations, invite,
    open_invitation, waiting_for, withdraw_invitation,
};
pub(crate) use invitation::{link_of, meanwhile};
pub use oidc::{OIDC_BACK, OidcBack, OidcStart, ProviderShown, finish_oidc, providers, start_oidc, start_oidc_again};
pub use page::{FORM_TOKEN_LENGTH, could_ever, form_token, is_same_token, record_forged, says_of};
pub use passkey::{Ceremony, finish_passkey, finish_passkey_sign_in, start_passkey, start_passkey_sign_in, strengthen_with_passkey};
pub use password::{CodeOffer, PasswordTry, code_offer, finish_password, sign_in_with_password, start_password, strengthen_with_password};
pub use recovery::{RecoveryLine, ask_recovery, confirm_recovery, recoveries_for, refuse_recovery};
pub use session::{SessionLine, choose, end_other_sessions, end_session, sessions_of, sessions_of_user, sign_out, stay};
pub(crate) use session::{did, own_by, posts_today};
pub(crate) use setup::Doors;
pub use setup::SignInSetup;
pub(crate) use terms::version as terms_version;
pub use terms::{Terms, accept_terms, terms};
pub use tidy::{Tidied, tidy};
pub(crate) use visitor::read;
pub use visitor::{Added, Door, NewSession, Proven, SignedIn, Visitor, Way, visitor};
pub(crate) use ways::shut as shut_ways;
