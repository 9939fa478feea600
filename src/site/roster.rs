//! The rosters of a body one after the other, and what one changed against the one before.

use super::Site;
use crate::model::{Member, Roster};

/// What a roster changed; every list is in rank order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RosterChange {
    /// People who were not on the roster before, each with all seats they hold now.
    pub joined: Vec<Person>,
    /// People who are no longer on it, with the seats they held.
    pub left: Vec<Person>,
    /// People on both whose role, post or unit is another: the seats before, then now.
    pub moved: Vec<(Person, Person)>,
}

/// A person by name with their seats: indices into the members of one roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// 姓名.
    pub name: String,
    /// Seats, in rank order.
    pub seats: Vec<usize>,
}

/// The people on a roster, each once, in rank order.
#[must_use]
pub fn people(roster: &Roster) -> Vec<Person> {
    let mut people: Vec<Person> = Vec::new();
    for (seat, member) in roster.members.iter().enumerate() {
        match people.iter_mut().find(|person| person.name == member.name) {
            Some(person) => person.seats.push(seat),
            None => people.push(Person { name: member.name.clone(), seats: vec![seat] }),
        }
    }
    people
}

/// What `now` changed against `before`; `None` if nothing.
#[must_use]
pub fn difference(before: &Roster, now: &Roster) -> Option<RosterChange> {
    let (former, present) = (people(before), people(now));
    let mut change = RosterChange::default();
    for person in &present {
        match former.iter().find(|known| known.name == person.name) {
            None => change.joined.push(person.clone()),
            Some(known) if seats(before, known) != seats(now, person) => {
                change.moved.push((known.clone(), person.clone()));
            }
            Some(_) => {}
        }
    }
    let is_there = |person: &Person| present.iter().any(|other| other.name == person.name);
    change.left = former.into_iter().filter(|person| !is_there(person)).collect();
    (change != RosterChange::default()).then_some(change)
}

type Seat<'a> = (&'a str, Option<&'a str>, Option<&'a str>);

fn seats<'a>(roster: &'a Roster, person: &Person) -> Vec<Seat<'a>> {
    let seat = |member: &'a Member| {
        (member.role.as_str(), member.post.as_deref(), member.unit.as_ref().map(|unit| unit.value.as_str()))
    };
    person.seats.iter().map(|index| seat(&roster.members[*index])).collect()
}

impl Site {
    /// The rosters of the same body, newest first; those without a first day last.
    #[must_use]
    pub fn rosters_of_body(&self, index: usize) -> Vec<usize> {
        let mut rosters = match self.units_named(&self.records.rosters[index].value.body.value) {
            [unit] => self.units[*unit].rosters.clone(),
            _ => vec![index],
        };
        rosters.sort_by_key(|other| std::cmp::Reverse((self.records.rosters[*other].value.effective, *other)));
        rosters
    }

    /// Whether a roster no longer holds on the as-of day: it has ended, or a later one of its body is in effect.
    #[must_use]
    pub fn is_former(&self, index: usize) -> bool {
        let roster = &self.records.rosters[index].value;
        let has_ended = roster.ended.is_some_and(|last| last < self.as_of);
        let followed = || {
            let later = self.rosters_of_body(index).into_iter().map(|other| &self.records.rosters[other].value);
            let mut begun = later.filter(|other| other.effective.is_some_and(|first| first <= self.as_of));
            roster.effective.is_some() && begun.any(|other| other.effective > roster.effective)
        };
        has_ended || followed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Cited, Disclosure};

    fn roster(members: &[(&str, &str, &str)]) -> Roster {
        Roster {
            name: "名单".into(),
            disclosure: Disclosure::Public,
            body: Cited::default(),
            established_by: None,
            effective: None,
            ended: None,
            office: None,
            members: members
                .iter()
                .map(|(role, name, post)| Member {
                    role: (*role).into(),
                    name: (*name).into(),
                    post: Some((*post).into()),
                    unit: None,
                })
                .collect(),
            withdrawn: None,
            aliases: Vec::new(),
        }
    }

    fn names(people: &[Person]) -> Vec<&str> {
        people.iter().map(|person| person.name.as_str()).collect()
    }

    #[test]
    fn tells_who_joined_who_left_and_who_changed_post() {
        let before =
            roster(&[("组长", "甲", "区长"), ("副组长", "乙", "局长"), ("成员", "丙", "科长"), ("成员", "丁", "主任")]);
        let now =
            roster(&[("组长", "戊", "区长"), ("副组长", "乙", "局长"), ("成员", "丙", "局长"), ("成员", "乙", "局长")]);
        let change = difference(&before, &now).unwrap();
        assert_eq!(names(&change.joined), ["戊"]);
        assert_eq!(names(&change.left), ["甲", "丁"]);
        let moved: Vec<_> =
            change.moved.iter().map(|(before, now)| (before.name.as_str(), now.seats.clone())).collect();
        assert_eq!(moved, [("乙", vec![1, 3]), ("丙", vec![2])]);
    }

    #[test]
    fn a_new_order_alone_is_no_change() {
        let before = roster(&[("成员", "甲", "局长"), ("成员", "乙", "局长")]);
        let now = roster(&[("成员", "乙", "局长"), ("成员", "甲", "局长")]);
        assert_eq!(difference(&before, &now), None);
    }
}
