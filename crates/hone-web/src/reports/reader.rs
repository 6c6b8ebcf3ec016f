//! Who reads a report: the leader it is about, or their coach by what they were granted.

use hone_core::Hone;
use hone_core::account::Viewer;
use hone_core::coaching::{self, Shared};
use hone_core::ids::LeaderId;
use hone_core::result::Found;
use uuid::Uuid;

use crate::coaching::Guidance;
use crate::fault::Fault;
use crate::frame::{Frame, Section};

/// Who reads.
pub(super) struct Reader {
    frame: Frame,
    pub(super) granted: Option<Granted>,
}

/// What a coach reads by.
pub(super) struct Granted {
    pub(super) by: String,
    pub(super) since: String,
    pub(super) has_comments: bool,
    pub(super) back: String,
}

/// The released report of a leader, if the viewer is that leader or was granted it, and who reads. The
/// comments are not in it where they were not granted.
pub(super) async fn find(hone: &Hone, viewer: &Viewer, id: Uuid) -> Result<(Found, Reader), Fault> {
    let found = coaching::find_report(hone, viewer, LeaderId(id)).await?;
    let (found, shared) = found.ok_or(Fault::NotFound)?;
    let section = if shared.is_some() { Section::Coaching } else { Section::Reports };
    let frame = Frame::of(viewer, section);
    let granted = shared.map(|shared| Granted::of(viewer, shared));
    Ok((found, Reader { frame, granted }))
}

impl Granted {
    fn of(viewer: &Viewer, Shared { coaching, grant }: Shared) -> Self {
        let since = grant.report_since.map(|since| since.day_text(&viewer.zone()));
        Self {
            back: format!("/coaching/{}", coaching.id),
            by: coaching.name,
            since: since.unwrap_or_default(),
            has_comments: grant.comments_since.is_some(),
        }
    }
}

impl Reader {
    /// What is around the page.
    pub(super) fn frame(&self) -> Frame {
        self.frame.clone()
    }

    /// Whether it is the leader's own report.
    pub(super) fn is_leader(&self) -> bool {
        self.granted.is_none()
    }

    /// Whether what people wrote is in it.
    pub(super) fn has_comments(&self) -> bool {
        self.granted.as_ref().is_none_or(|granted| granted.has_comments)
    }

    /// `Your report`, or whose it is.
    pub(super) fn title(&self) -> String {
        match &self.granted {
            None => "Your report".to_owned(),
            Some(granted) => format!("Report of {}", granted.by),
        }
    }

    /// Whom the leader can turn to; nothing for anybody else.
    pub(super) async fn guidance(
        &self,
        hone: &Hone,
        viewer: &Viewer,
        leader: LeaderId,
    ) -> Result<Option<Guidance>, Fault> {
        match self.granted {
            None => Ok(Some(Guidance::beside_report(hone, viewer, leader).await?)),
            Some(_) => Ok(None),
        }
    }
}
