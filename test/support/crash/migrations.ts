import { migrations, type Migration } from '../../../src/main/archive/schema.ts'

/** True of every row, and takes its time. */
const slowly = 'length(sha256(repeat(process_id, 1500))) = 64'

/** The app's own steps, and two that could come: each touches every row, and leaves what can be checked. */
export const migrationsToCome: readonly Migration[] = [
  ...migrations,
  [
    'ALTER TABLE kill_record ADD COLUMN weekday INTEGER',
    `UPDATE kill_record SET weekday = isodow(killed_at) WHERE ${slowly}`,
  ],
  [
    `CREATE TABLE kill_day AS
      SELECT killed_at::DATE AS day, weekday, count(*) AS kills FROM kill_record GROUP BY ALL`,
    `UPDATE kill_record SET weekday = weekday + 10 WHERE ${slowly}`,
  ],
]
