//! Pages of tenders.

pub mod import;
pub mod list;
pub mod lists;
pub mod public;
pub mod review;
pub mod tender;

use super::model::State;
use crate::platform::texts::Texts;

/// Word and look of a state.
fn state_word(t: &Texts, code: &str) -> (&'static str, &'static str) {
    match State::of(code) {
        Some(State::Screened) => (t.tenders_state_screened(), "waiting"),
        Some(State::Opened) => (t.tenders_state_opened(), "open"),
        Some(State::Awarded) => (t.tenders_state_awarded(), "answered"),
        Some(State::Announced) | None => (t.tenders_state_announced(), "open"),
    }
}

/// Word and look of an outcome of the gate.
pub(crate) fn outcome_word(t: &Texts, code: &str) -> (&'static str, &'static str) {
    match code {
        "barred" => (t.tenders_outcome_barred(), "late"),
        "conflict" => (t.tenders_outcome_conflict(), "late"),
        "potential" => (t.tenders_outcome_potential(), "waiting"),
        "appearance" => (t.tenders_outcome_appearance(), "waiting"),
        "clear" => (t.tenders_outcome_clear(), "answered"),
        _ => (t.tenders_outcome_insufficient(), "closed"),
    }
}

/// Word and look of a flag's state.
fn flag_word(t: &Texts, code: &str) -> (&'static str, &'static str) {
    match code {
        "flag" => (t.tenders_flag_flag(), "late"),
        "clear" => (t.tenders_flag_clear(), "answered"),
        "outside" => (t.tenders_flag_outside(), "closed"),
        _ => (t.tenders_flag_insufficient(), "waiting"),
    }
}

/// The Persian title of a flag; the English one is the code's own.
fn flag_title(t: &Texts, code: &str) -> String {
    let persian = match code {
        "R003" => "مهلت کوتاه برای پیشنهاد",
        "R011" => "خرد کردن خرید زیر نصاب",
        "R018" => "تنها یک پیشنهاد",
        "R024" => "قیمت نزدیک به برنده",
        "R028" => "قیمت‌های یکسان",
        "R030" => "برد پیشنهاد دیررسیده",
        "R032" => "مالک مشترک پیشنهاددهندگان",
        "R035" => "رد همه جز برنده",
        "R036" => "رد ارزان‌ترین پیشنهاد",
        "R043" => "نشانی تماس یکسان با مسئول",
        "R044" => "نشانی تماس مشترک پیشنهاددهندگان",
        "R046" => "پیشنهاددهنده محروم",
        "R055" => "واگذاری مستقیم نزدیک نصاب",
        "R058" => "تخفیف بسیار زیاد",
        "R059" => "قرارداد بسیار بالاتر از مبلغ برنده",
        "R064" => "تغییر قرارداد",
        "R068" => "پرداخت بیش از قرارداد",
        "R070" => "پیمانکار جزء شدن بازنده",
        "A001" => "شرکت تازه‌تأسیس",
        "A002" => "پیوند پیشنهاددهنده با تصمیم‌گیرنده",
        "R025" => "باخت‌های پرشمار",
        "R038" => "رد شدن‌های پرشمار",
        "R040" => "سهم بالای یک برنده از خریدار",
        "R048" => "فروشنده کالاهای ناهمگون",
        "R053" => "رقیبان همیشگی با یک برنده",
        "R057" => "نوبتی بردن",
        "A003" => "حلقه پیشنهاد هم‌زمان",
        _ => "",
    };
    if t.lang == crate::platform::texts::Lang::Fa && !persian.is_empty() {
        return persian.to_owned();
    }
    procurement::flags::Code::parse(code)
        .map_or_else(|| code.to_owned(), |code| code.title().to_owned())
}
