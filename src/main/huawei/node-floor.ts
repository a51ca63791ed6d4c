import { createRequire } from 'node:module'

/**
 * undici 8 expects Node 22.19. The built app must also run on Electron 33, whose Node is 20.18 and
 * lacks two functions undici reads while it loads. Neither is used for what we send: we don't ask
 * for zstd, and nothing here is handed to a worker. Must be imported before undici.
 */
const require = createRequire(import.meta.url)

const zlib = require('node:zlib') as { createZstdDecompress?: unknown }
zlib.createZstdDecompress ??= () => {
  throw new Error('zstd is not supported by this version of Node')
}

const workerThreads = require('node:worker_threads') as { markAsUncloneable?: unknown }
workerThreads.markAsUncloneable ??= () => undefined
