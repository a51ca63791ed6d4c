import { X509Certificate } from 'node:crypto'
import type { Socket } from 'node:net'
import * as tls from 'node:tls'
import type { CertificateFacts, DiagnosisFault, Finding } from '../../../shared/model/diagnosis.ts'
import { trusted } from '../certificates.ts'
import { connectionError } from '../connection-error.ts'
import { StepFailure } from './step-failure.ts'
import { isAddress, opened, untilAborted, type Target } from './way.ts'

/**
 * Looks at a server's certificate. A bad one is looked at too, to say what is wrong with it: over
 * this connection nothing is ever sent, and it is closed at once.
 * @param socket connected to the server; is closed
 * @throws StepFailure
 */
export async function checkCertificate(
  socket: Socket,
  target: Target,
  ca: string | null,
  signal: AbortSignal,
): Promise<Finding> {
  const secure = tls.connect({
    socket,
    host: target.hostname,
    ...(isAddress(target) ? {} : { servername: target.hostname }),
    secureContext: trusted(ca),
    rejectUnauthorized: false,
  })
  try {
    await untilAborted(opened(secure, 'secureConnect'), secure, signal)
    const certificate = factsOf(secure)
    if (secure.authorized) return { kind: 'certificate', certificate }
    // Typed as an error; it is the text of its code.
    const code = String(secure.authorizationError)
    const cause = Object.assign(new Error('the certificate is not trusted'), { code })
    throw new StepFailure(faultOfCode(code), connectionError(cause, target.host, false), {
      certificate,
    })
  } catch (error) {
    if (error instanceof StepFailure) throw error
    throw new StepFailure(
      'no-tls',
      connectionError(error, target.host, false),
      {},
      { cause: error },
    )
  } finally {
    secure.destroy()
  }
}

function faultOfCode(code: string): DiagnosisFault {
  if (code === 'CERT_HAS_EXPIRED') return 'certificate-expired'
  if (code === 'CERT_NOT_YET_VALID') return 'certificate-early'
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID' || code === 'HOSTNAME_MISMATCH') {
    return 'certificate-name'
  }
  return /^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_UNTRUSTED|INVALID_CA)/.test(code)
    ? 'authority-unknown'
    : 'certificate-other'
}

/** @throws when the server showed no certificate */
function factsOf(socket: tls.TLSSocket): CertificateFacts {
  const certificate = socket.getPeerX509Certificate()
  if (certificate === undefined) throw new Error('no certificate')
  const { subject, issuer, subjectaltname } = certificate.toLegacyObject()
  return {
    subject: first(subject.CN) ?? firstName(subjectaltname) ?? '',
    issuer: [first(issuer.O), first(issuer.CN)].filter((part) => part !== undefined).join(', '),
    validFrom: isoOf(certificate.validFrom),
    validTo: isoOf(certificate.validTo),
    isPrivate: !isPublic(certificate),
    protocol: socket.getProtocol(),
  }
}

/** Node gives a list where a name has a part twice. */
function first(part: string | string[] | undefined): string | undefined {
  return Array.isArray(part) ? part[0] : part
}

/** `DNS:a.example, DNS:b.example` */
function firstName(names: string | undefined): string | undefined {
  return names?.split(', ')[0]?.replace(/^[^:]*:/, '')
}

function isoOf(text: string): string | null {
  const milliseconds = Date.parse(text)
  return Number.isNaN(milliseconds) ? null : new Date(milliseconds).toISOString()
}

let publicRoots: readonly X509Certificate[] | null = null

/** Whether an authority that browsers know stands at the end of the chain, or above it. */
function isPublic(certificate: X509Certificate): boolean {
  publicRoots ??= tls.rootCertificates.map((pem) => new X509Certificate(pem))
  const roots = publicRoots
  return chainOf(certificate).some((link) =>
    roots.some((root) => link.checkIssued(root) || link.raw.equals(root.raw)),
  )
}

function chainOf(certificate: X509Certificate): X509Certificate[] {
  const chain = [certificate]
  for (
    let link = certificate.issuerCertificate;
    link !== undefined;
    link = link.issuerCertificate
  ) {
    // Ten are more than any chain has; a circle has no end.
    if (chain.length === 10) break
    chain.push(link)
  }
  return chain
}
