import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export interface Socks5ProxyOptions {
  /** Where each name leads: a port on loopback. Others are answered with "host unreachable". */
  hosts: Readonly<Record<string, number>>
  credentials?: { userName: string; password: string }
  /** Answers every request with this reply (RFC 1928, section 6) instead. */
  reply?: number
  /** Sends everything one byte at a time, as a bad network may. */
  inPieces?: boolean
}

/** A SOCKS5 proxy: CONNECT by name, with or without user name and password. */
export async function startSocks5Proxy(
  options: Socks5ProxyOptions,
): Promise<{ url: string; address: string; seen: string[]; close: () => Promise<void> }> {
  const seen: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.setNoDelay(true)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
    converse(socket, options, seen).catch(() => socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `socks5://127.0.0.1:${port}`,
    address: `127.0.0.1:${port}`,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

async function converse(
  socket: Socket,
  { hosts, credentials, reply, inPieces = false }: Socks5ProxyOptions,
  seen: string[],
): Promise<void> {
  const send = async (...bytes: number[]): Promise<void> => {
    if (!inPieces) {
      socket.write(Buffer.from(bytes))
      return
    }
    for (const byte of bytes) {
      socket.write(Buffer.from([byte]))
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
  }
  const { take, end } = reader(socket)
  const [, count = 0] = await take(2)
  const methods = [...(await take(count))]
  const wanted = credentials === undefined ? 0 : 2
  if (!methods.includes(wanted)) {
    await send(5, 255)
    socket.end()
    return
  }
  await send(5, wanted)
  if (credentials !== undefined) {
    const [, userLength = 0] = await take(2)
    const userName = (await take(userLength)).toString()
    const [passwordLength = 0] = await take(1)
    const password = (await take(passwordLength)).toString()
    const isRight = userName === credentials.userName && password === credentials.password
    await send(1, isRight ? 0 : 1)
    if (!isRight) {
      socket.end()
      return
    }
  }
  const [, , , kind] = await take(4)
  if (kind !== 3) throw new Error('the test asks by name')
  const [length = 0] = await take(1)
  const host = (await take(length)).toString()
  const port = (await take(2)).readUInt16BE()
  seen.push(`${host}:${port}`)
  const target = hosts[host]
  if (reply !== undefined || target === undefined) {
    await send(5, reply ?? 4, 0, 1, 0, 0, 0, 0, 0, 0)
    socket.end()
    return
  }
  const onward = connect(target, '127.0.0.1')
  onward.on('error', () => socket.destroy())
  onward.on('close', () => socket.destroy())
  socket.on('close', () => onward.destroy())
  await new Promise((resolve) => onward.once('connect', resolve))
  // Bound to a name, so that the length of the answer differs from the usual.
  await send(5, 0, 0, 3, 4, ...Buffer.from('here'), 0, 80)
  end()
  socket.pipe(onward).pipe(socket)
}

/** `take` takes so many bytes, in the order they come; `end` leaves the rest to others. */
function reader(socket: Socket): { take: (size: number) => Promise<Buffer>; end: () => void } {
  let wake = (): void => undefined
  const listener = () => wake()
  const events = ['readable', 'end', 'close']
  for (const event of events) socket.on(event, listener)
  const take = async (size: number): Promise<Buffer> => {
    for (;;) {
      const bytes = socket.read(size) as Buffer | null
      if (bytes !== null) return bytes
      if (socket.readableEnded || socket.destroyed) throw new Error('hung up')
      await new Promise<void>((resolve) => (wake = resolve))
    }
  }
  const end = () => {
    for (const event of events) socket.off(event, listener)
  }
  return { take, end }
}
