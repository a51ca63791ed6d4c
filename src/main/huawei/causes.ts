/** Codes of Node and OpenSSL that say the certificate is at fault, not the way to the server. */
const certificateCode =
  /^(CERT_|ERR_TLS_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|INVALID_(CA|PURPOSE)|PATH_LENGTH_EXCEEDED|HOSTNAME_MISMATCH)/

export function isCertificateCode(code: string): boolean {
  return certificateCode.test(code)
}

/**
 * An error and what caused it, outermost first: undici and Node wrap errors, and bundle those of
 * several addresses.
 */
export function causesOf(error: unknown): readonly Error[] {
  if (!(error instanceof Error)) return []
  const next: unknown = error instanceof AggregateError ? error.errors[0] : error.cause
  return [error, ...causesOf(next)]
}

/** The code of the innermost cause that has one, such as `ECONNREFUSED`; otherwise empty. */
export function codeOf(error: unknown): string {
  const codes = causesOf(error).flatMap((cause) =>
    'code' in cause && typeof cause.code === 'string' ? [cause.code] : [],
  )
  return codes.at(-1) ?? ''
}
