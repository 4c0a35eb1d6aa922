//! What outlives the process? The data folder: database, generated HTTPS certificate, secret of the tokens.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// The folder and what is in it are for the owner only: it holds keys.
const PRIVATE_DIR: u32 = 0o700;
const PRIVATE_FILE: u32 = 0o600;
/// Length of the secret that signs tokens: the block that HMAC-SHA256 is as strong as.
const SECRET_LENGTH: usize = 32;

/// A folder that is known to be writable.
#[derive(Clone, Debug)]
pub(crate) struct DataDir(PathBuf);

/// Held for as long as the process owns the folder.
pub(crate) struct Lock(#[expect(dead_code, reason = "closing the file releases it")] File);

/// Why the folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DataDirError {
    /// Not a folder, or no permission.
    #[error(
        "cannot write to the data folder {}: {cause}. Create it for this user, or set [server] data_dir",
        path.display()
    )]
    Unwritable { path: PathBuf, cause: io::Error },
    /// Two processes would write one event log.
    #[error(
        "the data folder {} is in use by another giaoban. Stop it, or set another [server] data_dir",
        .0.display()
    )]
    InUse(PathBuf),
    /// A secret that is not ours.
    #[error("{} is damaged: it must hold {SECRET_LENGTH} bytes. Remove it; devices and users sign in again", .0.display())]
    Damaged(PathBuf),
}

impl DataDir {
    /// Creates the folder when it is missing, and makes sure that it can be written.
    pub(crate) fn open(path: &Path) -> Result<DataDir, DataDirError> {
        let probe = || {
            DirBuilder::new().recursive(true).mode(PRIVATE_DIR).create(path)?;
            let probe = path.join(format!(".probe-{}", std::process::id()));
            private(OpenOptions::new().write(true).create(true)).open(&probe)?.write_all(b"x")?;
            fs::remove_file(probe)
        };
        match probe() {
            Ok(()) => Ok(DataDir(path.to_path_buf())),
            Err(cause) => Err(DataDirError::Unwritable { path: path.to_path_buf(), cause }),
        }
    }

    /// Takes the folder for this process alone.
    pub(crate) fn lock(&self) -> Result<Lock, DataDirError> {
        let path = self.0.join("lock");
        let file = private(OpenOptions::new().write(true).create(true)).open(&path);
        let file = file.map_err(|cause| DataDirError::Unwritable { path, cause })?;
        match file.try_lock() {
            Ok(()) => Ok(Lock(file)),
            Err(TryLockError::WouldBlock) => Err(DataDirError::InUse(self.0.clone())),
            Err(TryLockError::Error(cause)) => Err(DataDirError::Unwritable { path: self.0.clone(), cause }),
        }
    }

    /// Where sqlx finds the database.
    pub(crate) fn database_url(&self) -> String {
        let path = self.0.join("giaoban.sqlite").display().to_string();
        // sqlx takes the text for a URL: it cuts at `?` and decodes `%`.
        format!("sqlite://{}?mode=rwc", path.replace('%', "%25").replace('?', "%3F"))
    }

    /// The secret that signs tokens, made at the first start.
    pub(crate) fn token_secret(&self) -> Result<[u8; SECRET_LENGTH], DataDirError> {
        let path = self.0.join("token-secret");
        let made = || rand::random::<[u8; SECRET_LENGTH]>().to_vec();
        let bytes = self.read_or_make(&path, made)?;
        bytes.try_into().map_err(|_| DataDirError::Damaged(path))
    }

    /// A file of this folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Writes whole or not at all: a crash in between leaves the old state.
    pub(crate) fn write(&self, path: &Path, bytes: &[u8]) -> Result<(), DataDirError> {
        let unwritable = |cause| DataDirError::Unwritable { path: path.to_path_buf(), cause };
        let write = || {
            let partial = path.with_extension("partial");
            let mut file =
                private(OpenOptions::new().write(true).create(true).truncate(true)).open(&partial)?;
            file.write_all(bytes)?;
            file.sync_all()?;
            fs::rename(partial, path)
        };
        write().map_err(unwritable)
    }

    fn read_or_make(&self, path: &Path, make: impl FnOnce() -> Vec<u8>) -> Result<Vec<u8>, DataDirError> {
        let mut bytes = Vec::new();
        match File::open(path).and_then(|mut file| file.read_to_end(&mut bytes)) {
            Ok(_) => Ok(bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let bytes = make();
                self.write(path, &bytes)?;
                Ok(bytes)
            }
            Err(cause) => Err(DataDirError::Unwritable { path: path.to_path_buf(), cause }),
        }
    }
}

fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options.mode(PRIVATE_FILE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn the_secret_is_made_once_and_for_the_owner_only() {
        let temp = tempfile::tempdir().expect("a folder");
        let data = DataDir::open(&temp.path().join("new/data")).expect("created");
        let secret = data.token_secret().expect("made");
        assert_eq!(data.token_secret().expect("read"), secret);
        assert_ne!(secret, [0; SECRET_LENGTH]);
        let mode = fs::metadata(data.path("token-secret")).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, PRIVATE_FILE);
    }

    #[test]
    fn a_damaged_secret_is_not_replaced_silently() {
        let temp = tempfile::tempdir().expect("a folder");
        let data = DataDir::open(temp.path()).expect("writable");
        fs::write(data.path("token-secret"), b"short").expect("written");
        let text = data.token_secret().expect_err("refused").to_string();
        assert!(text.contains("token-secret") && text.contains("Remove it"), "{text}");
    }

    #[test]
    fn a_folder_that_cannot_be_is_named() {
        let temp = tempfile::tempdir().expect("a folder");
        let file = temp.path().join("file");
        fs::write(&file, b"").expect("written");
        let text = DataDir::open(&file.join("data")).expect_err("refused").to_string();
        assert!(text.contains("file/data") && text.contains("data_dir"), "{text}");
    }

    #[test]
    fn one_process_at_a_time() {
        let temp = tempfile::tempdir().expect("a folder");
        let data = DataDir::open(temp.path()).expect("writable");
        let lock = data.lock().expect("free");
        assert!(matches!(data.lock(), Err(DataDirError::InUse(_))));
        drop(lock);
        data.lock().expect("free again");
    }
}
