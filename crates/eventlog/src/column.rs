//! Attribute columns with a missing state, and tables of them.

use crate::names::Names;

/// The id that stands for "missing" in a [`TextColumn`].
pub const MISSING_ID: u32 = u32::MAX;
/// The value that stands for "missing" in integer and date columns.
pub const MISSING_NUMBER: i64 = i64::MIN;

/// One attribute value of one event or case.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// XES `string` and `id`; CSV text.
    Text(&'a str),
    /// XES `int`.
    Integer(i64),
    /// XES `float`.
    Float(f64),
    /// XES `boolean`.
    Boolean(bool),
    /// XES `date`: microseconds since 1970-01-01T00:00:00Z.
    Date(i64),
}

impl Value<'_> {
    /// What kind of value it is.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Text(_) => Kind::Text,
            Self::Integer(_) => Kind::Integer,
            Self::Float(_) => Kind::Float,
            Self::Boolean(_) => Kind::Boolean,
            Self::Date(_) => Kind::Date,
        }
    }
}

impl std::fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Integer(number) => write!(f, "{number}"),
            Self::Float(number) => write!(f, "{number}"),
            Self::Boolean(yes) => write!(f, "{yes}"),
            Self::Date(at) => f.write_str(&crate::to_rfc3339(*at)),
        }
    }
}

/// Texts as numbers into a dictionary; [`MISSING_ID`] where there is none.
#[derive(Clone, Debug, Default)]
pub struct TextColumn {
    /// One entry for each row.
    pub ids: Vec<u32>,
    /// The dictionary. It may hold names that no row uses any more (those of refused events).
    pub names: Names,
}

impl TextColumn {
    /// The text of `row`, if it has one.
    pub fn get(&self, row: usize) -> Option<&str> {
        match self.ids[row] {
            MISSING_ID => None,
            id => Some(self.names.get(id)),
        }
    }

    /// How many different texts the rows hold.
    pub fn distinct(&self) -> usize {
        let mut used = vec![false; self.names.len()];
        let mut found = 0;
        for ids in self.ids.chunks(4096) {
            for &id in ids.iter().filter(|&&id| id != MISSING_ID) {
                found += usize::from(!used[id as usize]);
                used[id as usize] = true;
            }
            // Mostly every name is used, and the first rows show it.
            if found == used.len() {
                break;
            }
        }
        found
    }
}

/// The kind of the values of an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// Whole numbers of 64 bits.
    Integer,
    /// Numbers.
    Float,
    /// True or false.
    Boolean,
    /// Times.
    Date,
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Text => "text",
            Self::Integer => "whole numbers",
            Self::Float => "numbers",
            Self::Boolean => "true or false",
            Self::Date => "times",
        })
    }
}

/// The values of one attribute, one for each row (event or case).
#[derive(Clone, Debug)]
pub enum Column {
    /// Texts.
    Text(TextColumn),
    /// Whole numbers; [`MISSING_NUMBER`] where there is none.
    Integer(Vec<i64>),
    /// Numbers; NaN where there is none.
    Float(Vec<f64>),
    /// 1 true, 0 false, 2 missing.
    Boolean(Vec<u8>),
    /// Microseconds since 1970-01-01T00:00:00Z; [`MISSING_NUMBER`] where there is none.
    Date(Vec<i64>),
}

/// Runs the same expression on the vector of whichever kind the column is.
macro_rules! each_kind {
    ($column:expr, $rows:ident, $missing:ident => $do:expr) => {
        match $column {
            Column::Text(TextColumn { ids: $rows, .. }) => {
                let $missing = MISSING_ID;
                $do
            }
            Column::Integer($rows) | Column::Date($rows) => {
                let $missing = MISSING_NUMBER;
                $do
            }
            Column::Float($rows) => {
                let $missing = f64::NAN;
                $do
            }
            Column::Boolean($rows) => {
                let $missing = 2_u8;
                $do
            }
        }
    };
}

impl Column {
    /// An empty column for values of this kind.
    pub(crate) fn new(kind: Kind) -> Self {
        match kind {
            Kind::Text => Self::Text(TextColumn::default()),
            Kind::Integer => Self::Integer(Vec::new()),
            Kind::Float => Self::Float(Vec::new()),
            Kind::Boolean => Self::Boolean(Vec::new()),
            Kind::Date => Self::Date(Vec::new()),
        }
    }

    /// What kind of values the column has.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Text(_) => Kind::Text,
            Self::Integer(_) => Kind::Integer,
            Self::Float(_) => Kind::Float,
            Self::Boolean(_) => Kind::Boolean,
            Self::Date(_) => Kind::Date,
        }
    }

    /// How many rows the column has.
    pub fn len(&self) -> usize {
        each_kind!(self, rows, _missing => rows.len())
    }

    /// Whether the column has no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value of `row`, if it has one.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn get(&self, row: usize) -> Option<Value<'_>> {
        match self {
            Self::Text(column) => column.get(row).map(Value::Text),
            Self::Integer(rows) => (rows[row] != MISSING_NUMBER).then(|| Value::Integer(rows[row])),
            Self::Float(rows) => (!rows[row].is_nan()).then(|| Value::Float(rows[row])),
            Self::Boolean(rows) => (rows[row] < 2).then(|| Value::Boolean(rows[row] == 1)),
            Self::Date(rows) => (rows[row] != MISSING_NUMBER).then(|| Value::Date(rows[row])),
        }
    }

    /// Bytes on the heap, the dictionary of a text column included.
    pub fn heap_bytes(&self) -> usize {
        let names = self.as_text().map_or(0, |text| text.names.heap_bytes());
        names + each_kind!(self, rows, _missing => vec_bytes(rows))
    }

    /// The texts, if the column is one of texts.
    pub fn as_text(&self) -> Option<&TextColumn> {
        match self {
            Self::Text(column) => Some(column),
            _ => None,
        }
    }

    /// The same column with other rows: row i of the result is `rows[i]` of this one, missing for `None`.
    #[must_use]
    pub fn gather(&self, rows: impl Iterator<Item = Option<usize>>) -> Self {
        fn pick<T: Copy>(
            from: &[T],
            rows: impl Iterator<Item = Option<usize>>,
            missing: T,
        ) -> Vec<T> {
            rows.map(|row| row.map_or(missing, |row| from[row]))
                .collect()
        }
        match self {
            Self::Text(column) => Self::Text(TextColumn {
                ids: pick(&column.ids, rows, MISSING_ID),
                names: column.names.clone(),
            }),
            Self::Integer(from) => Self::Integer(pick(from, rows, MISSING_NUMBER)),
            Self::Float(from) => Self::Float(pick(from, rows, f64::NAN)),
            Self::Boolean(from) => Self::Boolean(pick(from, rows, 2)),
            Self::Date(from) => Self::Date(pick(from, rows, MISSING_NUMBER)),
        }
    }

    /// Sets `row`, padding with "missing" up to it; a later value of the same row replaces the earlier one.
    pub(crate) fn put(&mut self, row: usize, value: Value<'_>) {
        fn set<T: Copy>(rows: &mut Vec<T>, row: usize, value: T, missing: T) {
            if rows.len() <= row {
                rows.resize(row, missing);
                rows.push(value);
            } else {
                rows[row] = value;
            }
        }
        match (&mut *self, value) {
            (Self::Text(column), Value::Text(text)) => {
                let id = column.names.intern(text);
                set(&mut column.ids, row, id, MISSING_ID);
            }
            (Self::Integer(rows), Value::Integer(number)) => {
                set(rows, row, number, MISSING_NUMBER);
            }
            (Self::Float(rows), Value::Float(number)) => set(rows, row, number, f64::NAN),
            (Self::Float(rows), Value::Integer(number)) => set(rows, row, number as f64, f64::NAN),
            (Self::Boolean(rows), Value::Boolean(yes)) => set(rows, row, u8::from(yes), 2),
            (Self::Date(rows), Value::Date(at)) => set(rows, row, at, MISSING_NUMBER),
            (Self::Text(_), other) => self.put(row, Value::Text(&other.to_string())),
            (Self::Integer(rows), Value::Float(_)) => {
                let missing = |n: &i64| *n == MISSING_NUMBER;
                *self = Self::Float(
                    rows.iter()
                        .map(|n| if missing(n) { f64::NAN } else { *n as f64 })
                        .collect(),
                );
                self.put(row, value);
            }
            // A key whose type differs from one element to the next becomes text, so that nothing is lost.
            _ => {
                self.make_text();
                self.put(row, value);
            }
        }
    }

    /// Turns the column into one of texts.
    pub(crate) fn make_text(&mut self) {
        if matches!(self, Self::Text(_)) {
            return;
        }
        let mut text = TextColumn::default();
        for row in 0..self.len() {
            let id = self
                .get(row)
                .map(|value| text.names.intern(&value.to_string()));
            text.ids.push(id.unwrap_or(MISSING_ID));
        }
        *self = Self::Text(text);
    }

    /// Cuts or pads the column to `rows` rows.
    pub(crate) fn resize(&mut self, rows: usize) {
        each_kind!(self, values, missing => values.resize(rows, missing));
    }

    /// Gives back memory kept for further rows.
    pub(crate) fn shrink(&mut self) {
        each_kind!(self, values, _missing => values.shrink_to_fit());
    }

    pub(crate) fn truncate(&mut self, rows: usize) {
        each_kind!(self, values, _missing => values.truncate(rows));
    }

    /// Puts the rows into another order: row i of the result is `order[i]` of this one.
    pub(crate) fn reorder(&mut self, order: &[u32]) {
        each_kind!(self, rows, _missing => *rows = order.iter().map(|&row| rows[row as usize]).collect());
    }

    /// A text column whose every value is of one kind becomes a column of that kind; used for CSV, which has no types.
    /// Codes such as `00123` and empty columns stay text.
    pub(crate) fn infer(&mut self) {
        let Self::Text(column) = self else { return };
        if column.names.is_empty() {
            return;
        }
        let names = &column.names;
        let kind = inferred_kind(&names.iter());
        *self = match kind {
            Kind::Text => return,
            Kind::Integer => Self::Integer(replace(
                column,
                MISSING_NUMBER,
                names.iter().map(plain_integer),
            )),
            Kind::Float => Self::Float(replace(column, f64::NAN, names.iter().map(plain_float))),
            Kind::Boolean => {
                let flag = |text: &str| plain_boolean(text).map(u8::from);
                Self::Boolean(replace(column, 2, names.iter().map(flag)))
            }
            Kind::Date => Self::Date(replace(
                column,
                MISSING_NUMBER,
                names.iter().map(plain_date),
            )),
        };
    }
}

/// Bytes that a vector holds on the heap.
pub(crate) fn vec_bytes<T>(vector: &Vec<T>) -> usize {
    vector.capacity() * size_of::<T>()
}

/// Every row's text as the value that its dictionary entry stands for.
fn replace<T: Copy>(
    column: &TextColumn,
    missing: T,
    values: impl Iterator<Item = Option<T>>,
) -> Vec<T> {
    let values: Vec<T> = values.map(|value| value.unwrap_or(missing)).collect();
    let value = |&id: &u32| values.get(id as usize).copied().unwrap_or(missing);
    column.ids.iter().map(value).collect()
}

/// What a reader of untyped text takes these texts for.
pub(crate) fn inferred_kind<'a>(texts: &(impl Iterator<Item = &'a str> + Clone)) -> Kind {
    let all = |is: fn(&str) -> bool| texts.clone().all(is);
    if all(|text| plain_integer(text).is_some()) {
        Kind::Integer
    } else if all(|text| plain_float(text).is_some()) {
        Kind::Float
    } else if all(|text| plain_boolean(text).is_some()) {
        Kind::Boolean
    } else if all(|text| plain_date(text).is_some()) {
        Kind::Date
    } else {
        Kind::Text
    }
}

fn plain_boolean(text: &str) -> Option<bool> {
    match text {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// A full RFC 3339 time with its offset and at most microseconds, so that nothing but the offset is lost.
fn plain_date(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    let clock = bytes.get(19..)?;
    let fraction = match clock.strip_prefix(b".") {
        Some(digits) => {
            1 + digits
                .iter()
                .take_while(|byte| byte.is_ascii_digit())
                .count()
        }
        None => 0,
    };
    let offset = &clock[fraction..];
    let full = bytes[4] == b'-' && bytes[10] == b'T' && bytes[16] == b':' && fraction <= 7;
    let told = offset == b"Z" || (offset.len() == 6 && offset[3] == b':');
    (full && told)
        .then(|| crate::parse_timestamp(text, 0))
        .flatten()
}

/// A whole number written the one way a program would write it, so that the text can be had back.
fn plain_integer(text: &str) -> Option<i64> {
    let number: i64 = text.parse().ok()?;
    (number != MISSING_NUMBER && number.to_string() == text).then_some(number)
}

fn plain_float(text: &str) -> Option<f64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let code = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
    let plain = !code
        && digits
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b".eE-+".contains(&byte));
    plain
        .then(|| text.parse().ok())
        .flatten()
        .filter(|number: &f64| number.is_finite())
}

/// The attribute columns of events or of cases, found by key.
#[derive(Clone, Debug, Default)]
pub struct Attributes {
    keys: Names,
    columns: Vec<Option<Column>>,
    /// For each column the one that followed it last time: writers keep an order, so this guess spares the hashing.
    next: Vec<u32>,
    previous: u32,
}

impl Attributes {
    /// The column with this key, if the log has one.
    pub fn get(&self, key: &str) -> Option<&Column> {
        let id = self.keys.find(key)?;
        self.columns[id as usize].as_ref()
    }

    /// All keys with their columns, in the order they were first met.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Column)> {
        self.keys
            .iter()
            .zip(&self.columns)
            .filter_map(|(key, column)| Some((key, column.as_ref()?)))
    }

    /// How many keys are known.
    pub fn len(&self) -> usize {
        self.columns.iter().flatten().count()
    }

    /// Whether there are no attributes.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes on the heap: keys, rows and dictionaries.
    pub fn heap_bytes(&self) -> usize {
        let columns: usize = self.columns.iter().flatten().map(Column::heap_bytes).sum();
        self.keys.heap_bytes() + vec_bytes(&self.columns) + vec_bytes(&self.next) + columns
    }

    /// The number of the column with this key, a new one if needed; `None` when `limit` columns exist already.
    pub(crate) fn slot(&mut self, key: &str, limit: usize) -> Option<u32> {
        if let Some(&guess) = self.next.get(self.previous as usize)
            && (guess as usize) < self.keys.len()
            && self.keys.get(guess) == key
        {
            self.previous = guess;
            return Some(guess);
        }
        if self.keys.len() >= limit && self.keys.find(key).is_none() {
            return None;
        }
        let slot = self.keys.intern(key);
        if slot as usize == self.columns.len() {
            self.columns.push(None);
            self.next.push(0);
        }
        self.next[self.previous as usize] = slot;
        self.previous = slot;
        Some(slot)
    }

    /// The number of the column with this key, if there is one.
    pub(crate) fn find(&self, key: &str) -> Option<u32> {
        self.keys.find(key)
    }

    /// The key of the column of this number.
    pub(crate) fn key(&self, slot: u32) -> &str {
        self.keys.get(slot)
    }

    pub(crate) fn put(&mut self, slot: u32, row: usize, value: Value<'_>) {
        self.columns[slot as usize]
            .get_or_insert_with(|| Column::new(value.kind()))
            .put(row, value);
    }

    /// The column of this number, once it has a value.
    #[inline]
    pub(crate) fn column(&self, slot: u32) -> Option<&Column> {
        self.columns[slot as usize].as_ref()
    }

    /// Moves the values of row `from`, the last one, to an earlier row, as far as that has none; gives the keys whose values differ.
    pub(crate) fn join_rows(&mut self, from: usize, into: usize) -> Vec<String> {
        let mut differing = Vec::new();
        for (key, column) in self.keys.iter().zip(&mut self.columns) {
            let Some(column) = column.as_mut().filter(|column| column.len() > from) else {
                continue;
            };
            match (column.get(into), column.get(from)) {
                (_, None) => {}
                (None, Some(_)) => each_kind!(column, rows, _missing => rows[into] = rows[from]),
                (old, new) if old == new => {}
                _ => differing.push(key.to_owned()),
            }
        }
        differing
    }

    /// Whether `row` of this column is still without a value.
    pub(crate) fn is_missing(&self, slot: u32, row: usize) -> bool {
        self.columns[slot as usize]
            .as_ref()
            .is_none_or(|column| column.len() <= row || column.get(row).is_none())
    }

    /// The same columns with other rows: row i of the result is `rows[i]` of these.
    pub(crate) fn gather(&self, rows: &[u32]) -> Self {
        let rows = || rows.iter().map(|&row| Some(row as usize));
        Self {
            keys: self.keys.clone(),
            columns: self
                .columns
                .iter()
                .map(|column| Some(column.as_ref()?.gather(rows())))
                .collect(),
            next: self.next.clone(),
            previous: self.previous,
        }
    }

    pub(crate) fn get_mut(&mut self, key: &str) -> Option<&mut Column> {
        let id = self.keys.find(key)?;
        self.columns[id as usize].as_mut()
    }

    pub(crate) fn columns_mut(&mut self) -> impl Iterator<Item = &mut Column> {
        self.columns.iter_mut().flatten()
    }
}
