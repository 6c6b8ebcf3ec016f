//! What waits for somebody on the board.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::area::{self, Area, Looks};
use super::board::{Turn, Waiting, turn};
use super::growth;
use super::growth::Talk;
use super::lesson::{self, Lesson};
use super::level::Proposal;
use super::request::{self, Request};
use crate::account::Viewer;
use crate::db::PeopleTx;
use crate::due::{Line, Rank};
use crate::ids::PersonId;
use crate::team::{self, Team};
use crate::{Hone, Result};

/// For so many days whoever asked is told that an answer is there.
const TOLD_DAYS: i64 = 7;

/// For whom lines are told, and when.
struct Ground<'a> {
    viewer: &'a Viewer,
    team: &'a Team,
    names: BTreeMap<PersonId, String>,
    today: Date,
}

/// What waits for a viewer on the board of a team, and what will.
pub async fn due(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
) -> Result<Vec<Line>> {
    let members = team::store::list_members(tx, team).await?;
    let ground = Ground {
        viewer,
        team,
        names: members.into_iter().map(|member| (member.person_id, member.name)).collect(),
        today: hone.clock.now().date(&viewer.zone()),
    };
    let Waiting { proposals, requests } = Waiting::of(tx, team).await?;
    let mut lines = Vec::new();
    let (is_lead, me) = (team.is_led_by(viewer), viewer.person_id);
    for area in area::store::list_for(tx, team, is_lead, me).await? {
        let (proposal, request) = (proposals.get(&area.id), requests.get(&area.id));
        let turn = turn(team, &area, proposal, request, ground.today);
        lines.extend(ground.of_look(&area, &turn));
        lines.extend(ground.of_trial(&area));
        lines.extend(ground.of_turn(&area, turn, proposal, request));
    }
    let told_since = hone.clock.now().plus(-TOLD_DAYS * 24 * 3600);
    for one in request::store::list_answered(tx, team, me, told_since).await? {
        lines.push(ground.of_answer(&one));
    }
    let lessons = lesson::store::list_waiting(tx, team, viewer.person_id).await?;
    lines.extend(lessons.iter().filter_map(|lesson| ground.of_lesson(lesson)));
    lines.extend(ground.of_talks(&growth::store::list_next(tx, team).await?));
    Ok(lines.into_iter().map(|line| line.about(&team.name)).collect())
}

impl Ground<'_> {
    fn name(&self, person: PersonId) -> &str {
        self.names.get(&person).map_or("somebody", String::as_str)
    }

    fn is_me(&self, person: PersonId) -> bool {
        person == self.viewer.person_id
    }

    fn base(&self) -> String {
        format!("/team/{}", self.team.id)
    }

    fn page(&self, area: &Area) -> String {
        format!("{}/delegation/{}", self.base(), area.id)
    }

    /// What somebody has to do about an area before all else.
    fn of_turn(
        &self,
        area: &Area,
        turn: Turn,
        proposal: Option<&Proposal>,
        request: Option<&Request>,
    ) -> Option<Line> {
        match (turn, proposal, request) {
            (Turn::Offer(who), ..) if self.is_me(who) => Some(self.of_offer(area)),
            (Turn::Proposal(who), Some(open), _) if self.is_me(who) => {
                Some(self.of_proposal(area, open))
            }
            (Turn::Question(who, ..), _, Some(open)) if self.is_me(who) => {
                Some(self.of_question(area, open))
            }
            (Turn::GoesAhead(day), _, Some(open)) => self.of_announced(area, open, day),
            _ => None,
        }
    }

    fn of_offer(&self, area: &Area) -> Line {
        let (title, page, level) = (&area.title, self.page(area), area.level.name());
        let text = if self.team.is_led_by(self.viewer) {
            format!("{} would own: {title}, at {level}", self.name(area.owner_id))
        } else {
            format!("You are asked to own: {title}, at {level}")
        };
        Line::new(Rank::Waits, ("offer", area.id.0), text, &page).titled(title).deed(
            "Say yes",
            format!("{page}/answer"),
            &[("answer", "yes"), ("version", &area.version.to_string())],
        )
    }

    fn of_proposal(&self, area: &Area, open: &Proposal) -> Line {
        let (title, to) = (&area.title, open.to_level.name());
        let page = self.page(area);
        let text = format!("A level is proposed: {title}, {to}");
        let line = Line::new(Rank::Waits, ("proposal", open.id.0), text, format!("{page}#level"));
        let line = line.titled(title).since(open.made_at.date(&self.viewer.zone()));
        let fields = [("answer", "accept"), ("proposal", &*open.id.to_string())];
        line.deed("Agree", format!("{page}/level/answer"), &fields)
    }

    fn of_question(&self, area: &Area, open: &Request) -> Line {
        let page = self.page(area);
        let text = format!("{} asks: {}", self.name(open.asked_by), open.question);
        let rank = open.promise().map_or(Rank::Waits, |day| Rank::promised(day, self.today));
        let since = open.opened_at.date(&self.viewer.zone());
        let line = Line::new(rank, ("question", open.id.0), text, format!("{page}#asked"))
            .titled(format!("Answer: {}", open.question))
            .since(since)
            .deed("Answer", format!("{page}/requests/{}", open.id), &[("answer", "say")])
            .asking("says", "Your answer, one sentence")
            .action("Say when");
        match open.promise() {
            Some(day) => line.on(day),
            None => line.by(open.day()),
        }
    }

    /// What the owner announced: they go ahead from its day on, and the lead may object until then.
    fn of_announced(&self, area: &Area, open: &Request, day: Date) -> Option<Line> {
        let (page, key) = (self.page(area), ("announced", open.id.0));
        let title = format!("Goes ahead: {}", open.question);
        if self.is_me(open.asked_by) {
            let text = format!("You can go ahead: {}", open.question);
            let line = Line::new(Rank::Due, key, text, format!("{page}#asked")).titled(title);
            let address = format!("{page}/requests/{}", open.id);
            return Some(line.on(day).deed("It went ahead", address, &[("answer", "ahead")]));
        }
        if !open.can_be_objected_to(self.team, self.viewer, self.today) {
            return None;
        }
        let text = format!("It goes ahead today unless you object: {}", open.question);
        let line = Line::new(Rank::Due, key, text, format!("{page}#asked")).titled(title).on(day);
        let line =
            line.deed("Object", format!("{page}/requests/{}", open.id), &[("answer", "object")]);
        Some(line.asking("says", "Your objection, one sentence"))
    }

    /// What came back to a question of the viewer. It waits for nobody.
    fn of_answer(&self, one: &Request) -> Line {
        let page = format!("{}/delegation/{}#asked", self.base(), one.area_id);
        let (text, kind) = if one.state == request::State::Objected {
            (format!("{} objects: {}", self.team.lead, one.question), "An objection")
        } else {
            (format!("Your question is answered: {}", one.question), "An answer")
        };
        let line = Line::new(Rank::Rhythm, ("answer", one.id.0), text, page).kind(kind);
        let line = line.titled(format!("An answer: {}", one.question));
        match one.closed_at {
            Some(at) => line.since(at.date(&self.viewer.zone())),
            None => line,
        }
    }

    /// The next look. As long as something else in the area waits, it stands in the calendar alone.
    fn of_look(&self, area: &Area, turn: &Turn) -> Option<Line> {
        let can_look = self.team.is_led_by(self.viewer) && area.is_under_way(self.today);
        let day = area.next_look().filter(|_| can_look)?;
        let rank = if area.check_in == Looks::Days { Rank::Rhythm } else { Rank::Due };
        let (page, text) = (self.page(area), format!("A look is due: {}", area.title));
        let line = Line::new(rank, ("look", area.id.0), text, format!("{page}#look"));
        let line = line.titled(format!("A look: {}", area.title)).on(day);
        let address = format!("{page}/looks");
        let line = line.deed("We looked", address, &[("kind", "planned")]);
        let line = line.asking("note", "What you saw, one sentence");
        let is_next = matches!(turn, Turn::Look(_) | Turn::Nobody(_));
        Some(if is_next { line } else { line.only_dated() })
    }

    /// On its last day, either of the two can still object to a trial.
    fn of_trial(&self, area: &Area) -> Option<Line> {
        let is_theirs = self.team.is_led_by(self.viewer) || self.is_me(area.owner_id);
        let day = area.trial(self.today).filter(|_| is_theirs && area.is_under_way(self.today))?;
        let text =
            format!("The trial ends today, and {} then stands: {}", area.level.name(), area.title);
        let line = Line::new(Rank::Due, ("trial", area.id.0), text, self.page(area));
        Some(line.titled(format!("A trial ends: {}", area.title)).kind("An end is due").on(day))
    }

    fn of_lesson(&self, lesson: &Lesson) -> Option<Line> {
        let is_mine = lesson.change_owner_id.is_some_and(|owner| self.is_me(owner));
        let day = lesson.due().filter(|_| is_mine && lesson.waits())?;
        let page = format!("{}/delegation/lessons/{}", self.base(), lesson.id);
        let text = format!("You see to a change: {}", lesson.title);
        let rank = Rank::promised(day, self.today);
        let line = Line::new(rank, ("lesson", lesson.id.0), text, &page);
        let line = line.titled(format!("A change: {}", lesson.title)).on(day);
        Some(line.deed("It is made", format!("{page}/state"), &[("state", "changed")]))
    }

    /// The next talks of the viewer: of the latest talk with each person alone.
    fn of_talks(&self, talks: &[Talk]) -> Vec<Line> {
        let mut told = BTreeSet::new();
        let is_latest = |talk: &&Talk| told.insert(talk.person_id);
        talks.iter().filter(is_latest).filter_map(|talk| self.of_talk(talk)).collect()
    }

    fn of_talk(&self, talk: &Talk) -> Option<Line> {
        let other = if self.team.is_led_by(self.viewer) {
            self.name(talk.person_id)
        } else if self.is_me(talk.person_id) {
            self.team.lead.as_str()
        } else {
            return None;
        };
        let day: Date = talk.next_on.as_deref()?.parse().ok()?;
        let page = format!("{}/people/{}", self.base(), talk.person_id);
        let text = format!("Your next talk with {other} is due");
        let line = Line::new(Rank::Due, ("talk", talk.id.0), text, page);
        Some(line.titled("A talk").with(other).on(day))
    }
}
