//! Officers' tables in a home of their own.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use super::*;
use crate::Moment;
use plans::{Reference, Status};

fn moment() -> Moment {
    Moment { now: "2020-03-02T10:00:00Z".parse().unwrap(), who: "operator:1000".into() }
}

async fn house() -> (House, tempfile::TempDir) {
    crate::stub::house(&moment()).await
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
async fn a_workbook_comes_back_with_its_merged_cells() {
    use intake::{ReadOptions, spreadsheet};
    use testkit::workbook::{OfficeSheet, ods, xlsx};
    let given = [OfficeSheet {
        name: "Street",
        rows: &[
            &["Plan of the street", "", ""],
            &[],
            &["Priority", "Action No.", "Action"],
            &["Burglary", "1", "Mark bicycles"],
            &["", "2", "Write letters"],
            &["All figures are provisional"],
        ],
        merged: &[((0, 0), (0, 2)), ((3, 0), (4, 0))],
    }];
    for (name, bytes) in [("street.xlsx", xlsx(&given).unwrap()), ("street.ods", ods(&given).unwrap())] {
        let (house, _folder) = house().await;
        import_sheet(&house, &moment(), name, bytes.clone(), &SheetWords::default()).await.unwrap();
        let read = |bytes: &[u8]| spreadsheet::whole_sheets("street", bytes, &ReadOptions::default()).unwrap();
        assert_eq!(read(&bytes)[0].merged, [((1, 0), (1, 2)), ((4, 0), (5, 0))], "{name}");
        for format in [SheetFormat::Xlsx, SheetFormat::Ods] {
            let back = export_sheet(&house, crate::registers::today(&moment()), "street", format).await.unwrap();
            assert_eq!(read(&back), read(&bytes), "{name} as {}", format.ending());
        }
    }
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
async fn a_revised_table_keeps_what_no_table_says_of_an_update() {
    let (house, _folder) = house().await;
    import(&house, FIRST).await;
    let (plan, one) = ("street-plan-2019-20", Reference::parse("1").unwrap());
    let period = plans::Period::parse("2020-01").unwrap();
    let aside = plans::Override { status: Status::Complete, reason: "The group saw it".to_owned(), role: "tasking group".to_owned() };
    let photograph = plans::Attached { title: "Photograph of the stall".to_owned(), href: "https://example.org/stall".to_owned() };
    let update = UpdateWords {
        period,
        said: "Two held, more planned",
        status: None,
        value: "2",
        role: "community safety officer",
        evidence: vec![photograph.clone()],
        seen: None,
        set_aside: Some(aside.clone()),
        publicity: true,
        barrier: "No van",
    };
    update_action(&house, &moment(), plan, &one, &update).await.unwrap();
    import(&house, &FIRST.replace("\"Two held, more planned\"", "Three held")).await;
    let rows =
        "action_no,action,lead,due_date,update_jan_2020,shelf\n2,Write letters,Council,,,red\n1,Mark bicycles,Police,,Four held,blue\n";
    import(&house, rows).await;
    let stands = with_book(&house, |book| book.update(plan, &one, period).unwrap().body.clone()).await.unwrap();
    assert_eq!((stands.said.as_str(), stands.value.as_str(), stands.barrier.as_str()), ("Four held", "2", "No van"));
    assert_eq!((stands.set_aside, stands.publicity), (Some(aside), true));
    // What was attached, and the row of the newest table: those of earlier ones open other rows now.
    let hrefs: Vec<&str> = stands.evidence.iter().map(|one| one.href.as_str()).collect();
    assert_eq!(hrefs, [photograph.href.as_str(), "/plan/plans/street-plan-2019-20/sheet?at=0-3#row-0-3"]);
}

#[tokio::test]
async fn what_is_said_of_a_plan_with_the_same_table_is_recorded() {
    let (house, _folder) = house().await;
    let imported = import(&house, FIRST).await;
    let said = SheetWords { title: Some("The street plan".to_owned()), kind: Some(plans::PlanKind::Operational), ..SheetWords::default() };
    let again = async || import_sheet(&house, &moment(), "street_plan_2019_20.csv", FIRST.as_bytes().to_vec(), &said).await.unwrap();
    assert_eq!(again().await, SheetImported { status: "same", ..imported });
    let plan = plan_meant(&house, None).await.unwrap();
    assert_eq!((plan.title.as_str(), plan.kind), ("The street plan", plans::PlanKind::Operational));
    assert_eq!(plan.until.map(|day| day.to_string()).as_deref(), Some("2020-03-31"));
    let last = house.store.last_entry().await.unwrap();
    again().await;
    assert_eq!(house.store.last_entry().await.unwrap(), last, "what is said already is not recorded again");
}

#[tokio::test]
async fn a_file_that_is_called_like_a_person_gives_its_plan_no_name() {
    let (house, _folder) = house().await;
    let said =
        |title: Option<&str>| SheetWords { plan: Some("street-plan".to_owned()), title: title.map(str::to_owned), ..SheetWords::default() };
    let name = "Plan of Jane Invented.csv";
    import_sheet(&house, &moment(), name, b"action_no,action\n1,Mark bicycles\n".to_vec(), &said(None)).await.unwrap();
    assert_eq!(plan_meant(&house, None).await.unwrap().title, "Street plan");
    import_sheet(&house, &moment(), name, b"action_no,action\n1,Write\n".to_vec(), &said(Some("Street plan of 2020"))).await.unwrap();
    assert_eq!(plan_meant(&house, None).await.unwrap().title, "Street plan of 2020");
    assert_eq!(sheet_of(&house, "street-plan").await.unwrap().unwrap().file, "");
}

#[tokio::test]
async fn a_plan_without_a_table_is_written_and_read_again() {
    let (house, _folder) = house().await;
    import(&house, FIRST).await;
    let plan = "street-plan-2019-20";
    let update = UpdateWords {
        period: plans::Period::parse("2019-12").unwrap(),
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
    assert!(text.starts_with("action_no,action,lead,due_date,update_jan_2020,shelf,update_dec_2019,status_dec_2019\n"), "{text}");
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
        ("Plan of Jane Invented.csv", "action_no,action\n1,x\n", "plan-unnamed"),
        ("Jane_Invented.csv", "action_no,action\n1,x\n", "plan-unnamed"),
    ] {
        let refused = import_sheet(&house, &moment(), name, text.as_bytes().to_vec(), &SheetWords::default()).await.unwrap_err();
        assert_eq!(refused.code, code, "{refused}");
    }
    assert_eq!(house.store.last_entry().await.unwrap(), last);
}
