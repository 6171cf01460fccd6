//! Officers' tables in a home of their own.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use super::*;
use crate::{Moment, create_house};
use plans::{Reference, Status};

fn moment() -> Moment {
    Moment { now: "2020-03-02T10:00:00Z".parse().unwrap(), who: "operator:1000".into() }
}

async fn house() -> (House, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let setup = crate::stub::setup(folder.path());
    (create_house(setup, &moment()).await.unwrap(), folder)
}

const FIRST: &str = "action_no,action,lead,due_date,update_jan_2020,shelf\n1,Mark bicycles,Police,2020-06-30,\"Two held, more planned\",blue\n2,Write letters, Council ,,,red\n3,Hold a stall,Council,soon,,\n";

async fn import(house: &House, text: &str) -> SheetImported {
    import_sheet(house, &moment(), "street_plan_2019_20.csv", text.as_bytes().to_vec(), &SheetWords::default()).await.unwrap()
}

async fn exported(house: &House) -> String {
    let bytes = export_sheet(house, crate::registers::today(&moment()), "street-plan-2019-20", SheetFormat::Csv).await.unwrap();
    String::from_utf8(bytes).unwrap()
}

#[tokio::test]
async fn a_table_is_imported_once_and_given_back() {
    let (house, _folder) = house().await;
    let imported = import(&house, FIRST).await;
    assert_eq!((imported.status, imported.actions, imported.updates, imported.rows_rejected), ("imported", 3, 1, 0));
    assert_eq!(imported.unknown_columns, ["shelf"]);
    let plan = plan_meant(&house, None).await.unwrap();
    assert_eq!((plan.id.as_str(), plan.title.as_str()), ("street-plan-2019-20", "Street plan 2019-20"));
    assert_eq!(plan.until.map(|day| day.to_string()).as_deref(), Some("2020-03-31"));
    assert_eq!(plan.rhythm, plans::Rhythm::Monthly);
    assert_eq!(exported(&house).await, FIRST);
    let last = house.store.last_entry().await.unwrap();
    let again = import(&house, FIRST).await;
    assert_eq!(again, SheetImported { status: "same", ..imported });
    assert_eq!(house.store.last_entry().await.unwrap(), last, "nothing was written");
}

#[tokio::test]
async fn a_revised_table_changes_what_it_changes_and_leaves_the_rest() {
    let (house, _folder) = house().await;
    import(&house, FIRST).await;
    let plan = "street-plan-2019-20";
    let reference = |number: &str| Reference::parse(number).unwrap();
    // Meanwhile an officer writes on pages: another lead for the first, another day for the second.
    let seen = house.store.entry("plan-action", &format!("{plan}/1"), None).await.unwrap().unwrap().seq;
    let words =
        ActionWords { text: "Mark bicycles", lead: "Fire service", due: Some(jiff::civil::date(2020, 6, 30)), ..ActionWords::default() };
    change_action(&house, &moment(), plan, &reference("1"), &words, seen).await.unwrap();
    assert!(exported(&house).await.contains("1,Mark bicycles,Fire service,2020-06-30,\"Two held, more planned\",blue\n"));
    // The table comes again: the first has another day and its update is gone, the second has an update, the third is gone.
    let second = "action_no,action,lead,due_date,update_jan_2020,shelf\n1,Mark bicycles,Police,2020-09-30,,blue\n2,Write letters, Council ,,Sent,red\n";
    let revised = import(&house, second).await;
    assert_eq!((revised.status, revised.left_standing.as_slice()), ("supersedes", ["3", "1/2020-01"].map(str::to_owned).as_slice()));
    let (first, third) = with_book(&house, |book| {
        (book.action(plan, &reference("1")).unwrap().clone(), book.action(plan, &reference("3")).unwrap().clone())
    })
    .await
    .unwrap();
    assert_eq!((first.body.lead.as_str(), first.body.due), ("Fire service", Some(jiff::civil::date(2020, 9, 30))));
    assert_eq!((first.entries, third.entries), (3, 1), "the history stays, and what is untouched is not written again");
    let back = exported(&house).await;
    assert_eq!(back, second.replace("Police", "Fire service"), "what left the table comes back to it no more");
    // Nor does it when the table comes a third time; and it is in the record all the while.
    let third = second.replace("Sent", "All sent");
    assert_eq!(import(&house, &third).await.left_standing, ["3", "1/2020-01"]);
    assert_eq!(exported(&house).await, third.replace("Police", "Fire service"));
    assert_eq!(with_book(&house, |book| book.actions_of(plan).count()).await.unwrap(), 3);
}

#[tokio::test]
async fn a_plan_without_a_table_is_written_and_read_again() {
    let (house, _folder) = house().await;
    import(&house, FIRST).await;
    let plan = "street-plan-2019-20";
    let update = UpdateWords {
        period: plans::Period::parse("2019-20-Q3").unwrap(),
        said: "Begun",
        status: Some(Status::OnTrack),
        value: "",
        role: "community safety officer",
        evidence: Vec::new(),
        set_aside: None,
        publicity: false,
        barrier: "",
        seen: None,
    };
    update_action(&house, &moment(), plan, &Reference::parse("2").unwrap(), &update).await.unwrap();
    let text = exported(&house).await;
    assert!(text.starts_with("action_no,action,lead,due_date,update_jan_2020,shelf,update_q3_2019_20,status_q3_2019_20\n"), "{text}");
    assert!(text.contains("2,Write letters, Council ,,,red,Begun,on_track\n"), "{text}");
    let words = SheetWords { plan: Some("copy".to_owned()), ..SheetWords::default() };
    let copied = import_sheet(&house, &moment(), "copy.csv", text.into_bytes(), &words).await.unwrap();
    assert_eq!((copied.actions, copied.updates), (3, 2));
    assert_eq!(plan_meant(&house, None).await.unwrap_err().code, "plan-which");
}

#[tokio::test]
async fn what_is_no_plan_is_refused_and_nothing_kept() {
    let (house, _folder) = house().await;
    let last = house.store.last_entry().await.unwrap();
    for (name, text, code) in [
        ("a.csv", "name,place\nx,y\n", "plan-table-not-recognised"),
        ("a.csv", "action_no,action\n1,\"open\n", "quotation-unclosed"),
        ("a.csv", "", "file-empty"),
        ("\u{e9}.csv", "action_no,action\n1,x\n", "plan-unnamed"),
        ("Plan of Jane Invented.csv", "action_no,action\n1,x\n", "record-refused"),
    ] {
        let refused = import_sheet(&house, &moment(), name, text.as_bytes().to_vec(), &SheetWords::default()).await.unwrap_err();
        assert_eq!(refused.code, code, "{refused}");
    }
    assert_eq!(house.store.last_entry().await.unwrap(), last);
}
