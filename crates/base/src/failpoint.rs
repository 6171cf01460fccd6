//! Named places at which a test may kill the process, to prove that nothing is half-kept.

/// Ends the process at once, as a power cut would, when `WARDMOTE_FAILPOINT` holds `name`.
///
/// Only debug builds look; in a release build this is nothing.
#[inline]
pub fn failpoint(name: &str) {
    #[cfg(debug_assertions)]
    if std::env::var_os("WARDMOTE_FAILPOINT").is_some_and(|wanted| wanted == name) {
        std::process::abort();
    }
    #[cfg(not(debug_assertions))]
    let _ = name;
}
