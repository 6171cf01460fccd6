//! Which action each command is, as the policy knows it: no command is without one, and a test walks all of them.

use permission::Action;

/// A command by its words, and what it does. `None`: it touches neither record nor home.
pub const COMMANDS: &[(&str, Option<Action>)] = &[
    ("init", Some(Action::KeepHome)),
    ("import", Some(Action::ChangeEvidence)),
    ("extracts", Some(Action::ReadEvidence)),
    ("rejects", Some(Action::ReadEvidence)),
    ("query", Some(Action::ReadEvidence)),
    ("change", None),
    ("flags", Some(Action::ReadEvidence)),
    ("measures", None),
    ("measure", Some(Action::ReadEvidence)),
    ("harm", Some(Action::ReadEvidence)),
    ("hotspots", Some(Action::ReadEvidence)),
    ("near-repeat", None),
    ("clock list", None),
    ("clock due", None),
    ("assess", Some(Action::ChangeEvidence)),
    ("figure", Some(Action::ReadEvidence)),
    ("figures", Some(Action::ReadEvidence)),
    ("assessments list", Some(Action::ReadEvidence)),
    ("assessments open", Some(Action::EditAssessment)),
    ("assessments show", Some(Action::ReadEvidence)),
    ("assessments export", Some(Action::ReadEvidence)),
    ("assessments bring-in", Some(Action::EditAssessment)),
    ("assessments compare", Some(Action::ReadEvidence)),
    ("assessments move", Some(Action::EditAssessment)),
    ("areas define", Some(Action::ChangeEvidence)),
    ("areas history", Some(Action::ReadEvidence)),
    ("concerns add", Some(Action::ChangeEvidence)),
    ("concerns history", Some(Action::ReadEvidence)),
    ("concerns withdraw", Some(Action::ChangeEvidence)),
    ("gaps add", Some(Action::ChangeEvidence)),
    ("gaps close", Some(Action::ChangeEvidence)),
    ("gaps history", Some(Action::ReadEvidence)),
    ("gaps review", Some(Action::ChangeEvidence)),
    ("plan export", Some(Action::ReadPlan)),
    ("plan import", Some(Action::ChangePlan)),
    ("plan list", Some(Action::ReadPlan)),
    ("plan rejects", Some(Action::ReadPlan)),
    ("plan show", Some(Action::ReadPlan)),
    ("priorities decide", Some(Action::ChangeEvidence)),
    ("priorities history", Some(Action::ReadEvidence)),
    ("priorities propose", Some(Action::ChangeEvidence)),
    ("priorities undecided", Some(Action::ReadEvidence)),
    ("requests add", Some(Action::ChangeEvidence)),
    ("requests answer", Some(Action::ChangeEvidence)),
    ("requests chase", Some(Action::ChangeEvidence)),
    ("requests history", Some(Action::ReadEvidence)),
    ("scan choose", Some(Action::ChangeEvidence)),
    ("scan history", Some(Action::ReadEvidence)),
    ("scan score", Some(Action::ChangeEvidence)),
    ("schemes add", Some(Action::ChangePlan)),
    ("schemes count", Some(Action::ReadPlan)),
    ("schemes list", Some(Action::ReadPlan)),
    ("schemes show", Some(Action::ReadPlan)),
    ("tasking agenda", Some(Action::ReadPlan)),
    ("tasking successes", Some(Action::ReadPlan)),
    ("tasking year", Some(Action::ReadPlan)),
    ("sources add", Some(Action::ChangeEvidence)),
    ("sources answer", Some(Action::ChangeEvidence)),
    ("sources chase", Some(Action::ChangeEvidence)),
    ("sources history", Some(Action::ReadEvidence)),
    ("sources judge", Some(Action::ChangeEvidence)),
    ("sources show", Some(Action::ReadEvidence)),
    ("report performance", Some(Action::ReadPlan)),
    ("report funder", Some(Action::ReadPlan)),
    ("report annual", Some(Action::ReadPlan)),
    ("report activity", Some(Action::ReadPlan)),
    ("rules", None),
    ("demo", Some(Action::KeepHome)),
    ("serve", Some(Action::KeepHome)),
    ("config default", None),
    ("config check", None),
    ("check", Some(Action::KeepHome)),
    ("backup", Some(Action::KeepHome)),
    ("restore", Some(Action::KeepHome)),
    ("archive write", Some(Action::KeepHome)),
    ("archive read", Some(Action::KeepHome)),
    ("keystore copy", Some(Action::KeepHome)),
    ("keystore copies", Some(Action::KeepHome)),
    ("keystore take-back", Some(Action::KeepHome)),
    ("keystore forget", Some(Action::KeepHome)),
    ("doctor", Some(Action::KeepHome)),
    ("person record", Some(Action::RecordPerson)),
    ("person show", Some(Action::ReadPerson)),
    ("person find", Some(Action::FindPerson)),
    ("person edit", Some(Action::EditPerson)),
    ("person history", Some(Action::ReadPersonHistory)),
    ("person share", Some(Action::SharePerson)),
    ("person pass-on", Some(Action::PassOnPerson)),
    ("person consent", Some(Action::ConsentToPassOn)),
    ("person give-in-emergency", Some(Action::GiveInEmergency)),
    ("person recall", Some(Action::RecallPerson)),
    ("person disclosures", Some(Action::ReadPerson)),
    ("person break-glass", Some(Action::BreakGlass)),
    ("person close", Some(Action::ClosePerson)),
    ("person hold", Some(Action::HoldPerson)),
    ("person lift", Some(Action::HoldPerson)),
    ("person holds", Some(Action::HoldPerson)),
    ("person destroy", Some(Action::DestroyPerson)),
    ("person certificate", Some(Action::KeepHome)),
    ("person rotate", Some(Action::RotatePersonKey)),
    ("user list", Some(Action::ReadOrganisation)),
    ("user set", Some(Action::ChangeUser)),
    ("user enrol", Some(Action::EnrolUser)),
    ("user show", Some(Action::ReadUser)),
    ("user destroy", Some(Action::DestroyUser)),
    ("user history", Some(Action::ReadOrganisation)),
    ("user invite", Some(Action::InviteUser)),
    ("user waiting", Some(Action::ApproveUser)),
    ("user approve", Some(Action::ApproveUser)),
    ("user confirm", Some(Action::RecoverAccount)),
    ("user cut-off", Some(Action::CutOff)),
    ("user sessions", Some(Action::CutOff)),
    ("organisation list", Some(Action::ReadOrganisation)),
    ("organisation set", Some(Action::ChangeOrganisation)),
    ("organisation history", Some(Action::ReadOrganisation)),
    ("group list", Some(Action::ReadGroup)),
    ("group set", Some(Action::ChangeGroup)),
    ("group history", Some(Action::ReadGroup)),
    ("agreement list", Some(Action::ReadAgreement)),
    ("agreement set", Some(Action::ChangeAgreement)),
    ("agreement history", Some(Action::ReadAgreement)),
    ("party list", Some(Action::ReadAgreement)),
    ("party set", Some(Action::ChangeAgreement)),
    ("party history", Some(Action::ReadAgreement)),
    ("explain", Some(Action::ReadAgreement)),
    ("duties", Some(Action::ReadAgreement)),
    ("due", Some(Action::ReadDuties)),
    ("outbox list", Some(Action::ReadOutbox)),
    ("outbox deliver", Some(Action::SendMail)),
    ("link make", Some(Action::ChangeEvidence)),
    ("link list", Some(Action::ChangeEvidence)),
    ("link revoke", Some(Action::ChangeEvidence)),
    ("policy explain", Some(Action::ReadPolicy)),
    ("policy table", None),
    ("audit verify", Some(Action::VerifyLedger)),
    ("audit checkpoint", Some(Action::CheckpointLedger)),
    ("audit list", Some(Action::ReadLedger)),
    ("audit reason", Some(Action::ReviewAccess)),
    ("audit review", Some(Action::ReviewAccess)),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::Cli;
    use clap::CommandFactory as _;
    use permission::ThingKind;
    use std::collections::BTreeSet;

    /// The words of every command that does something: those with words beneath them only where they also stand alone are left out.
    fn leaves(command: &clap::Command, before: &str, found: &mut BTreeSet<String>) {
        for one in command.get_subcommands() {
            let words = format!("{before} {}", one.get_name()).trim().to_owned();
            if one.get_subcommands().next().is_none() {
                found.insert(words);
            } else {
                leaves(one, &words, found);
            }
        }
    }

    #[test]
    fn every_command_has_its_action_and_no_other_is_listed() {
        let mut there = BTreeSet::new();
        leaves(&Cli::command(), "", &mut there);
        let listed: BTreeSet<String> = COMMANDS.iter().map(|(words, _)| (*words).to_owned()).collect();
        assert_eq!(listed.len(), COMMANDS.len(), "a command is listed twice");
        let unlisted: Vec<&String> = there.difference(&listed).collect();
        let gone: Vec<&String> = listed.difference(&there).collect();
        assert!(unlisted.is_empty() && gone.is_empty(), "without an action: {unlisted:?}; no command: {gone:?}");
    }

    #[test]
    fn commands_that_touch_personal_data_are_those_of_people_users_mail_and_the_ledger() {
        for (words, action) in COMMANDS {
            let personal = action.is_some_and(Action::touches_personal_data);
            let first = words.split(' ').next().unwrap();
            assert!(!personal || ["person", "user", "outbox", "audit"].contains(&first), "{words}");
        }
    }

    #[test]
    fn every_action_has_a_command_or_a_page() {
        // Those that make sense only where somebody signed in, or nobody: the addresses of the web have them.
        let by_page = [
            Action::ReadPublished,
            Action::CommentOnAssessment,
            Action::AnswerComment,
            Action::ApproveAssessment,
            Action::PublishAssessment,
            Action::SignIn,
            Action::KeepOwnAccount,
            Action::InviteUser,
            Action::ApproveUser,
            Action::RecoverAccount,
            Action::CutOff,
            Action::AnswerLink,
            Action::UpdateAction,
            Action::AdoptPlan,
        ];
        let reached: BTreeSet<Action> = COMMANDS.iter().filter_map(|(_, action)| *action).chain(by_page).collect();
        let missing: Vec<&Action> = Action::ALL.iter().filter(|action| !reached.contains(action)).collect();
        assert!(missing.is_empty(), "{missing:?}");
        let kinds: BTreeSet<ThingKind> = reached.iter().map(|action| action.thing()).collect();
        assert_eq!(kinds.len(), ThingKind::ALL.len());
    }
}
