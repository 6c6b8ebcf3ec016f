mod course;
mod launch;
mod plan;
mod reminding;
mod results;
mod terms;
mod waves;
mod whole;
