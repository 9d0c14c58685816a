//! The navigation: public pages for everyone; for who has signed in, the rooms that a right opens, gathered under a few words.

use crate::platform::context::Ctx;
use crate::platform::page::{NavGroup, NavItem};
use crate::platform::permissions::Right;

/// A room: its address in the organisation, its words, and the right that opens it; none: everybody who has signed in.
type Room = (&'static str, &'static str, Option<Right>);

/// The navigation of a reader.
pub fn navigation(ctx: &Ctx) -> Vec<NavGroup> {
    let t = &ctx.page.t;
    let public: &[Room] = &[
        ("/services", t.nav_services(), None),
        ("/portal", t.nav_portal(), None),
        ("/voice/changes", t.nav_changes(), None),
        ("/charter", t.nav_charter(), None),
    ];
    let groups: &[(&str, &[Room])] = if ctx.actor.account.is_none() {
        &[
            (
                "",
                &[
                    ("/voice/new", t.nav_new_message(), None),
                    ("/voice/track", t.nav_track(), None),
                ],
            ),
            ("", public),
        ]
    } else {
        &[
            (
                "",
                &[
                    ("/desk", t.nav_desk(), None),
                    ("/desk/messages", t.nav_messages(), Some(Right::MessageRead)),
                    ("/matters", t.nav_matters(), Some(Right::MatterRead)),
                ],
            ),
            (
                t.nav_group_own(),
                &[
                    ("/my", t.nav_mypage(), None),
                    ("/interests", t.nav_interests(), None),
                    ("/learning", t.nav_learning(), None),
                    ("/cases/own", t.nav_cases_own(), None),
                    ("/orders", t.nav_orders(), Some(Right::OrderRead)),
                ],
            ),
            (
                t.nav_group_insight(),
                &[
                    ("/findings", t.nav_findings(), Some(Right::FindingRead)),
                    ("/insight", t.insight_desk_title(), Some(Right::FindingRead)),
                    ("/tenders", t.nav_tenders(), Some(Right::TenderRead)),
                    ("/waivers", t.nav_waivers(), Some(Right::WaiverRead)),
                    ("/risks", t.nav_risks(), Some(Right::RiskRead)),
                ],
            ),
            (
                t.nav_group_committee(),
                &[
                    ("/committee", t.nav_committee(), Some(Right::CommitteeRead)),
                    (
                        "/committee/resolutions",
                        t.nav_resolutions(),
                        Some(Right::ResolutionRead),
                    ),
                    ("/cases", t.nav_cases(), Some(Right::CaseRead)),
                    (
                        "/inspection",
                        t.nav_inspection(),
                        Some(Right::InspectionRead),
                    ),
                    (
                        "/scorecards",
                        t.nav_scorecards(),
                        Some(Right::ScorecardRead),
                    ),
                ],
            ),
            (
                "",
                &[
                    ("/journal", t.nav_journal(), Some(Right::JournalRead)),
                    ("/admin", t.nav_admin(), Some(Right::OrganisationEdit)),
                ],
            ),
            (t.nav_group_public(), public),
        ]
    };
    let here = ctx
        .page
        .path
        .strip_prefix(&format!("/{}", ctx.page.org()))
        .unwrap_or("");
    // The longest address that the path begins with is where the reader is.
    let current = groups
        .iter()
        .flat_map(|(_, rooms)| rooms.iter())
        .map(|(href, ..)| *href)
        .filter(|href| here.starts_with(href))
        .max_by_key(|href| href.len());
    groups
        .iter()
        .map(|(label, rooms)| {
            let items: Vec<NavItem> = rooms
                .iter()
                .filter(|(_, _, right)| right.is_none_or(|right| ctx.actor.may(right)))
                .map(|(href, label, _)| NavItem {
                    href: ctx.at(href),
                    label: (*label).to_owned(),
                    current: Some(*href) == current,
                })
                .collect();
            NavGroup {
                label: (*label).to_owned(),
                current: items.iter().any(|item| item.current),
                items,
            }
        })
        .filter(|group| !group.items.is_empty())
        .collect()
}
