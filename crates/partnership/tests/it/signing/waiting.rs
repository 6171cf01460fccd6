use super::at;
use crate::ground::{book, day};
use partnership::signing::*;
use proptest::prelude::*;
use rulebook::SignInThrottle;

const HOUR: i64 = 3600;

fn rule() -> SignInThrottle {
    *book().sign_in_throttle(day("2026-11-29"), None).unwrap().parameters
}

fn failed(key: TryKey, seconds: i64) -> Earlier {
    Earlier { key, at: at(seconds), failed: true }
}

fn ask(known_device: bool, earlier: &[Earlier], now: i64) -> Throttle {
    throttle(&rule(), Way::Password, known_device, earlier, at(now))
}

#[test]
fn five_failures_are_free_and_then_each_waits_longer() {
    let mut earlier: Vec<Earlier> = (0..4).map(|second| failed(TryKey::Place, second)).collect();
    assert_eq!(ask(false, &earlier, 4), Throttle::Go);
    earlier.push(failed(TryKey::Place, 4));
    assert_eq!(ask(false, &earlier, 5), Throttle::Wait { until: at(34) });
    assert_eq!(ask(false, &earlier, 34), Throttle::Go);
    earlier.push(failed(TryKey::Place, 34));
    assert_eq!(ask(false, &earlier, 35), Throttle::Wait { until: at(94) });
    // A day later nothing of it counts.
    assert_eq!(ask(false, &earlier, 34 + 24 * HOUR), Throttle::Go);
}

#[test]
fn signing_in_forgives_the_device_and_the_place_but_not_what_others_share() {
    let shared = |key: TryKey| -> Vec<Earlier> {
        let mut earlier: Vec<Earlier> = (0..200).map(|second| failed(key, second)).collect();
        earlier.push(Earlier { key, at: at(201), failed: false });
        earlier
    };
    assert_eq!(ask(true, &shared(TryKey::Device), 202), Throttle::Go);
    assert_eq!(ask(false, &shared(TryKey::Place), 202), Throttle::Go);
    assert!(matches!(ask(false, &shared(TryKey::Account), 202), Throttle::Wait { .. }));
    assert!(matches!(ask(false, &shared(TryKey::Network), 202), Throttle::Wait { .. }));
}

#[test]
fn ways_have_names_that_are_read_again() {
    for way in Way::ALL {
        assert_eq!(Way::parse(way.id()), Ok(*way));
    }
    assert!(Way::parse("magic").is_err());
}

/// A guesser who tries whenever they are let, for some days, each failure counted under every key of an unknown device.
fn guesses(keys: &[TryKey], days: i64) -> Vec<i64> {
    let mut earlier: Vec<Earlier> = Vec::new();
    let mut tries = Vec::new();
    let mut now = 0;
    while now < days * 24 * HOUR {
        match ask(false, &earlier, now) {
            Throttle::Go => {
                tries.push(now);
                earlier.extend(keys.iter().map(|key| failed(*key, now)));
                now += 1;
            }
            Throttle::Wait { until } => now = until.as_second() - at(0).as_second(),
        }
    }
    tries
}

fn most_in_a_day(tries: &[i64]) -> usize {
    tries.iter().map(|first| tries.iter().filter(|at| (*first..first + 24 * HOUR).contains(*at)).count()).max().unwrap()
}

#[test]
fn a_day_of_guessing_stays_below_a_hundred_from_however_many_places() {
    let here = most_in_a_day(&guesses(&[TryKey::Place, TryKey::Account, TryKey::Network], 4));
    assert!((20..=40).contains(&here), "from one place: {here}");
    // Each try from another place: only the count of the account holds them.
    let anywhere = most_in_a_day(&guesses(&[TryKey::Account], 4));
    assert!((60..100).contains(&anywhere), "from anywhere: {anywhere}");
    // One network, each try at another account.
    let network = most_in_a_day(&guesses(&[TryKey::Network], 4));
    assert!((100..150).contains(&network), "from one network: {network}");
}

fn key() -> impl Strategy<Value = TryKey> {
    prop::sample::select(vec![TryKey::Device, TryKey::Place, TryKey::Account, TryKey::Network])
}

fn tries() -> impl Strategy<Value = Vec<Earlier>> {
    let one = (key(), 0i64..100_000, prop::bool::weighted(0.9)).prop_map(|(key, seconds, failed)| Earlier { key, at: at(seconds), failed });
    prop::collection::vec(one, 0..300)
}

fn until(throttle: Throttle, now: i64) -> i64 {
    match throttle {
        Throttle::Go => now,
        Throttle::Wait { until } => until.as_second() - at(0).as_second(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_failure_elsewhere_ever_slows_a_known_device(earlier in tries(), more in prop::collection::vec((key(), 0i64..100_000), 0..500), now in 0i64..120_000) {
        let alone: Vec<Earlier> = earlier.iter().filter(|one| one.key == TryKey::Device).copied().collect();
        let others = more.into_iter().filter(|(key, _)| *key != TryKey::Device).map(|(key, seconds)| failed(key, seconds));
        let all: Vec<Earlier> = earlier.iter().copied().chain(others).collect();
        prop_assert_eq!(ask(true, &all, now), ask(true, &alone, now));
    }

    #[test]
    fn what_cannot_be_guessed_at_never_waits(earlier in tries(), known in any::<bool>(), now in 0i64..120_000) {
        for way in [Way::Passkey, Way::Organisation, Way::Demonstration] {
            prop_assert_eq!(throttle(&rule(), way, known, &earlier, at(now)), Throttle::Go);
        }
    }

    #[test]
    fn another_failure_never_shortens_a_wait(mut earlier in tries(), key in key(), when in 0i64..120_000, known in any::<bool>(), now in 0i64..120_000) {
        let before = until(ask(known, &earlier, now), now);
        earlier.push(failed(key, when));
        prop_assert!(until(ask(known, &earlier, now), now) >= before);
    }

    #[test]
    fn a_wait_ends_when_it_said_and_is_never_longer_than_the_longest(earlier in tries(), known in any::<bool>(), now in 0i64..120_000) {
        if let Throttle::Wait { until } = ask(known, &earlier, now) {
            let then = until.as_second() - at(0).as_second();
            prop_assert!(then > now && then - now <= i64::from(rule().longest_minutes) * 60);
            let past: Vec<Earlier> = earlier.iter().filter(|one| one.at <= at(now)).copied().collect();
            if past.len() == earlier.len() {
                prop_assert_eq!(ask(known, &earlier, then), Throttle::Go);
            }
        }
    }

    #[test]
    fn the_order_in_which_tries_are_given_does_not_matter(earlier in tries(), known in any::<bool>(), now in 0i64..120_000) {
        let mut turned = earlier.clone();
        turned.reverse();
        prop_assert_eq!(ask(known, &earlier, now), ask(known, &turned, now));
    }
}
