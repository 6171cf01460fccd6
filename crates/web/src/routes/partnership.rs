//! Partnership: organisations, groups, people in office, agreements, the rulebook, the policies.

use super::group;
use crate::pages::partnership::{accounts, agreements, groups, holders, organisations, parties, people, permissions, rules};

group! {
    Get "/partnership" => organisations::list, ReadOrganisation, SignedIn, "the register of organisations";
    Get "/partnership/organisations/new" => organisations::ask_new, ChangeOrganisation, SignedIn, "adding an organisation";
    Post "/partnership/organisations/new" => organisations::send_new, ChangeOrganisation, SignedIn, "an organisation was added";
    Get "/partnership/organisations/{id}" => organisations::one, ReadOrganisation, SignedIn, "one organisation on a day, and why it stands so";
    Get "/partnership/organisations/{id}/change/{step}" => organisations::ask, ChangeOrganisation, SignedIn, "changing an organisation";
    Post "/partnership/organisations/{id}/change/{step}" => organisations::send, ChangeOrganisation, SignedIn, "an organisation was changed";
    Get "/partnership/groups" => groups::list, ReadGroup, SignedIn, "boards and groups";
    Get "/partnership/groups/new" => groups::ask_new, ChangeGroup, SignedIn, "adding a group";
    Post "/partnership/groups/new" => groups::send_new, ChangeGroup, SignedIn, "a group was added";
    Get "/partnership/groups/{id}" => groups::one, ReadGroup, SignedIn, "one group on a day: seats, votes, terms";
    Get "/partnership/groups/{id}/change/{step}" => groups::ask, ChangeGroup, SignedIn, "changing a group";
    Post "/partnership/groups/{id}/change/{step}" => groups::send, ChangeGroup, SignedIn, "a group was changed";
    Get "/partnership/people" => people::list, ReadOrganisation, SignedIn, "people in office, by their labels";
    Get "/partnership/people/new" => people::ask_new, ChangeUser, SignedIn, "adding a person in office";
    Post "/partnership/people/new" => people::send_new, ChangeUser, SignedIn, "a person in office was added";
    Get "/partnership/people/{id}" => people::one, ReadOrganisation, SignedIn, "one person in office: posts, cover, account";
    Get "/partnership/people/{id}/change/{step}" => people::ask, ChangeUser, SignedIn, "changing posts or cover";
    Post "/partnership/people/{id}/change/{step}" => people::send, ChangeUser, SignedIn, "posts or cover were changed";
    Post "/partnership/people/{id}/holder" => holders::show, ReadUser, SignedIn, "who holds an office, shown once";
    Get "/partnership/people/{id}/holder/change" => holders::ask, EnrolUser, SignedIn, "entering who holds an office";
    Post "/partnership/people/{id}/holder/change" => holders::send, EnrolUser, SignedIn, "it was entered who holds an office";
    Get "/partnership/people/{id}/holder/destroy" => holders::ask_destroy, DestroyUser, SignedIn, "destroying what is known of who holds an office";
    Post "/partnership/people/{id}/holder/destroy" => holders::destroy, DestroyUser, SignedIn, "it was destroyed";
    Post "/partnership/people/{id}/invite" => accounts::invite, InviteUser, SignedIn, "somebody was invited";
    Get "/partnership/people/{id}/cut-off" => accounts::ask_cut_off, CutOff, SignedIn, "cutting somebody off";
    Post "/partnership/people/{id}/cut-off" => accounts::cut_off, CutOff, SignedIn, "somebody was cut off";
    Get "/partnership/invitations" => accounts::waiting, ApproveUser, SignedIn, "invitations, and ways in that were lost";
    Post "/partnership/invitations/{id}/approve" => accounts::approve, ApproveUser, SignedIn, "an invitation was approved";
    Post "/partnership/invitations/{id}/withdraw" => accounts::withdraw, InviteUser, SignedIn, "an invitation was withdrawn";
    Post "/partnership/recoveries/{id}/confirm" => accounts::confirm, RecoverAccount, SignedIn, "a way back in was confirmed";
    Post "/partnership/recoveries/{id}/refuse" => accounts::refuse, RecoverAccount, SignedIn, "a request for a way back in was ended";
    Get "/partnership/agreements" => agreements::list, ReadAgreement, SignedIn, "agreements to share information";
    Get "/partnership/agreements/new" => agreements::ask_new, ChangeAgreement, SignedIn, "adding an agreement";
    Post "/partnership/agreements/new" => agreements::send_new, ChangeAgreement, SignedIn, "an agreement was added";
    Get "/partnership/agreements/{id}" => agreements::one, ReadAgreement, SignedIn, "one agreement on a day: parties, data, powers";
    Get "/partnership/agreements/{id}/change/{step}" => agreements::ask, ChangeAgreement, SignedIn, "changing an agreement";
    Post "/partnership/agreements/{id}/change/{step}" => agreements::send, ChangeAgreement, SignedIn, "an agreement was changed";
    Get "/partnership/agreements/{id}/parties/{organisation}" => parties::one, ReadAgreement, SignedIn, "an organisation as party to an agreement";
    Get "/partnership/agreements/{id}/parties/{organisation}/change/{step}" => parties::ask, ChangeAgreement, SignedIn, "changing a party";
    Post "/partnership/agreements/{id}/parties/{organisation}/change/{step}" => parties::send, ChangeAgreement, SignedIn, "a party was changed";
    Get "/partnership/rules" => rules::list, ReadPolicy, SignedIn, "the rulebook";
    Get "/partnership/rules/{reference}" => rules::one, ReadPolicy, SignedIn, "one rule, with its source";
    Get "/partnership/permissions" => permissions::permissions, ReadPolicy, SignedIn, "who may do what, and one question answered";
}
