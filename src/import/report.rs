//! What an import did, and what it did not: for the person who has to mend the workbook.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    bilingual,
    diag::{Bilingual, Language},
};

/// A place in a workbook, as Excel counts it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Place {
    /// The file's name.
    pub file: String,
    /// The sheet's name; empty for a CSV file.
    pub sheet: String,
    /// The row, from 1; 0 for the sheet as a whole.
    pub row: usize,
    /// The column, from 1, and its heading.
    pub column: Option<(usize, String)>,
}

impl Place {
    /// A sheet as a whole.
    #[must_use]
    pub fn sheet(file: &str, sheet: &str) -> Self {
        Self { file: file.to_owned(), sheet: sheet.to_owned(), row: 0, column: None }
    }

    /// A row of the same sheet, counted from 0.
    #[must_use]
    pub fn at_row(&self, row: usize) -> Self {
        Self { row: row + 1, column: None, ..self.clone() }
    }

    /// A cell of the same row, its column counted from 0.
    #[must_use]
    pub fn at_column(&self, column: usize, heading: &str) -> Self {
        Self { column: Some((column + 1, heading.to_owned())), ..self.clone() }
    }

    /// The place in words.
    #[must_use]
    pub fn words(&self) -> Bilingual {
        let file = if self.sheet.is_empty() { self.file.clone() } else { format!("{}[{}]", self.file, self.sheet) };
        let (zh_row, en_row) = match self.row {
            0 => (String::new(), String::new()),
            row => (format!(" 第{row}行"), format!(" row {row}")),
        };
        let (zh_column, en_column) = match &self.column {
            None => (String::new(), String::new()),
            Some((column, heading)) => {
                let letters = letters(*column);
                (format!("{letters}列“{heading}”"), format!(", column {letters} ({heading})"))
            }
        };
        bilingual!("{file}{zh_row}{zh_column}", "{file}{en_row}{en_column}")
    }
}

/// A column's letters: `A` for 1, `AA` for 27.
fn letters(mut column: usize) -> String {
    let mut letters = Vec::new();
    while column > 0 {
        letters.push(char::from(b'A' + ((column - 1) % 26) as u8));
        column = (column - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// What is said of a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Where.
    pub place: Place,
    /// What.
    pub message: Bilingual,
}

/// What becomes of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// It is new.
    Added,
    /// Its file changes.
    Changed,
    /// Its file says all this already.
    Unchanged,
}

/// A line of the preview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What becomes of it.
    pub fate: Fate,
    /// Its file, relative to the site directory.
    pub path: String,
    /// The record in a few words; what of it changes.
    pub words: String,
}

/// All that an import says.
#[derive(Debug, Default)]
pub struct Report {
    /// How many workbooks, sheets with a table and rows were read.
    pub read: [usize; 3],
    /// The records in the order of their files.
    pub lines: Vec<Line>,
    /// Rows that were refused, with the reasons.
    pub refused: Vec<Remark>,
    /// Values of the workbook that the record keeps its own in the place of.
    pub kept: Vec<Remark>,
    /// What was taken to be meant.
    pub taken: Vec<Remark>,
    /// Columns and sheets that were not used.
    pub unused: Vec<Remark>,
    /// Personal data that was dropped.
    pub dropped: Vec<Remark>,
    /// Units of the ledger that reported nothing.
    pub silent: Vec<String>,
    personal: BTreeMap<(Place, String), usize>,
}

impl Report {
    /// A row that was refused.
    pub fn refuse(&mut self, place: &Place, message: impl Into<Bilingual>) {
        self.refused.push(Remark { place: place.clone(), message: message.into() });
    }

    /// A column that no record has a field for.
    pub fn unused(&mut self, sheet: &Place, heading: &str) {
        let message = bilingual!("“{heading}”列没有用到", "the column {heading} was not used");
        self.unused.push(Remark { place: sheet.clone(), message });
    }

    /// A column about persons, with how many cells of it were filled in.
    pub fn personal(&mut self, sheet: &Place, heading: &str, count: usize) {
        *self.personal.entry((sheet.clone(), heading.to_owned())).or_default() += count;
    }

    /// A cell that was dropped because it holds a number that belongs to a person.
    pub fn drop_cell(&mut self, place: &Place) {
        let message = bilingual!(
            "含有手机号、身份证号或银行卡号，整格没有写入；删去号码后再导入",
            "holds a mobile, identity card or bank card number and was not written; remove the number and import again"
        );
        self.dropped.push(Remark { place: place.clone(), message });
    }

    /// What was taken to be meant.
    pub fn take(&mut self, place: &Place, message: impl Into<Bilingual>) {
        self.taken.push(Remark { place: place.clone(), message: message.into() });
    }

    /// A value of the workbook in whose place the record keeps its own.
    pub fn keep(&mut self, place: &Place, message: impl Into<Bilingual>) {
        self.kept.push(Remark { place: place.clone(), message: message.into() });
    }

    /// Puts everything into the order in which it is shown.
    pub fn finish(&mut self) {
        for ((place, heading), count) in std::mem::take(&mut self.personal) {
            let message = bilingual!(
                "“{heading}”列是个人信息，{count}格没有写入",
                "the column {heading} is personal data; {count} cells were not written"
            );
            self.dropped.push(Remark { place, message });
        }
        self.taken = together(std::mem::take(&mut self.taken));
        self.lines.sort_by(|a, b| (a.fate, &a.path).cmp(&(b.fate, &b.path)));
        for remarks in [&mut self.refused, &mut self.kept, &mut self.taken, &mut self.unused, &mut self.dropped] {
            remarks.sort_by(|a, b| a.place.cmp(&b.place));
            remarks.dedup();
        }
    }

    /// How many records have a fate.
    #[must_use]
    pub fn count(&self, fate: Fate) -> usize {
        self.lines.iter().filter(|line| line.fate == fate).count()
    }

    /// The report for a person, a heading and its lines for each thing there is to say.
    #[must_use]
    pub fn text(&self, language: Language, is_dry: bool) -> String {
        let mut text = String::new();
        let mut say = |line: &Bilingual| {
            text.push_str(line.get(language));
            text.push('\n');
        };
        let [books, sheets, rows] = self.read;
        say(&bilingual!(
            "读入文件{books}个、表{sheets}张、数据{rows}行",
            "Read: {books} files, {sheets} tables, {rows} rows"
        ));
        for (fate, zh, en) in
            [(Fate::Added, "新增", "new"), (Fate::Changed, "更新", "changed"), (Fate::Unchanged, "未变", "unchanged")]
        {
            let count = self.count(fate);
            let (zh, en) = if is_dry && fate != Fate::Unchanged {
                (format!("将{zh}"), format!("to be {en}"))
            } else {
                (zh.to_owned(), en.to_owned())
            };
            say(&bilingual!("{zh}{count}条", "{en}: {count}"));
            for line in self.lines.iter().filter(|line| line.fate == fate && fate != Fate::Unchanged) {
                let (path, words) = (&line.path, &line.words);
                say(&bilingual!("  {path}  {words}", "  {path}  {words}"));
            }
        }
        for (remarks, zh, en) in [
            (
                &self.refused,
                "退回{count}行，没有写入，改正后再导入",
                "Refused, not written; mend and import again: {count}",
            ),
            (&self.kept, "与台账不一致{count}处，保留台账原值", "Kept as the ledger has it: {count}"),
            (&self.taken, "按下列理解处理{count}处，请核对", "Taken to mean, please check: {count}"),
            (&self.dropped, "个人信息{count}处，没有写入", "Personal data, not written: {count}"),
            (&self.unused, "没有用到{count}处", "Not used: {count}"),
        ] {
            if remarks.is_empty() {
                continue;
            }
            let count = remarks.len().to_string();
            say(&Bilingual { zh: zh.replace("{count}", &count), en: en.replace("{count}", &count) });
            for Remark { place, message } in remarks {
                let place = place.words();
                let (zh_place, en_place) = (&place.zh, &place.en);
                let (zh, en) = (&message.zh, &message.en);
                say(&bilingual!("  {zh_place}：{zh}", "  {en_place}: {en}"));
            }
        }
        if !self.silent.is_empty() {
            let (count, names) = (self.silent.len(), self.silent.join("、"));
            say(&bilingual!(
                "台账中有项目、这次没有填报的单位{count}个：{names}",
                "Units of the ledger that reported nothing, {count}: {names}"
            ));
        }
        if is_dry {
            say(&bilingual!("试导入，什么也没有写", "Dry run: nothing was written"));
        }
        text
    }

    /// The report for a program, one object a line.
    #[must_use]
    pub fn json(&self, language: Language) -> String {
        let mut text = String::new();
        let mut say = |line: &JsonLine<'_>| {
            text.push_str(&serde_json::to_string(line).expect("invariant: texts and numbers serialise"));
            text.push('\n');
        };
        for line in &self.lines {
            let code = match line.fate {
                Fate::Added => "import_added",
                Fate::Changed => "import_changed",
                Fate::Unchanged => "import_unchanged",
            };
            say(&JsonLine { severity: "note", code, message: &line.words, path: &line.path, line: 1, column: 1 });
        }
        for (remarks, severity, code) in [
            (&self.refused, "error", "import_refused"),
            (&self.kept, "warning", "import_kept"),
            (&self.taken, "note", "import_taken"),
            (&self.dropped, "warning", "import_personal"),
            (&self.unused, "note", "import_unused"),
        ] {
            for Remark { place, message } in remarks {
                let column = place.column.as_ref().map_or(1, |(column, _)| *column);
                let message = message.get(language);
                say(&JsonLine { severity, code, message, path: &place.file, line: place.row.max(1), column });
            }
        }
        for unit in &self.silent {
            let line =
                JsonLine { severity: "note", code: "import_silent", message: unit, path: "", line: 1, column: 1 };
            say(&line);
        }
        text
    }
}

/// What is said of many rows of a column alike, said once.
fn together(remarks: Vec<Remark>) -> Vec<Remark> {
    let mut groups: BTreeMap<(Place, String), (Remark, usize)> = BTreeMap::new();
    for remark in remarks {
        let column = Place { row: 0, ..remark.place.clone() };
        let group = groups.entry((column, remark.message.zh.clone())).or_insert((remark, 0));
        group.1 += 1;
    }
    let counted = groups.into_values().map(|(remark, count)| match count {
        1 => remark,
        _ if remark.place.row == 0 => remark,
        count => {
            let (zh, en) = (&remark.message.zh, &remark.message.en);
            Remark {
                message: bilingual!("{zh}（自此行起共{count}行）", "{en} (from here on, {count} rows)"), ..remark
            }
        }
    });
    counted.collect()
}

#[derive(Serialize)]
struct JsonLine<'a> {
    severity: &'static str,
    code: &'static str,
    message: &'a str,
    path: &'a str,
    line: usize,
    column: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_that_excel_shows() {
        let place = Place::sheet("商务局.xlsx", "5月").at_row(6).at_column(27, "总投资");
        assert_eq!(place.words().zh, "商务局.xlsx[5月] 第7行AB列“总投资”");
        assert_eq!(place.words().en, "商务局.xlsx[5月] row 7, column AB (总投资)");
    }
}
