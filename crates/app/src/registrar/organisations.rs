//! Steps of the register of organisations.

use super::{Step, there};
use base::Result;
use jiff::civil::Date;
use partnership::{Alias, Organisation, OrganisationKind, Succession};

/// A step of an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrganisationStep {
    /// A new one.
    New {
        /// Its id.
        id: String,
        /// Its name.
        name: String,
        /// What sort of organisation it is, by its stable name.
        kind: String,
        /// The first day there was such a body, where it is known.
        since: Option<Date>,
        /// Where that comes from.
        source: String,
    },
    /// Its facts.
    Facts {
        /// Its name.
        name: String,
        /// Since when it is called that: until that day the name before stays as a former one.
        renamed_on: Option<Date>,
        /// What sort of organisation it is.
        kind: String,
        /// The first day there was such a body.
        since: Option<Date>,
        /// The first day there was none any more.
        until: Option<Date>,
        /// The organisation it is a part of.
        parent: Option<String>,
        /// What it does for the partnership.
        functions: Vec<String>,
        /// Where these facts come from.
        source: String,
    },
    /// Another name.
    Alias {
        /// The name.
        name: String,
        /// Since when.
        since: Option<Date>,
        /// Until when; in use beside the name where missing.
        until: Option<Date>,
    },
    /// What came in its place.
    Successor {
        /// The organisation that took over.
        to: String,
        /// The first day it stood in the place.
        on: Date,
        /// By which law or decision.
        by: String,
        /// Everything went over, and the organisation ended with that day.
        ended: bool,
    },
}

impl Step for OrganisationStep {
    type Of = Organisation;

    fn next(&self, before: Option<Organisation>) -> Result<Organisation> {
        let kind = |kind: &str| OrganisationKind::parse(kind).map_err(|refused| crate::registers::trouble("organisation", &refused));
        if let Self::New { id, name, kind: sort, since, source } = self {
            return Ok(Organisation {
                id: id.clone(),
                name: name.clone(),
                kind: kind(sort)?,
                aliases: Vec::new(),
                since: *since,
                until: None,
                succeeded_by: Vec::new(),
                functions: Vec::new(),
                parent: None,
                source: source.clone(),
            });
        }
        let mut body = there(before)?;
        match self {
            Self::New { .. } => {}
            Self::Facts { name, renamed_on, kind: sort, since, until, parent, functions, source } => {
                if let Some(on) = renamed_on.filter(|_| body.name != *name) {
                    body.aliases.push(Alias { name: body.name.clone(), since: None, until: Some(on) });
                }
                body.name.clone_from(name);
                body.kind = kind(sort)?;
                body.since = *since;
                body.until = *until;
                body.parent.clone_from(parent);
                body.functions.clone_from(functions);
                body.source.clone_from(source);
            }
            Self::Alias { name, since, until } => {
                body.aliases.push(Alias { name: name.clone(), since: *since, until: *until });
            }
            Self::Successor { to, on, by, ended } => {
                body.succeeded_by.push(Succession { to: to.clone(), on: *on, by: by.clone() });
                if *ended {
                    body.until = Some(*on);
                }
            }
        }
        Ok(body)
    }
}
