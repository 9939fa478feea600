//! Structured data of a page in the vocabulary of schema.org, as JSON-LD.
//!
//! Each page states what it is about and where it stands (`BreadcrumbList`). A property without a value is left out.
//! Of the people on a roster nothing is stated but name, role, post and unit.

mod graph;
mod work;

use serde_json::Value;

use self::graph::{Node, graph, organization};
pub use self::work::document;
use super::meta::absolute;
use crate::{
    artifact::UrlPath,
    model::{Date, Member, Roster},
    site::{Column, Site},
};

/// The data of the home page: the site, who publishes it and where it is searched.
#[must_use]
pub fn home(site: &Site) -> String {
    let config = &site.config.site;
    let url = UrlPath::new("");
    let search = format!("{}?q={{search_term_string}}", absolute(site, &UrlPath::new("search")));
    let action = Node::new("SearchAction")
        .with("target", Node::new("EntryPoint").with("urlTemplate", search))
        .with("query-input", "required name=search_term_string");
    let main = Node::page("WebSite", site, &url)
        .with("name", config.title.as_str())
        .with("description", config.description.as_deref())
        .with("inLanguage", config.language.as_str())
        .with("publisher", config.organization.as_deref().map(|name| organization(site, name)))
        .with("potentialAction", action);
    graph(site, main, &url, &config.title)
}

/// The data of a column's list.
#[must_use]
pub fn column(site: &Site, column: &Column) -> String {
    let main = collection(site, &column.title, &column.url).with("description", column.description.as_deref());
    graph(site, main, &column.url, &column.title)
}

/// The data of a list at `url` that is no column: the items of a unit, a topic, an industry, a location or a named list.
#[must_use]
pub fn list(site: &Site, title: &str, url: &UrlPath) -> String {
    graph(site, collection(site, title, url), url, title)
}

fn collection(site: &Site, title: &str, url: &UrlPath) -> Node {
    let home = Node::reference(site, &UrlPath::new(""));
    Node::page("CollectionPage", site, url).with("name", title).with("isPartOf", home)
}

/// The data of a project's page; `index` into `records.projects`.
#[must_use]
pub fn project(site: &Site, index: usize) -> String {
    let item = &site.records.projects[index];
    let project = &item.value;
    let documents = project.documents.iter().map(|number| work::numbered(site, &number.value).into());
    let keywords = [Some(&project.stage.value), project.industry.as_ref()].into_iter().flatten();
    let main = Node::page("Project", site, &item.url)
        .with("name", project.name.as_str())
        .with("identifier", project.code.value.as_str())
        .with("description", project.summary.as_deref().or(project.seeking.as_deref()))
        .with("keywords", texts(keywords.chain(&project.lists)))
        .with("location", project.location.as_deref().map(|name| Node::new("Place").with("name", name)))
        .with("funder", project.investor.as_deref().map(|name| Node::new("Organization").with("name", name)))
        .with("contactPoint", project.service.as_deref().map(|name| Node::new("ContactPoint").with("name", name)))
        .with("subjectOf", documents.collect::<Vec<Value>>());
    graph(site, main, &item.url, &project.name)
}

/// The data of a carrier's page; `index` into `records.carriers`.
#[must_use]
pub fn carrier(site: &Site, index: usize) -> String {
    let item = &site.records.carriers[index];
    let carrier = &item.value;
    let as_of = carrier.as_of.map(|day| format!("（截至{day}）")).unwrap_or_default();
    let properties = [
        ("运营单位".to_owned(), carrier.operator.as_ref().map(|operator| operator.value.as_str())),
        (format!("总面积{as_of}"), carrier.area_total.as_deref()),
        (format!("可供面积{as_of}"), carrier.area_free.as_deref()),
        ("联系单位".to_owned(), carrier.contact.as_deref()),
    ];
    let stated = properties.into_iter().filter_map(|(name, value)| {
        value.map(|value| Node::new("PropertyValue").with("name", name).with("value", value).into())
    });
    let main = Node::page("Place", site, &item.url)
        .with("name", carrier.name.as_str())
        .with("description", carrier.summary.as_deref())
        .with("address", carrier.location.as_deref())
        .with("keywords", texts(&carrier.industries))
        .with("additionalProperty", stated.collect::<Vec<Value>>());
    graph(site, main, &item.url, &carrier.name)
}

/// The data of a roster's page; `index` into `records.rosters`: the body with the people on it.
#[must_use]
pub fn roster(site: &Site, index: usize) -> String {
    let item = &site.records.rosters[index];
    let roster = &item.value;
    let members = roster.members.iter().map(|member| role(site, roster, member).into());
    let main = Node::page("GovernmentOrganization", site, &item.url)
        .with("name", super::meta::full_name(site, &roster.body.value))
        .with("description", roster.name.as_str())
        .with("member", members.collect::<Vec<Value>>())
        .with("subjectOf", roster.established_by.as_ref().map(|number| work::numbered(site, &number.value)));
    graph(site, main, &item.url, &roster.name)
}

/// A seat for as long as its roster holds.
fn role(site: &Site, roster: &Roster, member: &Member) -> Node {
    let person = Node::new("Person")
        .with("name", member.name.as_str())
        .with("jobTitle", member.post.as_deref())
        .with("worksFor", member.unit.as_ref().map(|unit| organization(site, &unit.value)));
    Node::new("OrganizationRole")
        .with("roleName", member.role.as_str())
        .with("startDate", roster.effective.map(Date::iso))
        .with("endDate", roster.ended.map(Date::iso))
        .with("member", person)
}

fn texts<'a>(values: impl IntoIterator<Item = &'a String>) -> Vec<Value> {
    values.into_iter().map(|value| Value::from(value.as_str())).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::render::meta::sample;

    const BASE: &str = "https://www.yunxi.example/gk/";

    /// The page's own node and the addresses of its breadcrumbs.
    fn read(data: &str) -> (Value, Vec<String>) {
        assert!(!data.contains('<'), "{data}");
        let value: Value = serde_json::from_str(data).unwrap();
        assert_eq!(value["@context"], "https://schema.org");
        let crumbs = &value["@graph"][1];
        assert_eq!(crumbs["@type"], "BreadcrumbList");
        let trail = crumbs["itemListElement"].as_array().unwrap();
        for (position, crumb) in trail.iter().enumerate() {
            assert_eq!(crumb["position"], json!(position + 1));
            assert!(crumb["name"].as_str().is_some_and(|name| !name.is_empty()), "{crumb}");
        }
        let addresses = trail.iter().map(|crumb| crumb["item"].as_str().unwrap().to_owned()).collect();
        (value["@graph"][0].clone(), addresses)
    }

    #[test]
    fn home_says_where_the_site_is_searched() {
        let (main, trail) = read(&home(&sample::site(BASE)));
        assert_eq!(main["@type"], "WebSite");
        assert_eq!(main["url"], BASE);
        assert_eq!(
            main["potentialAction"]["target"]["urlTemplate"],
            "https://www.yunxi.example/gk/search/?q={search_term_string}"
        );
        assert_eq!(trail, [BASE]);
    }

    #[test]
    fn a_column_stands_below_those_above_it() {
        let site = sample::site(BASE);
        let year = site.records.columns.iter().find(|column| column.url.as_str() == "/documents/2024/").unwrap();
        let (main, trail) = read(&column(&site, year));
        assert_eq!(main["name"], "2024年");
        assert_eq!(main.get("description"), None);
        assert_eq!(main["isPartOf"], json!({ "@id": BASE }));
        assert_eq!(trail, [BASE.to_owned(), format!("{BASE}documents/"), format!("{BASE}documents/2024/")]);
    }

    #[test]
    fn a_list_outside_the_columns_hangs_below_the_home_page() {
        let url = UrlPath::new("topics/养老");
        let (main, trail) = read(&list(&sample::site(BASE), "养老</script>", &url));
        assert_eq!(main["name"], "养老</script>");
        assert_eq!(trail, [BASE.to_owned(), format!("{BASE}topics/%E5%85%BB%E8%80%81/")]);
    }

    #[test]
    fn a_project_is_a_project_and_names_its_documents() {
        let (main, trail) = read(&project(&sample::site(BASE), 0));
        assert_eq!(main["@type"], "Project");
        assert_eq!(main["identifier"], "2024-001");
        assert_eq!(main["keywords"], json!(["签约", "生物医药", "2024年度重点项目"]));
        assert_eq!(main["subjectOf"][0]["legislationIdentifier"], "云卫健〔2024〕43号");
        assert_eq!(main["subjectOf"][0]["@id"], format!("{BASE}documents/2024/43/"));
        assert_eq!(trail.len(), 3);
    }

    #[test]
    fn a_carrier_states_the_day_its_areas_hold_for() {
        let (main, _) = read(&carrier(&sample::site(BASE), 0));
        assert_eq!(main["@type"], "Place");
        assert_eq!(
            main["additionalProperty"][2],
            json!({ "@type": "PropertyValue", "name": "可供面积（截至2024年5月31日）", "value": "1.6万平方米" })
        );
    }

    #[test]
    fn a_roster_states_name_role_post_and_unit_and_nothing_else_of_people() {
        let (main, _) = read(&roster(&sample::site(BASE), 0));
        assert_eq!(main["@type"], "GovernmentOrganization");
        assert_eq!(main["name"], "云溪区大健康产业发展小组");
        assert_eq!(
            main["member"],
            json!([
                {
                    "@type": "OrganizationRole",
                    "roleName": "组长",
                    "startDate": "2023-09-18",
                    "member": {
                        "@type": "Person",
                        "name": "何敬文",
                        "jobTitle": "区卫健局局长",
                        "worksFor": {
                            "@type": "GovernmentOrganization",
                            "name": "云溪区卫生健康局",
                            "url": format!("{BASE}units/weijian/"),
                        },
                    },
                },
                {
                    "@type": "OrganizationRole",
                    "roleName": "组长",
                    "startDate": "2023-09-18",
                    "member": { "@type": "Person", "name": "周廷恺" },
                },
            ])
        );
        assert_eq!(main["subjectOf"]["name"], "关于成立大健康产业发展小组的通知");
    }
}
