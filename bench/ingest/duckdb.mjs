// DuckDB's typed load of the same files: node duckdb.mjs THREADS DATABASE DIR
// Every column with its type and format, one table a shape; DATABASE is :memory: or a file.
import { DuckDBInstance } from "@duckdb/node-api";

const shapes = {
  people: {
    files: "people.csv",
    dateformat: "%d/%m/%Y",
    columns: { Ref: "VARCHAR", NHS: "VARCHAR", Born: "VARCHAR", Sex: "VARCHAR", Area: "VARCHAR" },
  },
  calls: {
    files: "calls-*.csv",
    timestampformat: "%Y-%m-%dT%H:%M:%SZ",
    columns: {
      Incident: "VARCHAR", Nominal: "VARCHAR", Received: "TIMESTAMP", Grade: "VARCHAR", Type: "VARCHAR",
      Beat: "VARCHAR", Closed: "TIMESTAMP", Outcome: "VARCHAR", Team: "VARCHAR", Minutes: "INTEGER",
    },
  },
  contacts: {
    files: "contacts-*.csv",
    dateformat: "%d/%m/%Y",
    columns: {
      Ref: "VARCHAR", Client: "VARCHAR", Date: "DATE", Type: "VARCHAR", Area: "VARCHAR", Worker: "VARCHAR",
      Venue: "VARCHAR", Outcome: "VARCHAR", NextDue: "DATE", Minutes: "INTEGER", Cost: "DOUBLE",
    },
  },
};

const [threads, database, dir] = process.argv.slice(2);
const text = (value) => `'${value.replaceAll("'", "''")}'`;
const instance = await DuckDBInstance.create(database, { threads });
const connection = await instance.connect();
for (const [name, shape] of Object.entries(shapes)) {
  const columns = Object.entries(shape.columns).map(([column, type]) => `${text(column)}: '${type}'`);
  const options = ["header = true", "auto_detect = false", "delim = ','", "quote = '\"'",
    `columns = {${columns.join(", ")}}`];
  for (const format of ["dateformat", "timestampformat"])
    if (shape[format]) options.push(`${format} = ${text(shape[format])}`);
  await connection.run(
    `CREATE TABLE ${name} AS SELECT * FROM read_csv(${text(`${dir}/${shape.files}`)}, ${options.join(", ")})`);
}
const counts = [];
for (const name of Object.keys(shapes)) {
  const result = await connection.runAndReadAll(`SELECT count(*) FROM ${name}`);
  counts.push(`${name} ${result.getRows()[0][0]}`);
}
console.log(counts.join(", "));
