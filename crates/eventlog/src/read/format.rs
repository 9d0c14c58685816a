//! Formats by the endings of names.

/// A format of event logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// XES.
    Xes,
    /// CSV.
    Csv,
    /// Parquet.
    Parquet,
    /// OCEL 2.0 JSON.
    OcelJson,
    /// OCEL 2.0 XML.
    OcelXml,
    /// OCEL 2.0 `SQLite`.
    OcelSqlite,
}

/// The endings and what they mean, the longer ones first.
const ENDINGS: [(&str, Format); 14] = [
    (".ocel.json", Format::OcelJson),
    (".jsonocel", Format::OcelJson),
    (".json", Format::OcelJson),
    (".ocel.xml", Format::OcelXml),
    (".xmlocel", Format::OcelXml),
    (".xml", Format::OcelXml),
    (".xes", Format::Xes),
    (".csv", Format::Csv),
    (".tsv", Format::Csv),
    (".txt", Format::Csv),
    (".parquet", Format::Parquet),
    (".ocel.sqlite", Format::OcelSqlite),
    (".sqlite", Format::OcelSqlite),
    (".db", Format::OcelSqlite),
];

impl Format {
    /// The format that a file's name tells, and whether it tells gzip; `None` for endings of other things.
    ///
    /// ```
    /// use eventlog::read::Format;
    /// assert_eq!(Format::of_name("permits.XES.gz"), Some((Format::Xes, true)));
    /// assert_eq!(Format::of_name("permits.jsonocel"), Some((Format::OcelJson, false)));
    /// assert_eq!(Format::of_name("permits.pdf"), None);
    /// ```
    pub fn of_name(name: &str) -> Option<(Self, bool)> {
        let name = name.to_ascii_lowercase();
        let (name, gzip) = match name.strip_suffix(".gz") {
            Some(name) => (name, true),
            None => (&*name, false),
        };
        ENDINGS
            .iter()
            .find(|(ending, _)| name.ends_with(ending))
            .map(|&(_, format)| (format, gzip))
    }

    /// Whether it holds events of many objects instead of cases.
    pub fn is_object_centric(self) -> bool {
        matches!(self, Self::OcelJson | Self::OcelXml | Self::OcelSqlite)
    }
}
