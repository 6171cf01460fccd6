//! Home by role: what needs somebody, what changed since they were last here, and how things go.

mod changes;
mod needs;

use crate::pages::Headline;
use crate::signing::{self, Door, Visitor};
use crate::{House, Moment};
use base::Result;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use permission::{Action, Role};
use std::sync::{Arc, Mutex};

/// Something that waits for the visitor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// What it is, in a line; ids stand in backticks.
    pub what: String,
    /// By when.
    pub due: Option<Date>,
    /// It is late.
    pub late: bool,
    /// What to do, as a link says it: `approve`, `judge`, `review`.
    pub verb: String,
    /// Where: a path of a page.
    pub href: String,
    /// By which rule or paper, where one says so.
    pub why: String,
}

/// Something that changed. Names offices and registers, never a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What, in a sentence; ids stand in backticks.
    pub sentence: String,
    /// How often.
    pub times: u32,
    /// When; of what came about several times, the last time.
    pub at: Timestamp,
    /// Where it can be seen, where there is a page.
    pub href: Option<String>,
}

/// A number of the newest assessment, for the home page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigureCard {
    /// The figure's id.
    pub id: String,
    /// What it counts.
    pub title: String,
    /// The number, as it is shown.
    pub value: String,
    /// How it compares, in a line.
    pub compared: String,
    /// The figure's page.
    pub href: String,
}

/// The home of a visitor.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Desk {
    /// What needs them, late ones first.
    pub needs: Vec<Need>,
    /// What changed since they were last here, newest first.
    pub changed: Vec<Change>,
    /// Since when changes are listed.
    pub since: Option<Timestamp>,
    /// How things go.
    pub figures: Vec<FigureCard>,
}

/// How far back somebody looks who was never here before.
const FIRST_LOOK: SignedDuration = SignedDuration::from_hours(7 * 24);
/// So many figures for those who work with them.
const MANY: usize = 5;
/// The same for the others.
const FEW: usize = 3;

/// The figures of the newest assessment, as they were last read.
#[derive(Clone, Default)]
pub(crate) struct Remembered {
    kept: Arc<Mutex<Option<Cards>>>,
}

/// The figures, and the assessment that they are of.
type Cards = (i64, Arc<Vec<FigureCard>>);

/// The home of a visitor, by the posts they hold today.
pub async fn desk(house: &House, moment: &Moment, visitor: &Visitor) -> Result<Desk> {
    signing::own_by(house, moment, visitor, Door::Page).await?;
    let since = visitor.last_here.unwrap_or_else(|| moment.now.checked_sub(FIRST_LOOK).unwrap_or(moment.now));
    let many = visitor.posts.iter().any(|post| works_with_figures(post.role));
    let mut figures = Vec::new();
    if signing::would_let(house, moment, visitor, Action::ReadEvidence).await? {
        let cards = cards(house).await?;
        figures.extend(cards.iter().take(if many { MANY } else { FEW }).cloned());
    }
    Ok(Desk {
        needs: needs::of(house, moment, visitor).await?,
        changed: changes::since(house, moment, visitor, since).await?,
        since: visitor.last_here,
        figures,
    })
}

/// The offices whose work is with the evidence, or who answer for it in public.
fn works_with_figures(role: Role) -> bool {
    matches!(role, Role::Officer | Role::Analyst | Role::Chair | Role::Member | Role::ScrutinyCouncillor | Role::Funder)
}

/// The figures of the newest assessment: read again only where another was made.
async fn cards(house: &House) -> Result<Arc<Vec<FigureCard>>> {
    let heads = house.store.assessments().await?;
    let Some(head) = heads.first() else { return Ok(Arc::default()) };
    let kept = house.desk.kept.lock().ok().and_then(|kept| kept.clone());
    if let Some((_, cards)) = kept.filter(|(id, _)| *id == head.id) {
        return Ok(cards);
    }
    let figures = house.store.figures(head.id).await?;
    let cards = crate::pages::headlines(house, head, &figures);
    let cards = Arc::new(cards.into_iter().map(|headline| card(headline, &head.area_code)).collect::<Vec<_>>());
    if let Ok(mut kept) = house.desk.kept.lock() {
        *kept = Some((head.id, Arc::clone(&cards)));
    }
    Ok(cards)
}

fn card(headline: Headline, area: &str) -> FigureCard {
    let compared = headline.comparison.map(|compared| match compared.verdict.as_str() {
        "rose" | "fell" => {
            format!("{} from {} in the same months a year before ({})", compared.verdict, compared.before, compared.apparent_change)
        }
        _ => format!("{} against {} in the same months a year before", compared.verdict, compared.before),
    });
    FigureCard {
        href: format!("/assessments/{area}/figures/{}", headline.figure),
        id: headline.figure,
        title: headline.name,
        value: if headline.unit.is_empty() { headline.value } else { format!("{} {}", headline.value, headline.unit) },
        compared: compared.unwrap_or_default(),
    }
}
