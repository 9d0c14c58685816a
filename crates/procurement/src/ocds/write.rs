//! Writing a release package: how the program publishes its own tenders.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;

use super::release::Release;

/// Who publishes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Publisher<'a> {
    /// Name of the organisation.
    pub name: Cow<'a, str>,
    /// Its site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uri: Option<Cow<'a, str>>,
}

/// What a package says about itself; see the standard's
/// [release package](https://standard.open-contracting.org/1.1/en/schema/release_package/).
#[derive(Debug, Clone, PartialEq)]
pub struct Package<'a> {
    /// Address of the package.
    pub uri: Cow<'a, str>,
    /// When it was made, RFC 3339.
    pub published: Cow<'a, str>,
    /// Who made it.
    pub publisher: Publisher<'a>,
    /// Licence of the data.
    pub licence: Option<Cow<'a, str>>,
    /// Addresses of the schemas of the extensions used.
    pub extensions: Vec<Cow<'a, str>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Whole<'r, 'a> {
    uri: &'r str,
    version: &'static str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    extensions: &'r [Cow<'a, str>],
    published_date: &'r str,
    publisher: &'r Publisher<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    license: &'r Option<Cow<'a, str>>,
    releases: &'r [Release<'a>],
}

/// Writes a release package of OCDS 1.1.
///
/// ```
/// use procurement::ocds::{Id, Package, Publisher, Release, write_package};
/// let package = Package {
///     uri: "https://example.ir/ocds/1404.json".into(),
///     published: "2026-03-20T20:30:00Z".into(),
///     publisher: Publisher { name: "Golshahr".into(), uri: None },
///     licence: None,
///     extensions: vec![],
/// };
/// let release = Release { ocid: Some(Id::new("ocds-1-1")), ..Release::default() };
/// let mut out = Vec::new();
/// write_package(&mut out, &package, &[release])?;
/// assert!(String::from_utf8(out).unwrap().ends_with(r#""releases":[{"ocid":"ocds-1-1"}]}"#));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn write_package(
    out: impl Write,
    package: &Package<'_>,
    releases: &[Release<'_>],
) -> io::Result<()> {
    let whole = Whole {
        uri: &package.uri,
        version: "1.1",
        extensions: &package.extensions,
        published_date: &package.published,
        publisher: &package.publisher,
        license: &package.licence,
        releases,
    };
    serde_json::to_writer(out, &whole).map_err(io::Error::from)
}
