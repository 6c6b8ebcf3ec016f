//! What a rater's browser does, for the made-up raters: it asks for tokens, seals and sends.

use anyhow::{Context, bail};
use hone_core::ballot::{self, Receipt, Sheet};
use hone_core::chance::{self, Secret};
use hone_core::ids::GroupRef;
use hone_core::invitation::{self, Issued, Opening};
use hone_core::{Hone, hex};
use hone_token::{Request, Token};
use serde_json::Value;

/// The browser of one rater, with the tokens it was given.
pub(super) struct Browser {
    manifest: Value,
    tokens: Vec<(GroupRef, Token)>,
}

impl Browser {
    /// Opens a link and fetches the tokens of all leaders behind it.
    pub(super) async fn fetch(
        hone: &Hone,
        link: &Secret,
        opening: &Opening,
    ) -> anyhow::Result<Self> {
        let secret = chance::bytes();
        let manifest = ballot::manifest(hone, opening.round_ref).await?.context("no manifest")?;
        let mut browser = Self { manifest: serde_json::from_str(&manifest)?, tokens: Vec::new() };
        let request = |group: GroupRef| (group, Request::new(&secret, group.0.as_bytes()));
        let requests: Vec<_> =
            opening.leaders.iter().map(|asked| request(asked.group_ref)).collect();
        let wishes: Vec<_> =
            requests.iter().map(|(group, request)| (*group, request.blinded())).collect();
        let Issued::Done(evaluations) = invitation::issue(hone, link, &wishes).await? else {
            bail!("a token of the demonstration was not issued")
        };
        for ((group, request), (_, evaluation)) in requests.into_iter().zip(evaluations) {
            let key = browser.key(&format!("/groups/{group}/key"))?;
            browser.tokens.push((group, request.finish(&evaluation, &key)?));
        }
        Ok(browser)
    }

    fn key(&self, place: &str) -> anyhow::Result<[u8; 32]> {
        let text = self.manifest.pointer(place).and_then(Value::as_str);
        let key = text.and_then(hex::read).and_then(|bytes| bytes.try_into().ok());
        key.with_context(|| format!("the manifest has no key at {place}"))
    }

    /// Seals a sheet and sends it.
    pub(super) async fn send(
        &self,
        hone: &Hone,
        group: GroupRef,
        sheet: &Sheet,
    ) -> anyhow::Result<()> {
        let (_, token) = self.tokens.iter().find(|(of, _)| *of == group).context("no token")?;
        let sealed = hone_token::seal(
            &self.key("/box_key")?,
            group.0.as_bytes(),
            &token.ballot_id(),
            &serde_json::to_vec(sheet)?,
            &mut chance::generator(),
        )?;
        match ballot::submit(hone, group, token, &sealed).await? {
            Receipt::Kept => Ok(()),
            other => bail!("a ballot of the demonstration was refused: {other:?}"),
        }
    }
}
