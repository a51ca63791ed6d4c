import * as tls from 'node:tls'

const contexts = new Map<string | null, tls.SecureContext>()

/**
 * What to trust: the authorities Node knows, those of the operating system, and our own. Made once
 * for each set, because it takes a tenth of a second.
 * @param ca PEM; `null` for none of our own
 */
export function trusted(ca: string | null): tls.SecureContext {
  const context = contexts.get(ca) ?? tls.createSecureContext({ ca: authorities(ca) })
  contexts.set(ca, context)
  return context
}

function authorities(ca: string | null): string[] | undefined {
  const { getCACertificates } = tls as {
    getCACertificates?: (kind: 'default' | 'system') => string[]
  }
  if (getCACertificates === undefined) {
    // Before Node 22.15. Without a list it takes its own authorities and NODE_EXTRA_CA_CERTS.
    return ca === null ? undefined : [...tls.rootCertificates, ca]
  }
  const usual = new Set([...getCACertificates('default'), ...getCACertificates('system')])
  return [...usual, ...(ca === null ? [] : [ca])]
}
