//! Signing in: who a request comes from, and every way in, out and back in. Each use case asks leave; each change has its row
//! in the ledger, and so has each refusal. Nothing personal stands in an event, and no secret is kept but as its hash.

mod account;
mod cut;
mod demo;
mod draft;
mod gate;
mod invitation;
mod oidc;
mod passkey;
mod password;
mod recovery;
mod session;
mod setup;
mod terms;
mod visitor;

pub use account::{Account, AccountLine, AccountState, WayIn, account_of, accounts, new_recovery_codes, remove_way, rename_way};
pub use cut::{CutOff, cut_off};
pub use demo::{DemoPerson, demo_people, demo_sign_in};
pub use draft::{keep_draft, keep_draft_after_end, take_draft};
pub use gate::{may, may_act};
pub use invitation::{
    InvitationKind, InvitationLine, InvitationMade, InvitationState, OpenedInvitation, approve_invitation, invitations, invite,
    open_invitation, waiting_for, withdraw_invitation,
};
pub use oidc::{OidcStart, ProviderShown, finish_oidc, providers, start_oidc};
pub use passkey::{Ceremony, finish_passkey, finish_passkey_sign_in, start_passkey, start_passkey_sign_in, strengthen_with_passkey};
pub use password::{CodeOffer, PasswordTry, code_offer, finish_password, sign_in_with_password, start_password, strengthen_with_password};
pub use recovery::{RecoveryLine, ask_recovery, confirm_recovery, recoveries_for, refuse_recovery};
pub use session::{SessionLine, choose, end_other_sessions, end_session, sessions_of, sign_out, stay};
pub use setup::SignInSetup;
pub use terms::{Terms, accept_terms, terms};
pub use visitor::{Added, Door, NewSession, Proven, SignedIn, Visitor, Way, visitor};

/// What the first doors are told while a use case is being written.
fn not_there_yet<T>() -> base::Result<T> {
    Err(base::Trouble::failed("not-there-yet", "this is not there yet", "wait for the next version"))
}
