//! Who asks.

use serde::{Deserialize, Serialize};

macro_rules! roles {
    ($($name:ident $id:literal $says:literal;)+) => {
        /// The office in which somebody acts.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Role {
            $(#[doc = $says] $name,)+
        }

        impl Role {
            /// Every role.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// Its stable name.
            pub fn id(self) -> &'static str {
                match self { $(Self::$name => $id),+ }
            }

            /// Who that is, in plain English.
            pub fn says(self) -> &'static str {
                match self { $(Self::$name => $says),+ }
            }
        }
    };
}

roles! {
    Operator "operator" "whoever runs the machine; reads nothing personal";
    Administrator "administrator" "administrator, who sets up organisations, people and agreements and never reads a case";
    Officer "officer" "community safety officer";
    Analyst "analyst" "research analyst";
    Caseworker "caseworker" "caseworker of a partner";
    Spoc "spoc" "single point of contact of a partner";
    IgLead "ig-lead" "information governance lead";
    DemocraticServices "democratic-services" "democratic services officer";
    Chair "chair" "chair of a board or group";
    Member "member" "member of a board or group";
    ScrutinyCouncillor "scrutiny-councillor" "councillor on the scrutiny committee";
    Funder "funder" "funder's officer";
    Public "public" "anybody";
}

impl Role {
    /// The office alone, as letters and buttons name it: what it is, as far as its first clause.
    pub fn office(self) -> &'static str {
        self.says().split([',', ';']).next().unwrap_or_default()
    }

    /// Reads a role by its stable name.
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|role| role.id() == id)
    }
}

impl std::fmt::Display for Role {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id())
    }
}

/// Where a request comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Door {
    /// The command line on the machine itself.
    Terminal,
    /// A page.
    Page,
    /// The program's interface.
    Api,
}

impl Door {
    /// Its stable name.
    pub fn id(self) -> &'static str {
        match self {
            Self::Terminal => "terminal",
            Self::Page => "page",
            Self::Api => "api",
        }
    }
}

/// An office held at an organisation. A person may hold several, at one organisation or at two.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Post {
    /// The office.
    pub role: Role,
    /// The organisation's id. Empty for [`Role::Operator`] and [`Role::Public`], who act for none.
    pub organisation: String,
    /// Authorised by the organisation to see what is shared, and bound by the confidentiality terms (agreement 5.2, 5.3).
    pub authorised: bool,
    /// The id of the user whose absence this post covers, where it is leave cover.
    pub covers: Option<String>,
}

/// Who asks, with the posts that hold on the day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// A user's id, or `operator:<uid>`; never a name.
    pub id: String,
    /// The posts held on the day; none for somebody who left.
    pub posts: Vec<Post>,
    /// Where the request comes in.
    pub door: Door,
}

impl Actor {
    /// Whoever runs the machine.
    pub fn operator(id: impl Into<String>) -> Self {
        let post = Post { role: Role::Operator, organisation: String::new(), authorised: false, covers: None };
        Self { id: id.into(), posts: vec![post], door: Door::Terminal }
    }
}
