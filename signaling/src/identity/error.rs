//! Why identity refuses.

use crate::attempts::TooMany;
use crate::field::FieldError;
use crate::store::StoreError;

/// Why identity refuses.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// The token is missing, unknown, expired or taken back.
    #[error("no valid token")]
    NotSignedIn,
    /// The user name or the password is wrong; which one is not said.
    #[error("wrong user name or password")]
    WrongPassword,
    /// No pending pairing has this code.
    #[error("no pending pairing has this code")]
    WrongCode,
    /// Too many wrong passwords or codes.
    #[error("too many attempts, again in {seconds} s")]
    TooManyAttempts {
        /// When to try again.
        seconds: u64,
    },
    /// Too many devices wait to be paired.
    #[error("too many devices wait to be paired")]
    TooManyPairings,
    /// There is no such user, role, device or pairing.
    #[error("no such user, role, device or pairing")]
    NotFound,
    /// Nobody could administer the whole any more.
    #[error("the last administrator of the whole")]
    LastAdministrator,
    /// A field is wrong.
    #[error(transparent)]
    Field(#[from] FieldError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for IdentityError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<TooMany> for IdentityError {
    fn from(TooMany { seconds }: TooMany) -> Self {
        Self::TooManyAttempts { seconds }
    }
}
