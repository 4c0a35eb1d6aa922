//! Is this the password? Argon2id as OWASP advises, off the runtime's threads and few at a time.

use crate::directory::fold;
use crate::field::{FieldError, Flaw};
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use std::sync::{Arc, LazyLock};
use tokio::sync::Semaphore;

/// Fewest characters (domain section 5, the level dossier).
const PASSWORD_MIN: usize = 12;
/// Most characters: more is not a password but work for the server.
const PASSWORD_MAX: usize = 256;
/// User names this short occur in good passwords by accident.
const NAME_IN_PASSWORD_MIN: usize = 4;
/// Hashes computed at once: each takes 19 MiB and a core for some ten milliseconds, and media comes first.
const AT_ONCE: usize = 2;

/// What a password is compared with when there is no such user, so that the answer takes as long.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash("a password that nobody has"));

/// Hashes and checks passwords. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Hasher {
    turns: Arc<Semaphore>,
}

impl Default for Hasher {
    fn default() -> Self {
        Self { turns: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

impl Hasher {
    /// The hash to keep, in PHC form with its salt and parameters.
    pub(super) async fn hash(&self, password: &str) -> String {
        let password = password.to_owned();
        self.run(move || hash(&password)).await
    }

    /// Whether `password` made `kept`; `None` when there is no such user.
    pub(super) async fn verify(&self, password: &str, kept: Option<String>) -> bool {
        let password = password.to_owned();
        let known = kept.is_some();
        let matches = self.run(move || verify(&password, kept.as_deref().unwrap_or(&NOBODY))).await;
        matches && known
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> T {
        let _turn = self.turns.acquire().await.expect("the semaphore is never closed");
        tokio::task::spawn_blocking(work).await.expect("hashing does not panic")
    }
}

/// Refuses a password that is too short or easy to guess.
pub(super) fn check(username: &str, password: &str) -> Result<(), FieldError> {
    let length = password.chars().count();
    let (password, username) = (fold(password), fold(username));
    let one_character = password.chars().all(|c| password.starts_with(c));
    let has_name = username.chars().count() >= NAME_IN_PASSWORD_MIN && password.contains(&username);
    match length {
        0 => Err(Flaw::Empty.of("password")),
        1..PASSWORD_MIN => Err(Flaw::PasswordTooShort { min: PASSWORD_MIN }.of("password")),
        length if length > PASSWORD_MAX => Err(Flaw::TooLong { max: PASSWORD_MAX }.of("password")),
        _ if one_character || has_name => Err(Flaw::PasswordGuessable.of("password")),
        _ => Ok(()),
    }
}

/// A password that no user can have is not worth a hash.
pub(super) fn is_possible(password: &str) -> bool {
    password.chars().count() <= PASSWORD_MAX
}

fn hash(password: &str) -> String {
    let hash = Argon2::default().hash_password(password.as_bytes());
    hash.expect("the default parameters take any password of limited length").to_string()
}

fn verify(password: &str, kept: &str) -> bool {
    PasswordHash::new(kept)
        .is_ok_and(|kept| Argon2::default().verify_password(password.as_bytes(), &kept).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_passwords_are_refused_with_the_reason() {
        for (password, flaw) in [
            ("", Flaw::Empty),
            ("ngắn quá", Flaw::PasswordTooShort { min: 12 }),
            ("ấấấấấấấấấấấ", Flaw::PasswordTooShort { min: 12 }),
            ("aaaaaaaaaaaaaa", Flaw::PasswordGuessable),
            ("Chủ-Trì-chutri-1", Flaw::PasswordGuessable),
        ] {
            assert_eq!(check("chutri", password), Err(flaw.of("password")), "{password}");
        }
        let endless = "ab".repeat(PASSWORD_MAX);
        assert_eq!(check("chutri", &endless), Err(Flaw::TooLong { max: 256 }.of("password")));
        assert_eq!(check("chutri", "mưa rào Phố Ràng"), Ok(()));
    }

    #[tokio::test]
    async fn only_the_right_password_matches() {
        let hasher = Hasher::default();
        let kept = hasher.hash("mưa rào Phố Ràng").await;
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert_ne!(kept, hasher.hash("mưa rào Phố Ràng").await, "every hash has its own salt");
        assert!(hasher.verify("mưa rào Phố Ràng", Some(kept.clone())).await);
        assert!(!hasher.verify("mưa rào Phố Lu", Some(kept)).await);
        assert!(!hasher.verify("a password that nobody has", None).await);
    }
}
