//! Queries on any table of the tools. Their texts are made of the names of tables and columns that stand
//! in the program, and of nothing else.

use serde_json::Value;
use sqlx::{AssertSqlSafe, ColumnIndex, Decode, Type};
use uuid::Uuid;

use super::{Column, Holds, Row, Table, figure, id_of, moment_of, said};
use crate::Result;
use crate::clock::Moment;
use crate::db::{PeopleTx, on};
use crate::ids::OrganisationId;
use crate::team::Team;

/// The rows of a team, the oldest first.
pub(crate) async fn list(tx: &mut PeopleTx, team: &Team, table: &Table) -> Result<Vec<Row>> {
    let names: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
    let has_day = names.contains(&"made_at");
    let order: Vec<&str> =
        has_day.then_some("made_at").into_iter().chain(names.iter().copied()).collect();
    let sql = format!(
        "SELECT {} FROM {} WHERE organisation_id = $1 AND team_id = $2 ORDER BY {}",
        names.join(", "),
        table.name,
        order[..order.len().min(4)].join(", ")
    );
    let rows = on!(tx, |conn| sqlx::query(AssertSqlSafe(sql))
        .bind(team.organisation_id)
        .bind(team.id)
        .fetch_all(conn)
        .await?
        .iter()
        .map(|row| read(row, table.columns))
        .collect::<sqlx::Result<Vec<Row>>>())?;
    Ok(rows)
}

fn read<'r, R: sqlx::Row>(row: &'r R, columns: &[Column]) -> sqlx::Result<Row>
where
    usize: ColumnIndex<R>,
    String: Decode<'r, R::Database> + Type<R::Database>,
    i64: Decode<'r, R::Database> + Type<R::Database>,
    f64: Decode<'r, R::Database> + Type<R::Database>,
    bool: Decode<'r, R::Database> + Type<R::Database>,
    Uuid: Decode<'r, R::Database> + Type<R::Database>,
{
    let mut read = Row::new();
    for (place, column) in columns.iter().enumerate() {
        let value = match column.holds {
            Holds::Id | Holds::Of(_) | Holds::Within(..) | Holds::Person => row
                .try_get::<Option<Uuid>, _>(place)?
                .map(|id| Value::from(id.simple().to_string())),
            Holds::Line(_) | Holds::Text(_) | Holds::Word(_) | Holds::Day => {
                row.try_get::<Option<String>, _>(place)?.map(Value::from)
            }
            Holds::Whole(..) => row.try_get::<Option<i64>, _>(place)?.map(Value::from),
            Holds::Number(_) => {
                row.try_get::<Option<f64>, _>(place)?.map(|n| Value::from(figure(n)))
            }
            Holds::YesNo => row.try_get::<Option<bool>, _>(place)?.map(Value::from),
            Holds::Moment => row.try_get::<Option<i64>, _>(place)?.map(|at| said(Moment(at))),
        };
        read.insert(column.name.to_owned(), value.unwrap_or(Value::Null));
    }
    Ok(read)
}

/// A value of a row on its way into a database.
enum Bound {
    Id(Option<Uuid>),
    Text(Option<String>),
    Whole(Option<i64>),
    Number(Option<f64>),
    YesNo(Option<bool>),
}

fn bound(row: &Row, column: &Column) -> Bound {
    let value = row.get(column.name).unwrap_or(&Value::Null);
    match column.holds {
        Holds::Id | Holds::Of(_) | Holds::Within(..) | Holds::Person => {
            Bound::Id(id_of(row, column.name))
        }
        Holds::Line(_) | Holds::Text(_) | Holds::Word(_) | Holds::Day => {
            Bound::Text(value.as_str().map(ToOwned::to_owned))
        }
        Holds::Whole(..) => Bound::Whole(value.as_i64()),
        Holds::Number(_) => Bound::Number(value.as_f64()),
        Holds::YesNo => Bound::YesNo(value.as_bool()),
        Holds::Moment => Bound::Whole(moment_of(row, column.name).map(|at| at.0)),
    }
}

/// Adds a row that was checked, in its first version.
pub(crate) async fn insert(tx: &mut PeopleTx, team: &Team, table: &Table, row: &Row) -> Result<()> {
    let version = table.has_version.then_some("version");
    let fixed = ["organisation_id", "team_id"].into_iter().chain(version);
    let names: Vec<&str> = fixed.chain(table.columns.iter().map(|column| column.name)).collect();
    let places: Vec<String> = (1..=names.len()).map(|place| format!("${place}")).collect();
    let sql =
        format!("INSERT INTO {} ({}) VALUES ({})", table.name, names.join(", "), places.join(", "));
    on!(tx, |conn| {
        let mut query = sqlx::query(AssertSqlSafe(sql)).bind(team.organisation_id).bind(team.id);
        if table.has_version {
            query = query.bind(1_i64);
        }
        for column in table.columns {
            query = match bound(row, column) {
                Bound::Id(id) => query.bind(id),
                Bound::Text(text) => query.bind(text),
                Bound::Whole(n) => query.bind(n),
                Bound::Number(n) => query.bind(n),
                Bound::YesNo(is) => query.bind(is),
            };
        }
        query.execute(conn).await.map(drop)
    })?;
    Ok(())
}

/// Whether another team of the organisation has a row of a table with one of some ids.
pub(crate) async fn is_any_elsewhere(
    tx: &mut PeopleTx,
    team: &Team,
    table: &Table,
    ids: &[Uuid],
) -> Result<bool> {
    const MOST_AT_ONCE: usize = 500;
    for ids in ids.chunks(MOST_AT_ONCE) {
        let places: Vec<String> = (3..ids.len() + 3).map(|place| format!("${place}")).collect();
        let sql = format!(
            "SELECT COUNT(*) FROM {} WHERE organisation_id = $1 AND team_id <> $2 AND id IN ({})",
            table.name,
            places.join(", ")
        );
        let n: i64 = on!(tx, |conn| {
            let mut query = sqlx::query_scalar(AssertSqlSafe(sql));
            query = query.bind(team.organisation_id).bind(team.id);
            for id in ids {
                query = query.bind(*id);
            }
            query.fetch_one(conn).await
        })?;
        if n > 0 {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Puts a word in the place of a name, in every text that teams of an organisation wrote into a table.
/// Whoever changes such a text meanwhile is told that somebody else has.
pub(crate) async fn unname(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    table: &Table,
    (name, word): (&str, &str),
) -> Result<()> {
    let version = if table.has_version { ", version = version + 1" } else { "" };
    for column in table.texts() {
        let sql = format!(
            "UPDATE {table} SET {column} = REPLACE({column}, $2, $3){version}
             WHERE organisation_id = $1 AND REPLACE({column}, $2, $3) <> {column}",
            table = table.name
        );
        on!(tx, |conn| sqlx::query(AssertSqlSafe(sql))
            .bind(organisation)
            .bind(name)
            .bind(word)
            .execute(conn)
            .await
            .map(drop))?;
    }
    Ok(())
}
