//! A person in office: which posts are held on a day, in one or more organisations, and whose absence is covered.

use crate::named::{check_span, in_words, span_in_words, within};
use crate::organisation::Organisation;
use calendar::Date;
use journal::{Body, Refused, Words, check_id, check_not_before};
use permission::{Post, Role};
use serde::{Deserialize, Serialize};

/// A post of a user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeldPost {
    /// The office.
    pub role: Role,
    /// The organisation, by its id.
    pub organisation: String,
    /// The first day it is held.
    pub since: Date,
    /// The first day it is held no longer.
    #[serde(default)]
    pub until: Option<Date>,
    /// The day the organisation authorised its holder, who is bound by the confidentiality terms since; not yet where
    /// missing.
    #[serde(default)]
    pub authorised_on: Option<Date>,
    /// Why it ended.
    #[serde(default)]
    pub ended_because: String,
}

/// A user stands in for another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cover {
    /// The user who is away, by id.
    pub covers: String,
    /// The post that is covered; every post there where missing.
    #[serde(default)]
    pub role: Option<Role>,
    /// The organisation of the post.
    pub organisation: String,
    /// The first day.
    pub since: Date,
    /// The first day it is covered no longer.
    pub until: Date,
    /// The day the organisation authorised whoever covers; not needed where a post there is held in one's own right and
    /// authorised.
    #[serde(default)]
    pub authorised_on: Option<Date>,
}

/// A person in office, by a label that names the post and never the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UserRecord {
    /// The label: `council-officer`.
    pub id: String,
    /// The posts, past ones too.
    #[serde(default)]
    pub posts: Vec<HeldPost>,
    /// Whose absence is covered, and when.
    #[serde(default)]
    pub cover: Vec<Cover>,
    /// The day from which nothing is held any more.
    #[serde(default)]
    pub left_on: Option<Date>,
}

/// Refuses a user's label that looks like a person, or like the address of one; nothing of it is repeated.
///
/// # Errors
/// It looks like a person, or is not an id.
pub fn check_label(field: &'static str, label: &str, words: &Words<'_>) -> Result<(), Refused> {
    if Role::parse(label).is_some_and(|role| matches!(role, Role::Operator | Role::Public)) {
        return Err(Refused::NotNow { field, why: "`operator` and `public` are not labels of an office" });
    }
    words.role(field, label)?;
    let parts: Vec<String> = label
        .split(|c: char| !c.is_alphanumeric())
        .filter(|part| !part.is_empty())
        .map(|part| {
            let mut letters = part.chars();
            letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
        })
        .collect();
    // A label is in lower case, where names cannot be told by their capitals: each word is read as if it had one.
    words.role(field, &parts.join(" "))?;
    parts.iter().try_for_each(|part| words.role(field, part))?;
    check_id(field, label)
}

impl Body for UserRecord {
    const REGISTER: &'static str = "user";

    fn id(&self) -> String {
        self.id.clone()
    }

    fn check(&self, words: &Words<'_>) -> Result<(), Refused> {
        check_label("id", &self.id, words)?;
        for post in &self.posts {
            check_role(post.role)?;
            check_id("organisation", &post.organisation)?;
            check_span("until", Some(post.since), post.until)?;
            words.maybe_text("ended_because", &post.ended_because)?;
            if let Some(left) = self.left_on {
                check_not_before("left_on", left, post.since)?;
            }
        }
        for cover in &self.cover {
            check_label("covers", &cover.covers, words)?;
            if cover.covers == self.id {
                return Err(Refused::NotNow { field: "covers", why: "nobody covers their own absence" });
            }
            cover.role.map_or(Ok(()), check_role)?;
            check_id("organisation", &cover.organisation)?;
            check_span("until", Some(cover.since), Some(cover.until))?;
        }
        Ok(())
    }
}

/// Whoever runs the machine, and the public, are no users: the one is known to the machine, the others to nobody.
fn check_role(role: Role) -> Result<(), Refused> {
    if !matches!(role, Role::Operator | Role::Public) {
        return Ok(());
    }
    let offices = Role::ALL.iter().filter(|role| !matches!(role, Role::Operator | Role::Public));
    let known: Vec<String> = offices.map(|role| format!("`{role}`")).collect();
    Err(Refused::NotOneOf { field: "role", value: role.to_string(), known: known.join(", ") })
}

impl HeldPost {
    /// Whether it is held on a day, whatever else became of the user.
    pub fn holds_on(&self, day: Date) -> bool {
        within(Some(self.since), self.until, day)
    }

    /// Whether its holder is authorised and bound on a day.
    pub fn is_authorised_on(&self, day: Date) -> bool {
        self.authorised_on.is_some_and(|on| on <= day)
    }
}

impl Cover {
    /// Whether it runs on a day.
    pub fn holds_on(&self, day: Date) -> bool {
        within(Some(self.since), Some(self.until), day)
    }
}

impl UserRecord {
    /// Whether the user has left by a day.
    pub fn has_left(&self, day: Date) -> bool {
        self.left_on.is_some_and(|left| left <= day)
    }

    /// The posts held in the user's own right on a day; none for a leaver.
    pub fn own_posts_on(&self, day: Date) -> impl Iterator<Item = &HeldPost> {
        let here = !self.has_left(day);
        self.posts.iter().filter(move |post| here && post.holds_on(day))
    }
}

/// The posts of a user on a day, and why each is or is not there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Posts {
    /// The posts, those held in one's own right first, each once.
    pub posts: Vec<Post>,
    /// Why, a line each.
    pub why: Vec<String>,
}

/// The posts that a user holds on a day, in their own right and by cover.
///
/// A leaver holds none from that day. A post ends with its organisation. Cover gives what the absent user holds in their
/// own right: it is not passed on, and it ends when they leave.
pub fn posts_on(users: &[UserRecord], organisations: &[Organisation], id: &str, day: Date) -> Posts {
    let mut found = Posts::default();
    let Some(user) = users.iter().find(|user| user.id == id) else {
        found.why.push(format!("`{id}` is not enrolled"));
        return found;
    };
    if let Some(left) = user.left_on.filter(|left| *left <= day) {
        found.why.push(format!("left on {}: holds no post from that day", in_words(left)));
        return found;
    }
    let exists = |id: &str, why: &mut Vec<String>| match organisations.iter().find(|one| one.id == id) {
        Some(body) if body.exists_on(day) => true,
        Some(_) => {
            why.push(format!("a post at `{id}` is left out: there is no such organisation on {}", in_words(day)));
            false
        }
        None => {
            why.push(format!("a post at `{id}` is left out: it is not in the register of organisations"));
            false
        }
    };
    for held in user.own_posts_on(day) {
        if !exists(&held.organisation, &mut found.why) {
            continue;
        }
        let authorised = held.is_authorised_on(day);
        let bound = match held.authorised_on {
            Some(on) if authorised => format!("authorised and bound by the confidentiality terms since {}", in_words(on)),
            _ => "not authorised to see what is shared".to_owned(),
        };
        let span = span_in_words(Some(held.since), held.until);
        found.why.push(format!("{} at `{}`{span}; {bound}", held.role.says(), held.organisation));
        found.add(Post { role: held.role, organisation: held.organisation.clone(), authorised, covers: None });
    }
    for cover in user.cover.iter().filter(|cover| cover.holds_on(day)) {
        let span = span_in_words(Some(cover.since), Some(cover.until));
        let Some(away) = users.iter().find(|one| one.id == cover.covers) else {
            found.why.push(format!("cover of `{}` gives nothing: `{}` is not enrolled", cover.covers, cover.covers));
            continue;
        };
        let covered: Vec<&HeldPost> = away
            .own_posts_on(day)
            .filter(|post| post.organisation == cover.organisation && cover.role.is_none_or(|role| role == post.role))
            .collect();
        if covered.is_empty() {
            found.why.push(format!("cover of `{}`{span} gives nothing: no such post is held there on {}", cover.covers, in_words(day)));
        }
        for held in covered {
            if !exists(&held.organisation, &mut found.why) {
                continue;
            }
            let own = user.own_posts_on(day).any(|post| post.organisation == cover.organisation && post.is_authorised_on(day));
            let authorised = held.is_authorised_on(day) && (own || cover.authorised_on.is_some_and(|on| on <= day));
            let bound = if authorised { "authorised" } else { "not authorised to see what is shared" };
            found.why.push(format!("{} at `{}`, covering `{}`{span}; {bound}", held.role.says(), held.organisation, cover.covers));
            found.add(Post { role: held.role, organisation: held.organisation.clone(), authorised, covers: Some(cover.covers.clone()) });
        }
    }
    if found.posts.is_empty() && found.why.is_empty() {
        found.why.push(format!("holds no post on {}", in_words(day)));
    }
    found
}

impl Posts {
    fn add(&mut self, post: Post) {
        if !self.posts.contains(&post) {
            self.posts.push(post);
        }
    }
}
