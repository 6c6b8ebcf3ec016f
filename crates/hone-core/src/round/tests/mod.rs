mod course;
mod crashes;
mod launch;
mod plan;
mod reminding;
mod results;
mod terms;
