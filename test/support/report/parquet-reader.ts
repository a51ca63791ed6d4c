import { readFile } from 'node:fs/promises'
import { zstdDecompressSync } from 'node:zlib'
import { parquetMetadata, parquetRead, type FileMetaData } from 'hyparquet'

export interface ReadParquet {
  metadata: FileMetaData
  rows: unknown[][]
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** Reads a Parquet file by a program that isn't DuckDB. */
export async function readParquet(path: string): Promise<ReadParquet> {
  const bytes = await readFile(path)
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
  let rows: unknown[][] = []
  await parquetRead({
    file,
    // Its own takes a byte order mark at the start of a text for none of the text's.
    parsers: { stringFromBytes: (text) => decoder.decode(text) },
    compressors: { ZSTD: (input) => zstdDecompressSync(input) },
    onComplete: (all) => {
      rows = all as unknown[][]
    },
  })
  return { metadata: parquetMetadata(file), rows }
}
