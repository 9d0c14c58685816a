//! Codes of an authenticator app (RFC 6238: SHA-1, six digits, 30 seconds, one step of tolerance either way).

use store::Timestamp;
use totp_rs::{Builder, Secret, Totp};

use crate::platform::outgoing::percent;

fn totp(secret: &str) -> Option<Totp> {
    let secret = Secret::try_from_base32(secret).ok()?;
    Builder::new().with_secret(secret).build().ok()
}

/// A secret of 160 bits, in base 32.
pub fn secret(random: [u8; 20]) -> String {
    Secret::from(random).to_base32()
}

/// Whether a text is a secret that a code can be made from.
pub fn is_secret(secret: &str) -> bool {
    totp(secret).is_some()
}

/// The step of 30 seconds whose code this is; none where it is the code of no step near `now`. Persian digits and spaces are accepted.
/// A code is good once: the caller refuses a step that is not later than the last one used.
pub fn step(secret: &str, code: &str, now: Timestamp) -> Option<i64> {
    let code: String = persian::digits::to_ascii(code)
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    if code.len() != 6 {
        return None;
    }
    let step = totp(secret)?.check(&code, u64::try_from(now.seconds()).ok()?)?;
    i64::try_from(step).ok()
}

/// The address that an authenticator app reads from a QR code (Key URI format).
pub fn address(secret: &str, issuer: &str, account: &str) -> String {
    let issuer = percent(issuer);
    format!(
        "otpauth://totp/{issuer}:{}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits=6&period=30",
        percent(account)
    )
}

/// The code of a moment, for tests.
#[cfg(test)]
pub(crate) fn code(secret: &str, now: Timestamp) -> String {
    totp(secret)
        .expect("a secret")
        .generate(u64::try_from(now.seconds()).expect("after 1970"))
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, SHA-1: the last six of the eight digits given there.
    #[test]
    fn codes_are_those_of_the_specification() {
        let secret = secret(*b"12345678901234567890");
        for (at, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_234_567_890, "005924"),
            (20_000_000_000, "353130"),
        ] {
            let now = Timestamp::from_seconds(at);
            assert_eq!(step(&secret, code, now), Some(at / 30));
            assert_eq!(
                step(&secret, &persian::digits::to_persian(code), now),
                Some(at / 30)
            );
            assert_eq!(step(&secret, code, now.plus_seconds(90)), None);
        }
        assert_eq!(step(&secret, "28708", Timestamp::from_seconds(59)), None);
        assert_eq!(
            step("not base 32!", "287082", Timestamp::from_seconds(59)),
            None
        );
    }
}
