#![doc = include_str!("../README.md")]

pub mod calendar;
pub mod code;
pub mod collation;
pub mod date;
pub mod digits;
pub mod fold;
pub mod national_id;
pub mod phone;

pub use calendar::{Calendar, CalendarError, Holiday, HolidayRule, official_holidays};
pub use code::{CodeError, TrackingCode};
pub use collation::collation_key;
pub use date::{Date, DateError, DateTime, Weekday, tehran_date, tehran_datetime, tehran_micros};
pub use digits::{
    NumberError, format_decimal, format_decimal_en, format_integer, format_integer_en,
    parse_integer, to_ascii, to_persian,
};
pub use fold::{decree_key, fold, index_key, normalize, search_key, search_terms};
pub use national_id::{LegalEntityId, NationalCode, NationalIdError};
pub use phone::{MobileNumber, PhoneError};
