//! What is written for other systems and other people than readers, past the same last gate as the site.

use std::path::Path;

use super::{
    Checked, Failure,
    build::{provenance, taken},
    inspector::Inspector,
    memo::Memo,
};
use crate::{
    output::{Place, Written},
    public_source, quickwit,
};

/// Writes the public site as a Quickwit index into `directory`, with a manifest as a site has; findings of the last gate
/// join the others. Answers with what was written.
///
/// # Errors
///
/// See [`Failure`]. Whatever fails, an earlier export stands as it was.
pub fn export_quickwit(checked: &mut Checked, directory: &Path) -> Result<Written, Failure> {
    let (Some(site), Some(whole)) = (&checked.public, &checked.whole) else { return Err(Failure::Content) };
    let place = Place::lock(directory, || ())?;
    let former = place.former()?;
    let staging = place.stage(former, &[])?;
    let inspector = Inspector::new(whole, site, checked, &staging, &Memo::default());
    quickwit::artifacts(site).for_each(|artifact| inspector.admit(artifact));
    inspector.finish(&mut checked.diagnostics)?;
    Ok(staging.publish(provenance(site, checked))?.written)
}

/// Writes the public sources of the site into `directory`, with a manifest as a site has; findings of the last gate join
/// the others. Answers with what was written.
///
/// # Errors
///
/// See [`Failure`]. Whatever fails, an earlier export stands as it was.
pub fn export_public_source(checked: &mut Checked, directory: &Path) -> Result<Written, Failure> {
    let (Some(site), Some(whole)) = (&checked.public, &checked.whole) else { return Err(Failure::Content) };
    let place = Place::lock(directory, || ())?;
    let former = place.former()?;
    let staging = place.stage(former, &[])?;
    let inspector = Inspector::new(whole, site, checked, &staging, &Memo::default());
    for artifact in public_source::artifacts(site, &checked.tree, &taken(site, checked)) {
        match artifact {
            Ok(artifact) => inspector.admit(artifact),
            Err((path, error)) => inspector.fail(Failure::Io(path, error)),
        }
    }
    inspector.finish(&mut checked.diagnostics)?;
    Ok(staging.publish(provenance(site, checked))?.written)
}
