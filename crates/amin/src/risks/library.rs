//! The library of typical corruption risks of a municipality and the process map to begin with: data of the crate, in both languages.

use std::sync::OnceLock;

use super::model::ControlKind;
use crate::platform::texts::Lang;

/// The file of the library.
const LIBRARY: &str = include_str!("data/library.txt");
/// The file of the process map.
const PROCESSES: &str = include_str!("data/processes.txt");
/// The file of the anchors.
const ANCHORS: &str = include_str!("data/anchors.txt");

/// What is said in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wording {
    /// Why it can happen.
    pub cause: &'static str,
    /// What can happen.
    pub event: &'static str,
    /// What it does.
    pub effect: &'static str,
    /// What prevents it.
    pub prevents: &'static str,
    /// What finds it out.
    pub detects: &'static str,
}

/// Where a risk of the library comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// An article whose text was read.
    Law(&'static str),
    /// An article that is known from elsewhere; its text was not read.
    Unverified(&'static str),
    /// Seen in practice; no article.
    Practice,
}

/// A risk of the library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typical {
    /// Its code.
    pub code: &'static str,
    /// Process of the map to begin with.
    pub process: &'static str,
    /// Area of that process.
    pub area: &'static str,
    /// Where it comes from.
    pub source: Source,
    /// Persian.
    pub fa: Wording,
    /// English.
    pub en: Wording,
}

impl Typical {
    /// What is said in a language.
    pub const fn words(&self, lang: Lang) -> &Wording {
        match lang {
            Lang::Fa => &self.fa,
            Lang::En => &self.en,
        }
    }

    /// Its controls: kind, Persian, English.
    pub const fn controls(&self) -> [(ControlKind, &'static str, &'static str); 2] {
        [
            (ControlKind::Preventive, self.fa.prevents, self.en.prevents),
            (ControlKind::Detective, self.fa.detects, self.en.detects),
        ]
    }
}

/// An area of the map to begin with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// Word.
    pub id: &'static str,
    /// Persian.
    pub name: &'static str,
    /// English.
    pub name_en: &'static str,
    /// Its processes: word, Persian, English, code of the service or empty.
    pub processes: Vec<(&'static str, &'static str, &'static str, &'static str)>,
}

/// An anchor of a scale: scale, level, names and texts in Persian and English.
pub type Anchor = (
    &'static str,
    i64,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

fn lines(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn parts<const N: usize>(line: &'static str) -> Option<[&'static str; N]> {
    let parts: Vec<&'static str> = line.split('|').map(str::trim).collect();
    parts.try_into().ok()
}

/// The process map to begin with.
pub fn areas() -> &'static [Area] {
    static AREAS: OnceLock<Vec<Area>> = OnceLock::new();
    AREAS.get_or_init(|| {
        let mut areas: Vec<Area> = Vec::new();
        for line in lines(PROCESSES) {
            if let Some([id, name, name_en]) = line.strip_prefix('=').and_then(parts) {
                areas.push(Area {
                    id,
                    name,
                    name_en,
                    processes: Vec::new(),
                });
            } else if let (Some([id, name, name_en, service]), Some(area)) =
                (parts(line), areas.last_mut())
            {
                area.processes.push((id, name, name_en, service));
            }
        }
        areas
    })
}

/// The anchors to begin with.
pub fn anchors() -> Vec<Anchor> {
    lines(ANCHORS)
        .filter_map(|line| {
            let [scale, level, name, name_en, text, text_en] = parts(line)?;
            Some((scale, level.parse().ok()?, name, name_en, text, text_en))
        })
        .collect()
}

fn wording(line: &'static str) -> Option<Wording> {
    let [cause, event, effect, prevents, detects] = parts(line)?;
    Some(Wording {
        cause,
        event,
        effect,
        prevents,
        detects,
    })
}

/// The library, in the order of the process map.
pub fn all() -> &'static [Typical] {
    static ALL: OnceLock<Vec<Typical>> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut all = Vec::new();
        let (mut process, mut area) = ("", "");
        let mut lines = lines(LIBRARY);
        while let Some(line) = lines.next() {
            if let Some(id) = line.strip_prefix('=') {
                process = id.trim();
                area = areas()
                    .iter()
                    .find(|area| area.processes.iter().any(|(id, ..)| *id == process))
                    .map_or("", |area| area.id);
                continue;
            }
            let Some([code, source]) = parts(line) else {
                continue;
            };
            let words = lines
                .next()
                .and_then(wording)
                .zip(lines.next().and_then(wording));
            let Some((fa, en)) = words else { continue };
            let source = match (source.strip_suffix(" (u)"), source) {
                (Some(law), _) => Source::Unverified(law),
                (None, "general") => Source::Practice,
                (None, law) => Source::Law(law),
            };
            all.push(Typical {
                code,
                process,
                area,
                source,
                fa,
                en,
            });
        }
        all
    })
}

/// A risk of the library by its code.
pub fn of(code: &str) -> Option<&'static Typical> {
    all().iter().find(|typical| typical.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_library_is_whole_in_both_languages() {
        // Three lines for each risk: none was dropped because a part was missing.
        let written = lines(LIBRARY).filter(|line| !line.starts_with('=')).count();
        assert_eq!(written % 3, 0);
        assert_eq!(all().len(), written / 3);
        assert!((110..=140).contains(&all().len()), "{}", all().len());
        let codes: BTreeSet<&str> = all().iter().map(|typical| typical.code).collect();
        assert_eq!(codes.len(), all().len(), "a code stands twice");
        for typical in all() {
            let code = typical.code;
            assert!(!typical.area.is_empty(), "{code}: no such process");
            for words in [&typical.fa, &typical.en] {
                for text in [
                    words.cause,
                    words.event,
                    words.effect,
                    words.prevents,
                    words.detects,
                ] {
                    assert!(
                        text.chars().count() >= 8 && text.ends_with('.'),
                        "{code}: {text}"
                    );
                }
            }
            let persian = [typical.fa.cause, typical.fa.event, typical.fa.effect].concat();
            assert!(!persian.contains(['ي', 'ك']), "{code}: Arabic letters");
            assert!(
                !persian.contains(|c: char| c.is_ascii_alphabetic()),
                "{code}: {persian}"
            );
            assert!(typical.en.event.is_ascii(), "{code}: {}", typical.en.event);
        }
    }

    #[test]
    fn every_process_of_the_map_has_typical_risks_and_every_area_processes() {
        let used: BTreeSet<&str> = all().iter().map(|typical| typical.process).collect();
        for area in areas() {
            assert!(!area.processes.is_empty(), "{}", area.id);
            for (id, ..) in &area.processes {
                assert!(used.contains(id), "{id}");
            }
        }
        // The four areas that the Municipalities Organisation names.
        let named: Vec<&str> = areas().iter().map(|area| area.id).take(4).collect();
        assert_eq!(
            named,
            ["finance", "human-resources", "permits", "supervision"]
        );
    }

    #[test]
    fn each_scale_has_five_anchors() {
        let anchors = anchors();
        for scale in ["likelihood", "impact"] {
            let levels: Vec<i64> = (anchors.iter().filter(|a| a.0 == scale))
                .map(|a| a.1)
                .collect();
            assert_eq!(levels, [1, 2, 3, 4, 5], "{scale}");
        }
    }
}
