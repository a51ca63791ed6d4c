import { Random } from './random.ts'
import type { Project, Tenant, User } from './tenants/model.ts'

/**
 * Who asks, and for which project: `null` for a token of the whole account or of nothing, `any` for
 * a signature that names none.
 */
export interface Session {
  tenant: Tenant
  user: User
  project: Project | 'any' | null
}

interface Issued extends Session {
  expiresAt: number
}

const lifetime = 24 * 60 * 60_000
// Real tokens are signed messages in Base64 of about this length, with the same beginning.
const tokenLength = 4200
const tokenStart = 'MIIa'

/** The tokens given out so far. A new one does not end an old one. */
export class Tokens {
  readonly #issued = new Map<string, Issued>()
  readonly #random: Random

  constructor(seed: number) {
    this.#random = new Random(seed, 'tokens')
  }

  issue(session: Session, now: number): { token: string; expiresAt: number } {
    const token = tokenStart + this.#random.text(tokenLength - tokenStart.length)
    const expiresAt = now + lifetime
    this.#issued.set(token, { ...session, expiresAt })
    return { token, expiresAt }
  }

  read(token: string, now: number): Session | 'unknown' | 'expired' {
    const issued = this.#issued.get(token)
    if (issued === undefined) return 'unknown'
    return now < issued.expiresAt ? issued : 'expired'
  }

  ownerOf(token: string): Tenant | null {
    return this.#issued.get(token)?.tenant ?? null
  }

  /** Ends a token before its time, as when the user's password or permissions change. */
  end(token: string, how: 'expired' | 'revoked'): void {
    const issued = this.#issued.get(token)
    if (issued === undefined) return
    if (how === 'revoked') this.#issued.delete(token)
    else issued.expiresAt = 0
  }
}
