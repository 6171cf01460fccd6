//! What writes is done once under its key.

use crate::program::{Served, new_key};
use permission::Purpose;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn the_same_request_under_the_same_key_is_done_once() {
    let served = Served::new().await;
    let officer = served.program("council-officer").await;
    let concern = json!({ "area": "E05011290", "reason": "new estate without a shop", "role": "community safety officer" });
    let key = new_key();
    let first = officer.post_under(&key, "/api/v1/concerns", &concern).await;
    assert_eq!(first.status, 201, "{}", first.text);
    assert_eq!(first.header("idempotency-replayed"), "");
    let again = officer.post_under(&key, "/api/v1/concerns", &concern).await;
    assert_eq!((again.status.as_u16(), &again.text), (201, &first.text));
    assert_eq!(again.header("idempotency-replayed"), "true");
    let spaced = officer.request("POST", "/api/v1/concerns", &[("idempotency-key", &key)], None);
    let (mut parts, _) = spaced.into_parts();
    parts.headers.insert("content-type", "application/json".parse().unwrap());
    let pretty = serde_json::to_string_pretty(&concern).unwrap();
    let spaced = served.send(axum::http::Request::from_parts(parts, axum::body::Body::from(pretty))).await;
    assert_eq!(spaced.text, first.text, "the same words written otherwise are the same request");

    let other = json!({ "area": "E05011290", "reason": "no bus", "role": "community safety officer" });
    let differs = officer.post_under(&key, "/api/v1/concerns", &other).await;
    assert_eq!((differs.status.as_u16(), differs.code().as_str()), (422, "idempotency-key-used"));
    let elsewhere = officer.post_under(&key, "/api/v1/concerns/concern-1/withdrawal", &json!({ "role": "x", "reason": "y" })).await;
    assert_eq!(elsewhere.code(), "idempotency-key-used");
    // Keys belong to tokens: another program may use the same.
    let analyst = served.program("county-analyst").await;
    assert_eq!(analyst.post_under(&key, "/api/v1/concerns", &concern).await.status, 201);
    let new = officer.post("/api/v1/concerns", &concern).await;
    assert_ne!(new.json()["id"], first.json()["id"], "another key is another request");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_was_refused_may_be_sent_again_under_its_key() {
    let served = Served::new().await;
    let officer = served.program("council-officer").await;
    let key = new_key();
    let bad = json!({ "area": "E05999999", "reason": "new estate", "role": "community safety officer" });
    assert_eq!(officer.post_under(&key, "/api/v1/concerns", &bad).await.status, 422);
    let good = json!({ "area": "E05011290", "reason": "new estate", "role": "community safety officer" });
    assert_eq!(officer.post_under(&key, "/api/v1/concerns", &good).await.status, 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_at_once_one_is_done() {
    let served = Served::new().await;
    let officer = served.program("council-officer").await;
    let person = json!({ "person": { "name": "Zephyrine Okonta" } });
    let key = new_key();
    let headers = [("idempotency-key", key.as_str()), ("wardmote-purpose", "reduce-crime")];
    let send = || served.send(officer.request("POST", "/api/v1/people", &headers, Some(&person)));
    let answers = [send(), send(), send(), send(), send(), send()];
    let mut ids = std::collections::BTreeSet::new();
    let mut made = 0;
    for answer in join(answers).await {
        match answer.status.as_u16() {
            201 => {
                made += usize::from(answer.header("idempotency-replayed").is_empty());
                ids.insert(answer.json()["id"].as_str().unwrap().to_owned());
            }
            409 => assert_eq!(answer.code(), "idempotency-running"),
            other => panic!("{other}: {}", answer.text),
        }
    }
    assert_eq!((made, ids.len()), (1, 1));
    let found = officer.post_for(Purpose::ReduceCrime, "/api/v1/people/searches", &json!({ "name": "okonta" })).await;
    assert_eq!(found.json()["items"].as_array().unwrap().len(), 1, "{}", found.text);
}

async fn join<F: Future>(all: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    let mut waiting: Vec<_> = all.into_iter().map(Box::pin).map(|one| (one, None)).collect();
    std::future::poll_fn(|cx| {
        for (future, done) in &mut waiting {
            if done.is_none()
                && let std::task::Poll::Ready(output) = future.as_mut().poll(cx)
            {
                *done = Some(output);
            }
        }
        if waiting.iter().all(|(_, done)| done.is_some()) { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    waiting.into_iter().filter_map(|(_, done)| done).collect()
}

/// Nothing of a request, whose body may hold what is personal, stands in the record under its key; nor does the key.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_under_a_key_is_neither_the_request_nor_the_key() {
    let served = Served::new().await;
    let officer = served.program("council-officer").await;
    let key = "key-Quillon-Vesper-0001";
    let headers = [("idempotency-key", key), ("wardmote-purpose", "reduce-crime")];
    let body = json!({ "person": { "name": "Zephyrine Okonta" } });
    assert_eq!(served.send(officer.request("POST", "/api/v1/people", &headers, Some(&body))).await.status, 201);
    served.house.store.close().await;
    let home = served.house.shelf.home();
    for entry in std::fs::read_dir(home).unwrap().filter_map(Result::ok).filter(|entry| entry.path().is_file()) {
        let bytes = std::fs::read(entry.path()).unwrap();
        for word in ["Zephyrine", "Okonta", key] {
            let there = bytes.windows(word.len()).any(|window| window == word.as_bytes());
            assert!(!there, "`{word}` stands in {}", entry.path().display());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_at_the_same_moment_is_written_or_told_that_something_was_first() {
    let served = Served::new().await;
    let officer = served.program("council-officer").await;
    let concern = json!({ "area": "E05011290", "reason": "new estate without a shop", "role": "community safety officer" });
    let raise = || officer.post("/api/v1/concerns", &concern);
    let (one, two, three, four) = tokio::join!(raise(), raise(), raise(), raise());
    let mut ids = Vec::new();
    for raised in [one, two, three, four] {
        assert_eq!(raised.status, 201, "whoever raises one has seen no other: {}", raised.text);
        ids.push(raised.json()["id"].as_str().unwrap().to_owned());
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 4, "two have one number");

    let gap = json!({ "id": "dogs", "what": "stray dogs", "why": "nobody counts them", "owner": "data group", "review": "2027-01-04" });
    let record = || officer.post("/api/v1/gaps", &gap);
    let (one, two, three, four) = tokio::join!(record(), record(), record(), record());
    let mut statuses = [one, two, three, four].map(|answer| answer.status.as_u16());
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409, 409, 409]);
}
