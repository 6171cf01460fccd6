//! Our data against the tables retyped from the papers, row for row.

use crate::ground::{book, day};
use partnership::*;
use std::collections::BTreeMap;

/// The rows of a table, each by its headings; nothing where no folder is given.
fn rows(file: &str) -> Option<Vec<BTreeMap<String, String>>> {
    let Some(folder) = std::env::var_os("WARDMOTE_GOLDEN") else {
        eprintln!("left out: 1 tests (WARDMOTE_GOLDEN not set)");
        return None;
    };
    let text = std::fs::read_to_string(std::path::Path::new(&folder).join(file)).unwrap();
    let mut lines = text.lines().map(cells);
    let headings = lines.next().unwrap();
    Some(lines.map(|cells| headings.iter().cloned().zip(cells).collect()).collect())
}

/// The cells of a line; quotes hold commas, and are doubled inside.
fn cells(line: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut quoted = false;
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => found.push(String::new()),
            other => found.last_mut().unwrap().push(other),
        }
    }
    found
}

/// The numbers of a text, in order: `30(1)` is 30 and 1.
fn numbers(text: &str) -> Vec<u32> {
    text.split(|c: char| !c.is_ascii_digit()).filter_map(|run| run.parse().ok()).collect()
}

#[test]
fn the_forty_partners_are_those_of_appendix_1() {
    let Some(golden) = rows("isa_partners.csv") else { return };
    let ours = published_partners().unwrap();
    assert_eq!((golden.len(), ours.len()), (40, 40));
    for (row, partner) in golden.iter().zip(ours) {
        let kind = match row["type"].as_str() {
            "registered social landlord" => partner.kind == OrganisationKind::SocialLandlord,
            "school" => partner.kind == OrganisationKind::School,
            "support agency" => partner.kind == OrganisationKind::SupportAgency,
            "voluntary sector" => partner.kind == OrganisationKind::VoluntarySector,
            _ => partner.kind.is_responsible_authority(),
        };
        // The table says in several ways that a person is named without an office, and of one that signs with its first case.
        let plain = |cell: &str| match cell {
            cell if cell.contains("role not printed") => "not printed".to_owned(),
            "await appropriate case before signing" => "awaiting first case".to_owned(),
            other => other.to_owned(),
        };
        assert!(kind, "{}", partner.printed);
        assert_eq!(
            (partner.printed.as_str(), partner.board.id(), partner.e_cins.id()),
            (row["organisation"].as_str(), row["csp_board_member_published"].as_str(), row["ecins_user_published"].as_str())
        );
        assert_eq!(
            (partner.signatory.clone(), partner.contact.clone()),
            (plain(&row["lead_signatory_role"]), plain(&row["spoc_role"])),
            "{}",
            partner.printed
        );
        let body = published().unwrap().organisation(&partner.id).unwrap();
        assert!(body.is_called(&partner.printed) && body.kind == partner.kind, "{}", partner.printed);
    }
}

#[test]
fn the_partners_add_up_as_printed() {
    let ours = published_partners().unwrap();
    let shown = |wanted| ours.iter().filter(|one| one.e_cins == wanted).count();
    assert_eq!((shown(Shown::Yes), shown(Shown::No), shown(Shown::Blank)), (7, 16, 17));
    let published = published().unwrap();
    let with = |status| published.parties_of("csp-isa").filter(|one| one.status == status).count();
    assert_eq!((with(PartyStatus::Signed), with(PartyStatus::AwaitingFirstCase), with(PartyStatus::AwaitingDetails)), (22, 2, 16));
    let isa = published.agreement("csp-isa").unwrap();
    let parties =
        published.parties_of("csp-isa").filter(|one| standing(published, book(), isa, &one.organisation, day("2020-02-27")).party);
    assert_eq!(parties.count(), 22, "who signed is a party from the first day, and nobody else");
    assert!(published.users.is_empty(), "nobody of the papers is enrolled");
}

#[test]
fn the_types_of_data_are_those_of_paragraph_5_5() {
    let Some(golden) = rows("isa_data_types_by_partner.csv") else { return };
    let published = published().unwrap();
    let ours = &published.agreement("csp-isa").unwrap().data_types;
    assert_eq!((golden.len(), ours.len()), (38, 38));
    let mut partners = Vec::new();
    for (row, one) in golden.iter().zip(ours) {
        let partner = row["partner"].as_str();
        let same = match (&one.organisation, one.kind) {
            (Some(id), _) => published.organisation(id).unwrap().is_called(partner),
            (None, Some(OrganisationKind::SocialLandlord)) => partner == "Housing Associations & RSLs",
            (None, Some(OrganisationKind::YouthOffendingService)) => partner == "Youth Offending Service",
            (None, Some(OrganisationKind::School)) => partner == "Schools and Academies",
            (None, Some(OrganisationKind::SupportAgency)) => partner == "Support agencies",
            _ => false,
        };
        assert!(same, "{partner}: {}", one.id);
        partners.push(partner);
        // Said in our own words: they share at least one with the row.
        let told = one.what.to_lowercase();
        let shared = row["data_type"]
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.len() > 2)
            .any(|word| told.contains(&word.to_lowercase()));
        assert!(shared, "{}: `{}` is not `{}`", one.id, one.what, row["data_type"]);
    }
    partners.dedup();
    assert_eq!(partners.len(), 9, "nine groups of partners");
}

#[test]
fn the_powers_are_those_of_appendix_3() {
    let Some(golden) = rows("isa_legal_powers.csv") else { return };
    let ours = &published().unwrap().agreement("csp-isa").unwrap().powers;
    assert_eq!((golden.len(), ours.len()), (8, 8));
    for (row, power) in golden.iter().zip(ours) {
        assert_eq!(power.legislation, row["legislation"]);
        assert_eq!(numbers(&power.provision), numbers(&row["provision"]), "{}", power.id);
    }
}

#[test]
fn the_seats_of_the_board_are_those_of_its_terms() {
    let Some(golden) = rows("tor_membership.csv") else { return };
    let published = published().unwrap();
    let board = published.group("csp-board").unwrap();
    assert_eq!((golden.len(), board.members.len()), (13, 13));
    let mut seats = 0;
    for (row, member) in golden.iter().zip(&board.members) {
        let body = published.organisation(&member.organisation).unwrap();
        let named =
            [&body.name].into_iter().chain(body.aliases.iter().map(|alias| &alias.name)).any(|name| row["member"].contains(name.as_str()));
        assert!(named && row["member"].contains(&member.seat), "{}: {}", row["member"], member.organisation);
        let category = match (member.role, body.kind.is_responsible_authority()) {
            (MemberRole::Member, true) => "responsible authority",
            (MemberRole::Officer, true) => "responsible authority officer",
            (MemberRole::Invited, false) => "invited",
            _ => "",
        };
        let count = if member.each { format!("{} each", member.seats) } else { member.seats.to_string() };
        assert_eq!(
            (category, count.as_str(), u8::from(member.voting).to_string().as_str()),
            (row["category"].as_str(), row["seats"].as_str(), row["vote"].as_str()),
            "{}",
            row["member"]
        );
        seats += u32::from(member.voting);
    }
    assert_eq!(seats, 8);
}
