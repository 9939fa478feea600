//! `gongkai.toml`.

mod appearance;

use std::{collections::BTreeMap, sync::Arc};

use super::{
    Parsed,
    field::{Context, Fields},
    key,
    syntax::Toml,
};
use crate::{
    config::{
        AlternateFormat, Config, Encoding, Exception, HTTPS, OutputConfig, ProgressConfig, SearchConfig, SiteConfig,
        Stage, default_stages,
    },
    diag::{Diagnostic, Severity},
};

/// Reads `gongkai.toml`. `rules` are the codes whose weight `[checks]` may set.
#[must_use]
pub fn parse_config(text: &str, path: &Arc<str>, rules: &[&str]) -> Parsed<Config> {
    let toml = Toml::new(text, path, 0);
    let (table, mut context) = toml.parse();
    let fields = Fields::new(table.get_ref(), 0..text.len(), key::CONFIG, &mut context);
    if !fields.has("site") && !context.damaged {
        context.error("missing_key", 0..0, ["缺少 [site] 一节", "the section [site] is missing"]).help = Some(
            [
                "写：\n[site]\ntitle = \"…\"\nbase_url = \"https://…/\"",
                "write:\n[site]\ntitle = \"…\"\nbase_url = \"https://…/\"",
            ]
            .into(),
        );
    }
    let site = fields.table("site", key::SITE, &mut context).and_then(|site| read_site(&site, &mut context));
    let stages = stages(&fields, &mut context);
    let output = fields.table("output", key::OUTPUT, &mut context);
    let output = output.map(|output| read_output(&output, &mut context)).unwrap_or_default();
    let (checks, exceptions) = checks(&table, rules, &mut context);
    let search = fields.table("search", key::SEARCH, &mut context);
    let search = search.map(|search| read_search(&search, &mut context)).unwrap_or_default();
    let appearance = appearance::read_appearance(&fields, &mut context);
    let home = appearance::read_home(&fields, &mut context);
    let progress = fields.table("progress", key::PROGRESS, &mut context);
    let progress = progress.map(|progress| read_progress(&progress, &mut context)).unwrap_or_default();
    let config =
        site.map(|site| Config { site, stages, checks, exceptions, search, appearance, home, progress, output });
    Parsed { value: config, diagnostics: context.diagnostics }
}

fn read_site(fields: &Fields<'_, '_>, context: &mut Context) -> Option<SiteConfig> {
    let title = fields.required("title", context);
    let base_url = fields.required("base_url", context);
    let language = fields.text("language", context);
    if let Some(language) = language.as_ref().filter(|language| !["zh-CN", "en"].contains(&language.value.as_str())) {
        context.diagnostics.push(
            Diagnostic::error(
                "invalid_language",
                &context.path,
                ["没有这种界面语言", "there is no such interface language"],
            )
            .at(language.span.clone())
            .help(["写 \"zh-CN\" 或 \"en\"", "write \"zh-CN\" or \"en\""]),
        );
    }
    let address = base_url.as_ref().map(|base_url| base_url.value.clone()).unwrap_or_default();
    if let Some(base_url) = base_url.as_ref().filter(|base_url| !is_base_url(&base_url.value)) {
        context.diagnostics.push(
            Diagnostic::error("invalid_base_url", &context.path, ["网址的写法不对", "this is no base address"])
                .at(base_url.span.clone())
                .why([
                    "供稿、站点地图和规范链接要用完整网址",
                    "feeds, sitemap and canonical links need the whole address",
                ])
                .help(["例如 \"https://www.example.gov.cn/gk/\"", "as in \"https://www.example.gov.cn/gk/\""]),
        );
    }
    Some(SiteConfig {
        title: title?.value,
        base_url: format!("{}/", address.trim_end_matches('/')),
        language: language.map_or_else(|| "zh-CN".to_owned(), |language| language.value),
        description: fields.word("description", context),
        organization: fields.word("organization", context),
        operator: fields.word("operator", context),
        id_code: fields.word("id_code", context),
        icp: fields.word("icp", context),
        police_record: fields.word("police_record", context),
        contact: fields.word("contact", context),
        portal: appearance::read_portal(fields, context),
        party_mark: appearance::read_badge(fields, "party_mark", context),
        find_error: appearance::read_badge(fields, "find_error", context),
        theme: fields.word("theme", context).unwrap_or_else(|| "default".to_owned()),
    })
}

fn read_search(fields: &Fields<'_, '_>, context: &mut Context) -> SearchConfig {
    let endpoint = fields.text("endpoint", context);
    if let Some(endpoint) = endpoint.as_ref().filter(|endpoint| !is_endpoint(&endpoint.value)) {
        context.diagnostics.push(
            Diagnostic::error("invalid_endpoint", &context.path, ["检索接口的写法不对", "this is no search endpoint"])
                .at(endpoint.span.clone())
                .why([
                    "搜索页只连接这一个地址，须写明 https 和主机名，或者写本站的路径",
                    "the search page may ask this one address: by https and the name of its host, or a path on the site's own",
                ])
                .help([
                    "例如 \"https://search.example.gov.cn/api/v1/_elastic/gongkai/_search\"，或 \"/api/v1/_elastic/gongkai/_search\"",
                    "as in \"https://search.example.gov.cn/api/v1/_elastic/gongkai/_search\" or \"/api/v1/_elastic/gongkai/_search\"",
                ]),
        );
    }
    SearchConfig { endpoint: endpoint.map(|endpoint| endpoint.value) }
}

/// Whether `address` is an https address, or a path on the site's own host, that may stand in a
/// Content-Security-Policy: there `;`, `,` and white space end a source (CSP3 §2.3.1).
fn is_endpoint(address: &str) -> bool {
    let (host, path) = match address.strip_prefix(HTTPS) {
        Some(rest) => rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len())),
        None => ("", address),
    };
    let is_host = |host: &str| {
        let (name, port) = host.split_once(':').unwrap_or((host, "443"));
        !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'))
            && port.parse::<u16>().is_ok_and(|port| port > 0)
    };
    let is_path = path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains(|sign: char| sign.is_whitespace() || sign.is_control() || "#\"<>\\;,".contains(sign));
    (is_host(host) || !address.starts_with(HTTPS)) && is_path
}

fn read_output(fields: &Fields<'_, '_>, context: &mut Context) -> OutputConfig {
    let mut output = OutputConfig::default();
    for asked in fields.texts("formats", context) {
        match AlternateFormat::ALL.into_iter().find(|format| format.name() == asked.value) {
            Some(format) if output.formats.contains(&format) => {}
            Some(format) => output.formats.push(format),
            None => context.diagnostics.push(
                Diagnostic::error("unsupported_output", &context.path, ["没有这种格式", "there is no such format"])
                    .at(asked.span)
                    .help(["可用的有：json、md、txt", "known formats: json, md, txt"]),
            ),
        }
    }
    for asked in fields.texts("precompress", context) {
        match Encoding::ALL.into_iter().find(|encoding| encoding.name() == asked.value) {
            Some(encoding) if output.precompress.contains(&encoding) => {}
            Some(encoding) => output.precompress.push(encoding),
            None => context.diagnostics.push(
                Diagnostic::error(
                    "unsupported_output",
                    &context.path,
                    ["没有这种压缩", "there is no such compression"],
                )
                .at(asked.span)
                .help(["可用的有：gz、br", "known compressions: gz, br"]),
            ),
        }
    }
    output
}

/// Whether `address` is an absolute address without query and fragment.
#[must_use]
pub fn is_base_url(address: &str) -> bool {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        let host = rest.split('/').next().unwrap_or_default();
        !host.is_empty() && !rest.contains(['?', '#', '"', '<', '>', '\\']) && !rest.contains(char::is_whitespace)
    })
}

fn read_progress(fields: &Fields<'_, '_>, context: &mut Context) -> ProgressConfig {
    let default = ProgressConfig::default();
    let show = fields.flag("show", context).unwrap_or(default.show);
    let cycle_days = fields.integer("cycle_days", context).unwrap_or(default.cycle_days);
    if cycle_days < 1 {
        let span = fields.span("cycle_days", context);
        context.diagnostics.push(
            Diagnostic::error("invalid_cycle", &context.path, ["报送周期不足一天", "the cycle is shorter than a day"])
                .at(span)
                .help(["写天数，如每月一报写 31", "write a number of days, such as 31 for monthly reports"]),
        );
        return ProgressConfig { show, ..default };
    }
    ProgressConfig { show, cycle_days }
}

fn stages(fields: &Fields<'_, '_>, context: &mut Context) -> Vec<Stage> {
    let mut stages = Vec::new();
    for entry in fields.tables("stage", key::STAGE, context) {
        let name = entry.required("name", context);
        let public = entry.flag("public", context).unwrap_or(true);
        if let Some(name) = name {
            stages.push(Stage { name: name.value, public });
        }
    }
    if stages.is_empty() { default_stages() } else { stages }
}

type Checks = (BTreeMap<String, Option<Severity>>, Vec<Exception>);

fn checks(table: &toml::Spanned<toml::de::DeTable<'_>>, rules: &[&str], context: &mut Context) -> Checks {
    let mut weights = BTreeMap::new();
    let mut exceptions = Vec::new();
    let entry = table.get_ref().iter().find(|(key, _)| *key.get_ref() == "checks" || *key.get_ref() == "检查");
    let Some(checks) = entry.and_then(|(_, entry)| entry.get_ref().as_table()) else { return (weights, exceptions) };
    for (rule, value) in checks {
        if rule.get_ref() == "exception" {
            let tables = value.get_ref().as_array().into_iter().flat_map(|array| array.iter());
            for table in tables {
                exceptions.extend(exception(table, context));
            }
            continue;
        }
        if !rules.contains(&rule.get_ref().as_ref()) {
            let all = rules.join("、");
            let diagnostic = context.error("unknown_rule", rule.span(), ["没有这条规则", "there is no such rule"]);
            diagnostic.help = Some(crate::bilingual!("可用的有：{all}", "known rules: {all}"));
            continue;
        }
        let weight = match value.get_ref().as_str() {
            Some("off") => None,
            Some("warning") => Some(Severity::Warning),
            Some("error") => Some(Severity::Error),
            _ => {
                context
                    .error("invalid_weight", value.span(), ["规则的轻重写得不对", "this is no weight of a rule"])
                    .help =
                    Some(["写 \"off\"、\"warning\" 或 \"error\"", "write \"off\", \"warning\" or \"error\""].into());
                continue;
            }
        };
        weights.insert(rule.get_ref().to_string(), weight);
    }
    (weights, exceptions)
}

fn exception(entry: &toml::Spanned<toml::de::DeValue<'_>>, context: &mut Context) -> Option<Exception> {
    let fields = Fields::new(entry.get_ref().as_table()?, entry.span(), key::EXCEPTION, context);
    let rule = fields.required("rule", context);
    let text = fields.required("text", context);
    let reason = fields.required("reason", context);
    Some(Exception { rule: rule?.value, text: text?.value, reason: reason?.value })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(endpoint: &str) -> Parsed<Config> {
        let site = "[site]\ntitle = \"测试站\"\nbase_url = \"https://www.example.gov.cn/\"\n";
        parse_config(&format!("{site}[search]\nendpoint = \"{endpoint}\"\n"), &"gongkai.toml".into(), &[])
    }

    #[test]
    fn an_endpoint_is_an_https_address_or_a_path() {
        for (endpoint, origin) in [
            ("https://search.example.gov.cn/api/v1/_elastic/gongkai/_search", Some("https://search.example.gov.cn")),
            ("https://search.example.gov.cn:7280/_search?preference=a", Some("https://search.example.gov.cn:7280")),
            ("/api/v1/_elastic/gongkai/_search", None),
        ] {
            let parsed = read(endpoint);
            assert!(parsed.diagnostics.is_empty(), "{endpoint}: {:?}", parsed.diagnostics);
            let search = parsed.value.unwrap().search;
            assert_eq!((search.endpoint.as_deref(), search.foreign_origin()), (Some(endpoint), origin));
        }
        for endpoint in [
            "http://search.example.gov.cn/_search",
            "https:///_search",
            "https://a.cn;script-src *",
            "https://检索.cn/_search",
            "https://user@a.cn/_search",
            "https://a.cn:99999/_search",
            "https://a.cn",
            "//a.cn/_search",
            "search",
            "/a b",
        ] {
            let found = read(endpoint).diagnostics;
            assert_eq!(found.iter().map(|found| found.code).collect::<Vec<_>>(), ["invalid_endpoint"], "{endpoint}");
        }
    }

    #[test]
    fn a_site_without_an_endpoint_answers_itself() {
        let text = "[site]\ntitle = \"测试站\"\nbase_url = \"https://www.example.gov.cn/\"\n";
        let config = parse_config(text, &"gongkai.toml".into(), &[]).value.unwrap();
        assert_eq!((config.search.endpoint.as_deref(), config.search.foreign_origin()), (None, None));
    }
}
