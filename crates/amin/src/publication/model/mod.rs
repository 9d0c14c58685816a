//! Figures: definitions, statistics, suppression of small groups, and the tables made from cases. Pure.

pub mod cases;
pub mod definitions;
pub mod month;
pub mod statistics;
pub mod suppression;
pub mod table;

pub use cases::{Case, Counted, Fact, Marks};
pub use definitions::{DEFINITIONS, Definition, Method, Population};
pub use month::Month;
pub use table::{Cell, FigureTable, MonthRow, Slot};
