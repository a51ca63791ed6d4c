/** The statements that lead from one version of the tables to the next. */
export type Migration = readonly string[]

/**
 * The archive's tables, one migration per version: a new version is added at the end, those before
 * it never change. All TIMESTAMPs are in UTC. These names are what users ask about in SQL, so
 * `docs/archive.md` explains them.
 */
export const migrations: readonly Migration[] = [
  [
    // Which part of the cloud it is about; one row.
    `CREATE TABLE archive (
      region VARCHAR NOT NULL,
      project_id VARCHAR NOT NULL,
      account_name VARCHAR NOT NULL,
      dbss_endpoint VARCHAR NOT NULL,
      ddm_endpoint VARCHAR NOT NULL,
      created_at TIMESTAMP NOT NULL
    )`,
    // One row per answer to a question of a screen.
    `CREATE TABLE answer (
      id BIGINT NOT NULL,
      kind VARCHAR NOT NULL,
      question VARCHAR NOT NULL,
      time_zone VARCHAR,
      fetched_at TIMESTAMP NOT NULL,
      missing VARCHAR[] NOT NULL
    )`,
    // One row per answer of the API, as received; it belongs to an answer or to a kill window.
    `CREATE TABLE raw_answer (
      id BIGINT NOT NULL,
      answer_id BIGINT,
      kill_window_id BIGINT,
      position INTEGER NOT NULL,
      request VARCHAR NOT NULL,
      service VARCHAR NOT NULL,
      method VARCHAR NOT NULL,
      url VARCHAR NOT NULL,
      request_body VARCHAR,
      request_id VARCHAR,
      server_date TIMESTAMP,
      fetched_at TIMESTAMP NOT NULL,
      size BIGINT NOT NULL,
      sha256 VARCHAR NOT NULL,
      gzipped BLOB NOT NULL
    )`,
    `CREATE TABLE summary_project (
      answer_id BIGINT NOT NULL,
      total_sql HUGEINT, total_risk HUGEINT,
      today_sql HUGEINT, today_risk HUGEINT, today_session HUGEINT,
      audit_duration HUGEINT, updated_at TIMESTAMP
    )`,
    `CREATE TABLE summary_instance (
      answer_id BIGINT NOT NULL,
      id VARCHAR, instance_id VARCHAR, instance_name VARCHAR, status VARCHAR,
      total_sql HUGEINT, total_risk HUGEINT,
      today_sql HUGEINT, today_risk HUGEINT, today_session HUGEINT,
      audit_duration HUGEINT, updated_at TIMESTAMP
    )`,
    `CREATE TABLE session_share (
      answer_id BIGINT NOT NULL,
      database_id VARCHAR, database_ip VARCHAR, database_name VARCHAR, database_user VARCHAR,
      sessions HUGEINT
    )`,
    `CREATE TABLE risk_point (
      answer_id BIGINT NOT NULL,
      raw_period VARCHAR, period_at TIMESTAMP, risky_operations HUGEINT
    )`,
    `CREATE TABLE analysis (
      answer_id BIGINT NOT NULL,
      database_id VARCHAR, database_name VARCHAR, type VARCHAR,
      raw_generated_at VARCHAR, generated_at TIMESTAMP
    )`,
    // One row per window of the kill log that was read to its end (or as far as it could be).
    `CREATE TABLE kill_window (
      id BIGINT NOT NULL,
      asked_instance_id VARCHAR NOT NULL,
      from_time TIMESTAMP NOT NULL,
      to_time TIMESTAMP NOT NULL,
      -- Up to where the window is proof: what was killed after it was asked for isn't in it.
      covered_to TIMESTAMP NOT NULL,
      expected BIGINT,
      obtained BIGINT NOT NULL,
      missing VARCHAR,
      collected_at TIMESTAMP NOT NULL
    )`,
    // One row per killed session, however often it was collected.
    `CREATE TABLE kill_record (
      id BIGINT NOT NULL,
      asked_instance_id VARCHAR NOT NULL,
      instance_id VARCHAR,
      instance_name VARCHAR,
      process_id VARCHAR,
      -- Whether the service sent a text; it documents one and sends a number.
      process_id_is_text BOOLEAN NOT NULL,
      operator VARCHAR,
      raw_time VARCHAR,
      -- The instant of it; NULL when it cannot be read. (AT is a keyword of DuckDB.)
      killed_at TIMESTAMP,
      -- The window that brought it, and the place in its raw answers.
      window_id BIGINT NOT NULL,
      raw_answer_id BIGINT NOT NULL,
      raw_row INTEGER NOT NULL,
      -- What all windows that held it have in common: it was killed within, whatever its time says.
      seen_from TIMESTAMP NOT NULL,
      seen_to TIMESTAMP NOT NULL
    )`,
    // One row per run of collecting.
    `CREATE TABLE kill_collection (
      id VARCHAR NOT NULL,
      asked_instance_id VARCHAR NOT NULL,
      from_time TIMESTAMP NOT NULL,
      to_time TIMESTAMP NOT NULL,
      -- running, paused, cancelled, failed or done; one that still runs when it is opened was cut off.
      state VARCHAR NOT NULL,
      reason VARCHAR,
      -- Whether the app started it by itself.
      in_background BOOLEAN NOT NULL,
      started_at TIMESTAMP NOT NULL,
      updated_at TIMESTAMP NOT NULL
    )`,
  ],
]
