//! Outlines: GeoJSON, a Shapefile with its companions, or a GeoPackage.

use super::{Draft, ImportOptions, Source, read_options};
use crate::House;
use base::Result;
use intake::boundaries::{self, NamedBytes};
use intake::container::Content;
use std::path::{Path, PathBuf};
use vault::read_whole;

/// The largest file of outlines read whole, in bytes.
const LARGEST_OUTLINES: u64 = 2 << 30;

/// The file and, beside a `.shp`, its `.dbf`, `.shx` and `.prj`: together they are one extract.
pub(super) fn companions(path: &Path) -> Vec<PathBuf> {
    let mut paths = vec![path.to_path_buf()];
    let is_shapefile = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("shp"));
    if is_shapefile {
        let beside = ["dbf", "DBF", "prj", "PRJ", "cpg"].map(|e| path.with_extension(e));
        paths.extend(beside.into_iter().filter(|p| p.is_file()));
    }
    paths
}

pub(super) async fn read(house: &House, source: &Source, options: &ImportOptions) -> Result<Draft> {
    let read_options = read_options(house, options)?;
    let mut files = Vec::new();
    for path in &source.paths {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        files.push(NamedBytes { name, bytes: read_whole(path, LARGEST_OUTLINES)? });
    }
    let is_database = files.first().is_some_and(|f| Content::of(&f.bytes) == Content::Sqlite);
    let parsed = if is_database {
        let layer = store::geopackage::read(source.path()).await?;
        let file = source.file.clone();
        crate::house::off_the_runtime(move || boundaries::from_rows(&file, &layer.columns, layer.srs_id, layer.rows, &read_options)).await?
    } else {
        crate::house::off_the_runtime(move || boundaries::parse(&files, &read_options)).await?
    };
    super::tables::keep(house, source, options, parsed).await
}
