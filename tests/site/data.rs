//! What the site gives away as data: the same facts in every form, valid where a standard says what is valid.

use std::{collections::BTreeMap, env, fs, path::PathBuf};

use calamine::{Data, Reader, Xlsx};
use serde_json::{Value, json};

use crate::support::{Fixture, document};

const SECRET: &str = "密语项目甲乙丙";

fn site() -> Fixture {
    let units = "[[unit]]\nid = \"shangwu\"\nname = \"云溪区商务局\"\nshort = \"区商务局\"\nkind = \"机关\"\n";
    let project = r#"
name = "采样器械生产项目"
disclosure = "主动公开"
stage = "开工"
investment = "约1.20亿元"
industry = "医疗器械"
location = "高新区"
lead_unit = ["区商务局", "区发改局"]
introduced_by = "区商务局"
investor = "示范市禾澜医疗器械有限公司"
summary = "建设,“洁净”车间"
documents = ["云政发〔2024〕1号"]
[[milestone]]
name = "竣工"
planned = [{ date = 2024-05-01 }, { date = 2024-09-30, on = 2024-04-01, reason = "设备到货推迟。" }]
[[milestone]]
name = "开工"
actual = 2024-02-01
[[update]]
date = 2024-02-01
stage = "开工"
invested = "123456.78元"
text = "开工。"
[[update]]
date = 2024-03-01
invested = "200万元"
text = "主体施工。"
"#;
    let roster = r#"
name = "招商工作专班名单"
disclosure = "主动公开"
body = "招商工作专班"
established_by = "云政发〔2024〕1号"
effective = 2024-01-01
[[member]]
role = "组长"
name = "林 某"
post = "区商务局局长"
unit = "区商务局"
[[member]]
role = "成员"
name = "林某"
post = "区商务局局长"
unit = "区商务局"
"#;
    let notice = "title = \"关于招商的通知\"\ndisclosure = \"主动公开\"\ndoc_number = \"云政发〔2024〕1号\"\nissuer = \"区商务局\"\npublished = 2024-03-01T09:30:00\n[[indicator]]\nname = \"到位资金\"\ntarget = \"90-95亿元\"\nby = 2025";
    Fixture::new()
        .with("content/units.toml", units)
        .with("content/projects/2024-001.toml", project)
        .with(
            "content/projects/2024-002.toml",
            format!("name = \"{SECRET}\"\ndisclosure = \"不予公开\"\nstage = \"线索\"\n"),
        )
        .with("content/rosters/zhaoshang.toml", roster)
        .with("content/documents/2024/1.md", document(notice, "1.引进项目。（责任单位：区商务局）"))
        .with(
            "content/updates/1.md",
            document("title = \"五月动态\"\ndisclosure = \"主动公开\"\npublished = 2024-05-31", "开工一个。"),
        )
}

fn built() -> BTreeMap<String, Vec<u8>> {
    site().built().into_iter().filter(|(path, _)| path.starts_with("data/")).collect()
}

fn records(files: &BTreeMap<String, Vec<u8>>, name: &str) -> Vec<Value> {
    let value: Value = serde_json::from_slice(&files[&format!("data/{name}.json")]).unwrap();
    value["records"].as_array().unwrap().clone()
}

#[test]
fn every_dataset_has_its_page_and_its_files() {
    let fixture = site();
    let files = fixture.built();
    for name in ["documents", "projects", "carriers", "updates", "tasks", "indicators", "rosters"] {
        for ending in ["csv", "json", "xlsx"] {
            assert!(files.contains_key(&format!("data/{name}.{ending}")), "{name}.{ending}");
        }
        let page = fixture.page(&format!("data/{name}"));
        let labels = String::from_utf8(files[&format!("data/{name}.csv")][3..].to_vec()).unwrap();
        for label in labels.lines().next().unwrap().split(',') {
            assert!(!label.starts_with("column_"), "{label}");
            assert!(page.contains(&format!(">{label}</th>")), "{name}: {label}");
        }
        assert!(!page.contains("_means"), "{name}: a column without a meaning");
        assert!(page.contains("href=\"../../data/") && page.contains("2024年5月31日"), "{name}");
    }
    let catalog: Value = serde_json::from_slice(&files["data/catalog.jsonld"]).unwrap();
    assert_eq!(catalog["dcat:dataset"].as_array().unwrap().len(), 7);
    for dataset in catalog["dcat:dataset"].as_array().unwrap() {
        for file in dataset["dcat:distribution"].as_array().unwrap() {
            let address = file["dcat:downloadURL"]["@id"].as_str().unwrap();
            let path = address.strip_prefix("https://www.example.gov.cn/gk/").unwrap();
            assert!(files.contains_key(path), "{path}");
        }
    }
}

#[test]
fn every_download_tells_its_type_and_size() {
    let files = built();
    let text = |path: &str| String::from_utf8(files[path].clone()).unwrap();
    let (all, one) = (text("data/index.html"), text("data/projects/index.html"));
    for (file, format) in [("csv", "CSV"), ("xlsx", "XLSX"), ("json", "JSON"), ("oc4ids.json", "OC4IDS")] {
        let size = files[&format!("data/projects.{file}")].len().div_ceil(1024);
        assert!(one.contains(&format!(" {format}</a> <span class=\"format\">{size} KB</span>")), "{one}");
        let link = format!("<a href=\"../data/projects.{file}\" download>{format} <small>{size} KB</small></a>");
        assert!(all.contains(&link), "{link}: {all}");
    }
}

#[test]
fn the_same_facts_stand_in_every_form() {
    let files = built();
    let [project] = records(&files, "projects").try_into().unwrap();
    assert_eq!(project["investment"], "约1.2亿元");
    assert_eq!(project["investment_yuan"], 120_000_000);
    assert_eq!(project["invested_yuan"], 2_000_000);
    assert_eq!(project["lead_unit"], json!(["云溪区商务局", "区发改局"]));
    assert_eq!(project["updated"], "2024-03-01");
    let csv = std::str::from_utf8(files["data/projects.csv"].strip_prefix(b"\xEF\xBB\xBF").unwrap()).unwrap();
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let row = reader.records().next().unwrap().unwrap();
    let at = |label: &str| {
        let labels = csv.lines().next().unwrap().trim_end().split(',').position(|known| known == label).unwrap();
        row[labels].to_owned()
    };
    assert_eq!(at("总投资（元）"), "120000000");
    assert_eq!(at("项目简介"), "建设,“洁净”车间");
    assert_eq!(at("牵头单位"), "云溪区商务局、区发改局");
    let mut book: Xlsx<_> =
        calamine::open_workbook_from_rs(std::io::Cursor::new(&files["data/projects.xlsx"])).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    let typed = |label: &str| {
        let column = sheet.rows().next().unwrap().iter().position(|cell| *cell == label).unwrap();
        sheet.rows().nth(1).unwrap()[column].clone()
    };
    assert_eq!(typed("总投资（元）"), Data::Float(120_000_000.0));
    assert!(matches!(typed("最近进展日期"), Data::DateTime(_)));
    let updates = records(&files, "updates");
    assert_eq!(updates.len(), 3);
    assert_eq!((&updates[0]["kind"], &updates[0]["title"]), (&json!("工作动态"), &json!("五月动态")));
    assert_eq!(updates[1]["invested_yuan"].to_string(), "123456.78");
    let [indicator] = records(&files, "indicators").try_into().unwrap();
    assert_eq!((&indicator["target_low"], &indicator["target_high"]), (&json!(90), &json!(95)));
    let [task] = records(&files, "tasks").try_into().unwrap();
    assert_eq!(task["implementer"].as_array().or(task["lead"].as_array()).unwrap()[0], "云溪区商务局");
}

#[test]
fn data_files_hold_what_is_public_and_nothing_of_the_clock() {
    let fixture = site();
    let first = fixture.built();
    let again = fixture.built();
    for (path, bytes) in first.iter().filter(|(path, _)| path.starts_with("data/")) {
        assert_eq!(Some(bytes), again.get(path), "{path}");
        for layer in crate::support::decoded(bytes) {
            assert!(!String::from_utf8_lossy(&layer).contains("密语"), "{path}");
        }
    }
}

#[test]
fn standards_get_what_they_ask_for() {
    let files = built();
    let package: Value = serde_json::from_slice(&files["data/projects.oc4ids.json"]).unwrap();
    let [project] = package["projects"].as_array().unwrap().as_slice() else { panic!("{package}") };
    assert_eq!(project["status"], "implementation");
    assert_eq!(project["budget"]["amount"], json!({ "amount": 120_000_000, "currency": "CNY" }));
    let states: Vec<&str> = project["milestones"]
        .as_array()
        .unwrap()
        .iter()
        .map(|milestone| milestone["status"].as_str().unwrap())
        .collect();
    assert_eq!(states, ["scheduled", "met"]);
    let popolo: Value = serde_json::from_slice(&files["data/rosters.popolo.json"]).unwrap();
    let persons = popolo["persons"].as_array().unwrap();
    assert_eq!(persons.len(), 1, "one person in two roles is one person");
    assert_eq!(persons[0].as_object().unwrap().keys().collect::<Vec<_>>(), ["id", "name", "sources"]);
    assert_eq!(popolo["memberships"].as_array().unwrap().len(), 3);
    validate(&package, &popolo);
}

/// Against the published schemas, where `GONGKAI_CORPUS` names a folder that has them.
fn validate(package: &Value, popolo: &Value) {
    let Some(folder) = env::var_os("GONGKAI_CORPUS").map(|folder| PathBuf::from(folder).join("schemas")) else {
        return;
    };
    let schemas = Schemas::read(&folder);
    let address = "https://standard.open-contracting.org/infrastructure/schema/0__9__5/project-package-schema.json";
    schemas.check(address, package);
    for (kind, schema) in
        [("persons", "person"), ("organizations", "organization"), ("posts", "post"), ("memberships", "membership")]
    {
        let address = format!("http://www.popoloproject.com/schemas/{schema}.json");
        let entities = popolo[kind].as_array().unwrap();
        assert!(!entities.is_empty(), "{kind}");
        entities.iter().for_each(|entity| schemas.check(&address, entity));
    }
}

/// The schemas by the addresses by which they name each other; nothing is fetched.
struct Schemas(BTreeMap<String, Value>);

impl Schemas {
    fn read(folder: &std::path::Path) -> Self {
        let mut schemas = BTreeMap::new();
        for entry in walkdir::WalkDir::new(folder) {
            let path = entry.unwrap().into_path();
            if path.extension().is_some_and(|ending| ending == "json") {
                let mut schema: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
                let id = schema["id"].as_str().unwrap().trim_end_matches('#').to_owned();
                modernise(&mut schema);
                schemas.insert(id, schema);
            }
        }
        Self(schemas)
    }

    fn check(&self, address: &str, instance: &Value) {
        let validator = jsonschema::options()
            .with_draft(jsonschema::Draft::Draft4)
            .with_retriever(Self(self.0.clone()))
            .should_validate_formats(true)
            .build(&self.0[address])
            .unwrap();
        let errors: Vec<String> =
            validator.iter_errors(instance).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
}

impl jsonschema::Retrieve for Schemas {
    fn retrieve(&self, uri: &jsonschema::Uri<String>) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
        let address = uri.as_str().split('#').next().unwrap();
        self.0.get(address).cloned().ok_or_else(|| format!("no schema {address}").into())
    }
}

/// Popolo's schemas are of draft 3, where a property itself says that it is required.
fn modernise(schema: &mut Value) {
    let Some(object) = schema.as_object_mut() else { return };
    if object.get("$schema").and_then(Value::as_str).is_some_and(|draft| draft.contains("draft-03")) {
        object.insert("$schema".into(), "http://json-schema.org/draft-04/schema#".into());
    }
    if let Some(properties) = object.get_mut("properties").and_then(Value::as_object_mut) {
        let required: Vec<Value> = properties
            .iter_mut()
            .filter_map(|(name, property)| {
                let is_required = property.as_object_mut()?.remove("required")?;
                if is_required.is_array() {
                    property.as_object_mut()?.insert("required".into(), is_required);
                    return None;
                }
                (is_required == true).then(|| name.clone().into())
            })
            .collect();
        if !required.is_empty() {
            object.insert("required".into(), required.into());
        }
    }
    if let Some(properties) = object.get_mut("properties").and_then(Value::as_object_mut) {
        properties.values_mut().for_each(modernise);
    }
}
