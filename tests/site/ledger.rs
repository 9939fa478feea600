//! Lists, figures, months, bulletins and rosters, as a reader finds them on whole sites.

use std::collections::BTreeMap;

use crate::support::{Fixture, document, words};

/// A project's record.
fn project(name: &str, rest: &str) -> String {
    format!("name = \"{name}\"\ndisclosure = \"主动公开\"\n{rest}\n")
}

fn site(projects: &[(&str, String)]) -> Fixture {
    projects
        .iter()
        .fold(Fixture::new(), |fixture, (code, text)| fixture.with(&format!("content/projects/{code}.toml"), text))
}

/// The rows of the table with the caption `id`, each as its cells' words.
fn rows(page: &str, id: &str) -> Vec<Vec<String>> {
    let (_, table) = page.split_once(&format!("<caption id=\"{id}\">")).unwrap_or_else(|| panic!("no table {id}"));
    let (table, _) = table.split_once("</table>").unwrap();
    let row = |row: &str| {
        let cells = row.split(['\n']).collect::<String>();
        let cells =
            cells.split("<t").filter(|cell| cell.starts_with("h ") || cell.starts_with("d>") || cell.starts_with("d "));
        cells.map(|cell| words(&format!("<t{cell}"))).collect::<Vec<_>>()
    };
    table.split("<tr").skip(1).map(row).collect()
}

/// Hundredths of a yuan, reckoned with whole numbers alone.
fn fen(written: &str) -> i128 {
    let (number, unit) = match (written.strip_suffix("亿元"), written.strip_suffix("万元")) {
        (Some(number), _) => (number, 10_i128.pow(10)),
        (_, Some(number)) => (number, 10_i128.pow(6)),
        _ => (written.strip_suffix('元').unwrap(), 100),
    };
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let scale = 10_i128.pow(u32::try_from(part.len()).unwrap());
    (whole.parse::<i128>().unwrap() * scale + format!("0{part}").parse::<i128>().unwrap()) * unit / scale
}

/// Sums are those of a second reckoning, from the files and with whole numbers; rows of single values make the whole.
#[test]
fn sums_agree_with_an_independent_reckoning() {
    let stages = ["签约", "开工", "投产"];
    let industries = ["生物医药", "医疗器械", "健康养老", "中医药"];
    let mut projects = Vec::new();
    let mut expected: BTreeMap<&str, (usize, i128)> = BTreeMap::new();
    let mut whole = 0;
    for index in 0_usize..60 {
        let (stage, industry) = (stages[index % 3], industries[index * 7 % 4]);
        let amount = match index % 4 {
            0 => format!("{}.{:03}亿元", index / 7, index * 37 % 1000),
            1 => format!("{}万元", 80 + index * 131),
            2 => format!("{}.{:02}万元", index * 17, index * 13 % 100),
            _ => format!("{}.{:02}元", index * 10_007 + 1, index * 29 % 100),
        };
        let group = expected.entry(industry).or_default();
        group.0 += 1;
        group.1 += fen(&amount);
        whole += fen(&amount);
        let rest = format!("stage = \"{stage}\"\nindustry = \"{industry}\"\ninvestment = \"{amount}\"");
        projects.push((format!("2024-{index:03}"), project(&format!("项目{index}"), &rest)));
    }
    let projects: Vec<(&str, String)> = projects.iter().map(|(code, text)| (code.as_str(), text.clone())).collect();
    let fixture = site(&projects).with(
        "content/projects/about.toml",
        project("约数", "stage = \"签约\"\nindustry = \"中医药\"\ninvestment = \"约3亿元\""),
    );
    fixture.built();
    let page = fixture.page("projects/figures");
    let table = rows(&page, "industries-table");
    let mut seen = 0;
    for row in &table[1..] {
        let exact = row[2].split('约').next().unwrap();
        if let Some((count, sum)) = expected.get(row[0].as_str()) {
            seen += 1;
            let about = usize::from(row[0] == "中医药");
            assert_eq!(row[1], (count + about).to_string(), "{row:?}");
            assert_eq!(fen(exact), *sum, "{row:?}");
        }
        if row[0] == "合计" {
            assert_eq!((row[1].as_str(), fen(exact)), ("61", whole), "{row:?}");
            assert!(row[2].ends_with("约3亿元"), "约 is never added to exact amounts: {row:?}");
        }
    }
    assert_eq!(seen, industries.len());
    let by_stage = rows(&page, "stages");
    let counts: usize = by_stage[1..].iter().map(|row| row[1].parse::<usize>().unwrap()).sum();
    assert_eq!(counts, 61);
    // The list of all projects has every row in its HTML.
    assert_eq!(fixture.page("projects").matches("<th scope=\"row\"><a href=").count(), 61);
}

/// Records that are not public enter the totals by stage, three or more together, and nothing finer.
#[test]
fn counted_records_stand_in_stage_totals_alone() {
    let counted = |index: usize| {
        let update = "\n[[update]]\ndate = 2024-05-03\nstage = \"在谈\"\ntext = \"密谈进展情况甲乙丙\"";
        format!(
            "name = \"密谈项目{index}\"\ndisclosure = \"不予公开\"\ncounted = true\nstage = \"在谈\"\nindustry = \"密谈产业\"\nlocation = \"密谈地点\"\nlead_unit = \"密谈单位\"\ninvestment = \"{index}亿元\"\n{update}\n"
        )
    };
    let public = project(
        "公开项目",
        "stage = \"开工\"\ninvestment = \"1亿元\"\n[[update]]\ndate = 2024-05-10\nstage = \"开工\"\ntext = \"开工。\"",
    );
    let build = |count: usize| {
        let mut fixture = site(&[("a", public.clone())]);
        for index in 1..=count {
            fixture = fixture.with(&format!("content/projects/m{index}.toml"), counted(index));
        }
        let files = fixture.built();
        for (path, bytes) in files {
            let text = String::from_utf8_lossy(&bytes);
            for word in ["密谈", "m1"] {
                assert!(
                    !(path.contains(word) || path.ends_with("html") && text.contains(word)),
                    "{path} tells of {word}"
                );
            }
        }
        fixture
    };
    let three = build(3);
    assert!(rows(&three.page("projects"), "stages").contains(&["在谈", "3", "0", "6亿元"].map(String::from).to_vec()));
    let two = build(2);
    assert!(rows(&two.page("projects"), "stages").iter().all(|row| row[0] != "在谈"));
    // What changes from month to month is the same whether they are there or not.
    assert_eq!(three.page("projects/month/2024-05"), two.page("projects/month/2024-05"));
    assert!(!words(&three.page("projects/figures")).contains("合计4"));
}

const MARCH: &str = "stage = \"开工\"\ninvestment = \"2亿元\"\nindustry = \"中医药\"\nlead_unit = \"区工信局\"\n\
    [[milestone]]\nname = \"竣工\"\nplanned = [{ date = 2024-05-31 }, { date = 2024-06-30, on = 2024-05-06, reason = \"设备到货推迟\" }]\n\
    [[milestone]]\nname = \"封顶\"\nplanned = [{ date = 2024-05-20 }]\nactual = 2024-05-12\n\
    [[update]]\ndate = 2024-03-02\nstage = \"签约\"\ninvested = \"100万元\"\ntext = \"签约。\"\n\
    [[update]]\ndate = 2024-05-12\nstage = \"开工\"\ninvested = \"3100万元\"\ntext = \"主体结构封顶。\"";
const MAY: &str = "stage = \"签约\"\ninvestment = \"8000万元\"\n[[update]]\ndate = 2024-05-20\nstage = \"签约\"\ntext = \"签订投资协议。\"";

fn two_projects() -> Fixture {
    site(&[("a", project("甲项目", MARCH)), ("b", project("乙项目", MAY))])
}

#[test]
fn a_month_tells_what_it_brought_against_the_month_before() {
    let fixture = two_projects();
    fixture.built();
    let page = fixture.page("projects/month/2024-05");
    let text = words(&page);
    for expected in [
        "项目进展月报（2024年5月）",
        "本页由台账数据自动汇总",
        "乙项目—8000万元新列入（签约）2024年5月20日",
        "甲项目中医药2亿元签约转开工2024年5月12日",
        "甲项目封顶2024年5月20日2024年5月12日提前8天",
        "甲项目竣工2024年5月31日2024年6月30日设备到货推迟",
    ] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    let stages = rows(&page, "stages-table");
    assert_eq!(stages[1], ["签约", "1", "持平", "8000万元", "−1.2亿元"]);
    assert_eq!(stages[2], ["开工", "1", "+1", "2亿元", "+2亿元"]);
    // A day later decides nothing: April saw nothing and has no page.
    assert!(!fixture.public().join("projects/month/2024-04").exists());
    for word in ["超期", "督办", "未按期"] {
        assert!(!text.contains(word), "{word} is for the office");
    }
}

#[test]
fn what_is_behind_is_shown_on_request_alone() {
    let fixture = two_projects();
    let report = |fixture: &Fixture| {
        String::from_utf8(fixture.run(&["check", "--report", "--as-of", "2024-07-10"]).stdout).unwrap()
    };
    let told = report(&fixture);
    assert!(told.contains("10天  甲项目  竣工") && told.contains("51天  乙项目"), "{told}");
    assert_eq!(fixture.run(&["build", "--as-of", "2024-07-10"]).status.code(), Some(0));
    assert!(!fixture.page("projects/a").contains("超期"));
    let fixture = fixture.with(
        "gongkai.toml",
        "[site]\ntitle = \"测试站\"\nbase_url = \"https://www.example.gov.cn/gk/\"\n[progress]\nshow = true\n",
    );
    assert_eq!(fixture.run(&["build", "--as-of", "2024-07-10"]).status.code(), Some(0));
    assert!(words(&fixture.page("projects/a")).contains("超期10天（截至2024年7月10日）"));
    // Of a record that is not public the report names the file alone.
    let fixture = fixture.with("content/projects/c.toml", "name = \"密谈项目\"\ndisclosure = \"不予公开\"\nstage = \"在谈\"\n[[update]]\ndate = 2024-01-01\nstage = \"在谈\"\ntext = \"密谈\"\n");
    let told = report(&fixture);
    assert!(told.contains("191天  content/projects/c.toml") && !told.contains("密谈"), "{told}");
}

#[test]
fn a_bulletin_is_drafted_and_takes_the_place_of_the_automatic_page() {
    let fixture = two_projects();
    let output = fixture.run(&["draft", "bulletin", "2024-05"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let draft = std::fs::read_to_string(fixture.root().join("drafts/bulletin-2024-05.md")).unwrap();
    for expected in [
        "截至2024年5月20日，公开项目2个，较上月增加1个；计划总投资2.8亿元，较上月增加8000万元。",
        "其中，开工1个、计划总投资2亿元；签约1个、计划总投资8000万元。",
        "报送投资进度的1个项目累计完成投资3100万元，较上月增加3000万元。",
        "本月新列入项目1个，计划总投资8000万元；阶段变动1个，完成节点1个，调整计划1项。",
        "| 甲项目 | 竣工 | 2024年5月31日 | 2024年6月30日 | 设备到货推迟 |",
        "![各阶段项目数](bulletin-2024-05.svg)",
    ] {
        assert!(draft.contains(expected), "{expected}: {draft}");
    }
    assert_eq!(fixture.run(&["draft", "bulletin", "2024-05"]).status.code(), Some(3), "a draft is never overwritten");
    assert_eq!(fixture.run(&["draft", "bulletin", "2024-W19"]).status.code(), Some(0));
    assert_eq!(fixture.run(&["draft", "bulletin", "2019"]).status.code(), Some(1));
    assert_eq!(fixture.run(&["draft", "bulletin", "五月"]).status.code(), Some(2));
    // Unsigned, it publishes nothing: it states no 公开属性. Signed, it stands in the place of the automatic page.
    let chart = std::fs::read(fixture.root().join("drafts/bulletin-2024-05.svg")).unwrap();
    let fixture = fixture
        .with("content/updates/2024/bulletin-2024-05.svg", chart)
        .with("content/updates/2024/bulletin-2024-05.md", &draft);
    assert_eq!(fixture.run(&["build"]).status.code(), Some(1));
    let signed = draft.replace("# disclosure", "disclosure");
    let fixture = fixture.with("content/updates/2024/bulletin-2024-05.md", &signed);
    let files = fixture.built();
    assert!(files.contains_key("updates/2024/bulletin-2024-05/bulletin-2024-05.svg"));
    let month = fixture.page("projects/month/2024-05");
    assert!(month.contains("../../../updates/2024/bulletin-2024-05/") && !month.contains("本页由台账数据自动汇总"));
    assert!(words(&fixture.page("updates/2024/bulletin-2024-05")).contains("现将2024年5月重点项目进展情况通报如下"));
    let before = signed.replace("place = \"instead\"", "place = \"before\"");
    let fixture = fixture.with("content/updates/2024/bulletin-2024-05.md", before);
    fixture.built();
    let month = fixture.page("projects/month/2024-05");
    let (signed, automatic) = (month.find("现将2024年5月").unwrap(), month.find("id=\"stages-table\"").unwrap());
    assert!(signed < automatic && words(&month).contains("本页由台账数据自动汇总"));
    assert!(month.contains("src=\"../../../updates/2024/bulletin-2024-05/bulletin-2024-05.svg\""));
}

#[test]
fn a_project_of_three_fields_and_one_with_all_of_them_look_whole() {
    let fixture = site(&[("a", project("甲项目", MARCH)), ("c", project("丙项目", "stage = \"推介\""))]);
    fixture.built();
    let bare = words(&fixture.page("projects/c"));
    for empty in ["投资情况", "节点计划", "进展情况", "相关文件", "None", "—"] {
        assert!(!bare.contains(empty), "{empty}: {bare}");
    }
    assert!(bare.contains("推介当前阶段") && bare.contains("签约未到"), "{bare}");
    assert!(!fixture.public().join("projects/c/feed.xml").exists());
    let full = fixture.page("projects/a");
    assert!(words(&full).contains("占计划总投资的15.5%"), "{full}");
    assert!(full.contains("<rect class=\"part\" width=\"155\""));
    let feed = std::fs::read_to_string(fixture.public().join("projects/a/feed.xml")).unwrap();
    assert!(feed.contains("甲项目：开工") && feed.contains("projects/a/#2024-05-12"), "{feed}");
}

#[test]
fn tasks_stand_in_a_matrix_against_units() {
    let task = |title: &str, lead: &str, with: &str| {
        format!("[[task]]\ntitle = \"{title}\"\nlead = \"{lead}\"\nwith = [{with}]\n")
    };
    let head = format!(
        "title = \"方案\"\ndisclosure = \"主动公开\"\ndated = 2024-07-01\n{}{}[[indicator]]\nname = \"企业数\"\ntarget = \"60家\"\nbaseline = \"40家\"\nby = 2024\n\
         shares = [{{ place = \"东溪街道\", target = \"20家\" }}, {{ place = \"西岭街道\", target = \"35家\" }}]\nactual = [{{ on = 2024-06-30, value = \"61家\" }}]",
        task("建设中心", "区卫健局", "\"区民政局\", \"区财政局\""),
        task("培训人员", "区民政局", "\"区卫健局\"")
    );
    let fixture = Fixture::new().with("content/plans/a.md", document(&head, "方案正文。"));
    let output = fixture.run(&["build"]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("警告[shares_disagree]"));
    let matrix = fixture.page("plans/a/matrix");
    let table = rows(&matrix, "matrix");
    assert_eq!(table[0], ["任务", "区卫健局", "区民政局", "区财政局"]);
    assert_eq!(table[1], ["建设中心", "●牵头", "○配合", "○配合"]);
    assert_eq!(table[2], ["培训人员", "○配合", "●牵头", ""]);
    assert_eq!(table[3], ["牵头/责任/配合（项）", "1/0/1", "1/0/1", "0/0/1"]);
    let plan = words(&fixture.page("plans/a"));
    assert!(plan.contains("已达到") && plan.contains("各处合计55家，与目标值不一致"), "{plan}");
    assert!(!words(&fixture.page("plans/a")).contains("{"), "a label is not filled in");
}
