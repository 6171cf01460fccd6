//! What can be done, and to what kind of thing.

use serde::{Deserialize, Serialize};

/// A kind of thing that something is done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ThingKind {
    /// A sealed record about a person whom the partnership deals with.
    Person,
    /// A person in office at a partner: who may sign in.
    User,
    /// A partner organisation.
    Organisation,
    /// A board or group with its terms of reference.
    Group,
    /// An information sharing agreement, its parties, contacts and data types.
    Agreement,
    /// The ledger.
    Ledger,
    /// The home: record, extracts and keys as one.
    Home,
    /// Evidence: extracts, measures, figures, flags; holds no person.
    Evidence,
    /// Plans: priorities, actions, updates, targets, tasking; holds no person.
    Plan,
    /// The policies themselves.
    Policy,
    /// A user's way in: states, ways to prove who it is, sessions.
    Account,
    /// What is due, and to whom.
    Duty,
    /// The mail that waits.
    Outbox,
    /// A signed link for one purpose, for a partner without an account.
    Link,
}

impl ThingKind {
    /// Every kind.
    pub const ALL: &[Self] = &[
        Self::Person,
        Self::User,
        Self::Organisation,
        Self::Group,
        Self::Agreement,
        Self::Ledger,
        Self::Home,
        Self::Evidence,
        Self::Plan,
        Self::Policy,
        Self::Account,
        Self::Duty,
        Self::Outbox,
        Self::Link,
    ];

    /// Its stable name: what stands before the colon in `person:p-4k2…`.
    pub fn id(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::User => "user",
            Self::Organisation => "organisation",
            Self::Group => "group",
            Self::Agreement => "agreement",
            Self::Ledger => "ledger",
            Self::Home => "home",
            Self::Evidence => "evidence",
            Self::Plan => "plan",
            Self::Policy => "policy",
            Self::Account => "account",
            Self::Duty => "duty",
            Self::Outbox => "outbox",
            Self::Link => "link",
        }
    }

    /// Reads a kind by its stable name.
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.id() == id)
    }
}

impl std::fmt::Display for ThingKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id())
    }
}

/// An action as a type, so that a witness says in a signature what it allows.
pub trait Act: std::fmt::Debug {
    /// The action.
    const ACTION: Action;
}

macro_rules! actions {
    ($($name:ident $id:literal $thing:ident $personal:literal $says:literal;)+) => {
        /// What somebody asks to do. Each belongs to one kind of thing.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Action {
            $(#[doc = $says] $name,)+
        }

        impl Action {
            /// Every action.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// Its stable name, as `--do` takes it.
            pub fn id(self) -> &'static str {
                match self { $(Self::$name => $id),+ }
            }

            /// What it is done to.
            pub fn thing(self) -> ThingKind {
                match self { $(Self::$name => ThingKind::$thing),+ }
            }

            /// Whether it touches personal data: then a user and a purpose must be named, and the ledger has it.
            pub fn touches_personal_data(self) -> bool {
                match self { $(Self::$name => $personal),+ }
            }

            /// What it means, in plain English, after "may".
            pub fn says(self) -> &'static str {
                match self { $(Self::$name => $says),+ }
            }
        }

        /// The actions as types.
        pub mod acts {
            $(
                #[doc = $says]
                #[derive(Debug, Clone, Copy, PartialEq, Eq)]
                pub enum $name {}
                impl super::Act for $name {
                    const ACTION: super::Action = super::Action::$name;
                }
            )+
        }
    };
}

actions! {
    RecordPerson "record-person" Person true "open a record about a person";
    ReadPerson "read-person" Person true "read a record about a person";
    FindPerson "find-person" Person true "search the records by name";
    EditPerson "edit-person" Person true "change a record about a person";
    ReadPersonHistory "read-person-history" Person true "read the earlier versions of a record about a person";
    SharePerson "share-person" Person true "share a record with a partner under the agreement";
    PassOnPerson "pass-on-person" Person true "pass on what another partner gave";
    ConsentToPassOn "consent-to-pass-on" Person true "consent in writing to the passing on of what one's own organisation gave";
    GiveInEmergency "give-in-emergency" Person true "give a record away in an emergency or to safeguard somebody, with power and reason";
    RecallPerson "recall-person" Person true "recall inaccurate data from everybody it was given to";
    BreakGlass "break-glass" Person true "read a record that the rules keep closed, for a stated reason that the governance lead is shown";
    ClosePerson "close-person" Person true "close a record, which starts its retention";
    HoldPerson "hold-person" Person true "hold a record back from destruction, or lift a hold";
    DestroyPerson "destroy-person" Person true "destroy a record by destroying its keys";
    RotatePersonKey "rotate-person-key" Person true "seal a record under a new key";
    EnrolUser "enrol-user" User true "enrol a person in office";
    ReadUser "read-user" User true "read who holds an office";
    ChangeUser "change-user" User true "change what a person in office may do: posts, cover, leaving";
    DestroyUser "destroy-user" User true "destroy what is sealed of who holds, or held, an office";
    ReadOrganisation "read-organisation" Organisation false "read the register of organisations";
    ChangeOrganisation "change-organisation" Organisation false "change the register of organisations";
    ReadGroup "read-group" Group false "read groups, their terms and members";
    ChangeGroup "change-group" Group false "change groups, their terms and members";
    ReadAgreement "read-agreement" Agreement false "read agreements, parties, contacts and what is shared";
    ChangeAgreement "change-agreement" Agreement false "change agreements, parties, contacts and what is shared";
    ReadLedger "read-ledger" Ledger true "read the ledger";
    ReviewAccess "review-access" Ledger true "review who read what and by which rule";
    VerifyLedger "verify-ledger" Ledger false "verify the chain of the ledger";
    CheckpointLedger "checkpoint-ledger" Ledger false "sign a checkpoint of the ledger";
    KeepHome "keep-home" Home false "make, check, back up, restore, archive and serve the home, and keep its keys";
    ReadEvidence "read-evidence" Evidence false "read evidence: measures, figures, flags, assessments";
    ChangeEvidence "change-evidence" Evidence false "import extracts, judge sources, record concerns and priorities, make assessments";
    EditAssessment "edit-assessment" Evidence false "open a strategic assessment, write its texts, mark its steps, and move it between draft and consultation";
    CommentOnAssessment "comment-on-assessment" Evidence false "say what one thinks of a strategic assessment that is in consultation";
    AnswerComment "answer-comment" Evidence false "answer a comment on a strategic assessment: accepted, or not and why";
    ApproveAssessment "approve-assessment" Evidence false "approve a strategic assessment for the board";
    PublishAssessment "publish-assessment" Evidence false "publish a strategic assessment that was approved";
    ReadPublished "read-published" Evidence false "read what is published";
    ReadPlan "read-plan" Plan false "read plans: priorities, actions, updates, targets, tasking";
    ChangePlan "change-plan" Plan false "write plans and tasking: priorities, actions, targets, groups, reports; ask for updates";
    UpdateAction "update-action" Plan false "say how an action of a plan went in a month or a quarter";
    AdoptPlan "adopt-plan" Plan false "adopt a plan for the board";
    ReadPolicy "read-policy" Policy false "read the policies and ask what they say";
    SignIn "sign-in" Account false "sign in, accept an invitation or ask for a new way in";
    KeepOwnAccount "keep-own-account" Account false "keep one's own account: ways in, sessions, drafts, feeds and tokens";
    InviteUser "invite-user" Account true "invite a person in office to sign in";
    ApproveUser "approve-user" Account true "approve that somebody who was invited signs in";
    RecoverAccount "recover-account" Account true "confirm as second person that somebody who lost their way in is who they say";
    CutOff "cut-off" Account true "end every session, token, feed, link and way in of somebody at once";
    ReadDuties "read-duties" Duty false "read what is due, and to whom";
    ReadOutbox "read-outbox" Outbox false "read which mail waits, went or was given up, by number and never by its words";
    SendMail "send-mail" User true "have an address at work opened for one message to whoever it belongs to";
    AnswerLink "answer-link" Link false "answer a link that was made for one purpose";
}

impl Action {
    /// Reads an action by its stable name.
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|action| action.id() == id)
    }
}

impl std::fmt::Display for Action {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id())
    }
}
