//! The manifest: the only file of an index whose content changes under its name.

use serde::Deserialize;

use crate::opening::FORMAT;
use crate::reader::Error;

/// What the manifest says.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Manifest {
    /// Number of the index format.
    pub format: u64,
    /// Name of the opening file.
    pub opening: String,
    /// Name of the compiled reader.
    pub reader: String,
}

impl Manifest {
    /// Reads a manifest.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] where it is none, or of another format.
    pub fn parse(json: &[u8]) -> Result<Manifest, Error> {
        let manifest: Option<Manifest> = serde_json::from_slice(json).ok();
        manifest.filter(|manifest| manifest.format == FORMAT).ok_or_else(|| Error::Damaged("manifest".to_owned()))
    }
}
