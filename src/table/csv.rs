//! Comma-separated values as Chinese Excel opens them.

use csv::{Terminator, WriterBuilder};

use super::Row;

/// What tells Excel that a file is UTF-8 and not in the code page of the machine.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// A table as CSV (RFC 4180): UTF-8 with a byte order mark, CRLF, the labels in the first row.
#[must_use]
pub fn csv<'a>(labels: &[&str], rows: impl Iterator<Item = Row<'a>>) -> Vec<u8> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(BYTE_ORDER_MARK.to_vec());
    let written = "invariant: memory takes whatever is written, and every row has the columns of the first";
    writer.write_record(labels).expect(written);
    for row in rows {
        writer.write_record(row.iter().map(|cell| cell.words().into_owned().into_bytes())).expect(written);
    }
    writer.into_inner().expect(written)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Cell;

    #[test]
    fn opens_in_excel_and_reads_back() {
        let rows = [
            vec![Cell::text("甲,\"乙\"\n丙"), Cell::list(["区民政局", "区卫健局"])],
            vec![Cell::Empty, Cell::Number("0.10".parse().unwrap())],
        ];
        let bytes = csv(&["名称", "单位"], rows.into_iter());
        assert!(bytes.starts_with(BYTE_ORDER_MARK));
        let text = std::str::from_utf8(&bytes[3..]).unwrap();
        assert_eq!(text, "名称,单位\r\n\"甲,\"\"乙\"\"\n丙\",区民政局、区卫健局\r\n,0.10\r\n");
    }
}
