use geography::{AreaChange, Change, ChangeTable};

fn table() -> ChangeTable {
    let row = |from: &str, to: &str, change| AreaChange { from: from.into(), to: to.into(), change };
    ChangeTable::new([
        row("E01000001", "E01000001", Change::Unchanged),
        row("E01000002", "E01900001", Change::Split),
        row("E01000002", "E01900002", Change::Split),
        row("E01000003", "E01900003", Change::Merged),
        row("E01000004", "E01900003", Change::Merged),
        row("E01000004", "E01900003", Change::Merged),
    ])
}

fn ward_of(lsoa21: &str) -> Option<String> {
    match lsoa21 {
        "E01000001" | "E01900001" | "E01900003" => Some("A".into()),
        "E01900002" => Some("B".into()),
        _ => None,
    }
}

#[test]
fn shares_follow_the_children() {
    let check = |lsoa11: &str, expected: &[(Option<&str>, u64, u64, bool)]| {
        let shares = table().ward_shares(lsoa11, ward_of);
        let found: Vec<_> = shares.iter().map(|s| (s.ward_code.as_deref(), s.numerator, s.denominator, s.estimated)).collect();
        assert_eq!(found, expected, "{lsoa11}");
    };
    check("E01000001", &[(Some("A"), 1, 1, false)]);
    check("E01000002", &[(Some("A"), 1, 2, true), (Some("B"), 1, 2, true)]);
    check("E01000004", &[(Some("A"), 1, 1, false)]);
    check("E01999999", &[]);
}

#[test]
fn a_child_in_no_ward_is_said() {
    let shares = table().ward_shares("E01000002", |code| if code == "E01900001" { Some("A".into()) } else { None });
    assert_eq!(shares.iter().map(|s| s.ward_code.clone()).collect::<Vec<_>>(), [None, Some("A".into())]);
    assert!(shares.iter().all(|s| s.estimated));
}
