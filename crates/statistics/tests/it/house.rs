//! The crate keeps its own house: no transcendental function of the platform.

use std::path::Path;

#[test]
fn no_platform_dependent_float_function_is_called() {
    const BANNED: [&str; 22] = [
        "ln", "log", "log2", "log10", "ln_1p", "exp", "exp2", "exp_m1", "powf", "powi", "sin", "cos", "tan", "asin", "acos", "atan",
        "atan2", "sinh", "cosh", "tanh", "cbrt", "hypot",
    ];
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        files += 1;
        for name in BANNED {
            for call in [format!(".{name}("), format!("f64::{name}(")] {
                assert!(!text.contains(&call), "{} calls `{call}`: use `libm::`, which gives the same bits on any machine", path.display());
            }
        }
    }
    assert!(files >= 4);
}
