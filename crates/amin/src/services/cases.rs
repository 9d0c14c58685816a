//! The cases of a service's event log, in the order of their first event.

use std::path::PathBuf;

use super::held;

/// One case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Its name in the file: shown to the staff only.
    pub id: String,
    /// First event, microseconds UTC.
    pub first: i64,
    /// Last event.
    pub last: i64,
    /// Events.
    pub events: usize,
}

/// The cases of a kept file. None where the file is not there or no longer readable.
pub async fn cases(file: PathBuf, options: &str) -> Option<Vec<Case>> {
    let log = held::log(file, options).await?;
    let mut cases: Vec<Case> = (0..log.case_count())
        .filter_map(|case| {
            let (first, last) = log.span(case)?;
            let id = log.case_ids().get(u32::try_from(case).ok()?).to_owned();
            Some(Case {
                id,
                first,
                last,
                events: log.case(case).len(),
            })
        })
        .collect();
    cases.sort_by_key(|case| case.first);
    Some(cases)
}
