//! The tables of a text.

use super::Body;
use crate::model::{Alignment, Inline, Row, plain};

impl Body<'_> {
    pub(super) fn table(&mut self, alignments: &[Alignment], header: &[Vec<Inline>], rows: &[Row]) {
        let names: Vec<_> = header.iter().map(|cell| plain(cell)).filter(|name| !name.is_empty()).collect();
        // Reached by keyboard so that a wide table can be scrolled; such a region needs a name.
        self.out.push_str("<div class=\"table\" role=\"region\" tabindex=\"0\"");
        if !names.is_empty() {
            let name = names.join("、");
            let count = self.tables.entry(name.clone()).or_default();
            *count += 1;
            // Two regions of one name could not be told apart.
            let name = if *count == 1 { name } else { format!("{name}（{count}）") };
            self.attribute(" aria-label", &name);
        }
        self.out.push_str("><table>\n");
        if !names.is_empty() {
            self.out.push_str("<thead><tr>");
            for (column, cell) in header.iter().enumerate() {
                self.cell("th", " scope=\"col\"", alignments.get(column), cell);
            }
            self.out.push_str("</tr></thead>\n");
        }
        self.out.push_str("<tbody>\n");
        let spans = spans(rows, alignments);
        for (row, spans) in rows.iter().zip(&spans) {
            self.open("<tr", &row.anchor);
            for (column, cell) in row.cells.iter().enumerate() {
                match spans.get(column) {
                    Some(0) => {}
                    Some(1) | None => self.cell("td", "", alignments.get(column), cell),
                    Some(span) => self.cell("td", &format!(" rowspan=\"{span}\""), alignments.get(column), cell),
                }
            }
            self.out.push_str("</tr>\n");
        }
        self.out.push_str("</tbody></table></div>\n");
    }

    fn cell(&mut self, name: &str, attribute: &str, alignment: Option<&Alignment>, cell: &[Inline]) {
        let class = match alignment {
            None | Some(Alignment::Default) => "",
            Some(Alignment::Left) => " class=\"align-left\"",
            Some(Alignment::Center) => " class=\"align-center\"",
            Some(Alignment::Right) => " class=\"align-right\"",
        };
        self.write(format_args!("<{name}{attribute}{class}>"));
        self.inlines(cell);
        self.write(format_args!("</{name}>"));
    }
}

/// How many rows each cell takes: a cell that says what the cell above says is one with it, and takes none.
///
/// Offices merge such cells; Markdown has no way to write that.
fn spans(rows: &[Row], alignments: &[Alignment]) -> Vec<Vec<usize>> {
    let mut spans: Vec<Vec<usize>> = rows.iter().map(|row| vec![1; row.cells.len()]).collect();
    for (index, pair) in rows.windows(2).enumerate().rev() {
        let (above, below) = spans.split_at_mut(index + 1);
        let cells = above[index].iter_mut().zip(&mut below[0]);
        for (above, cell) in cells.take(repeated(&pair[0], &pair[1], alignments)) {
            *above += std::mem::take(cell);
        }
    }
    spans
}

/// How many columns, from the first and never to the last, say the same in both rows. Numbers are no headings of groups.
fn repeated(above: &Row, row: &Row, alignments: &[Alignment]) -> usize {
    let most = row.cells.len().min(above.cells.len()).saturating_sub(1);
    let is_same = |column: &usize| {
        let words = plain(&row.cells[*column]);
        alignments.get(*column) != Some(&Alignment::Right)
            && !words.trim().is_empty()
            && words == plain(&above.cells[*column])
    };
    (0..most).take_while(is_same).count()
}
