//! Passwords and tokens: what proves who somebody is, and what is stored of it.

use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use sha2::{Digest, Sha256};
use totp_rs::Secret;
use zxcvbn::feedback::Feedback;
use zxcvbn::{Score, zxcvbn};

use crate::entropy::Entropy;
use crate::error::{LogError, Result};

/// The fewest characters of a password (OWASP ASVS 5.0, 6.2.1).
const MIN_PASSWORD_CHARS: usize = 8;
/// The most bytes of a password: more is not a password but a load.
const MAX_PASSWORD_BYTES: usize = 1024;

/// The hash of no password, for people who do not exist: they cost as much time as the others.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$Y2FtcG8tbm9ib2R5IQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Hashes a new password with Argon2id (19 MiB, two passes), in PHC form; `about` is what a guesser knows of its person.
pub(crate) fn hash_password(password: &str, about: &[&str]) -> Result<String> {
    check_strength(password, about)?;
    let hash = Argon2::default()
        .hash_password(password.as_bytes())
        .map_err(LogError::Password)?;
    Ok(hash.to_string())
}

/// Refuses a password that is short, endless, or guessed in fewer than a hundred million tries (zxcvbn, USENIX Security 2016).
fn check_strength(password: &str, about: &[&str]) -> Result<()> {
    if password.chars().count() < MIN_PASSWORD_CHARS {
        let message = format!("use {MIN_PASSWORD_CHARS} characters or more");
        return Err(LogError::WeakPassword(message));
    }
    if password.len() > MAX_PASSWORD_BYTES {
        return Err(LogError::WeakPassword(format!(
            "use {MAX_PASSWORD_BYTES} bytes or fewer"
        )));
    }
    let guessed = zxcvbn(password, about);
    if guessed.score() >= Score::Three {
        return Ok(());
    }
    let warning = guessed.feedback().and_then(Feedback::warning);
    let why = warning.map_or_else(String::new, |warning| format!("{warning} "));
    Err(LogError::WeakPassword(format!("{why}Use a longer phrase.")))
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
    Ok(format!("{tenant}.{}", to_hex(&random)))
}

/// Bytes as hexadecimal digits.
pub(crate) fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes that so many hexadecimal digits say.
pub(crate) fn from_hex<const N: usize>(digits: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    if digits.len() != 2 * N {
        return None;
    }
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(digits.get(2 * index..2 * index + 2)?, 16).ok()?;
    }
    Some(bytes)
}

/// A new recovery code: 80 random bits in base 32, in four groups.
pub(crate) fn new_recovery_code(entropy: &Entropy) -> Result<String> {
    let random: [u8; 10] = entropy.bytes()?;
    let letters = Secret::new(random.into()).to_base32();
    let groups = letters.as_bytes().chunks(4).map(String::from_utf8_lossy);
    Ok(groups.collect::<Vec<_>>().join("-"))
}

/// What is stored of a recovery code; case, spaces and dashes do not count.
pub(crate) fn recovery_hash(code: &str) -> [u8; 32] {
    let letters = code.chars().filter(char::is_ascii_alphanumeric);
    Sha256::digest(letters.collect::<String>().to_ascii_uppercase()).into()
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
        let hash = hash_password("correct horse staple", &[]).unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(is_password("correct horse staple", Some(&hash)));
        for wrong in ["", "Correct horse staple", "correct horse staple "] {
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
    fn passwords_that_are_easily_guessed_are_refused() {
        let endless = "x".repeat(MAX_PASSWORD_BYTES + 1);
        let weak = [
            "1234567",
            "password",
            "12345678",
            "aaaaaaaaaaaa",
            "qwertyuiop",
            "ana.souza1990",
            &endless,
        ];
        for password in weak {
            let refused = hash_password(password, &["ana.souza", "imobiliaria"]);
            assert!(
                matches!(refused, Err(LogError::WeakPassword(_))),
                "{password}"
            );
        }
        for password in [
            "uma frase bem comprida 42",
            "correct horse staple",
            "Xk2#9vLq!t",
        ] {
            assert!(hash_password(password, &["ana"]).is_ok(), "{password}");
        }
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
