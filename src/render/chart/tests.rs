use super::*;

fn caption() -> Caption<'static> {
    Caption { id: "pipeline", title: "各阶段<项目>", description: "开工最多，25个" }
}

fn bar(label: &str, parts: &[u32], words: &str) -> Bar {
    Bar { label: label.into(), parts: parts.iter().map(|part| Decimal::from(*part)).collect(), words: words.into() }
}

fn widths(svg: &str, class: &str) -> Vec<u32> {
    let mark = format!("<rect class=\"{class}\"");
    let marks = svg.split(&mark).skip(1);
    let width = |mark: &str| mark.split_once(" width=\"")?.1.split_once('"')?.0.parse().ok();
    marks.map(|mark| width(mark).unwrap()).collect()
}

#[test]
fn bars_keep_their_proportions_and_name_themselves() {
    let chart = BarChart {
        caption: caption(),
        parts: Vec::new(),
        bars: vec![bar("开工", &[50], "50个"), bar("投产", &[25], "25个")],
    };
    let svg = chart.svg();
    let first = widths(&svg, "first");
    assert_eq!(first.len(), 6, "two bars in three drawings");
    assert!(first.chunks(2).all(|pair| pair[0].abs_diff(pair[1] * 2) <= 1), "{first:?}");
    assert!(svg.contains("<title id=\"pipeline-wide-t\">各阶段&lt;项目&gt;</title>"), "{svg}");
    assert!(svg.contains("<desc id=\"pipeline-narrow-d\">开工最多，25个</desc>"), "{svg}");
    assert!(svg.contains("aria-labelledby=\"pipeline-wide-t pipeline-wide-d\""), "{svg}");
    for forbidden in ["style=", "<script", "px\"", "NaN"] {
        assert!(!svg.contains(forbidden), "{forbidden}");
    }
}

#[test]
fn parts_of_a_bar_stand_side_by_side_and_differ_without_colour() {
    let parts = vec!["确数".into(), "约数".into(), "以上".into()];
    let svg = BarChart { caption: caption(), parts, bars: vec![bar("产业", &[30, 10, 0], "30亿元，约10亿元")] }.svg();
    let (first, second) = (widths(&svg, "first"), widths(&svg, "second"));
    // The first of each drawing is the swatch of the legend.
    assert!(first[1].abs_diff(second[1] * 3) <= 3, "{first:?} {second:?}");
    assert!(svg.contains("fill=\"url(#pipeline-wide-p)\"") && !svg.contains("url(#p)"));
    assert_eq!(widths(&svg, "third").len(), 3, "the legend alone");
}

#[test]
fn words_that_leave_no_room_stand_below_their_bar() {
    let chart = |words| BarChart { caption: caption(), parts: Vec::new(), bars: vec![bar("产业", &[30], words)] }.svg();
    assert_eq!(widths(&chart("55.76亿元，另有约2.3亿元"), "first")[1..], [343, 240]);
    let beside = widths(&chart("30个"), "first");
    assert!(beside[1] < 343 && beside[2] < 240, "{beside:?}");
}

#[test]
fn nothing_is_drawn_for_nothing() {
    let empty = BarChart { caption: caption(), parts: Vec::new(), bars: vec![bar("推介", &[0], "0个")] }.svg();
    assert!(widths(&empty, "first").is_empty());
    let column = Column { label: "5月".into(), year: Some("2024年".into()), counts: vec![0, 2] };
    let svg =
        ColumnChart { caption: caption(), series: vec!["开工".into(), "投产".into()], columns: vec![column] }.svg();
    assert_eq!(widths(&svg, "first").len(), 3, "the legend alone");
    assert_eq!(widths(&svg, "second").len(), 6);
}

#[test]
fn long_labels_are_cut() {
    assert_eq!(cut("云溪高新区", 5 * EM), "云溪高新区");
    assert_eq!(cut("云溪高新区管委会", 5 * EM), "云溪高新…");
}
