import { describe, expect, it } from 'vitest'
import { archiveError, troubleOf } from '../../../src/main/archive/errors.ts'
import { AuditDeskError } from '../../../src/shared/errors.ts'

const path = '/home/user/archive/x.duckdb'

describe('What DuckDB says of a file', () => {
  it.each([
    // Linux and macOS
    [
      'IO Error: Could not set lock on file "x.duckdb": Conflicting lock is held in /usr/bin/node (PID 20155). See also https://duckdb.org/docs/stable/connect/concurrency',
      { kind: 'held', pid: 20155 },
    ],
    // Windows
    [
      'IO Error: Cannot open file "x.duckdb": The process cannot access the file because it is being used by another process.\n\nFile is already open in \nC:\\app.exe (PID 99)',
      { kind: 'held', pid: 99 },
    ],
    [
      'IO Error: Cannot open file "x.duckdb": The process cannot access the file because it is being used by another process.',
      { kind: 'held', pid: null },
    ],
    [
      'IO Error: The file "x.duckdb" exists, but it is not a valid DuckDB database file!',
      { kind: 'damaged' },
    ],
    [
      'IO Error: Corrupt database file: computed checksum 1 does not match stored checksum 2 in block at location 0',
      { kind: 'damaged' },
    ],
    [
      'IO Error: Could not read enough bytes from file "x.duckdb": attempted to read 3996 bytes from location 100',
      { kind: 'damaged' },
    ],
    [
      'IO Error: Trying to read a database file with version number 99, but we can only read versions between 64 and 67.',
      { kind: 'newer' },
    ],
    [
      'TransactionContext Error: Failed to commit: Could not write file "x.duckdb.wal": No space left on device',
      { kind: 'system', code: 'ENOSPC' },
    ],
    [
      'IO Error: Could not write file "x": There is not enough space on the disk.',
      { kind: 'system', code: 'ENOSPC' },
    ],
    [
      'IO Error: Cannot open file "x.duckdb": Permission denied',
      { kind: 'system', code: 'EACCES' },
    ],
    [
      'IO Error: Cannot open file "x.duckdb": Access is denied.',
      { kind: 'system', code: 'EACCES' },
    ],
    [
      'IO Error: Cannot open file "x.duckdb": Read-only file system',
      { kind: 'system', code: 'EROFS' },
    ],
    // A disk that fails is no damaged file.
    [
      'IO Error: Could not read enough bytes from file "x.duckdb": Input/output error',
      { kind: 'system', code: 'EIO' },
    ],
    ['INTERRUPT Error: Interrupted!', { kind: 'interrupted' }],
    ['Out of Memory Error: could not allocate block', { kind: 'memory' }],
    ['Binder Error: no such column', { kind: 'other' }],
  ])('%s', (said, trouble) => {
    expect(troubleOf(new Error(said))).toEqual(trouble)
  })
})

describe('An error of the archive', () => {
  it('names the file, the cause and what to do', () => {
    const error = archiveError(
      path,
      new Error('IO Error: Could not write file "x.wal": No space left on device'),
    )
    expect(error).toMatchObject({
      code: 'file',
      retryable: true,
      message: `The archive ${path} could not be used: IO Error: Could not write file "x.wal": No space left on device`,
      hint: 'The disk is full. Free some space, then try again.',
    })
  })

  it('leaves out what DuckDB advises to who writes SQL', () => {
    const said = 'Out of Memory Error: could not allocate\n\nPossible solutions:\n* SET threads=X'
    expect(archiveError(path, new Error(said)).message).not.toMatch(/Possible solutions/)
  })

  it('that was stopped on purpose is no fault of the file', () => {
    expect(archiveError(path, new Error('INTERRUPT Error: Interrupted!')).code).toBe('cancelled')
  })

  it('that is ours already stays as it is', () => {
    const ours = new AuditDeskError({ code: 'input', message: 'ours', retryable: false })
    expect(archiveError(path, ours)).toBe(ours)
  })
})
