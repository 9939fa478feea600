//! What names of units look like: by their endings, by the level they begin with, by what departments are named after.

use super::bracket::{closes, opens, split_outside};

/// Longest name in characters.
const LONGEST: usize = 40;
/// Endings that name an organ by themselves.
const ORGAN: &str = "局 委 办 厅 委员会 办公室 办事处 管委会 政府 街道 集团 公司 专班 小组 领导组 指挥部 单位 \
    部门 法院 检察院 供销社 总工会";
/// Endings that name an organ only of something that is known to be a unit's name: 市委宣传部, but not 全部.
const OFFICE: &str = "部 院 处 中心 乡 镇 社 联 队 行 会 所 站 组 室 科 股 馆 台 校 学 园区 开发区 \
    高新区 县 区 市 企业";
/// Beginnings of what a bracket says besides naming units.
const FOREIGN: &str = "含 如 见 即 详 包括 不含 以下 或 除 例如 简称 按 根据 通过 依托";
/// What departments are named after. A name that begins so has lost its level (`市卫生健康委、民政局`); one that begins
/// otherwise (云溪海关, 云溪日报社) stands by itself.
const SUBJECT: &str = "市场监 市容 区域 发展 发改 改革 财政 民政 卫生 卫健 卫计 计生 教育 教体 科学技术 科技 \
    科工 工业 工信 经信 经济 经发 商务 投资 投促 招商 人力资源 人社 自然资源 国土 林业 林草 \
    林长 生态 环境保护 环保 住房 住建 城乡 城市管理 城管 城建 综合执法 综合行政执法 规划 交通 \
    水利 水务 农业 农办 农委 文化 文广 文旅 文体 文物 旅游 旅发 广播 广电 新闻 体育 医疗保障 \
    医保 医改 疾控 疾病预防 中医药 药品 药监 食品 食药 统计 审计 税务 国税 地税 国资 国有资产 \
    金融 地方金融 应急 安全 安监 消防 气象 地震 退役军人 信访 司法 公安 民族 民宗 外事 外办 \
    侨务 台办 机关事务 行政审批 政务 营商环境 大数据 数据 数字 物价 粮食 粮储 海洋 渔业 能源 \
    邮政 知识产权 乡村振兴 扶贫 移民 口岸 港口 公路 园林 公积金 公共资源 档案 史志 质监 质量 \
    工商行政 工商局 法制 老龄 爱卫 人防 国动 政府办";
/// Organs of the people's congress, the courts and the people's bodies, which lose their level as departments do.
const BODY: &str = "妇联 残联 科协 文联 侨联 社科联 工商联 总工会 红十字会 供销社 人民法院 人民检察院 \
    消防救援大队";
/// Departments of the Party committee: `市委宣传部、组织部`.
const PARTY: &str = "组织部 宣传部 统战部 政法委 编办 网信办 老干部局 政研室 社会工作部 巡察办 党校";
/// Endings of what is a department and not an enterprise, a committee's office or a place.
const DEPARTMENT: &str = "局 委 办 厅 部 办公室 委员会 管委会 政府 部门";
/// The characters a level ends in.
pub(super) const LEVEL: [char; 7] = ['省', '市', '州', '盟', '县', '区', '旗'];

/// Whether `name` ends as units' names do; a bracket at its end counts as part of the name.
pub(super) fn is_unit(name: &str) -> bool {
    let core = without_bracket(name);
    let length = core.chars().take(LONGEST + 1).count();
    (length >= 3 || core.starts_with('各'))
        && length <= LONGEST
        && (ends_in(core, ORGAN) || ends_in(core, OFFICE))
        && split_outside(core, |c| "，,。；;：:、“”！？".contains(c)).len() == 1
}

/// Whether `name` is a unit's beyond doubt: by an ending that only organs have, or by its level.
pub(super) fn is_certain_unit(name: &str) -> bool {
    let core = without_bracket(name);
    let levelled = core.starts_with(LEVEL) || core.starts_with('各') || begins_in(core, SUBJECT);
    is_unit(name) && (levelled || ends_in(core, ORGAN)) && !begins_in(core, FOREIGN)
}

/// Whether `name`, which stands beside a label of units, can be one: anything short that points nowhere else.
pub(super) fn is_labelled_unit(name: &str) -> bool {
    is_unit(name) || (name.chars().take(21).count() <= 20 && !begins_in(name, "见 详 附件 同上 待定 无"))
}

/// Whether `name` is a department or a government: what stands in a bracket that says nothing else.
pub(super) fn is_department(name: &str) -> bool {
    is_certain_unit(name) && ends_in(without_bracket(name), DEPARTMENT)
}

/// Whether `name` is a department's without its level, which the list gave before: 民政局 in `市卫生健康委、民政局`.
pub(super) fn lacks_level(name: &str) -> bool {
    let core = without_bracket(name);
    let department = ends_in(core, "局 委 办 厅 办公室 委员会 中心") && !core.ends_with("管委会");
    (department && begins_in(core, SUBJECT)) || begins_in(core, BODY)
}

/// Whether `name` is a department's of the Party committee without its level.
pub(super) fn is_party_department(name: &str) -> bool {
    begins_in(name, PARTY)
}

/// Whether `name` points back to units named before: 以上各责任单位.
pub(super) fn is_back_reference(name: &str) -> bool {
    let back = begins_in(name, "以上 上述 前述") && ends_in(name, "单位 部门");
    back || matches!(name, "各责任单位" | "各责任部门")
}

/// `name` without the bracket it ends in: `区政府办公室（区金融办）` is 区政府办公室.
fn without_bracket(name: &str) -> &str {
    let name = name.trim();
    if name.ends_with(closes) { name.find(opens).map_or(name, |at| name[..at].trim_end()) } else { name }
}

fn begins_in(name: &str, words: &str) -> bool {
    words.split_whitespace().any(|word| name.starts_with(word))
}

fn ends_in(name: &str, words: &str) -> bool {
    words.split_whitespace().any(|word| name.ends_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_units_by_their_names() {
        for name in [
            "区民政局",
            "各乡(镇、办、场)",
            "各县（市、区）人民政府",
            "云溪高新区管委会",
            "区政府办公室（区金融办）",
            "各县区",
        ] {
            assert!(is_unit(name) && is_certain_unit(name), "{name}");
        }
        for name in ["三级医院", "云溪日报社", "云溪海关缉私大队"] {
            assert!(is_unit(name) && !is_certain_unit(name), "{name}");
        }
        for name in ["全部", "医院", "区民政局、区财政局", "养老服务", "各项工作", ""] {
            assert!(!is_unit(name), "{name}");
        }
        assert!(!is_certain_unit("含区民政局") && is_unit("含山县民政局"));
    }

    #[test]
    fn knows_names_that_lack_their_level() {
        for name in ["民政局", "市场监管局", "政府办公室", "妇联", "大数据发展局", "医疗保障局（医保中心）"]
        {
            assert!(lacks_level(name), "{name}");
        }
        for name in ["区民政局", "云溪日报社", "各街道办事处", "文旅集团", "经济开发区管委会", "体育馆"]
        {
            assert!(!lacks_level(name), "{name}");
        }
    }
}
