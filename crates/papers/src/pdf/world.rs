//! What Typst may see: one fixed template, one data file, the typefaces in the binary. No disk, network or clock.

use std::sync::LazyLock;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt as _, World};

/// The typefaces: those of `dist/fonts` first, then Typst's own.
struct Faces {
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

static FACES: LazyLock<Faces> = LazyLock::new(|| {
    #[expect(clippy::case_sensitive_file_extension_comparisons, reason = "the build script gives these names, always in lower case")]
    let ours = ui::assets::names("fonts/").filter(|name| name.ends_with(".ttf")).filter_map(ui::assets::get);
    let fonts: Vec<Font> = ours.chain(typst_assets::fonts()).flat_map(|data| Font::iter(Bytes::new(data))).collect();
    Faces { book: LazyHash::new(FontBook::from_fonts(&fonts)), fonts }
});

/// Whether any typeface can show a character: PDF/UA allows none that can't be shown.
pub(super) fn can_show(c: char) -> bool {
    FACES.fonts.iter().any(|font| font.info().coverage.contains(u32::from(c)))
}

/// One paper's world.
pub(super) struct Desk {
    main: Source,
    data: Bytes,
    data_id: FileId,
}

impl Desk {
    /// A world of the fixed template and `data`, JSON the template reads as `paper.json`.
    pub(super) fn new(template: &'static str, data: Vec<u8>) -> Option<Self> {
        let file = |name: &str| VirtualPath::new(name).ok().map(|path| RootedPath::new(VirtualRoot::Project, path).intern());
        Some(Self { main: Source::new(file("/main.typ")?, template.to_owned()), data: Bytes::new(data), data_id: file("/paper.json")? })
    }
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &FACES.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() { Ok(self.main.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.data_id { Ok(self.data.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        FACES.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
