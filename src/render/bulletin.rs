//! The draft of a 通报: what the records say of a week, a month or a year, as Markdown for an editor to sign.
//!
//! It is made from the public site, for it is going to be published. Its prose is Chinese whatever the interface.

use std::fmt::Write;

use rust_decimal::Decimal;

use super::chart::{Bar, BarChart, Caption};
use crate::{
    model::{Cycle, Date, Money, Period},
    site::{
        Site, Sums,
        progress::{History, Progress, Shift, StageChange, signed},
    },
};

/// A draft with its chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The file's name without ending; the chart is named in the text.
    pub stem: String,
    /// The Markdown text with front matter. It states no 公开属性, so that nothing is built from it before someone signs it.
    pub markdown: String,
    /// The chart as a file of its own; `None` if there is nothing to draw.
    pub chart: Option<String>,
}

/// Drafts the bulletin of `period`; `None` if no public project did anything in it.
#[must_use]
pub fn draft(site: &Site, period: Period) -> Option<Draft> {
    let found = History::new(site).progress(period);
    if found.entered.is_empty() && found.moved.is_empty() && found.updates.is_empty() && found.reached.is_empty() {
        return None;
    }
    let stem = format!("bulletin-{period}");
    let chart = chart(&found);
    let mut text = Writer { site, found: &found, out: String::new() };
    text.head(period);
    text.summary(chart.is_some().then(|| format!("{stem}.svg")).as_deref());
    text.tables();
    text.changes();
    text.milestones();
    text.replanned();
    text.updates();
    Some(Draft { stem, markdown: text.out, chart })
}

fn chart(found: &Progress) -> Option<String> {
    let most = found.stages.iter().max_by_key(|shift| shift.count)?;
    let description = format!("{}阶段最多，{}个。", most.name.as_deref().unwrap_or_default(), most.count);
    let caption = Caption { id: "stages", title: "各阶段项目数", description: &description };
    let bars = found.stages.iter().map(|shift| Bar {
        label: shift.name.clone().unwrap_or_default(),
        parts: vec![Decimal::from(shift.count)],
        words: format!("{}个", shift.count),
    });
    Some(BarChart { caption, parts: Vec::new(), bars: bars.collect() }.file())
}

struct Writer<'a> {
    site: &'a Site,
    found: &'a Progress,
    out: String,
}

impl Writer<'_> {
    fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push_str("\n\n");
    }

    fn head(&mut self, period: Period) {
        let name = name(period);
        let _ = write!(
            self.out,
            "+++\ntitle = \"重点项目进展通报（{name}）\"\n# 本稿由台账数据自动生成。核对签发后，填写署名、日期，启用下一行，移到 content/updates/ 下。\n\
             # disclosure = \"主动公开\"\nissuer = \"\"\n# dated = \n# published = \ngenre = \"通报\"\nseries = \"重点项目进展通报\"\n\
             bulletin = \"{period}\"\n"
        );
        if period.cycle() == Cycle::Month {
            self.out.push_str("# instead 代替自动汇总的月报，before 放在它前面\nplace = \"instead\"\n");
        }
        self.out.push_str("+++\n\n");
        self.line(&format!("现将{name}重点项目进展情况通报如下。"));
    }

    /// 总体情况: how many, how much, against the period before; what came in, what moved.
    fn summary(&mut self, chart: Option<&str>) {
        let found = self.found;
        let before = before(found.period);
        let end = found.period.last().min(self.site.as_of);
        self.line("## 一、总体情况");
        let mut text = format!("截至{}，公开项目{}个", day(end), found.total.count);
        let _ = write!(text, "，{before}{}", count_change(&found.total));
        if found.total.sums.parts().next().is_some() {
            let _ = write!(text, "；计划总投资{}，{before}{}", sums(&found.total.sums), sum_change(&found.total));
        }
        text.push('。');
        let stages: Vec<String> = found
            .stages
            .iter()
            .rev()
            .filter(|shift| shift.count > 0)
            .map(|shift| {
                let money = sums(&shift.sums);
                let money = if money == NONE { String::new() } else { format!("、计划总投资{money}") };
                format!("{}{}个{money}", shift.name.as_deref().unwrap_or_default(), shift.count)
            })
            .collect();
        if !stages.is_empty() {
            let _ = write!(text, "其中，{}。", stages.join("；"));
        }
        if found.invested.count > 0 {
            let invested = &found.invested;
            let money = sums(&invested.sums);
            let _ = write!(
                text,
                "报送投资进度的{}个项目累计完成投资{money}，{before}{}。",
                invested.count,
                sum_change(invested)
            );
        }
        self.line(&text);
        let name = this(found.period);
        let cost = Sums::of(found.entered.iter().map(|change| &*self.site.records.projects[change.project].value));
        let cost = if found.entered.is_empty() { String::new() } else { format!("，计划总投资{}", sums(&cost)) };
        self.line(&format!(
            "{name}新列入项目{}个{cost}；阶段变动{}个，完成节点{}个，调整计划{}项。",
            found.entered.len(),
            found.moved.len(),
            found.reached.len(),
            found.replanned.len()
        ));
        if found.undated > 0 {
            self.line(&format!(
                "以上只统计公开项目中写明阶段日期的，另有{}个公开项目未记载阶段日期，不计入。",
                found.undated
            ));
        }
        if let Some(chart) = chart {
            self.line(&format!("![各阶段项目数]({chart})"));
        }
    }

    fn tables(&mut self) {
        let found = self.found;
        self.shifts("表1　分阶段项目情况", "阶段", &found.stages);
        self.shifts("表2　分产业项目情况", "产业", &found.industries);
        self.shifts("表3　分牵头单位项目情况", "牵头单位", &found.units);
        if !found.units.is_empty() {
            self.line("注：由几个单位共同牵头的项目，各单位分别计入。");
        }
    }

    fn shifts(&mut self, caption: &str, label: &str, shifts: &[Shift]) {
        if shifts.is_empty() {
            return;
        }
        self.line(caption);
        let before = before(self.found.period);
        let _ = writeln!(
            self.out,
            "| {label} | 项目数（个） | {before} | 计划总投资 | {before} |\n| --- | ---: | ---: | ---: | ---: |"
        );
        for shift in shifts {
            let name = plain(shift.name.as_deref().unwrap_or("未列明"));
            let (count, money) = (short_count(shift), sums(&shift.sums));
            let _ = writeln!(self.out, "| {name} | {} | {count} | {money} | {} |", shift.count, short_sum(shift));
        }
        self.out.push('\n');
    }

    fn changes(&mut self) {
        let found = self.found;
        if found.entered.is_empty() && found.moved.is_empty() {
            return;
        }
        self.line("## 二、新列入和阶段变动");
        self.out.push_str("| 项目 | 产业 | 计划总投资 | 变动 | 日期 |\n| --- | --- | ---: | --- | --- |\n");
        for change in found.entered.iter().chain(&found.moved) {
            self.change(change);
        }
        self.out.push('\n');
    }

    fn change(&mut self, change: &StageChange) {
        let project = &self.site.records.projects[change.project].value;
        let what = match &change.from {
            Some(from) => format!("{from}转{}", change.to),
            None => format!("新列入（{}）", change.to),
        };
        let money = project.investment.as_ref().map_or_else(|| NONE.to_owned(), Money::to_string);
        let industry = plain(project.industry.as_deref().unwrap_or(NONE));
        let _ = writeln!(
            self.out,
            "| {} | {industry} | {money} | {} | {} |",
            plain(&project.name),
            plain(&what),
            day(change.on)
        );
    }

    fn milestones(&mut self) {
        if self.found.reached.is_empty() {
            return;
        }
        self.line("## 三、完成的节点");
        self.out.push_str("| 项目 | 节点 | 计划 | 实际 | 对照计划 |\n| --- | --- | --- | --- | --- |\n");
        for (project, index) in &self.found.reached {
            let project = &self.site.records.projects[*project].value;
            let milestone = &project.milestones[*index];
            let planned = milestone.planned.last().map_or_else(|| NONE.to_owned(), |plan| day(plan.date));
            let actual = milestone.actual.map_or_else(|| NONE.to_owned(), day);
            let timing = match crate::site::milestone::timing(milestone).map(|timing| timing.late) {
                None => NONE.to_owned(),
                Some(0) => "按期".to_owned(),
                Some(days @ 1..) => format!("推迟{days}天"),
                Some(days) => format!("提前{}天", days.abs()),
            };
            let (name, milestone) = (plain(&project.name), plain(&milestone.name));
            let _ = writeln!(self.out, "| {name} | {milestone} | {planned} | {actual} | {timing} |");
        }
        self.out.push('\n');
    }

    fn replanned(&mut self) {
        if self.found.replanned.is_empty() {
            return;
        }
        self.line("## 四、计划调整");
        self.out.push_str("| 项目 | 节点 | 原计划 | 调整后 | 原因 |\n| --- | --- | --- | --- | --- |\n");
        for (project, index, plan) in &self.found.replanned {
            let project = &self.site.records.projects[*project].value;
            let milestone = &project.milestones[*index];
            let (then, now) = (&milestone.planned[plan - 1], &milestone.planned[*plan]);
            let reason = plain(now.reason.as_deref().unwrap_or(NONE));
            let (name, milestone) = (plain(&project.name), plain(&milestone.name));
            let _ = writeln!(self.out, "| {name} | {milestone} | {} | {} | {reason} |", day(then.date), day(now.date));
        }
        self.out.push('\n');
    }

    fn updates(&mut self) {
        let told: Vec<String> = self
            .found
            .updates
            .iter()
            .filter_map(|(project, updates)| {
                let project = &self.site.records.projects[*project].value;
                let texts: Vec<&str> = updates.iter().map(|index| project.updates[*index].text.as_str()).collect();
                let texts: String = texts.into_iter().filter(|text| !text.is_empty()).map(sentence).collect();
                (!texts.is_empty()).then(|| format!("{}：{}", plain(&project.name), plain(&texts)))
            })
            .collect();
        if told.is_empty() {
            return;
        }
        self.line("## 五、项目进展");
        for (number, text) in told.iter().enumerate() {
            self.line(&format!("{}.{text}", number + 1));
        }
    }
}

const NONE: &str = "—";

/// The period as a title names it.
fn name(period: Period) -> String {
    let first = period.first();
    match period.cycle() {
        Cycle::Month => format!("{}年{}月", first.year(), first.month()),
        Cycle::Year => format!("{}年", first.year()),
        Cycle::Week => {
            let (year, week) = first.week();
            format!("{year}年第{week}周")
        }
    }
}

fn this(period: Period) -> &'static str {
    match period.cycle() {
        Cycle::Month => "本月",
        Cycle::Year => "本年",
        Cycle::Week => "本周",
    }
}

fn before(period: Period) -> &'static str {
    match period.cycle() {
        Cycle::Month => "较上月",
        Cycle::Year => "较上年",
        Cycle::Week => "较上周",
    }
}

fn day(date: Date) -> String {
    date.to_string()
}

/// Exact, 约 and 以上 apart, never added up.
fn sums(sums: &Sums) -> String {
    let parts: Vec<String> = sums.parts().map(Money::to_string).collect();
    if parts.is_empty() { NONE.to_owned() } else { parts.join("，另有") }
}

fn count_change(shift: &Shift) -> String {
    match shift.count.cmp(&shift.count_before) {
        std::cmp::Ordering::Equal => "持平".to_owned(),
        std::cmp::Ordering::Greater => format!("增加{}个", shift.count - shift.count_before),
        std::cmp::Ordering::Less => format!("减少{}个", shift.count_before - shift.count),
    }
}

fn sum_change(shift: &Shift) -> String {
    let words = ["", "约", "“以上”"];
    let changes = shift.sum_changes().into_iter().zip(words).filter_map(|(yuan, word)| Some((signed(yuan?)?, word)));
    let changes: Vec<String> = changes
        .map(|(change, word)| match change.strip_prefix('−') {
            Some(amount) => format!("{word}减少{amount}"),
            None => format!("{word}增加{}", change.trim_start_matches('+')),
        })
        .collect();
    if changes.is_empty() { "持平".to_owned() } else { changes.join("、") }
}

fn short_count(shift: &Shift) -> String {
    match shift.count.cmp(&shift.count_before) {
        std::cmp::Ordering::Equal => "持平".to_owned(),
        std::cmp::Ordering::Greater => format!("+{}", shift.count - shift.count_before),
        std::cmp::Ordering::Less => format!("−{}", shift.count_before - shift.count),
    }
}

fn short_sum(shift: &Shift) -> String {
    let changes: Vec<String> = shift.sum_changes().into_iter().filter_map(|yuan| signed(yuan?)).collect();
    if changes.is_empty() { "持平".to_owned() } else { changes.join("，") }
}

/// The text as a sentence of its own.
fn sentence(text: &str) -> String {
    if text.ends_with(['。', '！', '？', '；']) { text.to_owned() } else { format!("{text}。") }
}

/// The text with the marks of Markdown made plain.
fn plain(text: &str) -> String {
    let special = |character: char| "\\`*_[]<>|#~&".contains(character);
    let escaped = text.chars().flat_map(|character| special(character).then_some('\\').into_iter().chain([character]));
    escaped.collect::<String>().replace('\n', " ")
}
