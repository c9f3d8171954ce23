// DuckDB makes the cells of bench/measure's study: node duckdb.mjs THREADS RUNS EXTRACTS CELLS.csv [DATABASE]
// Tables are loaded first (typed, codes as ENUM, keys resolved to people), then the cells are made RUNS
// times; prints load, measure and cpu (seconds; medians) and peak_bytes, and writes the cells of the last run.
import { DuckDBInstance } from "@duckdb/node-api";
import { readFileSync, writeFileSync } from "node:fs";

const [threads, runs, dir, cells, database = ":memory:"] = process.argv.slice(2);
const instance = await DuckDBInstance.create(database, { threads });
const connection = await instance.connect();
const run = (sql) => connection.run(sql);

const csv = (name, columns) => `read_csv('${dir}/${name}.csv', header = true, auto_detect = false,
  delim = ',', quote = '"', dateformat = '%d/%m/%Y', timestampformat = '%Y-%m-%dT%H:%M:%SZ',
  columns = {${Object.entries(columns).map(([column, type]) => `'${column}': '${type}'`).join(", ")}})`;
const text = (...names) => Object.fromEntries(names.map((name) => [name, "VARCHAR"]));

async function load() {
  await run(`CREATE TABLE people_csv AS SELECT * FROM ${csv("people",
    { ...text("ref", "nhs", "born", "sex", "area") })}`);
  await run(`CREATE TABLE nominals_csv AS SELECT * FROM ${csv("nominals", text("nominal", "nhs"))}`);
  await run(`CREATE TYPE place AS ENUM (SELECT DISTINCT area FROM people_csv WHERE area IS NOT NULL ORDER BY 1)`);
  await run(`CREATE TABLE person AS SELECT ref, nhs, CAST(area AS place) AS area,
    CAST(row_number() OVER (ORDER BY ref) AS INTEGER) AS person FROM people_csv`);
  const kinds = {
    calls: [csv("calls-*", { ...text("incident", "key"), date: "TIMESTAMP",
      ...text("grade", "type", "area"), closed: "TIMESTAMP", ...text("outcome", "team"), minutes: "INTEGER" }),
    ["grade", "type", "outcome"],
    "JOIN nominals_csv n ON n.nominal = e.key JOIN person p USING (nhs)"],
    contacts: [csv("contacts-*", { ...text("reference", "key"), date: "DATE",
      ...text("type", "area", "worker", "venue", "outcome"), due: "DATE", minutes: "INTEGER", cost: "DOUBLE" }),
    ["type", "venue", "outcome"], "JOIN person p ON p.ref = e.key"],
  };
  for (const [name, [source, coded, join]] of Object.entries(kinds)) {
    await run(`CREATE TABLE ${name}_csv AS SELECT * FROM ${source}`);
    for (const column of coded)
      await run(`CREATE TYPE ${name}_${column} AS ENUM (SELECT DISTINCT ${column} FROM ${name}_csv ORDER BY 1)`);
    await run(`CREATE TABLE ${name} AS SELECT p.person, CAST(e.date AS DATE) AS day, CAST(e.area AS place) AS area,
      ${coded.map((column) => `CAST(e.${column} AS ${name}_${column}) AS ${column}`).join(", ")}
      FROM ${name}_csv e ${join}`);
    await run(`DROP TABLE ${name}_csv`);
  }
  for (const name of ["enrolments", "waiting"])
    await run(`CREATE TABLE ${name} AS SELECT p.person, e.day FROM ${csv(name, { ref: "VARCHAR", day: "DATE" })} e
      JOIN person p USING (ref)`);
  await run("CREATE TABLE lives AS SELECT person, area FROM person ORDER BY person");
}

const measures = {
  calls: {
    "calls": "true", "calls-urgent": "grade IN ('I', 'P')", "calls-abuse": "type = 'DA'",
    "calls-nuisance": "type IN ('ASB', 'DISORDER')", "calls-violence": "type = 'VIOL'",
    "calls-concern": "type = 'CONCERN'", "calls-arrest": "outcome = 'Arrest'",
    "calls-abuse-urgent": "type = 'DA' AND grade = 'I'",
  },
  contacts: {
    "contacts": "true", "contacts-home": "venue = 'Family home'", "contacts-abuse": "type = 'DA'",
    "contacts-concern": "type IN ('CONCERN', 'VIOL')", "contacts-no-action": "outcome = 'No further action'",
    "contacts-referred": "outcome = 'Referred on'",
    "contacts-school-concern": "venue = 'School' AND type <> 'THEFT'",
  },
};

const sums = (kind) => Object.entries(measures[kind])
  .map(([name, where]) => `count(*) FILTER (${where}) AS "${name}"`).join(", ");
const rolled = (kind) => Object.keys(measures[kind]).map((name) => `sum("${name}") AS "${name}"`).join(", ");

// Finest sums once, then rolled up: faster than grouping sets over the rows.
const byMonth = (kind) => `
  WITH finest AS (
    SELECT year(day) * 12 + month(day) AS month,
      coalesce(CAST(l.area AS VARCHAR), CAST(e.area AS VARCHAR), 'elsewhere') AS locality, ${sums(kind)}
    FROM ${kind} e JOIN lives l USING (person)
    WHERE day >= DATE '2012-01-01' AND day < DATE '2015-01-01' GROUP BY 1, 2)
  SELECT month, locality, ${rolled(kind)} FROM finest
  GROUP BY GROUPING SETS ((month, locality), (month), (locality), ())`;

// The last day on which a unit counts is the as-at day, or the one before its own start.
const arms = `
  CREATE OR REPLACE TEMP TABLE units AS
  WITH treated AS (SELECT person, min(day) AS day FROM enrolments GROUP BY person),
  waits AS (SELECT person, min(day) AS day FROM waiting GROUP BY person),
  every AS (
    SELECT 'programme' AS arm, person, day, DATE '2015-01-01' AS until FROM treated
    UNION ALL
    SELECT 'waiting-list', w.person, w.day, coalesce(t.day, DATE '2015-01-01')
    FROM waits w LEFT JOIN treated t USING (person) WHERE t.day IS NULL OR t.day > w.day)
  SELECT arm, person, coalesce(CAST(l.area AS VARCHAR), 'elsewhere') AS locality, side,
    CASE side WHEN 'before' THEN CAST(day - INTERVAL 12 MONTH AS DATE) ELSE day END AS from_day,
    least(CASE side WHEN 'before' THEN day ELSE CAST(day + INTERVAL 12 MONTH AS DATE) END, until) AS to_day
  FROM every JOIN lives l USING (person), (VALUES ('before'), ('after')) sides(side)`;
const bySide = (kind) => `
  WITH finest AS (
    SELECT arm, side, locality, ${sums(kind)} FROM ${kind} e JOIN units u USING (person)
    WHERE day >= from_day AND day < to_day GROUP BY 1, 2, 3)
  SELECT arm, side, locality, ${rolled(kind)} FROM finest GROUP BY GROUPING SETS ((arm, side, locality), (arm, side))`;
const time = `
  SELECT arm, side, locality,
    sum(greatest(0, datediff('day', greatest(from_day, DATE '2012-01-01'), to_day))) AS days
  FROM units GROUP BY GROUPING SETS ((arm, side, locality), (arm, side))`;

async function make() {
  const made = [];
  const rows = async (sql) => (await connection.runAndReadAll(sql)).getRowObjects();
  for (const kind of Object.keys(measures))
    for (const row of await rows(byMonth(kind))) made.push([kind, "month", row]);
  await run(arms);
  for (const kind of Object.keys(measures))
    for (const row of await rows(bySide(kind))) made.push([kind, "side", row]);
  for (const row of await rows(time)) made.push([null, "time", row]);
  return made;
}

function lines(made) {
  const out = ["measure,arm,axis,locality,statistic,from,units"];
  for (const [kind, axis, row] of made) {
    const locality = row.locality ?? "all";
    if (axis === "time") {
      for (const every of Object.values(measures))
        for (const name of Object.keys(every))
          out.push(`${name},${row.arm},${row.side},${locality},unit_years,,${row.days}`);
      continue;
    }
    const month = row.month === null || row.month === undefined ? null : Number(row.month) - 1;
    const from = month === null ? "" : `${Math.floor(month / 12)}-${String(month % 12 + 1).padStart(2, "0")}-01`;
    for (const name of Object.keys(measures[kind]))
      out.push(axis === "side" ? `${name},${row.arm},${row.side},${locality},events,,${row[name]}`
        : `${name},,${month === null ? "" : "month"},${locality},events,${from},${row[name]}`);
  }
  return out.join("\n") + "\n";
}

const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
const seconds = () => Number(process.hrtime.bigint()) / 1e9;
let start = seconds();
await load();
console.log(`load,${(seconds() - start).toFixed(4)}`);
const taken = [], used = [];
let made;
for (let i = 0; i < Number(runs); i++) {
  start = seconds();
  const before = process.cpuUsage();
  made = await make();
  taken.push(seconds() - start);
  const spent = process.cpuUsage(before);
  used.push((spent.user + spent.system) / 1e6);
}
console.log(`measure,${median(taken).toFixed(4)}`);
console.log(`cpu,${median(used).toFixed(4)}`);
writeFileSync(cells, lines(made));
const peak = /VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"));
console.log(`peak_bytes,${Number(peak[1]) * 1024}`);
