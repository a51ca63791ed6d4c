import { crc32 } from 'node:zlib'

export interface CraftedEntry {
  name: string
  content?: Uint8Array
  /** In the local header, where it says another than the central directory. */
  localName?: string
  /** What it claims to unpack to. */
  size?: number
  /** Upper half of the external attributes: type and permissions as Unix has them. */
  mode?: number
  flags?: number
  method?: number
  /** Extra field of the central directory. */
  extra?: Uint8Array
  /** Where its record is, which is part of another entry's content then. */
  within?: number
}

/** A zip as no honest program writes it: every field is what the test says. */
export function craftZip(entries: readonly CraftedEntry[]): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let position = 0
  for (const entry of entries) {
    const { content = Buffer.alloc(0) } = entry
    const name = Buffer.from(entry.name)
    const extra = Buffer.from(entry.extra ?? [])
    directory.push(
      Buffer.concat([
        uint32(0x02014b50),
        uint16(0x33f),
        uint16(20),
        commonFields(entry, content, name),
        uint16(extra.length),
        Buffer.alloc(6),
        uint32(((entry.mode ?? 0o100644) << 16) >>> 0),
        uint32(entry.within ?? position),
        name,
        extra,
      ]),
    )
    if (entry.within !== undefined) continue
    const local = localRecord(entry)
    parts.push(local)
    position += local.length
  }
  const central = Buffer.concat(directory)
  return Buffer.concat([
    ...parts,
    central,
    uint32(0x06054b50),
    Buffer.alloc(4),
    uint16(entries.length),
    uint16(entries.length),
    uint32(central.length),
    uint32(position),
    uint16(0),
  ])
}

/** What stands before an entry's bytes, and the bytes. */
export function localRecord(entry: CraftedEntry): Buffer {
  const { content = Buffer.alloc(0) } = entry
  const name = Buffer.from(entry.localName ?? entry.name)
  const common = commonFields(entry, content, name)
  return Buffer.concat([uint32(0x04034b50), uint16(20), common, uint16(0), name, content])
}

function commonFields(entry: CraftedEntry, content: Uint8Array, name: Buffer): Buffer {
  return Buffer.concat([
    uint16(entry.flags ?? 0x800),
    uint16(entry.method ?? 0),
    Buffer.alloc(4),
    uint32(crc32(content)),
    uint32(content.length),
    uint32(entry.size ?? content.length),
    uint16(name.length),
  ])
}

/** The extra field by which Info-ZIP gives an entry another name. */
export function unicodePath(name: string, other: string): Buffer {
  const data = Buffer.concat([Buffer.from([1]), uint32(crc32(name)), Buffer.from(other)])
  return Buffer.concat([uint16(0x7075), uint16(data.length), data])
}

function uint16(value: number): Buffer {
  const buffer = Buffer.alloc(2)
  buffer.writeUInt16LE(value)
  return buffer
}

function uint32(value: number): Buffer {
  const buffer = Buffer.alloc(4)
  buffer.writeUInt32LE(value)
  return buffer
}
