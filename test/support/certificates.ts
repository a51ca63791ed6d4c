import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

export interface KeyPair {
  key: string
  cert: string
}

/** A certificate authority of one test, as a company has one. */
export interface PrivateCa {
  /** PEM. */
  cert: string
  /** The same, as a file. */
  file: string
  /** A server's certificate for these host names or IPv4 addresses; `expired`: until yesterday. */
  issue: (hosts: readonly string[], options?: { expired?: boolean }) => Promise<KeyPair>
  delete: () => Promise<void>
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']

/** Makes one with openssl, in a folder of its own. */
export async function createPrivateCa(): Promise<PrivateCa> {
  const folder = await mkdtemp(join(tmpdir(), 'audit-desk-ca-'))
  const openssl = (...args: string[]) => promisify(execFile)('openssl', args, { cwd: folder })
  const read = (name: string) => readFile(join(folder, name), 'utf8')
  const subject = ['-subj', '/CN=Audit Desk test CA']
  await openssl(
    ...['req', '-x509', ...newKey, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '2'],
    ...subject,
  )
  // `openssl ca` is the only one of its commands that lets every version set the dates.
  await writeFile(
    join(folder, 'ca.conf'),
    '[any]\ncommonName = supplied\n[ca]\ndefault_ca = own\n[own]\ndatabase = index.txt\n' +
      'new_certs_dir = .\ndefault_md = sha256\npolicy = any\nrand_serial = yes\nunique_subject = no\n',
  )
  await writeFile(join(folder, 'index.txt'), '')
  let issued = 0
  return {
    cert: await read('ca.pem'),
    file: join(folder, 'ca.pem'),
    async issue(hosts, { expired = false } = {}) {
      const name = `server-${issued++}`
      const names = hosts.map((host) => `${/^[\d.]+$/.test(host) ? 'IP' : 'DNS'}:${host}`)
      await writeFile(join(folder, `${name}.ext`), `subjectAltName = ${names.join(',')}\n`)
      await openssl(
        ...['req', '-new', ...newKey, '-keyout', `${name}.key`, '-out', `${name}.csr`],
        ...['-subj', `/CN=${hosts[0] ?? name}`],
      )
      await openssl(
        ...['ca', '-batch', '-notext', '-config', 'ca.conf', '-cert', 'ca.pem'],
        ...['-keyfile', 'ca.key', '-in', `${name}.csr`, '-out', `${name}.pem`],
        ...['-extfile', `${name}.ext`],
        ...['-startdate', asn1Time(-30), '-enddate', asn1Time(expired ? -1 : 1)],
      )
      return { key: await read(`${name}.key`), cert: await read(`${name}.pem`) }
    },
    delete: () => rm(folder, { recursive: true, force: true }),
  }
}

/** `yyyyMMddHHmmssZ` */
function asn1Time(daysFromNow: number): string {
  const iso = new Date(Date.now() + daysFromNow * 86_400_000).toISOString()
  return `${iso.slice(0, 19).replace(/\D/g, '')}Z`
}
