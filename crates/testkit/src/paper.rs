//! A small strategic assessment that holds all that the law and the home-office layout ask for.

/// Its sections and its one figure, as a definition has them after its head. Narratives: `narrative/levels.md`, `why.md`, `rest.md`.
pub const SECTIONS: &str = r#"[[section]]
id = "analysis"
title = "Levels"
file = "narrative/levels.md"
components = ["levels", "change", "why", "plan-carried-out"]
subjects = ["crime", "anti-social-behaviour", "substance-misuse", "re-offending", "serious-violence"]

[[section]]
id = "why"
title = "Why it happened"
file = "narrative/why.md"

[[section]]
id = "executive-summary"
title = "Summary"
file = "narrative/rest.md"

[[section]]
id = "introduction"
title = "Introduction"
file = "narrative/rest.md"

[[section]]
id = "priorities"
title = "Priorities"
file = "narrative/rest.md"

[[section]]
id = "gaps"
title = "Gaps"
file = "narrative/rest.md"

[[section]]
id = "conclusion"
title = "Conclusion"
file = "narrative/rest.md"

[[figure]]
id = "asb"
title = "Anti-social behaviour"
names = ["anti-social behaviour"]
counts = { data_set = "key-figures", measure = "asb" }
"#;
