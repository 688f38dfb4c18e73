//! Passwords and tokens: what proves who somebody is, and what is stored of it.

use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use sha2::{Digest, Sha256};

use crate::entropy::Entropy;
use crate::error::{LogError, Result};

/// The fewest characters of a password (OWASP ASVS 5.0, 6.2.1).
const MIN_PASSWORD_CHARS: usize = 8;
/// The most bytes of a password: more is not a password but a load.
const MAX_PASSWORD_BYTES: usize = 1024;

/// The hash of no password, for people who do not exist: they cost as much time as the others.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$Y2FtcG8tbm9ib2R5IQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Hashes a new password with Argon2id (19 MiB, two passes), in PHC form.
pub(crate) fn hash_password(password: &str) -> Result<String> {
    let long_enough = password.chars().count() >= MIN_PASSWORD_CHARS;
    if !long_enough || password.len() > MAX_PASSWORD_BYTES {
        let what = "a password: it needs 8 characters or more";
        return Err(LogError::Unfit {
            what,
            value: "***".to_owned(),
        });
    }
    let hash = Argon2::default()
        .hash_password(password.as_bytes())
        .map_err(LogError::Password)?;
    Ok(hash.to_string())
}

/// Whether the password is the hashed one; takes as long without a hash as with one.
pub(crate) fn is_password(password: &str, hash: Option<&str>) -> bool {
    if password.len() > MAX_PASSWORD_BYTES {
        return false;
    }
    let matches = Argon2::default()
        .verify_password(password.as_bytes(), hash.unwrap_or(NOBODY))
        .is_ok();
    matches && hash.is_some()
}

/// A new bearer token: the tenant's key, which says where to look it up, and 256 random bits.
pub(crate) fn new_token(tenant: &str, entropy: &Entropy) -> Result<String> {
    let random: [u8; 32] = entropy.bytes()?;
    let digits: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(format!("{tenant}.{digits}"))
}

/// The tenant a token belongs to.
pub fn token_tenant(token: &str) -> Option<&str> {
    token.split_once('.').map(|(tenant, _)| tenant)
}

/// What is stored of a token.
pub(crate) fn token_hash(token: &str) -> [u8; 32] {
    Sha256::digest(token).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_password_that_was_hashed_matches() {
        let hash = hash_password("correct horse").unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(is_password("correct horse", Some(&hash)));
        for wrong in ["", "Correct horse", "correct horse "] {
            assert!(!is_password(wrong, Some(&hash)), "{wrong}");
            assert!(!is_password(wrong, None), "{wrong}");
        }
    }

    #[test]
    fn a_missing_person_costs_a_whole_hash() {
        let parsed = argon2::PasswordHash::new(NOBODY).unwrap();
        assert!(
            parsed.salt.is_some() && parsed.hash.is_some_and(|hash| hash.as_bytes().len() == 32)
        );
    }

    #[test]
    fn short_and_endless_passwords_are_refused() {
        assert!(hash_password("1234567").is_err());
        assert!(hash_password(&"x".repeat(MAX_PASSWORD_BYTES + 1)).is_err());
    }

    #[test]
    fn a_token_says_its_tenant() {
        let entropy = Entropy::default();
        let token = new_token("acme", &entropy).unwrap();
        assert_eq!(token_tenant(&token), Some("acme"));
        assert_eq!(token.len(), "acme.".len() + 64);
        assert_ne!(
            token_hash(&token),
            token_hash(&new_token("acme", &entropy).unwrap())
        );
    }
}
