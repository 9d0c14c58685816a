//! Passwords: argon2id (RFC 9106) with the cost that OWASP's password storage guide gives (19 MiB, two passes).

use std::sync::OnceLock;

use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use tokio::sync::Semaphore;

/// Memory in KiB and passes. Tests hash thousands of times, so they take the least that argon2 allows.
const COST: (u32, u32) = if cfg!(test) { (8, 1) } else { (19 * 1024, 2) };

/// Hashes computed at once: bounds memory and leaves a core for everybody else while somebody guesses passwords.
static TURNS: Semaphore = Semaphore::const_new(2);

fn argon2() -> Argon2<'static> {
    let params = Params::new(COST.0, COST.1, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

fn hash_now(password: &str, salt: [u8; 16]) -> Result<String, String> {
    argon2()
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map(|hash| hash.to_string())
        .map_err(|why| why.to_string())
}

/// The hash of a password as a PHC string, computed away from the threads that answer requests.
pub async fn hash(password: String, salt: [u8; 16]) -> Result<String, store::Error> {
    let _turn = TURNS.acquire().await;
    let hashed = tokio::task::spawn_blocking(move || hash_now(&password, salt)).await;
    hashed
        .unwrap_or_else(|why| Err(why.to_string()))
        .map_err(|why| store::Error::Corrupt(format!("a password: {why}")))
}

/// Whether a password is that of a stored hash. Where there is none (an unknown username) the answer is no after the same work.
pub async fn matches(password: String, stored: Option<String>) -> bool {
    static NOBODY: OnceLock<String> = OnceLock::new();
    let _turn = TURNS.acquire().await;
    let compared = tokio::task::spawn_blocking(move || {
        let stored = stored.filter(|hash| !hash.is_empty());
        let known = stored.is_some();
        let hash = stored.unwrap_or_else(|| {
            NOBODY
                .get_or_init(|| hash_now("nobody", [7; 16]).unwrap_or_default())
                .clone()
        });
        let equal = argon2()
            .verify_password(password.as_bytes(), hash.as_str())
            .is_ok();
        known && equal
    });
    compared.await.unwrap_or(false)
}

/// Letters of one-time passwords: none that is mistaken for another.
const LETTERS: &[u8; 31] = b"abcdefghjkmnpqrstuvwxyz23456789";

/// A password to be used once and then changed: 16 letters in groups of four, 79 bits.
pub fn one_time(random: [u8; 16]) -> String {
    let letters = random.map(|byte| char::from(LETTERS[usize::from(byte % 31)]));
    letters
        .chunks(4)
        .map(|group| group.iter().collect::<String>())
        .collect::<Vec<_>>()
        .join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_matches_its_own_hash_only() {
        let hashed = hash("گذرواژه‌ای بلند".to_owned(), [1; 16])
            .await
            .expect("a hash");
        assert!(hashed.starts_with("$argon2id$v=19$"));
        assert!(matches("گذرواژه‌ای بلند".to_owned(), Some(hashed.clone())).await);
        assert!(!matches("گذرواژه‌ای کوتاه".to_owned(), Some(hashed)).await);
        assert!(!matches("nobody".to_owned(), None).await);
        assert!(!matches(String::new(), Some(String::new())).await);
    }

    #[tokio::test]
    async fn a_hash_made_by_another_program_is_accepted() {
        // From the reference implementation's test suite (phc-winner-argon2, test.c): version 0x13, t=2, m=2^16, p=1.
        let hash = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        assert!(matches("password".to_owned(), Some(hash.to_owned())).await);
        assert!(!matches("passwore".to_owned(), Some(hash.to_owned())).await);
    }

    #[test]
    fn one_time_passwords_have_no_doubtful_letters() {
        let password = one_time(std::array::from_fn(|place| {
            u8::try_from(place * 16 + 3).unwrap_or(0)
        }));
        assert_eq!(password.len(), 19);
        assert!(
            password
                .split('-')
                .all(|group| group.len() == 4 && !group.contains(['0', '1', 'l', 'o', 'i']))
        );
    }
}
