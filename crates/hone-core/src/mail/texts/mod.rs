//! What the mails say.
//!
//! Each mail has one text, a template of its own, from which both the plain and the HTML part are
//! made, so that the two cannot say different things. Its first line is the subject. Then come
//! paragraphs with an empty line between them; a paragraph that starts with
//!
//! - `=> ` is the one thing to do: `=> Label | address`;
//! - `-> ` is a smaller link, written alike;
//! - `- ` is a list, an entry on each line;
//! - `-- ` is small print.
//!
//! Names are brought onto one line before they come in, so none can begin a paragraph.

mod filters;
mod letter;
#[cfg(test)]
mod tests;

use askama::Template;

use super::Mail;

/// Whom a mail goes to.
#[derive(Clone, Debug)]
pub struct To<'a> {
    /// Their name.
    pub name: &'a str,
    /// Their address.
    pub address: &'a str,
}

/// Asks a rater to answer.
#[derive(Clone, Debug, Template)]
#[template(path = "mail/texts/invitation.txt")]
pub struct Invitation<'a> {
    /// The organisation.
    pub organisation: &'a str,
    /// Who set up the round, by name.
    pub asked_by: &'a str,
    /// Who is rated, by name; `yourself` for the rater's own.
    pub about: Vec<String>,
    /// How many minutes answering takes, for all of them together.
    pub n_minutes: i64,
    /// How many answers there must be before any are shown.
    pub k: i64,
    /// Whether the rater's answers about one of them are shown as theirs: a leader's own, or those
    /// of a manager.
    pub is_named: bool,
    /// When the round closes, as people write it.
    pub closes: &'a str,
    /// The link that opens the form.
    pub link: &'a str,
    /// The link that ends reminders.
    pub unsubscribe: &'a str,
}

#[derive(Template)]
#[template(path = "mail/texts/second_look.txt")]
struct SecondLook<'a>(&'a Invitation<'a>);

/// Asks a rater again, or for the last time.
#[derive(Clone, Debug)]
pub struct Reminder<'a> {
    /// The organisation.
    pub organisation: &'a str,
    /// Who is rated, by name; `yourself` for the rater's own.
    pub about: Vec<String>,
    /// When the round closes, as people write it.
    pub closes: &'a str,
    /// The link that opens the form.
    pub link: &'a str,
    /// The link that ends reminders.
    pub unsubscribe: &'a str,
}

#[derive(Template)]
#[template(path = "mail/texts/reminder.txt")]
struct FirstReminder<'a>(&'a Reminder<'a>);

#[derive(Template)]
#[template(path = "mail/texts/last_call.txt")]
struct LastCall<'a>(&'a Reminder<'a>);

/// Thanks everyone who was invited, whether they answered or not.
#[derive(Clone, Debug, Template)]
#[template(path = "mail/texts/thanks.txt")]
pub struct Thanks<'a> {
    /// The organisation.
    pub organisation: &'a str,
    /// The round.
    pub round: &'a str,
    /// The day on which results appear, as people write it.
    pub results_on: &'a str,
}

/// Asks a leader to propose raters.
#[derive(Clone, Debug, Template)]
#[template(path = "mail/texts/nomination.txt")]
pub struct Nomination<'a> {
    /// The organisation.
    pub organisation: &'a str,
    /// Who set up the round, by name.
    pub asked_by: &'a str,
    /// The round.
    pub round: &'a str,
    /// When the round closes, as people write it.
    pub closes: &'a str,
    /// The link to sign in, or to make the account.
    pub link: &'a str,
}

/// Tells a leader that their result is there.
#[derive(Clone, Debug, Template)]
#[template(path = "mail/texts/result_ready.txt")]
pub struct ResultReady<'a> {
    /// The organisation.
    pub organisation: &'a str,
    /// The round.
    pub round: &'a str,
    /// The link to the report.
    pub link: &'a str,
}

#[derive(Template)]
#[template(path = "mail/texts/look_ready.txt")]
struct LookReady<'a>(&'a ResultReady<'a>);

/// Tells a leader that too few people answered for a result.
#[derive(Clone, Debug, Template)]
#[template(path = "mail/texts/too_few.txt")]
pub struct TooFew<'a> {
    /// The organisation.
    pub organisation: &'a str,
    /// The round.
    pub round: &'a str,
    /// The link to their reports.
    pub link: &'a str,
}

/// Reminds a leader of what they want to try.
#[derive(Clone, Debug, Template)]
#[template(path = "mail/texts/practice.txt")]
pub struct Practice<'a> {
    /// The organisation.
    pub organisation: &'a str,
    /// The sentence 'When …, I will …', as they wrote it.
    pub sentence: &'a str,
    /// The last day on which it reminds, as people write it.
    pub until: &'a str,
    /// The link to their plan.
    pub link: &'a str,
}

/// Brings to mind what waits for somebody.
#[derive(Clone, Debug, Template)]
#[template(path = "mail/texts/nudge.txt")]
pub struct Nudge<'a> {
    /// The organisation.
    pub organisation: &'a str,
    /// What waits, each with its link.
    pub lines: Vec<(String, String)>,
    /// How many lines there are beyond these.
    pub n_more: usize,
    /// The link to the first page.
    pub today: &'a str,
    /// The link that stops such mails for some weeks.
    pub pause: &'a str,
    /// The link that ends them.
    pub stop: &'a str,
}

impl Nudge<'_> {
    fn subject(&self) -> String {
        match self.lines.len() {
            1 => "One thing for today".to_owned(),
            n => format!("{n} things for today"),
        }
    }
}

/// Asks an administrator for a round about somebody who is new as a leader.
#[derive(Clone, Debug, Template)]
#[template(path = "mail/texts/round_asked.txt")]
pub struct RoundAsked<'a> {
    /// The organisation.
    pub organisation: &'a str,
    /// Who asks, by name.
    pub leader: &'a str,
    /// The link by which a round is planned.
    pub link: &'a str,
}

/// Asks a coach for coaching.
#[derive(Clone, Debug, Template)]
#[template(path = "mail/texts/coach_asked.txt")]
pub struct CoachAsked<'a> {
    /// The organisation.
    pub organisation: &'a str,
    /// Who asks, by name.
    pub leader: &'a str,
    /// The link to the question, or to make the account.
    pub link: &'a str,
}

/// Tells a leader what the coach has answered.
#[derive(Clone, Debug, Template)]
#[template(path = "mail/texts/coach_answered.txt")]
pub struct CoachAnswered<'a> {
    /// The organisation.
    pub organisation: &'a str,
    /// The coach, by name.
    pub coach: &'a str,
    /// Whether they said yes.
    pub is_yes: bool,
    /// The link to the coaching.
    pub link: &'a str,
}

/// Tells one of a coaching that the other one has ended it.
#[derive(Clone, Debug, Template)]
#[template(path = "mail/texts/coaching_ended.txt")]
pub struct CoachingEnded<'a> {
    /// The organisation.
    pub organisation: &'a str,
    /// Who has ended it, by name.
    pub other: &'a str,
    /// Whether it goes to the leader, who keeps the notes.
    pub is_to_leader: bool,
    /// The link to what is left.
    pub link: &'a str,
}

/// Asks somebody into a team.
#[derive(Clone, Debug, Template)]
#[template(path = "mail/texts/team_invited.txt")]
pub struct TeamInvited<'a> {
    /// The organisation.
    pub organisation: &'a str,
    /// Who leads the team, by name.
    pub lead: &'a str,
    /// The team.
    pub team: &'a str,
    /// The link to the team, or to make the account.
    pub link: &'a str,
    /// When the link stops working, as people write it, where it makes the account.
    pub until: Option<&'a str>,
}

/// Asks a member of a team to lead it.
#[derive(Clone, Debug, Template)]
#[template(path = "mail/texts/lead_asked.txt")]
pub struct LeadAsked<'a> {
    /// The organisation.
    pub organisation: &'a str,
    /// Who leads the team and asks, by name.
    pub lead: &'a str,
    /// The team.
    pub team: &'a str,
    /// The link to the team.
    pub link: &'a str,
}

/// Tells whoever led a team what the member whom they asked has answered.
#[derive(Clone, Debug, Template)]
#[template(path = "mail/texts/lead_answered.txt")]
pub struct LeadAnswered<'a> {
    /// The organisation.
    pub organisation: &'a str,
    /// Who was asked, by name.
    pub heir: &'a str,
    /// The team.
    pub team: &'a str,
    /// Whether they said yes.
    pub is_yes: bool,
    /// The link to the team.
    pub link: &'a str,
}

/// Tells the members of a team that one of them leads it, since its lead has left.
#[derive(Clone, Debug, Template)]
#[template(path = "mail/texts/lead_taken_on.txt")]
pub struct LeadTakenOn<'a> {
    /// The organisation.
    pub organisation: &'a str,
    /// Who led it and has left, by name.
    pub lead: &'a str,
    /// Who leads it now, by name.
    pub heir: &'a str,
    /// The team.
    pub team: &'a str,
    /// The link to the team.
    pub link: &'a str,
}

/// Gives a person their account.
#[derive(Clone, Debug, Template)]
#[template(path = "mail/texts/welcome.txt")]
pub struct Welcome<'a> {
    /// The organisation.
    pub organisation: &'a str,
    /// The link that makes the account.
    pub link: &'a str,
    /// When the link stops working, as people write it.
    pub until: &'a str,
}

/// Lets somebody choose a new password.
#[derive(Clone, Debug, Template)]
#[template(path = "mail/texts/password_reset.txt")]
pub struct PasswordReset<'a> {
    /// The link that lets them.
    pub link: &'a str,
    /// When the link stops working, as people write it.
    pub until: &'a str,
}

/// Asks a rater to answer.
pub fn invitation(to: &To<'_>, text: &Invitation<'_>) -> Mail {
    let mail = letter::mail(to, text, text.organisation);
    Mail { unsubscribe: Some(text.unsubscribe.to_owned()), ..mail }
}

/// Asks a rater whether they have seen a change since they were asked about a leader.
pub fn second_look(to: &To<'_>, text: &Invitation<'_>) -> Mail {
    let mail = letter::mail(to, &SecondLook(text), text.organisation);
    Mail { unsubscribe: Some(text.unsubscribe.to_owned()), ..mail }
}

/// Asks a rater again; for the days before the last ones.
pub fn reminder(to: &To<'_>, text: &Reminder<'_>) -> Mail {
    let mail = letter::mail(to, &FirstReminder(text), text.organisation);
    Mail { unsubscribe: Some(text.unsubscribe.to_owned()), ..mail }
}

/// Asks a rater for the last time, without knowing whether they have answered.
pub fn last_call(to: &To<'_>, text: &Reminder<'_>) -> Mail {
    let mail = letter::mail(to, &LastCall(text), text.organisation);
    Mail { unsubscribe: Some(text.unsubscribe.to_owned()), ..mail }
}

/// Thanks everyone who was invited.
pub fn thanks(to: &To<'_>, text: &Thanks<'_>) -> Mail {
    letter::mail(to, text, text.organisation)
}

/// Asks a leader to propose raters.
pub fn nomination(to: &To<'_>, text: &Nomination<'_>) -> Mail {
    letter::mail(to, text, text.organisation)
}

/// Tells a leader that their result is there.
pub fn result_ready(to: &To<'_>, text: &ResultReady<'_>) -> Mail {
    letter::mail(to, text, text.organisation)
}

/// Tells a leader that people have said whether they have seen a change.
pub fn look_ready(to: &To<'_>, text: &ResultReady<'_>) -> Mail {
    letter::mail(to, &LookReady(text), text.organisation)
}

/// Tells a leader that too few people answered for a result.
pub fn too_few(to: &To<'_>, text: &TooFew<'_>) -> Mail {
    letter::mail(to, text, text.organisation)
}

/// Reminds a leader of what they want to try.
pub fn practice(to: &To<'_>, text: &Practice<'_>) -> Mail {
    letter::mail(to, text, text.organisation)
}

/// Brings to mind what waits for somebody, who can end such mail by one click.
pub fn nudge(to: &To<'_>, text: &Nudge<'_>) -> Mail {
    let mail = letter::mail(to, text, text.organisation);
    Mail { unsubscribe: Some(text.stop.to_owned()), ..mail }
}

/// Asks an administrator for a round about somebody who is new as a leader.
pub fn round_asked(to: &To<'_>, text: &RoundAsked<'_>) -> Mail {
    letter::mail(to, text, text.organisation)
}

/// Asks a coach for coaching.
pub fn coach_asked(to: &To<'_>, text: &CoachAsked<'_>) -> Mail {
    letter::mail(to, text, text.organisation)
}

/// Tells a leader what the coach has answered.
pub fn coach_answered(to: &To<'_>, text: &CoachAnswered<'_>) -> Mail {
    letter::mail(to, text, text.organisation)
}

/// Tells one of a coaching that the other one has ended it.
pub fn coaching_ended(to: &To<'_>, text: &CoachingEnded<'_>) -> Mail {
    letter::mail(to, text, text.organisation)
}

/// Asks somebody into a team.
pub fn team_invited(to: &To<'_>, text: &TeamInvited<'_>) -> Mail {
    letter::mail(to, text, text.organisation)
}

/// Asks a member of a team to lead it.
pub fn lead_asked(to: &To<'_>, text: &LeadAsked<'_>) -> Mail {
    letter::mail(to, text, text.organisation)
}

/// Tells whoever led a team what the member whom they asked has answered.
pub fn lead_answered(to: &To<'_>, text: &LeadAnswered<'_>) -> Mail {
    letter::mail(to, text, text.organisation)
}

/// Tells a member of a team who leads it now, since its lead has left.
pub fn lead_taken_on(to: &To<'_>, text: &LeadTakenOn<'_>) -> Mail {
    letter::mail(to, text, text.organisation)
}

/// Gives a person their account.
pub fn welcome(to: &To<'_>, text: &Welcome<'_>) -> Mail {
    letter::mail(to, text, text.organisation)
}

/// Lets somebody choose a new password.
pub fn password_reset(to: &To<'_>, text: &PasswordReset<'_>) -> Mail {
    letter::mail(to, text, "")
}
