//! The closed world in which Typst works: our templates, the caller's fonts, one JSON file and one picture. No disk, no network, no clock.

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use crate::DocumentError;

/// The documents we can set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Template {
    Receipt,
    Answer,
    Report,
    Certificate,
}

impl Template {
    fn path(self) -> &'static str {
        match self {
            Template::Receipt => "/receipt.typ",
            Template::Answer => "/answer.typ",
            Template::Report => "/report.typ",
            Template::Certificate => "/certificate.typ",
        }
    }
}

const SOURCES: [(&str, &str); 5] = [
    ("/common.typ", include_str!("../templates/common.typ")),
    ("/receipt.typ", include_str!("../templates/receipt.typ")),
    ("/answer.typ", include_str!("../templates/answer.typ")),
    ("/report.typ", include_str!("../templates/report.typ")),
    (
        "/certificate.typ",
        include_str!("../templates/certificate.typ"),
    ),
];

/// Typst interns every path for the life of the process, so only these constant paths are ever used.
fn id(path: &'static str) -> Result<FileId, DocumentError> {
    let path = VirtualPath::new(path).map_err(|e| DocumentError::Internal {
        message: e.to_string(),
    })?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

/// What is the same for every document: the library, the parsed templates and the fonts.
pub(crate) struct Prepared {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    sources: Vec<Source>,
    data: FileId,
    picture: FileId,
}

impl Prepared {
    pub(crate) fn new(fonts: &[Bytes]) -> Result<Prepared, DocumentError> {
        let mut loaded = Vec::new();
        for (index, bytes) in fonts.iter().enumerate() {
            let before = loaded.len();
            loaded.extend(Font::iter(bytes.clone()));
            if loaded.len() == before {
                return Err(DocumentError::Font { index });
            }
        }
        loaded.extend(
            typst_assets::fonts()
                .flat_map(|bytes| Font::iter(Bytes::new(bytes)))
                .filter(|font| {
                    let info = font.info();
                    info.family == MONOSPACE
                }),
        );
        let sources = SOURCES
            .iter()
            .map(|(path, text)| Ok(Source::new(id(path)?, (*text).to_owned())))
            .collect::<Result<_, DocumentError>>()?;
        Ok(Prepared {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&loaded)),
            fonts: loaded,
            sources,
            data: id("/data.json")?,
            picture: id("/qr.svg")?,
        })
    }

    /// Whether any loaded font has a glyph for the character.
    pub(crate) fn covers(&self, c: char) -> bool {
        self.fonts
            .iter()
            .any(|font| font.info().coverage.contains(c as u32))
    }
}

/// Latin monospaced face for codes and proofs, from Typst's own assets.
const MONOSPACE: &str = "DejaVu Sans Mono";

/// One document being made.
pub(crate) struct Job<'a> {
    prepared: &'a Prepared,
    main: FileId,
    data: Bytes,
    picture: Option<Bytes>,
}

impl<'a> Job<'a> {
    pub(crate) fn new(
        prepared: &'a Prepared,
        template: Template,
        data: Vec<u8>,
        picture: Option<String>,
    ) -> Result<Job<'a>, DocumentError> {
        Ok(Job {
            prepared,
            main: id(template.path())?,
            data: Bytes::new(data),
            picture: picture.map(|svg| Bytes::new(svg.into_bytes())),
        })
    }
}

impl World for Job<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.prepared.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.prepared.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.prepared
            .sources
            .iter()
            .find(|s| s.id() == id)
            .cloned()
            .ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.prepared.data {
            return Ok(self.data.clone());
        }
        self.picture
            .clone()
            .filter(|_| id == self.prepared.picture)
            .ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.prepared.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        // Dates come with the data; a template that asks for today fails in tests.
        None
    }
}
