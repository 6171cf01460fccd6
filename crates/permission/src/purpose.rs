//! For what a record of a person may be used.

use serde::{Deserialize, Serialize};

macro_rules! purposes {
    ($($name:ident $id:literal $says:literal $source:literal;)+) => {
        /// A purpose, named whenever personal data is touched. Those of the agreement are the ones it lists in
        /// paragraph 2.2; the others are duties that law lays on the partnership's members themselves.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Purpose {
            $(#[doc = $says] $name,)+
        }

        impl Purpose {
            /// Every purpose.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// Its stable name, as `--purpose` takes it.
            pub fn id(self) -> &'static str {
                match self { $(Self::$name => $id),+ }
            }

            /// What it means, in plain English.
            pub fn says(self) -> &'static str {
                match self { $(Self::$name => $says),+ }
            }

            /// Where it comes from: paper and paragraph, or statute and section.
            pub fn source(self) -> &'static str {
                match self { $(Self::$name => $source),+ }
            }
        }
    };
}

purposes! {
    PreventOffending "prevent-offending" "prevent offending" "information sharing agreement 2.2";
    ReduceReoffending "reduce-reoffending" "reduce re-offending" "information sharing agreement 2.2";
    PublicSafety "public-safety" "keep people safe and public order kept" "information sharing agreement 2.2";
    ReduceCrime "reduce-crime" "reduce crime, disorder, anti-social behaviour and the fear of crime" "information sharing agreement 2.2";
    Safeguarding "safeguarding" "refer a safeguarding concern rightly" "information sharing agreement 2.2; Children Act 2004 ss.10-11";
    Prevent "prevent" "refer a concern about terrorism rightly" "information sharing agreement 2.2";
    ThinkFamily "think-family" "give a family early help as one" "information sharing agreement 2.2";
    ThinkCommunities "think-communities" "work with a community where it lives" "information sharing agreement 2.2";
    RightsOfPeople "rights-of-people" "answer a request of the person the record is about, or correct it" "UK GDPR arts 12-22; information sharing agreement 5.6, 6.2";
    Governance "governance" "watch that the agreement is kept: ledger, reviews, breaches, retention" "information sharing agreement 5.15, 6.1, 6.4";
    Administration "administration" "keep organisations, people in office, groups and agreements up to date" "information sharing agreement 3.4, 3.5, 6.5";
}

impl Purpose {
    /// Reads a purpose by its stable name.
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|purpose| purpose.id() == id)
    }

    /// Whether the agreement's own list of purposes (2.2) has it.
    pub fn is_of_the_agreement(self) -> bool {
        !matches!(self, Self::RightsOfPeople | Self::Governance | Self::Administration)
    }
}

impl std::fmt::Display for Purpose {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id())
    }
}
