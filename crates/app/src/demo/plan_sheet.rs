//! The demonstration's table of a plan: invented, as officers write one, with a row that can't be read. Offices only.

use crate::plans::{SheetWords, import_sheet};
use crate::{House, Moment};
use base::Result;
use plans::PlanKind;

/// What the file is called.
const FILE: &str = "street_plan_2019_20.csv";

/// Invented throughout: actions, offices, days and updates. The headings are those of the papers' operational plan.
const TABLE: &str = "\
Street plan of the task group (invented for the demonstration)

priority_no,priority,action_no,action,milestone_no,milestone,lead_team,timescale,due_date,update_jan_2020,update_feb_2020,status_feb_2020,folder
1,Safer streets,1.1,Look after the lights along the guided path,1.1a,Walk the path with the parish after dark,Environmental health team,January,2020-01-31,Walked in the second week,,complete,blue
1,Safer streets,1.1,Look after the lights along the guided path,1.1b,Have the dark lamps repaired,Streets team,,2020-03-31,Eleven lamps reported,Seven of eleven repaired,on_track,blue
1,Safer streets,1.1,Look after the lights along the guided path,1.1c,Ask users of the path again,Research group,when the lamps are lit,,,,undetermined,
1,Safer streets,1.2,Mark bicycles at the station,,,Neighbourhood policing team,\"monthly, as required\",,Two sessions held,None held: the hall was closed,not_on_track,green
2,Quieter nights,2.1,Visit licensed premises before the holidays,,,Licensing team,before each holiday,,,Visits planned for Easter,yet_to_start,
2,Quieter nights,,Bring noise complaints of the holidays together,,,Licensing team,,,,,,
All figures are provisional until the quarter closes
";

/// Imports the table, as an officer would. Returns how many rows were read.
pub async fn plan_sheet(house: &House, moment: &Moment) -> Result<usize> {
    let words = SheetWords {
        title: Some("Street plan 2019/20".to_owned()),
        kind: Some(PlanKind::Operational),
        owner: Some("community safety officer".to_owned()),
        ..SheetWords::default()
    };
    let imported = import_sheet(house, moment, FILE, TABLE.as_bytes().to_vec(), &words).await?;
    Ok(imported.rows_accepted)
}
