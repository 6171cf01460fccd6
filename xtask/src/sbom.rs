//! The bill of materials of the program, as `CycloneDX` 1.6: every crate that is compiled into it or builds it, from what cargo
//! resolved, and the packages whose styles, scripts and fonts it holds, from the lock file of npm.

#![expect(clippy::indexing_slicing, reason = "a name that a JSON value does not hold reads as null, and is made when it is written")]

use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

/// The program.
const PROGRAM: &str = "wardmote";
/// npm packages that build the assets and stand in none.
const TOOLS: [&str; 2] = ["esbuild", "sass"];

/// The bill for a target such as `x86_64-unknown-linux-gnu`; for all at once where none is named.
pub fn bill(root: &Path, target: Option<&str>) -> Result<String, String> {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(root).args(["metadata", "--format-version", "1", "--locked"]);
    if let Some(target) = target {
        cargo.args(["--filter-platform", target]);
    }
    let answer = cargo.output().map_err(|e| format!("cargo could not be run: {e}"))?;
    if !answer.status.success() {
        return Err(format!("cargo metadata failed: {}", String::from_utf8_lossy(&answer.stderr).trim()));
    }
    let read = |name: &str| std::fs::read_to_string(root.join(name)).map_err(|e| format!("`{name}` can't be read: {e}"));
    let metadata: Value = serde_json::from_slice(&answer.stdout).map_err(|e| format!("cargo metadata can't be read: {e}"))?;
    let npm: Value = serde_json::from_str(&read("package-lock.json")?).map_err(|e| format!("package-lock.json can't be read: {e}"))?;
    let bill = of(&metadata, &checksums(&read("Cargo.lock")?), &npm)?;
    serde_json::to_string_pretty(&bill).map(|text| text + "\n").map_err(|e| e.to_string())
}

/// The checksums of crates by name and version.
fn checksums(lock: &str) -> BTreeMap<(String, String), String> {
    let table = lock.parse::<toml::Table>().unwrap_or_default();
    let packages = table.get("package").and_then(toml::Value::as_array).cloned().unwrap_or_default();
    let said = |package: &toml::Value, key: &str| package.get(key).and_then(toml::Value::as_str).map(str::to_owned);
    packages.iter().filter_map(|package| Some(((said(package, "name")?, said(package, "version")?), said(package, "checksum")?))).collect()
}

fn of(metadata: &Value, checksums: &BTreeMap<(String, String), String>, npm: &Value) -> Result<Value, String> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let packages: BTreeMap<String, Value> =
        list(&metadata["packages"]).into_iter().map(|package| (text(&package["id"]), package)).collect();
    let nodes: BTreeMap<String, Vec<String>> =
        list(&metadata["resolve"]["nodes"]).iter().map(|node| (text(&node["id"]), shipped(node))).collect();
    let program = packages.values().find(|package| package["name"] == PROGRAM).ok_or("there is no program")?;

    // What the program needs, and what that needs.
    let (mut reached, mut waiting) = (BTreeSet::new(), vec![text(&program["id"])]);
    while let Some(id) = waiting.pop() {
        if reached.insert(id.clone()) {
            waiting.extend(nodes.get(&id).into_iter().flatten().cloned());
        }
    }
    let purls: BTreeMap<&String, String> = reached.iter().filter_map(|id| Some((id, purl("cargo", packages.get(id)?)))).collect();
    let purl_of = |id: &String| purls.get(id).cloned();
    let mut components: Vec<Value> = reached
        .iter()
        .filter_map(|id| packages.get(id))
        .filter(|package| package["name"] != PROGRAM)
        .map(|package| component(package, checksums))
        .collect();
    let mut dependencies: Vec<Value> = reached
        .iter()
        .filter_map(|id| {
            let mut needs: Vec<String> = nodes.get(id).into_iter().flatten().filter_map(purl_of).collect();
            needs.sort_unstable();
            needs.dedup();
            Some(json!({ "ref": purl_of(id)?, "dependsOn": needs }))
        })
        .collect();
    let assets = assets(npm);
    if let Some(own) = dependencies.iter_mut().find(|one| Some(text(&one["ref"])) == purl_of(&text(&program["id"])))
        && let Some(needs) = own["dependsOn"].as_array_mut()
    {
        needs.extend(assets.iter().map(|asset| asset["bom-ref"].clone()));
    }
    dependencies.extend(assets.iter().map(|asset| json!({ "ref": asset["bom-ref"], "dependsOn": [] })));
    components.extend(assets);
    components.sort_by_key(|one| text(&one["bom-ref"]));
    dependencies.sort_by_key(|one| text(&one["ref"]));
    let own = purl("cargo", program);
    Ok(json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": PROGRAM,
                "version": program["version"],
                "licenses": licences(program),
                "purl": own,
            },
        },
        "components": components,
        "dependencies": dependencies,
    }))
}

/// What a crate needs to be compiled and built: what only its tests need is not shipped.
fn shipped(node: &Value) -> Vec<String> {
    let needs = node["deps"].as_array().cloned().unwrap_or_default();
    let is_shipped = |need: &Value| need["dep_kinds"].as_array().is_some_and(|kinds| kinds.iter().any(|kind| kind["kind"] != "dev"));
    needs.iter().filter(|need| is_shipped(need)).map(|need| text(&need["pkg"])).collect()
}

fn component(package: &Value, checksums: &BTreeMap<(String, String), String>) -> Value {
    let purl = purl("cargo", package);
    let mut component = json!({
        "type": "library",
        "bom-ref": purl,
        "name": package["name"],
        "version": package["version"],
        "scope": "required",
        "licenses": licences(package),
        "purl": purl,
    });
    if let Some(checksum) = checksums.get(&(text(&package["name"]), text(&package["version"]))) {
        component["hashes"] = json!([{ "alg": "SHA-256", "content": checksum }]);
    }
    if let Some(repository) = package["repository"].as_str().filter(|address| address.starts_with("https://")) {
        component["externalReferences"] = json!([{ "type": "vcs", "url": repository }]);
    }
    component
}

/// Packages of npm whose content the program holds; those that build it are marked as left out.
fn assets(npm: &Value) -> Vec<Value> {
    let wanted: Vec<String> =
        npm["packages"][""]["devDependencies"].as_object().map(|all| all.keys().cloned().collect()).unwrap_or_default();
    wanted
        .iter()
        .map(|name| {
            let package = &npm["packages"][format!("node_modules/{name}")];
            let purl = format!("pkg:npm/{}@{}", name.replace('@', "%40"), text(&package["version"]));
            let scope = if TOOLS.contains(&name.as_str()) { "excluded" } else { "required" };
            let licences = licences(package);
            json!({ "type": "library", "bom-ref": purl, "name": name, "version": package["version"], "scope": scope, "licenses": licences, "purl": purl })
        })
        .collect()
}

/// An expression of SPDX; older crates write `MIT/Apache-2.0`.
fn licences(package: &Value) -> Value {
    package["license"].as_str().map_or_else(|| json!([]), |licence| json!([{ "expression": licence.replace('/', " OR ") }]))
}

fn purl(kind: &str, package: &Value) -> String {
    format!("pkg:{kind}/{}@{}", text(&package["name"]), text(&package["version"]).replace('+', "%2B"))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shipped_is_listed_and_what_only_tests_need_is_not() {
        let package = |name: &str| json!({ "id": name, "name": name, "version": "1.0.0+x", "license": "MIT/Apache-2.0" });
        let need = |name: &str, kind: Value| json!({ "pkg": name, "dep_kinds": [{ "kind": kind }] });
        let metadata = json!({
            "packages": [package("wardmote"), package("web"), package("serde"), package("cc"), package("proptest"), package("bench")],
            "resolve": { "nodes": [
                { "id": "wardmote", "deps": [need("web", Value::Null), need("proptest", json!("dev"))] },
                { "id": "web", "deps": [need("serde", Value::Null), need("cc", json!("build"))] },
                { "id": "serde", "deps": [] }, { "id": "cc", "deps": [] }, { "id": "proptest", "deps": [] },
                { "id": "bench", "deps": [need("proptest", Value::Null)] },
            ]},
        });
        let npm = json!({ "packages": {
            "": { "devDependencies": { "govuk-frontend": "6", "sass": "1" } },
            "node_modules/govuk-frontend": { "version": "6.6.0", "license": "MIT" },
            "node_modules/sass": { "version": "1.108.2", "license": "MIT" },
        }});
        let sums = checksums("[[package]]\nname = \"serde\"\nversion = \"1.0.0+x\"\nchecksum = \"abc\"\n");
        let bill = of(&metadata, &sums, &npm).unwrap();
        let names: Vec<String> = bill["components"].as_array().unwrap().iter().map(|one| text(&one["name"])).collect();
        assert_eq!(names, ["cc", "serde", "web", "govuk-frontend", "sass"]);
        let serde = &bill["components"][1];
        assert_eq!(serde["hashes"][0]["content"], "abc");
        assert_eq!(serde["purl"], "pkg:cargo/serde@1.0.0%2Bx");
        assert_eq!(serde["licenses"][0]["expression"], "MIT OR Apache-2.0");
        assert_eq!(bill["components"][4]["scope"], "excluded");
        let own = bill["dependencies"].as_array().unwrap().iter().find(|one| text(&one["ref"]).contains("wardmote")).unwrap();
        assert_eq!(own["dependsOn"], json!(["pkg:cargo/web@1.0.0%2Bx", "pkg:npm/govuk-frontend@6.6.0", "pkg:npm/sass@1.108.2"]));
    }
}
