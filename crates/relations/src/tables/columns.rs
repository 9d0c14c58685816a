//! Which column holds what.

use thiserror::Error;

/// A field that a table can have: its name, the heads under which it is found, whether a table must have it.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Name for mappings.
    pub field: &'static str,
    /// Heads, in any spelling that folds to the same.
    pub heads: &'static [&'static str],
    /// Whether the table must have it.
    pub needed: bool,
}

/// Heads chosen by hand: (field, head).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mapping(pub Vec<(String, String)>);

impl Mapping {
    /// The heads are the usual ones.
    pub const fn usual() -> Self {
        Self(Vec::new())
    }

    /// Takes a field from the column of this head.
    #[must_use]
    pub fn with(mut self, field: &str, head: &str) -> Self {
        self.0.push((field.to_owned(), head.to_owned()));
        self
    }
}

/// Why a table cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MappingError {
    /// There is no head.
    #[error("the table is empty; its first row must hold the names of the columns")]
    NoHead,
    /// A field that this kind of table has not got.
    #[error("“{field}” is no field of this table; its fields are {fields}")]
    NoField {
        /// The field asked for.
        field: String,
        /// Those there are.
        fields: String,
    },
    /// A head that the table has not got.
    #[error("the table has no column “{head}”; it has {heads}")]
    NoColumn {
        /// The head asked for.
        head: String,
        /// Those there are.
        heads: String,
    },
    /// A needed field was not found.
    #[error(
        "no column holds “{field}”; name one of them {wanted}, or say which it is. The table has {heads}"
    )]
    Needed {
        /// The field.
        field: &'static str,
        /// Heads it is found under.
        wanted: String,
        /// Heads there are.
        heads: String,
    },
    /// Two columns hold one field.
    #[error(
        "the columns “{one}” and “{other}” both hold “{field}”; rename one, or say which it is"
    )]
    Twice {
        /// The field.
        field: &'static str,
        /// One head.
        one: String,
        /// The other.
        other: String,
    },
}

impl MappingError {
    /// The sentence in Persian.
    pub fn to_persian(&self) -> String {
        match self {
            Self::NoHead => "جدول خالی است؛ سطر نخست باید نام ستون‌ها باشد.".to_owned(),
            Self::NoField { field, fields } => {
                format!("«{field}» از فیلدهای این جدول نیست؛ فیلدها: {fields}")
            }
            Self::NoColumn { head, heads } => {
                format!("جدول ستون «{head}» ندارد؛ ستون‌های آن: {heads}")
            }
            Self::Needed {
                field,
                wanted,
                heads,
            } => format!(
                "ستونی برای «{field}» پیدا نشد؛ نام یکی از ستون‌ها را {wanted} بگذارید یا بگویید کدام ستون است. ستون‌های جدول: {heads}"
            ),
            Self::Twice { field, one, other } => format!(
                "ستون‌های «{one}» و «{other}» هر دو «{field}» را دارند؛ نام یکی را عوض کنید یا بگویید کدام است."
            ),
        }
    }
}

/// The columns of one table: for each field the place of its column.
pub(super) struct Columns {
    places: Vec<(&'static str, usize)>,
    heads: Vec<String>,
}

impl Columns {
    pub(super) fn find(
        head: &[String],
        columns: &'static [Column],
        mapping: &Mapping,
    ) -> Result<Self, MappingError> {
        let keys: Vec<String> = head.iter().map(|head| persian::search_key(head)).collect();
        let heads = || head.join(", ");
        let mut places = Vec::new();
        for (field, wanted) in &mapping.0 {
            let column = columns
                .iter()
                .find(|column| column.field == field)
                .ok_or_else(|| MappingError::NoField {
                    field: field.clone(),
                    fields: columns
                        .iter()
                        .map(|column| column.field)
                        .collect::<Vec<_>>()
                        .join(", "),
                })?;
            let key = persian::search_key(wanted);
            let place = keys.iter().position(|head| *head == key).ok_or_else(|| {
                MappingError::NoColumn {
                    head: wanted.clone(),
                    heads: heads(),
                }
            })?;
            places.push((column.field, place));
        }
        for column in columns {
            if places.iter().any(|(field, _)| *field == column.field) {
                continue;
            }
            let found: Vec<usize> = (0..keys.len())
                .filter(|place| {
                    !places.iter().any(|(_, taken)| taken == place)
                        && column
                            .heads
                            .iter()
                            .any(|head| persian::search_key(head) == keys[*place])
                })
                .collect();
            match found[..] {
                [] if column.needed => {
                    return Err(MappingError::Needed {
                        field: column.field,
                        wanted: column.heads.join(" / "),
                        heads: heads(),
                    });
                }
                [] => {}
                [place] => places.push((column.field, place)),
                [one, other, ..] => {
                    return Err(MappingError::Twice {
                        field: column.field,
                        one: head[one].clone(),
                        other: head[other].clone(),
                    });
                }
            }
        }
        Ok(Self {
            places,
            heads: head.to_vec(),
        })
    }

    pub(super) fn has(&self, field: &str) -> bool {
        self.places.iter().any(|(known, _)| *known == field)
    }

    /// The text of a field; empty where the column or the cell is missing.
    pub(super) fn cell<'c>(&self, field: &str, cells: &'c [String]) -> &'c str {
        self.places
            .iter()
            .find(|(known, _)| *known == field)
            .and_then(|(_, place)| cells.get(*place))
            .map_or("", |cell| cell.trim())
    }

    pub(super) fn head(&self, field: &str) -> String {
        self.places
            .iter()
            .find(|(known, _)| *known == field)
            .and_then(|(_, place)| self.heads.get(*place))
            .cloned()
            .unwrap_or_default()
    }
}
