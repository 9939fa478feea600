//! Counts and sums of projects by stage, which never claim more than the records say.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::Item;
use crate::{
    config::Stage,
    model::{Approximation, Disclosure, Money, Project},
};

/// Fewer non-public records than this in a stage are not counted at all: one could be told from the total.
const FEWEST_COUNTED: usize = 3;

/// Exact sums of what several projects cost; amounts 约 and 以上 are kept apart from exact ones.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sums {
    /// The sum of exact amounts.
    pub exact: Option<Money>,
    /// The sum of amounts written 约.
    pub about: Option<Money>,
    /// The sum of amounts written 以上.
    pub at_least: Option<Money>,
    /// How many projects state no amount.
    pub unstated: usize,
}

impl Sums {
    /// Adds one project's amount.
    pub fn add(&mut self, amount: Option<&Money>) {
        let Some(amount) = amount else {
            self.unstated += 1;
            return;
        };
        let sum = match amount.approximation() {
            Approximation::Exact => &mut self.exact,
            Approximation::About => &mut self.about,
            Approximation::AtLeast => &mut self.at_least,
        };
        join(sum, amount);
    }

    /// The sums that are there: exact, 约, 以上.
    pub fn parts(&self) -> impl Iterator<Item = &Money> {
        [&self.exact, &self.about, &self.at_least].into_iter().flatten()
    }

    /// All of them in yuan, to compare sizes by and never to be shown: amounts 约 and 以上 are not exact.
    #[must_use]
    pub fn yuan(&self) -> Decimal {
        self.parts().map(Money::yuan).sum()
    }

    fn add_all(&mut self, other: &Self) {
        let pairs =
            [(&mut self.exact, other.exact), (&mut self.about, other.about), (&mut self.at_least, other.at_least)];
        for (sum, amount) in pairs {
            amount.into_iter().for_each(|amount| join(sum, &amount));
        }
        self.unstated += other.unstated;
    }
}

fn join(sum: &mut Option<Money>, amount: &Money) {
    *sum = Some(Money::sum(sum.iter().chain([amount])));
}

/// What non-public records add to the totals of a stage.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Counted {
    /// How many they are, at least three.
    pub count: usize,
    /// What they cost.
    pub sums: Sums,
}

/// How many projects stand in a stage, and what they cost.
#[derive(Debug, Clone, PartialEq)]
pub struct StageTotal {
    /// 阶段.
    pub stage: String,
    /// Projects counted, those that are public among them.
    pub count: usize,
    /// How many of them have a page.
    pub public: usize,
    /// What those counted cost.
    pub sums: Sums,
}

/// The totals by stage: public projects, and non-public ones marked `counted` where at least three stand together.
pub(super) fn stage_totals(
    stages: &[Stage],
    public: &[Item<Project>],
    counted: &BTreeMap<String, Counted>,
) -> Vec<StageTotal> {
    stages
        .iter()
        .map(|stage| {
            let mut total = StageTotal { stage: stage.name.clone(), count: 0, public: 0, sums: Sums::default() };
            for project in public.iter().filter(|project| project.value.stage.value == stage.name) {
                total.count += 1;
                total.public += 1;
                total.sums.add(project.value.investment.as_ref());
            }
            if let Some(counted) = counted.get(&stage.name) {
                total.count += counted.count;
                total.sums.add_all(&counted.sums);
            }
            total
        })
        .collect()
}

/// Adds amounts of non-public records: a kind of amount that fewer than three of them share stays out of every sum.
fn add_together(amounts: &[Option<Money>], sums: &mut Sums) {
    let kind = |amount: &Option<Money>| amount.as_ref().map(Money::approximation);
    for amount in amounts {
        if amounts.iter().filter(|other| kind(other) == kind(amount)).count() >= FEWEST_COUNTED {
            sums.add(amount.as_ref());
        }
    }
}

/// What non-public projects marked `counted` add, by stage; nothing else of them goes further.
pub(super) fn counted_totals(projects: &[Item<Project>]) -> BTreeMap<String, Counted> {
    let mut amounts: BTreeMap<&String, Vec<Option<Money>>> = BTreeMap::new();
    for project in projects.iter().map(|item| &item.value) {
        if project.disclosure != Disclosure::Public && project.counted && project.withdrawn.is_none() {
            amounts.entry(&project.stage.value).or_default().push(project.investment);
        }
    }
    amounts.retain(|_, amounts| amounts.len() >= FEWEST_COUNTED);
    let total = |amounts: Vec<Option<Money>>| {
        let mut counted = Counted { count: amounts.len(), sums: Sums::default() };
        add_together(&amounts, &mut counted.sums);
        counted
    };
    amounts.into_iter().map(|(stage, amounts)| (stage.clone(), total(amounts))).collect()
}
