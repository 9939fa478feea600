//! What `--timings` tells: a table on the terminal, a trace in a file.

use std::{fs, io::BufWriter};

use super::Session;
use crate::pipeline::{Failure, Options};

/// Prints what each kind of work took, and writes the trace; does nothing where nothing was measured.
///
/// # Errors
///
/// When the trace cannot be written.
pub(super) fn show(session: Session, options: &Options) -> Result<(), Failure> {
    let totals = options.timings.totals();
    if totals.is_empty() {
        return Ok(());
    }
    let heads = session.text(
        "阶段          墙钟秒   线程秒        件数          字节",
        "work          wall s   busy s       items         bytes",
    );
    eprintln!("{heads}");
    for total in totals {
        let (wall, busy) = (total.wall.as_secs_f64(), total.busy.as_secs_f64());
        eprintln!("{:<12} {wall:>7.3}  {busy:>7.3}  {:>10}  {:>12}", total.work.name(), total.items, total.bytes);
    }
    let directory = options.site.join(".gongkai");
    let path = directory.join("trace.json");
    let write = || {
        fs::create_dir_all(&directory)?;
        options.timings.write_trace(BufWriter::new(fs::File::create(&path)?))
    };
    write().map_err(|error| Failure::Io(path.clone(), error))
}
