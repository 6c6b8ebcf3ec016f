//! A stakeholder or a rhythm with which something is done, and what follows, whichever it is.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use hone_core::account::Viewer;
use hone_core::db::PeopleTx;
use hone_core::team::Team;
use hone_core::{Error, Hone};
use uuid::Uuid;

use super::{Refused, address};
use crate::fault::Fault;
use crate::frame;
use crate::input::Fields;
use crate::teams;

/// What has a page on which things are done with it.
pub(super) trait Thing: Sized {
    /// Finds it in a team.
    async fn find(tx: &mut PeopleTx, team: &Team, id: Uuid) -> Result<Self, Fault>;

    /// Where its page is.
    fn page(&self, team: &Team) -> String;

    /// Its page with what is wrong, and what was typed.
    async fn again(
        self,
        tx: &mut PeopleTx,
        hone: &Hone,
        viewer: &Viewer,
        team: Team,
        refused: Refused,
    ) -> Result<Response, Fault>;
}

/// A thing with which something is about to be done.
pub(super) struct Place<T> {
    pub(super) tx: PeopleTx,
    pub(super) viewer: Viewer,
    pub(super) team: Team,
    pub(super) one: T,
    pub(super) fields: Fields,
}

impl<T: Thing> Place<T> {
    pub(super) async fn find(
        hone: &Hone,
        viewer: Viewer,
        (team, id): (Uuid, Uuid),
        fields: Fields,
    ) -> Result<Self, Fault> {
        let mut tx = hone.people.write().await?;
        let team = teams::find(&mut tx, &viewer, team).await?;
        let one = T::find(&mut tx, &team, id).await?;
        Ok(Self { tx, viewer, team, one, fields })
    }

    /// What follows: the page from which it was done with a word on it, or the page of the thing with what
    /// is wrong, and what was typed.
    pub(super) async fn end(
        mut self,
        hone: &Hone,
        done: Result<(), Error>,
        notice: &str,
    ) -> Result<Response, Fault> {
        match done {
            Ok(()) => {
                self.tx.commit().await?;
                let is_board = self.fields.one("back") == "board";
                let page = if is_board { address(&self.team) } else { self.one.page(&self.team) };
                Ok(frame::done(&page, notice))
            }
            Err(Error::Refused(why)) => {
                let refused = Refused { why, typed: self.fields };
                let html = self.one.again(&mut self.tx, hone, &self.viewer, self.team, refused);
                Ok((StatusCode::UNPROCESSABLE_ENTITY, html.await?).into_response())
            }
            Err(other) => Err(other.into()),
        }
    }
}
