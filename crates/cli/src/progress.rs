//! A progress bar on a terminal; quiet everywhere else.

use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;

/// A bar over `bytes`, or one that draws nothing where stderr is not a terminal.
pub fn bar(bytes: u64, words: String) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(bytes);
    if let Ok(style) = ProgressStyle::with_template("{msg} [{bar:30}] {bytes} of {total_bytes}, {eta} left") {
        bar.set_style(style.progress_chars("=> "));
    }
    bar.set_message(words);
    bar
}
