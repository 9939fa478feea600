//! Labels and verbs that say in which role a unit is named: 牵头单位, 配合部门, `由区民政局牵头`.

/// The role of a unit in a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// 牵头.
    Lead,
    /// 配合.
    With,
    /// 责任, 实施.
    Implementer,
}

/// What a label announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    /// Units in a role.
    Role(Role),
    /// A time.
    When,
    /// A person or anything else that is not read.
    Other,
}

/// Longest label in characters.
const LONGEST: usize = 12;
/// What a label of units ends in.
const NOUNS: &[&str] = &["单位", "部门", "科室", "处室", "股室", "机构", "主体", "企业"];
const LEAD: &[&str] = &["牵头", "总牵头", "主要牵头", "牵头责任", "牵头负责", "第一牵头", "主责", "牵头实施"];
const WITH: &[&str] = &["配合", "协同", "协同配合", "协办", "协助", "参与", "参加", "共同配合", "配合责任", "支持"];
const IMPLEMENTER: &[&str] =
    &["责任", "主要责任", "具体责任", "实施", "组织实施", "具体实施", "实施责任", "落实", "承担"];
const WHEN: &[&str] =
    &["完成时限", "完成时间", "完成期限", "时限", "时限要求", "办结时限", "推进时限", "时间节点", "时间要求"];
const PERSON: &[&str] = &["领导", "责任人", "负责人", "联系人", "电话"];

/// The words before the colon that `text` begins with and those after it, if they can be a label.
pub(super) fn split_label(text: &str) -> Option<(&str, &str)> {
    let (at, colon) = text.char_indices().take(LONGEST + 1).find(|(_, c)| matches!(c, '：' | ':'))?;
    let label = text[..at].trim();
    let plain = !label.contains(|c: char| "，,；;。、“”".contains(c));
    (plain && !label.is_empty()).then(|| (label, text[at + colon.len_utf8()..].trim_start()))
}

/// What `label` announces; `None` if it is no label of a task.
pub(super) fn slot_of(label: &str) -> Option<Slot> {
    let label: String = label.chars().filter(|c| !c.is_whitespace()).collect();
    let label = label.split(['（', '(']).next().unwrap_or_default();
    if WHEN.contains(&label) {
        return Some(Slot::When);
    }
    if PERSON.iter().any(|ending| label.ends_with(ending)) {
        return Some(Slot::Other);
    }
    let stem = NOUNS.iter().find_map(|noun| label.strip_suffix(noun));
    let role = match stem.unwrap_or(label) {
        stem if LEAD.contains(&stem) => Role::Lead,
        stem if WITH.contains(&stem) => Role::With,
        stem if IMPLEMENTER.contains(&stem) => Role::Implementer,
        _ => return None,
    };
    (stem.is_some() || matches!(label, "牵头" | "配合")).then_some(Slot::Role(role))
}

/// What the label says that `text` begins with; `None` if it begins with none.
pub(super) fn label_slot(text: &str) -> Option<Slot> {
    split_label(text).and_then(|(label, _)| slot_of(label))
}

/// Verbs that give a role, and words that may stand around them without changing it.
const VERBS: &[(&str, Option<Role>)] = &[
    ("牵头", Some(Role::Lead)),
    ("配合", Some(Role::With)),
    ("参与", Some(Role::With)),
    ("协助", Some(Role::With)),
    ("协同", Some(Role::With)),
    ("负责", Some(Role::Implementer)),
    ("落实", Some(Role::Implementer)),
    ("实施", Some(Role::Implementer)),
    ("组织", None),
    ("推进", None),
    ("完成", None),
    ("做好", None),
    ("积极", None),
    ("主动", None),
    ("密切", None),
    ("共同", None),
    ("分别", None),
    ("具体", None),
    ("统筹", None),
    ("全面", None),
    ("主要", None),
    ("分工", None),
    ("按照各自职责", None),
    ("按各自职责", None),
    ("按照职责", None),
    ("按职责", None),
];

/// Takes the verbs from the end of `piece`, and 由 from its start: `由区民政局牵头负责` is 区民政局 in the lead.
///
/// Of several verbs the one for the closest tie holds: who leads also answers, who helps to carry out helps.
pub(super) fn peel_verbs(piece: &str) -> (&str, Option<Role>) {
    let (mut rest, mut role) = (piece.trim(), None);
    while let Some((shorter, found)) =
        VERBS.iter().find_map(|(verb, role)| rest.strip_suffix(verb).map(|shorter| (shorter.trim_end(), *role)))
    {
        rest = shorter;
        role = match (role, found) {
            (Some(Role::Lead), _) | (_, Some(Role::Lead)) => Some(Role::Lead),
            (Some(Role::With), _) | (_, Some(Role::With)) => Some(Role::With),
            (role, found) => role.or(found),
        };
    }
    match role {
        Some(_) => (rest.strip_prefix('由').unwrap_or(rest), role),
        None => (piece.trim(), None),
    }
}
