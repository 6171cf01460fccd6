//! Sealed records about people. No name stands in an address: a record is named by its reference.

use super::group;
use crate::pages::people::{end, find, give, glass, hold, purpose, record, write};

group! {
    Get "/people" => find::ask, FindPerson, SignedIn, "finding a record about a person";
    Post "/people" => find::find, FindPerson, SignedIn, "what was found, by a name that stands nowhere";
    Post "/people/purpose" => purpose::choose, KeepOwnAccount, SignedIn, "it was said what records are needed for";
    Get "/people/new" => write::ask_new, RecordPerson, SignedIn, "opening a record";
    Post "/people/new" => write::send_new, RecordPerson, SignedIn, "a record was opened", LARGE;
    Get "/people/break-glass" => glass::ask, BreakGlass, SignedIn, "breaking the glass";
    Post "/people/break-glass" => glass::send, BreakGlass, SignedIn, "the glass was broken, once it was confirmed";
    Get "/people/{id}" => record::one, ReadPerson, SignedIn, "one record";
    Get "/people/{id}/change" => write::ask, EditPerson, SignedIn, "changing a record";
    Post "/people/{id}/change" => write::send, EditPerson, SignedIn, "a record was changed", LARGE;
    Get "/people/{id}/history" => record::history, ReadPersonHistory, SignedIn, "every version of a record";
    Get "/people/{id}/disclosures" => record::disclosures, ReadPerson, SignedIn, "to whom a record was given";
    Get "/people/{id}/share" => give::ask_share, SharePerson, SignedIn, "sharing a record";
    Post "/people/{id}/share" => give::share, SharePerson, SignedIn, "a record was shared";
    Get "/people/{id}/pass-on" => give::ask_pass_on, PassOnPerson, SignedIn, "passing on a record";
    Post "/people/{id}/pass-on" => give::pass_on, PassOnPerson, SignedIn, "a record was passed on";
    Get "/people/{id}/consent" => give::ask_consent, ConsentToPassOn, SignedIn, "consenting to the passing on of a record";
    Post "/people/{id}/consent" => give::consent, ConsentToPassOn, SignedIn, "it was consented to";
    Get "/people/{id}/emergency" => give::ask_emergency, GiveInEmergency, SignedIn, "giving a record in an emergency";
    Post "/people/{id}/emergency" => give::emergency, GiveInEmergency, SignedIn, "a record was given in an emergency";
    Get "/people/{id}/recall" => give::ask_recall, RecallPerson, SignedIn, "recalling a record";
    Post "/people/{id}/recall" => give::recall, RecallPerson, SignedIn, "a record was recalled";
    Get "/people/{id}/holds" => hold::ask, HoldPerson, SignedIn, "the holds of a record";
    Post "/people/{id}/holds" => hold::send, HoldPerson, SignedIn, "a hold was placed or lifted";
    Get "/people/{id}/close" => end::ask_close, ClosePerson, SignedIn, "closing a record";
    Post "/people/{id}/close" => end::close, ClosePerson, SignedIn, "a record was closed";
    Get "/people/{id}/destroy" => end::ask_destroy, DestroyPerson, SignedIn, "destroying a record";
    Post "/people/{id}/destroy" => end::destroy, DestroyPerson, SignedIn, "a record was destroyed, with its certificate";
    Get "/people/{id}/certificate" => end::certificate, ReadLedger, SignedIn, "the certificate of a destruction";
}
