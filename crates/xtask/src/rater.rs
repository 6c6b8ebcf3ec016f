//! Raters, as many as one likes, and what their browsers send.

use hone_core::ballot::Sheet;
use hone_core::category::Category;
use hone_core::ids::GroupRef;
use hone_core::testing::rating::{self, Asks, Browser, Running};
use hone_core::{Hone, ids::LeaderRef};
use serde_json::json;

/// One rater with a link, two leaders and a browser.
pub(crate) struct Rater {
    pub(crate) secret: String,
    pub(crate) groups: [GroupRef; 2],
    pub(crate) browser: Browser,
}

/// A round with as many raters, and its leaders.
pub(crate) struct Crowd {
    pub(crate) running: Running,
    pub(crate) raters: Vec<Rater>,
}

/// Ten people report to each leader, and ten peers come from the next one's reports.
const GROUP: usize = 10;

impl Crowd {
    /// Sets up a round in a data folder or database.
    pub(crate) async fn invite(hone: &Hone, n_raters: usize, form: &str) -> Self {
        let n_leaders = n_raters.div_ceil(GROUP).max(2);
        let leaders: Vec<String> = (0..n_leaders).map(|i| format!("Leader{i} Load")).collect();
        let names: Vec<String> = (0..n_leaders * GROUP).map(|i| format!("Rater{i} Load")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let crews: Vec<&[&str]> = names.chunks(GROUP).collect();
        let asks: Vec<[(Category, &[&str]); 2]> = (0..n_leaders)
            .map(|i| [(Category::Reports, crews[i]), (Category::Peers, crews[(i + 1) % n_leaders])])
            .collect();
        let asks: Vec<Asks<'_>> =
            leaders.iter().zip(&asks).map(|(leader, asks)| (leader.as_str(), &asks[..])).collect();
        let running = rating::running_form(hone, &asks, form).await;
        let raters = names.iter().enumerate().map(|(i, name)| {
            let crew = i / GROUP;
            let peers_of = &leaders[(crew + n_leaders - 1) % n_leaders];
            let groups = [
                running.group(&leaders[crew], Category::Reports),
                running.group(peers_of, Category::Peers),
            ];
            let secret = running.secrets[*name].text().to_owned();
            Rater { secret, groups, browser: Browser::fresh() }
        });
        let raters = raters.collect();
        Self { running, raters }
    }

    /// The leaders of the round.
    pub(crate) fn leaders(&self) -> impl Iterator<Item = LeaderRef> {
        self.running.leaders.values().copied()
    }
}

impl Rater {
    /// What the browser sends to see whom it is asked about.
    pub(crate) fn opening(&self) -> String {
        json!({ "secret": self.secret }).to_string()
    }

    /// What the browser sends to fetch its credentials.
    pub(crate) fn issuance(&self) -> String {
        let commitment = |group: GroupRef| {
            let commitment = self.browser.credential(group).commitment().to_hex();
            (group.0.to_string(), json!(commitment))
        };
        let commitments: serde_json::Map<_, _> = self.groups.into_iter().map(commitment).collect();
        json!({ "secret": self.secret, "commitments": commitments }).to_string()
    }

    /// What the browser sends as a ballot, with a mark in a comment by which it is known again.
    pub(crate) fn ballot(&self, group: GroupRef, form: &str, mark: &str) -> String {
        let answer = u8::try_from(mark.len() % 5 + 1).expect("below six");
        let Sheet { answers, .. } = rating::sheet(form, answer);
        json!({
            "group_ref": group.0,
            "credential": self.browser.credential(group).to_hex(),
            "answers": answers,
            "comments": { "keep": mark, "start": "Says early what will change, and why. ".repeat(5) },
        })
        .to_string()
    }
}
