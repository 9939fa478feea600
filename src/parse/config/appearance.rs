//! What a site sets of its looks: `[appearance]`, `[home]`, and the places of `[site]` in header and footer.

use crate::{
    bilingual,
    config::{Appearance, Badge, HTTPS, HomeBlock, Portal},
    diag::Diagnostic,
    model::{Cited, Colour},
    parse::{
        field::{Context, Fields},
        key,
    },
};

/// What a text and its ground need (WCAG 2.2, 1.4.3).
const LEGIBLE: f64 = 4.5;

/// Reads `[appearance]`.
pub(super) fn read_appearance(fields: &Fields<'_, '_>, context: &mut Context) -> Appearance {
    let Some(fields) = fields.table("appearance", key::APPEARANCE, context) else { return Appearance::default() };
    Appearance {
        main: colour(&fields, "main", context),
        red: colour(&fields, "red", context),
        gold: colour(&fields, "gold", context),
        logo: fields.text("logo", context).and_then(|path| picture(path, context)),
        header: fields.flag("header", context).unwrap_or(true),
        footer: fields.flag("footer", context).unwrap_or(true),
    }
}

/// A colour that can be read on white.
fn colour(fields: &Fields<'_, '_>, key: &'static str, context: &mut Context) -> Option<Colour> {
    let Cited { value: colour, span } = fields.cited::<Colour>(key, context)?;
    let contrast = colour.contrast(Colour::WHITE);
    if contrast >= LEGIBLE {
        return Some(colour);
    }
    let message = bilingual!(
        "颜色太浅：与白色的对比度是 {contrast:.1}，至少要 {LEGIBLE}",
        "the colour is too light: its contrast with white is {contrast:.1}, and {LEGIBLE} is the least"
    );
    context.diagnostics.push(
        Diagnostic::error("faint_colour", &context.path, message)
            .at(span)
            .why(["文字和按钮要让视力不好的人也看得清（WCAG 2.2）", "who sees badly reads it too (WCAG 2.2)"])
            .help(["换一种深一些的颜色", "take a darker one"]),
    );
    None
}

/// The path of a picture of the theme: below `static/`, nowhere else.
fn picture(path: Cited<String>, context: &mut Context) -> Option<String> {
    let is_name = |part: &str| !part.is_empty() && !part.starts_with('.');
    if path.value.split('/').all(is_name) && !path.value.contains(['\\', ':', '?', '#', '"', '<']) {
        return Some(path.value);
    }
    context.diagnostics.push(
        Diagnostic::error("invalid_picture", &context.path, ["图片的路径写法不对", "this is no path of a picture"])
            .at(path.span)
            .help([
                "把图片放进 themes/<主题>/static/，这里写它的文件名，例如 \"logo.svg\"",
                "put the picture into themes/<theme>/static/ and write its file name, as in \"logo.svg\"",
            ]),
    );
    None
}

/// Reads the blocks of the home page.
pub(super) fn read_home(fields: &Fields<'_, '_>, context: &mut Context) -> Vec<HomeBlock> {
    let all = || HomeBlock::ALL.map(|(_, block)| block).to_vec();
    let Some(fields) = fields.table("home", key::HOME, context) else { return all() };
    if !fields.has("blocks") {
        return all();
    }
    let mut blocks = Vec::new();
    for name in fields.texts("blocks", context) {
        match HomeBlock::ALL.iter().find(|(known, _)| *known == name.value) {
            Some((_, block)) if !blocks.contains(block) => blocks.push(*block),
            Some(_) => {}
            None => {
                let known = HomeBlock::ALL.map(|(name, _)| name).join("、");
                let known_en = known.replace('、', ", ");
                context.diagnostics.push(
                    Diagnostic::error(
                        "unknown_block",
                        &context.path,
                        ["首页没有这个板块", "the home page has no such block"],
                    )
                    .at(name.span)
                    .help(bilingual!("可用的有：{known}", "known blocks: {known_en}")),
                );
            }
        }
    }
    blocks
}

/// Reads `portal`.
pub(super) fn read_portal(fields: &Fields<'_, '_>, context: &mut Context) -> Option<Portal> {
    let fields = fields.table("portal", key::PORTAL, context)?;
    let title = fields.required("title", context);
    let url = fields.required("url", context).and_then(|url| absolute(url, context));
    Some(Portal { title: title?.value, url: url? })
}

/// Reads a mark of the footer.
pub(super) fn read_badge(fields: &Fields<'_, '_>, key: &'static str, context: &mut Context) -> Option<Badge> {
    let fields = fields.table(key, key::BADGE, context)?;
    let image = fields.text("image", context).and_then(|path| picture(path, context));
    let url = fields.required("url", context).and_then(|url| absolute(url, context));
    Some(Badge { url: url?, image })
}

fn absolute(url: Cited<String>, context: &mut Context) -> Option<String> {
    let is_address = url.value.starts_with(HTTPS) || url.value.starts_with("http://");
    if is_address && !url.value.contains(|sign: char| sign.is_whitespace() || "\"<>\\".contains(sign)) {
        return Some(url.value);
    }
    context.diagnostics.push(
        Diagnostic::error("invalid_address", &context.path, ["这不是完整的网址", "this is no absolute address"])
            .at(url.span)
            .help(["以 https:// 开头写全", "write the whole of it, from https:// on"]),
    );
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{config::Config, parse::config::parse_config};

    const SITE: &str = "[site]\ntitle = \"测试站\"\nbase_url = \"https://www.example.gov.cn/\"\n";

    fn read(more: &str) -> Result<Config, Vec<&'static str>> {
        let parsed = parse_config(&format!("{SITE}{more}"), &"gongkai.toml".into(), &[]);
        if parsed.diagnostics.is_empty() {
            return Ok(parsed.value.unwrap());
        }
        Err(parsed.diagnostics.iter().map(|found| found.code).collect())
    }

    #[test]
    fn a_site_that_sets_nothing_has_everything() {
        let config = read("").unwrap();
        assert_eq!(config.appearance, Appearance::default());
        assert_eq!(config.home.len(), HomeBlock::ALL.len());
    }

    #[test]
    fn reads_colours_blocks_portal_and_marks() {
        let config = read(concat!(
            "portal = { title = \"示范市人民政府\", url = \"https://www.example.gov.cn/\" }\n",
            "find_error = { url = \"https://zfwzgl.www.gov.cn/exposure/jiucuo.html\", image = \"zhaocuo.png\" }\n",
            "[appearance]\nmain = \"#9E1B1B\"\nlogo = \"brand/logo.svg\"\nfooter = false\n",
            "[home]\nblocks = [\"columns\", \"newest\", \"columns\"]\n"
        ))
        .unwrap();
        assert_eq!(config.appearance.main.unwrap().to_string(), "#9e1b1b");
        assert_eq!((config.appearance.header, config.appearance.footer), (true, false));
        assert_eq!(config.home, [HomeBlock::Columns, HomeBlock::Newest]);
        assert_eq!(config.site.find_error.unwrap().image.as_deref(), Some("zhaocuo.png"));
        assert_eq!(config.site.portal.unwrap().title, "示范市人民政府");
    }

    #[test]
    fn refuses_what_cannot_be_read_or_reached() {
        assert_eq!(read("[appearance]\nmain = \"#ffd43b\"\n").unwrap_err(), ["faint_colour"]);
        assert_eq!(read("[appearance]\nmain = \"red\"\n").unwrap_err(), ["invalid_colour"]);
        assert_eq!(read("[appearance]\nlogo = \"../logo.svg\"\n").unwrap_err(), ["invalid_picture"]);
        assert_eq!(read("[home]\nblocks = [\"carousel\"]\n").unwrap_err(), ["unknown_block"]);
        assert_eq!(read("portal = { title = \"门户\", url = \"/gk/\" }\n").unwrap_err(), ["invalid_address"]);
    }
}
