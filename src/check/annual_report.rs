//! The tables of an annual report on public information (政府信息公开工作年度报告), whose figures have to agree: in each
//! row the columns make up 总计; of requests, 本年新收 and 上年结转 together are 总计 and 结转下年度 together, and the
//! results make up their 总计 (国办公开办函〔2021〕30号, 附件).

use rust_decimal::Decimal;

use crate::{
    bilingual,
    diag::{Bilingual, Diagnostic},
    model::{Block, BlockKind, Document, DocumentKind, Inline, Row, plain},
    site::{Item, Site},
};

const CODE: &str = "annual_report_sum";
const TOTAL: &str = "总计";
/// Rows of the table of requests.
const NEW: &str = "新收";
const BEFORE: &str = "上年结转";
const AFTER: &str = "结转下年";

/// Finds figures of annual reports that do not agree.
pub(super) fn check(site: &Site, found: &mut Vec<Diagnostic>) {
    site.records.documents.iter().for_each(|item| text(item, found));
}

/// The same in one text, if it is such a report.
pub(super) fn text(item: &Item<Document>, found: &mut Vec<Diagnostic>) {
    if !is_report(&item.value) {
        return;
    }
    for block in item.value.text.parts.iter().flat_map(|part| &part.blocks) {
        if let BlockKind::Table { header, rows, .. } = &block.kind {
            let table = Table::of(header, rows);
            table.faults().into_iter().for_each(|fault| found.push(diagnostic(item, block, fault)));
        }
    }
}

fn is_report(document: &Document) -> bool {
    document.kind == DocumentKind::Page
        && document.disclosure.is_public()
        && document.title.contains("信息公开")
        && document.title.contains("年度报告")
}

fn diagnostic(item: &Item<Document>, block: &Block, message: Bilingual) -> Diagnostic {
    Diagnostic::error(CODE, &item.path, message)
        .at(block.span.clone())
        .why([
            "年度报告的表格有勾稽关系，上级会逐项核对",
            "the tables of an annual report have to agree, and are checked one by one",
        ])
        .help(["核对这一行、这一列的数字", "check the figures of that row and column"])
}

/// A table with what its cells say.
struct Table {
    header: Vec<String>,
    rows: Vec<Line>,
}

/// A row: the words of its cells, and their figures where they are figures.
struct Line {
    label: String,
    figures: Vec<Option<Decimal>>,
}

impl Table {
    fn of(header: &[Vec<Inline>], rows: &[Row]) -> Self {
        let header = header.iter().map(|cell| plain(cell).trim().to_owned()).collect();
        Self { header, rows: rows.iter().map(Line::of).collect() }
    }

    fn faults(&self) -> Vec<Bilingual> {
        let mut faults: Vec<Bilingual> = self.rows.iter().flat_map(|row| self.across(row)).collect();
        faults.extend(self.down());
        faults
    }

    /// Columns whose figures do not make up the 总计 to their right.
    fn across(&self, row: &Line) -> Vec<Bilingual> {
        let mut faults = Vec::new();
        let (mut sum, mut parts) = (Decimal::ZERO, 0);
        for (name, figure) in self.header.iter().zip(&row.figures) {
            match figure {
                Some(total) if name.contains(TOTAL) => {
                    if parts > 1 && sum != *total {
                        let label = &row.label;
                        faults.push(bilingual!(
                            "“{label}”一行各列相加是 {sum}，总计写的是 {total}",
                            "the columns of the row “{label}” make {sum}, and the total says {total}"
                        ));
                    }
                    (sum, parts) = (Decimal::ZERO, 0);
                }
                Some(figure) => (sum, parts) = (sum + figure, parts + 1),
                None => {}
            }
        }
        faults
    }

    /// Columns of the table of requests whose rows do not agree.
    fn down(&self) -> Vec<Bilingual> {
        let at = |word: &str| self.rows.iter().position(|row| row.label.contains(word));
        let (Some(new), Some(before), Some(after)) = (at(NEW), at(BEFORE), at(AFTER)) else { return Vec::new() };
        let Some(total) = self.rows.iter().position(|row| row.label.contains(TOTAL)) else { return Vec::new() };
        let mut faults = Vec::new();
        for (column, name) in self.header.iter().enumerate() {
            let figure = |row: usize| self.rows[row].figures.get(column).copied().flatten();
            let (Some(came), Some(kept), Some(done), Some(left)) =
                (figure(new), figure(before), figure(total), figure(after))
            else {
                continue;
            };
            if came + kept != done + left {
                let (received, settled) = (came + kept, done + left);
                faults.push(bilingual!(
                    "“{name}”一列：新收加上年结转是 {received}，办理结果总计加结转下年度是 {settled}",
                    "column “{name}”: received and carried over are {received}, settled and left over are {settled}"
                ));
            }
            let results: Vec<Decimal> = (before + 1..total).filter_map(figure).collect();
            let sum: Decimal = results.iter().sum();
            if !results.is_empty() && sum != done {
                faults.push(bilingual!(
                    "“{name}”一列：各项办理结果相加是 {sum}，总计写的是 {done}",
                    "column “{name}”: the results make {sum}, and the total says {done}"
                ));
            }
        }
        faults
    }
}

impl Line {
    fn of(row: &Row) -> Self {
        let cells: Vec<String> = row.cells.iter().map(|cell| plain(cell).trim().to_owned()).collect();
        let figures = cells.iter().map(|cell| cell.replace([',', '，'], "").parse().ok()).collect();
        // The last of the words says which row it is: those before it name its group.
        let mut words = cells.iter().filter(|cell| !cell.is_empty() && cell.parse::<Decimal>().is_err());
        Self { label: words.next_back().cloned().unwrap_or_default(), figures }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::markdown::parse_markdown;

    /// The faults of the one table in `rows`.
    fn faults(rows: &[&str]) -> Vec<String> {
        let text = parse_markdown(&rows.join("\n"), 0).text;
        let table = text.parts.iter().flat_map(|part| &part.blocks).find_map(|block| match &block.kind {
            BlockKind::Table { header, rows, .. } => Some(Table::of(header, rows)),
            _ => None,
        });
        table.unwrap().faults().into_iter().map(|fault| fault.zh).collect()
    }

    const HEAD: [&str; 2] = ["| 类别 | 情形 | 自然人 | 其他 | 总计 |", "| --- | --- | --- | --- | --- |"];

    #[test]
    fn figures_that_agree_are_no_fault() {
        let rows = [
            "| 一、本年新收 | | 8 | 2 | 10 |",
            "| 二、上年结转 | | 1 | 0 | 1 |",
            "| 三、办理结果 | 予以公开 | 6 | 1 | 7 |",
            "| 三、办理结果 | 不予公开 | 2 | 0 | 2 |",
            "| 三、办理结果 | （七）总计 | 8 | 1 | 9 |",
            "| 四、结转下年度 | | 1 | 1 | 2 |",
        ];
        assert_eq!(faults(&[&HEAD[..], &rows[..]].concat()), Vec::<String>::new());
    }

    #[test]
    fn each_identity_is_checked_by_itself() {
        let rows = [
            "| 一、本年新收 | | 8 | 2 | 11 |",
            "| 二、上年结转 | | 1 | 0 | 1 |",
            "| 三、办理结果 | 予以公开 | 6 | 1 | 7 |",
            "| 三、办理结果 | （七）总计 | 8 | 1 | 9 |",
            "| 四、结转下年度 | | 0 | 1 | 1 |",
        ];
        let found = faults(&[&HEAD[..], &rows[..]].concat());
        assert!(found.contains(&"“一、本年新收”一行各列相加是 10，总计写的是 11".to_owned()), "{found:?}");
        assert!(
            found.contains(&"“自然人”一列：新收加上年结转是 9，办理结果总计加结转下年度是 8".to_owned()),
            "{found:?}"
        );
        assert!(found.contains(&"“自然人”一列：各项办理结果相加是 6，总计写的是 8".to_owned()), "{found:?}");
        assert!(!found.iter().any(|fault| fault.contains("“其他”一列")), "{found:?}");
    }

    #[test]
    fn groups_of_columns_have_totals_of_their_own() {
        let head = ["| 维持 | 纠正 | 总计 | 维持 | 纠正 | 总计 |", "| --- | --- | --- | --- | --- | --- |"];
        assert_eq!(faults(&[&head[..], &["| 4 | 1 | 5 | 1 | 0 | 2 |"]].concat()).len(), 1);
    }
}
