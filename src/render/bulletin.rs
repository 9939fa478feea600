//! The draft of a 通报: what the records say of a week, a month or a year, as Markdown for an editor to sign.
//!
//! It is made from the public site, for it is going to be published. Its prose is Chinese whatever the interface.

mod words;

use std::{collections::BTreeMap, fmt::Write};

use rust_decimal::Decimal;

use self::words::{
    NONE, before, cost, count_change, day, name, plain, sentence, short_count, short_day, short_sum, stated,
    sum_change, sums, this,
};
use super::chart::{Bar, BarChart, Caption};
use crate::{
    model::{Cycle, Milestone, Money, Period},
    site::{
        Site, Sums,
        milestone::timing,
        progress::{History, Progress, Shift, StageChange},
    },
};

/// How many industries the prose names, and how many projects of one change of stage.
const NAMED: usize = 3;
/// The numbers of sections.
const NUMBERS: [&str; 5] = ["一", "二", "三", "四", "五"];

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
    let mut text = Writer { site, found: &found, sections: 0, out: String::new() };
    text.head();
    text.summary();
    if chart.is_some() {
        text.line(&format!("![各阶段项目数]({stem}.svg)"));
    }
    text.tables();
    text.changes();
    text.milestones();
    text.replanned();
    // A year's steps are what its months told.
    if period.cycle() != Cycle::Year {
        text.updates();
    }
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
    /// How many sections there are so far.
    sections: usize,
    out: String,
}

impl Writer<'_> {
    fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push_str("\n\n");
    }

    fn section(&mut self, title: &str) {
        let number = NUMBERS.get(self.sections).copied().unwrap_or_default();
        self.sections += 1;
        self.line(&format!("## {number}、{title}"));
    }

    /// Whether nothing was listed before: then nothing is compared.
    fn is_first(&self) -> bool {
        self.found.total.count_before == 0
    }

    fn head(&mut self) {
        let period = self.found.period;
        let name = name(period);
        let _ = write!(
            self.out,
            "+++\ntitle = \"重点项目进展通报（{name}）\"\n# 本稿由台账数据自动生成。核对签发后，填写署名、日期，启用下一行，移到 content/updates/ 下。\n\
             # disclosure = \"主动公开\"\nissuer = \"\"\n# dated = \n# published = \ngenre = \"通报\"\nseries = \"重点项目进展通报\"\n\
             bulletin = \"{period}\"\n"
        );
        if period.cycle() != Cycle::Week {
            self.out.push_str("# instead 代替自动汇总的页面，before 放在它前面\nplace = \"instead\"\n");
        }
        self.out.push_str("+++\n\n");
        let as_of = self.site.as_of;
        let until = if period.last() > as_of {
            format!("（截至{}）", short_day(as_of))
        } else if period.cycle() == Cycle::Week {
            // Nobody knows the weeks of a year by their numbers.
            let (first, last) = (period.first(), period.last());
            format!("（{}至{}）", short_day(first), short_day(last))
        } else {
            String::new()
        };
        self.line(&format!("现将{name}{until}重点项目进展情况通报如下。"));
    }

    /// 总体情况: how many, how much, against the end of the period before; what came in, what moved.
    fn summary(&mut self) {
        let found = self.found;
        let (before, is_first) = (before(found.period), self.is_first());
        let end = found.period.last().min(self.site.as_of);
        self.section("总体情况");
        let against = |change: String| if is_first { String::new() } else { format!("，{before}{change}") };
        let mut text =
            format!("截至{}，公开项目{}个{}", day(end), found.total.count, against(count_change(&found.total)));
        if stated(&found.total.sums).is_some() {
            let _ = write!(text, "；{}{}", cost(&found.total.sums), against(sum_change(&found.total)));
        }
        text.push('。');
        let stages: Vec<String> = found.stages.iter().rev().filter(|shift| shift.count > 0).map(stage).collect();
        if !stages.is_empty() {
            let _ = write!(text, "其中，{}。", stages.join("；"));
        }
        if let Some(money) = stated(&found.invested.sums) {
            let is_new = found.invested.count_before == 0;
            let change = if is_new { String::new() } else { against(sum_change(&found.invested)) };
            let _ = write!(text, "报送投资进度的{}个项目累计完成投资{money}{change}。", found.invested.count);
        }
        self.line(&text);
        self.line(&self.brought());
        if is_first {
            self.line("此前台账中没有公开项目，本期不作比较。");
        }
        if found.undated > 0 {
            self.line(&format!(
                "以上只统计公开项目中写明阶段日期的，另有{}个公开项目未记载阶段日期，不计入。",
                found.undated
            ));
        }
    }

    /// What came in, moved, was completed and was put off, as far as there is any.
    fn brought(&self) -> String {
        let found = self.found;
        let entered = Sums::of(found.entered.iter().map(|change| &*self.site.records.projects[change.project].value));
        let first = match (found.entered.len(), found.moved.len()) {
            (0, 0) => "没有新列入项目和阶段变动".to_owned(),
            (0, _) => "没有新列入项目".to_owned(),
            (count, _) => format!("新列入项目{count}个，{}", cost(&entered)),
        };
        let others = [
            ("阶段变动", found.moved.len(), "个"),
            ("完成节点", found.reached.len(), "个"),
            ("调整计划", found.replanned.len(), "项"),
        ];
        let others = others.into_iter().filter(|(_, count, _)| *count > 0);
        let others: Vec<String> = others.map(|(what, count, measure)| format!("{what}{count}{measure}")).collect();
        let rest = if others.is_empty() { String::new() } else { format!("；{}", others.join("，")) };
        format!("{}{first}{rest}。", this(found.period))
    }

    fn tables(&mut self) {
        let found = self.found;
        self.shifts("表1　分阶段项目情况", "阶段", &found.stages);
        if let [first, .., _] = &found.industries[..]
            && stated(&first.sums).is_some()
        {
            let dearest = found.industries.iter().filter(|shift| shift.name.is_some()).take(NAMED);
            let named = dearest.map(|shift| {
                let name = plain(shift.name.as_deref().unwrap_or_default());
                format!("{name}（{}个，{}）", shift.count, stated(&shift.sums).as_deref().unwrap_or("未列投资额"))
            });
            let named = named.collect::<Vec<_>>().join("、");
            let lead = if found.industries.len() > NAMED { "计划总投资居前的是" } else { "" };
            self.line(&format!("分产业看，{lead}{named}。"));
        }
        self.shifts("表2　分产业项目情况", "产业", &found.industries);
        self.unit_changes();
        self.shifts("表3　分牵头单位项目情况", "牵头单位", &found.units);
        if !found.units.is_empty() {
            self.line("注：由几个单位共同牵头的项目，各单位分别计入。");
        }
    }

    /// Which units lead more or fewer projects than before; they are not ranked.
    fn unit_changes(&mut self) {
        if self.is_first() || self.found.units.is_empty() {
            return;
        }
        let changed = self.found.units.iter().filter(|shift| shift.count != shift.count_before);
        let changed: Vec<String> = changed
            .filter_map(|shift| Some(format!("{}{}", plain(shift.name.as_deref()?), count_change(shift))))
            .collect();
        let before = before(self.found.period);
        if changed.is_empty() {
            self.line(&format!("分牵头单位看，各单位项目数{before}均无变化。"));
        } else {
            self.line(&format!("分牵头单位看，项目数{before}有变化的是：{}。", changed.join("，")));
        }
    }

    fn shifts(&mut self, caption: &str, label: &str, shifts: &[Shift]) {
        if shifts.is_empty() {
            return;
        }
        self.line(caption);
        let before = before(self.found.period);
        let is_first = self.is_first();
        self.out.push_str(&if is_first {
            format!("| {label} | 项目数（个） | 计划总投资 |\n| --- | ---: | ---: |\n")
        } else {
            format!(
                "| {label} | 项目数（个） | {before} | 计划总投资 | {before} |\n| --- | ---: | ---: | ---: | ---: |\n"
            )
        });
        for shift in shifts {
            let name = plain(shift.name.as_deref().unwrap_or("未列明"));
            let (count, money) = (shift.count, sums(&shift.sums));
            let _ = if is_first {
                writeln!(self.out, "| {name} | {count} | {money} |")
            } else {
                let (of_count, of_sum) = (short_count(shift), short_sum(shift));
                writeln!(self.out, "| {name} | {count} | {of_count} | {money} | {of_sum} |")
            };
        }
        self.out.push('\n');
    }

    fn changes(&mut self) {
        let found = self.found;
        if found.entered.is_empty() && found.moved.is_empty() {
            return;
        }
        self.section("新列入和阶段变动");
        self.stage_changes();
        self.out.push_str("| 项目 | 产业 | 计划总投资 | 变动 | 日期 |\n| --- | --- | ---: | --- | --- |\n");
        for change in found.entered.iter().chain(&found.moved) {
            self.change(change);
        }
        self.out.push('\n');
    }

    /// The projects that came in and that went from one stage to another, in prose, by the stages they are in now.
    fn stage_changes(&mut self) {
        let stages = &self.site.config.stages;
        let rank = |name: &str| stages.iter().position(|stage| stage.name == name);
        let mut steps: BTreeMap<_, Vec<&str>> = BTreeMap::new();
        for change in self.found.entered.iter().chain(&self.found.moved) {
            let from = change.from.as_deref();
            let step = (from.is_some(), rank(&change.to), from.map(rank), &change.to, from);
            steps.entry(step).or_default().push(&self.site.records.projects[change.project].value.name);
        }
        let told = steps.into_iter().map(|((.., to, from), names)| {
            let step = from.map_or_else(|| format!("新列入{to}项目"), |from| format!("{from}转{to}"));
            let named = names.iter().take(NAMED).map(|name| plain(name)).collect::<Vec<_>>().join("、");
            let more = if names.len() > NAMED { "等" } else { "" };
            format!("{step}{}个：{named}{more}", names.len())
        });
        let told = told.collect::<Vec<_>>().join("；");
        self.line(&format!("{told}。"));
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
            short_day(change.on)
        );
    }

    fn milestones(&mut self) {
        if self.found.reached.is_empty() {
            return;
        }
        self.section("完成的节点");
        let reached: Vec<(&str, &Milestone)> = (self.found.reached.iter())
            .map(|(project, index)| (&self.site.records.projects[*project].value, index))
            .map(|(project, index)| (project.name.as_str(), &project.milestones[*index]))
            .collect();
        let late: Vec<i32> = reached.iter().filter_map(|(_, milestone)| Some(timing(milestone)?.late)).collect();
        if late.is_empty() {
            // Nothing was planned, so that there is nothing to hold a day against.
            self.out.push_str("| 项目 | 节点 | 完成日期 |\n| --- | --- | --- |\n");
        } else {
            let count = |is: fn(&i32) -> bool| late.iter().filter(|days| is(days)).count();
            let (early, due, behind) = (count(|days| *days < 0), count(|days| *days == 0), count(|days| *days > 0));
            let kinds = [("提前", early), ("按期", due), ("推迟", behind)].into_iter().filter(|(_, count)| *count > 0);
            let kinds: Vec<String> = kinds.map(|(kind, count)| format!("{kind}完成{count}个")).collect();
            self.line(&format!("有计划日期的{}个节点中，{}。", late.len(), kinds.join("，")));
            self.out.push_str("| 项目 | 节点 | 计划 | 完成 | 对照计划 |\n| --- | --- | --- | --- | --- |\n");
        }
        for (name, milestone) in reached {
            let (name, what) = (plain(name), plain(&milestone.name));
            let actual = milestone.actual.map_or_else(|| NONE.to_owned(), short_day);
            let _ = if late.is_empty() {
                writeln!(self.out, "| {name} | {what} | {actual} |")
            } else {
                let planned = milestone.planned.last().map_or_else(|| NONE.to_owned(), |plan| day(plan.date));
                writeln!(self.out, "| {name} | {what} | {planned} | {actual} | {} |", held_against_plan(milestone))
            };
        }
        self.out.push('\n');
    }

    fn replanned(&mut self) {
        if self.found.replanned.is_empty() {
            return;
        }
        self.section("计划调整");
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
        self.section("项目进展");
        for (number, text) in told.iter().enumerate() {
            self.line(&format!("{}.{text}", number + 1));
        }
    }
}

/// How a milestone that was reached stands to its plan.
fn held_against_plan(milestone: &Milestone) -> String {
    match timing(milestone).map(|timing| timing.late) {
        None => NONE.to_owned(),
        Some(0) => "按期".to_owned(),
        Some(days @ 1..) => format!("推迟{days}天"),
        Some(days) => format!("提前{}天", days.abs()),
    }
}

fn stage(shift: &Shift) -> String {
    let cost = cost(&shift.sums);
    let cost = if cost.is_empty() { cost } else { format!("、{cost}") };
    format!("{}{}个{cost}", shift.name.as_deref().unwrap_or_default(), shift.count)
}
