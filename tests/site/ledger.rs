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

#[test]
fn the_home_page_rounds_a_sum_and_says_so() {
    for (second, figure) in [("2亿元", "3.5<small>亿元</small>"), ("2.345678亿元", "约3.85<small>亿元</small>")]
    {
        let invested = |amount: &str| format!("stage = \"开工\"\ninvestment = \"{amount}\"");
        let site = site(&[("a", project("甲项目", &invested("1.5亿元"))), ("b", project("乙项目", &invested(second)))]);
        site.built();
        let home = site.page("");
        assert!(home.contains(figure), "{figure}: {home}");
    }
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

/// However many projects there are, each list says all it lists in its HTML, and no page of it is heavy.
#[test]
fn long_lists_stand_on_pages_of_bounded_weight() {
    const HEAVIEST: u64 = 300_000;
    let name = "云溪高新技术产业开发区生物医药产业园二期标准厂房及配套基础设施建设项目";
    let records: Vec<(String, String)> = (0..700)
        .map(|index| {
            let stage = if index % 2 == 0 { "推介" } else { "开工" };
            let rest = format!(
                "stage = \"{stage}\"\nindustry = \"生物医药\"\nlocation = \"云溪高新区\"\nlead_unit = \"云溪高新技术产业开发区管理委员会\"\n\
                 investment = \"{index}.5万元\"\nseeking = \"寻求股权合作，建设用地一百二十亩。\"\n[[update]]\ndate = 2024-05-20\nstage = \"{stage}\"\ntext = \"完成立项。\""
            );
            (format!("2024-{index:04}"), project(&format!("{name}{index}"), &rest))
        })
        .collect();
    let records: Vec<(&str, String)> = records.iter().map(|(code, text)| (code.as_str(), text.clone())).collect();
    let fixture = site(&records);
    let built = fixture.built();
    let mut looked_at = 0;
    for (list, rows) in [
        ("projects/", 700),
        ("projects/offers/", 350),
        ("projects/stage/开工/", 350),
        ("projects/month/2024-05/", 700),
        ("projects/year/2024/", 700),
        ("industries/生物医药/", 700),
        ("locations/云溪高新区/", 700),
        ("units/云溪高新技术产业开发区管理委员会/", 700),
    ] {
        let is_page = |path: &&String| {
            path.strip_prefix(list).is_some_and(|rest| rest == "index.html" || rest.starts_with("page/"))
        };
        let pages: Vec<&String> = built.keys().filter(|path| path.ends_with(".html")).filter(is_page).collect();
        assert!(pages.len() > 1, "{list} stands on one page");
        let mut named = std::collections::BTreeSet::new();
        for page in pages {
            assert!((built[page].len() as u64) < HEAVIEST, "{page} weighs {}", built[page].len());
            let text = String::from_utf8_lossy(&built[page]).into_owned();
            named.extend(text.split(name).skip(1).filter_map(|rest| rest.split('<').next().map(str::to_owned)));
            looked_at += 1;
        }
        let named = named.iter().filter(|number| number.parse::<usize>().is_ok()).count();
        assert_eq!(named, rows, "{list}");
    }
    assert!(looked_at >= 20);
}

/// A topic tells how its documents stand, what they ask and what rests on them.
#[test]
fn a_topic_is_more_than_a_list() {
    let plan = "title = \"健康产业行动方案\"\ndisclosure = \"主动公开\"\ndoc_number = \"云政办发〔2024〕7号\"\nissuer = \"区政府办\"\n\
        topics = [\"健康\"]\ndated = 2024-01-05\nvalidity = \"有效\"\n\
        [[task]]\ntitle = \"建成中心\"\nlead = \"区卫健局\"\ndue = 2024-12-31\n\
        [[task]]\ntitle = \"完成普查\"\nlead = \"区卫健局\"\nstatus = \"已完成\"\n\
        [[indicator]]\nname = \"企业数\"\ntarget = \"60家以上\"\nactual = [{ on = 2024-01-04, value = \"61家\" }]";
    let fixture = Fixture::new()
        .with("content/plans/a.md", document(plan, "方案正文。"))
        .with(
            "content/projects/a.toml",
            project("甲项目", "stage = \"开工\"\ninvestment = \"2亿元\"\ndocuments = [\"云政办发〔2024〕7号\"]"),
        )
        .with("content/projects/b.toml", project("乙项目", "stage = \"开工\"\ninvestment = \"3亿元\""));
    fixture.built();
    let page = fixture.page("topics/健康");
    let text = words(&page);
    for expected in [
        "1篇文件",
        "1篇现行有效",
        "2项任务，已完成1项",
        "1项目标指标，已达到1项",
        "1个相关项目",
        "建成中心2024年12月31日",
        "计划总投资2亿元",
    ] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    assert!(page.contains("甲项目") && !page.contains("乙项目"));
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
        "截至2024年5月20日，公开项目2个，较上月末增加1个；计划总投资2.8亿元，较上月末增加8000万元。",
        "其中，开工1个、计划总投资2亿元；签约1个、计划总投资8000万元。",
        "报送投资进度的1个项目累计完成投资3100万元，较上月末增加3000万元。",
        "本月新列入项目1个，计划总投资8000万元；阶段变动1个，完成节点1个，调整计划1项。",
        "新列入签约项目1个：乙项目；签约转开工1个：甲项目。",
        "分牵头单位看，各单位项目数较上月末均无变化。",
        "有计划日期的1个节点中，提前完成1个。",
        "| 甲项目 | 封顶 | 2024年5月20日 | 5月12日 | 提前8天 |",
        "| 甲项目 | 中医药 | 2亿元 | 签约转开工 | 5月12日 |",
        "## 四、计划调整\n\n| 项目",
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
    assert!(
        words(&fixture.page("updates/2024/bulletin-2024-05"))
            .contains("现将2024年5月（截至5月20日）重点项目进展情况通报如下")
    );
    let before = signed.replace("place = \"instead\"", "place = \"before\"");
    let fixture = fixture.with("content/updates/2024/bulletin-2024-05.md", before);
    fixture.built();
    let month = fixture.page("projects/month/2024-05");
    let (signed, automatic) =
        (month.find("现将2024年5月（截至5月20日）").unwrap(), month.find("id=\"stages-table\"").unwrap());
    assert!(signed < automatic && words(&month).contains("本页由台账数据自动汇总"));
    assert!(month.contains("src=\"../../../updates/2024/bulletin-2024-05/bulletin-2024-05.svg\""));
}

/// A first period is compared with nothing, a quiet one says what there was not, sections are numbered without gaps.
#[test]
fn a_bulletin_of_a_first_and_of_a_quiet_period_says_no_more_than_there_was() {
    let draft = |period: &str, expected: &[&str], absent: &[&str]| {
        let fixture = two_projects();
        assert_eq!(fixture.run(&["draft", "bulletin", period, "--as-of", "2024-12-31"]).status.code(), Some(0));
        let text = std::fs::read_to_string(fixture.root().join(format!("drafts/bulletin-{period}.md"))).unwrap();
        for words in expected {
            assert!(text.contains(words), "{words}: {text}");
        }
        for words in absent {
            assert!(!text.contains(words), "{words}: {text}");
        }
    };
    draft(
        "2024-03",
        &[
            "截至2024年3月31日，公开项目1个；计划总投资2亿元。其中，签约1个、计划总投资2亿元。",
            "本月新列入项目1个，计划总投资2亿元。\n",
            "此前台账中没有公开项目，本期不作比较。",
            "| 签约 | 1 | 2亿元 |\n",
            "## 三、项目进展\n\n1.甲项目：签约。",
        ],
        &["较上月", "持平", "0个", "0项"],
    );
    draft("2024", &["## 一、总体情况", "## 四、计划调整"], &["项目进展\n", "（截至"]);
    draft("2024-W19", &["本周没有新列入项目；阶段变动1个，完成节点1个，调整计划1项。", "较上周持平"], &["place ="]);
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
