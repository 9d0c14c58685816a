//! Words for the numbers behind a finding. Pure.

use crate::platform::query::fields;
use crate::platform::texts::Texts;

/// The name of a number in the reader's language; one that only its method knows keeps its own.
pub fn fact(t: &Texts, key: &str) -> String {
    let known = match key {
        "cases" => t.findings_number_cases(),
        "files" => t.findings_number_files(),
        "records" => t.findings_number_records(),
        "count" => t.findings_number_count(),
        "of" => t.findings_number_of(),
        "judged" => t.findings_number_judged(),
        "undecided" => t.findings_number_undecided(),
        "accepted" => t.findings_number_accepted(),
        "comparisons" => t.findings_number_comparisons(),
        "differing" => t.findings_number_differing(),
        "matched_share" => t.findings_number_matched_share(),
        "share" => t.findings_number_share(),
        "effect" => t.findings_number_effect(),
        "difference" => t.findings_number_difference(),
        "q" => t.findings_number_q(),
        "course_p" => t.findings_number_course_p(),
        "citizens" => t.findings_number_citizens(),
        "speed" => t.findings_number_speed(),
        "median_days" => t.findings_number_median_days(),
        "median_days_of_others" => t.findings_number_median_days_of_others(),
        "favourable" => t.findings_number_favourable(),
        "favourable_expected" => t.findings_number_favourable_expected(),
        "p_speed" => t.findings_number_p_speed(),
        "p_outcome" => t.findings_number_p_outcome(),
        "false_share" => t.findings_number_false_share(),
        "level" => t.findings_number_level(),
        "rows" => t.findings_number_rows(),
        "rows_by_chance" => t.findings_number_rows_by_chance(),
        "open-matters" => t.findings_number_open_matters(),
        "open-messages" => t.findings_number_open_messages(),
        "agreed-by-number" => t.findings_number_agreed_by_number(),
        "kept" => t.findings_number_kept(),
        "partly" => t.findings_number_partly(),
        "not-kept" => t.findings_number_not_kept(),
        "value" => t.findings_number_value(),
        "detail" => t.findings_number_detail(),
        "outcome" => t.findings_number_outcome(),
        "stuck" => t.findings_number_stuck(),
        other => return other.to_owned(),
    };
    known.to_owned()
}

/// The page on which a finding was seen, by its method: an address within the organisation. None for what no page shows again.
pub fn source(rule_version: &str, service: Option<&str>, query: &str) -> Option<String> {
    let method = rule_version.split(' ').next().unwrap_or_default();
    let page = match (method, service) {
        ("equal-treatment", Some(code)) => format!("/services/{code}/treatment"),
        ("procedure", Some(code)) => format!("/services/{code}/deviations/cases"),
        ("record", Some(code)) => format!("/services/{code}/record/cases"),
        ("recurring", Some(code)) => format!("/services/{code}/brokers"),
        ("recurring", None) => "/insight/brokers".to_owned(),
        ("equal-amounts", _) => "/waivers/treatment".to_owned(),
        _ => return None,
    };
    Some(format!("{page}?{query}"))
}

/// A question as people can read it: an address as its fields, anything else as it is.
pub fn question(query: &str) -> String {
    let is_address = query.contains('=') && !query.contains(char::is_whitespace);
    if !is_address {
        return query.to_owned();
    }
    fields(query.as_bytes())
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name} = {value}"))
        .collect::<Vec<_>>()
        .join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_read_as_its_fields_and_leads_back_to_its_page() {
        let query = "by=%D9%85%D9%86%D8%B7%D9%82%D9%87&what=&strata=kind";
        assert_eq!(question(query), "by = منطقه; strata = kind");
        assert_eq!(
            question("relations.screen(handler, parties)"),
            "relations.screen(handler, parties)"
        );
        assert_eq!(question("a = b | c"), "a = b | c");
        assert_eq!(
            source("equal-treatment 2", Some("permit"), query).as_deref(),
            Some(&*format!("/services/permit/treatment?{query}"))
        );
        assert_eq!(source("gift-giver-1", None, "x"), None);
    }
}
