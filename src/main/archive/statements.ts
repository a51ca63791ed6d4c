import type {
  DuckDBConnection,
  DuckDBMaterializedResult,
  DuckDBPreparedStatement,
  DuckDBValue,
} from '@duckdb/node-api'

/** What can be passed in place of `?` or `$name`. */
export type Parameters = readonly DuckDBValue[] | Readonly<Record<string, DuckDBValue>>

/** So many statements are kept planned for each connection: those used last. */
const mostKept = 32

/**
 * The statements of one connection that have parameters. Planning takes longer than running most of
 * them, so they are planned once and used again. They end with the connection.
 */
export class Statements {
  readonly #connection: DuckDBConnection
  /** Those that aren't in use, the one used last at the end. */
  readonly #idle = new Map<string, DuckDBPreparedStatement>()

  constructor(connection: DuckDBConnection) {
    this.#connection = connection
  }

  /** Runs one statement, which is not to be interrupted by another of its connection. */
  async run(sql: string, parameters: Parameters): Promise<DuckDBMaterializedResult> {
    const statement = this.#idle.get(sql) ?? (await this.#connection.prepare(sql))
    // Its values are read when it runs: until then nobody else may bind others.
    this.#idle.delete(sql)
    try {
      statement.bind(copy(parameters))
      const result = await statement.run()
      this.#keep(sql, statement)
      return result
    } catch (error) {
      statement.destroySync()
      throw error
    }
  }

  #keep(sql: string, statement: DuckDBPreparedStatement): void {
    this.#idle.get(sql)?.destroySync()
    this.#idle.set(sql, statement)
    const [oldest] = this.#idle
    if (this.#idle.size <= mostKept || oldest === undefined) return
    this.#idle.delete(oldest[0])
    oldest[1].destroySync()
  }
}

/** DuckDB's types want what they could change. */
function copy(parameters: Parameters): DuckDBValue[] | Record<string, DuckDBValue> {
  return Array.isArray(parameters)
    ? [...(parameters as readonly DuckDBValue[])]
    : { ...(parameters as Readonly<Record<string, DuckDBValue>>) }
}
