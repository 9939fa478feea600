use proptest::prelude::*;

use super::*;

fn number(written: &str) -> Decimal {
    written.parse().expect("a number")
}

#[test]
fn reads_comparator_number_and_unit() {
    for (written, comparator, word, low, unit) in [
        ("突破2000亿元", Comparator::MoreThan, "突破", "2000", "亿元"),
        ("超过150家", Comparator::MoreThan, "超过", "150", "家"),
        ("15%以上", Comparator::AtLeast, "以上", "15", "%"),
        ("不低于85％", Comparator::AtLeast, "不低于", "85", "%"),
        ("至少 5 个", Comparator::AtLeast, "至少", "5", "个"),
        ("不超过4.5‰", Comparator::AtMost, "不超过", "4.5", "‰"),
        ("控制在3%以内", Comparator::AtMost, "以内", "3", "%"),
        ("5.5%以下", Comparator::AtMost, "以下", "5.5", "%"),
        ("低于10%", Comparator::LessThan, "低于", "10", "%"),
        ("3%左右", Comparator::About, "左右", "3", "%"),
        ("约1,200万人次", Comparator::About, "约", "1200", "万人次"),
        ("达到１０００亿元", Comparator::Reach, "达到", "1000", "亿元"),
        ("达20家", Comparator::Reach, "达", "20", "家"),
        ("达1500亿元以上", Comparator::AtLeast, "以上", "1500", "亿元"),
        ("力争2000亿元", Comparator::Strive, "力争", "2000", "亿元"),
        ("力争突破2000亿元", Comparator::MoreThan, "突破", "2000", "亿元"),
        ("稳定在65%以上", Comparator::AtLeast, "以上", "65", "%"),
        ("100%", Comparator::Exactly, "", "100", "%"),
        ("3.5张", Comparator::Exactly, "", "3.5", "张"),
        ("42", Comparator::Exactly, "", "42", ""),
        ("-1.2%", Comparator::Exactly, "", "-1.2", "%"),
    ] {
        let quantity = Quantity::parse(written).expect(written);
        assert_eq!((quantity.comparator, quantity.word), (comparator, word), "{written}");
        assert_eq!((quantity.low, quantity.high), (Some(number(low)), None), "{written}");
        assert_eq!((quantity.unit.as_str(), quantity.change), (unit, ""), "{written}");
        assert_eq!(quantity.to_string(), written);
    }
}

#[test]
fn reads_ranges_with_every_mark() {
    for (written, low, high, unit) in [
        ("1-2家", "1", "2", "家"),
        ("90-95%", "90", "95", "%"),
        ("90%－95%", "90", "95", "%"),
        ("2—3个", "2", "3", "个"),
        ("2——3个", "2", "3", "个"),
        ("2–3个", "2", "3", "个"),
        ("1.5～2.5万人次", "1.5", "2.5", "万人次"),
        ("10 ~ 12 张", "10", "12", "张"),
        ("10至12张", "10", "12", "张"),
    ] {
        let quantity = Quantity::parse(written).expect(written);
        assert_eq!((quantity.low, quantity.high), (Some(number(low)), Some(number(high))), "{written}");
        assert_eq!(quantity.unit, unit, "{written}");
    }
    assert_eq!(Quantity::parse("95-90%"), Err(REVERSED));
}

#[test]
fn keeps_the_word_for_a_change() {
    let fall = Quantity::parse("下降15%").expect("a change");
    assert_eq!((fall.change, fall.comparator, fall.low), ("下降", Comparator::Exactly, Some(number("15"))));
    let rise = Quantity::parse("增长不低于8%").expect("a change");
    assert_eq!((rise.change, rise.comparator, rise.low), ("增长", Comparator::AtLeast, Some(number("8"))));
    let level = Quantity::parse("提高到85%").expect("a level");
    assert_eq!((level.change, level.comparator), ("", Comparator::Reach));
}

#[test]
fn keeps_in_words_what_is_no_single_number() {
    for written in [
        "全覆盖",
        "X光机全覆盖",
        "2025年达到20家",
        "3、5家",
        "5 6个",
        "1,20家",
        "1000万元-2亿元",
        "前10名",
        "2.%",
        "2024年底完成",
        "100%覆盖",
        "3家企业建成投产并达效",
    ] {
        let quantity = Quantity::parse(&format!(" {written}\n")).expect(written);
        assert_eq!((quantity.low, quantity.high), (None, None), "{written}");
        assert_eq!(quantity.to_string(), written);
    }
}

#[test]
fn rejects_nothing_and_placeholders() {
    for written in ["", " ", "\u{3000}"] {
        assert_eq!(Quantity::parse(written), Err(EMPTY), "{written}");
    }
    for written in ["xx%", "x%", "××家", "达到ＸＸ亿元", "20xx年", "□□%以上", "**"] {
        assert_eq!(Quantity::parse(written), Err(MASKED), "{written}");
    }
}

proptest! {
    #[test]
    fn never_panics_and_shows_what_was_written(
        any in any::<String>(),
        figures in "[力争突破约达到下降]{0,2}[-0-9０-９.,，— ]{0,12}[家%至xX]{0,2}(以上|以内|左右)?",
    ) {
        for text in [any, figures] {
            if let Ok(quantity) = Quantity::parse(&text) {
                prop_assert_eq!(quantity.to_string(), text.trim());
                prop_assert_eq!(Quantity::parse(&quantity.to_string()), Ok(quantity));
            }
        }
    }

    #[test]
    fn reads_the_number_it_was_given(value in 0i64..1_000_000_000, scale in 0u32..6) {
        let value = Decimal::new(value, scale);
        let quantity = Quantity::parse(&format!("不低于{value}亿元")).expect("a quantity");
        prop_assert_eq!(quantity.low, Some(value));
    }
}
