//! What the ids in an explanation are called.

use crate::{House, Moment};
use base::Result;
use std::collections::BTreeMap;

/// What an id names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An organisation.
    Organisation,
    /// A group.
    Group,
    /// An agreement.
    Agreement,
    /// A person in office, by their label.
    User,
}

/// Something that an id names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// What it is.
    pub kind: Kind,
    /// What it is called; a person in office by their label.
    pub name: String,
}

/// What the ids of the partnership's registers name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Directory {
    by_id: BTreeMap<String, Named>,
}

impl Directory {
    /// What an id names, if anything.
    pub fn of(&self, id: &str) -> Option<&Named> {
        self.by_id.get(id)
    }

    /// What something is called; its id where it has no name.
    pub fn name<'a>(&'a self, id: &'a str) -> &'a str {
        self.of(id).map_or(id, |named| named.name.as_str())
    }

    /// The ids and names of a kind, in the order of names.
    pub fn all(&self, kind: Kind) -> Vec<(&str, &str)> {
        let of_kind = self.by_id.iter().filter(|(_, named)| named.kind == kind);
        let mut all: Vec<(&str, &str)> = of_kind.map(|(id, named)| (id.as_str(), named.name.as_str())).collect();
        all.sort_by_key(|(_, name)| name.to_lowercase());
        all
    }
}

/// What the ids of the registers name today.
pub async fn directory(house: &House, moment: &Moment) -> Result<Directory> {
    let partnership = crate::people::partnership(house).await?;
    let today = crate::registers::today(moment);
    let mut by_id = BTreeMap::new();
    let mut put = |id: &str, kind, name: &str| {
        by_id.insert(id.to_owned(), Named { kind, name: name.to_owned() });
    };
    // Where an id is in two registers, what comes last is meant.
    partnership.users.iter().for_each(|one| put(&one.id, Kind::User, &one.id));
    partnership.groups.iter().for_each(|one| put(&one.id, Kind::Group, &one.name));
    partnership.agreements.iter().for_each(|one| put(&one.id, Kind::Agreement, &one.title));
    partnership.organisations.iter().for_each(|one| put(&one.id, Kind::Organisation, one.name_on(today)));
    Ok(Directory { by_id })
}
