import { protocol } from 'electron'
import { readFileSync } from 'node:fs'
import { extname, join, normalize, sep } from 'node:path'

const scheme = 'app'
const host = 'desk'
/** Where the window's page lives. */
export const appOrigin = `${scheme}://${host}`
export const appUrl = `${appOrigin}/index.html`

/**
 * Nothing is allowed but what comes from the app itself. Styles may be inline, because the component
 * library sets them; scripts may not.
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

/** Must be called before the app is ready. */
export function declareAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ])
}

/** Serves the built page, and nothing outside its folder, with the security headers. */
export function serveApp(folder: string): void {
  protocol.handle(scheme, (request) => {
    const url = new URL(request.url)
    const path = normalize(join(folder, decodeURIComponent(url.pathname)))
    const contentType = contentTypes[extname(path)]
    if (url.host !== host || !path.startsWith(folder + sep) || contentType === undefined) {
      return new Response('Not found', { status: 404 })
    }
    try {
      // At once: the largest takes a few milliseconds, and a read in the background waits its turn, several
      // times, behind all else that a start does.
      return new Response(new Uint8Array(readFileSync(path)), {
        headers: {
          'content-type': contentType,
          'content-security-policy': contentSecurityPolicy,
          'x-content-type-options': 'nosniff',
          'referrer-policy': 'no-referrer',
          'cross-origin-opener-policy': 'same-origin',
        },
      })
    } catch {
      return new Response('Not found', { status: 404 })
    }
  })
}
