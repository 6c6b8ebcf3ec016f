//! Who reads a report: the leader it is about, or their coach by what they were granted.

use hone_core::Hone;
use hone_core::account::Viewer;
use hone_core::coaching::{self, Shared, Taken};
use hone_core::ids::LeaderId;
use hone_core::result::Found;
use hone_core::result::whom::Whom;
use uuid::Uuid;

use crate::coaching::Guidance;
use crate::fault::Fault;
use crate::frame::{Frame, Section};

/// Who reads.
#[derive(Clone)]
pub(super) struct Reader {
    frame: Frame,
    /// To whom the sentences speak.
    pub(super) whom: Whom,
    pub(super) granted: Option<Granted>,
}

/// What a coach reads by.
#[derive(Clone)]
pub(super) struct Granted {
    pub(super) by: String,
    pub(super) to: String,
    pub(super) since: String,
    pub(super) has_comments: bool,
    pub(super) back: String,
}

/// The released report of a leader, if the viewer is that leader or was granted it, and who reads. The
/// comments are not in it where they were not granted. That a coach reads it, or takes it along, is
/// noted.
pub(super) async fn find(
    hone: &Hone,
    viewer: &Viewer,
    id: Uuid,
    taken: Taken,
) -> Result<(Found, Reader), Fault> {
    let found = coaching::find_report(hone, viewer, LeaderId(id), taken).await?;
    let (found, shared) = found.ok_or(Fault::NotFound)?;
    let reader = match shared {
        None => Reader::leader(viewer),
        Some(shared) => Reader::coach(viewer, shared),
    };
    Ok((found, reader))
}

impl Granted {
    /// What stands at the foot of a file, so that whoever finds one knows where it comes from.
    pub(super) fn foot(&self) -> String {
        format!("granted by {} to {}", self.by, self.to)
    }

    fn of(viewer: &Viewer, Shared { coaching, grant }: Shared) -> Self {
        let since = grant.report_since.map(|since| since.day_text(&viewer.zone()));
        Self {
            back: format!("/coaching/{}", coaching.id),
            by: coaching.name,
            to: coaching.coach,
            since: since.unwrap_or_default(),
            has_comments: grant.comments_since.is_some(),
        }
    }
}

impl Reader {
    /// The leader whom the report is about.
    fn leader(viewer: &Viewer) -> Self {
        Self { frame: Frame::of(viewer, Section::Reports), whom: Whom::Leader, granted: None }
    }

    fn coach(viewer: &Viewer, shared: Shared) -> Self {
        Self {
            frame: Frame::of(viewer, Section::Coaching),
            whom: Whom::reader(&shared.coaching.name),
            granted: Some(Granted::of(viewer, shared)),
        }
    }

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
