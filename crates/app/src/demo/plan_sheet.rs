//! The demonstration's table of a plan: invented, as officers write one, with a row that can't be read. Offices only.

use crate::plans::{SheetWords, has_sheet, import_sheet};
use crate::registers::today;
use crate::{House, Moment};
use base::Result;
use calendar::Month;
use jiff::ToSpan as _;
use plans::PlanKind;

/// The plan's id.
const STREETS: &str = "street-plan";
/// What the file is called.
const FILE: &str = "street_plan.csv";

/// Invented throughout: actions, offices, days and updates. The headings are those of the papers' plans; `{last}` and `{before}` are
/// the two months that ended, `{soon}` and `{later}` days to come.
const TABLE: &str = "\
Street plan of the task group (invented for the demonstration)

priority_no,priority,action_no,action,milestone_no,milestone,lead_team,timescale,due_date,update_{before},update_{last},status_{last},folder
1,Safer streets,1.1,Look after the lights along the guided path,1.1a,Walk the path with the parish after dark,Environmental health team,,,Walked in the second week,,complete,blue
1,Safer streets,1.1,Look after the lights along the guided path,1.1b,Have the dark lamps repaired,Streets team,,{soon},Eleven lamps reported,Seven of eleven repaired,on_track,blue
1,Safer streets,1.1,Look after the lights along the guided path,1.1c,Ask users of the path again,Research group,when the lamps are lit,,,,undetermined,
1,Safer streets,1.2,Mark bicycles at the station,,,Neighbourhood policing team,\"monthly, as required\",,Two sessions held,None held: the hall was closed,not_on_track,green
2,Quieter nights,2.1,Visit licensed premises before the holidays,,,Licensing team,,{later},,Visits planned for Easter,yet_to_start,
2,Quieter nights,,Bring noise complaints of the holidays together,,,Licensing team,,,,,,
All figures are provisional until the quarter closes
";

/// Imports the table, as an officer would, unless it is there. Returns how many rows were read.
pub async fn plan_sheet(house: &House, moment: &Moment) -> Result<usize> {
    if has_sheet(house, STREETS).await? {
        return Ok(0);
    }
    let day = today(moment);
    let (Some(month), Ok(soon), Ok(later)) = (Month::of(day), day.checked_add(60.days()), day.checked_add(200.days())) else {
        return Ok(0);
    };
    let heading = |month: Month| format!("{}_{}", month.name().to_lowercase(), month.year());
    let table = TABLE
        .replace("{last}", &heading(month.previous()))
        .replace("{before}", &heading(month.previous().previous()))
        .replace("{soon}", &soon.to_string())
        .replace("{later}", &later.to_string());
    let words = SheetWords {
        plan: Some(STREETS.to_owned()),
        title: Some("Street plan".to_owned()),
        kind: Some(PlanKind::Operational),
        owner: Some("community safety officer".to_owned()),
        ..SheetWords::default()
    };
    let imported = import_sheet(house, moment, FILE, table.into_bytes(), &words).await?;
    Ok(imported.rows_accepted)
}
