//! 发文字号, the number an organ gives its document: read however it is written, shown in one way.

use std::fmt;

use borsh::{BorshDeserialize, BorshSerialize};
use std::ops::{Range, RangeInclusive};

use super::ValueError;
use super::quantity::{is_mask, narrow};

/// The number of an official document.
///
/// Three forms are known, each shown in the one way the field writes it:
///
/// - 机关代字〔年〕序号号 (GB/T 9704, 7.2.5): `云政办发〔2017〕56号`;
/// - an order (令): `国务院令第711号`;
/// - an announcement (公告, 通告): `示范市税务局公告2017年第4号`.
///
/// ```
/// use gongkai::model::DocumentNumber;
///
/// let number = DocumentNumber::parse("云政办发[２０１７] 第056号")?;
/// assert_eq!(number.to_string(), "云政办发〔2017〕56号");
/// assert_eq!(number, DocumentNumber::parse("云政办发（2017）56号")?);
/// # Ok::<(), gongkai::model::ValueError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, BorshSerialize, BorshDeserialize)]
pub struct DocumentNumber {
    /// Han characters only, within the lengths of the form; an order's ends in 令, an announcement's in 公告 or 通告.
    agency: String,
    form: Form,
    /// 1 to 99999.
    serial: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, BorshSerialize, BorshDeserialize)]
enum Form {
    Coded(u16),
    Announced(u16),
    Ordered,
}

const CODE_LENGTHS: RangeInclusive<usize> = 2..=16;
const YEARS: RangeInclusive<u32> = 1949..=2099;

const NOT_A_NUMBER: ValueError = ValueError {
    what: ["这不是发文字号", "this is not a document number"],
    help: [
        "写成“云政办发〔2017〕56号”“示范市人民政府令第12号”或“示范市税务局公告2017年第4号”的样子",
        "write it like 云政办发〔2017〕56号, 示范市人民政府令第12号 or 示范市税务局公告2017年第4号",
    ],
};
const MASKED: ValueError = ValueError {
    what: ["发文字号里还有占位符，没有填写", "the document number still holds a placeholder"],
    help: [
        "换成实际的年份和序号，如“云政办发〔2017〕56号”；还没有编号的，删去这一项",
        "write the actual year and serial, such as 云政办发〔2017〕56号, or leave the field out while there is none",
    ],
};
const BRACKET_MISSING: ValueError = ValueError {
    what: ["发文字号的年份没有用括号括全", "the year of the document number is not within brackets"],
    help: ["年份用六角括号括起，如“云政办发〔2017〕56号”", "put the year in brackets, such as 云政办发〔2017〕56号"],
};
const HAO_MISSING: ValueError = ValueError {
    what: ["发文字号末尾缺“号”字", "the document number does not end in 号"],
    help: ["在序号后补上“号”，如“云政办发〔2017〕56号”", "write 号 after the serial, such as 云政办发〔2017〕56号"],
};
const TRAILING: ValueError = ValueError {
    what: ["发文字号的“号”字后面还有别的内容", "something follows the 号 of the document number"],
    help: ["一处只写一个文号，到“号”字为止", "write one number only, up to its 号"],
};
const AGENCY_MISSING: ValueError = ValueError {
    what: ["发文字号缺机关代字", "the document number lacks the code of its organ"],
    help: ["在年份前写上机关代字，如“云政办发”", "write the organ's code before the year, such as 云政办发"],
};
const AGENCY_NOT_HAN: ValueError = ValueError {
    what: ["机关代字里有汉字以外的字符", "the organ's code holds characters other than Han"],
    help: [
        "机关代字只用汉字，如“云政办发”；联合发文只写主办机关的文号",
        "use Han characters only, such as 云政办发; of a joint document give the lead organ's number alone",
    ],
};
const AGENCY_LENGTH: ValueError = ValueError {
    what: ["机关代字不在2至16个字之间", "the organ's code is not 2 to 16 characters long"],
    help: ["只写机关代字，如“云政办发”，不写全称", "write the code alone, such as 云政办发, not the organ's full name"],
};
const YEAR: ValueError = ValueError {
    what: ["括号里不是1949至2099之间的四位年份", "the brackets do not hold a four-digit year from 1949 to 2099"],
    help: ["写四位年份，如“〔2017〕”", "write the year in four digits, such as 〔2017〕"],
};
const SERIAL: ValueError = ValueError {
    what: ["发文字号的序号不是1至5位的数", "the serial of the document number is not a number of 1 to 5 digits"],
    help: ["序号写阿拉伯数字，如“56号”", "write the serial in Arabic digits, such as 56号"],
};

impl DocumentNumber {
    /// Reads a number: any kind of bracket, even mixed, any width, with spaces, 第, leading zeros or a Han serial.
    ///
    /// # Errors
    /// A placeholder, a missing bracket or 号, an organ's code or a year that cannot be one, each with its own text.
    pub fn parse(written: &str) -> Result<Self, ValueError> {
        let compact: String = written.chars().filter(|c| !c.is_whitespace()).collect();
        match compact.strip_suffix('号').and_then(read_back) {
            Some((0, number)) => Ok(number),
            _ => Err(fault(&compact)),
        }
    }

    /// Finds what may be a number in running text, in order and without overlap, each with its byte range.
    ///
    /// Nothing in the text tells where an organ's code begins: in 根据云政办发〔2017〕56号 it seems to be 根据云政办发.
    /// The longest run of Han characters is given; [`DocumentNumber::suffixes`] yields the shorter readings.
    #[must_use]
    pub fn find_all(text: &str) -> Vec<(Range<usize>, Self)> {
        let read =
            |(at, hao): (usize, &str)| read_back(&text[..at]).map(|(start, number)| (start..at + hao.len(), number));
        text.match_indices('号').filter_map(read).collect()
    }

    /// Yields this number, then each with the first character of its code dropped, down to the shortest code there is.
    ///
    /// The offset is in bytes from the beginning of the code, so that a caller who knows which numbers exist can move
    /// the beginning of a range from [`DocumentNumber::find_all`].
    pub fn suffixes(&self) -> impl Iterator<Item = (usize, Self)> + '_ {
        let readings = (self.agency.chars().count() + 1).saturating_sub(self.form.shortest());
        let starts = self.agency.char_indices().take(readings);
        starts.map(|(offset, _)| (offset, Self { agency: self.agency[offset..].to_owned(), ..*self }))
    }

    /// The organ's code (机关代字), or its name with 令, 公告 or 通告.
    #[must_use]
    pub fn agency(&self) -> &str {
        &self.agency
    }

    /// The year; orders have none.
    #[must_use]
    pub fn year(&self) -> Option<u16> {
        match self.form {
            Form::Coded(year) | Form::Announced(year) => Some(year),
            Form::Ordered => None,
        }
    }

    /// The serial, from 1.
    #[must_use]
    pub fn serial(&self) -> u32 {
        self.serial
    }
}

impl fmt::Display for DocumentNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { agency, form, serial } = self;
        match form {
            Form::Coded(year) => write!(f, "{agency}〔{year}〕{serial}号"),
            Form::Announced(year) => write!(f, "{agency}{year}年第{serial}号"),
            Form::Ordered => write!(f, "{agency}第{serial}号"),
        }
    }
}

impl Form {
    fn shortest(self) -> usize {
        match self {
            Self::Coded(_) => *CODE_LENGTHS.start(),
            Self::Ordered => "某部令".chars().count(),
            Self::Announced(_) => "某部公告".chars().count(),
        }
    }

    /// An organ's full name is longer than any code: 中华人民共和国国家发展和改革委员会公告.
    fn longest(self) -> usize {
        match self {
            Self::Coded(_) => *CODE_LENGTHS.end(),
            Self::Ordered | Self::Announced(_) => 2 * CODE_LENGTHS.end(),
        }
    }

    fn fits(self, agency: &str) -> bool {
        agency.chars().count() >= self.shortest()
            && match self {
                Self::Coded(_) => true,
                Self::Announced(_) => agency.ends_with("公告") || agency.ends_with("通告"),
                Self::Ordered => agency.ends_with('令'),
            }
    }
}

/// Reads the number whose 号 follows `head`, and where in `head` it begins.
///
/// Backwards, because a number is certain at its end and open at its beginning.
fn read_back(head: &str) -> Option<(usize, DocumentNumber)> {
    let mut back = Backward(head);
    let serial = back.figure(5).or_else(|| back.han_figure()).filter(|serial| *serial > 0)?;
    back.take(|c| c == '第');
    let form = if back.take(is_closing).is_some() {
        let year = back.year()?;
        back.take(is_opening)?;
        Form::Coded(year)
    } else if back.take(|c| c == '年').is_some() {
        Form::Announced(back.year()?)
    } else {
        Form::Ordered
    };
    let (start, agency) = back.agency(form.longest());
    form.fits(agency).then(|| (start, DocumentNumber { agency: agency.to_owned(), form, serial }))
}

/// A text that is read from its end, white space within the line passed over.
struct Backward<'a>(&'a str);

impl<'a> Backward<'a> {
    fn skip_blank(&mut self) {
        self.0 = self.0.trim_end_matches(|c: char| c.is_whitespace() && c != '\n' && c != '\r');
    }

    fn next<T>(&mut self, read: impl Fn(char) -> Option<T>) -> Option<T> {
        self.skip_blank();
        let last = self.0.chars().next_back()?;
        let value = read(last)?;
        self.0 = &self.0[..self.0.len() - last.len_utf8()];
        Some(value)
    }

    fn take(&mut self, accept: impl Fn(char) -> bool) -> Option<()> {
        self.next(|c| accept(c).then_some(()))
    }

    fn figure(&mut self, most: u32) -> Option<u32> {
        let (mut value, mut places) = (0, 0);
        while places < most
            && let Some(digit) = self.next(digit)
        {
            value += digit * 10_u32.pow(places);
            places += 1;
        }
        (places > 0).then_some(value)
    }

    fn han_figure(&mut self) -> Option<u32> {
        self.skip_blank();
        let rest = self.0.trim_end_matches(|c| numeral(c).is_some());
        let value = han_value(&self.0[rest.len()..])?;
        self.0 = rest;
        Some(value)
    }

    fn year(&mut self) -> Option<u16> {
        self.figure(4).filter(|year| YEARS.contains(year)).and_then(|year| year.try_into().ok())
    }

    /// The run of at most `longest` Han characters at the end, and where it begins. A 号 ends it: it closes the number
    /// before (36号和云政发〔2017〕3号), and no two ranges found in a text can then overlap.
    fn agency(mut self, longest: usize) -> (usize, &'a str) {
        self.skip_blank();
        let run = self.0.char_indices().rev().take(longest).take_while(|(_, c)| is_han(*c) && *c != '号');
        let start = run.last().map_or(self.0.len(), |(at, _)| at);
        (start, &self.0[start..])
    }
}

/// What is wrong with text that [`read_back`] does not read whole; it holds no white space.
fn fault(compact: &str) -> ValueError {
    if compact.contains(is_mask) {
        return MASKED;
    }
    let parts = compact.split_once(is_opening).and_then(|(code, rest)| Some((code, rest.split_once(is_closing)?)));
    let Some((code, (year, tail))) = parts else {
        return unbracketed_fault(compact);
    };
    let mut back = Backward(year);
    let is_year = back.year().is_some() && back.0.is_empty();
    match code.chars().count() {
        0 => AGENCY_MISSING,
        _ if !code.chars().all(is_han) => AGENCY_NOT_HAN,
        length if !CODE_LENGTHS.contains(&length) => AGENCY_LENGTH,
        _ if !is_year => YEAR,
        _ => match tail.split_once('号') {
            None => HAO_MISSING,
            Some((_, "")) => SERIAL,
            Some(_) => TRAILING,
        },
    }
}

fn unbracketed_fault(compact: &str) -> ValueError {
    let is_named = ["令", "公告", "通告"].iter().any(|word| compact.contains(word));
    let has_number = compact.contains(|c| digit(c).is_some() || is_opening(c) || is_closing(c));
    match (is_named, has_number) {
        (true, true) if !compact.contains('号') => HAO_MISSING,
        (false, true) => BRACKET_MISSING,
        _ => NOT_A_NUMBER,
    }
}

fn is_opening(c: char) -> bool {
    matches!(c, '〔' | '[' | '［' | '【' | '(' | '（' | '﹝')
}

fn is_closing(c: char) -> bool {
    matches!(c, '〕' | ']' | '］' | '】' | ')' | '）' | '﹞')
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{323af}')
}

fn digit(c: char) -> Option<u32> {
    narrow(c).to_digit(10)
}

/// The value of a Han numeral: a digit, or the unit it counts.
fn numeral(c: char) -> Option<u64> {
    Some(match c {
        '〇' | '零' => 0,
        '一' => 1,
        '二' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        '十' => 10,
        '百' => 100,
        '千' => 1000,
        _ => return None,
    })
}

/// Reads 七百一十一 and 七一一 alike.
fn han_value(run: &str) -> Option<u32> {
    let (mut total, mut pending) = (0_u64, 0_u64);
    for value in run.chars().map_while(numeral) {
        if value < 10 {
            pending = pending * 10 + value;
        } else {
            total += pending.max(1) * value;
            pending = 0;
        }
        if total + pending > 99_999 {
            return None;
        }
    }
    (total + pending).try_into().ok().filter(|_| !run.is_empty())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(written: &str) -> DocumentNumber {
        DocumentNumber::parse(written).expect(written)
    }

    #[test]
    fn reads_every_bracket_and_width() {
        let number = read("云政办发〔2017〕56号");
        assert_eq!((number.agency(), number.year(), number.serial()), ("云政办发", Some(2017), 56));
        for pair in ["〔〕", "[]", "［］", "【】", "()", "（）", "﹝﹞", "〔]", "【）", "﹝］"] {
            let (opening, closing) = pair.split_at(pair.chars().next().map_or(0, char::len_utf8));
            for serial in ["56", "056", "第56", "００５６", " 第 5 6 "] {
                for year in ["2017", "２０１７", " 2017 "] {
                    let written = format!(" 云政办发 {opening}{year}{closing}{serial}号\u{3000}");
                    assert_eq!(read(&written), number, "{written}");
                }
            }
        }
        assert_eq!(number.to_string(), "云政办发〔2017〕56号");
    }

    #[test]
    fn reads_orders_and_announcements() {
        for (written, shown, year, serial) in [
            ("国务院令第711号", "国务院令第711号", None, 711),
            ("国务院令 第七百一十一号", "国务院令第711号", None, 711),
            ("某主席令第七一号", "某主席令第71号", None, 71),
            ("示范市人民政府令第十二号", "示范市人民政府令第12号", None, 12),
            ("示范市人民政府令第一百零五号", "示范市人民政府令第105号", None, 105),
            ("示范市人民政府令12号", "示范市人民政府令第12号", None, 12),
            ("示范市税务局公告２０１７年第４号", "示范市税务局公告2017年第4号", Some(2017), 4),
            ("云溪区应急管理局通告2024年第003号", "云溪区应急管理局通告2024年第3号", Some(2024), 3),
            (
                "中华人民共和国国家发展和改革委员会公告2024年第1号",
                "中华人民共和国国家发展和改革委员会公告2024年第1号",
                Some(2024),
                1,
            ),
        ] {
            let number = read(written);
            assert_eq!(number.to_string(), shown);
            assert_eq!((number.year(), number.serial()), (year, serial), "{written}");
        }
    }

    #[test]
    fn each_fault_has_its_error() {
        for (written, error) in [
            ("云政办发〔20xx〕56号", MASKED),
            ("云政办发〔xxxx〕×号", MASKED),
            ("云政办发〔2017〕**号", MASKED),
            ("云政办发〔2017〕56", HAO_MISSING),
            ("示范市人民政府令第12", HAO_MISSING),
            ("云政办发2017年56号", BRACKET_MISSING),
            ("云政办发〔201756号", BRACKET_MISSING),
            ("云政办发2017〕56号", BRACKET_MISSING),
            ("云政办发〕2017〔56号", BRACKET_MISSING),
            ("〔2017〕56号", AGENCY_MISSING),
            ("YZF〔2017〕56号", AGENCY_NOT_HAN),
            ("云政办发、云财〔2017〕56号", AGENCY_NOT_HAN),
            ("云〔2017〕56号", AGENCY_LENGTH),
            ("示范市云溪区人民政府办公室和云溪区财政局发〔2017〕56号", AGENCY_LENGTH),
            ("云政办发〔17〕56号", YEAR),
            ("云政办发〔1948〕56号", YEAR),
            ("云政办发〔2100〕56号", YEAR),
            ("云政办发〔20170〕56号", YEAR),
            ("云政办发〔2017〕号", SERIAL),
            ("云政办发〔2017〕0号", SERIAL),
            ("云政办发〔2017〕123456号", SERIAL),
            ("云政办发〔2017〕56号、57号", TRAILING),
            ("云政办发〔2017〕56号文", TRAILING),
            ("", NOT_A_NUMBER),
            ("关于印发方案的通知", NOT_A_NUMBER),
            ("令第12号", NOT_A_NUMBER),
            ("示范市税务局公告1917年第4号", NOT_A_NUMBER),
        ] {
            assert_eq!(DocumentNumber::parse(written), Err(error), "{written}");
        }
    }

    #[test]
    fn sorts_by_serial_as_a_number() {
        assert!(read("云政发〔2017〕9号") < read("云政发〔2017〕10号"));
        assert!(read("云政发〔2016〕10号") < read("云政发〔2017〕9号"));
    }

    #[test]
    fn finds_candidates_in_running_text() {
        let text = "根据云政办发〔2017〕56号和《条例》（国务院令第711号），见56号楼，云政发[2016]3号云招(2023) 第05号，\
                    示范市税务局公告2017年第4号；（2017）云01民终123号。\n〔2020〕1号";
        let found = DocumentNumber::find_all(text);
        let shown: Vec<_> = found.iter().map(|(range, number)| (&text[range.clone()], number.to_string())).collect();
        let expected = [
            ("根据云政办发〔2017〕56号", "根据云政办发〔2017〕56号"),
            ("国务院令第711号", "国务院令第711号"),
            ("云政发[2016]3号", "云政发〔2016〕3号"),
            ("云招(2023) 第05号", "云招〔2023〕5号"),
            ("示范市税务局公告2017年第4号", "示范市税务局公告2017年第4号"),
        ];
        assert_eq!(shown, expected.map(|(written, number)| (written, number.to_owned())));
    }

    #[test]
    fn offers_shorter_readings_down_to_the_shortest_code() {
        let readings = |written| read(written).suffixes().map(|(at, n)| (at, n.to_string())).collect::<Vec<_>>();
        let expected = [(0, "根据云招〔2023〕5号"), (3, "据云招〔2023〕5号"), (6, "云招〔2023〕5号")];
        assert_eq!(readings("根据云招〔2023〕5号"), expected.map(|(at, number)| (at, number.to_owned())));
        assert_eq!(readings("依国务院令第7号").last(), Some(&(6, "务院令第7号".to_owned())));
        assert_eq!(readings("按某局公告2017年第4号").last(), Some(&(3, "某局公告2017年第4号".to_owned())));
    }

    const PIECES: [&str; 24] = [
        "根据",
        "云政办发",
        "〔2017〕",
        "[２０１７ ]",
        "（20xx）",
        "56",
        "第０５",
        "号",
        "号",
        "某局公告",
        "2017年",
        "第七十",
        "国务院令",
        "和",
        "、",
        "\n",
        " ",
        "\u{3000}",
        "〔",
        "）",
        "云招〔2023〕5号",
        "某局通告 2017年第4号",
        "国务院令第九号",
        "云",
    ];

    fn pieces() -> impl Strategy<Value = String> {
        proptest::collection::vec(prop::sample::select(&PIECES[..]), 0..24).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn never_panics(any in any::<String>(), pieces in pieces()) {
            for text in [any, pieces] {
                let _ = DocumentNumber::parse(&text);
                let _ = DocumentNumber::find_all(&text);
            }
        }

        #[test]
        fn what_is_found_reads_alone_and_never_overlaps(text in pieces()) {
            let mut end = 0;
            for (range, number) in DocumentNumber::find_all(&text) {
                prop_assert!(end <= range.start);
                end = range.end;
                for (offset, reading) in number.suffixes() {
                    prop_assert_eq!(DocumentNumber::parse(&text[range.start + offset..end]), Ok(reading));
                }
            }
        }

        #[test]
        fn what_is_shown_reads_back(
            agency in "[云政办发财招商]{2,16}",
            named in "[云溪区应急管理局]{2,30}",
            year in 1949_u16..=2099,
            serial in 1_u32..=99_999,
        ) {
            for number in [
                DocumentNumber { agency, form: Form::Coded(year), serial },
                DocumentNumber { agency: format!("{named}通告"), form: Form::Announced(year), serial },
                DocumentNumber { agency: format!("{named}令"), form: Form::Ordered, serial },
            ] {
                prop_assert_eq!(DocumentNumber::parse(&number.to_string()), Ok(number));
            }
        }
    }
}
