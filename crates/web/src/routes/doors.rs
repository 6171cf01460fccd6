//! Signing in, invitations, one's own account.

use super::group;
use crate::pages::{account, answer, calendar, home, invitation, lost, sign_in, terms};

group! {
    Get "/sign-in" => sign_in::sign_in, SignIn, Open, "the ways to sign in";
    Get "/sign-in/password" => sign_in::password::ask, SignIn, Open, "signing in with a password and a code";
    Post "/sign-in/password" => sign_in::password::try_it, SignIn, Open, "a try with a password and a code";
    Get "/sign-in/passkey" => sign_in::passkey::ask, SignIn, Open, "signing in with a passkey";
    Post "/sign-in/passkey" => sign_in::passkey::try_it, SignIn, Open, "a try with a passkey";
    Get "/sign-in/organisation/{provider}" => sign_in::organisation::start, SignIn, Open, "the way to an organisation\u{2019}s own sign-in";
    Get "/sign-in/organisation/back" => sign_in::organisation::back, SignIn, Open, "the way back from it";
    Post "/sign-in/demo" => sign_in::demo::enter, SignIn, Open, "one click into the demonstration";
    Get "/invitation/{secret}" => invitation::opened, SignIn, Open, "the link of an invitation";
    Get "/invitation" => invitation::choose, SignIn, Open, "an invitation, and the ways in to choose from";
    Post "/invitation" => invitation::chosen, SignIn, Open, "a way in was chosen";
    Get "/invitation/password" => invitation::password, SignIn, Open, "choosing a password by invitation";
    Post "/invitation/password" => invitation::set_password, SignIn, Open, "a password was chosen by invitation";
    Get "/invitation/passkey" => invitation::passkey, SignIn, Open, "making a passkey by invitation";
    Post "/invitation/passkey" => invitation::set_passkey, SignIn, Open, "a passkey was made by invitation";
    Get "/invitation/organisation/{provider}" => invitation::by_organisation, SignIn, Open, "the way to an organisation\u{2019}s own sign-in, by invitation";
    Get "/lost" => lost::ask, SignIn, Open, "asking for a new way in";
    Post "/lost" => lost::asked, SignIn, Open, "a new way in was asked for";
    Get "/lost/asked" => lost::told, SignIn, Open, "what happens once a new way in was asked for";
    Get "/terms" => terms::ask, KeepOwnAccount, BeforeTerms, "the confidentiality terms";
    Post "/terms" => terms::accept, KeepOwnAccount, BeforeTerms, "the terms were accepted";
    Post "/sign-out" => account::sessions::sign_out, KeepOwnAccount, BeforeTerms, "signing out";
    Get "/home" => home::home, KeepOwnAccount, SignedIn, "what needs you, what changed, how things go";
    Get "/account" => account::account, KeepOwnAccount, SignedIn, "one\u{2019}s own account: ways in, sessions";
    Get "/account/acting" => account::acting::ask, KeepOwnAccount, SignedIn, "for which organisation and purpose one acts";
    Post "/account/acting" => account::acting::choose, KeepOwnAccount, SignedIn, "organisation and purpose were chosen";
    Get "/account/stay" => account::sessions::ask_stay, KeepOwnAccount, SignedIn, "when the session ends";
    Post "/account/stay" => account::sessions::stay, KeepOwnAccount, SignedIn, "staying signed in";
    Post "/account/drafts/{*form}" => account::sessions::keep_draft, KeepOwnAccount, SignedIn, "what is being typed into a form", LARGE;
    Post "/account/sessions/end" => account::sessions::end, KeepOwnAccount, SignedIn, "ending one of one\u{2019}s own sessions";
    Post "/account/sessions/end-others" => account::sessions::end_others, KeepOwnAccount, SignedIn, "ending every other session";
    Get "/account/again" => account::again::ask, KeepOwnAccount, SignedIn, "proving oneself again";
    Post "/account/again/password" => account::again::by_password, KeepOwnAccount, SignedIn, "proving oneself again with a password";
    Post "/account/again/passkey" => account::again::by_passkey, KeepOwnAccount, SignedIn, "proving oneself again with a passkey";
    Get "/account/password" => account::ways::password, KeepOwnAccount, SignedIn, "setting a password with a code";
    Post "/account/password" => account::ways::set_password, KeepOwnAccount, SignedIn, "a password was set";
    Get "/account/passkey" => account::ways::passkey, KeepOwnAccount, SignedIn, "making a passkey";
    Post "/account/passkey" => account::ways::set_passkey, KeepOwnAccount, SignedIn, "a passkey was made";
    Get "/account/ways/{id}" => account::ways::way, KeepOwnAccount, SignedIn, "one of one\u{2019}s own ways in";
    Post "/account/ways/{id}" => account::ways::change, KeepOwnAccount, SignedIn, "a way in was renamed or removed";
    Post "/account/recovery-codes" => account::ways::recovery_codes, KeepOwnAccount, SignedIn, "new recovery codes, shown once";
    Get "/account/tokens" => account::tokens::list, KeepOwnAccount, SignedIn, "tokens for programs";
    Post "/account/tokens" => account::tokens::make, KeepOwnAccount, SignedIn, "a token, shown once";
    Post "/account/tokens/revoke" => account::tokens::revoke, KeepOwnAccount, SignedIn, "a token was revoked";
    Get "/account/feeds" => account::feeds::list, KeepOwnAccount, SignedIn, "calendar feeds";
    Post "/account/feeds" => account::feeds::make, KeepOwnAccount, SignedIn, "a calendar feed, its address shown once";
    Post "/account/feeds/revoke" => account::feeds::revoke, KeepOwnAccount, SignedIn, "a calendar feed was revoked";
    Get "/calendar/{name}" => calendar::calendar, ReadDuties, Anybody, "a calendar feed, by its secret";
    Get "/answer/{secret}" => answer::opened, AnswerLink, Open, "the link by which a request is answered";
    Get "/answer" => answer::ask, AnswerLink, Open, "a request, to be answered by a link";
    Post "/answer" => answer::answered, AnswerLink, Open, "the answer to a request";
    Get "/answer/done" => answer::done, AnswerLink, Open, "that an answer is recorded";
}
