//! The files of a paper, read from a folder.

use base::{Result, Trouble};
use narrative::{Bundle, Source, parse_definition};
use std::collections::BTreeMap;
use std::path::Path;

/// The longest file of a paper, in bytes: ten times the longest assessment we know.
const LONGEST: u64 = 4 << 20;

/// Reads a definition and the narrative files that it names.
///
/// # Errors
/// `definition-unreadable` where the definition can't be read, with each fault; `paper-file` where a file is not there, is not text, or lies
/// outside the definition's folder.
pub fn read_bundle(definition: &Path) -> Result<Bundle> {
    let name = definition.file_name().map_or_else(|| "assessment.toml".to_owned(), |name| name.to_string_lossy().into_owned());
    let source = Source { path: name, text: read(definition)? };
    let plan = parse_definition(&source).map_err(|faults| super::faults::unreadable(&faults))?;
    let folder = definition.parent().unwrap_or_else(|| Path::new(""));
    let mut narrative = BTreeMap::new();
    let named = plan.sections.iter().map(|section| section.file.as_str()).chain(std::iter::once(plan.public.as_str()));
    for file in named.filter(|file| !file.is_empty()) {
        let inside = Path::new(file).components().all(|part| matches!(part, std::path::Component::Normal(_)));
        if !inside {
            return Err(Trouble::refused(
                "paper-file",
                format!("`{file}` lies outside the folder of the definition"),
                "name a file below it, such as `narrative/summary.md`",
            ));
        }
        narrative.insert(file.to_owned(), read(&folder.join(file))?);
    }
    Ok(Bundle { definition: source, narrative })
}

fn read(path: &Path) -> Result<String> {
    let shown = path.display();
    let refused = |why: String| Trouble::refused("paper-file", format!("`{shown}` cannot be read: {why}"), "give a text file in UTF-8");
    let bytes = vault::read_whole(path, LONGEST).map_err(|trouble| refused(trouble.message))?;
    String::from_utf8(bytes).map_err(|_| refused("it is not UTF-8".to_owned()))
}
