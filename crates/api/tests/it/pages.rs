//! Lists in pages: put together they are the list, whatever their length, and nothing that happens meanwhile moves a line.

use crate::program::{Program, Served};
use permission::Purpose;
use serde_json::{Value, json};

async fn all(program: &Program<'_>, address: &str, limit: usize) -> Vec<Value> {
    let sign = if address.contains('?') { '&' } else { '?' };
    let (mut found, mut after) = (Vec::new(), String::new());
    loop {
        let answer = program.get_for(Purpose::Governance, &format!("{address}{sign}limit={limit}{after}")).await;
        assert_eq!(answer.status, 200, "{address}: {}", answer.text);
        let page = answer.json();
        let items = page["items"].as_array().unwrap();
        assert!(items.len() <= limit);
        found.extend(items.iter().cloned());
        match page["next"].as_str() {
            Some(next) => {
                assert_eq!(items.len(), limit, "{address}: a page before the last is full");
                after = format!("&after={next}");
            }
            None => return found,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_put_together_are_the_list() {
    let served = Served::new().await;
    let lead = served.program("council-ig-lead").await;
    for address in [
        "/api/v1/organisations",
        "/api/v1/users",
        "/api/v1/groups",
        "/api/v1/due-list",
        "/api/v1/duties",
        "/api/v1/agreements",
        "/api/v1/extracts",
        "/api/v1/extracts/street-1/rejects",
        "/api/v1/measures",
        "/api/v1/sources",
        "/api/v1/gaps",
        "/api/v1/priorities",
        "/api/v1/assessments/E07000012",
    ] {
        let whole = all(&lead, address, 200).await;
        assert!(!whole.is_empty(), "{address} is empty: nothing is tried");
        for limit in [1, 2, 7] {
            assert_eq!(all(&lead, address, limit).await, whole, "{address} in pages of {limit}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ledger_is_read_in_pages_that_its_own_readings_do_not_move() {
    let served = Served::new().await;
    let lead = served.program("council-ig-lead").await;
    let officer = served.program("council-officer").await;
    for n in 0..9 {
        let body = json!({ "person": { "name": format!("Invented Person {n}") } });
        assert_eq!(officer.post_for(Purpose::ReduceCrime, "/api/v1/people", &body).await.status, 201);
    }
    let seqs = |rows: &[Value]| rows.iter().map(|row| row["seq"].as_i64().unwrap()).collect::<Vec<_>>();
    let opened = all(&lead, "/api/v1/ledger?what=record-person", 2).await;
    assert_eq!(opened.len(), 9);
    assert!(seqs(&opened).windows(2).all(|pair| pair[0] > pair[1]), "newest first, each once");
    // Each page that is read has a row of its own, newer than any that a page shows.
    let readings = all(&lead, "/api/v1/ledger?what=read-ledger", 3).await;
    assert!(seqs(&readings).windows(2).all(|pair| pair[0] > pair[1]));
    let wrong = lead.get_for(Purpose::Governance, "/api/v1/ledger?after=2f6170692f76312f67617073").await;
    assert_eq!((wrong.status.as_u16(), wrong.code().as_str()), (422, "cursor-unknown"));
}
