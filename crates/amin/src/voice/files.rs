//! Attachments: what a file is by its first bytes, what a picture tells about its maker, and keeping it by its hash.

use std::io::Write;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::store::Attachment;

/// The type of a file by its content, where it is one of those that are taken.
pub fn media_type(bytes: &[u8]) -> Option<&'static str> {
    let at = |place: usize, mark: &[u8]| {
        bytes
            .get(place..)
            .is_some_and(|rest| rest.starts_with(mark))
    };
    if at(0, b"\xff\xd8\xff") {
        Some("image/jpeg")
    } else if at(0, b"\x89PNG\r\n\x1a\n") {
        Some("image/png")
    } else if at(0, b"RIFF") && at(8, b"WEBP") {
        Some("image/webp")
    } else if at(4, b"ftypheic") || at(4, b"ftypmif1") || at(4, b"ftypheix") {
        Some("image/heic")
    } else if at(0, b"%PDF-") {
        Some("application/pdf")
    } else if !bytes.is_empty()
        && std::str::from_utf8(bytes).is_ok_and(|text| {
            !text
                .chars()
                .any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
        })
    {
        Some("text/plain")
    } else {
        None
    }
}

/// What the browser's file field offers to choose.
pub const ACCEPT: &str = "image/jpeg,image/png,image/webp,image/heic,application/pdf,text/plain";

/// What a picture's Exif data tell: where it was taken, with which device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Told {
    /// There is a place.
    pub location: bool,
    /// There is a maker or model of the camera.
    pub camera: bool,
}

/// Looks for Exif data in JPEG, PNG and WebP files.
pub fn told(bytes: &[u8]) -> Told {
    let exif = match media_type(bytes) {
        Some("image/jpeg") => exif_of_jpeg(bytes),
        Some("image/png") => chunk(bytes.get(8..).unwrap_or_default(), *b"eXIf", true),
        Some("image/webp") => chunk(bytes.get(12..).unwrap_or_default(), *b"EXIF", false),
        _ => None,
    };
    let exif = exif.map(|tiff| tiff.strip_prefix(b"Exif\0\0").unwrap_or(tiff));
    exif.and_then(told_by_tiff).unwrap_or_default()
}

/// The first APP1 segment that holds Exif (Exif 2.32, 4.7.2).
fn exif_of_jpeg(bytes: &[u8]) -> Option<&[u8]> {
    let mut rest = bytes.get(2..)?;
    loop {
        let [0xff, marker, high, low, ..] = *rest else {
            return None;
        };
        let length = usize::from(u16::from_be_bytes([high, low]));
        let segment = rest.get(4..2 + length)?;
        if marker == 0xe1 && segment.starts_with(b"Exif\0\0") {
            return Some(segment);
        }
        // The picture itself begins: no segments follow.
        if marker == 0xda {
            return None;
        }
        rest = rest.get(2 + length..)?;
    }
}

/// A chunk by its name: PNG (length first, big-endian, checksum behind) or RIFF (name first, little-endian, padded to even).
fn chunk(mut rest: &[u8], wanted: [u8; 4], png: bool) -> Option<&[u8]> {
    loop {
        let head: [u8; 8] = rest.get(..8)?.try_into().ok()?;
        let (size, name, tail) = if png {
            (
                u32::from_be_bytes([head[0], head[1], head[2], head[3]]),
                &head[4..8],
                4,
            )
        } else {
            let size = u32::from_le_bytes([head[4], head[5], head[6], head[7]]);
            (size, &head[..4], usize::from(size % 2 == 1))
        };
        let size = usize::try_from(size).ok()?;
        let content = rest.get(8..8_usize.checked_add(size)?)?;
        if *name == wanted[..] {
            return Some(content);
        }
        rest = rest.get(8 + size + tail..)?;
    }
}

/// Tags of the first directory of a TIFF structure: 0x8825 points to the GPS directory, 0x010f and 0x0110 name maker and model.
fn told_by_tiff(tiff: &[u8]) -> Option<Told> {
    let little = match tiff.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let two: [u8; 2] = tiff.get(at..at + 2)?.try_into().ok()?;
        Some(usize::from(if little {
            u16::from_le_bytes(two)
        } else {
            u16::from_be_bytes(two)
        }))
    };
    let long = |at: usize| {
        let four: [u8; 4] = tiff.get(at..at.checked_add(4)?)?.try_into().ok()?;
        usize::try_from(if little {
            u32::from_le_bytes(four)
        } else {
            u32::from_be_bytes(four)
        })
        .ok()
    };
    let directory = long(4)?;
    let mut told = Told::default();
    for entry in 0..short(directory)? {
        let at = directory.checked_add(2 + entry * 12)?;
        match short(at)? {
            0x010f | 0x0110 => told.camera = true,
            // An empty directory, as some programs leave it when they take the place out, tells nothing.
            0x8825 => {
                told.location = long(at + 8)
                    .and_then(short)
                    .is_some_and(|entries| entries > 0);
            }
            _ => {}
        }
    }
    Some(told)
}

/// Why a file is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileRefusal {
    /// None of the types that are taken.
    Type,
    /// It is empty.
    Empty,
    /// It could not be written.
    Disk(String),
}

fn place(data: &Path, sha256: &str) -> PathBuf {
    data.join("files").join(&sha256[..2]).join(sha256)
}

/// Keeps a file under its hash, durably, and describes it; the id is given by the act. Blocks for a write to the disk.
pub fn keep(data: &Path, name: &str, bytes: &[u8]) -> Result<Attachment, FileRefusal> {
    if bytes.is_empty() {
        return Err(FileRefusal::Empty);
    }
    let media_type = media_type(bytes).ok_or(FileRefusal::Type)?;
    keep_as(data, name, media_type, bytes)
}

/// Keeps what the program itself made, of whatever type. Blocks for a write to the disk.
pub fn keep_as(
    data: &Path,
    name: &str,
    media_type: &'static str,
    bytes: &[u8],
) -> Result<Attachment, FileRefusal> {
    let sha256 = hex::encode(Sha256::digest(bytes));
    let file = place(data, &sha256);
    let written = || -> std::io::Result<()> {
        if file.exists() {
            return Ok(());
        }
        let directory = file.parent().unwrap_or(data);
        std::fs::create_dir_all(directory)?;
        // Written beside and renamed: no half-written file ever stands under its hash.
        let mut beside = tempfile_in(directory, &sha256)?;
        beside.1.write_all(bytes)?;
        beside.1.sync_all()?;
        std::fs::rename(&beside.0, &file)?;
        std::fs::File::open(directory)?.sync_all()
    };
    written().map_err(|why| FileRefusal::Disk(why.to_string()))?;
    Ok(describe(name, media_type, sha256, bytes))
}

fn tempfile_in(directory: &Path, sha256: &str) -> std::io::Result<(PathBuf, std::fs::File)> {
    for number in 0..1000 {
        let path = directory.join(format!("{sha256}.{number}.part"));
        match std::fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&path)
        {
            Ok(file) => return Ok((path, file)),
            Err(why) if why.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(why) => return Err(why),
        }
    }
    Err(std::io::Error::other(
        "a thousand unfinished copies of one file",
    ))
}

fn describe(name: &str, media_type: &str, sha256: String, bytes: &[u8]) -> Attachment {
    // Browsers send the name alone, others the whole path; control characters and direction marks have no place in a list of files.
    let name = name.rsplit(['/', '\\']).next().unwrap_or("");
    let name: String = name
        .chars()
        .filter(|c| {
            !c.is_control() && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        })
        .take(120)
        .collect();
    let told = told(bytes);
    Attachment {
        id: String::new(),
        name: if name.trim().is_empty() {
            "file".to_owned()
        } else {
            name
        },
        size: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
        media_type: media_type.to_owned(),
        sha256,
        has_location: told.location,
        has_camera: told.camera,
    }
}

/// A kept file's content; none where the hash is malformed or there is no such file. Blocks for a read of the disk.
pub fn read(data: &Path, sha256: &str) -> Option<Vec<u8>> {
    let wellformed = sha256.len() == 64
        && sha256
            .bytes()
            .all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    wellformed
        .then(|| std::fs::read(place(data, sha256)).ok())
        .flatten()
}

/// Describes a file that was kept before, for a form that is shown again; none where there is no such file.
pub fn kept(data: &Path, name: &str, sha256: &str) -> Option<Attachment> {
    let bytes = read(data, sha256)?;
    let media_type = media_type(&bytes)?;
    Some(describe(name, media_type, sha256.to_owned(), &bytes))
}
