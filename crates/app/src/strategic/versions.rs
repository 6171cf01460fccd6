//! The versions of a paper: each with the texts, extracts and rules that it was frozen with, and two of them compared.

use super::outputs::frozen_outputs;
use super::paper::{DEFINITION, TextNow, bundle, gone, moment_of, paper, paths_of, read_definition, texts_at};
use super::stages::no_version;
use super::{Look, Looked, look};
use crate::registers::{body_of, load_of};
use crate::{House, Moment};
use base::{Result, Trouble};
use journal::{Body as _, Stamp};
use narrative::Bundle;
use narrative::living::{FigureChange, FigureSaid, PaperEntry, SectionChange, VersionEntry, compare_figures, compare_sections};
use papers::Document;
use std::collections::BTreeMap;
use store::FigureRecord;

/// A version with where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct VersionLine {
    /// The version.
    pub entry: VersionEntry,
    /// Where it stands, who froze it and when.
    pub stamp: Stamp,
}

/// A version as it was frozen.
#[derive(Debug, Clone, PartialEq)]
pub struct VersionPage {
    /// Its line.
    pub line: VersionLine,
    /// The paper.
    pub document: Document,
    /// The public summary.
    pub public: Option<Document>,
    /// Its figures.
    pub figures: Vec<FigureRecord>,
    /// The extracts that its figures rest on, each once.
    pub extracts: Vec<String>,
}

/// Which state of a paper is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WhichVersion<'a> {
    /// The paper.
    pub paper: &'a str,
    /// The version; nothing for the paper as it stands now.
    pub number: Option<u32>,
}

/// Two states of papers, compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// The texts; the definition first.
    pub sections: Vec<SectionChange>,
    /// The figures, those that differ first.
    pub figures: Vec<FigureChange>,
}

/// The versions of a paper, newest first.
pub async fn versions(house: &House, id: &str) -> Result<Vec<VersionLine>> {
    let kept = load_of::<VersionEntry>(house, &format!("{id}/")).await?;
    let mut lines: Vec<VersionLine> = kept.into_iter().map(|(entry, stamp)| VersionLine { entry, stamp }).collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.entry.number));
    Ok(lines)
}

async fn line(house: &House, id: &str, number: u32) -> Result<VersionLine> {
    versions(house, id).await?.into_iter().find(|line| line.entry.number == number).ok_or_else(|| no_version(id, number))
}

async fn definition_of(house: &House, version: &VersionEntry) -> Result<String> {
    let entry = house.store.entry(PaperEntry::REGISTER, &version.paper, Some(version.definition)).await?;
    let entry = entry.filter(|entry| entry.seq == version.definition).ok_or_else(|| gone(&version.paper, version.definition))?;
    Ok(body_of::<PaperEntry>(&entry)?.definition)
}

/// The files of a version, as they were.
pub async fn version_files(house: &House, version: &VersionEntry) -> Result<Bundle> {
    let texts = texts_at(house, &version.paper, &version.texts).await?;
    Ok(bundle(&definition_of(house, version).await?, &texts))
}

/// A version as it was frozen.
///
/// # Errors
/// `record-unknown` where there is none.
pub async fn version(house: &House, id: &str, number: u32) -> Result<VersionPage> {
    let line = line(house, id, number).await?;
    let figures = house.store.figures(line.entry.assessment).await?;
    let mut extracts: Vec<String> = figures.iter().flat_map(|figure| figure.extracts.iter().cloned()).collect();
    extracts.sort_unstable();
    extracts.dedup();
    let called = format!("Version {number}, {}", line.entry.stage.in_words());
    let document = Document { version: called.clone(), ..frozen_document(house, &line.entry).await? };
    let public: Option<Document> = line.entry.public.clone().map(serde_json::from_value).transpose().map_err(|error| {
        let message = format!("the public summary of version {number} of `{id}` can't be read: {error}");
        Trouble::failed("paper-unreadable", message, "use the version of wardmote that froze it, or a newer one")
    })?;
    let public = public.map(|public| Document { version: called, ..public });
    Ok(VersionPage { line, document, public, figures, extracts })
}

async fn frozen_document(house: &House, version: &VersionEntry) -> Result<Document> {
    let unreadable = |why: &str| {
        let message = format!("version {} of `{}` can't be read: {why}", version.number, version.paper);
        Trouble::failed("paper-unreadable", message, "run `wardmote check`")
    };
    let text = house.store.document(version.assessment).await?.ok_or_else(|| unreadable("its paper is not there"))?;
    serde_json::from_str(&text).map_err(|error| unreadable(&error.to_string()))
}

/// Every file of a version, from what was frozen.
pub async fn version_outputs(house: &House, moment: &Moment, id: &str, number: u32) -> Result<Vec<(String, Vec<u8>)>> {
    let page = version(house, id, number).await?;
    let files = version_files(house, &page.line.entry).await?;
    let how = Look { up_to: Some(page.line.entry.extracts), ..Look::draft() };
    let looked = look(house, &files, &moment_of(&page.line.entry, moment), &how).await?;
    // Whatever a newer program would make of it: what is given out is what was frozen.
    let tables = page.figures.iter().filter_map(super::packs::frozen_table).collect();
    let frozen =
        Looked { document: page.document, public: page.public, figures: page.figures, rules: page.line.entry.rules, tables, ..looked };
    frozen_outputs(house, &frozen).await
}

/// The texts and the figures of a state of a paper.
async fn state(house: &House, moment: &Moment, which: WhichVersion<'_>) -> Result<(Vec<(String, String)>, Vec<FigureSaid>)> {
    let (files, figures) = if let Some(number) = which.number {
        let line = line(house, which.paper, number).await?;
        (version_files(house, &line.entry).await?, house.store.figures(line.entry.assessment).await?)
    } else {
        let files = paper(house, which.paper).await?.bundle();
        let looked = look(house, &files, moment, &Look::draft()).await?;
        (files, looked.figures)
    };
    let definition = read_definition(&files.definition.text)?;
    let mut texts = vec![(DEFINITION.to_owned(), files.definition.text)];
    let mut narrative = files.narrative;
    texts.extend(paths_of(&definition).into_iter().filter_map(|path| Some((path.clone(), narrative.remove(&path)?))));
    Ok((texts, figures.iter().map(said).collect()))
}

fn said(figure: &FigureRecord) -> FigureSaid {
    let bare = |value: &serde_json::Value| value.as_str().map_or_else(|| steady(value).to_string(), str::to_owned);
    FigureSaid {
        id: figure.id.clone(),
        title: figure.title.clone(),
        unit: figure.unit.clone(),
        period: figure.period.clone(),
        value: figure.value.as_ref().or(figure.rows.as_ref()).map_or_else(String::new, bare),
        rules: figure.rules.clone(),
        extracts: figure.extracts.clone(),
    }
}

/// A value as far as the record keeps it for certain: the last place of a fraction may be another after it was written down and read.
fn steady(value: &serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Number(number) if number.is_f64() => {
            let rounded = number.as_f64().and_then(|exact| format!("{exact:.CERTAIN$e}").parse::<f64>().ok());
            rounded.map_or_else(|| value.clone(), Value::from)
        }
        Value::Array(values) => values.iter().map(steady).collect(),
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), steady(value))).collect(),
        _ => value.clone(),
    }
}

/// So many places behind the first are certain.
const CERTAIN: usize = 12;

/// Compares two states, of one paper or of two.
pub async fn compare(house: &House, moment: &Moment, from: WhichVersion<'_>, to: WhichVersion<'_>) -> Result<Compared> {
    let (then, then_figures) = state(house, moment, from).await?;
    let (now, now_figures) = state(house, moment, to).await?;
    Ok(Compared { sections: compare_sections(&then, &now), figures: compare_figures(&then_figures, &now_figures) })
}

/// The texts of a version, by path.
pub async fn version_texts(house: &House, version: &VersionEntry) -> Result<BTreeMap<String, TextNow>> {
    texts_at(house, &version.paper, &version.texts).await
}

#[cfg(test)]
mod tests {
    use super::steady;
    use serde_json::json;

    #[test]
    fn the_last_place_of_a_fraction_is_no_change() {
        let (then, now) = (json!([{ "share": 15.671_944_782_785_22, "n": 3 }]), json!([{ "share": 15.671_944_782_785_221, "n": 3 }]));
        assert_eq!(steady(&then).to_string(), steady(&now).to_string());
        assert_ne!(steady(&json!(1.5)), steady(&json!(1.6)));
        assert_eq!(steady(&json!(1650)).to_string(), "1650");
    }
}
