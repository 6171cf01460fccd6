//! Steps of the register of people in office: posts, cover, leaving.

use super::{Step, at, there};
use base::{Result, Trouble};
use jiff::civil::Date;
use partnership::{Cover, HeldPost, UserRecord};
use permission::Role;

/// A step of a person in office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UserStep {
    /// A new one, with their first post.
    New {
        /// The label, which names the office and never the person.
        id: String,
        /// The office, by its stable name.
        role: String,
        /// The organisation.
        organisation: String,
        /// The first day.
        since: Date,
        /// The day the organisation authorised whoever holds it.
        authorised_on: Option<Date>,
    },
    /// A further post.
    Post {
        /// The office.
        role: String,
        /// The organisation.
        organisation: String,
        /// The first day.
        since: Date,
        /// The day the organisation authorised whoever holds it.
        authorised_on: Option<Date>,
    },
    /// The organisation authorised a post.
    Authorise {
        /// Which of the posts.
        place: usize,
        /// The day.
        on: Date,
    },
    /// A post ends.
    EndPost {
        /// Which of the posts.
        place: usize,
        /// The first day no longer.
        until: Date,
        /// Why.
        because: String,
    },
    /// Somebody's absence is covered.
    Cover {
        /// Whose.
        covers: String,
        /// Which office; every one there where missing.
        role: Option<String>,
        /// At which organisation.
        organisation: String,
        /// The first day.
        since: Date,
        /// The first day no longer.
        until: Date,
        /// The day the organisation authorised it.
        authorised_on: Option<Date>,
    },
    /// Cover ends before its day.
    EndCover {
        /// Which cover.
        place: usize,
        /// The first day no longer.
        until: Date,
    },
    /// They leave every office; or, without a day, they did not leave after all.
    Leave {
        /// The first day on which nothing is held any more.
        on: Option<Date>,
    },
}

fn role(id: &str) -> Result<Role> {
    Role::parse(id).ok_or_else(|| Trouble::usage("role-unknown", "that is no office", "choose one of the offices that the form offers"))
}

fn post(id: &str, organisation: &str, since: Date, authorised_on: Option<Date>) -> Result<HeldPost> {
    let organisation = organisation.to_owned();
    Ok(HeldPost { role: role(id)?, organisation, since, until: None, authorised_on, ended_because: String::new() })
}

impl Step for UserStep {
    type Of = UserRecord;

    fn next(&self, before: Option<UserRecord>) -> Result<UserRecord> {
        if let Self::New { id, role, organisation, since, authorised_on } = self {
            let posts = vec![post(role, organisation, *since, *authorised_on)?];
            return Ok(UserRecord { id: id.clone(), posts, cover: Vec::new(), left_on: None });
        }
        let mut body = there(before)?;
        match self {
            Self::New { .. } => {}
            Self::Post { role, organisation, since, authorised_on } => {
                body.posts.push(post(role, organisation, *since, *authorised_on)?);
            }
            Self::Authorise { place, on } => at(&mut body.posts, *place)?.authorised_on = Some(*on),
            Self::EndPost { place, until, because } => {
                let held = at(&mut body.posts, *place)?;
                held.until = Some(*until);
                held.ended_because.clone_from(because);
            }
            Self::Cover { covers, role: office, organisation, since, until, authorised_on } => body.cover.push(Cover {
                covers: covers.clone(),
                role: office.as_deref().map(role).transpose()?,
                organisation: organisation.clone(),
                since: *since,
                until: *until,
                authorised_on: *authorised_on,
            }),
            Self::EndCover { place, until } => at(&mut body.cover, *place)?.until = *until,
            Self::Leave { on } => body.left_on = *on,
        }
        Ok(body)
    }
}
