//! Tables as JSON: an object a row, one row a line.

use serde::{
    Serialize, Serializer,
    ser::{Error, SerializeMap},
};
use serde_json::value::RawValue;

use super::{Cell, Row};

/// A table as JSON: `head`, an object, with the member `records` added, an array of one object for each row.
///
/// A value that is missing is left out. Days are ISO 8601, numbers are exact, lists are arrays.
#[must_use]
pub fn json<'a>(head: &impl Serialize, keys: &[&str], rows: impl Iterator<Item = Row<'a>>) -> Vec<u8> {
    let serialised = "invariant: texts, numbers and lists serialise";
    let mut out = serde_json::to_vec(head).expect(serialised);
    // The closing brace of the head comes after the rows.
    out.pop();
    out.extend_from_slice(b",\"records\":[");
    for (position, row) in rows.enumerate() {
        out.extend_from_slice(if position > 0 { b",\n" } else { b"\n" });
        serde_json::to_writer(&mut out, &Record { keys, row: &row }).expect(serialised);
    }
    out.extend_from_slice(b"\n]}\n");
    out
}

/// Rows as a JSON array, one object a line.
#[must_use]
pub fn json_array(keys: &[&str], rows: &[Row<'_>]) -> String {
    let record =
        |row| serde_json::to_string(&Record { keys, row }).expect("invariant: texts, numbers and lists serialise");
    let records: Vec<String> = rows.iter().map(record).collect();
    format!("[\n{}\n]", records.join(",\n"))
}

/// One row as a JSON object, with the members of `rest`, an object, behind its own.
#[must_use]
pub fn json_object(keys: &[&str], row: &Row<'_>, rest: &impl Serialize) -> Vec<u8> {
    #[derive(Serialize)]
    struct Whole<'r, 'a, R> {
        #[serde(flatten)]
        record: Record<'r, 'a>,
        #[serde(flatten)]
        rest: &'r R,
    }
    let whole = Whole { record: Record { keys, row }, rest };
    let mut out = serde_json::to_vec(&whole).expect("invariant: texts, numbers and lists serialise");
    out.push(b'\n');
    out
}

struct Record<'r, 'a> {
    keys: &'r [&'r str],
    row: &'r Row<'a>,
}

impl Serialize for Record<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (key, cell) in self.keys.iter().zip(self.row) {
            match cell {
                Cell::Empty => {}
                Cell::Text(text) => map.serialize_entry(key, text)?,
                Cell::List(texts) if texts.is_empty() => {}
                Cell::List(texts) => map.serialize_entry(key, texts)?,
                Cell::Whole(number) => map.serialize_entry(key, number)?,
                // Not through a floating-point number, which would lose digits.
                Cell::Number(number) => {
                    let digits = RawValue::from_string(number.to_string()).map_err(S::Error::custom)?;
                    map.serialize_entry(key, &digits)?;
                }
                Cell::Day(day) => map.serialize_entry(key, &day.iso())?,
                Cell::Moment(moment) => {
                    let day = || moment.date().iso();
                    map.serialize_entry(key, &moment.time().map_or_else(day, |_| moment.rfc3339()))?;
                }
            }
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_every_digit() {
        #[derive(Serialize)]
        struct Head {
            dataset: &'static str,
        }
        let rows = [
            vec![Cell::Number("9007199254740993.07".parse().unwrap()), Cell::list(["甲"])],
            vec![Cell::Empty, Cell::Empty],
        ];
        let bytes = json(&Head { dataset: "x" }, &["amount", "units"], rows.into_iter());
        let expected =
            "{\"dataset\":\"x\",\"records\":[\n{\"amount\":9007199254740993.07,\"units\":[\"甲\"]},\n{}\n]}\n";
        assert_eq!(std::str::from_utf8(&bytes).unwrap(), expected);
    }
}
