//! A row of an office's workbook as a project, with every reason why it cannot be one.

use crate::{
    bilingual,
    check::leak::has_personal_number,
    config::Stage,
    diag::Bilingual,
    import::{
        above::Reported,
        heading::Tense,
        record::{Entry, Plan},
        report::{Place, Report},
        sheet::{Cell, Row, Sheet},
        value,
    },
    model::{Date, Disclosure, DocumentNumber, Money, Status},
};

/// What one row says of a project.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The row.
    pub place: Place,
    /// 项目编号, if the row has one.
    pub code: Option<String>,
    /// 项目名称.
    pub name: String,
    /// The values that replace one another, in the order of the record.
    pub entries: Vec<(&'static str, Entry, Place)>,
    /// 节点.
    pub goals: Vec<Goal>,
    /// 进展.
    pub steps: Vec<Step>,
    /// When the row was reported.
    pub day: Option<Date>,
    /// Whether the stage follows from the kind of sheet alone, and not from the row.
    pub is_stage_taken: bool,
    /// The unit that filled in the sheet, where the row names none in the lead.
    pub reporter: Option<String>,
}

/// A milestone as a workbook gives it.
#[derive(Debug, Clone, PartialEq)]
pub struct Goal {
    /// What is reached.
    pub name: String,
    /// The plans, oldest first.
    pub plans: Vec<Plan>,
    /// The day it was reached.
    pub actual: Option<Date>,
    /// Whether the plans are all that were ever made, and not the one that holds now.
    pub is_history: bool,
    /// Where it stands.
    pub place: Place,
}

/// A reported step as a workbook gives it.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The day it holds for.
    pub date: Date,
    /// The stage reached.
    pub stage: Option<String>,
    /// Investment completed so far.
    pub invested: Option<Money>,
    /// What happened.
    pub text: Option<String>,
    /// Whether it is how things stand when the sheet was filled in, which may be as they stood before.
    pub is_current: bool,
    /// Where it stands.
    pub place: Place,
}

impl Goal {
    /// A milestone of which nothing is known yet.
    pub fn new(name: &str, place: &Place) -> Self {
        Self { name: name.to_owned(), plans: Vec::new(), actual: None, is_history: false, place: place.clone() }
    }
}

impl Step {
    /// The step in the form in which steps are compared.
    pub fn sense(&self) -> String {
        let invested = self.invested.map(|amount| Entry::Amount(amount).sense());
        [self.stage.clone(), invested, self.text.clone()].map(Option::unwrap_or_default).join("\u{1f}")
    }
}

impl Draft {
    /// The value of a key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|(known, ..)| *known == key).map(|(_, entry, _)| entry)
    }

    /// 阶段.
    pub fn stage(&self) -> Option<&str> {
        match self.entry("stage") {
            Some(Entry::Text(stage)) => Some(stage),
            _ => None,
        }
    }
}

/// What holds for every row of a workbook.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// The configured stages.
    pub stages: &'a [Stage],
    /// The day that decides what lies ahead where a sheet does not say when it was reported.
    pub as_of: Date,
}

const DATED: [&str; 2] = ["date", "cleared"];
const LISTS: [&str; 6] = ["lead_unit", "units", "introduced_by", "lists", "documents", "aliases"];

/// Reads a row; `None` if it is refused.
pub fn read(sheet: &Sheet, row: &Row, terms: Terms<'_>, report: &mut Report) -> Option<Draft> {
    let mut reading = Reading { sheet, terms, faults: Vec::new(), taken: Vec::new(), dropped: Vec::new() };
    let name = row.text("name").map(|name| value::one_line(&name));
    if name.is_none() {
        reading.fault(&row.place, bilingual!("没有项目名称", "no name of a project"));
    }
    let mut draft = Draft {
        place: row.place.clone(),
        code: row.text("code").map(|code| value::one_line(&code)),
        name: name.unwrap_or_default(),
        entries: Vec::new(),
        goals: Vec::new(),
        steps: Vec::new(),
        day: reading.day(row),
        is_stage_taken: false,
        reporter: None,
    };
    if let Some(code) = draft.code.as_ref().filter(|code| !value::is_code(code)) {
        let place = row.cells.get("code").map_or(&row.place, |cell| &cell.place);
        reading.fault(
            place,
            bilingual!(
                "项目编号“{code}”不能用作文件名，只写字母、数字、汉字和连字符",
                "the code {code} cannot name a file: use letters, digits and hyphens"
            ),
        );
    }
    if has_personal_number(&draft.name) {
        reading
            .fault(&row.place, bilingual!("项目名称里有个人号码", "the name holds a number that belongs to a person"));
    }
    for (key, cell) in &row.cells {
        if let Some(entry) = reading.entry(key, cell) {
            draft.entries.push((key, entry, cell.place.clone()));
        }
    }
    reading.milestones(row, &mut draft);
    reading.step(row, &mut draft);
    if reading.faults.is_empty() {
        reading.taken.into_iter().for_each(|(place, message)| report.take(&place, message));
        reading.dropped.iter().for_each(|place| report.drop_cell(place));
        return Some(draft);
    }
    reading.faults.into_iter().for_each(|(place, message)| report.refuse(&place, message));
    None
}

struct Reading<'a> {
    sheet: &'a Sheet,
    terms: Terms<'a>,
    faults: Vec<(Place, Bilingual)>,
    taken: Vec<(Place, Bilingual)>,
    dropped: Vec<Place>,
}

impl Reading<'_> {
    fn fault(&mut self, place: &Place, message: Bilingual) {
        self.faults.push((place.clone(), message));
    }

    /// A value that its field cannot hold.
    fn invalid(&mut self, cell: &Cell, error: crate::model::ValueError) {
        let ([zh, en], [zh_help, en_help]) = (error.what, error.help);
        self.fault(&cell.place, bilingual!("{zh}；{zh_help}", "{en}; {en_help}"));
    }

    /// The day the row was reported: its own, else that of the sheet.
    fn day(&mut self, row: &Row) -> Option<Date> {
        let own = row.cells.get("date").and_then(|cell| self.date(cell));
        let above = self.sheet.above.reported;
        own.or_else(|| above.map(|above| above.day))
    }

    fn entry(&mut self, key: &'static str, cell: &Cell) -> Option<Entry> {
        if matches!(key, "name" | "code" | "date" | "invested" | "text") {
            return None;
        }
        if cell.value == crate::table::Value::Fault {
            self.fault(&cell.place, bilingual!("公式出错或不是日期，没有值", "a formula that failed, or no date"));
            return None;
        }
        let words = cell.value.words();
        if has_personal_number(&words) {
            self.dropped.push(cell.place.clone());
            return None;
        }
        match key {
            "investment" => self.money(cell).map(Entry::Amount),
            "stage" => self.stage(cell).map(Entry::Text),
            "status" => self.status(cell).map(Entry::Text),
            "disclosure" => match Disclosure::parse(&words) {
                Ok(disclosure) => Some(Entry::Text(disclosure.label().to_owned())),
                Err(error) => {
                    self.invalid(cell, error);
                    None
                }
            },
            "counted" => (words == "是").then_some(Entry::Yes),
            key if DATED.contains(&key) => self.date(cell).map(Entry::Day),
            "documents" => self.numbers(cell).map(Entry::List),
            key if LISTS.contains(&key) => Some(Entry::List(value::list(&words))),
            "summary" | "seeking" => Some(Entry::Text(value::paragraphs(&words))),
            _ => Some(Entry::Text(value::one_line(&words))),
        }
    }

    fn numbers(&mut self, cell: &Cell) -> Option<Vec<String>> {
        let mut numbers = Vec::new();
        for written in value::list(&cell.value.words()) {
            match DocumentNumber::parse(&written) {
                Ok(number) => numbers.push(number.to_string()),
                Err(error) => self.invalid(cell, error),
            }
        }
        (!numbers.is_empty()).then_some(numbers)
    }

    fn money(&mut self, cell: &Cell) -> Option<Money> {
        match value::money(&cell.value, cell.unit.or(self.sheet.above.unit)) {
            Ok(amount) => Some(amount),
            Err(error) => {
                self.invalid(cell, error);
                None
            }
        }
    }

    /// A stage in the words of the configuration, or in those offices use for it.
    fn stage(&mut self, cell: &Cell) -> Option<String> {
        const ALSO: [(&str, &str); 6] = [
            ("洽谈", "在谈"),
            ("在洽谈", "在谈"),
            ("在建", "开工"),
            ("建设中", "开工"),
            ("竣工投产", "投产"),
            ("运营", "投产"),
        ];
        let words = value::one_line(&cell.value.words());
        let is_stage = |name: &str| self.terms.stages.iter().any(|stage| stage.name == name);
        if is_stage(&words) {
            return Some(words);
        }
        let bare = words.trim_start_matches('已').trim_end_matches("阶段").trim_end_matches('中');
        let also = ALSO.iter().find(|(name, _)| *name == words || *name == bare).map(|(_, stage)| *stage);
        if let Some(stage) = also.or(Some(bare)).filter(|stage| is_stage(stage)) {
            let stage = stage.to_owned();
            self.taken.push((cell.place.clone(), bilingual!("“{words}”作“{stage}”", "{words} was read as {stage}")));
            return Some(stage);
        }
        let known = self.terms.stages.iter().map(|stage| stage.name.as_str()).collect::<Vec<_>>().join("、");
        self.fault(
            &cell.place,
            bilingual!("没有“{words}”这个阶段，可用的有：{known}", "there is no stage {words}; known stages: {known}"),
        );
        None
    }

    fn status(&mut self, cell: &Cell) -> Option<String> {
        let words = value::one_line(&cell.value.words());
        if Status::ALL.iter().any(|status| status.label() == words) {
            return Some(words);
        }
        self.fault(
            &cell.place,
            bilingual!(
                "没有“{words}”这种状态，可用的有：正常、缓建、停工、终止",
                "there is no status {words}; write 正常, 缓建, 停工 or 终止"
            ),
        );
        None
    }

    fn date(&mut self, cell: &Cell) -> Option<Date> {
        match value::day(&cell.value) {
            Ok(Reported { day, is_month }) => {
                if is_month {
                    let iso = day.iso();
                    let message = bilingual!("只写到月，记为月末{iso}", "a month only, taken as its last day {iso}");
                    if !self.taken.iter().any(|(place, _)| *place == cell.place) {
                        self.taken.push((cell.place.clone(), message));
                    }
                }
                Some(day)
            }
            Err(message) => {
                if !self.faults.iter().any(|(place, _)| *place == cell.place) {
                    self.fault(&cell.place, message);
                }
                None
            }
        }
    }

    /// Milestones with a column of their own: what lies ahead is planned, unless the heading says otherwise.
    fn milestones(&mut self, row: &Row, draft: &mut Draft) {
        let today = draft.day.unwrap_or(self.terms.as_of);
        for (name, tense, cell) in &row.milestones {
            let Some(day) = self.date(cell) else { continue };
            let is_planned = match tense {
                Tense::Planned => true,
                Tense::Actual => false,
                Tense::Open => day > today,
            };
            let known = draft.goals.iter().position(|goal| goal.name == *name);
            let position = known.unwrap_or_else(|| {
                draft.goals.push(Goal::new(name, &cell.place));
                draft.goals.len() - 1
            });
            let goal = &mut draft.goals[position];
            if is_planned {
                goal.plans = vec![Plan { date: day, on: None, reason: None }];
            } else {
                goal.actual = Some(day);
            }
        }
    }

    /// The row's own words on how far the project is, as a step on the day it was reported.
    fn step(&mut self, row: &Row, draft: &mut Draft) {
        let invested = row.cells.get("invested").and_then(|cell| self.money(cell));
        let mut text = row.text("text").map(|text| value::paragraphs(&text));
        if let Some(cell) = row.cells.get("text").filter(|cell| has_personal_number(&cell.value.words())) {
            self.dropped.push(cell.place.clone());
            text = None;
        }
        if invested.is_none() && text.is_none() {
            return;
        }
        match draft.day {
            Some(date) => {
                let stage = draft.stage().map(str::to_owned);
                draft.steps.push(Step { date, stage, invested, text, is_current: true, place: row.place.clone() });
            }
            None => self.fault(
                &row.place,
                bilingual!(
                    "有进展情况或完成投资，但不知是哪一天的；在表的上方写明填报时间，或加一列“进展日期”",
                    "progress without a day: write 填报时间 above the table, or add a column 进展日期"
                ),
            ),
        }
    }
}
