//! Raters, as many as one likes, and what their browsers send.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hone_core::ballot::Sheet;
use hone_core::category::Category;
use hone_core::ids::{GroupRef, LeaderRef};
use hone_core::testing::rating::{self, Asks, Browser, Running, Sealed};
use hone_core::{Hone, hex};
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

    /// What the browser sends to fetch its tokens.
    pub(crate) fn issuance(&self) -> String {
        let blinded = |group: GroupRef| {
            (group.to_string(), json!(hex::write(&self.browser.request(group).blinded())))
        };
        let blinded: serde_json::Map<_, _> = self.groups.into_iter().map(blinded).collect();
        json!({ "secret": self.secret, "blinded": blinded }).to_string()
    }

    /// What the browser sends as a ballot, with a mark in a comment by which it is known again.
    pub(crate) async fn ballot(
        &self,
        hone: &Hone,
        group: GroupRef,
        form: &str,
        mark: &str,
    ) -> String {
        let answer = u8::try_from(mark.len() % 5 + 1).expect("below six");
        let start = "Says early what will change, and why. ".repeat(5);
        let comments = [("keep".to_owned(), mark.to_owned()), ("start".to_owned(), start)].into();
        let sheet = Sheet { comments, ..rating::sheet(form, answer) };
        sent(&self.browser.seal(hone, group, &sheet).await)
    }
}

/// A ballot as a browser sends it.
pub(crate) fn sent(ballot: &Sealed) -> String {
    json!({
        "group_ref": ballot.group,
        "token": ballot.token.text(),
        "sealed": URL_SAFE_NO_PAD.encode(&ballot.sealed),
    })
    .to_string()
}
