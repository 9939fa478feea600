//! Milestones planned against actual.

use crate::model::{Date, Milestone};

/// How a milestone fared, in days; below zero is early.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// Against the plan that holds.
    pub late: i32,
    /// Against the first plan, where it was changed since.
    pub late_at_first: Option<i32>,
}

/// The days by which a milestone was reached late or early; `None` while it is not reached, or if none was planned.
#[must_use]
pub fn timing(milestone: &Milestone) -> Option<Timing> {
    let actual = milestone.actual?;
    let (first, last) = (milestone.planned.first()?, milestone.planned.last()?);
    let late_at_first = (first.date != last.date).then(|| first.date.days_until(actual));
    Some(Timing { late: last.date.days_until(actual), late_at_first })
}

/// The days by which a milestone that is not reached is behind the plan that holds; `None` if it is not.
#[must_use]
pub fn overdue(milestone: &Milestone, as_of: Date) -> Option<i32> {
    let planned = milestone.planned.last().filter(|_| milestone.actual.is_none())?;
    Some(planned.date.days_until(as_of)).filter(|days| *days > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Planned;

    fn day(written: &str) -> Date {
        Date::parse(written).unwrap()
    }

    fn milestone(planned: &[&str], actual: Option<&str>) -> Milestone {
        let planned = planned.iter().map(|date| Planned { date: day(date), on: None, reason: None }).collect();
        Milestone { name: "竣工".into(), planned, actual: actual.map(day) }
    }

    #[test]
    fn counts_days_against_the_plan_that_holds_and_the_first_one() {
        let changed = milestone(&["2022-05-31", "2022-06-30"], Some("2022-06-15"));
        assert_eq!(timing(&changed), Some(Timing { late: -15, late_at_first: Some(15) }));
        let kept = milestone(&["2022-05-31"], Some("2022-05-31"));
        assert_eq!(timing(&kept), Some(Timing { late: 0, late_at_first: None }));
        assert_eq!(timing(&milestone(&["2022-05-31"], None)), None);
        assert_eq!(timing(&milestone(&[], Some("2022-05-31"))), None);
    }

    #[test]
    fn is_overdue_from_the_day_after_the_plan_that_holds() {
        let open = milestone(&["2022-05-31", "2022-06-30"], None);
        assert_eq!(overdue(&open, day("2022-06-30")), None);
        assert_eq!(overdue(&open, day("2022-07-02")), Some(2));
        assert_eq!(overdue(&milestone(&["2022-05-31"], Some("2022-07-01")), day("2022-08-01")), None);
    }
}
