//! Lists the files of `dist/` (made by `npm run build`) for `ui::assets`. Without the folder the list is empty.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let dist = root.join("../../dist");
    // An absent folder would make cargo run this script on each build: an empty one is the same and quieter.
    let _ = fs::create_dir_all(&dist);
    println!("cargo:rerun-if-changed={}", dist.display());
    println!("cargo:rerun-if-changed=build.rs");
    let mut files = Vec::new();
    gather(&dist, "", &mut files)?;
    files.sort();
    let mut source = String::from("pub(crate) static FILES: &[(&str, &str, &[u8])] = &[\n");
    for (name, path) in files {
        let bytes = fs::read(&path)?;
        let path = fs::canonicalize(&path)?;
        let _ = writeln!(source, "    ({name:?}, {:?}, include_bytes!({:?})),", hashed(&name, &bytes), path.display().to_string());
    }
    source.push_str("];\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("assets.rs"), source)
}

fn gather(folder: &Path, prefix: &str, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(()) };
    for entry in entries {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            gather(&entry.path(), &format!("{name}/"), files)?;
        } else {
            files.push((name, entry.path()));
        }
    }
    Ok(())
}

/// `app.css` → `app-0123456789abcdef.css`: 64-bit FNV-1a of the bytes, a name for caches and no proof of anything.
fn hashed(name: &str, bytes: &[u8]) -> String {
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    match name.rsplit_once('.') {
        Some((stem, ending)) => format!("{stem}-{hash:016x}.{ending}"),
        None => format!("{name}-{hash:016x}"),
    }
}
