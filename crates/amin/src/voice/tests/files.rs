//! What files are and what pictures tell.

use proptest::prelude::*;

use crate::voice::files::{FileRefusal, Told, keep, kept, media_type, read, told};

/// A TIFF structure (TIFF 6.0, section 2) with the given tags of the first directory; 0x8825 points to a GPS directory of one entry.
fn tiff(little: bool, tags: &[u16], gps_entries: u16) -> Vec<u8> {
    let two = |n: u16| {
        if little {
            n.to_le_bytes()
        } else {
            n.to_be_bytes()
        }
    };
    let four = |n: u32| {
        if little {
            n.to_le_bytes()
        } else {
            n.to_be_bytes()
        }
    };
    let mut bytes = if little {
        b"II*\0".to_vec()
    } else {
        b"MM\0*".to_vec()
    };
    bytes.extend(four(8));
    bytes.extend(two(u16::try_from(tags.len()).expect("few tags")));
    let gps = 8 + 2 + 12 * u32::try_from(tags.len()).expect("few tags") + 4;
    for tag in tags {
        bytes.extend(two(*tag));
        bytes.extend(two(4));
        bytes.extend(four(1));
        bytes.extend(four(if *tag == 0x8825 { gps } else { 0 }));
    }
    bytes.extend(four(0));
    bytes.extend(two(gps_entries));
    bytes
}

fn jpeg(exif: &[u8]) -> Vec<u8> {
    let mut bytes = b"\xff\xd8\xff\xe0\x00\x04JF".to_vec();
    let length = u16::try_from(exif.len() + 8).expect("a short segment");
    bytes.extend(b"\xff\xe1");
    bytes.extend(length.to_be_bytes());
    bytes.extend(b"Exif\0\0");
    bytes.extend(exif);
    bytes.extend(b"\xff\xda\x00\x02\xff\xd9");
    bytes
}

#[test]
fn pictures_tell_where_and_with_what() {
    for little in [true, false] {
        let both = tiff(little, &[0x010f, 0x8825], 3);
        assert_eq!(
            told(&jpeg(&both)),
            Told {
                location: true,
                camera: true
            }
        );
        assert_eq!(
            told(&jpeg(&tiff(little, &[0x8825], 0))),
            Told {
                location: false,
                camera: false
            }
        );
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\0IHDR\0\0\0\0".to_vec();
        png.extend(u32::try_from(both.len()).expect("short").to_be_bytes());
        png.extend(b"eXIf");
        png.extend(&both);
        assert_eq!(
            told(&png),
            Told {
                location: true,
                camera: true
            }
        );
        let mut webp = b"RIFF\0\0\0\0WEBPVP8 \x01\0\0\0x\0EXIF".to_vec();
        webp.extend(u32::try_from(both.len()).expect("short").to_le_bytes());
        webp.extend(&both);
        assert_eq!(
            told(&webp),
            Told {
                location: true,
                camera: true
            }
        );
    }
    assert_eq!(told(b"\xff\xd8\xff\xda\x00\x02"), Told::default());
}

#[test]
fn a_type_is_told_by_content_and_not_by_name() {
    assert_eq!(media_type(b"%PDF-1.4"), Some("application/pdf"));
    assert_eq!(media_type("سلام\nدنیا".as_bytes()), Some("text/plain"));
    for wrong in [
        &b""[..],
        b"MZ\x90\0",
        b"PK\x03\x04",
        b"\x7fELF",
        b"GIF89a\0",
        b"\xff\xfe\0a",
    ] {
        assert_eq!(media_type(wrong), None, "{wrong:?}");
    }
}

#[test]
fn a_file_is_kept_once_under_its_hash() {
    let directory = tempfile::tempdir().expect("a directory");
    let name = "C:\\photos\\\u{202e}gpj.exe\u{7}.txt";
    let one = keep(directory.path(), name, b"abc").expect("a file");
    // SHA-256 of "abc" as FIPS 180-4 gives it.
    assert_eq!(
        one.sha256,
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
    assert_eq!((one.name.as_str(), one.size), ("gpj.exe.txt", 3));
    assert_eq!(
        keep(directory.path(), "again.txt", b"abc")
            .expect("a file")
            .sha256,
        one.sha256
    );
    assert_eq!(
        read(directory.path(), &one.sha256).as_deref(),
        Some(&b"abc"[..])
    );
    assert_eq!(
        kept(directory.path(), "x.txt", &one.sha256).map(|file| file.size),
        Some(3)
    );
    assert_eq!(
        keep(directory.path(), "empty", b""),
        Err(FileRefusal::Empty)
    );
    assert_eq!(read(directory.path(), "../../../../etc/passwd"), None);
}

proptest! {
    /// No bytes make the readers of pictures stop.
    #[test]
    fn no_bytes_break_the_readers(bytes in prop::collection::vec(any::<u8>(), 0..200), start in 0..4_usize) {
        let head: &[u8] = [&b""[..], b"\xff\xd8\xff\xe1\x00\x40Exif\0\0II*\0", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP"][start];
        let _ = told(&[head, &bytes].concat());
    }
}
