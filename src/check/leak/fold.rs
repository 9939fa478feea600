//! Text as the gate compares it: its letters and digits, whatever the marks, widths and spaces between them.

use std::borrow::Cow;

use memchr::memchr;

/// Stands between things that no reader sees as one text, such as two cells; no passage contains it.
pub(super) const BARRIER: char = '\u{1F}';

/// The letters and digits of `text`, percent-encoded ones decoded.
///
/// ASCII is lower-case and half-width. Punctuation and white space fall away, for a renderer may change or add them;
/// only between two ASCII letters or digits one sign stays, `-` for a hyphen and a space for anything else, so that the
/// code 2023-017 is not found in the date 2023-01-17. Control characters, and U+FFFD in the place of bytes that were no
/// text, become one [`BARRIER`].
pub(super) fn fold(text: &str) -> String {
    let text = percent_decode(text);
    let mut folded = String::with_capacity(text.len());
    let mut gap = None;
    let mut rest = text.as_ref();
    while let Some(sign) = rest.chars().next() {
        let han = han_run(rest.as_bytes());
        let length = if han > 0 {
            folded.push_str(&rest[..han]);
            gap = None;
            han
        } else {
            fold_sign(sign, &mut gap, &mut folded);
            sign.len_utf8()
        };
        rest = &rest[length..];
    }
    folded
}

/// The length of the Han characters U+4000–U+9FFF at the start of `text`: nearly all of a Chinese text, and quick to see.
fn han_run(text: &[u8]) -> usize {
    text.chunks_exact(3).take_while(|sign| matches!(sign, [0xE4..=0xE9, ..])).count() * 3
}

fn fold_sign(sign: char, gap: &mut Option<char>, folded: &mut String) {
    match radical(half_width(sign).unwrap_or(sign)) {
        letter if letter.is_ascii_alphanumeric() => {
            if let Some(sign) = gap.take()
                && folded.ends_with(|last: char| last.is_ascii_alphanumeric())
            {
                folded.push(sign);
            }
            folded.push(letter.to_ascii_lowercase());
        }
        hyphen if is_hyphen(hyphen) => *gap = Some('-'),
        mark if is_mark(mark) => *gap = gap.or(Some(' ')),
        nothing if is_ignorable(nothing) => {}
        control if control.is_control() || control == char::REPLACEMENT_CHARACTER => {
            *gap = None;
            if !folded.is_empty() && !folded.ends_with(BARRIER) {
                folded.push(BARRIER);
            }
        }
        letter if letter.is_alphanumeric() => {
            *gap = None;
            folded.push(letter);
        }
        _ => *gap = gap.or(Some(' ')),
    }
}

/// Whether the character is a mark or a space of Chinese texts; these are so common that it pays to know them first.
fn is_mark(sign: char) -> bool {
    matches!(sign, ' '..='~' | '\t' | '\n' | '\r' | '“' | '”' | '…' | '、'..='〃' | '〈'..='】' | '〔' | '〕' | '\u{3000}')
}

/// The ASCII character that a full-width form stands for.
pub(super) fn half_width(sign: char) -> Option<char> {
    match sign {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(sign) - 0xFEE0),
        '\u{3000}' => Some(' '),
        _ => None,
    }
}

/// Whether the character shows as nothing at all: it may stand inside a word or a number without parting it.
pub(super) fn is_ignorable(sign: char) -> bool {
    matches!(sign, '\u{AD}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}')
        || matches!(sign, '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

/// Whether the character is a hyphen or a dash.
pub(super) fn is_hyphen(sign: char) -> bool {
    matches!(sign, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}')
}

// PDF files often name a glyph by its radical where font makers drew radical and character as one; the text then looks
// right and is not. Each radical stands for the character with which simplified Chinese fonts share its glyph.
const KANGXI: &str = "一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸屮山巛工己巾干幺广廴廾\
弋弓彐彡彳心戈户手支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿目矛矢石示禸禾穴立竹米糸缶网羊羽老而\
耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛辰辵邑酉釆里金長門阜隶隹雨靑非面革韋韭音頁風飛食首香馬骨高髟鬥鬯鬲鬼\
魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠";
const SIMPLIFIED: &str = "民纟西见角讠贝车钅长门青韦页风飞食饣马骨鬼鱼鸟卤麦黄齐齿龙龟";
const SIMPLIFIED_RADICALS: &str = "⺠⺰⻄⻅⻆⻈⻉⻋⻐⻓⻔⻘⻙⻚⻛⻜⻝⻠⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳";

fn radical(sign: char) -> char {
    let character = match sign {
        '\u{2F00}'..='\u{2FD5}' => KANGXI.chars().nth((u32::from(sign) - 0x2F00) as usize),
        '\u{2E80}'..='\u{2EF3}' => {
            SIMPLIFIED_RADICALS.chars().zip(SIMPLIFIED.chars()).find(|(radical, _)| *radical == sign).map(|pair| pair.1)
        }
        _ => None,
    };
    character.unwrap_or(sign)
}

/// Undoes percent-encoding (RFC 3986 §2.1) where it stands for a space or a byte outside ASCII.
///
/// Other triplets stay: `95%13812345678` is a share and a number.
pub(super) fn percent_decode(text: &str) -> Cow<'_, str> {
    let Some(first) = memchr(b'%', text.as_bytes()) else { return Cow::Borrowed(text) };
    let (before, mut rest) = text.as_bytes().split_at(first);
    let mut decoded = before.to_vec();
    while let [sign, after @ ..] = rest {
        let byte = (*sign == b'%').then(|| triplet(after)).flatten();
        decoded.push(byte.unwrap_or(*sign));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    Cow::Owned(String::from_utf8_lossy(&decoded).into_owned())
}

fn triplet(after: &[u8]) -> Option<u8> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    let byte = u8::try_from(digit(after.first()?)? * 16 + digit(after.get(1)?)?).ok()?;
    (byte == b' ' || !byte.is_ascii()).then_some(byte)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn folded(text: &str) -> String {
        fold(text)
    }

    #[test]
    fn keeps_letters_and_digits_alone() {
        assert_eq!(folded("**第一条：** 本 办法\n（试行）"), "第一条本办法试行");
        assert_eq!(folded("云政办发〔2024〕３号"), "云政办发2024 3号");
        assert_eq!(folded("Ａb1 \u{200b}养\u{ad}老"), "ab1养老");
        assert_eq!(folded("⻓⼾⼀⾏"), "长户一行");
    }

    #[test]
    fn keeps_codes_apart_from_dates_and_neighbours() {
        assert_eq!(folded("2023-017"), "2023-017");
        assert_eq!(folded("2023–017 \n 18"), "2023-017 18");
        assert_eq!(folded("2023-01-7"), "2023-01-7");
        assert_eq!(folded("一\u{1f}2023\u{0}\u{1f}二"), "一\u{1f}2023\u{1f}二");
    }

    #[test]
    fn undoes_percent_encoding_of_names_only() {
        assert_eq!(folded("/%E4%BF%9D%e5%af%86%20x-1/"), "保密x-1");
        assert_eq!(percent_decode("95%13812345678"), "95%13812345678");
        assert_eq!(percent_decode("100%"), "100%");
    }

    proptest! {
        #[test]
        fn folds_any_text(text in "(\\PC|[一-龥]|%[0-9A-F]{2}|[a-z0-9-]|\n|\u{0}){0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
