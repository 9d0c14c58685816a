//! QR codes as vector pictures.

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};

use crate::DocumentError;

/// Modules of white around the code; readers need four.
const QUIET: usize = 4;

/// A QR code (error correction level M) as an SVG picture, black on white in every theme, because many readers fail on inverted codes.
/// `title` is the text alternative; it is escaped. At most 2,331 bytes of `text` fit.
///
/// ```
/// let svg = documents::qr_svg("https://example.ir/p/AB12-CD34", "کد تصویری صفحه پیگیری").unwrap();
/// assert!(svg.starts_with("<svg") && svg.contains("role=\"img\""));
/// ```
pub fn qr_svg(text: &str, title: &str) -> Result<String, DocumentError> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M)
        .map_err(|_| DocumentError::QrTooLong { bytes: text.len() })?;
    let side = code.width();
    let colours = code.into_colors();
    let mut path = String::new();
    for (y, row) in colours.chunks(side).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|a, b| a == b) {
            if run[0] == Color::Dark {
                let _ = write!(
                    path,
                    "M{} {}h{}v1h-{}z",
                    x + QUIET,
                    y + QUIET,
                    run.len(),
                    run.len()
                );
            }
            x += run.len();
        }
    }
    let whole = side + 2 * QUIET;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"qr\" role=\"img\" viewBox=\"0 0 {whole} {whole}\" width=\"{0}\" height=\"{0}\" shape-rendering=\"crispEdges\"><title>",
        whole * 4
    );
    for c in title.chars() {
        match c {
            '&' => svg.push_str("&amp;"),
            '<' => svg.push_str("&lt;"),
            '>' => svg.push_str("&gt;"),
            '\n' | '\t' => svg.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => svg.push('\u{fffd}'),
            c => svg.push(c),
        }
    }
    let _ = write!(
        svg,
        "</title><path fill=\"#fff\" d=\"M0 0h{whole}v{whole}h-{whole}z\"/><path fill=\"#000\" d=\"{path}\"/></svg>"
    );
    Ok(svg)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_code_has_its_known_size_and_finder_patterns() {
        // ISO/IEC 18004: version 1 has 21 modules a side; each finder pattern begins with a run of seven dark modules.
        let svg = qr_svg("01234567", "t").unwrap();
        assert!(svg.contains("viewBox=\"0 0 29 29\""));
        assert!(
            svg.contains("M4 4h7v1h-7z")
                && svg.contains("M18 4h7v1h-7z")
                && svg.contains("M4 24h7v1h-7z")
        );
    }

    #[test]
    fn too_long_a_text_is_refused_with_its_length() {
        let error = qr_svg(&"x".repeat(3000), "t").unwrap_err();
        assert!(error.to_string().contains("3000"), "{error}");
    }

    #[test]
    fn the_title_is_escaped() {
        assert!(
            qr_svg("a", "<b>&\u{0}")
                .unwrap()
                .contains("<title>&lt;b&gt;&amp;\u{fffd}</title>")
        );
    }
}
