//! Villages and areas of the partnership's own, with the wards they lie in.

use super::{Body, Things, counted, joined, row_link};
use crate::gate::SignedIn;
use crate::pages::recording::done::Done;
use crate::pages::recording::may_record;
use crate::pages::{Answer, Clock, House};
use crate::parts::{self, Sources};
use crate::shell::Shell;
use crate::words;
use app::registers::AreaLine;
use ui::{Cell, Html};

/// `GET /evidence/areas`
pub(crate) async fn areas(house: House, clock: Clock, who: SignedIn, done: Done) -> Answer {
    let lines = app::pages::own_areas(&house, &clock.0.moment()).await?;
    let may = may_record(&who);
    let mut sources = Sources::default();
    let mut things = Things::default();
    if lines.is_empty() {
        things.paragraph("No area is defined yet. A village, or a new town within a ward, can be named here, so that concerns and priorities can be about it.");
    } else {
        let head = ["Area", "Kind", "Wards it lies in", "LSOAs", "Used", "Note"].map(parts::cell).into();
        things.html(&parts::table_under_heading("Villages and areas of our own", head, lines.iter().map(|line| row(line, may)).collect()));
    }
    things.acts(may, &[("Define an area", "/evidence/areas/new")]);
    let mut summary = counted(&mut sources, lines.len(), "area", "areas", "areas");
    summary.push(&Html::escape(", beside the wards and districts of the lookups. Each stands for the wards it lies in."));
    Shell::evidence("Villages and areas of our own", "/evidence/areas").page(&Body {
        heading: Html::escape("Villages and areas of our own"),
        done: done.0,
        summary,
        content: things.into_html(),
        sources: sources.part(),
        ..Body::default()
    })
}

fn row(line: &AreaLine, may: bool) -> Vec<Cell> {
    let area = &line.area;
    let wards = area.wards.iter().zip(&line.ward_names);
    let wards = wards.map(|(code, name)| parts::link(&format!("/evidence/areas/{}", words::in_address(&code.to_string())), name));
    let lsoas = if area.lsoas.is_empty() {
        "none of its own: it is counted with its wards".to_owned()
    } else {
        area.lsoas.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    };
    let used = match (area.since, area.until) {
        (None, None) => "always".to_owned(),
        (Some(since), None) => format!("since {}", words::day(&since.to_string())),
        (None, Some(until)) => format!("until {}", words::day(&until.to_string())),
        (Some(since), Some(until)) => format!("{} until {}", words::day(&since.to_string()), words::day(&until.to_string())),
    };
    let used = if line.holds { used } else { format!("{used}; not used today") };
    let there = format!("/evidence/areas/{}", words::in_address(&area.id));
    let name = parts::link(&there, &area.name);
    let name = if may { joined([name, row_link(&format!("{there}/change"), "Change", &area.name)]) } else { name };
    vec![
        parts::cell(name),
        parts::cell(words::capital(area.kind.as_str())),
        parts::cell(parts::list(wards)),
        parts::cell(lsoas),
        parts::cell(used),
        parts::cell(if area.note.is_empty() { "none".to_owned() } else { area.note.clone() }),
    ]
}
