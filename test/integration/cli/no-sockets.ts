// Loaded before a command (`--import`): whatever would reach for the network ends the process.
import dgram from 'node:dgram'
import dns from 'node:dns'
import net from 'node:net'
import process from 'node:process'

function refuse(what: string): () => never {
  return () => {
    process.stderr.write(`${what} was called\n`)
    process.exit(99)
  }
}

net.Socket.prototype.connect = refuse('net.Socket.connect')
net.Server.prototype.listen = refuse('net.Server.listen')
dgram.Socket.prototype.bind = refuse('dgram.Socket.bind')
dgram.Socket.prototype.send = refuse('dgram.Socket.send')
dns.lookup = refuse('dns.lookup') as unknown as typeof dns.lookup
dns.promises.lookup = refuse('dns.promises.lookup')
